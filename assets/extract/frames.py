"""Frames that hold no table: a box around a caption, or rules around a header whose rows are not ruled."""

from assets.extract.data_lines import is_data_line
from assets.extract.grid import Grid, Page
from assets.extract.header import split_sections
from assets.extract.numerals import is_code, read_amount
from assets.extract.text import has_ordinal
from assets.extract.titles import is_caption, title_of

LINES_BELOW = 14  # lines of text under a header among which its first row of data is looked for
NEAR = 16.0  # heights of a line that the first row may stand below its header


def grids_of_tables(page: Page) -> list[Grid]:
    """Return a page's grids that hold tables; what stands in its other frames are lines of text."""
    return [grid for grid in page.grids if not _is_boxed_caption(grid) and not _is_bare_header(page, grid)]


def _is_boxed_caption(grid: Grid) -> bool:
    """Tell a box around 续表, a tag, a unit or a title, as is set over a table."""
    texts = [cell.text for cell in grid.cells() if cell.text.strip()]
    alone = len(texts) == 1 and len({id(cell) for row in grid.owner for cell in row}) <= 2
    return alone and (is_caption(texts[0]) or title_of(texts[0]) is not None)


def _is_bare_header(page: Page, grid: Grid) -> bool:
    """Tell a frame that ends under the header while rows of data follow below it without one."""
    sections = split_sections(grid)
    if not any(section.header_rows for section in sections):
        return False
    if any(any(text.strip() for text in grid.texts(row)) for s in sections for row in s.body_rows):
        return False
    below = [
        line
        for line in page.lines
        if line.y0 >= grid.box[3] - 2 and line.x0 < grid.box[2] and line.x1 > grid.box[0]
    ][:LINES_BELOW]
    near = [line for line in below if line.y0 - grid.box[3] < NEAR * (line.y1 - line.y0)]
    return any(_is_row(line.text) for line in near)


def _is_row(line: str) -> bool:
    """Tell a line of a table's row, be it of dashes or blanks beside its code or ordinal."""
    words = line.split()
    dashes = sum(read_amount(word).kind == "dash" for word in words)
    return is_data_line(line) or dashes > 1 or any(is_code(word) or has_ordinal(word) for word in words)
