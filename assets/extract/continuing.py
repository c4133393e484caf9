"""Whether a grid goes on with the table on the pages before it, or begins another one."""

from assets.extract.forms import Form
from assets.extract.grid import Grid
from assets.extract.header import row_keys, split_sections
from assets.extract.matching import coverage, forms_by_header, opens_with_words
from assets.extract.text import has_han, item_of, match_key


def opens_anew(form: Form, first: Grid, grid: Grid) -> bool:
    """Tell whether a grid begins with a header of words that the table from ``first`` on does not have."""
    if row_keys(grid, 0) in _header_keys(first) or coverage(form, grid) == 1.0:
        return False
    return opens_with_words(form, first, grid)


def repeats_title(form: Form, parts: list[Grid], grid: Grid) -> bool:
    """Tell a table that prints its title on each page from another one, which has a total of its own."""
    last = parts[-1]
    headless = coverage(form, grid) == 0.0 and same_edges(last, grid)
    if grid.page - last.page != 1 or not (headless or grid.cols == parts[0].cols):
        return False
    if form.kind == "one_row":
        known = {label for part in parts for label in _labels(part)}
        return bool(_labels(grid)) and not known & _labels(grid)
    return not (_has_total(form, [grid]) and _has_total(form, parts))


def is_headed(grid: Grid) -> bool:
    """Tell whether one of the forms knows the header of a grid."""
    return bool(forms_by_header(grid, set()))


def is_headed_otherwise(grid: Grid, first: Grid) -> bool:
    """Tell whether a grid has a form's header that is not the one over the table's first part."""
    return not _header_keys(grid) <= _header_keys(first) and is_headed(grid)


def same_edges(one: Grid, other: Grid) -> bool:
    """Tell whether two grids stand between the same margins."""
    return abs(one.box[0] - other.box[0]) < 3 and abs(one.box[2] - other.box[2]) < 3


def _header_keys(grid: Grid) -> set[tuple[str, ...]]:
    """Texts of the header rows of a grid, row by row."""
    rows = {row_keys(grid, row) for section in split_sections(grid) for row in section.header_rows}
    return rows - {()}


def _has_total(form: Form, parts: list[Grid]) -> bool:
    """Tell whether the rows of grids include the total of the table."""
    return any(
        form.row_kind(item_of(text)) == "total"
        for grid in parts
        for section in split_sections(grid)
        for row in section.body_rows
        for text in row_keys(grid, row)
    )


def _labels(grid: Grid) -> set[str]:
    """Labels that open the rows of a grid."""
    rows = [row for section in split_sections(grid) for row in section.body_rows]
    return {match_key(grid.text(row, 0)) for row in rows if has_han(grid.text(row, 0))}
