"""Drawing laid-out pages with ReportLab."""

from io import BytesIO
from itertools import accumulate
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tools.layouts.looks import Look
from tools.layouts.paging import LINE, MARGIN, LaidPage
from tools.layouts.ruling import draw_rules, shade_rows
from tools.layouts.setting import LEADING, SetTable
from tools.samples.model import Caption, GridCell, Text
from tools.samples.placing import place, wrap

FONT_FILES = {
    "zenhei": Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    "uming": Path("/usr/share/fonts/truetype/arphic/uming.ttc"),
}
NAMED_FONT = "STSong-Light"  # not embedded: every machine can draw with it


def register_font(look: Look) -> str:
    """Make the look's font, or the named one where the machine lacks it, known; return its name."""
    path = FONT_FILES.get(look.font)
    if path is None or not path.exists():
        pdfmetrics.registerFont(UnicodeCIDFont(NAMED_FONT))
        return NAMED_FONT
    pdfmetrics.registerFont(TTFont(look.font, str(path), subfontIndex=0))
    return look.font


def draw(pages: list[LaidPage], look: Look, font: str, title: str) -> bytes:
    """Draw the pages and return the PDF."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    for page in pages:
        _Pen(canvas, page, look, font).draw()
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class _Pen:
    """Draws one page from the top down; ``y`` is the height left, in points from the bottom."""

    def __init__(self, canvas: Canvas, page: LaidPage, look: Look, font: str) -> None:
        self.canvas, self.page, self.look, self.font = canvas, page, look, font
        self.width, self.height = page.size
        self.y = self.height - MARGIN

    def draw(self) -> None:
        """Draw everything on the page."""
        self._turn()
        holds_table = any(isinstance(block, SetTable) for block in self.page.blocks)
        if holds_table and self.look.watermark:
            self._watermark()
        for block in self.page.blocks:
            if isinstance(block, SetTable):
                self._table(block)
            elif isinstance(block, Caption):
                self._caption(block)
            else:
                self._text(block)
        self._put(self.page.head, 9, MARGIN, self.height - 28, "left")
        self._put(self.page.footer, 9, self.width / 2, 24, "center")
        if holds_table and self.look.stamp:
            self._stamp()

    def _turn(self) -> None:
        """Turn the page's content against its /Rotate; ReportLab swaps the sides of a turned page."""
        self.canvas.setPageSize((self.width, self.height))
        self.canvas.setPageRotation(self.page.turned)
        if self.page.turned == 90:
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        elif self.page.turned == 270:
            self.canvas.translate(0, self.width)
            self.canvas.rotate(-90)

    def _text(self, text: Text) -> None:
        self.y -= text.above
        indented = "\u3000" * int(text.indent) + text.text
        for line in wrap(indented, self.font, text.size, self.width - 2 * MARGIN, slack=3.0):
            self.y -= text.size * LINE
            x = self.width / 2 if text.align == "center" else MARGIN
            self._put(line, text.size, x, self.y, text.align)

    def _caption(self, caption: Caption) -> None:
        self.y -= caption.size * LINE
        self._put(caption.left, caption.size, MARGIN, self.y, "left")
        self._put(caption.middle, caption.size, self.width / 2, self.y, "center")
        self._put(caption.right, caption.size, self.width - MARGIN, self.y, "right")

    def _table(self, table: SetTable) -> None:
        xs = [MARGIN, *(MARGIN + w for w in accumulate(table.widths))]
        top = self.y - 6
        ys = [top, *(top - h for h in accumulate(table.heights))]
        shade_rows(self.canvas, self.look, table, xs, ys)
        draw_rules(self.canvas, self.look, table, xs, ys)
        for row, column, cell in place([*table.grid.header, *table.grid.body]):
            box = (xs[column], ys[row + cell.rows], xs[column + cell.columns], ys[row])
            self._cell(cell, table.size, box, header=row < len(table.grid.header))
        self.y = ys[-1] - 2

    def _cell(
        self, cell: GridCell, size: float, box: tuple[float, float, float, float], header: bool
    ) -> None:
        x0, y0, x1, y1 = box
        padding = self.look.padding
        lines = list(wrap(cell.text, self.font, size, x1 - x0 - 2 * padding, slack=1.0))
        y = (y0 + y1) / 2 + len(lines) * size * LEADING / 2
        if self.look.top_aligned and not header:
            y = y1 - self.look.tight
        align = "center" if cell.align == "right" and self.look.amounts_centred else cell.align
        x = {"left": x0 + padding, "right": x1 - padding, "center": (x0 + x1) / 2}[align]
        for line in lines:
            y -= size * LEADING
            self._put(line, size, x, y + size * 0.28, align)

    def _put(self, text: str, size: float, x: float, y: float, align: str) -> None:
        if not text:
            return
        width = pdfmetrics.stringWidth(text, self.font, size)
        x -= {"left": 0, "center": width / 2, "right": width}[align]
        self.canvas.setFont(self.font, size)
        if not self.look.single_glyphs:
            self.canvas.drawString(x, y, text)
            return
        for character in text:
            self.canvas.drawString(x, y, character)
            x += pdfmetrics.stringWidth(character, self.font, size)

    def _watermark(self) -> None:
        self.canvas.saveState()
        self.canvas.translate(self.width / 2, self.height / 2)
        self.canvas.rotate(40)
        self.canvas.setFillGray(0.85)
        self.canvas.setFont(self.font, 54)
        self.canvas.drawCentredString(0, 0, self.look.watermark)
        self.canvas.restoreState()

    def _stamp(self) -> None:
        """Set a round stamp with slanted words across the cells in the middle of the page."""
        self.canvas.saveState()
        self.canvas.translate(self.width * 0.68, self.height * 0.6)
        self.canvas.rotate(-18)
        self.canvas.setStrokeColorRGB(0.8, 0.1, 0.1)
        self.canvas.setFillColorRGB(0.8, 0.1, 0.1)
        self.canvas.setLineWidth(2)
        self.canvas.circle(0, 0, 52)
        self.canvas.setFont(self.font, 13)
        self.canvas.drawCentredString(0, -4, "财务专用章")
        self.canvas.restoreState()
