"""Rows that number the columns (1, 2, 3 …), where a few of the small lone digits were misread."""

from collections import Counter

from assets.extract.forms import load_header_words
from assets.extract.grid import Grid, GridCell
from assets.extract.numerals import column_number
from assets.extract.text import has_han, match_key

LEAST_NUMBERS = 4
SHARE_RIGHT = 0.6  # of the numbers that must stand where they are counted


def restore_column_numbers(grid: Grid) -> None:
    """Write the right number into the cells of such rows: read as amounts they would be false ones.

    No row of amounts counts up by one from column to column, or is labelled 栏次.
    """
    for row in range(grid.rows):
        starting = [cell for cell in grid.owner[row] if cell.row == row]
        unique = list({id(c): c for c in starting}.values())
        labelled = any(match_key(cell.text) in load_header_words().ordinal_labels for cell in unique)
        cells = [cell for cell in unique if cell.doubt or not has_han(cell.text)]
        offset = _offset(cells) or (1 if labelled else None)
        if offset is None:
            continue
        for index, cell in enumerate(cells):
            if column_number(cell.text) != index + offset:
                cell.text, cell.doubt = str(index + offset), ""


def _offset(cells: list[GridCell]) -> int | None:
    """Number of the first cell where the cells count up; None where they do not."""
    if len(cells) < LEAST_NUMBERS:
        return None
    offsets = Counter(
        number - index for index, cell in enumerate(cells) if (number := column_number(cell.text)) is not None
    )
    if not offsets:
        return None
    offset, count = offsets.most_common(1)[0]
    return offset if offset > 0 and count >= max(LEAST_NUMBERS - 1, SHARE_RIGHT * len(cells)) else None
