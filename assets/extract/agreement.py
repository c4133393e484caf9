"""Holding what two readers put in each cell against one another; where they differ, the glyphs decide.

Both readers give grids of the same page. A cell is 'agreed' where both framed and read it alike. Elsewhere
the glyphs that pdfium sees in the cell's box settle its text, in reading order, and the cell is marked; a
number among them is doubtful, for one of two independent readers read another. Where the glyphs say less than
a label does, text overflows its cell and the label stands.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from assets.extract.conserve import number_tokens
from assets.extract.filling import glyphs_by_cell, text_of
from assets.extract.grid import Box, ByHeight, Glyph, Grid, GridCell, Page
from assets.extract.numerals import read_amount
from assets.extract.pdfium_text import glyph_rows
from assets.extract.text import fold_characters, match_key

SAME_PLACE = 5.0  # points that two readers' edges of one cell may lie apart: half a double border each
MOST_OVERLAP = 0.5  # share of the smaller of two grids that must be common to take them for one table
LEEWAY = 2.0  # points that the middle of a character may lie higher or lower to another library
DIFFERENCE = "readers_differ"
SEEN_ONCE = "grid_seen_once"
FRAMED_OTHERWISE = "grids_differ"


def agree(page: Page, first: list[Grid], second: list[Grid]) -> list[Grid]:
    """Return the grids of a page read twice, every cell marked, from the top down.

    ``first`` and ``second`` are what the two readers returned; their grids are changed and kept.
    """
    left = list(second)
    agreed = []
    for grid in first:
        other = next((candidate for candidate in left if _is_same_table(grid, candidate)), None)
        if other is None:
            agreed.append(_seen_once(grid, page))
        else:
            left.remove(other)
            agreed.append(_agreed(grid, other, page))
    agreed += [_seen_once(grid, page) for grid in left if not any(_is_same_table(grid, g) for g in agreed)]
    return sorted(agreed, key=lambda grid: (grid.box[1], grid.box[0]))


def settle(page: Page, grids: list[Grid]) -> list[Grid]:
    """Hold the grids of one reader against the page's glyphs; return them, cells mended and marked."""
    for grid in grids:
        _settle(grid, list(grid.cells()), page)
    return grids


def _agreed(grid: Grid, other: Grid, page: Page) -> Grid:
    """Mark the cells of the better of two grids of one table."""
    alike = _is_same_shape(grid, other)
    if not alike and _unlike_cells(other) < _unlike_cells(grid):
        grid, other = other, grid
    if not alike:
        shapes = {"one": f"{grid.rows}×{grid.cols}", "other": f"{other.rows}×{other.cols}"}
        grid.notes.append((FRAMED_OTHERWISE, shapes))
    _hold(grid, _pairs(grid, other) if alike else _pairs_by_place(grid, other), page)
    return grid


def agree_on_rows(grid: Grid, ours: Sequence[Glyph], theirs: Sequence[Glyph]) -> None:
    """Mark the cells of a grid made of lines of text, row by row, by what two readers tell at its height."""
    mine_by_height, theirs_by_height = ByHeight(ours), ByHeight(theirs)
    for row in range(grid.rows):
        cells = [cell for cell in grid.owner[row] if cell.row == row]
        if not cells:
            continue
        top, bottom = min(cell.box[1] for cell in cells), max(cell.box[3] for cell in cells)
        inside = mine_by_height.between(top, bottom)
        if _spelt(inside) == _spelt(theirs_by_height.between(top, bottom)):
            for cell in cells:
                cell.agreement = "agreed"
            continue
        mine = _told(inside)
        readings = (_told(theirs_by_height.between(top - by, bottom + by)) for by in (0, LEEWAY, -LEEWAY))
        other = next((reading for reading in readings if reading == mine), None)
        other = other or _told(theirs_by_height.between(top, bottom))
        for cell in cells:
            cell.agreement = "agreed" if mine == other else "settled"
            if mine != other and _has_digit(cell.text):
                cell.doubt = DIFFERENCE
        if mine != other:
            grid.notes.append((DIFFERENCE, {"one": " ".join(mine[1]), "other": " ".join(other[1])}))


def _spelt(glyphs: Sequence[Glyph]) -> str:
    """Characters of one row from left to right: those of a number follow one another as they are printed."""
    return fold_characters("".join(glyph.char for glyph in sorted(glyphs, key=itemgetter(1))))


def _told(glyphs: Sequence[Glyph]) -> tuple[list[str], list[str]]:
    """Characters of one row, and the numbers among them, both sorted."""
    numbers = [text for text, _ in number_tokens(glyph_rows(glyphs))]
    text = fold_characters("".join(glyph.char for glyph in glyphs))
    return sorted(unicodedata.normalize("NFKC", text)), sorted(numbers)


