"""The ``juesuan`` command. Heavy imports wait until a command needs them.

Exit status: 0 all done, 1 some reports quarantined, read in part or not proved (of all that the warehouse
holds, or of the files that ``ingest`` names), or a correction or a step failed, 2 wrong use, or a warehouse
that another version made.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rich.console import Console

from assets.archive.discovery import UnusablePathError, discover
from assets.archive.places import Places
from assets.reading_mode import ReadingMode
from pipelines.failures import describe_error
from pipelines.fetching import fetch
from pipelines.nights import night
from pipelines.operating import backup, doctor, restore
from pipelines.options import log_options, reading_option, wait_option, warehouse_option, workers_option
from pipelines.scheduling import schedule

if TYPE_CHECKING:
    from assets.facts.changes import Changes

SUMMARY_LINES = 40


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("juesuan"), prog_name="juesuan")
@log_options
def main(log_format: Literal["plain", "json"], log_level: str | None, log_file: Path | None) -> None:
    """Read final-accounts reports (部门决算公开) into a DuckDB warehouse and prove their numbers."""
    from pipelines.logs import configure  # noqa: PLC0415

    try:
        configure(log_format, log_level, log_file)
    except OSError as error:
        raise click.UsageError(f"the logs cannot be written: {error}") from error


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@warehouse_option
@workers_option
@reading_option
@wait_option
def ingest(paths: tuple[Path, ...], warehouse: Path, workers: int, reading: ReadingMode, wait: float) -> None:
    """Read report PDFs (default data/raw) into the warehouse.

    PATHS are files, or folders of which only *.pdf are taken. The whole way: archive, extract, facts,
    verdicts, suites, swap. What is there already is not read again.
    """
    places = Places(warehouse, reading)
    if not paths and not places.archive.exists():
        raise click.UsageError(f"nothing to ingest: {places.archive} does not exist; name files or folders")
    try:
        if not discover(paths or [places.archive]):
            nothing = f"no PDF at or under {', '.join(map(str, paths or [places.archive]))}"
            if not warehouse.exists():
                raise click.UsageError(nothing)
            click.echo(nothing, err=True)
    except (UnusablePathError, OSError) as error:
        raise click.UsageError(str(error)) from error
    _run(places, "ingest", [path.absolute() for path in paths], workers, wait)


@main.command()
@warehouse_option
@workers_option
@reading_option
@wait_option
def build(warehouse: Path, workers: int, reading: ReadingMode, wait: float) -> None:
    """Make the warehouse again from its archive; reports whose reading was cut off are read again."""
    places = Places(warehouse, reading)
    if not places.archive.exists():
        raise click.UsageError(f"there is no archive at {places.archive}; ingest something first")
    _run(places, "build", [places.archive], workers, wait)


@main.command()
@warehouse_option
@wait_option
def check(warehouse: Path, wait: float) -> None:
    """Prove the reports of an existing warehouse again.

    Identities, causes of what is wrong, disclosure, ledger and grade, then the suites. What is printed is not
    read again: for that, build.
    """
    _require(warehouse)
    _refuse_foreign(warehouse)
    _refuse_outdated(warehouse)
    _run(Places(warehouse), "check", [], 0, wait)


@main.command()
@warehouse_option
@click.option("--all", "show_all", is_flag=True, help="List every report, however many.")
@click.option("--json", "as_json", is_flag=True, help="Print figures, findings and the last runs as JSON.")
def status(warehouse: Path, show_all: bool, as_json: bool) -> None:
    """Tell what the warehouse holds, how the last runs went, and what needs attention.

    As JSON it is told whatever there is, with exit status 0; juesuan doctor judges.
    """
    import json  # noqa: PLC0415

    from pipelines.state import state_lines, state_record  # noqa: PLC0415

    if as_json:
        click.echo(json.dumps(state_record(Places(warehouse)), ensure_ascii=False, indent=1))
        return
    try:
        _require(warehouse)
        _refuse_foreign(warehouse)
        _refuse_outdated(warehouse)
        _tell(Places(warehouse), Console(), sys.maxsize if show_all else SUMMARY_LINES, [])
    finally:  # how things stand matters most where the warehouse cannot be looked into
        for line in state_lines(Places(warehouse)):
            click.echo(line)


@main.command()
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@warehouse_option
@click.option("--all", "everything", is_flag=True, help="Every candidate, also in superseded versions.")
@click.option(
    "--stubs",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write entries for a corrections file to this new file, to be filled in.",
)
def suspects(reports: tuple[str, ...], warehouse: Path, everything: bool, stubs: Path | None) -> None:
    """List the cells and sentences that are probably misprinted, best supported first.

    REPORT is part of a department's or a file's name, or the beginning of a file's hash; default: all.
    """
    from pipelines.stubs import write_stubs  # noqa: PLC0415
    from pipelines.summary import SummaryError, counted  # noqa: PLC0415
    from pipelines.suspects import UnknownReport, list_suspects, print_suspects  # noqa: PLC0415

    _require(warehouse)
    _refuse_foreign(warehouse)
    _refuse_outdated(warehouse)
    try:
        lines = list_suspects(warehouse, reports, everything)
        if stubs and stubs.exists():
            raise click.UsageError(f"{stubs} is there already; name another file")
        written = write_stubs(stubs, lines) if stubs else 0
    except UnknownReport as error:
        raise click.UsageError(str(error)) from error
    except (SummaryError, OSError) as error:
        raise click.ClickException(str(error)) from error
    print_suspects(Console(), lines)
    if stubs:
        click.echo(f"{counted(written, 'stub')} of corrections written to {_short(stubs)}", err=True)


def _require(warehouse: Path) -> None:
    if not warehouse.exists():
        raise click.UsageError(f"there is no warehouse at {warehouse.absolute()}; run juesuan ingest first")


def _refuse_foreign(warehouse: Path) -> None:
    from assets.facts.warehouse import is_foreign  # noqa: PLC0415

    if is_foreign(warehouse):
        raise click.UsageError(f"{warehouse} is no warehouse of juesuan; it is left as it is")


def _refuse_outdated(warehouse: Path) -> None:
    """Refuse to look into a warehouse with other tables than today's."""
    from assets.facts.warehouse import is_outdated  # noqa: PLC0415

    if is_outdated(warehouse):
        raise click.UsageError(f"{warehouse} was made by another version of juesuan; run juesuan build")


