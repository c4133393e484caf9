"""What a new version of a report changed, against the version before it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.revisions import write_revisions
from expectations.contracts import contracts
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_cell, make_extract, small_report

CHANGES = (
    "SELECT change, subject_code, old_printed, new_printed, difference, old_page, new_page "
    "FROM quality_revision_cell ORDER BY sha256, change_no"
)
PAIRS = (
    "SELECT state, cells_same, cells_added, cells_removed, cells_changed, cells_reprinted "
    "FROM quality_revision ORDER BY version_no"
)
Cells = list[dict[str, Any]]


@pytest.fixture
def build_of(cache: ExtractCache, tmp_path: Path) -> Any:
    """Build a warehouse of versions of one report, in the order given: their cells or whole extracts."""

    def run(*versions: Any) -> Path:
        archived = []
        for day, version in enumerate(versions, start=1):
            extract = version if isinstance(version, dict) else make_extract("某局", 2023, version)
            keep(cache, f"version {day}", extract)
            archived.append(make_archived(f"version {day}", f"2025-06-{day:02}T08:00:00+08:00"))
        path = tmp_path / "w.duckdb"
        build.write_facts(path, build.BuildInputs(tuple(archived), (), "v1", "v1"), cache)
        assert_contracts_hold(path)
        return path

    return run


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def assert_contracts_hold(path: Path) -> None:
    for table in ("quality_revision", "quality_revision_cell"):
        for check in contracts()[table].checks:
            failed = f"SELECT count(*) FROM (SELECT ({check.sql}) IS TRUE AS ok FROM {table}) WHERE NOT ok"
            assert ask(path, failed) == [(0,)], check.id


def with_cell(cells: Cells, number: int, **more: Any) -> Cells:
    return [{**cell, **more} if place == number else cell for place, cell in enumerate(cells)]


def test_a_single_version_is_compared_with_nothing(build_of: Any) -> None:
    path = build_of(small_report())
    assert (ask(path, PAIRS), ask(path, CHANGES)) == ([], [])


def test_a_version_that_prints_the_same_is_identical(build_of: Any) -> None:
    moved = [{**cell, "page": 7, "box": [0.0, 0.0, 1.0, 1.0]} for cell in small_report()]
    path = build_of(small_report(), moved)
    assert ask(path, PAIRS) == [("identical", 5, 0, 0, 0, 0)]
    assert ask(path, CHANGES) == []
    pair = "SELECT sha256, previous_sha256, version_no, cells_before, cells_after FROM quality_revision"
    assert ask(path, pair) == [(hash_of("version 2"), hash_of("version 1"), 2, 5, 5)]


def test_a_changed_amount_is_named_with_both_pages(build_of: Any) -> None:
    path = build_of(small_report("800.00"), [{**cell, "page": 6} for cell in small_report("300.00")])
    assert ask(path, PAIRS) == [("changed", 4, 0, 0, 1, 0)]
    assert ask(path, CHANGES) == [("changed", "", "800.00", "300.00", Decimal("-500.00"), 5, 6)]


def test_a_row_more_does_not_change_those_below_it(build_of: Any) -> None:
    before = small_report()
    extra = make_cell("03", 4, "total", "0.00", item="代表工作", code="2010108")
    after = [*before[:3], extra, *({**cell, "row_no": cell["row_no"] + 1} for cell in before[3:])]
    path = build_of(before, after, before)
    assert ask(path, PAIRS) == [("changed", 5, 1, 0, 0, 0), ("changed", 5, 0, 1, 0, 0)]
    assert sorted(ask(path, CHANGES)) == [
        ("added", "2010108", None, "0.00", None, None, 5),
        ("removed", "2010108", "0.00", None, None, 5, None),
    ]


def test_a_blank_made_a_zero_is_a_change_and_other_print_of_the_amount_is_none(build_of: Any) -> None:
    before = [*small_report("300.00"), make_cell("05", 1, "total", "", item="合计", row_kind="total")]
    after = [*small_report("300"), make_cell("05", 1, "total", "0.00", item="合计", row_kind="total")]
    path = build_of(before, after)
    assert ask(path, PAIRS) == [("changed", 4, 0, 0, 1, 1)]
    assert ask(path, CHANGES) == [
        ("reprinted", "", "300.00", "300", Decimal("0.00"), 5, 5),
        ("changed", "", "", "0.00", None, 5, 5),
    ]


def test_the_same_amounts_in_another_unit_are_reprinted(build_of: Any) -> None:
    path = build_of(
        small_report(), [{**cell, "unit": "万元", "printed": "0.0300"} for cell in small_report()]
    )
    assert ask(path, PAIRS) == [("reprinted", 0, 0, 0, 0, 5)]


def test_a_code_put_right_is_told_as_such(build_of: Any) -> None:
    path = build_of(with_cell(small_report(), 4, subject_code="2010152"), small_report())
    assert ask(path, PAIRS) == [("reprinted", 4, 0, 0, 0, 1)]
    labels = "SELECT change, old_label, new_label FROM quality_revision_cell"
    assert ask(path, labels) == [("relabelled", "2010152 一般行政管理事务", "2010102 一般行政管理事务")]


def test_rows_alike_answer_to_each_other_in_their_order(build_of: Any) -> None:
    def both(first: str, second: str) -> Cells:
        return [
            make_cell("04", row, "final", printed, item="一般公共预算财政拨款", side="income")
            for row, printed in ((1, first), (9, second))
        ]

    path = build_of(both("1.00", "2.00"), both("1.00", "3.00"))
    assert ask(path, CHANGES) == [("changed", "", "2.00", "3.00", Decimal("1.00"), 5, 5)]


def test_tables_that_come_and_go_are_named(build_of: Any) -> None:
    of_05 = make_cell("05", 1, "total", "1.00", item="合计", row_kind="total")
    of_09 = {**of_05, "table_code": "09"}
    path = build_of([*small_report(), of_05], [*small_report(), of_09])
    tables = "SELECT state, tables_added, tables_removed FROM quality_revision"
    assert ask(path, tables) == [("changed", "09", "05")]


def test_nothing_follows_from_a_version_that_was_not_read_whole(build_of: Any) -> None:
    damaged = {
        **make_extract("某局", 2023, small_report()[:3]),
        "complete": False,
        "incomplete_reasons": ["page 4"],
    }
    path = build_of(small_report(), damaged, small_report())
    assert [row[0] for row in ask(path, PAIRS)] == ["read_in_part", "read_in_part"]


def test_a_unit_s_report_is_no_version_of_its_department_s(build_of: Any) -> None:
    path = build_of(small_report(), make_extract("某局", 2023, small_report(), level="unit"))
    assert ask(path, PAIRS) == []


def test_comparing_again_changes_nothing(build_of: Any) -> None:
    path = build_of(small_report("800.00"), small_report())
    queries = ["FROM quality_revision", "FROM quality_revision_cell"]
    before = [ask(path, query) for query in queries]
    with warehouse.writing(path) as connection:
        assert len(write_revisions(connection)) == 2
    assert [ask(path, query) for query in queries] == before
