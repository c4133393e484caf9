"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from assets.archive.places import DEFAULT_WAREHOUSE
from assets.reading_mode import READING_MODES

Command = TypeVar("Command", bound=Callable[..., Any])

warehouse_option = click.option(
    "--warehouse",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_WAREHOUSE,
    show_default=True,
    envvar="JUESUAN_WAREHOUSE",
    help="The DuckDB file; archive, extracts and quality results lie beside it.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=0,
    help="Processes that read PDFs; 0: one for each processor.",
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    envvar="JUESUAN_WAIT",
    help="How long to wait for another run on the same warehouse to end; default: not at all.",
)
reading_option = click.option(
    "--reading",
    type=click.Choice(READING_MODES),
    default="double",
    show_default=True,
    envvar="JUESUAN_READING",
    help="double: every table by two independent readers; single: by the fast one, and by camelot only on"
    " pages in doubt; camelot: by camelot.",
)


def log_options(command: Command) -> Command:
    """Options that say what becomes of the logs."""
    for option in (
        click.option(
            "--log-file",
            type=click.Path(dir_okay=False, path_type=Path),
            envvar="JUESUAN_LOG_FILE",
            help="Append the logs to this file.",
        ),
        click.option(
            "--log-level",
            type=click.Choice(["debug", "info", "warning", "error"]),
            envvar="JUESUAN_LOG_LEVEL",
            help="What is logged, and that plain lines go to standard error too.",
        ),
        click.option(
            "--log-format",
            type=click.Choice(["plain", "json"]),
            default="plain",
            show_default=True,
            envvar="JUESUAN_LOG_FORMAT",
            help="json: one object a line, for programs.",
        ),
    ):
        command = option(command)
    return command
