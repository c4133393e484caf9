"""Dagster resources: where a warehouse and what belongs to it lie, and who is told of progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from assets.archive.places import DEFAULT_WAREHOUSE, Places
from assets.reading_mode import READING_MODES
from pipelines.lock import exclusive


@dg.resource(
    config_schema={
        "warehouse": dg.Field(str, default_value=str(DEFAULT_WAREHOUSE), description="The DuckDB file."),
        "reading": dg.Field(
            dg.Enum("ReadingMode", [dg.EnumValue(mode) for mode in READING_MODES]),
            default_value="double",
            description="By which readers the tables are read.",
        ),
    },
    description="Paths of a warehouse, its archive and its caches.",
)
def places_resource(context: dg.InitResourceContext) -> Iterator[Places]:
    """Derive every path from that of the warehouse, and lock it for as long as the run lasts.

    Raises ``Busy`` where another run, or the command line, is at it.
    """
    places = Places(Path(context.resource_config["warehouse"]), context.resource_config["reading"])
    with exclusive(places.lock):
        yield places


class LogProgress:
    """Progress as lines in a run's log, some twenty a stage."""

    def __init__(self, log: dg.DagsterLogManager) -> None:
        self._log = log

    @contextmanager
    def stage(self, label: str, total: int) -> Iterator[Callable[[str], None]]:
        """Log every twentieth part of a stage."""
        done = 0

        def advance(name: str) -> None:
            nonlocal done
            done += 1
            if done == total or done % max(1, total // 20) == 0:
                self._log.info(f"{label}: {done}/{total} ({name})")

        yield advance


@dg.resource(description="Tells the run's log of progress.")
def progress_resource(context: dg.InitResourceContext) -> LogProgress:
    """Progress for runs without a terminal."""
    assert context.log is not None
    return LogProgress(context.log)
