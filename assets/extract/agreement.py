"""Holding what camelot put in a cell against the glyphs that pdfium sees in the cell's box.

camelot sometimes drops or misnames characters that pdfium reads (Type 3 fonts, shared ToUnicode maps);
pdfium's glyphs are then taken, in reading order. Where the glyphs say less than camelot does, text overflows
its cell and camelot's line stands. An amount on which they differ is noted: it is not certain. Digits in
another order are another amount.
"""

from bisect import bisect_right

from assets.extract.grid import Glyph, Grid, GridCell
from assets.extract.numerals import read_amount
from assets.extract.pdfium_text import lines_of
from assets.extract.text import match_key


def settle(grid: Grid, glyphs: list[Glyph], xs: list[float], ys: list[float]) -> None:
    """Replace cell texts by pdfium's where camelot lost or misread characters; note doubtful amounts.

    ``xs`` and ``ys`` are the grid's column and row edges in points, ascending, in the reading frame.
    """
    held: dict[int, tuple[GridCell, list[Glyph]]] = {}
    for glyph in glyphs:
        x, y = glyph.middle
        col, row = bisect_right(xs, x) - 1, bisect_right(ys, y) - 1
        if 0 <= row < grid.rows and 0 <= col < grid.cols:
            cell = grid.owner[row][col]
            held.setdefault(id(cell), (cell, []))[1].append(glyph)
    for cell, inside in held.values():
        seen = "\n".join(line.text for line in lines_of(inside))
        ours, theirs = match_key(cell.text), match_key(seen)
        kinds = read_amount(cell.text).kind, read_amount(seen).kind
        if ours == theirs and kinds[0] == kinds[1]:
            continue
        if kinds == ("words", "words") and sorted(ours) == sorted(theirs):
            continue  # lines taken in another order
        if "amount" in kinds:
            grid.notes.append(("readers_differ", {"camelot": cell.text.strip(), "pdfium": seen}))
        # A watermark across the cell is text to camelot; pdfium's page leaves out what stands aslant.
        # What reads as an amount gives way to another amount only: a neighbour's text may reach into its box.
        more = len(theirs) >= len(ours) and (kinds[0] != "amount" or kinds[1] == "amount")
        if more or kinds == ("words", "amount"):
            cell.text = seen
