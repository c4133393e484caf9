"""Texts put into the cells of a sheet's grids, and doubts handed on to what depends on the doubted."""

from collections.abc import Sequence

from assets.extract.grid import Grid, GridCell
from assets.extract.numerals import is_amount, is_code
from assets.extract.scan.ink_lines import lines_in
from assets.extract.scan.sheet import Sheet
from assets.extract.scan.texts import Text
from assets.extract.text import has_han

TOUCH = 0.25  # of an em: numbers as near to each other across a rule may be one that crosses it


def cell_lines(sheet: Sheet) -> list[tuple[GridCell, tuple[float, float, float, float]]]:
    """Every line of text that stands in a cell, with its box in pixels, cell by cell."""
    return [
        (cell, line)
        for grid in sheet.grids
        for cell in grid.cells()
        for line in lines_in(sheet.in_pixels(cell.box), sheet.blobs)
    ]


def fill(cells: Sequence[GridCell], texts: Sequence[Text]) -> None:
    """Put texts into the cells they stand in; a cell's lines are joined in order."""
    for cell, text in zip(cells, texts, strict=True):
        first = cell.confidence is None
        cell.text = text.read.text if first else f"{cell.text}\n{text.read.text}"
        confidence = round(text.read.confidence, 4)
        cell.confidence = confidence if first else min(confidence, cell.confidence or 0.0)
        cell.doubt = cell.doubt or text.doubt


def doubt_crossing(sheet: Sheet, cells: Sequence[GridCell], texts: Sequence[Text]) -> None:
    """Doubt two numbers that touch a rule from both sides: one too wide for its cell runs on in the next."""
    reach = TOUCH * sheet.blobs.em / sheet.picture.scale
    numbers = [(c, t) for c, t in zip(cells, texts, strict=True) if t.read.is_number]
    for left, one in numbers:
        if left.box[2] - one.box[2] > reach:
            continue
        for right, other in numbers:
            level = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            if 0 <= other.box[0] - one.box[2] <= reach and level > 0 and left is not right:
                left.doubt = left.doubt or "low_confidence"
                right.doubt = right.doubt or "low_confidence"


def hand_on_doubts(grid: Grid) -> None:
    """Doubt the amounts of a row whose code or label is doubted: they may be another row's.

    A label rules the amounts to its right, up to the next label.
    """
    for row in range(grid.rows):
        doubt, amounts_seen = "", False
        for cell in {id(cell): cell for cell in grid.owner[row]}.values():
            if is_amount(cell.text) and not is_code(cell.text):
                amounts_seen = True
                cell.doubt = cell.doubt or doubt
            elif has_han(cell.text) or is_code(cell.text) or cell.doubt:
                doubt = cell.doubt if amounts_seen else doubt or cell.doubt
                amounts_seen = False
