"""Doubts in the warehouse: recognised numbers are marked until identities confirm them, and told of."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.judging import write_verdicts
from expectations.contracts import contracts
from tests.assets.facts.extracts import keep, make_archived, make_extract, small_report

CELLS = "SELECT item, doubt FROM fact_cell ORDER BY cell_no"
ROWS = "SELECT item, doubtful FROM fact_expenditure ORDER BY row_no"
FOUND = "SELECT severity, message_en FROM quality_finding WHERE rule_id = 'numbers_doubtful'"
COUNTS = "SELECT ocr_pages, ocr_cells, doubtful_cells FROM dim_report"


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def recognised(total: str = "300.00", **doubts: str) -> list[dict[str, Any]]:
    """The small report as recognised in an image; ``doubts`` of its reader by 'c' and code."""
    more = {"source": "ocr", "agreement": "single", "confidence": 0.97}
    return [{**cell, **more, "doubt": doubts.get(f"c{cell['subject_code']}")} for cell in small_report(total)]


@pytest.fixture
def built(cache: ExtractCache, tmp_path: Path) -> Any:
    """Build a warehouse of one report with the given cells, facts only."""

    def build_of(cells: list[dict[str, Any]]) -> Path:
        keep(cache, "report", make_extract("某局", 2023, cells))
        path = tmp_path / "w.duckdb"
        build.write_facts(path, build.BuildInputs((make_archived("report"),), (), "v1", "v1"), cache)
        return path

    return build_of


def assert_contracts_hold(path: Path) -> None:
    """Every check that the contracts state of cells, rows and reports."""
    for table in ("fact_cell", "dim_report", "fact_expenditure"):
        for check in contracts()[table].checks:
            failed = f"SELECT count(*) FROM (SELECT ({check.sql}) IS TRUE AS ok FROM {table}) WHERE NOT ok"
            assert ask(path, failed) == [(0,)], check.id


def test_before_any_identity_is_asked_nothing_recognised_is_certain(built: Any) -> None:
    path = built(recognised())
    assert {doubt for _, doubt in ask(path, CELLS)} == {"unconfirmed"}
    assert {doubtful for _, doubtful in ask(path, ROWS)} == {True}
    assert ask(path, COUNTS) == [(1, 5, 5)]
    assert_contracts_hold(path)


def test_what_identities_confirm_is_certain(built: Any) -> None:
    path = built(recognised())
    write_verdicts(path)
    assert {doubt for _, doubt in ask(path, CELLS)} == {None}
    assert {doubtful for _, doubtful in ask(path, ROWS)} == {False}
    assert (ask(path, COUNTS), ask(path, FOUND)) == ([(1, 5, 0)], [])
    assert_contracts_hold(path)


def test_what_they_contradict_is_marked_counted_and_told(built: Any) -> None:
    path = built(recognised(total="800.00"))
    write_verdicts(path)
    expected = [("合计", "violated"), ("一般公共服务支出", "violated"), ("人大事务", None)]
    assert ask(path, CELLS)[:3] == expected
    assert ask(path, ROWS)[:3] == [("合计", True), ("一般公共服务支出", True), ("人大事务", False)]
    assert ask(path, COUNTS) == [(1, 5, 2)]
    (found,) = ask(path, FOUND)
    assert found == (
        "warning",
        "2 cells are doubtful, of 5 that were recognised or doubted by their reader: violated 2",
    )
    assert_contracts_hold(path)


def test_printed_text_is_not_doubted_for_contradicting_itself(built: Any) -> None:
    path = built(small_report(total="800.00"))
    write_verdicts(path)
    assert {doubt for _, doubt in ask(path, CELLS)} == {None}
    assert ask(path, "SELECT count(*) FROM quality_verdict WHERE verdict = 'violated'") == [(1,)]
    assert (ask(path, COUNTS), ask(path, FOUND)) == ([(0, 0, 0)], [])


def test_the_reader_s_doubt_stays_beside_what_became_of_it(built: Any) -> None:
    path = built(recognised(c20101="low_confidence", c2010101="low_confidence", c2010102="garbled_text"))
    write_verdicts(path)
    query = (
        "SELECT subject_code, reader_doubt, doubt FROM fact_cell WHERE reader_doubt IS NOT NULL ORDER BY 1"
    )
    assert ask(path, query) == [
        ("20101", "low_confidence", None),  # equals the row above it and the sum of those below it
        ("2010101", "low_confidence", "low_confidence"),  # is in one sum only
        ("2010102", "garbled_text", "garbled_text"),
    ]
    assert_contracts_hold(path)


def test_judging_again_starts_from_what_the_reader_said(built: Any) -> None:
    path = built(recognised(total="800.00", c20101="low_confidence"))
    write_verdicts(path)
    before = [ask(path, query) for query in (CELLS, ROWS, FOUND, COUNTS)]
    write_verdicts(path)
    assert [ask(path, query) for query in (CELLS, ROWS, FOUND, COUNTS)] == before
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE fact_cell SET amount = 300 WHERE item = '合计'")
    write_verdicts(path)
    assert {doubt for _, doubt in ask(path, CELLS)} == {None}
    assert (ask(path, COUNTS), ask(path, FOUND)) == ([(1, 5, 0)], [])
