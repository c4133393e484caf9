"""Putting glyphs into the cells of a grid: each where its middle lies."""

from bisect import bisect_right
from collections.abc import Iterable

from assets.extract.grid import Glyph, Grid, GridCell
from assets.extract.pdfium_text import SPACE_GAP, lines_of

OVERLAP = 1.0  # points by which a character may begin before the one on its left ends


def glyphs_by_cell(grid: Grid, glyphs: Iterable[Glyph]) -> list[tuple[GridCell, list[Glyph]]]:
    """Return the cells that hold glyphs, each with its own in the order given."""
    xs, ys = grid.edges()
    left, top, right, bottom = grid.box
    held: dict[int, tuple[GridCell, list[Glyph]]] = {}
    owner = grid.owner
    for glyph in glyphs:
        _, x0, y0, x1, y1, _ = glyph
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if left <= x < right and top <= y < bottom:
            cell = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
            known = held.get(id(cell))
            if known is None:
                held[id(cell)] = (cell, [glyph])
            else:
                known[1].append(glyph)
    return list(held.values())


def fill(grid: Grid, glyphs: Iterable[Glyph]) -> None:
    """Set the text of every cell to the lines its glyphs make, one under the other."""
    for cell, inside in glyphs_by_cell(grid, glyphs):
        cell.text = text_of(inside)


def text_of(glyphs: list[Glyph]) -> str:
    """Text of the glyphs in one cell, its lines separated by line feeds."""
    if not glyphs:
        return ""
    return _text_of_one_line(glyphs) or "\n".join(line.text for line in lines_of(glyphs))


def _text_of_one_line(glyphs: list[Glyph]) -> str:
    """Text of glyphs that follow one another on one line, as those of most cells do; else nothing."""
    char, _, top, end, bottom, _ = glyphs[0]
    pieces = [char]
    for char, x0, y0, x1, y1, _ in glyphs[1:]:
        if y0 != top or y1 != bottom or x0 < end - OVERLAP:
            return ""
        pieces.append(f" {char}" if x0 - end > SPACE_GAP * (y1 - y0) else char)
        end = x1
    return "".join(pieces)
