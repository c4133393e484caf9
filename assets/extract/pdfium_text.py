"""Glyphs and lines of text of each page, read with pdfium.

Used to find the pages that hold tables, the titles and units over them, tables without rules, and as a
reading that shares no code with camelot when numbers are counted (``conserve``).
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assets.extract.grid import Frame, Glyph, Page, TextLine
from assets.extract.pdfium_calls import address_of, loose_box_of, text_object_of, unicode_of
from assets.extract.pdfium_rules import rules_of

LINE_OVERLAP = 0.5  # share of the lower glyph's height that must overlap vertically to stand on one line
FLAT = 0.6  # a glyph lower than this share of its neighbour is a mark, not a character of a smaller size
DRAWN_TWICE = 0.15  # of its height: the same character this near is drawn again to look bold
SPACE_GAP = 0.3  # a gap wider than this share of the glyph height is printed as a space
ASLANT_TURNS = 0.1  # quarter turns a character may lean; scans lean by less
MAX_PAGES = 2000
MAX_GLYPHS_PER_PAGE = 200_000


class DocumentTooLarge(ValueError):
    """The PDF has more pages or glyphs than a report can have."""


def read_page(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int) -> Page:
    """Read one page's glyphs, lines and rules (no grids yet); the caller closes ``page`` and ``textpage``."""
    rotation = page.get_rotation()
    placed = _displayed_glyphs(page, textpage, rotation)
    turns = _reading_turns(textpage, rotation, len(placed))
    width, height = page.get_size()
    frame = Frame(width, height, turns)
    glyphs = (
        [Glyph(g.char, *frame.to_reading((g.x0, g.y0, g.x1, g.y1)), g.run) for g in placed]
        if turns
        else placed
    )
    rows = glyph_rows(glyphs)
    return Page(number, frame, glyphs, [line_of(row) for row in rows], rules=rules_of(page, frame), rows=rows)


def _displayed_glyphs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, rotation: int) -> list[Glyph]:
    """Return visible characters with boxes on the page as displayed (origin top left)."""
    count = textpage.count_chars()
    if count > MAX_GLYPHS_PER_PAGE:
        raise DocumentTooLarge(f"a page with {count} characters, more than {MAX_GLYPHS_PER_PAGE}")
    left, bottom, right, top = page.get_bbox()
    rect = pdfium_c.FS_RECTF()
    into, text = ctypes.addressof(rect), address_of(textpage.raw)
    glyphs: list[Glyph] = []
    runs: dict[int, tuple[int, bool]] = {}
    for i in range(count):
        code = unicode_of(text, i)
        # Controls and surrogates are not text; the spaces and breaks that pdfium generates are among them.
        if code <= 32 or code == 0xFFFE or 0xD800 <= code <= 0xDFFF:
            continue
        char = chr(code)
        if char.isspace() or not loose_box_of(text, i, into):
            continue
        drawn_by = text_object_of(text, i) or 0
        if drawn_by not in runs:
            # What one text object draws leans by one angle.
            runs[drawn_by] = len(runs), _is_aslant(pdfium_c.FPDFText_GetCharAngle(textpage.raw, i))
        run, aslant = runs[drawn_by]
        if aslant:
            continue
        x0, y0, x1, y1 = rect.left, rect.bottom, rect.right, rect.top
        if rotation == 0:
            glyphs.append(Glyph(char, x0 - left, top - y1, x1 - left, top - y0, run))
        elif rotation == 90:
            glyphs.append(Glyph(char, y0 - bottom, x0 - left, y1 - bottom, x1 - left, run))
        elif rotation == 180:
            glyphs.append(Glyph(char, right - x1, y0 - bottom, right - x0, y1 - bottom, run))
        else:
            glyphs.append(Glyph(char, top - y1, right - x1, top - y0, right - x0, run))
    return glyphs


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


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines of text, from the top of the page down, with a space where a gap is wide."""
    return [line_of(row) for row in glyph_rows(glyphs)]


def glyph_rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into lines by vertical overlap, each left to right, from the top of the page down."""
    rows: list[list[Glyph]] = []
    before = before_middle = None
    # Twice the middle orders as well as the middle does.
    for glyph in sorted(glyphs, key=lambda g: (g[2] + g[4], g[1])):
        _, _, y0, _, y1, _ = glyph
        middle = (y0 + y1) / 2
        if before is not None and before_middle is not None:
            low, high = sorted((before[4] - before[2], y1 - y0))
            # A comma or 一 whose box is its ink stands off the middle of the line it is in.
            height = high if low < FLAT * high else low
            if abs(before_middle - middle) <= LINE_OVERLAP * max(height, 0.1):
                rows[-1].append(glyph)
                before, before_middle = glyph, middle
                continue
        rows.append([glyph])
        before, before_middle = glyph, middle
    return [_in_order(row) if len(row) > 1 else row for row in rows]


def _in_order(row: list[Glyph]) -> list[Glyph]:
    """Glyphs of a line from left to right, without what is drawn twice in one place to look bold."""
    row.sort(key=lambda g: g[1])
    kept = [row[0]]
    for glyph in row[1:]:
        before = kept[-1]
        if glyph[0] == before[0] and glyph[1] - before[1] <= DRAWN_TWICE * (glyph[4] - glyph[2]):
            continue
        kept.append(glyph)
    return kept


def line_of(row: list[Glyph]) -> TextLine:
    """Text of glyphs that stand on one line, left to right, with a space where a gap is wide."""
    first = row[0]
    pieces = [first.char]
    end, low, high = first.x1, first.y0, first.y1
    right = end
    for char, x0, y0, x1, y1, _ in row[1:]:
        if x0 - end > SPACE_GAP * (y1 - y0):
            pieces.append(" ")
        pieces.append(char)
        end = x1
        low, high, right = min(low, y0), max(high, y1), max(right, x1)
    return TextLine("".join(pieces), first.x0, low, right, high)
