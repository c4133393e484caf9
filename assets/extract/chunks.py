"""Lines of glyphs cut into the texts of cells, for tables without rules."""

import re
from dataclasses import dataclass
from itertools import pairwise

from assets.extract.forms import load_header_words
from assets.extract.grid import Box, Glyph
from assets.extract.header import numbers_columns
from assets.extract.numerals import is_code, read_amount
from assets.extract.spans import Span
from assets.extract.text import has_ordinal, match_key

CHUNK_GAP = 0.5  # of the glyph height: a wider gap always divides two cells
RUN_GAP = 0.15  # of the glyph height: divides them where the text object changes too
FIGURE_GAP = 0.08  # of the glyph height: divides them after an amount with two decimals
SAME_LINE = 0.25  # of the glyph height: middles further apart than this begin a new line
_AMOUNT = re.compile(r"\d[.．]\d\d$")
WIDEST_SPREAD = 3.0  # of the glyph height: between the characters of a word set with spaces
LONGEST_SPREAD_WORD = 4  # characters of a header word set with spaces between them (项　目, 预 算 数)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text of one cell on one line, with its edges in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Vertical middle in points."""
        return (self.y0 + self.y1) / 2

    @property
    def span(self) -> Span:
        """Left and right edge."""
        return (self.x0, self.x1)

    @property
    def box(self) -> Box:
        """All four edges."""
        return (self.x0, self.y0, self.x1, self.y1)


def glyph_lines(glyphs: tuple[Glyph, ...]) -> list[list[Glyph]]:
    """Group glyphs by line, each left to right, from the top of the page down."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle[1], g.x0)):
        height = glyph.y1 - glyph.y0
        if lines and abs(lines[-1][-1].middle[1] - glyph.middle[1]) <= SAME_LINE * height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda g: g.x0) for line in lines]


def cut(line: list[Glyph]) -> list[Chunk]:
    """Cut one line into chunks at its wide gaps, and at narrow ones where the text object changes too."""
    groups: list[list[Glyph]] = []
    for glyph in line:
        before = groups[-1][-1] if groups else None
        gap = (glyph.x0 - before.x1) / max(glyph.y1 - glyph.y0, 0.1) if before else 0.0
        if (
            before is None
            or gap > CHUNK_GAP
            or (gap > RUN_GAP and glyph.run != before.run)
            or (gap > FIGURE_GAP and _ends_amount(groups[-1]))
        ):
            groups.append([glyph])
        else:
            groups[-1].append(glyph)
    return [_chunk(group) for group in groups]


def _ends_amount(group: list[Glyph]) -> bool:
    """Tell whether the glyphs so far are an amount with its fen, after which another number begins."""
    return bool(_AMOUNT.search("".join(glyph.char for glyph in group[-4:])))


def _chunk(group: list[Glyph]) -> Chunk:
    text = "".join(glyph.char for glyph in group)
    top, bottom = min(glyph.y0 for glyph in group), max(glyph.y1 for glyph in group)
    return Chunk(text, group[0].x0, top, group[-1].x1, bottom)


def cut_header(line: list[Glyph]) -> list[Chunk]:
    """Cut a header line, putting words that were set with spaces inside together again."""
    vocabulary = load_header_words()
    words = vocabulary.words | vocabulary.labels | vocabulary.totals | vocabulary.ordinal_labels
    chunks = cut(line)
    joined: list[Chunk] = []
    while chunks:
        count = _spread_word(chunks, words)
        parts, chunks = chunks[:count], chunks[count:]
        top, bottom = min(c.y0 for c in parts), max(c.y1 for c in parts)
        joined.append(Chunk("".join(c.text for c in parts), parts[0].x0, top, parts[-1].x1, bottom))
    return joined


def _spread_word(chunks: list[Chunk], words: frozenset[str]) -> int:
    """Number of leading one-character chunks that spell a word of the header together, else 1."""
    for count in range(min(LONGEST_SPREAD_WORD, len(chunks)), 1, -1):
        leading = chunks[:count]
        if match_key("".join(c.text for c in leading)) in words:
            return count if _is_spread(leading) else 1
    return 1


def _is_spread(chunks: list[Chunk]) -> bool:
    """Tell single characters that stand near enough to be one word, rather than in columns side by side."""
    gaps = [(b.x0 - a.x1) / max(a.y1 - a.y0, 0.1) for a, b in pairwise(chunks)]
    return all(len(c.text) == 1 for c in chunks) and max(gaps) <= WIDEST_SPREAD


def header_end(lines: list[list[Glyph]]) -> int:
    """Number of leading lines that are header, the row of column numbers included."""
    vocabulary = load_header_words()
    keyed = [tuple(match_key(chunk.text) for chunk in cut_header(line)) for line in lines]
    for index, keys in enumerate(keyed):
        if numbers_columns(keys):
            return index + 1
    for index, keys in enumerate(keyed):
        below = keyed[index + 1] if index + 1 < len(keyed) else None
        named = set(keys) - vocabulary.captions
        is_total = bool(index) and bool(named) and named <= vocabulary.totals
        if _holds_data(keys) or (is_total and (below is None or _holds_data(below))):
            return index
    return len(lines)


def _holds_data(keys: tuple[str, ...]) -> bool:
    """Tell a line with a code, an amount, a dash or a label with an ordinal, as no header has."""
    return any(is_code(k) or read_amount(k).kind in ("amount", "dash") or has_ordinal(k) for k in keys)
