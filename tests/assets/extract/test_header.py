"""Header rows, column numbers and data are told apart, also where a table has several headers."""

import pytest

from assets.extract.header import are_column_numbers, caption_rows, header_path, row_keys, split_sections
from tests.assets.extract.grids import make_grid

CODED = [
    ["项目", "<", "<", "<", "本年支出合计", "基本支出"],
    ["科目编码", "<", "<", "科目名称", "^", "^"],
    ["类", "款", "项", "栏次", "1", "2"],
    ["合计", "<", "<", "<", "3.00", "3.00"],
    ["201", "01", "01", "行政运行", "3.00", "3.00"],
]


def test_captions_of_code_parts_share_the_row_of_column_numbers() -> None:
    (section,) = split_sections(make_grid(CODED))
    assert (section.header_rows, section.ordinal_rows, section.body_rows) == ([0, 1], [2], [3, 4])


def test_path_joins_merged_cells_once() -> None:
    grid = make_grid([["本年支出", "<"], ["小计", "基本支出"], ["^", "^"], ["合计", "1.00"]])
    (section,) = split_sections(grid)
    assert [header_path(grid, section, col) for col in (0, 1)] == ["本年支出/小计", "本年支出/基本支出"]


def test_stacked_blocks_are_sections_of_their_own() -> None:
    items = ["合计", "公务接待费"]
    grid = make_grid([["预算数", "<"], items, ["2.00", "2.00"], ["决算数", "<"], items, ["1.00", "1.00"]])
    first, second = split_sections(grid)
    assert (first.header_rows, first.body_rows) == ([0, 1], [2])
    assert (second.header_rows, second.body_rows) == ([3, 4], [5])


def test_a_label_beside_blank_cells_is_no_header() -> None:
    grid = make_grid([["项目", "预算数", "决算数"], ["合计", "1.00", "1.00"], ["公务接待费", "", ""]])
    (section,) = split_sections(grid)
    assert section.body_rows == [1, 2]


def test_header_repeated_on_the_next_page_is_header_again() -> None:
    first = make_grid(CODED)
    headers = frozenset(row_keys(first, row) for row in (0, 1))
    (section,) = split_sections(make_grid([*CODED[:3], CODED[4]]), headers, continued=True)
    assert (section.header_rows, section.body_rows) == ([0, 1], [3])


def test_a_continued_grid_begins_with_data() -> None:
    (section,) = split_sections(make_grid([["", "", "", "的支出", "", ""]]), continued=True)
    assert section.body_rows == [0]


def test_formulas_of_column_numbers_are_no_data() -> None:
    grid = make_grid(
        [["项目", "合计", "基本", "项目"], ["栏次", "1=2+3", "2", "3"], ["合计", "1.00", "1.00", ""]]
    )
    (section,) = split_sections(grid)
    assert (section.ordinal_rows, section.body_rows) == ([1], [2])


def test_blank_row_under_the_numbers_is_data_left_blank() -> None:
    (section,) = split_sections(make_grid([["合计", "公务接待费", "小计"], ["1", "2", "3"], ["", "", ""]]))
    assert section.body_rows == [2]


def test_title_and_unit_inside_the_grid_are_no_header() -> None:
    grid = make_grid([["支出决算表", "<"], ["部门：某局", "单位：元"], ["项目", "合计"], ["合计", "1.00"]])
    assert caption_rows(grid) == [["支出决算表"], ["部门：某局", "单位：元"]]
    (section,) = split_sections(grid)
    assert section.header_rows == [2]


def test_a_note_in_the_last_row_is_no_data() -> None:
    (section,) = split_sections(
        make_grid([["项目", "决算数"], ["合计", "1.00"], ["注：本表反映支出。", "<"]])
    )
    assert section.body_rows == [1]


def test_column_numbers_count_up() -> None:
    assert are_column_numbers(("1", "2", "3"))
    assert not are_column_numbers(("1", "2"))
    assert not are_column_numbers(("1", "3", "5"))
    assert not are_column_numbers(("1", "2", "3.00"))


@pytest.mark.parametrize(
    "labels", [("年初结转和结余", "年末结转和结余"), ("本年收入合计", "本年支出合计")], ids="/".join
)
def test_labels_beside_blank_amounts_are_no_header(labels: tuple[str, str]) -> None:
    left, right = labels
    grid = make_grid(
        [
            ["项目", "决算数", "项目", "决算数"],
            ["一、财政拨款收入", "3.00", "一、教育支出", "3.00"],
            [left, "", right, ""],
            ["总计", "3.00", "总计", "3.00"],
        ]
    )
    (section,) = split_sections(grid)
    assert section.body_rows == [1, 2, 3]
