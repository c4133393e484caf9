"""The ``juesuan`` command. Heavy imports wait until a command needs them.

Exit status: 0 all done, 1 some reports quarantined or a step failed, 2 wrong use.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console

from assets.archive.places import DEFAULT_WAREHOUSE, Places

SUMMARY_LINES = 40

_warehouse = click.option(
    "--warehouse",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_WAREHOUSE,
    show_default=True,
    envvar="JUESUAN_WAREHOUSE",
    help="The DuckDB file; archive, extracts and quality results lie beside it.",
)
_workers = click.option(
    "--workers", type=click.IntRange(min=0), default=0, help="Processes that read PDFs; 0: one for each processor."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("juesuan"), prog_name="juesuan")
def main() -> None:
    """Read final-accounts reports (部门决算公开) into a proved DuckDB warehouse."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_warehouse
@_workers
def ingest(paths: tuple[Path, ...], warehouse: Path, workers: int) -> None:
    """Take in report PDFs (files or folders; default data/raw) and do the whole way.

    Archive, extract, facts, verdicts, suites, swap. What is there already is not read again.
    """
    for path in paths:
        if not path.exists():
            raise click.UsageError(f"{path} does not exist")
    places = Places(warehouse)
    if not paths and not places.archive.exists():
        raise click.UsageError(f"nothing to ingest: {places.archive} does not exist; name files or folders")
    _run(places, "ingest", [path.absolute() for path in paths], workers)


@main.command()
@_warehouse
@_workers
def build(warehouse: Path, workers: int) -> None:
    """Make the warehouse again from its archive."""
    places = Places(warehouse)
    if not places.archive.exists():
        raise click.UsageError(f"there is no archive at {places.archive}; ingest something first")
    _run(places, "build", [places.archive], workers)


@main.command()
@_warehouse
def check(warehouse: Path) -> None:
    """Evaluate an existing warehouse again: identities and suites."""
    places = Places(warehouse)
    if not warehouse.exists():
        raise click.UsageError(f"there is no warehouse at {warehouse}; run juesuan ingest first")
    _run(places, "check", [], 0)


@main.command()
@_warehouse
@click.option("--all", "show_all", is_flag=True, help="List every report, however many.")
def status(warehouse: Path, show_all: bool) -> None:
    """Tell what the warehouse holds and what needs attention."""
    if not warehouse.exists():
        raise click.UsageError(f"there is no warehouse at {warehouse}; run juesuan ingest first")
    _tell(Places(warehouse), Console(soft_wrap=False), sys.maxsize if show_all else SUMMARY_LINES)


def _run(places: Places, what: str, paths: list[Path], workers: int) -> None:
    from pipelines import lock, run  # noqa: PLC0415
    from pipelines.console import ConsoleProgress  # noqa: PLC0415
    from pipelines.shortcut import is_up_to_date  # noqa: PLC0415

    console = Console()
    try:
        with lock.exclusive(places.lock):
            if what == "ingest" and is_up_to_date(places, paths):
                console.print("Nothing new: every file is in the warehouse already.")
            elif what == "check":
                run.check(places, ConsoleProgress(console))
            else:
                run.ingest(places, paths, workers, ConsoleProgress(console))
    except (lock.Busy, run.RunFailed) as error:
        raise click.ClickException(str(error)) from error
    _tell(places, console, SUMMARY_LINES)


def _tell(places: Places, console: Console, limit: int) -> None:
    """Print the summary; exit with 1 where something could not be read."""
    from pipelines.summary import print_reports, print_totals, summarize  # noqa: PLC0415

    summary = summarize(places.warehouse)
    print_reports(console, summary.reports, limit)
    print_totals(console, summary)
    console.print(f"Warehouse: {_short(places.warehouse)}", soft_wrap=True)
    if (places.quality / "index.html").exists():
        console.print(f"Quality report: {_short(places.quality / 'index.html')}", soft_wrap=True)
    errors = Console(stderr=True)
    for file_name, reason, detail in summary.quarantined:
        errors.print(f"quarantined: {file_name}: {reason}: {detail}", soft_wrap=True, highlight=False, markup=False)
    if summary.quarantined:
        sys.exit(1)


def _short(path: Path) -> Path:
    """A path as seen from here, where it lies below."""
    absolute = path.absolute()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


if __name__ == "__main__":
    main()
