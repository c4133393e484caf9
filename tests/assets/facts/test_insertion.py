"""One report that cannot be shaped goes to quarantine; all others are built as if it were not there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive.sidecar import ArchivedReport
from assets.extract.cache import ExtractCache
from assets.facts import build, insertion, warehouse
from expectations.contracts import contracts
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_cell, make_extract, small_report


def twice_the_same_measure() -> list[dict[str, Any]]:
    return [make_cell("03", 1, "total", printed, item="合计") for printed in ("1.00", "2.00")]


def a_side_too_few() -> list[dict[str, Any]]:
    return [*small_report(), make_cell("01", 1, "final", "1.00", item="事业收入")]


BROKEN = [twice_the_same_measure, a_side_too_few]


def build_of(path: Path, cache: ExtractCache, archived: list[ArchivedReport]) -> dict[str, int]:
    inputs = build.BuildInputs(tuple(archived), (), "extractor-1", "build-1")
    counts = build.write_facts(path, inputs, cache)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]
            for table in contracts()
        }
    assert counts == rows
    return counts


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def keep_three(cache: ExtractCache, broken: list[dict[str, Any]]) -> list[ArchivedReport]:
    keep(cache, "good", make_extract("甲局", 2023, small_report()))
    keep(cache, "bad", make_extract("乙局", 2023, broken))
    keep(cache, "also good", make_extract("丙局", 2023, small_report()))
    return sorted((make_archived(n) for n in ("good", "bad", "also good")), key=lambda a: a.sha256)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_report_that_fails_is_quarantined_and_leaves_nothing_else(
    broken: Any, cache: ExtractCache, tmp_path: Path
) -> None:
    archived = keep_three(cache, broken())
    counts = build_of(tmp_path / "w.duckdb", cache, archived)
    others = [item for item in archived if item.sha256 != hash_of("bad")]
    without = build_of(tmp_path / "others.duckdb", cache, others)
    assert counts == without | {"quality_quarantine": 1, "archive_manifest": 3, "etl_input": 3}
    ((sha256, name, reason, detail),) = ask(
        tmp_path / "w.duckdb", "SELECT sha256, file_name, reason, detail FROM quality_quarantine"
    )
    assert (sha256, name, reason) == (hash_of("bad"), "bad.pdf", "shape_failed")
    assert detail.partition(": ")[0] in ("ValueError", "ConstraintException")
    assert ask(tmp_path / "w.duckdb", "SELECT department FROM dim_department ORDER BY ALL") == [
        ("丙局",),
        ("甲局",),
    ]
    assert ask(tmp_path / "w.duckdb", "SELECT reports, quarantined, cells FROM etl_build") == [(2, 1, 10)]


def test_the_version_before_one_that_failed_stays_current(cache: ExtractCache, tmp_path: Path) -> None:
    keep(cache, "first", make_extract("甲局", 2023, small_report()))
    keep(cache, "second", make_extract("甲局", 2023, twice_the_same_measure()))
    keep(cache, "third", make_extract("甲局", 2023, small_report("400.00")))
    names = {"first": "2025-06-01", "second": "2025-06-02", "third": "2025-06-03"}
    archived = [make_archived(name, f"{day}T08:00:00+08:00") for name, day in names.items()]
    query = "SELECT sha256, version_no, is_current FROM dim_report ORDER BY version_no"
    build_of(tmp_path / "two.duckdb", cache, archived[:2])
    assert ask(tmp_path / "two.duckdb", query) == [(hash_of("first"), 1, True)]
    build_of(tmp_path / "three.duckdb", cache, archived)
    assert ask(tmp_path / "three.duckdb", query) == [
        (hash_of("first"), 1, False),
        (hash_of("third"), 2, True),
    ]
    assert ask(tmp_path / "three.duckdb", "SELECT department FROM dim_department") == [("甲局",)]


def test_a_report_without_cells_goes_in_by_itself(cache: ExtractCache, tmp_path: Path) -> None:
    keep(cache, "bare", make_extract("甲局", 2023, []))
    counts = build_of(tmp_path / "w.duckdb", cache, [make_archived("bare")])
    assert (counts["dim_report"], counts["fact_cell"], counts["quality_quarantine"]) == (1, 0, 0)


def test_a_full_disk_is_no_reports_fault(
    cache: ExtractCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived = keep_three(cache, small_report())

    def fail(*args: Any) -> Iterator[int]:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(insertion.warehouse, "insert", fail)
    with pytest.raises(duckdb.IOException, match="No space left"):
        build_of(tmp_path / "w.duckdb", cache, archived)
    assert warehouse.stored_input_hash(tmp_path / "w.duckdb") is None
