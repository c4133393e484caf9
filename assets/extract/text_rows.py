"""Lines of running text put together in the order in which a page draws its characters.

Fonts of one line may tell boxes of very different heights, which by their overlap alone would chain lines
together; the order of drawing, and the width of Chinese characters as a measure, keep them apart. Lines of
tables, whose cells are drawn in any order, are left to ``pdfium_text.glyph_rows``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assets.extract.grid import Glyph
from assets.extract.text import has_han

SAME_LINE = 0.5  # em between the middles of characters, or of parts, of one line
STEPS_BACK = 0.5  # em to the left that only a new line begins
OF_A_COLUMN = 0.1  # em that two parts of one line may overlap
LINE_HEIGHT = 1.1  # em
FLAT = 0.5  # em: lower than this are marks and 一, which do not tell the middle of a line
DRAWN_TWICE = 0.15  # em: the same character this near is drawn again to look bold
FIRST_WIDE = 0x2E80  # from here on Unicode has Chinese characters and marks
LATIN = 2.0  # digits are half as wide as Chinese characters


@dataclass(slots=True)
class TextRow:
    """Glyphs of one line from left to right; ``em`` is the width of its Chinese characters in points."""

    glyphs: list[Glyph]
    em: float
    middle: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Box of the line, as high as its characters are, whatever boxes their fonts tell."""
        half = LINE_HEIGHT * self.em / 2
        right = max(glyph.x1 for glyph in self.glyphs)
        return self.glyphs[0].x0, self.middle - half, right, self.middle + half


def text_rows(glyphs: Iterable[Glyph]) -> list[TextRow]:
    """Group glyphs, which come in the order of drawing, into lines from the top of the page down."""
    parts = [_row(part) for part in _parts(glyphs)]
    rows: list[TextRow] = []
    for part in sorted(parts, key=lambda row: (row.middle, row.glyphs[0].x0)):
        row = next((row for row in reversed(rows[-4:]) if _is_same_line(row, part)), None)
        if row is None:
            rows.append(part)
        else:
            rows[rows.index(row)] = _row(sorted([*row.glyphs, *part.glyphs], key=lambda g: g.x0))
    for row in rows:
        row.glyphs = _drawn_once(row)
    return sorted(rows, key=lambda row: (row.middle, row.glyphs[0].x0))


def _parts(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Runs of glyphs that go on to the right at about one height."""
    parts: list[list[Glyph]] = []
    before = None
    for glyph in glyphs:
        if before is None or not _goes_on(before, glyph):
            parts.append([])
        parts[-1].append(glyph)
        before = glyph
    return parts


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    em = max(before.x1 - before.x0, glyph.x1 - glyph.x0, 1.0)
    apart = abs(before.y0 + before.y1 - glyph.y0 - glyph.y1) / 2
    return apart <= em and glyph.x0 > before.x0 - STEPS_BACK * em


def _row(glyphs: list[Glyph]) -> TextRow:
    han = [glyph for glyph in glyphs if has_han(glyph.char)]
    em = max(median(_ems(han or glyphs)), 1.0)
    tall = [glyph for glyph in han if glyph.y1 - glyph.y0 >= FLAT * em] or glyphs
    return TextRow(glyphs, em, median((glyph.y0 + glyph.y1) / 2 for glyph in tall))


def _ems(glyphs: Sequence[Glyph]) -> list[float]:
    """What the width of each glyph tells of the em: Chinese characters are one wide, digits half of it."""
    known = [g for g in glyphs if g.char.isdigit() or ord(g.char) >= FIRST_WIDE] or glyphs
    return [(g.x1 - g.x0) * (1.0 if ord(g.char) >= FIRST_WIDE else LATIN) for g in known]


def _is_same_line(row: TextRow, part: TextRow) -> bool:
    em = min(row.em, part.em)
    if abs(row.middle - part.middle) > SAME_LINE * em:
        return False
    if _is_drawn_again(row, part.glyphs[0]):
        return True
    slack = OF_A_COLUMN * em
    gaps = [(row.glyphs[0].x0, row.box[2]), (part.glyphs[0].x0, part.box[2])]
    (_, end), (start, _) = sorted(gaps)
    return start >= end - slack or _fits_in_gap(row, part, slack) or _fits_in_gap(part, row, slack)


def _fits_in_gap(row: TextRow, part: TextRow, slack: float) -> bool:
    """Tell whether a part stands in a gap that the characters of a row leave."""
    start, end = part.glyphs[0].x0, part.box[2]
    return any(a.x1 <= start + slack and end <= b.x0 + slack for a, b in pairwise(row.glyphs))


def _is_drawn_again(row: TextRow, glyph: Glyph) -> bool:
    near = DRAWN_TWICE * row.em
    return any(other.char == glyph.char and abs(other.x0 - glyph.x0) <= near for other in row.glyphs)


def _drawn_once(row: TextRow) -> list[Glyph]:
    kept = [row.glyphs[0]]
    for glyph in row.glyphs[1:]:
        if glyph.char != kept[-1].char or glyph.x0 - kept[-1].x0 > DRAWN_TWICE * row.em:
            kept.append(glyph)
    return kept
