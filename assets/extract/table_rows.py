"""The printed rows of one table, over all the pages it runs on.

A part on a later page may repeat the header, leave it out, or begin with the rest of a row that the page
break divided; columns are carried over from the part before.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assets.extract.columns import Column, Columns, assign_columns
from assets.extract.forms import load_header_words
from assets.extract.grid import Grid
from assets.extract.header import Section, row_keys, split_sections
from assets.extract.rows import PrintedCell, printed_cells, units_of_rows
from assets.extract.tables import FoundTable
from assets.extract.text import has_ordinal, item_of, match_key

OnSection = Callable[[Grid, Section, Columns], None]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed row: its number within the table from 1, the page it ends on, its amount cells."""

    number: int
    page: int
    cells: list[PrintedCell]


def printed_rows(table: FoundTable, on_section: OnSection) -> list[PrintedRow]:
    """Return a table's rows in print order; doubts about its columns are added to ``table.notes``.

    ``on_section`` is told of every header with the rows under it and what its columns mean.
    """
    rows: list[PrintedRow] = []
    for page, cells in _rows_of_parts(table, on_section):
        before = rows[-1] if rows else None
        if before and page > before.page and _is_rest_of_row(before.cells, cells):
            ends_here = any(cell.printed for cell in cells)
            joined = [_join(one, rest) for one, rest in zip(before.cells, cells, strict=True)]
            rows[-1] = PrintedRow(before.number, page if ends_here else before.page, joined)
        else:
            rows.append(PrintedRow(len(rows) + 1, page, cells))
    return _tell_apart(table, rows) if table.form.kind == "one_row" else rows


def _tell_apart(table: FoundTable, rows: list[PrintedRow]) -> list[PrintedRow]:
    """Name the rows of a table that should have one, where it prints a measure more than once.

    The row labelled as the total is the table's own and keeps an empty item; the others go by their labels.
    """
    printed = Counter(cell.measure for row in rows for cell in row.cells if cell.printed.strip())
    if max(printed.values(), default=0) <= 1:
        return rows
    filled = [row for row in rows if any(cell.printed.strip() for cell in row.cells)]
    table.notes.append(("rows_by_label", {"rows": str(len(filled))}))
    totals = load_header_words().totals
    named: list[PrintedRow] = []
    for number, row in enumerate(filled, start=1):
        item = item_of(row.cells[0].label)
        item, kind = ("", "total") if match_key(item) in totals else (item, "item")
        cells = [replace(cell, item=item, row_kind=kind) for cell in row.cells]
        named.append(replace(row, number=number, cells=cells))
    return named


def _rows_of_parts(table: FoundTable, on_section: OnSection) -> Iterator[tuple[int, list[PrintedCell]]]:
    """Yield (page, cells) for every row that has amount cells."""
    columns: Columns | None = None
    headers: frozenset[tuple[str, ...]] = frozenset()
    for index, grid in enumerate(table.parts):
        sections = split_sections(grid, headers, continued=index > 0)
        headers |= {row_keys(grid, row) for section in sections for row in section.header_rows}
        for section in sections:
            if columns is None or (section.header_rows and not _repeats_columns(table, index)):
                rest = [] if grid.ruled else [part for part in table.parts[index + 1 :] if not part.ruled]
                columns = assign_columns(table.form, grid, section, table.fiscal_year, rest)
                table.notes += [note for note in columns.notes if note not in table.notes]
            elif len(columns.columns) != grid.cols:
                columns = _fit_columns(columns, table.parts[index - 1], grid)
            on_section(grid, section, columns)
            for rows in units_of_rows(table.form, grid, columns, section.body_rows):
                if cells := printed_cells(table.form, grid, columns, rows):
                    yield grid.page, cells


def _repeats_columns(table: FoundTable, part: int) -> bool:
    """Tell whether a part has the columns of the first one: without rules all have, header or not."""
    return part > 0 and not table.parts[0].ruled and not table.parts[part].ruled


def _fit_columns(columns: Columns, before: Grid, grid: Grid) -> Columns:
    """Carry columns over to a part with another number of them, by where they stand."""
    spans = [before.column_span(col) for col in range(before.cols)]
    known = {column.index: column for column in columns.columns}
    fitted: list[Column] = []
    for col in range(grid.cols):
        left, right = grid.column_span(col)
        shared = [min(right, b) - max(left, a) for a, b in spans]
        nearest = known.get(shared.index(max(shared)))
        if nearest is not None:
            fitted.append(replace(nearest, index=col))
    return Columns(tuple(fitted), columns.notes)


def _is_rest_of_row(before: list[PrintedCell], after: list[PrintedCell]) -> bool:
    """Tell whether cells without a key of their own finish the row before them."""
    if len(before) != len(after) or not any(c.code for c in before) or any(c.code for c in after):
        return False
    if any(has_ordinal(c.label) or c.row_kind != "item" for c in after):
        return False
    return not any(a.printed.strip() and b.printed.strip() for a, b in zip(before, after, strict=True))


def _join(one: PrintedCell, rest: PrintedCell) -> PrintedCell:
    label = one.label + rest.label
    amount = rest if rest.printed.strip() else one
    return replace(
        amount,
        item=item_of(label),
        label=label,
        code=one.code,
        row_kind=one.row_kind,
        doubt=one.doubt or rest.doubt,
    )
