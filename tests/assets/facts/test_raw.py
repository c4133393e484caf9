"""Tables that are none of the nine: named where a province's set knows them, and kept cell by cell."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build
from tests.assets.facts.extracts import keep, make_archived, make_cell, make_extract

BOX = [10.0, 20.0, 30.0, 40.0]


def raw(page: int, title: str, rows: list[list[str]]) -> dict[str, Any]:
    """A raw table as the reader returns it."""
    cells = [
        {"row": r, "col": c, "row_span": 1, "col_span": 1, "text": text, "box": BOX}
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    kept = {"page": page, "title": title, "reason": "no_form", "box": BOX, "rows": rows}
    return {**kept, "cells": cells, "source": "text"}


@pytest.fixture
def path(cache: ExtractCache, tmp_path: Path) -> Path:
    """A warehouse of one report that prints the Ministry's order and a table of assets over two pages."""
    codes = ["01", "02", "03", "04", "05", "06", "07", "08", "09"]
    cells = [
        make_cell(code, 1, "final_total" if code == "07" else "final", "1.00", item="合计", side="income")
        for code in ("01", "04", "06", "07")
    ]
    extract = make_extract("江西省某厅", 2021, cells)
    empty = {"printed_table_no": "", "title": "", "unit": "元", "pages": [1], "rows": 0}
    extract["tables"] = [{"table_code": code, **empty} for code in codes]
    extract["raw_tables"] = [
        raw(20, "2021年度国有资产占用情况表", [["资产\n总额", "12.00"], ["车辆", ""]]),
        raw(21, "", [["房屋", "3"]]),
        raw(22, "联系方式", [["电话"]]),
    ]
    keep(cache, "report", extract)
    file = tmp_path / "w.duckdb"
    build.write_facts(file, build.BuildInputs((make_archived("report"),), (), "v1", "v1"), cache)
    return file


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_known_table_bears_its_name_on_every_page(path: Path) -> None:
    columns = "page, table_no, title, kind, kind_zh, kind_en, row_count"
    assert ask(path, f"SELECT {columns} FROM raw_table ORDER BY table_no") == [
        (20, 1, "2021年度国有资产占用情况表", "assets", "国有资产占用情况表", "State assets held", 2),
        (21, 2, "", "assets", "国有资产占用情况表", "State assets held", 1),
        (22, 3, "联系方式", None, None, None, 1),
    ]


def test_every_cell_is_kept_with_its_place(path: Path) -> None:
    columns = "page, table_no, row_no, col_no, text, x0, y1, source"
    assert ask(path, f"SELECT {columns} FROM raw_cell ORDER BY ALL") == [
        (20, 1, 1, 1, "资产 总额", 10.0, 40.0, "text"),
        (20, 1, 1, 2, "12.00", 10.0, 40.0, "text"),
        (20, 1, 2, 1, "车辆", 10.0, 40.0, "text"),
        (20, 1, 2, 2, "", 10.0, 40.0, "text"),
        (21, 2, 1, 1, "房屋", 10.0, 40.0, "text"),
        (21, 2, 1, 2, "3", 10.0, 40.0, "text"),
        (22, 3, 1, 1, "电话", 10.0, 40.0, "text"),
    ]


def test_the_report_says_which_set_it_prints(path: Path) -> None:
    assert ask(path, "SELECT region_code, table_set FROM dim_report") == [("360000", "jiangxi_a")]
