"""Texts of reports typeset for one test each, in the settings that departments use.

Lines are marked by their first character: ``#`` a large centred title, ``=`` a line centred in the size of
the text, ``|`` a line at the left margin, ``~`` one that leads with dots to a page number, ``>`` the frame of
a table with this code, ``+`` a new page; all others are paragraphs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from assets.extract.grid import Box
from assets.extract.pages import OpenReport
from assets.extract.prose import prose_of

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
FIRST_HEIGHT = 80.0  # of the lowest line and the highest
TABLE = 60.0  # height of a table's frame
CLOSING = "，。；：、）》”％%"  # marks that no line begins with


@dataclass(frozen=True)
class Setting:
    """How a manuscript is set: sizes in points; ``indent`` in characters; what stands at the pages' head."""

    size: float = 14.0
    margin: float = 72.0
    leading: float = 1.6
    indent: int = 2
    head: str = ""
    numbered: bool = True
    words_whole: bool = True  # numbers are not broken over lines


@dataclass
class _Press:
    canvas: Canvas
    setting: Setting
    y: float = HEIGHT - FIRST_HEIGHT
    page: int = 1
    tables: dict[int, list[tuple[Box, str]]] | None = None

    def turn(self) -> None:
        if self.setting.numbered:
            self.canvas.setFont(FONT, 9)
            self.canvas.drawCentredString(WIDTH / 2, 30, f"- {self.page} -")
        if self.setting.head:
            self.canvas.setFont(FONT, 9)
            self.canvas.drawCentredString(WIDTH / 2, HEIGHT - 40, self.setting.head)
        self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - FIRST_HEIGHT

    def room(self, height: float) -> None:
        if self.y - height < FIRST_HEIGHT:
            self.turn()

    def line(self, text: str, x: float, size: float) -> None:
        self.room(size)
        self.y -= self.setting.leading * size
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.y, text)

    def centred(self, text: str, size: float) -> None:
        self.line(text, (WIDTH - pdfmetrics.stringWidth(text, FONT, size)) / 2, size)

    def paragraph(self, text: str, indent: int) -> None:
        size, margin = self.setting.size, self.setting.margin
        width = WIDTH - 2 * margin
        start = indent * size
        for line in _wrap(text, width, start, self.setting):
            self.line(line, margin + start, size)
            start = 0.0

    def table(self, code: str) -> None:
        self.room(TABLE)
        top = HEIGHT - self.y + 8
        assert self.tables is not None
        box = (self.setting.margin, top, WIDTH - self.setting.margin, top + TABLE)
        self.tables.setdefault(self.page, []).append((box, code))
        self.canvas.setFont(FONT, 9)
        for row in range(3):
            self.canvas.drawString(
                self.setting.margin + 4, HEIGHT - top - 18 * (row + 1), "合计 1,234.56 0.00"
            )
        self.y -= TABLE + 12


def _wrap(text: str, width: float, start: float, setting: Setting) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text, setting.words_whole):
        room = width - (start if not lines else 0.0)
        if (
            line
            and pdfmetrics.stringWidth(line + piece, FONT, setting.size) > room
            and piece[0] not in CLOSING
        ):
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line]


def _pieces(text: str, words_whole: bool) -> Iterable[str]:
    piece = ""
    for character in text:
        goes_on = words_whole and piece and character.isascii() and piece[-1].isascii()
        if piece and not goes_on:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def print_manuscript(path: Path, text: str, setting: Setting = Setting()) -> dict[int, list[tuple[Box, str]]]:
    """Write a manuscript as a PDF; return the frames of its tables by page, with their codes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    press = _Press(Canvas(str(path), pagesize=A4, invariant=1), setting, tables={})
    for line in filter(None, (line.strip() for line in text.strip().split("\n"))):
        mark, rest = line[0], line[1:].strip()
        if mark == "#":
            press.centred(rest, 1.5 * setting.size)
        elif mark == "=":
            press.centred(rest, setting.size)
        elif mark == "|":
            press.paragraph(rest, 0)
        elif mark == "~":
            press.line(f"{rest}{'.' * 40}{press.page}", setting.margin, setting.size * 0.8)
        elif mark == ">":
            press.table(rest)
        elif mark == "+":
            press.turn()
        else:
            press.paragraph(line, setting.indent)
    press.turn()
    press.canvas.save()
    assert press.tables is not None
    return press.tables


def summary_of(path: Path, text: str, setting: Setting = Setting()) -> dict[str, Any]:
    """Print a manuscript and read its lines as those of a report; its tables are where they were put."""
    tables = print_manuscript(path, text, setting)
    with OpenReport(path) as report:
        pages = [report.page(number) for number in range(1, report.page_count + 1)]
    prose = prose_of((page, tables.get(page.number, []), []) for page in pages)
    return {"prose": prose, "raw_tables": []}
