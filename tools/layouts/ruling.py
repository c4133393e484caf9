"""The rules and shades of a drawn table, in the habits of ``Look.rules`` and ``Look.shade``."""

from reportlab.pdfgen.canvas import Canvas

from tools.layouts.looks import Look
from tools.layouts.setting import SetTable
from tools.samples.placing import place

THIN, THICK = 0.5, 1.4
SECOND_FRAME = 2.0  # points outside the table
HEADER_SHADE, BAND_SHADE = 0.88, 0.95


def shade_rows(canvas: Canvas, look: Look, table: SetTable, xs: list[float], ys: list[float]) -> None:
    """Fill the header's rows, or those and every second row, with grey."""
    if not look.shade:
        return
    header = len(table.grid.header)
    canvas.saveState()
    for row in range(len(ys) - 1):
        banded = look.shade == "banded" and row >= header and (row - header) % 2
        if row < header or banded:
            canvas.setFillGray(HEADER_SHADE if row < header else BAND_SHADE)
            canvas.rect(xs[0], ys[row + 1], xs[-1] - xs[0], ys[row] - ys[row + 1], stroke=0, fill=1)
    canvas.restoreState()


def draw_rules(canvas: Canvas, look: Look, table: SetTable, xs: list[float], ys: list[float]) -> None:
    """Draw the rules the look wants; a box that is no table has all of them."""
    rules = look.rules if table.grid.table_code else "grid"
    if rules == "none":
        return
    canvas.setLineWidth(THIN)
    if rules == "three_line":
        _three_lines(canvas, table, xs, ys)
        return
    header = len(table.grid.header)
    for row, column, cell in place([*table.grid.header, *table.grid.body]):
        if rules == "header_only" and row >= header:
            continue
        x0, x1, y1, y0 = xs[column], xs[column + cell.columns], ys[row], ys[row + cell.rows]
        canvas.lines([(x0, y0, x1, y0), (x0, y1, x1, y1)])
        if rules == "rows":
            continue
        uprights = [x for x in (x0, x1) if rules != "open_sides" or x not in (xs[0], xs[-1])]
        canvas.lines([(x, y0, x, y1) for x in uprights])
    if rules == "double":
        canvas.rect(
            xs[0] - SECOND_FRAME,
            ys[-1] - SECOND_FRAME,
            xs[-1] - xs[0] + 2 * SECOND_FRAME,
            ys[0] - ys[-1] + 2 * SECOND_FRAME,
        )


def _three_lines(canvas: Canvas, table: SetTable, xs: list[float], ys: list[float]) -> None:
    """Rules over the table, under its header and below it, and short ones under the header's groups."""
    header = len(table.grid.header)
    canvas.setLineWidth(THICK)
    canvas.lines([(xs[0], y, xs[-1], y) for y in (ys[0], ys[-1])])
    canvas.setLineWidth(THIN)
    if header:
        canvas.line(xs[0], ys[header], xs[-1], ys[header])
    for row, column, cell in place(table.grid.header):
        if cell.columns > 1 and row + cell.rows < header:
            y = ys[row + cell.rows]
            canvas.line(xs[column] + 2, y, xs[column + cell.columns] - 2, y)
