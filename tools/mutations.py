"""Corruptions of what one reader returned, as readers and damaged fonts make them.

Each function changes a list of grids, one list a page, in place, and returns what it did, or None where the
grids give no occasion for it.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

from assets.extract.grid import Grid, GridCell
from assets.extract.numerals import read_amount

Grids = list[list[Grid]]
Corruption = Callable[[Grids, Random], str | None]


def swap_digits(grids: Grids, random: Random) -> str | None:
    """Exchange two neighbouring digits of an amount, whatever point or comma stands between them."""

    def swapped(text: str) -> str | None:
        places = [i for i, c in enumerate(text) if c.isdigit()]
        pairs = [(i, j) for i, j in pairwise(places) if text[i] != text[j]]
        if not pairs:
            return None
        i, j = random.choice(pairs)
        return text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]

    return _change_one(grids, random, swapped)


def change_digit(grids: Grids, random: Random) -> str | None:
    """Read one digit of an amount as another."""

    def changed(text: str) -> str | None:
        place = random.choice([i for i, c in enumerate(text) if c.isdigit()])
        other = random.choice([d for d in "0123456789" if d != text[place]])
        return text[:place] + other + text[place + 1 :]

    return _change_one(grids, random, changed)


def drop_digit(grids: Grids, random: Random) -> str | None:
    """Lose one digit of an amount."""

    def dropped(text: str) -> str | None:
        places = [i for i, c in enumerate(text) if c.isdigit()]
        place = random.choice(places)
        return text[:place] + text[place + 1 :] if len(places) > 1 else None

    return _change_one(grids, random, dropped)


def lose_point(grids: Grids, random: Random) -> str | None:
    """Lose the decimal point of an amount."""
    return _change_one(grids, random, lambda text: text.replace(".", "", 1) if "." in text else None)


def empty_cell(grids: Grids, random: Random) -> str | None:
    """Lose an amount."""
    return _change_one(grids, random, lambda text: "")


def fill_cell(grids: Grids, random: Random) -> str | None:
    """Read a blank cell in a row of amounts as a zero or as its neighbour's amount."""
    rows = [(grid, row) for grid in _all(grids) for row in _amount_rows(grid)]
    random.shuffle(rows)
    for grid, row in rows:
        amounts = [cell.text for cell in grid.owner[row] if _is_amount(cell)]
        blanks = [cell for cell in grid.owner[row] if not cell.text.strip()]
        if blanks:
            cell = random.choice(blanks)
            cell.text = random.choice([*amounts, "0.00"])
            return f"page {grid.page}: '' as {cell.text!r}"
    return None


def join_neighbours(grids: Grids, random: Random) -> str | None:
    """Read two neighbouring cells, one of them an amount, as one cell that holds both texts."""
    pairs = [
        (grid, left, right)
        for grid in _all(grids)
        for row in _amount_rows(grid)
        for left, right in pairwise(grid.owner[row])
        if left is not right and left.text.strip() and right.text.strip()
    ]
    if not pairs:
        return None
    grid, left, right = random.choice(pairs)
    told = f"page {grid.page}: {left.text!r} and {right.text!r} in one"
    keeper, other = random.choice([(left, right), (right, left)])
    keeper.text, other.text = left.text + random.choice(["", " ", "\n"]) + right.text, ""
    return told


def shift_row(grids: Grids, random: Random) -> str | None:
    """Move the texts of one row a column to the right or left; what falls off is lost."""
    grid, row = _some_row(grids, random)
    if grid is None:
        return None
    by = random.choice([1, -1])
    _move([(cell, _text_at(grid, row, col - by)) for col, cell in _starting(grid, row)])
    return f"page {grid.page}: row {row + 1} by {by} column"


def shift_rows_down(grids: Grids, random: Random) -> str | None:
    """Move the amounts of one column a row down from some row on."""
    grid, row = _some_row(grids, random)
    if grid is None:
        return None
    cols = [col for col, cell in _starting(grid, row) if _is_amount(cell)]
    col = random.choice(cols)
    cells = [grid.owner[r][col] for r in range(row, grid.rows) if grid.owner[r][col].col == col]
    _move([(cell, above.text) for above, cell in pairwise(cells)] + [(cells[0], "")])
    return f"page {grid.page}: column {col + 1} a row down from row {row + 1} on"


def shift_column(grids: Grids, random: Random) -> str | None:
    """Exchange the amounts of two neighbouring columns over a whole table."""
    pairs = [
        (grid, left.col, right.col)
        for grid in _all(grids)
        for row in _amount_rows(grid)
        for left, right in pairwise(cell for _, cell in _starting(grid, row))
        if _is_amount(left) and _is_amount(right) and left.text != right.text
    ]
    if not pairs:
        return None
    grid, col, other = random.choice(pairs)
    changes = []
    for r in range(grid.rows):
        one, two = grid.owner[r][col], grid.owner[r][other]
        if _is_amount(one) and _is_amount(two):
            changes += [(one, two.text), (two, one.text)]
    _move(changes)
    return f"page {grid.page}: columns {col + 1} and {other + 1} exchanged"


