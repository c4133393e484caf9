"""Numbers that are no amounts, read as such (of columns and rows, years), and columns that are lost."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import Any

from expectations.cells import Cell
from expectations.findings import Finding
from expectations.guards.rules import tell
from expectations.guards.words import load_words
from expectations.messages import measure_labels
from expectations.printed import PrintedReport

FEWEST_IN_A_ROW = 3  # amounts that count on from column to column
FEWEST_IN_A_COLUMN = 4  # or from row to row
YEARS_AROUND = 5
_PLAIN = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"20[0-4]\d")

Line = Sequence[Cell]


def guard_numbered_columns(printed: PrintedReport) -> Iterator[Finding]:
    """A row whose amounts are 1, 2, 3 … in the order of its columns: 栏次, not money."""
    for row in _group(printed, lambda cell: (cell.table_code, cell.row_no, cell.block_no, cell.side)):
        if len(row) >= FEWEST_IN_A_ROW and _count_on(row):
            yield _tell_line("G11", row)


def guard_numbered_rows(printed: PrintedReport) -> Iterator[Finding]:
    """A column whose amounts count on from row to row: 行次, not money."""
    for column in _group(printed, lambda cell: (cell.table_code, cell.measure, cell.block_no, cell.side)):
        if len(column) >= FEWEST_IN_A_COLUMN and _count_on(column):
            yield _tell_line("G12", column)


def guard_year_amounts(printed: PrintedReport) -> Iterator[Finding]:
    """Amounts that read as years near the report's, in a table that prints all others with decimals."""
    tables: dict[str, list[Cell]] = {}
    for cell in printed.cells:
        if cell.amount:
            tables.setdefault(cell.table_code, []).append(cell)
    for table, cells in tables.items():
        alike = [cell for cell in cells if _YEAR.fullmatch(cell.printed.strip())]
        alike = [cell for cell in alike if abs(int(cell.printed) - printed.fiscal_year) <= YEARS_AROUND]
        if alike and len(cells) > len(alike) and all(cell.decimals for cell in cells if cell not in alike):
            values = {"printed": "、".join(dict.fromkeys(cell.printed for cell in alike))}
            yield tell("G13", values, **_place(alike[0], table))


def guard_lost_columns(printed: PrintedReport, told: Container[str | None] = ()) -> Iterator[Finding]:
    """A table that prints a total and some of its parts, and lacks columns for others amid them.

    A subtotal is none of them where its own parts are printed. Of tables `told` it is already proved what
    stands under their names.
    """
    measures: dict[str, dict[str, Cell]] = {}
    for cell in printed.cells:
        measures.setdefault(cell.table_code, {}).setdefault(cell.measure, cell)
    for table, totals in load_words().lists["parts"].items():
        own = measures.get(table, {})
        gaps = list_gaps(table, list(own))
        lost = [
            part
            for total, parts in totals.items()
            if total in own and any(part in own for part in parts)
            for part in parts
            if part in gaps and not any(smaller in own for smaller in totals.get(part, ()))
        ]
        if lost and table not in told:
            first = next(iter(own.values()))
            labels = [measure_labels().get((table, part), (part, part)) for part in lost]
            values = {
                "count": len(lost),
                "printed": len(own),
                "columns_zh": "、".join(zh for zh, _ in labels),
                "columns_en": ", ".join(en for _, en in labels),
            }
            yield tell("G14", values, table_code=table, page=first.page)


def list_gaps(table: str, measures: Sequence[str]) -> list[str]:
    """Measures of the template that a table lacks left of the last one it prints."""
    columns: list[str] = load_words().lists["columns"].get(table, [])
    last = max((columns.index(measure) for measure in measures if measure in columns), default=0)
    return [measure for measure in columns[:last] if measure not in measures]


def _group(printed: PrintedReport, key: Any) -> Iterator[list[Cell]]:
    """Cells in printed order, those of one line together; lines without any amount left out."""
    lines: dict[Any, list[Cell]] = {}
    for cell in printed.cells:
        lines.setdefault(key(cell), []).append(cell)
    return (line for line in lines.values() if any(cell.amount for cell in line))


def _count_on(line: Line) -> bool:
    """Whether every cell holds a bare whole number, each one more than that before it."""
    texts = [cell.printed.strip() for cell in line]
    if not all(_PLAIN.fullmatch(text) for text in texts):
        return False
    return all(int(later) == int(earlier) + 1 for earlier, later in pairwise(texts))


def _tell_line(rule_id: str, line: Line) -> Finding:
    values = {"first": line[0].printed, "last": line[-1].printed, "count": len(line), "item": line[0].item}
    return tell(rule_id, values, **_place(line[0], line[0].table_code))


def _place(cell: Cell, table: str) -> dict[str, Any]:
    return {"table_code": table, "measure": cell.measure, "page": cell.page, "cell_no": cell.cell_no}
