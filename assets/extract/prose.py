"""Lines of a report that stand outside its tables, as the narrative is read from: text with its place.

What belongs here: which lines are text and where they stand. Not what they say (assets.narrative).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from assets.extract.grid import Box, Glyph, Page
from assets.extract.text import match_key
from assets.extract.text_rows import TextRow, text_rows
from assets.extract.titles import is_caption, is_note, is_running_head, is_title_like, table_tag

_PAGE_NUMBER = re.compile(r"^[-—–·~第共页/\d\s]*\d{1,3}[-—–·~页/共第\d\s]*$")
_DIGITS = re.compile(r"\d+")
NEAR = 1.0  # points by which a character may stand outside the table it belongs to
REPEATED = 3  # pages that print the same line at the same height make it a running head
SAME_HEIGHT = 4.0  # points
SPACE_GAP = 0.2  # em: a wider gap between two characters is kept as a space
Placed = tuple[Box, str]  # a table's box and code
Line = list[Any]  # as JSON
Kept = tuple[Page, list[Line], list[Placed]]


def prose_of(pages: Iterable[tuple[Page, Sequence[Placed], Sequence[Box]]]) -> list[dict[str, Any]]:
    """Return the lines outside tables of each page that has lines or tables, as JSON data.

    ``pages`` come in order, each with the boxes and codes of its tables ('' for one that is none of the nine)
    and the boxes of captions and notes that stand inside a table's frame; all in the reading frame. A page
    becomes ``{"page", "source", "frame": [width, height, quarter turns, skew], "tables": [[x0, y0, x1, y1,
    code]…], "lines": [[text, x0, y0, x1, y1, edges]…]}``: edges are the left edge of every character of the
    text and the right edge of the last. Page numbers and running heads are left out.
    """
    kept: list[Kept] = [
        (page, _lines_outside(page, [box for box, _ in tables], spared), list(tables))
        for page, tables, spared in pages
    ]
    heads = _running_heads(kept)
    read = []
    for page, every, tables in kept:
        lines = [line for line in every if not _is_furniture(page, line, heads)]
        if lines or tables:
            frame = page.frame
            size = [round(frame.width, 2), round(frame.height, 2), frame.turns, getattr(frame, "skew", 0.0)]
            boxes = [[*(round(value, 1) for value in box), code] for box, code in tables]
            known = {"page": page.number, "source": page.source, "frame": size, "tables": boxes}
            read.append({**known, "lines": lines})
    return read


def _lines_outside(page: Page, tables: Sequence[Box], spared: Sequence[Box]) -> list[Line]:
    """Lines of a page that stand in no table, or in a caption or note inside its frame."""
    glyphs: Iterable[Glyph] = page.glyphs
    if tables:
        glyphs = (g for g in glyphs if not _stands_in(g, tables) or (spared and _stands_in(g, spared)))
    return [_line_json(row) for row in text_rows(glyphs)]


def _stands_in(glyph: Glyph, places: Sequence[Box]) -> bool:
    _, left, top, right, bottom, _ = glyph
    x, y = (left + right) / 2, (top + bottom) / 2
    return any(x0 - NEAR <= x <= x1 + NEAR and y0 - NEAR <= y <= y1 + NEAR for x0, y0, x1, y1 in places)


def _line_json(row: TextRow) -> Line:
    """One line as JSON: its text, box and the edges of its characters; a gap is a space."""
    pieces: list[str] = []
    edges: list[float] = []
    end = None
    for char, x0, _, x1, _, _ in row.glyphs:
        if end is not None and x0 - end > SPACE_GAP * row.em:
            pieces.append(" ")
            edges.append(round(end, 1))
        pieces += char
        edges += [round(x0, 1)] * len(char)
        end = x1
    edges.append(round(end or 0.0, 1))
    return ["".join(pieces), *(round(value, 1) for value in row.box), edges]


def _running_heads(pages: Sequence[Kept]) -> set[tuple[str, int]]:
    """Lines at the head or foot that several pages print at one height: what they say, and the height."""
    met: Counter[tuple[str, int]] = Counter()
    for page, lines, _ in pages:
        met.update({_head_key(line) for line in lines if _is_in_margin(page, line)})
    return {
        key
        for key, count in met.items()
        if key[0] and (count >= REPEATED or (count > 1 and is_running_head(key[0].replace("#", "2000"))))
    }


def _head_key(line: Line) -> tuple[str, int]:
    text = str(line[0])
    if is_caption(text) or is_note(text) or table_tag(text) or is_title_like(text):
        return "", 0
    return _DIGITS.sub("#", match_key(text)), round(line[2] / SAME_HEIGHT)


def _is_in_margin(page: Page, line: Line) -> bool:
    return page.is_in_margin(line[2], line[4])


def _is_furniture(page: Page, line: Line, heads: set[tuple[str, int]]) -> bool:
    """Tell whether a line is a page's number or a running head, no text of the report."""
    if not _is_in_margin(page, line):
        return False
    if _PAGE_NUMBER.match(match_key(line[0])):
        return True
    text, height = _head_key(line)
    return any((text, height + step) in heads for step in (-1, 0, 1))
