"""Amounts of tables without rules are doubtful where their columns or keys are not surely told."""

from dataclasses import replace

import pytest

from assets.extract.interpretation import PLACE_UNSURE, _doubted
from assets.extract.rows import PrintedCell
from assets.extract.table_rows import PrintedRow
from assets.extract.tables import FoundTable
from tests.assets.extract.grids import make_grid
from tests.assets.extract.test_columns import form

CELL = PrintedCell(
    row=1,
    side=None,
    block=1,
    item="行政运行",
    label="行政运行",
    code="2010101",
    measure="total",
    printed="1.00",
    box=(0, 0, 9, 9),
    row_kind="item",
)


def table_with(*notes: str) -> FoundTable:
    grid = make_grid([["2010101", "行政运行", "1.00"]], ruled=False)
    return FoundTable(form("03"), "支出决算表", None, "万元", [grid], [(note, {}) for note in notes])


def doubts(table: FoundTable, *cells: PrintedCell) -> list[str]:
    rows = [PrintedRow(number, 1, [cell]) for number, cell in enumerate(cells, start=1)]
    return [cell.doubt for row in _doubted(table, rows) for cell in row.cells]


def test_surely_placed_amounts_are_certain() -> None:
    total = replace(CELL, code="", label="合计", item="合计", row_kind="total")
    assert doubts(table_with(), CELL, total) == ["", ""]


@pytest.mark.parametrize("note", ["columns_by_position", "columns_unknown"])
def test_columns_told_by_position_make_every_amount_doubtful(note: str) -> None:
    assert doubts(table_with(note), CELL, CELL) == [PLACE_UNSURE, PLACE_UNSURE]


@pytest.mark.parametrize("misread", [{"code": "01"}, {"printed": "1.00 2.00"}])
def test_one_broken_code_or_amount_makes_the_columns_unsure(misread: dict[str, str]) -> None:
    assert doubts(table_with(), CELL, replace(CELL, **misread)) == [PLACE_UNSURE, PLACE_UNSURE]


@pytest.mark.parametrize("lost", [{"code": ""}, {"label": "", "item": ""}])
def test_a_row_that_lacks_part_of_its_key_is_doubtful(lost: dict[str, str]) -> None:
    assert doubts(table_with(), CELL, replace(CELL, **lost)) == ["", PLACE_UNSURE]
