"""Putting glyphs into the cells of a grid: each where its middle lies."""

from bisect import bisect_right
from collections.abc import Iterable

from assets.extract.grid import Glyph, Grid, GridCell
from assets.extract.pdfium_text import lines_of


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
    return "\n".join(line.text for line in lines_of(glyphs)) if glyphs else ""
