"""Which form a grid's header fits, whatever title stands over it."""

from collections.abc import Sequence

from assets.extract.columns import assign_columns
from assets.extract.forms import Form, load_forms
from assets.extract.grid import Box, Grid
from assets.extract.header import Section, header_path, split_sections
from assets.extract.measure_names import is_of_another_year
from assets.extract.numerals import is_code, read_amount
from assets.extract.rows import row_key
from assets.extract.text import has_han, item_of


def coverage(form: Form, grid: Grid, rest: Sequence[Grid] = ()) -> float:
    """Share of a grid's amount columns that the form can name, from the first section that has a header.

    ``rest`` are the other grids of a table without rules.
    """
    section = _first_headed(grid)
    if section is None:
        return 0.0
    columns = assign_columns(form, grid, section, rest=rest)
    named = len(columns.of_role("amount"))
    unknown = sum(1 for c in columns.of_role("unknown") if c.path and not _is_besides(form, c.path))
    return named / (named + unknown) if named else 0.0


def _is_besides(form: Form, path: str) -> bool:
    return form.is_other_column(path) or is_of_another_year(path, None)


def forms_by_header(grid: Grid, taken: set[str]) -> list[Form]:
    """Forms, but for the ``taken`` codes, whose signature the header meets and that name every column."""
    section = _first_headed(grid)
    if section is None:
        return []
    words = " ".join(header_path(grid, section, col) for col in range(grid.cols))
    return [
        form
        for form in load_forms()
        if form.table_code not in taken
        and _is_signed(form, words)
        and coverage(form, grid) == 1.0
        and _has_subjects(form, grid, section)
    ]


def opens_with_words(form: Form, first: Grid, grid: Grid) -> bool:
    """Tell whether a grid, said to go on from ``first``, begins with words where that one has its amounts."""
    section = _first_headed(first)
    if section is None:
        return False
    amounts = {column.index for column in assign_columns(form, first, section).of_role("amount")}
    spans = [first.column_span(col) for col in sorted(amounts)]
    texts = [
        cell.text
        for col, cell in enumerate(grid.owner[0])
        if (cell.row, cell.col) == (0, col) and cell.text.strip()
        if (col in amounts if grid.cols == first.cols else _is_over(cell.box, spans))
    ]
    return bool(texts) and all(read_amount(text).kind == "words" and has_han(text) for text in texts)


def _is_over(box: Box, spans: list[tuple[float, float]]) -> bool:
    middle = (box[0] + box[2]) / 2
    return any(left <= middle <= right for left, right in spans)


def _first_headed(grid: Grid) -> Section | None:
    return next((section for section in split_sections(grid) if section.header_rows), None)


def _has_subjects(form: Form, grid: Grid, section: Section) -> bool:
    """Tell a table by subject from one by unit (分单位): of rows besides the total, some have codes."""
    if form.subjects is None:
        return True
    columns = assign_columns(form, grid, section)
    keys = [row_key(form, grid, columns, row, block) for row in section.body_rows for block in columns.blocks]
    labelled = [
        key for key in keys if key.code or (key.label and form.row_kind(item_of(key.label)) == "item")
    ]
    return not labelled or any(is_code(key.code) for key in labelled)


def _is_signed(form: Form, words: str) -> bool:
    signature = form.signature
    if signature is None:
        return False
    has_all = all(pattern.search(words) for pattern in signature.all)
    return has_all and not any(pattern.search(words) for pattern in signature.none)
