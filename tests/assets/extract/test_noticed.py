"""What a reader notices of a report that no other test asks for by its rule."""

from pathlib import Path
from typing import Any

from assets.extract.document import identify
from assets.extract.repair import Source, mark_damage
from tests.assets.extract.layouts import FIGURES_03, ROWS_03, figures, read, rules, table_sheet
from tests.assets.extract.typeset import Sheet


def test_a_report_that_names_neither_body_nor_year_takes_them_from_its_file_name() -> None:
    found = identify([], ["部门决算"], [], "样川市浮桥区司法局2023年度部门决算.pdf")
    assert (found.department, found.fiscal_year) == ("样川市浮桥区司法局", 2023)
    assert [rule for rule, _ in found.notes] == ["identity_from_file_name"] * 2


def test_a_title_over_the_header_of_another_table_is_noted(tmp_path: Path) -> None:
    result = read(tmp_path, table_sheet("收入支出决算总表", ROWS_03))
    assert figures(result, "03") == FIGURES_03
    assert rules(result) == {"title_contradicts_header"}


def test_a_table_whose_header_nobody_knows_is_left_out_and_noted(tmp_path: Path) -> None:
    rows = [["甲", "乙", "丙"], ["2010101", "行政运行", "30.00"], ["2010102", "会议", "4.00"]]
    sheet: Sheet = table_sheet("支出决算表", rows)
    result: dict[str, Any] = read(tmp_path, table_sheet("收入决算表", ROWS_03), sheet)
    assert "no_measures" in rules(result)
    assert {cell["printed"] for cell in result["cells"]}.isdisjoint({"4.00"})


def test_fonts_that_do_not_name_their_characters_are_named() -> None:
    result = {"status": "read", "findings": []}
    marked = mark_damage(result, Source(Path("a.pdf"), mapped_fonts=["SimSun", "SimSun", "KaiTi"]))
    assert [(found["rule_id"], found["fonts"]) for found in marked["findings"]] == [
        ("fonts_mapped", "SimSun、KaiTi")
    ]
    assert marked["complete"] is True
