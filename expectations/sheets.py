"""A report's cells arranged as tables, rows and figures, so that identities find what they name at once.

A figure is what a cell contributes to a sum: its amount and the half-width of its interval, in half-fens.
In a table with any amount a blank or a dash counts as an exact zero; words in an amount cell count as
nothing known.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from expectations.cells import Cell
from expectations.folding import fold_label
from expectations.identities import RowName, load_row_names
from expectations.rounding import count_half_fens, half_width, usual_decimals
from expectations.statements import Statement

OF_WHICH = "其中"


class Figure(NamedTuple):
    """Amount and half-width in half-fens; `amount` is None for words, `cell` for what no cell prints.

    `statement` is where the figure stands if the text states it.
    """

    amount: int | None
    width: int
    cell: Cell | None
    statement: Statement | None = None


NOTHING = Figure(0, 0, None)


@dataclass(slots=True)
class Row:
    """One printed row of a side or block; `key` is its name within table and side, with #2 if repeated."""

    row_no: int
    side: str | None
    item: str
    label: str
    code: str
    of_which: bool
    page: int
    key: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nothing is printed in the row: no label, no code, no amount."""
        return not (self.label or self.code or any(figure.width for figure in self.figures.values()))


@dataclass(slots=True)
class Sheet:
    """One table of a report: rows in printed order, and the measures of each side in printed order."""

    table: str
    rows: list[Row]
    measures: dict[str | None, dict[str, None]]
    has_amounts: bool
    by_code: dict[str, list[Row]]
    named: dict[str, Row | None] = field(default_factory=dict)

    def find_row(self, name: str) -> Row | None:
        """The row that the vocabulary calls `name`, or None if it is not printed."""
        if name not in self.named:
            self.named[name] = self._search(load_row_names()[self.table][name])
        return self.named[name]

    def _search(self, wanted: RowName) -> Row | None:
        above = self.find_row(wanted.before) if wanted.before else None
        below = self.find_row(wanted.after) if wanted.after else None
        if (wanted.before and above is None) or (wanted.after and below is None):
            return None
        for label in wanted.labels:
            for row in self.rows:
                if row.label != label or row.code or row.side != wanted.side or row.of_which:
                    continue
                if above is not None and row.row_no >= above.row_no:
                    continue
                if below is not None and row.row_no <= below.row_no:
                    continue
                return row
        return None

    def prints(self, measure: str, side: str | None = None) -> bool:
        """Whether any row (of that side) has a cell in the measure's column."""
        return measure in self.measures.get(side, ())

    def list_items_above(self, name: str) -> list[Row]:
        """Rows above the named one on its side, without those that are part of the one before (其中)."""
        anchor = self.find_row(name)
        if anchor is None:
            return []
        return [
            row
            for row in self.rows
            if row.side == anchor.side and row.row_no < anchor.row_no and not row.of_which
        ]


@dataclass(slots=True)
class Report:
    """The tables of one report. `bare` tables were found on a page but hold no cell (a title and a note).

    Of a report that is not `is_complete` some pages could not be read: rows may be lacking.
    """

    sha256: str
    sheets: dict[str, Sheet]
    bare: frozenset[str]
    is_complete: bool = True

    def has_table(self, table: str) -> bool:
        """Whether the table stands in the report, empty or not."""
        return table in self.sheets or table in self.bare

    def is_empty(self, table: str) -> bool:
        """Whether the table is there without a single amount."""
        sheet = self.sheets.get(table)
        return table in self.bare or (sheet is not None and not sheet.has_amounts)


def arrange_report(
    cells: Sequence[Cell], tables_present: Collection[str], is_complete: bool = True
) -> Report:
    """Cells of one report, in any order → its tables.

    Raises ValueError for cells of two reports or a unit that is not money.
    """
    if len({cell.sha256 for cell in cells}) > 1:
        raise ValueError("cells of more than one report")
    by_table: dict[str, list[Cell]] = {}
    for cell in cells:
        by_table.setdefault(cell.table_code, []).append(cell)
    sheets = {table: _arrange_sheet(table, members) for table, members in by_table.items()}
    bare = frozenset(tables_present) - sheets.keys()
    return Report(cells[0].sha256 if cells else "", sheets, bare, is_complete)


def _arrange_sheet(table: str, cells: list[Cell]) -> Sheet:
    usual = usual_decimals(
        cell.decimals
        for cell in cells
        if cell.amount is not None and cell.decimals is not None and not _is_bare_zero(cell)
    )
    rows: dict[tuple[int, int, str | None], Row] = {}
    measures: dict[str | None, dict[str, None]] = {}
    widths: dict[tuple[int, str], int] = {}
    stacked = _stacked_rows(cells)
    for cell in cells:
        place = (stacked.get(cell.row_no, cell.row_no), cell.block_no, cell.side)
        row = rows.get(place)
        if row is None:
            row = rows[place] = _start_row(cell)
        row.figures.setdefault(cell.measure, _read_figure(cell, usual, widths))
        measures.setdefault(cell.side, {})[cell.measure] = None
    in_order = [rows[place] for place in sorted(rows, key=lambda place: (place[0], place[1], place[2] or ""))]
    by_code = _name_rows(in_order)
    return Sheet(table, in_order, measures, any(cell.amount is not None for cell in cells), by_code)


def _stacked_rows(cells: Iterable[Cell]) -> dict[int, int]:
    """Printed rows that are one row set in two blocks, by the first of them.

    Such rows bear neither label nor code and share no column: 07 with its budget above its final figures.
    """
    columns: dict[int, list[str]] = {}
    for cell in cells:
        if not cell.item and not cell.subject_code:
            columns.setdefault(cell.row_no, []).append(cell.measure)
    printed = [measure for measures in columns.values() for measure in measures]
    return dict.fromkeys(columns, min(columns)) if columns and len(set(printed)) == len(printed) else {}


def _start_row(cell: Cell) -> Row:
    label = fold_label(cell.item)
    of_which = cell.row_kind == "of_which" or label.startswith(OF_WHICH)
    return Row(cell.row_no, cell.side, cell.item, label, cell.subject_code, of_which, cell.page)


def _is_bare_zero(cell: Cell) -> bool:
    return cell.decimals == 0 and not cell.amount


def _read_figure(cell: Cell, usual: int, widths: dict[tuple[int, str], int]) -> Figure:
    if cell.amount is None:
        return Figure(None if cell.value_kind == "words" else 0, 0, cell)
    decimals = usual if cell.decimals is None or _is_bare_zero(cell) else cell.decimals
    width = widths.get((decimals, cell.unit))
    if width is None:
        width = widths[decimals, cell.unit] = half_width(decimals, cell.unit)
    return Figure(count_half_fens(cell.amount), width, cell)


def _name_rows(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Give every row its key and return the coded ones by code."""
    seen: dict[tuple[str | None, str], int] = {}
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        name = row.code or row.item
        count = seen[row.side, name] = seen.get((row.side, name), 0) + 1
        row.key = name if count == 1 else f"{name}#{count}"
        if row.code and not row.of_which:
            by_code.setdefault(row.code, []).append(row)
    return by_code
