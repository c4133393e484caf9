"""Metrics: a file that a collector takes, with what an operator wants to be woken by."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from assets.archive.places import Places
from assets.fetch.state import FetchState, SourceRecord
from assets.runs import journal
from pipelines.metrics import write_metrics
from tests.pipelines.healthy import healthy

Figures = dict[tuple[str, ...], float]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return healthy(tmp_path)


def figures(places: Places) -> Figures:
    """Every figure of the file by its name and the values of its labels."""
    write_metrics(places)
    text = places.metrics.read_text(encoding="utf-8")
    return {
        (sample.name.removeprefix("juesuan_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_last_run_of_each_command_and_the_last_good_one(places: Places) -> None:
    good = journal.read_journal(places.runs).runs[0]
    bad = journal.start(places.runs, command="night")
    journal.note(places.runs, counts={"requests": 7}, failures=["a: 500", "b: 404"])
    journal.finish(places.runs, bad.run_id, "the disk is full")
    told = figures(places)
    assert told["last_run_start_seconds", "night"] == pytest.approx(bad.started.timestamp())
    assert told["last_success_start_seconds", "night"] == pytest.approx(good.started.timestamp())
    assert told["last_run_state", "night", "failed"] == 1
    assert ("last_run_state", "night", "succeeded") not in told
    assert told["last_run_count", "night", "requests"] == 7
    assert told["last_run_failures", "night"] == 2
    assert told["last_run_duration_seconds", "night"] >= 0


def test_a_killed_run_has_a_state_but_no_duration(places: Places) -> None:
    journal.start(places.runs, command="ingest")
    journal.finish(places.runs, journal.start(places.runs, command="night").run_id)
    told = figures(places)
    assert told["last_run_state", "ingest", "interrupted"] == 1
    assert ("last_run_duration_seconds", "ingest") not in told


def test_the_warehouse_and_its_disk(places: Places) -> None:
    told = figures(places)
    assert (told["warehouse_up",], told["reports",], told["quarantined",], told["errors",]) == (1, 0, 0, 0)
    assert told["warehouse_bytes",] == places.warehouse.stat().st_size
    assert told["disk_free_bytes",] > 0
    places.warehouse.unlink()
    gone = figures(places)
    assert gone["warehouse_up",] == 0
    assert ("reports",) not in gone


def test_sources(places: Places) -> None:
    with FetchState.open(places.fetch_state) as state:
        first = "2026-01-01T00:00:00+00:00"
        state.save(SourceRecord("某市", 2, first, "2026-01-02T00:00:00+00:00", first, None, "listing: 500"))
    told = figures(places)
    assert told["source_last_run_seconds", "某市"] == 1767312000
    assert told["source_last_whole_seconds", "某市"] == 1767225600
    assert ("source_last_new_seconds", "某市") not in told
    assert (told["source_problem", "某市"], told["source_problem", "county"]) == (1, 0)


def test_a_damaged_state_of_fetching_is_told(places: Places) -> None:
    places.fetch_state.write_bytes(b"no database" * 100)
    assert figures(places)["fetch_state_damaged",] == 1


def test_anybody_may_read_the_file_and_nothing_else_is_left(places: Places) -> None:
    write_metrics(places)
    write_metrics(places)
    assert places.metrics.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in places.warehouse.parent.iterdir() if "prom" in path.name] == [
        "w.metrics.prom"
    ]
