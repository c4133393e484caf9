"""Tables that are none of the nine are kept out of the nine, whatever they stand next to or look like."""

from pathlib import Path

import pytest

from assets.extract.grid import Frame, Grid, Page, TextLine
from assets.extract.tables import find_tables
from tests.assets.extract.grids import make_grid
from tests.assets.extract.layouts import (
    BODY_03,
    CAPTION,
    FIGURES_05,
    ROWS_03,
    ROWS_05,
    figures,
    read,
    rules,
    table_sheet,
)
from tests.assets.extract.typeset import Block, Sheet, Table

TITLE_09 = "国有资本经营预算财政拨款支出决算表"
ROWS_09 = [
    *ROWS_05[:2],
    ["合计", "<", "5.00", "", "5.00"],
    ["223", "国有资本经营预算支出", "5.00", "", "5.00"],
]
FIGURES_09 = {code: {"total": "5.00", "project": "5.00"} for code in ("合计", "223")}
ASSETS = [
    ["资产总额", "1", "", "120.50", "130.50"],
    ["车辆", "2", "3", "80.00", "90.00"],
]
HEADED_ASSETS = [["项目", "行次", "数量", "年初数", "年末数"], *ASSETS]
FRAMED_ASSETS = [["国有资产占用情况表", *["<"] * 4], *HEADED_ASSETS]


@pytest.mark.parametrize(
    "blocks",
    [
        ["国有资产占用情况表", CAPTION, Table(HEADED_ASSETS)],
        ["国有资产占用情况表（公开10表）", Table(ASSETS)],
        [Table(FRAMED_ASSETS)],
        [Table(HEADED_ASSETS)],
        ["附件1", Table(ASSETS)],
    ],
    ids=["title and header", "title only", "title in the frame", "header only", "annex"],
)
def test_another_table_does_not_continue_the_one_before(tmp_path: Path, blocks: list[Block]) -> None:
    result = read(tmp_path, table_sheet(TITLE_09, ROWS_09), Sheet(blocks, wide=True))
    assert figures(result, "09") == FIGURES_09
    assert [(raw["page"], raw["reason"]) for raw in result["raw_tables"]] == [(3, "no_form")]
    assert rules(result) == {"no_form"}


def test_another_table_is_told_by_its_tag(tmp_path: Path) -> None:
    first = Sheet([TITLE_09, f"公开09表\t{CAPTION[-7:]}", Table(ROWS_09)], wide=True)
    result = read(tmp_path, first, Sheet(["公开10表", Table(ASSETS)], wide=True))
    assert figures(result, "09") == FIGURES_09
    assert [(raw["page"], raw["reason"]) for raw in result["raw_tables"]] == [(3, "no_form")]


@pytest.mark.parametrize(
    "lines", [["财政拨款支出决算表", CAPTION], [CAPTION]], ids=["title not known", "no title"]
)
def test_a_header_alone_does_not_displace_the_table_that_bears_the_title(
    tmp_path: Path, lines: list[str]
) -> None:
    other = [
        *ROWS_05[:2],
        ["合计", "<", "99.00", "90.00", "9.00"],
        ["201", "一般公共服务支出", "99.00", "90.00", "9.00"],
    ]
    own = table_sheet("一般公共预算财政拨款支出决算表", ROWS_05)
    result = read(tmp_path, Sheet([*lines, Table(other)], wide=True), own)
    assert figures(result, "05") == FIGURES_05
    assert [(raw["page"], raw["reason"]) for raw in result["raw_tables"]] == [(2, "no_form")]


def test_without_any_title_a_table_is_told_by_its_header_and_noted(tmp_path: Path) -> None:
    result = read(tmp_path, Sheet([CAPTION, Table(ROWS_05)], wide=True))
    assert figures(result, "05") == FIGURES_05
    assert rules(result) == {"title_missing"}


def test_a_title_not_known_is_not_overruled_by_a_header(tmp_path: Path) -> None:
    sheets = table_sheet("财政拨款支出决算表", ROWS_05), table_sheet(TITLE_09, ROWS_09)
    result = read(tmp_path, *sheets)
    assert [table["table_code"] for table in result["tables"]] == ["09"]
    assert [(raw["page"], raw["title"]) for raw in result["raw_tables"]] == [(2, "财政拨款支出决算表")]


def placed(rows: list[list[str]], page: int, down: float) -> Grid:
    """A grid that many points down its page."""
    grid = make_grid(rows, page)
    for cell in grid.cells():
        cell.box = (cell.box[0], cell.box[1] + down, cell.box[2], cell.box[3] + down)
    grid.box = (grid.box[0], grid.box[1] + down, grid.box[2], grid.box[3] + down)
    return grid


def test_a_box_over_a_table_does_not_keep_it_from_going_on() -> None:
    title = TextLine("支出决算表", 100, 100, 300, 110)
    grids = [placed([["附件1"]], 1, 60), placed(ROWS_03[:-3], 1, 130)]
    first = Page(1, Frame(600, 800), [], [title], grids)
    second = Page(2, Frame(600, 800), [], [], [placed(BODY_03[1:], 2, 60)])
    tables, unmatched = find_tables([first, second], "")
    assert [[part.page for part in table.parts] for table in tables] == [[1, 2]]
    assert [(other.grid.page, other.reason) for other in unmatched] == [(1, "no_form")]
