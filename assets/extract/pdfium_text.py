"""Glyphs and lines of text of each page, read with pdfium.

Used to find the pages that hold tables, the titles and units over them, tables without rules, and as a
reading that shares no code with camelot when numbers are counted (``conserve``).
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assets.extract.grid import Frame, Glyph, Page, TextLine

LINE_OVERLAP = 0.5  # share of the lower glyph's height that must overlap vertically to stand on one line
SPACE_GAP = 0.3  # a gap wider than this share of the glyph height is printed as a space
ASLANT_TURNS = 0.1  # quarter turns a character may lean; scans lean by less
MAX_PAGES = 2000
MAX_GLYPHS_PER_PAGE = 200_000


class DocumentTooLarge(ValueError):
    """The PDF has more pages or glyphs than a report can have."""


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read one page's glyphs and lines (no grids yet); the caller closes ``page``."""
    textpage = page.get_textpage()
    try:
        placed = list(_displayed_glyphs(page, textpage))
        turns = _reading_turns(textpage, page.get_rotation(), len(placed))
    finally:
        textpage.close()
    width, height = page.get_size()
    frame = Frame(width, height, turns)
    glyphs = (
        [Glyph(g.char, *frame.to_reading((g.x0, g.y0, g.x1, g.y1)), g.run) for g in placed]
        if turns
        else placed
    )
    return Page(number, frame, glyphs, lines_of(glyphs))


def _displayed_glyphs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[Glyph]:
    """Yield visible characters with boxes on the page as displayed (origin top left)."""
    count = textpage.count_chars()
    if count > MAX_GLYPHS_PER_PAGE:
        raise DocumentTooLarge(f"a page with {count} characters, more than {MAX_GLYPHS_PER_PAGE}")
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()
    rect = pdfium_c.FS_RECTF()
    raw = textpage.raw
    runs: dict[int, int] = {}
    for i in range(count):
        code = pdfium_c.FPDFText_GetUnicode(raw, i)
        # Surrogates and controls are not text; generated characters (spaces, breaks) were never printed.
        if (
            code <= 32
            or code == 0xFFFE
            or 0xD800 <= code <= 0xDFFF
            or pdfium_c.FPDFText_IsGenerated(raw, i) == 1
        ):
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, i, ctypes.byref(rect)):
            continue
        char = chr(code)
        if char.isspace() or _is_aslant(pdfium_c.FPDFText_GetCharAngle(raw, i)):
            continue
        drawn_by = ctypes.cast(pdfium_c.FPDFText_GetTextObject(raw, i), ctypes.c_void_p).value or 0
        run = runs.setdefault(drawn_by, len(runs))
        x0, y0, x1, y1 = rect.left, rect.bottom, rect.right, rect.top
        if rotation == 0:
            box = (x0 - left, top - y1, x1 - left, top - y0)
        elif rotation == 90:
            box = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        elif rotation == 180:
            box = (right - x1, y0 - bottom, right - x0, y1 - bottom)
        else:
            box = (top - y1, right - x1, top - y0, right - x0)
        yield Glyph(char, *box, run)


def _is_aslant(angle: float) -> bool:
    """Tell whether a character stands at no right angle to the page: part of a watermark."""
    turns = angle / (math.pi / 2)
    return angle >= 0 and abs(turns - round(turns)) > ASLANT_TURNS


def _reading_turns(textpage: pdfium.PdfTextPage, page_rotation: int, count: int) -> int:
    """Quarter turns that make most of the page's text upright, from the angles of sampled characters."""
    if not count:
        return 0
    total = textpage.count_chars()
    angles: Counter[int] = Counter()
    for i in range(0, total, max(1, total // 200)):
        angle = pdfium_c.FPDFText_GetCharAngle(textpage.raw, i)
        if angle >= 0 and pdfium_c.FPDFText_GetUnicode(textpage.raw, i) > 32:
            angles[round(angle / (math.pi / 2)) % 4] += 1
    if not angles:
        return 0
    # pdfium counts the text's angle clockwise in unrotated page space; /Rotate turns it further the same way.
    clockwise = angles.most_common(1)[0][0] + page_rotation // 90
    return -clockwise % 4


def lines_of(glyphs: list[Glyph]) -> list[TextLine]:
    """Lines of text, from the top of the page down, with a space where a gap is wide."""
    return [_line(row) for row in glyph_rows(glyphs)]


def glyph_rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into lines by vertical overlap, each left to right, from the top of the page down."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle[1], g.x0)):
        if rows and _on_one_line(rows[-1][-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda g: g.x0) for row in rows]


def _on_one_line(one: Glyph, other: Glyph) -> bool:
    height = min(one.y1 - one.y0, other.y1 - other.y0)
    return abs(one.middle[1] - other.middle[1]) <= LINE_OVERLAP * max(height, 0.1)


def _line(row: list[Glyph]) -> TextLine:
    text = row[0].char
    for before, glyph in pairwise(row):
        gap = glyph.x0 - before.x1
        text += (" " if gap > SPACE_GAP * (glyph.y1 - glyph.y0) else "") + glyph.char
    return TextLine(text, row[0].x0, min(g.y0 for g in row), max(g.x1 for g in row), max(g.y1 for g in row))
