"""etl_run: the journal as an analyst finds it in the warehouse."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.facts import warehouse
from assets.facts.runs import run_rows, write_runs
from assets.runs import journal
from assets.runs.record import COUNTS, RunRecord
from expectations.contracts import contract


@pytest.fixture
def path(tmp_path: Path) -> Path:
    warehouse.create(tmp_path / "w.duckdb")
    return tmp_path / "w.duckdb"


def stored(path: Path, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(f"SELECT {columns} FROM etl_run ORDER BY started_at, run_id").fetchall()


def test_quiet_nights_killed_runs_and_the_one_that_publishes(path: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    quiet = journal.start(runs, command="night", trigger="schedule", sources=["甲"])
    journal.note(runs, counts={"requests": 7, "fetched": 0})
    journal.finish(runs, quiet.run_id)
    journal.start(runs, command="ingest")  # and killed
    journal.start(runs, command="night", juesuan_version="1.2", extractor_version="abc")
    journal.note(runs, counts={"new_files": 2}, seconds={"fetch": 0.5}, changes={"new": ["甲"]})
    assert write_runs(path, runs) == write_runs(path, runs) == 3  # again: in place of the first
    assert stored(path, "command, state, requests, fetched, new_files, reports") == [
        ("night", "succeeded", 7, 0, None, None),
        ("ingest", "interrupted", None, None, None, None),
        ("night", "published", None, None, 2, 0),
    ]
    here = journal.current(runs)
    assert here is not None and here.counts == {"new_files": 2, "reports": 0, "quarantined": 0, "violated": 0}
    told = stored(path, "juesuan_version, step_seconds, changes, finished_at, source_names")
    assert told[2] == ("1.2", '{"fetch": 0.5}', '{"new": ["甲"]}', None, "[]")
    assert told[0][4] == '["甲"]'


def test_times_are_utc_and_seconds_by_the_clock(path: Path) -> None:
    record = RunRecord(
        run_id="r",
        command="night",
        trigger="schedule",
        state="failed",
        started_at="2026-03-01T02:00:00+08:00",
        finished_at="2026-03-01T02:00:01.500+08:00",
        error="盘满",
    )
    (row,) = run_rows([record], None)
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "etl_run", [row, {**row, "run_id": "s"}])
    ((started, seconds, error), _) = stored(path, "started_at::VARCHAR, elapsed_seconds, error")
    assert (started, seconds, error) == ("2026-02-28 18:00:00", 1.5, "盘满")


def test_a_run_without_a_journal_is_none(path: Path, tmp_path: Path) -> None:
    assert write_runs(path, tmp_path / "nowhere") == 0


def test_every_count_has_a_column_and_every_state_a_word() -> None:
    record = RunRecord(
        run_id="r",
        command="night",
        trigger="command",
        state="running",
        started_at="2026-03-01T00:00:00+00:00",
    )
    described = contract("etl_run")
    rows = run_rows([record, *(replace(record, state=state) for state in ("succeeded", "failed"))], "r")
    for row in rows:
        assert list(row) == list(described.column_names)
        assert row["state"] in (described.column("state").vocabulary or ())
    assert set(COUNTS) <= set(described.column_names)
