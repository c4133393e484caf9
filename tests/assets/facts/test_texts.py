"""The text of reports in the warehouse: sections, tables with what is printed around them, departments."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts.build import write_facts
from assets.facts.build_inputs import BuildInputs
from tests.assets.facts.extracts import keep, make_archived, make_cell, make_extract
from tests.assets.narrative import shapes
from tests.assets.narrative.manuscript import summary_of


@pytest.fixture
def warehouse(cache: ExtractCache, tmp_path: Path) -> Path:
    """Two years of one department: the later report says nothing of its units; table 03 is empty."""
    inputs = []
    for name, year, text in (("old", 2022, shapes.TEXT_FIRST), ("new", 2023, shapes.NUMBERED_PARTS)):
        cells = [
            make_cell("01", 1, "final", "1.00", item="合计", side="income"),
            make_cell("03", 1, "total", "", item="合计"),
        ]
        extract = make_extract("样川市浮桥区司法局", year, cells)
        keep(cache, name, {**extract, **summary_of(tmp_path / f"{name}.pdf", text)})
        inputs.append(make_archived(name))
    file = tmp_path / "w.duckdb"
    write_facts(file, BuildInputs(tuple(inputs), (), "v1", "v1"), cache)
    return file


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_sections_can_be_searched(warehouse: Path) -> None:
    query = (
        "SELECT fiscal_year, part, number, kind FROM report_section JOIN dim_report USING (sha256) "
        "WHERE text LIKE '%厉行节约%' OR text LIKE '%人员调整%' ORDER BY ALL"
    )
    assert ask(warehouse, query) == [(2022, 2, "1", "overview"), (2023, 3, "1", "overview")]
    query = "SELECT count(*), count(DISTINCT section_no), min(section_no) FROM report_section GROUP BY sha256"
    assert all(count == distinct and first == 1 for count, distinct, first in ask(warehouse, query))


def test_tables_have_what_is_printed_around_them(warehouse: Path) -> None:
    query = (
        "SELECT table_code, is_empty, captions, note FROM report_table JOIN dim_report USING (sha256) "
        "WHERE fiscal_year = 2023 ORDER BY table_code"
    )
    note = "注：本表反映本年度情况。"
    assert ask(warehouse, query) == [
        ("01", False, "收入支出决算总表\n单位：万元", note),
        ("03", True, "支出决算表\n单位：万元", note),
    ]


def test_reports_and_departments_have_a_profile(warehouse: Path) -> None:
    columns = "inner_offices, inner_office_count, units_included, unit_count"
    offices = ("办公室、法制股、社区矫正股、人民参与促进法治股", 4)
    assert ask(warehouse, f"SELECT {columns} FROM dim_report ORDER BY fiscal_year") == [
        (*offices, "样川市浮桥区司法局本级、样川市浮桥区公证处", 2),
        (*offices, None, None),
    ]
    ((duties, *rest),) = ask(warehouse, f"SELECT duties, {columns} FROM dim_department")
    assert rest == [*offices, None, None]  # as its latest report says
    assert duties.startswith("1.贯彻执行国家有关法律法规")
