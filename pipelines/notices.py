"""Tells of runs that Dagster's daemon started, by their entry in the journal or by what Dagster knows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets.archive.places import Places
from assets.runs.journal import read_journal
from assets.runs.record import RunRecord
from pipelines.alerts import alert
from pipelines.failures import first_failure
from pipelines.recording import trigger_of
from pipelines.resources import configured_places


def tell(run: dg.DagsterRun, instance: dg.DagsterInstance, error: str | None) -> list[str]:
    """Alert whoever is to know of a run that has ended, with ``error`` where it failed.

    Returns what went wrong with telling; raises nothing on that account.
    """
    places = places_of(run)
    events = [entry.dagster_event for entry in instance.all_logs(run.run_id) if entry.dagster_event]
    return alert(places, record_of(places, run, first_failure(events) or error))


def places_of(run: dg.DagsterRun) -> Places:
    """The places that a run was configured with."""
    config: Any = run.run_config
    for name in ("resources", "places", "config"):
        config = config.get(name) or {} if isinstance(config, Mapping) else {}
    return configured_places(config)


def record_of(places: Places, run: dg.DagsterRun, error: str | None) -> RunRecord:
    """What the journal has of a run; one that never got there, or never came back, has failed."""
    entered = [record for record in read_journal(places.runs).runs if record.dagster_run == run.run_id]
    if not entered:
        return RunRecord(
            run_id=run.run_id,
            command=run.job_name,
            trigger=trigger_of(run.tags),
            state="failed" if error else "succeeded",
            started_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            dagster_run=run.run_id,
            error=error,
        )
    record = entered[-1]
    if error and record.error is None:
        return replace(record, state="interrupted" if record.state == "running" else "failed", error=error)
    return record
