"""Commands of those who run juesuan: ``doctor``, ``backup`` and ``restore``."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from assets.archive.places import DEFAULT_WAREHOUSE, Places
from pipelines.options import wait_option, warehouse_option

if TYPE_CHECKING:
    from pipelines.doctor.finding import Finding

_SIGNS = {"ok": "ok  ", "warn": "WARN", "bad": "BAD "}
_COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}


@click.command()
@click.option("--deep", is_flag=True, help="Read every byte: hashes of the archive, extracts, all tables.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for programs.")
@warehouse_option
def doctor(deep: bool, as_json: bool, warehouse: Path) -> None:
    """Find out what state everything is in, and say what to do.

    Changes nothing, and may be used while a run is going on. Exits with 1 where something is bad; warnings
    alone do not count.
    """
    from pipelines.doctor.examining import examine  # noqa: PLC0415

    findings = []
    for finding in examine(Places(warehouse), deep):
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        click.echo(_count(findings))
    if any(finding.level == "bad" for finding in findings):
        sys.exit(1)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--all", "everything", is_flag=True, help="Also what a build makes: extracts, warehouse, results."
)
@warehouse_option
@wait_option
def backup(file: Path, everything: bool, warehouse: Path, wait: float) -> None:
    """Write everything that cannot be made again to FILE, a tar archive.

    That is the archive, corrections, sources, the journal and the state of fetching; the rest is built from
    them. An older FILE is replaced once the new one is whole. FILE may end in .gz to be compressed, or be -
    for standard output.
    """
    from pipelines import lock  # noqa: PLC0415
    from pipelines.backup import back_up, write_backup  # noqa: PLC0415
    from pipelines.bundle import BundleError  # noqa: PLC0415
    from pipelines.doctor.finding import counted, sized  # noqa: PLC0415
    from pipelines.recording import recorded  # noqa: PLC0415

    places = Places(warehouse)
    if not places.archive.exists():
        raise click.UsageError(places.lost_archive or f"there is nothing to back up at {places.archive}")
    try:
        with lock.exclusive(places.lock, wait, _tell_waiting), recorded(places, "backup"):
            if str(file) == "-":
                manifest = write_backup(places, sys.stdout.buffer, everything)
            else:
                manifest = back_up(places, file, everything)
    except (lock.LockError, BundleError, OSError) as error:
        raise click.ClickException(f"no backup was made: {error}") from error
    told = f"{counted(len(manifest.files), 'file')}, {sized(manifest.total_bytes)}"
    click.echo(f"Backed up {told} to {file}", err=str(file) == "-")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--into",
    "--warehouse",
    "warehouse",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_WAREHOUSE,
    show_default=True,
    envvar="JUESUAN_WAREHOUSE",
    help="The DuckDB file beside which all of it is to lie, whatever it was called.",
)
@wait_option
def restore(file: Path, warehouse: Path, wait: float) -> None:
    """Put what a backup holds in its place, which must be empty.

    All of FILE (- for standard input) is checked against its hashes first; nothing is ever overwritten. One
    that was cut off is finished by doing it again.
    """
    from pipelines import lock  # noqa: PLC0415
    from pipelines.bundle import BundleError  # noqa: PLC0415
    from pipelines.doctor.finding import counted, sized  # noqa: PLC0415
    from pipelines.recording import recorded  # noqa: PLC0415
    from pipelines.restore import restore as put_back  # noqa: PLC0415

    places = Places(warehouse)
    try:
        with lock.exclusive(places.lock, wait, _tell_waiting):
            with _opened(file) as stream:
                manifest = put_back(places, stream)
            with recorded(places, "restore"):
                pass  # entered when it is done: the journal itself was restored
    except BundleError as error:
        raise click.ClickException(f"{file} was not restored: {error}") from error
    except (lock.LockError, OSError) as error:
        raise click.ClickException(f"{file} was not restored wholly: {error}") from error
    told = f"{counted(len(manifest.files), 'file')}, {sized(manifest.total_bytes)}"
    click.echo(f"Restored {told}, as backed up {manifest.made_at}")
    if not warehouse.exists():
        click.echo("The warehouse is made from it by: juesuan build" + _option(warehouse))


def _opened(file: Path) -> IO[bytes]:
    return sys.stdin.buffer if str(file) == "-" else file.open("rb")


def _option(warehouse: Path) -> str:
    return "" if warehouse == DEFAULT_WAREHOUSE else f" --warehouse {warehouse}"


def _tell_waiting(told: str) -> None:
    click.echo(f"Waiting for {told}", err=True)


def _print(finding: "Finding") -> None:
    sign = click.style(_SIGNS[finding.level], fg=_COLOURS[finding.level])
    click.echo(f"{sign} {finding.check}: {finding.told}")
    if finding.advice:
        click.echo(f"       → {finding.advice}")


def _count(findings: Sequence["Finding"]) -> str:
    bad = sum(finding.level == "bad" for finding in findings)
    warned = sum(finding.level == "warn" for finding in findings)
    if not bad and not warned:
        return "Everything is as it should be."
    return f"{bad} bad, {warned} to be looked at, {len(findings) - bad - warned} ok"