def scale_table(grids: Grids, random: Random) -> str | None:
    """Read every amount of a table a hundred times too large: its points are lost."""
    tables = [grid for grid in _all(grids) if any("." in cell.text for cell in _amounts(grid))]
    if not tables:
        return None
    grid = random.choice(tables)
    for cell in _amounts(grid):
        whole, point, cents = cell.text.partition(".")
        cell.text = whole + cents.ljust(2, "0") if point else cell.text + "00"
    return f"page {grid.page}: a table ×100"


def lose_row(grids: Grids, random: Random) -> str | None:
    """Read all texts of a row as blank."""
    grid, row = _some_row(grids, random)
    if grid is None:
        return None
    _move([(cell, "") for _, cell in _starting(grid, row)])
    return f"page {grid.page}: row {row + 1} blank"


def swap_rows(grids: Grids, random: Random) -> str | None:
    """Exchange the labels and codes of two neighbouring rows of amounts, which keep their amounts."""
    pairs = [
        (grid, row)
        for grid in _all(grids)
        for row, below in pairwise(sorted(_amount_rows(grid)))
        if below == row + 1
    ]
    if not pairs:
        return None
    grid, row = random.choice(pairs)
    changes = []
    for (col, one), (other_col, two) in zip(_starting(grid, row), _starting(grid, row + 1), strict=False):
        if col == other_col and not _is_amount(one) and not _is_amount(two):
            changes += [(one, two.text), (two, one.text)]
    if all(cell.text == text for cell, text in changes):
        return None
    _move(changes)
    return f"page {grid.page}: labels of rows {row + 1} and {row + 2} exchanged"


def lose_table(grids: Grids, random: Random) -> str | None:
    """Do not see a table."""
    tables = [(page, grid) for page in grids for grid in page if any(True for _ in _amounts(grid))]
    if not tables:
        return None
    page, grid = random.choice(tables)
    page.remove(grid)
    return f"page {grid.page}: a table unseen"


CORRUPTIONS: dict[str, Corruption] = {
    "digits swapped": swap_digits,
    "digit changed": change_digit,
    "digit lost": drop_digit,
    "decimal point lost": lose_point,
    "cell emptied": empty_cell,
    "blank filled": fill_cell,
    "neighbours joined": join_neighbours,
    "row shifted sideways": shift_row,
    "column shifted down": shift_rows_down,
    "columns exchanged": shift_column,
    "table ×100": scale_table,
    "row emptied": lose_row,
    "labels exchanged": swap_rows,
    "table unseen": lose_table,
}


def _all(grids: Grids) -> Iterator[Grid]:
    return (grid for page in grids for grid in page)


def _is_amount(cell: GridCell) -> bool:
    return read_amount(cell.text).kind == "amount"


def _amounts(grid: Grid) -> Iterator[GridCell]:
    return (cell for cell in grid.cells() if _is_amount(cell))


def _amount_rows(grid: Grid) -> set[int]:
    """Rows with an amount that has a point: those without may hold numbers of columns."""
    return {cell.row for cell in _amounts(grid) if "." in cell.text}


def _some_row(grids: Grids, random: Random) -> tuple[Grid, int] | tuple[None, int]:
    rows = [(grid, row) for grid in _all(grids) for row in sorted(_amount_rows(grid))]
    return random.choice(rows) if rows else (None, 0)


def _starting(grid: Grid, row: int) -> list[tuple[int, GridCell]]:
    """Cells that begin in a row, by column."""
    return [(col, cell) for col, cell in enumerate(grid.owner[row]) if (cell.row, cell.col) == (row, col)]


def _text_at(grid: Grid, row: int, col: int) -> str:
    return grid.text(row, col) if 0 <= col < grid.cols else ""


def _move(changes: list[tuple[GridCell, str]]) -> None:
    """Give cells other texts, all at once."""
    for cell, text in changes:
        cell.text = text


def _change_one(grids: Grids, random: Random, change: Callable[[str], str | None]) -> str | None:
    """Change the text of one amount that has a point, or of any amount where none has."""
    cells = [(grid, cell) for grid in _all(grids) for cell in _amounts(grid)]
    pointed = [(grid, cell) for grid, cell in cells if "." in cell.text]
    candidates = pointed or cells
    random.shuffle(candidates)
    for grid, cell in candidates:
        text = change(cell.text)
        if text is not None and text != cell.text:
            told = f"page {grid.page}: {cell.text.strip()!r} as {text.strip()!r}"
            cell.text = text
            return told
    return None
