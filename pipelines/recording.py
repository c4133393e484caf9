"""Every run in the journal, the log and the metrics, whoever started it and however it ends."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from assets.archive.places import Places
from assets.fingerprint import extractor_version
from assets.runs import journal
from assets.runs.record import RunRecord, Trigger
from pipelines.failures import first_failure
from pipelines.figures import read_figures
from pipelines.metrics import write_metrics
from pipelines.redaction import redact_text, secrets_of

if TYPE_CHECKING:
    import dagster as dg

log = structlog.stdlib.get_logger(__name__)

# A night is a night, whether the schedule or the command line ran its job; other jobs keep their names.
_COMMANDS = {
    "nightly": "night",
    "fetch_reports": "fetch",
    "check_warehouse": "check",
    "build_warehouse": "ingest",
}
_TAGS: Mapping[str, Trigger] = {
    "dagster/schedule_name": "schedule",
    "dagster/sensor_name": "sensor",
    "dagster/backfill": "backfill",
}


@dataclass(slots=True)
class Recording:
    """A run that is going on, as the journal had it at its start. ``error`` makes it one that failed."""

    places: Places
    run: RunRecord
    error: str | None = None


@contextmanager
def recorded(
    places: Places, command: str, trigger: Trigger = "command", dagster_run: str | None = None
) -> Iterator[Recording]:
    """Enter the run that the block is; to be used under the warehouse's lock.

    Raises OSError where the journal cannot be written when the run starts. Once it runs, trouble with the
    journal or the metrics is logged and changes nothing about it.
    """
    run = journal.start(
        places.runs,
        command=command,
        trigger=trigger,
        juesuan_version=version("juesuan"),
        extractor_version=extractor_version(places.reading),
        dagster_run=dagster_run,
    )
    recording = Recording(places, run)
    with structlog.contextvars.bound_contextvars(run_id=run.run_id):
        log.info("run started", command=command, trigger=trigger)
        try:
            yield recording
        except GeneratorExit:  # whoever used the block went away without a word
            recording.error = recording.error or "interrupted"
            raise
        except BaseException as error:
            recording.error = recording.error or _told(error)
            raise
        finally:
            _end(recording)


def follow(recording: Recording, instance: "dg.DagsterInstance", dagster_run: str) -> None:
    """Take over what a run of Dagster's counted, how long its steps took, and what failed in it."""
    from assets.runs.assets import note_events  # noqa: PLC0415

    entries = instance.all_logs(dagster_run)
    events = (entry.dagster_event for entry in entries if entry.dagster_event is not None)
    recording.error = recording.error or first_failure(events)
    try:
        note_events(recording.places.runs, instance, dagster_run)
    except OSError as error:  # such as a full disk, which is what the run has failed of already
        log.warning("the run is not told of as it should be", why=str(error))


def command_of(job: str) -> str:
    """Under which command a job stands in the journal."""
    return _COMMANDS.get(job, job)


def trigger_of(tags: Mapping[str, str]) -> Trigger:
    """What started a run of Dagster's, by its tags."""
    return next((trigger for tag, trigger in _TAGS.items() if tag in tags), "manual")


def _told(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return str(error) or type(error).__name__


def _end(recording: Recording) -> None:
    places = recording.places
    try:
        if (figures := read_figures(places.warehouse)) is not None:
            held = {
                "reports": figures.reports,
                "quarantined": figures.quarantined,
                "violated": figures.violated,
            }
            journal.note(places.runs, counts=held)
        error = recording.error and redact_text(recording.error, secrets_of(os.environ))
        run = journal.finish(places.runs, recording.run.run_id, error)
        tell = log.error if run.error else log.info
        tell(f"run {run.state}", command=run.command, seconds=run.duration_seconds, **_details(run))
        for failure in run.failures:
            log.warning("went wrong", what=failure)
        write_metrics(places)
    # The run is done, and has ended as it has: nothing that goes wrong in telling of it may change that.
    except Exception as error:
        log.warning("the run is not told of as it should be", why=str(error) or type(error).__name__)


def _details(run: RunRecord) -> dict[str, object]:
    told: dict[str, object] = {"counts": dict(run.counts), "steps": dict(run.seconds)}
    return told | ({"error": run.error} if run.error else {})
