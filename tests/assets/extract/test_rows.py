"""Rows become printed amounts under the code and item that stand beside them."""

import pytest

from assets.extract.columns import assign_columns
from assets.extract.grid import Grid
from assets.extract.header import split_sections
from assets.extract.rows import PrintedCell, printed_cells
from assets.extract.table_rows import printed_rows
from assets.extract.tables import FoundTable
from tests.assets.extract.grids import make_grid
from tests.assets.extract.test_columns import form

CODED = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]


def cells_of(table_code: str, rows: list[list[str]]) -> list[PrintedCell]:
    grid = make_grid(rows)
    (section,) = split_sections(grid)
    columns = assign_columns(form(table_code), grid, section)
    return printed_cells(form(table_code), grid, columns, section.body_rows)


def keys(cells: list[PrintedCell]) -> list[tuple[str, str, str, str]]:
    return [(cell.code, cell.item, cell.measure, cell.printed) for cell in cells]


def test_code_in_three_columns_is_joined() -> None:
    header = [["类", "款", "项", "科目名称", "本年支出合计"], ["201", "38", "01", "行政运行", "1.00"]]
    assert keys(cells_of("03", header)) == [("2013801", "行政运行", "total", "1.00")]


def test_code_printed_in_full_on_every_level_is_not_doubled() -> None:
    header = [["类", "款", "项", "科目名称", "本年支出合计"], ["201", "20138", "2013801", "行政运行", "1.00"]]
    assert keys(cells_of("03", header)) == [("2013801", "行政运行", "total", "1.00")]


def test_single_digits_of_a_code_in_three_columns_are_padded() -> None:
    rows = [["类", "款", "项", "科目名称", "本年支出合计"], ["201", "1", "2", "一般行政管理事务", "1.00"]]
    assert keys(cells_of("03", rows)) == [("2010102", "一般行政管理事务", "total", "1.00")]


@pytest.mark.parametrize("code", ["201010", "20101021", "2010", "2010I01"])
def test_a_misprinted_code_is_kept_as_printed(code: str) -> None:
    rows = [["科目编码", "科目名称", "本年支出合计"], [code, "行政运行", "1.00"]]
    assert keys(cells_of("03", rows)) == [(code, "行政运行", "total", "1.00")]


def test_a_misprinted_code_before_its_name_is_told_from_a_year() -> None:
    rows = [["科目名称", "本年支出合计"], ["201010 行政运行", "1.00"], ["2023年专项", "2.00"]]
    assert keys(cells_of("03", rows)) == [
        ("201010", "行政运行", "total", "1.00"),
        ("", "2023年专项", "total", "2.00"),
    ]


def test_code_and_name_in_one_cell() -> None:
    rows = [["科目名称", "本年支出合计"], ["2013801 行政运行", "1.00"], ["2013802一般行政管理事务", "2.00"]]
    assert [cell.code for cell in cells_of("03", rows)] == ["2013801", "2013802"]
    assert [cell.item for cell in cells_of("03", rows)] == ["行政运行", "一般行政管理事务"]


def test_a_code_amid_its_wrapped_name_is_taken_out() -> None:
    rows = [["科目名称", "本年支出合计"], ["其他一般2013899市场监管支出", "1.00"]]
    assert [(c.code, c.label) for c in cells_of("03", rows)] == [("2013899", "其他一般市场监管支出")]


def test_total_may_stand_in_the_code_column() -> None:
    rows = [
        CODED,
        ["合　计", "", "3.00", "2.00", "1.00"],
        ["201", "一般公共服务支出", "3.00", "2.00", "1.00"],
    ]
    total = cells_of("03", rows)[0]
    assert (total.item, total.code, total.row_kind) == ("合计", "", "total")


def test_a_blank_amount_of_a_keyed_row_is_a_cell_and_a_blank_row_is_none() -> None:
    rows = [CODED, ["201", "一般公共服务支出", "3.00", "", ""], ["", "", "", "", ""]]
    assert [cell.printed for cell in cells_of("03", rows)] == ["3.00", "", ""]


def test_total_under_blocks_may_be_printed_in_a_later_blocks_column() -> None:
    rows = [
        ["科目编码", "科目名称", "决算数"] * 3,
        ["301", "工资福利支出", "3.00", "302", "商品和服务支出", "1.00", "310", "资本性支出", "0.50"],
        ["人员经费合计", "<", "3.00", "公用经费合计", "<", "", "", "", "1.50"],
    ]
    last = [(cell.item, cell.printed, cell.box[0]) for cell in cells_of("06", rows)[-2:]]
    assert last == [("人员经费合计", "3.00", 120.0), ("公用经费合计", "1.50", 480.0)]