def _hold(grid: Grid, pairs: Iterable[tuple[GridCell, GridCell | None]], page: Page) -> None:
    """Mark each cell of a grid by its twin, and settle those that differ."""
    differing = []
    for cell, twin in pairs:
        if twin is not None and (cell.text == twin.text or _reads_alike(cell.text, twin.text)):
            cell.agreement = "agreed"
        else:
            differing.append((cell, twin))
    _settle(grid, [cell for cell, _ in differing], page, {id(cell): twin for cell, twin in differing})


def _seen_once(grid: Grid, page: Page) -> Grid:
    """Mark a grid that one reader alone has found: its numbers are doubtful."""
    grid.notes.append((SEEN_ONCE, {}))
    _settle(grid, list(grid.cells()), page)
    for cell in grid.cells():
        if _has_digit(cell.text):
            cell.doubt = DIFFERENCE
    return grid


def _settle(
    grid: Grid, cells: list[GridCell], page: Page, twins: dict[int, GridCell | None] | None = None
) -> None:
    """Let the page's glyphs decide what stands in the given cells.

    ``twins`` are the other reader's cells, where there is one: their words are told in the note, and any
    number among the texts makes the cell doubtful. So does a frame that the other reader does not have: a
    label in it may be those of two rows.
    """
    if not cells:
        return
    inside = {id(cell): glyphs for cell, glyphs in glyphs_by_cell(grid, page.glyphs)}
    for cell in cells:
        seen = text_of(inside.get(id(cell), []))
        twin = twins.get(id(cell)) if twins is not None else None
        if twins is None and _reads_alike(cell.text, seen):
            continue
        texts = (cell.text, seen) if twins is None else (cell.text, twin.text if twin else "", seen)
        cell.agreement = "settled"
        unframed = twins is not None and twin is None and bool(cell.text.strip())
        if unframed or any(_has_digit(text) for text in texts):
            cell.doubt = DIFFERENCE
            other = next((text for text in texts[1:] if not _reads_alike(text, cell.text)), seen)
            grid.notes.append((DIFFERENCE, {"one": cell.text.strip(), "other": other.strip()}))
        if (twin is not None and _reads_alike(seen, twin.text)) or _is_better(seen, cell.text):
            cell.text = seen


def _is_better(seen: str, text: str) -> bool:
    """Tell whether what the glyphs say takes a text's place.

    Another amount does, and as many characters or more, but for words in the place of an amount: a
    neighbour's text may reach into its box.
    """
    kinds = read_amount(text).kind, read_amount(seen).kind
    if kinds in (("words", "amount"), ("blank", "amount"), ("amount", "amount")):
        return True
    return len(match_key(seen)) >= len(match_key(text)) and kinds[0] != "amount"


def _reads_alike(one: str, other: str) -> bool:
    """Tell whether two texts mean the same: spaces, lookalikes and the order of words' lines set aside."""
    ours, theirs = match_key(one), match_key(other)
    kinds = read_amount(one).kind, read_amount(other).kind
    if ours == theirs:
        return kinds[0] == kinds[1]
    return kinds == ("words", "words") and not _has_digit(ours) and sorted(ours) == sorted(theirs)


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _is_same_table(one: Grid, other: Grid) -> bool:
    a, b = one.box, other.box
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return width > 0 and height > 0 and width * height > MOST_OVERLAP * smaller


def _is_same_shape(one: Grid, other: Grid) -> bool:
    if (one.rows, one.cols) != (other.rows, other.cols):
        return False
    return all(
        (a.row, a.col, a.row_span, a.col_span) == (b.row, b.col, b.row_span, b.col_span)
        and _is_same_place(a.box, b.box)
        for a, b in _pairs(one, other)
    )


def _is_same_place(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= SAME_PLACE for a, b in zip(one, other, strict=True))


def _pairs(one: Grid, other: Grid) -> Iterator[tuple[GridCell, GridCell]]:
    return ((cell, other.owner[cell.row][cell.col]) for cell in one.cells())


def _pairs_by_place(grid: Grid, other: Grid) -> Iterator[tuple[GridCell, GridCell | None]]:
    """Pair cells that lie in the same place, where the readers made other rows or columns of a table."""
    places: dict[tuple[int, int], list[GridCell]] = {}
    for cell in other.cells():
        places.setdefault(_square(cell.box), []).append(cell)
    for cell in grid.cells():
        x, y = _square(cell.box)
        near = (c for dx in (-1, 0, 1) for dy in (-1, 0, 1) for c in places.get((x + dx, y + dy), ()))
        yield cell, next((c for c in near if _is_same_place(c.box, cell.box)), None)


def _square(box: Box) -> tuple[int, int]:
    return int(box[0] // SAME_PLACE), int(box[1] // SAME_PLACE)


def _unlike_cells(grid: Grid) -> int:
    """Count cells that hold several numbers or parts of them: the sign of rows or columns run together."""
    return sum(_has_digit(cell.text) and read_amount(cell.text).kind == "words" for cell in grid.cells())
