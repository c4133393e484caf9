"""Drawing pages with ReportLab: byte-stable output, fonts embedded as subsets or named only."""

import hashlib
from io import BytesIO
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tools.samples.layout import Layout
from tools.samples.model import Caption, Grid, GridCell, Page, Text
from tools.samples.placing import place, wrap

ZENHEI = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
ZENHEI_SHA256 = "79c18ebe7b811951e8311bad7103ebeae8c337ed9988ea69e8a78a66cfe029b9"
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 54.0, 56.0, 46.0
PADDING = 2.5
LEADING = 1.25
TEXT_LEADING = 1.6
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the bottom left of the page."""


def missing_font(layout: Layout) -> Path | None:
    """Return the font file a layout needs and this machine lacks, or has in another version, or None."""
    if layout.font != "zenhei":
        return None
    same = ZENHEI.exists() and hashlib.sha256(ZENHEI.read_bytes()).hexdigest() == ZENHEI_SHA256
    return None if same else ZENHEI


def render_canvas(pages: list[Page], layout: Layout, title: str) -> bytes:
    """Draw the pages and return the PDF; raises ValueError when a page is too full."""
    # ReportLab's ASCII85 armour would add a quarter to every stream.
    rl_config.useA85 = 0
    buffer = BytesIO()
    font = _register(layout.font)
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("juesuan samples")
    for page in pages:
        _Drawer(canvas, page, layout, font).draw()
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _register(font: str) -> str:
    """Register the layout's font under a name of its own; a subset starts afresh with each document."""
    if font == "stsong":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    pdfmetrics.registerFont(TTFont("zenhei", str(ZENHEI), subfontIndex=0))
    return "zenhei"


class _Drawer:
    """Draws the blocks of one page from the top down; `y` is the height left, in points from the bottom."""

    def __init__(self, canvas: Canvas, page: Page, layout: Layout, font: str) -> None:
        self.canvas, self.page, self.layout, self.font = canvas, page, layout, font
        wide = page.landscape or page.rotated
        self.width, self.height = landscape(A4) if wide else A4
        self.y = self.height - MARGIN_TOP

    def draw(self) -> None:
        self.canvas.setPageSize((self.width, self.height))
        self.canvas.setPageRotation(90 if self.page.rotated else 0)
        if self.page.rotated:
            # ReportLab swaps the sides of a rotated page: it is stored upright and turned by the viewer.
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        for block in self.page.blocks:
            if isinstance(block, Text):
                self._text(block)
            elif isinstance(block, Caption):
                self._caption(block)
            else:
                self._grid(block)
            if self.y < MARGIN_BOTTOM - 12:
                raise ValueError(f"page {self.canvas.getPageNumber()} is too full: {self.y:.0f} pt")
        self._put(self.page.footer, 9, self.width / 2, 26, "center")

    def _text(self, text: Text) -> None:
        self.y -= text.above
        indented = "\u3000" * int(text.indent) + text.text
        lines = list(wrap(indented, self.font, text.size, self.width - 2 * MARGIN_X, PADDING))
        for line in lines:
            self.y -= text.size * TEXT_LEADING
            x = self.width / 2 if text.align == "center" else MARGIN_X
            self._put(line, text.size, x, self.y, text.align)

    def _caption(self, caption: Caption) -> None:
        self.y -= caption.size * 1.45
        self._put(caption.left, caption.size, MARGIN_X, self.y, "left")
        self._put(caption.middle, caption.size, self.width / 2, self.y, "center")
        self._put(caption.right, caption.size, self.width - MARGIN_X, self.y, "right")

    def _grid(self, grid: Grid) -> None:
        scale = (self.width - 2 * MARGIN_X) / sum(grid.widths)
        edges = [MARGIN_X]
        for width in grid.widths:
            edges.append(edges[-1] + width * scale)
        rows = [*grid.header, *grid.body]
        places = list(place(rows))
        heights = [grid.font_size * LEADING + 2 * PADDING] * len(rows)
        for row, column, cell in places:
            if cell.rows == 1:
                heights[row] = max(heights[row], self._height(grid, edges, column, cell))
        for row, column, cell in places:
            lacking = self._height(grid, edges, column, cell) - sum(heights[row : row + cell.rows])
            heights[row] += max(0.0, lacking)
        tops = [self.y - 4]
        for height in heights:
            tops.append(tops[-1] - height)
        for row, column, cell in places:
            box = (edges[column], tops[row + cell.rows], edges[column + cell.columns], tops[row])
            self._border(box)
            self._fill(cell, grid.font_size, box)
        self.y = tops[-1]

    def _height(self, grid: Grid, edges: list[float], column: int, cell: GridCell) -> float:
        width = edges[column + cell.columns] - edges[column] - 2 * PADDING
        lines = len(list(wrap(cell.text, self.font, grid.font_size, width, PADDING)))
        return max(1, lines) * grid.font_size * LEADING + 2 * PADDING

    def _fill(self, cell: GridCell, size: float, box: Box) -> None:
        x0, y0, x1, y1 = box
        lines = list(wrap(cell.text, self.font, size, x1 - x0 - 2 * PADDING, PADDING))
        y = (y0 + y1) / 2 + len(lines) * size * LEADING / 2
        x = {"left": x0 + PADDING, "right": x1 - PADDING, "center": (x0 + x1) / 2}[cell.align]
        for line in lines:
            y -= size * LEADING
            self._put(line, size, x, y + size * 0.28, cell.align)

    def _border(self, box: Box) -> None:
        (x0, y0, x1, y1), canvas, weight = box, self.canvas, 0.5
        if self.layout.rules == "rects":
            canvas.setLineWidth(weight)
            canvas.rect(x0, y0, x1 - x0, y1 - y0)
        elif self.layout.rules == "bars":
            for x, y, width, height in (
                (x0, y0, x1 - x0, weight),
                (x0, y1, x1 - x0, weight),
                (x0, y0, weight, y1 - y0),
                (x1, y0, weight, y1 - y0),
            ):
                canvas.rect(x, y, width, height, stroke=0, fill=1)
        else:
            canvas.setLineWidth(weight)
            canvas.lines([(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)])

    def _put(self, text: str, size: float, x: float, y: float, align: str) -> None:
        if not text:
            return
        width = pdfmetrics.stringWidth(text, self.font, size)
        x -= {"left": 0, "center": width / 2, "right": width}[align]
        self.canvas.setFont(self.font, size)
        if self.layout.glyphs == "runs":
            self.canvas.drawString(x, y, text)
            return
        for character in text:
            self.canvas.drawString(x, y, character)
            x += pdfmetrics.stringWidth(character, self.font, size)
