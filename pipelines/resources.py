"""Dagster resources: where a warehouse and what belongs to it lie, and who is told of progress."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType

import dagster as dg

from assets.archive.places import DEFAULT_WAREHOUSE, Places
from assets.facts import publication
from assets.reading_mode import READING_MODES
from pipelines.lock import exclusive
from pipelines.logs import configure_from_environment
from pipelines.processes import PROCESS_TAG, mark_of
from pipelines.recording import Recording, command_of, follow, recorded, trigger_of

WAIT_SECONDS = 3600


def configured_places(config: Mapping[str, str] = MappingProxyType({})) -> Places:
    """Places by a run's configuration, else by the environment, as on the command line.

    Raises ValueError for a mode of reading that is none.
    """
    warehouse = config.get("warehouse") or os.environ.get("JUESUAN_WAREHOUSE") or str(DEFAULT_WAREHOUSE)
    chosen = config.get("reading") or os.environ.get("JUESUAN_READING") or "double"
    reading = next((mode for mode in READING_MODES if mode == chosen), None)
    if reading is None:
        raise ValueError(f"there is no mode of reading {chosen!r}; there are {', '.join(READING_MODES)}")
    return Places(Path(warehouse), reading)


@dg.resource(
    config_schema={
        "warehouse": dg.Field(
            str,
            is_required=False,
            description="The DuckDB file; without it JUESUAN_WAREHOUSE, else the default one.",
        ),
        "reading": dg.Field(
            dg.Enum("ReadingMode", [dg.EnumValue(mode) for mode in READING_MODES]),
            is_required=False,
            description="By which readers the tables are read; without it JUESUAN_READING, else double.",
        ),
    },
    description="Paths of a warehouse, its archive and its caches.",
)
def places_resource(context: dg.InitResourceContext) -> Iterator[Places]:
    """Derive every path from that of the warehouse, lock it and enter the run for as long as it lasts.

    What a killed run left is put right first. Raises ``Busy`` where the command line, or a run of another
    instance, is still at it after JUESUAN_WAIT seconds (an hour, where that is not set).
    """
    places = configured_places(context.resource_config)
    if _is_over(context):
        yield places
        return
    _mark(context)
    wait = float(os.environ.get("JUESUAN_WAIT") or WAIT_SECONDS)
    with exclusive(places.lock, wait, _tell_waiting(context)):
        publication.settle(places)
        with _recorded(places, context) as recording:
            try:
                yield places
            finally:
                if context.instance and context.run_id:
                    follow(recording, context.instance, context.run_id)


def _is_over(context: dg.InitResourceContext) -> bool:
    """Whether the run has ended: Dagster makes its resources once more for those who ask for outputs then."""
    run = context.instance.get_run_by_id(context.run_id) if context.instance and context.run_id else None
    return run is not None and run.is_finished


def _mark(context: dg.InitResourceContext) -> None:
    """Tag the run with its process, so that it can be told later whether that still lives."""
    mark = mark_of()
    if mark and context.dagster_run and context.instance:
        context.instance.add_run_tags(context.dagster_run.run_id, {PROCESS_TAG: mark})


def _tell_waiting(context: dg.InitResourceContext) -> Callable[[str], None]:
    def tell(told: str) -> None:
        if context.log is not None:
            context.log.info(f"Waiting for {told}")

    return tell


def _recorded(places: Places, context: dg.InitResourceContext) -> AbstractContextManager[Recording]:
    configure_from_environment()
    run = context.dagster_run
    if run is None:
        return recorded(places, "step", "manual")
    return recorded(places, command_of(run.job_name), trigger_of(run.tags), run.run_id)


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
