"""Misspelt subject codes put right, so that their rows stand where the identities look for them."""

from collections.abc import Sequence

from expectations.cells import Cell
from expectations.guards.codes import find_misspellings, tell_misspelling
from expectations.printed import PrintedReport
from expectations.table_causes.cause import TableCause


def find_wrong_codes(printed: PrintedReport) -> list[TableCause]:
    """One cause for every code that is surely misspelt (expectations.guards.codes)."""
    return [
        TableCause(tell_misspelling(found), _with_code(found.row.cells, found.code))
        for found in find_misspellings(printed)
    ]


def _with_code(cells: Sequence[Cell], code: str) -> dict[int, Cell]:
    return {cell.cell_no: cell._replace(subject_code=code) for cell in cells}
