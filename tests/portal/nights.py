"""Nights of an installation in a folder: each one run of the real schedule, in one lasting Dagster instance.

The schedule is asked, as the daemon would, what to run at two in the morning; the run that it asks for is
then executed in this process. Only the waiting in between is left out.
"""

import hashlib
import logging
import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import duckdb

from pipelines.definitions import defs
from tests.portal.server import Portal, Request

FIRST_NIGHT = datetime(2026, 3, 2, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_REPORTS = """
SELECT department, fiscal_year, version_no, is_current, sha256 FROM dim_report
ORDER BY department, fiscal_year, version_no
"""


@dataclass(frozen=True, slots=True)
class Night:
    """What one night asked for and what it left behind; `warehouse` is the hash of the file's bytes."""

    day: int
    succeeded: bool
    seconds: float
    processor_seconds: float
    requests: list[Request]
    sources: dict[str, dict[str, Any]]
    warehouse: str
    reports: list[tuple[str, int, int, bool, str]]

    def notes(self, kind: str) -> list[tuple[str, str]]:
        """Documents that became new, known, refused, unsupported, failed or gone: where, and why."""
        return sorted(
            (f"{_target(note['url'])} {note['member']}".strip(), note["reason"] or "")
            for result in self.sources.values()
            for note in result[kind]
        )


def _target(url: str) -> str:
    return "/" + url.partition("//")[2].partition("/")[2]


class Installation:
    """A warehouse, which the environment must name (JUESUAN_WAREHOUSE), and a home of Dagster."""

    def __init__(self, warehouse: Path, home: Path) -> None:
        self.warehouse = warehouse
        self._home = home
        self._definitions = defs()
        logging.getLogger("dagster").setLevel(logging.CRITICAL)

    def night(self, portal: Portal, day: int) -> Night:
        """Let a day come to the portal and its night pass here."""
        portal.day = day
        with self._instance() as instance:
            request = self._due(instance, FIRST_NIGHT + timedelta(days=day - 1))
            started, spent = time.monotonic(), _processor_seconds()
            result = self._definitions.resolve_job_def(request.job_name or "nightly").execute_in_process(
                run_config={**request.run_config, **_QUIET},
                tags=request.tags,
                instance=instance,
                raise_on_error=False,
            )
            seconds, spent = time.monotonic() - started, _processor_seconds() - spent
        return Night(
            day=day,
            succeeded=result.success,
            seconds=seconds,
            processor_seconds=spent,
            requests=portal.requests(day),
            sources=_results(result),
            warehouse=_hash_of(self.warehouse),
            reports=self.query(_REPORTS),
        )

    def runs(self) -> list[dg.DagsterRun]:
        """Every run that Dagster remembers, the first one first."""
        with self._instance() as instance:
            return list(instance.get_runs(ascending=True))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse."""
        if not self.warehouse.exists():
            return []
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def _instance(self) -> dg.DagsterInstance:
        return dg.DagsterInstance.local_temp(str(self._home))

    def _due(self, instance: dg.DagsterInstance, when: datetime) -> dg.RunRequest:
        """The one run that the schedule asks for at that time."""
        schedule = self._definitions.get_repository_def().get_schedule_def("every_night")
        with dg.build_schedule_context(instance=instance, scheduled_execution_time=when) as context:
            (request,) = schedule.evaluate_tick(context).run_requests or []
        return request


_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def _results(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    """What the fetching step said of each source."""
    for event in result.asset_materializations_for_node("fetch_document"):
        told: Any = event.metadata["results"].value
        return {one["source"]: one for one in told}
    return {}


def _processor_seconds() -> float:
    """Seconds of processors that this process and its finished workers have spent."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
