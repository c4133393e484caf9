"""Figures of self-evaluation forms reach the warehouse, each with its place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

TITLE = "2022年度部门整体支出绩效自评表"
ROWS = [
    ["年度资金总额（万元）", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["合计", "0.04", "0.03", "10", "75%", "7.5"],
    ["一级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
    ["产出指标（90分）", "场次", "10场", "9场", "90", "81"],
    ["总分", "", "", "", "100", "88.5"],
]


def raw_table(page: int, title: str, rows: list[list[str]]) -> dict[str, Any]:
    """A raw table as the reader returns it, its columns 50 points wide."""
    cells = [
        {"row": r, "col": c, "row_span": 1, "col_span": 1, "text": text}
        | {"box": [50.0 * c, 20.0 * r, 50.0 * c + 50, 20.0 * r + 20]}
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    kept = {"page": page, "title": title, "reason": "no_form", "box": [0.0, 0.0, 300.0, 100.0], "rows": rows}
    return {**kept, "cells": cells, "source": "text"}


@pytest.fixture
def path(cache: ExtractCache, tmp_path: Path) -> Path:
    extract = make_extract("样川市某局", 2022, small_report())
    extract["raw_tables"] = [raw_table(30, TITLE, ROWS), raw_table(31, "项目支出绩效自评表", [["略"]])]
    extract["findings"] += [
        {"rule_id": "rows_outside_tables", "table_code": None, "page": page, "numbers": 9}
        for page in (30, 40)
    ]
    keep(cache, "report", extract)
    file = tmp_path / "w.duckdb"
    build.write_facts(file, build.BuildInputs((make_archived("report"),), (), "v1", "v1"), cache)
    return file


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_figure_is_a_row_with_its_report_and_place(path: Path) -> None:
    columns = (
        "sha256, department, fiscal_year, form_no, form_kind, line_no, item, measure, page, x0, y0, x1, y1"
    )
    assert ask(path, f"SELECT {columns} FROM fact_performance WHERE measure = 'rate'") == [
        (
            hash_of("report"),
            "样川市某局",
            2022,
            1,
            "department",
            1,
            "合计",
            "rate",
            30,
            200.0,
            20.0,
            250.0,
            40.0,
        )
    ]


def test_amounts_are_exact_yuan_and_points_keep_their_decimals(path: Path) -> None:
    query = (
        "SELECT item, measure, amount, value, unit FROM fact_performance WHERE measure IN ('final', 'score')"
    )
    assert ask(path, f"{query} ORDER BY row_no") == [
        ("合计", "final", Decimal("300.00"), None, "万元"),
        ("合计", "score", None, Decimal("7.5000"), "分"),
        ("场次", "score", None, Decimal("81.0000"), "分"),
        ("总分", "score", None, Decimal("88.5000"), "分"),
    ]


def test_rows_are_numbered_through_the_report(path: Path) -> None:
    assert ask(path, "SELECT count(*), min(row_no), max(row_no) FROM fact_performance") == [(12, 1, 12)]


def test_a_form_that_was_not_read_is_a_finding(path: Path) -> None:
    query = "SELECT severity, page, message_zh FROM quality_finding WHERE rule_id = 'performance_unread'"
    assert ask(path, query) == [("warning", 31, "报告中有“项目支出绩效自评表”，但没有读到该类自评表的数字")]


def test_numbers_of_forms_that_were_read_are_not_told_as_left_out(path: Path) -> None:
    query = "SELECT page FROM quality_finding WHERE rule_id = 'rows_outside_tables'"
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [(40,)]
