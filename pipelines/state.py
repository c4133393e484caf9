"""What ``juesuan status`` says of how things stand: the last runs, and what wants to be looked at."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from assets.archive.places import Places
from assets.runs.journal import read_journal
from assets.runs.record import RunRecord
from pipelines.doctor.configured import check_sources
from pipelines.doctor.examining import Check, examine
from pipelines.doctor.finding import Finding, counted
from pipelines.doctor.holdings import check_archive, check_journal
from pipelines.doctor.machine import check_lock
from pipelines.doctor.published import check_leftovers, check_results, check_warehouse
from pipelines.figures import read_figures
from pipelines.lock import holder

RUNS_TOLD = 3
RUNS_LISTED = 20
# Those that take no time; the doctor knows more.
CHECKS: tuple[Check, ...] = (
    *(
        check_lock,
        check_journal,
        check_leftovers,
        check_archive,
        check_warehouse,
        check_results,
        check_sources,
    ),
)
# Counts that a line about a run tells, where they are not zero, in which words.
_TOLD_COUNTS = {
    "fetched": ("document", "fetched"),
    "new_files": ("new file", "archived"),
    "read": ("report", "read"),
}


def state_lines(places: Places, now: datetime | None = None) -> Iterator[str]:
    """The last runs, the latest first, and what wants to be looked at, as lines for a person."""
    runs = read_journal(places.runs).runs
    if runs:
        yield "Last runs:"
        is_going_on = holder(places.lock) is not None
        yield from (f"  {describe_run(run, is_going_on)}" for run in runs[: -RUNS_TOLD - 1 : -1])
    found = examine(places, now=now, checks=CHECKS)
    notable = [finding for finding in found if finding.level != "ok" or "in use by" in finding.told]
    if notable:
        yield "To be looked at (juesuan doctor knows more):"
        yield from (f"  {_told(finding)}" for finding in notable)


def state_record(places: Places, now: datetime | None = None) -> dict[str, Any]:
    """The same for programs, as JSON data; ``figures`` are None where the warehouse cannot be read."""
    figures, held_by = read_figures(places.warehouse), holder(places.lock)
    return {
        "warehouse": str(places.warehouse.absolute()),
        "archive": str(places.archive),
        "figures": asdict(figures) if figures else None,
        "published_at": _published_at(places) if figures else None,
        "in_use_by": asdict(held_by) if held_by else None,
        "findings": [finding._asdict() for finding in examine(places, now=now, checks=CHECKS)],
        "runs": [asdict(run) for run in read_journal(places.runs).runs[-RUNS_LISTED:]],
    }


def describe_run(run: RunRecord, is_going_on: bool) -> str:
    """A run in a line; one that never ended was killed, unless the warehouse is in use."""
    state = "interrupted" if run.state == "running" and not is_going_on else run.state
    told = f"{run.started:%Y-%m-%d %H:%M} UTC {run.command} {state}"
    if run.duration_seconds is not None:
        told += f" in {run.duration_seconds:.0f} s"
    counts = [
        f"{counted(run.counts[name], noun)} {verb}"
        for name, (noun, verb) in _TOLD_COUNTS.items()
        if run.counts.get(name)
    ]
    if run.error:
        return f"{told}: {run.error}"
    return f"{told}: {', '.join(counts)}" if counts else told


def _told(finding: Finding) -> str:
    return f"{finding.check}: {finding.told}" + (f" → {finding.advice}" if finding.advice else "")


def _published_at(places: Places) -> str:
    moment = datetime.fromtimestamp(places.warehouse.stat().st_mtime, UTC)
    return moment.isoformat(timespec="seconds")