def test_items_of_three_public_may_run_down_the_page() -> None:
    rows = [
        ["项目", "预算数", "决算数"],
        ["（一）支出合计", "—", "—"],
        ["合计", "5.00", "4.00"],
        ["1．因公出国（境）费", "0.00", "0.00"],
        ["公务接待费", "", "4.00"],
        ["1．因公出国（境）团组数（个）", "2", "2"],
    ]
    assert {cell.measure: cell.printed for cell in cells_of("07", rows)} == {
        "budget_total": "5.00",
        "final_total": "4.00",
        "budget_abroad": "0.00",
        "final_abroad": "0.00",
        "budget_reception": "",
        "final_reception": "4.00",
    }


def table(*parts: Grid, code: str = "05") -> FoundTable:
    return FoundTable(form(code), "", None, "万元", list(parts))


THREE_PUBLIC = [
    ["单位名称", "决算数", "<", "<"],
    ["^", "合计", "因公出国（境）费", "公务接待费"],
]


def rows_of_three_public(*body: list[str]) -> tuple[FoundTable, list[tuple[int, str, str, list[str]]]]:
    found = table(make_grid([*THREE_PUBLIC, *body]), code="07")
    rows = printed_rows(found, lambda grid, section, columns: None)
    return found, [
        (row.number, row.cells[0].item, row.cells[0].row_kind, [cell.printed for cell in row.cells])
        for row in rows
    ]


def test_three_public_listed_by_unit_is_a_row_each_and_the_total_without_item() -> None:
    found, rows = rows_of_three_public(
        ["合计", "3.00", "", "3.00"], ["局机关", "2.00", "", "2.00"], ["援助中心", "1.00", "0.00", "1.00"]
    )
    assert rows == [
        (1, "", "total", ["3.00", "", "3.00"]),
        (2, "局机关", "item", ["2.00", "", "2.00"]),
        (3, "援助中心", "item", ["1.00", "0.00", "1.00"]),
    ]
    assert ("rows_by_label", {"rows": "3"}) in found.notes


def test_figures_of_three_public_on_several_lines_are_one_row() -> None:
    found, rows = rows_of_three_public(["局机关", "3.00", "", ""], ["", "", "", "3.00"])
    assert rows == [(1, "", "item", ["3.00", "", "3.00"])]
    assert found.notes == []


def test_rest_of_a_row_on_the_next_page_joins_it() -> None:
    header = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    first = make_grid([header, ["2080505", "机关事业单位基本养老", "", "", ""]], page=3)
    second = make_grid(
        [["", "保险缴费支出", "7.00", "7.00", ""], ["20899", "其他", "1.00", "1.00", ""]], page=4
    )
    rows = printed_rows(table(first, second), lambda grid, section, columns: None)
    assert [(row.number, row.page) for row in rows] == [(1, 4), (2, 4)]
    assert [cell.printed for cell in rows[0].cells] == ["7.00", "7.00", ""]
    assert {(cell.code, cell.item) for cell in rows[0].cells} == {
        ("2080505", "机关事业单位基本养老保险缴费支出")
    }


def test_total_first_on_the_next_page_is_a_row_of_its_own() -> None:
    header = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    first = make_grid([header, ["201", "一般公共服务支出", "", "", ""]], page=3)
    second = make_grid([["", "合计", "7.00", "7.00", ""]], page=4)
    rows = printed_rows(table(first, second), lambda grid, section, columns: None)
    assert [row.cells[0].row_kind for row in rows] == ["item", "total"]


def test_columns_are_carried_over_to_a_part_with_fewer() -> None:
    header = ["科目编码", "<", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    first = make_grid([header, ["201", "<", "一般公共服务支出", "9.00", "5.00", "4.00"]], page=3)
    second = make_grid([["203", "<", "国防支出", "1.00", "1.00", ""]], page=4)
    for row in second.owner:  # the code's two columns are one on this page
        del row[1]
        for col, cell in enumerate(row):
            cell.col, cell.col_span = col, 1
    rows = printed_rows(table(first, second), lambda grid, section, columns: None)
    assert [(c.code, c.measure, c.printed) for c in rows[1].cells] == [
        ("203", "total", "1.00"),
        ("203", "basic", "1.00"),
        ("203", "project", ""),
    ]
