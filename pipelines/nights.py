"""``juesuan night``: one night at once, by the job of the schedule, in this process, without a daemon."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from assets.archive.places import Places
from assets.reading_mode import ReadingMode
from pipelines.failures import describe_error
from pipelines.fetching import needs_attention, tell_results
from pipelines.options import reading_option, wait_option, warehouse_option, workers_option

if TYPE_CHECKING:
    from pipelines.run import Night


@click.command()
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@warehouse_option
@workers_option
@reading_option
@wait_option
def night(names: tuple[str, ...], warehouse: Path, workers: int, reading: ReadingMode, wait: float) -> None:
    """Fetch what is new and bring it into the warehouse: what the schedule does every night.

    Without news the warehouse stays as it is. Ends with what changed, and alerts whoever the environment
    names. Exits with 1 where this run met something to look at, whatever earlier ones left.
    """
    from pipelines import lock, run  # noqa: PLC0415
    from pipelines.console import ConsoleProgress  # noqa: PLC0415

    places, began = Places(warehouse, reading), datetime.now(UTC)
    try:
        chosen = _require_work(places, names)
    except click.UsageError as error:  # nobody watches a night: it is told like any other failure
        _alert(places, error.message, began)
        raise
    try:
        with lock.exclusive(places.lock, wait, lambda told: click.echo(f"Waiting for {told}", err=True)):
            came = run.night(places, chosen, workers, ConsoleProgress(Console()))
    except (lock.LockError, run.RunFailed, OSError) as error:
        _alert(places, describe_error(error), began)
        raise click.ClickException(describe_error(error)) from error
    _alert(places, None, began)
    if _tell(places, came):
        sys.exit(1)


def _require_work(places: Places, names: tuple[str, ...]) -> list[str]:
    """The sources to look at; refuse a night with nothing to do, or over something that is not ours."""
    from assets.facts.warehouse import is_foreign  # noqa: PLC0415
    from assets.fetch.sources import SourcesError, choose_sources, load_sources  # noqa: PLC0415
    from assets.reference.corrections import CorrectionsError, load_corrections  # noqa: PLC0415

    if is_foreign(places.warehouse):
        raise click.UsageError(f"{places.warehouse} is no warehouse of juesuan; it is left as it is")
    try:
        chosen = choose_sources(load_sources(places.sources), names)
        load_corrections(places.corrections)
    except (SourcesError, CorrectionsError, OSError) as error:
        raise click.UsageError(str(error)) from error
    if not chosen and not places.archive.exists():
        raise click.UsageError(f"no source is enabled, and there is no archive; see {places.sources}")
    return [source.name for source in chosen]


def _alert(places: Places, error: str | None, began: datetime) -> None:
    """Alert whoever is to know of the run that this process has had since it began, or could not have."""
    from assets.runs.journal import read_journal  # noqa: PLC0415
    from assets.runs.record import RunRecord  # noqa: PLC0415
    from pipelines.alerts import alert  # noqa: PLC0415

    started_at = began.isoformat(timespec="milliseconds")
    # In a container every night may be the same process by its number.
    mine = [
        entered
        for entered in read_journal(places.runs).runs
        if entered.pid == os.getpid() and entered.started >= datetime.fromisoformat(started_at)
    ]
    record = RunRecord(
        run_id="-", command="night", trigger="command", state="failed", started_at=started_at, error=error
    )
    for told in alert(places, mine[-1] if mine else record):
        click.echo(f"alert not delivered: {told}", err=True)


def _tell(places: Places, came: "Night") -> bool:
    """Print what the night brought; return whether there is anything to look at."""
    from assets.facts.change_words import change_lines, headline  # noqa: PLC0415

    tell_results(came.results)
    for told in came.unreadable:
        click.echo(f"unreadable: {told}", err=True)
    click.echo(f"Changes: {headline(came.changes)}")
    for line in change_lines(came.changes):
        click.echo(f"  {line}")
    click.echo(f"Warehouse: {places.warehouse}")
    failed = came.unreadable or any(needs_attention(result) for result in came.results)
    return bool(failed) or came.changes.needs_attention
