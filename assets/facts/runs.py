"""The journal of runs as rows of etl_run, written into a warehouse right before it is published."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assets.facts import warehouse
from assets.runs.journal import current, note, read_journal
from assets.runs.record import COUNTS, RunRecord

_HELD = """
SELECT (SELECT count(*) FROM dim_report) AS reports, (SELECT count(*) FROM quality_quarantine) AS quarantined,
       (SELECT count(*) FROM quality_verdict WHERE verdict = 'violated') AS violated
"""


def write_runs(path: Path, journal: Path) -> int:
    """Put all runs of the journal into a warehouse file, in place of what it held of them; return how many.

    The run of this process is the one that publishes the file; what the file holds is noted of it. To be
    called under the warehouse's lock: any other run that never ended was killed. Raises OSError where the
    journal cannot be read.
    """
    with warehouse.writing(path) as connection:
        (held,) = connection.execute(_HELD).fetchall()
        note(journal, counts=dict(zip(("reports", "quarantined", "violated"), held, strict=True)))
        here = current(journal)
        rows = run_rows(read_journal(journal).runs, here.run_id if here else None)
        connection.execute("DELETE FROM etl_run")
        return warehouse.insert(connection, "etl_run", rows)


def run_rows(runs: Iterable[RunRecord], publishing: str | None) -> Iterator[dict[str, Any]]:
    """Rows of etl_run; ``publishing`` is the run that makes the warehouse they go into."""
    for run in runs:
        unended = "published" if run.run_id == publishing else "interrupted"
        yield {
            "run_id": run.run_id,
            "command": run.command,
            "trigger": run.trigger,
            "state": unended if run.state == "running" else run.state,
            "started_at": _utc(run.started),
            "finished_at": _utc(run.finished) if run.finished else None,
            "elapsed_seconds": run.duration_seconds,
            "step_seconds": _json(run.seconds),
            "juesuan_version": run.juesuan_version,
            "extractor_version": run.extractor_version,
            "dagster_run": run.dagster_run,
            "build_id": run.build_id,
            "source_names": _json(run.sources),
            **{name: run.counts.get(name) for name in COUNTS},
            "changes": None if run.changes is None else _json(run.changes),
            "failures": _json(run.failures),
            "error": run.error,
        }


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
