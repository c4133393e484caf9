"""Fitting a table to a page: widths of columns from what stands in them, heights of rows, page breaks."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics

from tools.layouts.looks import Look
from tools.samples.model import Grid, GridCell, GridRow
from tools.samples.placing import chunks, place, wrap

LEADING = 1.25
SMALLEST, STEP = 5.5, 0.5  # points: the smallest type and how sizes go down to it


class TooWide(ValueError):
    """The columns of a table do not fit the page at any size of type."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table, or a piece of one, with the widths and heights in points that it is printed in."""

    grid: Grid
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float


def set_table(grid: Grid, look: Look, font: str, width: float) -> SetTable:
    """Set a table in a width of so many points; raises TooWide."""
    size = look.font_size
    while size >= SMALLEST:
        widths = _widths(grid, look, font, size, width)
        if widths is not None:
            return SetTable(grid, widths, tuple(_heights(grid, look, font, size, widths)), size)
        size -= STEP
    raise TooWide(grid.table_code)


def pieces(table: SetTable, first_room: float, room: float, repeat_header: bool) -> Iterator[SetTable]:
    """Cut a table into what stands on each page; rows of the body are never parted."""
    header = len(table.grid.header)
    top = sum(table.heights[:header])
    rows: list[GridRow] = []
    heights: list[float] = []
    left, with_header = first_room - top, True
    for row, height in zip(table.grid.body, table.heights[header:], strict=True):
        if height > left and (rows or left == first_room - top):
            if rows:
                yield _piece(table, rows, heights, with_header)
                with_header = repeat_header
            rows, heights, left = [], [], room - (top if with_header else 0.0)
        rows.append(row)
        heights.append(height)
        left -= height
    yield _piece(table, rows, heights, with_header)


def _piece(table: SetTable, rows: list[GridRow], heights: list[float], with_header: bool) -> SetTable:
    grid, count = table.grid, len(table.grid.header)
    header = grid.header if with_header else []
    top = table.heights[:count] if with_header else ()
    piece = Grid(grid.table_code, grid.unit, grid.widths, header, rows, table.size)
    return SetTable(piece, table.widths, (*top, *heights), table.size)


def _widths(grid: Grid, look: Look, font: str, size: float, width: float) -> tuple[float, ...] | None:
    """Widths of the columns, at least what cannot be broken needs; None where the page is too narrow."""
    count = len(grid.widths)
    least, liked = [2 * look.padding + size] * count, [2 * look.padding + size] * count
    cells = list(place([*grid.header, *grid.body]))
    for _, column, cell in cells:
        if cell.columns == 1:
            word, line = _extent(cell, look, font, size)
            least[column] = max(least[column], word)
            liked[column] = max(liked[column], word, line)
    for _, column, cell in cells:
        lacking = _extent(cell, look, font, size)[0] - sum(least[column : column + cell.columns])
        if lacking > 0:
            least[column + cell.columns - 1] += lacking
    if sum(least) > width:
        return None
    wanted = [max(0.0, like - low) for like, low in zip(liked, least, strict=True)]
    share = min(1.0, (width - sum(least)) / sum(wanted)) if sum(wanted) else 0.0
    widths = [low + share * want for low, want in zip(least, wanted, strict=True)]
    spare = (width - sum(widths)) / count
    return tuple(w + spare for w in widths)


def _extent(cell: GridCell, look: Look, font: str, size: float) -> tuple[float, float]:
    """Widest word of a cell, and the width its label would like, padding included."""
    words = [pdfmetrics.stringWidth(chunk, font, size) for chunk in chunks(cell.text)] or [0.0]
    whole = min(pdfmetrics.stringWidth(cell.text, font, size), look.label_width * size)
    return max(words) + 2 * look.padding + 0.5, whole + 2 * look.padding


def _heights(grid: Grid, look: Look, font: str, size: float, widths: tuple[float, ...]) -> list[float]:
    rows = [*grid.header, *grid.body]
    heights = [size * LEADING + 2 * look.tight] * len(rows)
    needs = []
    for row, column, cell in place(rows):
        inside = sum(widths[column : column + cell.columns]) - 2 * look.padding
        lines = max(1, len(list(wrap(cell.text, font, size, inside, slack=1.0))))
        needs.append((row, cell.rows, lines * size * LEADING + 2 * look.tight))
    for row, span, need in sorted(needs, key=lambda entry: entry[1]):
        lacking = need - sum(heights[row : row + span])
        heights[row] += max(0.0, lacking)
    return heights