def _require_corrections(places: Places) -> None:
    """Refuse a malformed file of corrections before anything is done: without it a build would be another."""
    from assets.reference.corrections import CorrectionsError, load_corrections  # noqa: PLC0415

    try:
        load_corrections(places.corrections)
    except (CorrectionsError, OSError) as error:
        raise click.UsageError(str(error)) from error


def _run(places: Places, what: str, paths: list[Path], workers: int, wait: float) -> None:
    """Run a job under the lock, unless there is nothing to do, and tell how the warehouse stands."""
    from assets.archive.store import Archive  # noqa: PLC0415
    from assets.facts import publication  # noqa: PLC0415
    from assets.fetch.state import FetchStateError  # noqa: PLC0415
    from pipelines import lock, run  # noqa: PLC0415
    from pipelines.console import ConsoleProgress  # noqa: PLC0415
    from pipelines.recording import recorded  # noqa: PLC0415
    from pipelines.shortcut import hashes_of, is_up_to_date  # noqa: PLC0415

    console = Console()
    unreadable: list[str] = []
    hashes: frozenset[str] | None = None  # of what to answer for; None: all that the warehouse holds
    names_files = what == "ingest" and not set(paths) <= {places.archive}
    _refuse_foreign(places.warehouse)
    _require_corrections(places)
    try:
        with lock.exclusive(places.lock, wait, _tell_waiting):
            publication.settle(places)
            if what == "ingest" and is_up_to_date(places, paths):
                with recorded(places, what):
                    pass  # a run that found nothing to do is one, too
                click.echo("Nothing new: every file is in the warehouse already.")
                hashes = hashes_of(Archive(places.archive), paths) if names_files else None
                # The results of its suites may have been deleted, or left out when it was restored.
                if not publication.results_belong(places.quality, places.warehouse):
                    run.check(places, ConsoleProgress(console))
            elif what == "check":
                _tell_changes(run.check(places, ConsoleProgress(console)))
            else:
                retry = what == "build"
                taken = run.ingest(places, paths, workers, ConsoleProgress(console), retry)
                unreadable = taken.unreadable
                hashes = taken.hashes | taken.changes.troubled if names_files else None
                _tell_changes(taken.changes)
    except FetchStateError as error:
        told = f"{error}; move it away, then juesuan fetch asks for all of it again"
        raise click.ClickException(told) from error
    except (lock.LockError, run.RunFailed, OSError) as error:
        raise click.ClickException(describe_error(error)) from error
    _tell(places, console, SUMMARY_LINES, unreadable, hashes)


def _tell_waiting(told: str) -> None:
    click.echo(f"Waiting for {told}", err=True)


def _tell_changes(changes: "Changes") -> None:
    """Say what a run has changed, in a line, and how new versions differ from those before them."""
    from assets.facts.change_words import headline, version_lines  # noqa: PLC0415

    click.echo(f"Changes: {headline(changes)}")
    for line in version_lines(changes):
        click.echo(f"  {line}")


def _tell(
    places: Places,
    console: Console,
    limit: int,
    unreadable: Sequence[str],
    hashes: frozenset[str] | None = None,
) -> None:
    """Print the summary, and what wants attention (of files with those hashes alone); exit with 1 then."""
    from pipelines import summary  # noqa: PLC0415

    try:
        held = summary.summarize(places.warehouse)
        attention = held.attention if hashes is None else summary.attention_to(places.warehouse, hashes)
    except summary.SummaryError as error:
        raise click.ClickException(str(error)) from error
    summary.print_reports(console, held.reports, limit)
    for line in summary.total_lines(held):
        click.echo(line)
    click.echo(f"Warehouse: {_short(places.warehouse)}")
    if (places.quality / "index.html").exists():
        click.echo(f"Quality report: {_short(places.quality / 'index.html')}")
    for told in unreadable:
        click.echo(f"unreadable: {told}", err=True)
    for line in attention.lines():
        click.echo(line, err=True)
    if unreadable or attention.is_needed:
        sys.exit(1)


def _short(path: Path) -> Path:
    """A path as seen from here, where it lies below."""
    absolute = path.absolute()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


main.add_command(fetch)
main.add_command(night)
main.add_command(schedule)
main.add_command(doctor)
main.add_command(backup)
main.add_command(restore)

if __name__ == "__main__":
    main()
