"""Tables in shapes that the samples do not have: 06 in one block, 07 with more columns or down the page."""

from collections.abc import Sequence
from dataclasses import replace

from tools.layouts.looks import Look
from tools.samples.facts import Facts
from tools.samples.grids import amount_cell, basic_grid
from tools.samples.model import Grid, GridCell, GridRow, Line
from tools.samples.report import make_grid
from tools.samples.three_public_grid import CAPTIONS, ITEMS, VEHICLES, three_public_grid

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
BLOCKS = {"two": 2, "three": 3}
MEETINGS = ("会议费", "培训费")


def make_table(facts: Facts, look: Look, table: str, lines: Sequence[Line]) -> Grid:
    """Lay out one table as the look wants it."""
    grid = _shaped(facts, look, table, lines)
    return replace(grid, body=[[_printed(cell, look) for cell in row] for row in grid.body])


def _shaped(facts: Facts, look: Look, table: str, lines: Sequence[Line]) -> Grid:
    if table == "06" and look.basic in ("one", "columns"):
        return _basic_in_one_block(facts, lines, by_kind=look.basic == "columns")
    if table == "06":
        return basic_grid(replace(facts.layout, economic_blocks=BLOCKS[look.basic]), lines)
    if table == "07" and look.public == "down":
        return _three_public_down(facts, lines[0])
    if table == "07":
        grid = three_public_grid(replace(facts.layout, three_public=look.public), lines[0])
        return _with_meetings(facts, grid) if look.meetings else grid
    return make_grid(facts, table, lines)


def _printed(cell: GridCell, look: Look) -> GridCell:
    if cell.key is None or look.digits == "ascii":
        return cell
    return replace(cell, text=cell.text.translate(FULL_WIDTH))


def _basic_in_one_block(facts: Facts, lines: Sequence[Line], by_kind: bool) -> Grid:
    """One row an economic subject; ``by_kind`` adds columns of both kinds, which are no cells of 06."""
    layout = facts.layout
    split = layout.split_codes
    captions = ["合计", "人员经费", "公用经费"] if by_kind else ["决算数"]
    top = [GridCell("科目编码", columns=1 + split), GridCell("科目名称", rows=1 + split)]
    top += [GridCell(caption, rows=1 + split) for caption in captions]
    header = [top, [GridCell("类"), GridCell("款")]] if split else [top]
    body = []
    for line in lines:
        codes = (line.code[:3], line.code[3:]) if split else (line.code,)
        amount = amount_cell(layout, "06", line, "final")
        row = [*(GridCell(code) for code in codes), GridCell(line.item, align="left"), amount]
        if by_kind:
            personnel = line.code[:3] in {"301", "303"} or line.item.startswith("人员")
            kinds = [amount.text, ""] if personnel else ["", amount.text]
            row += [GridCell(text, align="right") for text in kinds]
        body.append(row)
    widths = (*([4.0, 4.0] if split else [8.0]), 20.0, *(9.0 for _ in captions))
    return Grid("06", layout.unit_of("06"), widths, header, body)


def _with_meetings(facts: Facts, grid: Grid) -> Grid:
    """Add two columns that belong to neither budget nor final amounts of 三公."""
    header = [list(row) for row in grid.header]
    numbered = facts.layout.column_numbers
    header[0] += [GridCell(name, rows=len(header) - numbered) for name in MEETINGS]
    if numbered:
        header[-1] += [GridCell(str(len(grid.widths) + i)) for i in (1, 2)]
    extra = [GridCell("1.25", align="right"), GridCell("0.36", align="right")]
    return replace(
        grid, widths=(*grid.widths, 1.0, 1.0), header=header, body=[[*row, *extra] for row in grid.body]
    )


def _three_public_down(facts: Facts, line: Line) -> Grid:
    """Lay out 07 with its items as rows and two amount columns."""
    labels = {
        "total": "合计",
        "abroad": "1.因公出国（境）费",
        "vehicle": f"2.{VEHICLES}",
        "vehicle_purchase": f"（1）{CAPTIONS['vehicle_purchase']}",
        "vehicle_operation": f"（2）{CAPTIONS['vehicle_operation']}",
        "reception": "3.公务接待费",
    }
    body: list[GridRow] = [
        [
            GridCell(labels[item], align="left"),
            *(amount_cell(facts.layout, "07", line, f"{phase}_{item}") for phase in ("budget", "final")),
        ]
        for item in ITEMS
    ]
    header = [[GridCell("项目"), GridCell("预算数"), GridCell("决算数")]]
    return Grid("07", facts.layout.unit_of("07"), (20.0, 10.0, 10.0), header, body)
