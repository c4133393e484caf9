"""``juesuan schedule``: what an operator installs so that nights come by themselves."""

import getpass
import os
import sys
from pathlib import Path

import click

from assets.archive.places import Places
from pipelines.options import warehouse_option

KINDS = ("timer", "daemon", "cron", "compose")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the files into this folder instead of printing them; what is there already stays as it is.",
)
@click.option("--at", default="02:00", show_default=True, metavar="HH:MM", help="Time of day of the night.")
@click.option(
    "--timezone",
    default="Asia/Shanghai",
    show_default=True,
    envvar="JUESUAN_TIMEZONE",
    help="Zone of that time.",
)
@warehouse_option
def schedule(kind: str, into: Path | None, at: str, timezone: str, warehouse: Path) -> None:
    """Print what starts a night by itself on this machine; nothing is installed.

    KIND is timer (systemd runs `juesuan night`), cron (so does cron), daemon (systemd runs Dagster's daemon,
    code server and pages) or compose (the same in containers).
    """
    from pipelines.units import Installation, UnitError, render  # noqa: PLC0415

    places = Places(warehouse.absolute())
    home = Path(os.environ.get("DAGSTER_HOME") or ".dagster_home").absolute()
    written = {places.warehouse.parent, places.archive, *([home] if kind == "daemon" else [])}
    installation = Installation(
        user=getpass.getuser(),
        folder=Path.cwd(),
        bin=Path(sys.prefix) / "bin",
        warehouse=places.warehouse,
        home=home,
        writable=tuple(sorted(written)),
        environment_file=Path("/etc/juesuan/juesuan.env"),
        at=at,
        timezone=timezone,
    )
    try:
        files = render(kind, installation)  # type: ignore[arg-type]  # one of KINDS, click has checked
        if into is None:
            for name, content in files.items():
                click.echo(f"# ---- {name}\n{content}")
        else:
            _write(files, into)
    except UnitError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(str(error)) from error


def _write(files: dict[str, str], into: Path) -> None:
    """Write files that are not there yet; the one that holds secrets for its owner alone."""
    into.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = into / name
        mode = 0o600 if name.endswith(".env") else 0o644
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            click.echo(f"{path} is there already and stays as it is", err=True)
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
        click.echo(f"{path} written")
