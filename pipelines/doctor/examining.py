"""All checks, one after the other; one that breaks is a finding of its own."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from assets.archive.places import Places
from pipelines.doctor.configured import check_corrections, check_sources
from pipelines.doctor.finding import Examination, Finding
from pipelines.doctor.holdings import check_archive, check_backup, check_extracts, check_journal
from pipelines.doctor.machine import (
    check_clock,
    check_lock,
    check_permissions,
    check_recogniser,
    check_room,
)
from pipelines.doctor.published import check_leftovers, check_results, check_warehouse

Check = Callable[[Examination], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    *(
        check_room,
        check_permissions,
        check_clock,
        check_recogniser,
        check_lock,
        check_journal,
        check_leftovers,
    ),
    *(check_archive, check_extracts, check_warehouse, check_results),
    *(check_corrections, check_sources, check_backup),
)


def examine(
    places: Places, deep: bool = False, now: datetime | None = None, checks: Iterable[Check] = CHECKS
) -> Iterator[Finding]:
    """Find out what state a warehouse and all that belongs to it are in; ``deep`` reads every byte."""
    examined = Examination(places, deep, now or datetime.now(UTC))
    for check in checks:
        try:
            yield from check(examined)
        # Whatever is wrong with one place, the others are looked at.
        except Exception as error:
            name = check.__name__.removeprefix("check_")
            told = f"could not be looked at: {type(error).__name__}: {error}"
            yield Finding(name, "bad", told, "see whether the files can be read")
