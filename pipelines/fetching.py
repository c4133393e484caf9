"""``juesuan fetch``: look at the sources and bring what is new into the archive."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from assets.archive.places import Places
from pipelines.failures import describe_error
from pipelines.options import wait_option, warehouse_option

if TYPE_CHECKING:
    from assets.fetch.results import DocumentNote, SourceResult


@click.command()
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--dry-run", is_flag=True, help="List what would be downloaded; nothing is changed.")
@warehouse_option
@wait_option
def fetch(names: tuple[str, ...], dry_run: bool, warehouse: Path, wait: float) -> None:
    """Look for newly published reports and take them into the archive.

    Looks at every source that is enabled, or at those named, enabled or not. `juesuan ingest` then brings
    what came into the warehouse. Exits with 1 where something could not be had or was refused.
    """
    from assets.fetch.sources import SourcesError, choose_sources, load_sources  # noqa: PLC0415
    from pipelines import lock, run  # noqa: PLC0415
    from pipelines.console import ConsoleProgress  # noqa: PLC0415

    places = Places(warehouse)
    try:
        chosen = choose_sources(load_sources(places.sources), names)
    except SourcesError as error:
        raise click.UsageError(str(error)) from error
    if not chosen:
        raise click.UsageError(f"no source is enabled; describe one in {places.sources}")
    try:
        with lock.exclusive(places.lock, wait, lambda told: click.echo(f"Waiting for {told}", err=True)):
            results = run.fetch(
                places, [source.name for source in chosen], dry_run, ConsoleProgress(Console())
            )
    except (lock.LockError, run.RunFailed, OSError) as error:
        raise click.ClickException(describe_error(error)) from error
    tell_results(results)
    if any(needs_attention(result) for result in results):
        sys.exit(1)


def needs_attention(result: "SourceResult") -> bool:
    """Whether a source's visit makes a command exit with 1: a failure, or something newly refused."""
    return not result.ok or bool(result.refused)


def tell_results(results: Sequence["SourceResult"]) -> None:
    """Print what became of each source; on standard error, what a person may want to look at."""
    for result in results:
        click.echo(f"{result.source}: {_counted(result)}")
        for note in (*result.new, *result.would_fetch):
            click.echo(f"  {_described(note)}")
        for line in _complaints(result):
            click.echo(line, err=True)


def _counted(result: "SourceResult") -> str:
    told = [f"{len(result.would_fetch)} to download"] if result.dry_run else [f"{len(result.new)} new"]
    counts = {
        "known under another address": len(result.known),
        "unchanged": result.unchanged,
        "unsupported": len(result.unsupported),
        "refused": len(result.refused),
        "failed": len(result.failed),
        "gone": len(result.gone),
    }
    told += [f"{count} {what}" for what, count in counts.items() if count]
    return f"{', '.join(told)} ({result.requests} requests, {result.bytes:,} bytes)"


def _complaints(result: "SourceResult") -> Iterator[str]:
    for problem in result.problems:
        yield f"source failed: {result.source}: {problem}"
    for note in (*result.failed, *result.refused, *result.unsupported, *result.gone):
        detail = (note.detail or "").removeprefix(f"{note.url}: ")
        why = f" ({detail})" if detail and note.state != "unsupported" else ""
        yield f"{note.state}: {_described(note)}: {note.reason}{why}"


def _described(note: "DocumentNote") -> str:
    """Title and address of a document, as foreign pages have them: nothing in it may steer a terminal."""
    told = f"{note.title} {note.url}" + (f" ({note.member})" if note.member else "")
    return "".join(character if character.isprintable() else "?" for character in told)
