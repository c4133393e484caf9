"""Nights of an installation in a folder: each one run of the real schedule, in one lasting Dagster instance.

The schedule is asked, as the daemon would, what to run at two in the morning; the run that it asks for is
then executed in this process. Only the waiting in between is left out.
"""

import hashlib
import logging
import time
from dataclasses import dataclass, field
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
    requests: list[Request]
    sources: dict[str, dict[str, Any]]
    warehouse: str
    reports: list[tuple[str, int, int, bool, str]] = field(default_factory=list)

    def notes(self, kind: str) -> list[tuple[str, str]]:
        """Documents that became new, known, refused, unsupported, failed or gone: path and reason."""
        return sorted(
            (
                f"{note['url'].partition('//')[2].partition('/')[2]}{':' * bool(note['member'])}",
                note["reason"] or "",
            )
            for result in self.sources.values()
            for note in result[kind]
        )


class Installation:
    """A warehouse in a folder, and Dagster's home beside it; the environment must name both."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self._definitions = defs()
        logging.getLogger("dagster").setLevel(logging.CRITICAL)

    def night(self, portal: Portal, day: int) -> Night:
        """Let a day come to the portal and its night pass here."""
        portal.day = day
        with dg.DagsterInstance.get() as instance:
            request = self._due(instance, FIRST_NIGHT + timedelta(days=day - 1))
            started = time.monotonic()
            result = self._definitions.resolve_job_def(request.job_name or "nightly").execute_in_process(
                run_config={**request.run_config, **_QUIET},
                tags=request.tags,
                instance=instance,
                raise_on_error=False,
            )
            seconds = time.monotonic() - started
        return Night(
            day,
            result.success,
            seconds,
            portal.requests(day),
            _results(result),
            hashlib.sha256(self.warehouse.read_bytes()).hexdigest() if self.warehouse.exists() else "",
            self.query(_REPORTS),
        )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse."""
        if not self.warehouse.exists():
            return []
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

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
