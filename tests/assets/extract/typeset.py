"""Small PDFs typeset for one test each, in the layouts that reports are published in.

A table is given as rows of texts; ``<`` continues the cell on the left, ``^`` the cell above.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # named, not embedded: no font file is needed to draw with it or to read it
MARGIN = 40.0
SIZE = 9.0
PADDING = 4.0
LEADING = 1.3


@dataclass(frozen=True)
class Table:
    """Rows of cell texts; a line break in a text starts a new line. ``ruled`` frames each cell."""

    rows: Sequence[Sequence[str]]
    ruled: bool = True
    widths: Sequence[float] = ()
    open_below: bool = False  # the last row has no lower rule: it goes on over the page


Block = str | Table


@dataclass(frozen=True)
class Sheet:
    """One page: lines of text (centred, or left and right of a tab) and tables, top to bottom."""

    blocks: Sequence[Block]
    wide: bool = False
    watermark: str = ""
    at_foot: bool = False  # the blocks stand at the foot of the page
    footer: str = ""


COVER = Sheet(["", "", "样川市浮桥区司法局", "2023年度部门决算"])


@dataclass
class _Pen:
    canvas: Canvas
    width: float
    height: float
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.y = self.height - MARGIN

    def draw(self, block: Block) -> None:
        if isinstance(block, Table):
            self._table(block)
            return
        self.y -= SIZE * 2
        self.canvas.setFont(FONT, SIZE)
        left, tab, right = block.partition("\t")
        if tab:
            self.canvas.drawString(MARGIN, self.y, left)
            self.canvas.drawRightString(self.width - MARGIN, self.y, right)
        else:
            self.canvas.drawCentredString(self.width / 2, self.y, block)

    def _table(self, table: Table) -> None:
        columns = max(len(row) for row in table.rows)
        widths = table.widths or [1.0] * columns
        scale = (self.width - 2 * MARGIN) / sum(widths)
        xs = [MARGIN + scale * sum(widths[:i]) for i in range(columns + 1)]
        wrapped = [
            [_wrap(text, xs[_reach(table.rows, r, c)[1]] - xs[c] - 2 * PADDING) for c, text in enumerate(row)]
            for r, row in enumerate(table.rows)
        ]
        ys = [self.y - 6]
        for row in wrapped:
            ys.append(ys[-1] - max(map(len, row)) * SIZE * LEADING - 2 * PADDING)
        for r, row in enumerate(table.rows):
            for c, text in enumerate(row):
                if text not in ("<", "^"):
                    bottom, right = _reach(table.rows, r, c)
                    open_below = table.open_below and bottom == len(table.rows)
                    self._cell(wrapped[r][c], (xs[c], ys[bottom], xs[right], ys[r]), table.ruled, open_below)
        self.y = ys[-1]

    def _cell(
        self, lines: list[str], box: tuple[float, float, float, float], ruled: bool, open_below: bool
    ) -> None:
        x0, y0, x1, y1 = box
        if ruled:
            rules = [(x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
            self.canvas.setLineWidth(0.5)
            self.canvas.lines(rules if open_below else [*rules, (x0, y0, x1, y0)])
        y = (y0 + y1) / 2 + len(lines) * SIZE * LEADING / 2
        self.canvas.setFont(FONT, SIZE)
        for line in lines:
            y -= SIZE * LEADING
            if line[:1].isdigit() and "." in line:
                self.canvas.drawRightString(x1 - PADDING, y + 3, line)
            else:
                self.canvas.drawCentredString((x0 + x1) / 2, y + 3, line)


def _wrap(text: str, width: float) -> list[str]:
    """Break a text at line breaks and, where it holds Chinese, wherever a line is full."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for character in part:
            if not part.isascii() and line and pdfmetrics.stringWidth(line + character, FONT, SIZE) > width:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def _reach(rows: Sequence[Sequence[str]], r: int, c: int) -> tuple[int, int]:
    """Row below and column right of the cell that starts at (r, c)."""
    right = c + 1
    while right < len(rows[r]) and rows[r][right] == "<":
        right += 1
    bottom = r + 1
    while bottom < len(rows) and rows[bottom][c] == "^":
        bottom += 1
    return bottom, right


def typeset(path: Path, sheets: Iterable[Sheet]) -> Path:
    """Write the sheets as a PDF to ``path`` and return it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), invariant=1)
    for sheet in sheets:
        width, height = landscape(A4) if sheet.wide else A4
        canvas.setPageSize((width, height))
        pen = _Pen(canvas, width, height)
        if sheet.at_foot:
            pen.y = MARGIN + 2 * SIZE * (len(sheet.blocks) + 1)
        for block in sheet.blocks:
            pen.draw(block)
        if sheet.watermark:
            canvas.saveState()
            canvas.translate(width / 2, height / 2)
            canvas.rotate(45)
            canvas.setFillGray(0.8)
            canvas.setFont(FONT, 48)
            canvas.drawCentredString(0, 0, sheet.watermark)
            canvas.restoreState()
        if sheet.footer:
            canvas.setFont(FONT, SIZE)
            canvas.drawCentredString(width / 2, 24, sheet.footer)
        canvas.showPage()
    canvas.save()
    return path
