"""Amounts out of scale: not as printed, thousands of times their sisters, or last year's left standing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from expectations.cells import Cell
from expectations.findings import Finding
from expectations.folding import fold_width
from expectations.guards.rules import tell
from expectations.guards.words import load_words
from expectations.messages import measure_labels
from expectations.printed import PrintedReport
from expectations.rounding import YUAN_PER_UNIT

JUMP = 1_000  # times its sister: no budget is missed by as much in row after row
FEWEST_JUMPS = 3
FEWEST_ALIKE = 8  # amounts other than nought that a table must have to be called a copy
FEN = Decimal("0.01")
Amounts = Mapping[Any, Decimal]


def guard_glyphs(printed: PrintedReport) -> Iterator[Finding]:
    """An amount that is not the number printed in its cell, in the unit of its table."""
    for cell in printed.cells:
        due = None if cell.amount is None else _read_printed(cell)
        if due is not None and abs(due - (cell.amount or 0)) >= FEN:
            values = {"printed": cell.printed, "unit": cell.unit, "amount": cell.amount}
            yield tell("G15", values, **_place(cell), amount=abs(due - (cell.amount or 0)))


def guard_sisters(printed: PrintedReport) -> Iterator[Finding]:
    """Columns, or tables, of one kind of amount whose rows differ by thousands of times, all the same way."""
    words = load_words().lists
    for table in dict.fromkeys(cell.table_code for cell in printed.cells):
        own = [cell for cell in printed.cells if cell.table_code == table]
        for one, other in words["sister_measures"]:
            rows, pairs = count_jumps(_collect(own, _row_of, one), _collect(own, _row_of, other))
            if rows:
                yield _tell_sisters((table, one), (table, other), rows, pairs, own[0].page)
    for one, other in words["sister_tables"]:
        coded = [[c for c in printed.cells if c.table_code == t and c.subject_code] for t in (one, other)]
        rows, pairs = count_jumps(*(_collect(cells, _code_of, "total") for cells in coded))
        if rows:
            yield _tell_sisters((one, "total"), (other, "total"), rows, pairs, coded[0][0].page)


def _tell_sisters(one: tuple[str, str], other: tuple[str, str], rows: int, pairs: int, page: int) -> Finding:
    names = [measure_labels().get(place, (place[1], place[1])) for place in (one, other)]
    values = {
        "rows": rows,
        "pairs": pairs,
        "one_zh": f"第{one[0]}表{names[0][0]}",
        "other_zh": f"第{other[0]}表{names[1][0]}",
        "one_en": f"{names[0][1]} of table {one[0]}",
        "other_en": f"{names[1][1]} of table {other[0]}",
    }
    return tell("G16", values, table_code=one[0], measure=one[1], page=page)


def guard_last_year(printed: PrintedReport) -> Iterator[Finding]:
    """Against last year's report: a table that is the same, or thousands of times as much or as little."""
    if printed.prior is None:
        return
    odd_then = _list_odd_units(printed.prior.cells)
    for table in dict.fromkeys(cell.table_code for cell in printed.cells):
        now = _by_place(cell for cell in printed.cells if cell.table_code == table)
        then = _by_place(cell for cell in printed.prior.cells if cell.table_code == table)
        page = next(cell.page for cell in printed.cells if cell.table_code == table)
        if len(now) >= FEWEST_ALIKE and now == then:
            yield tell("G18", {"count": len(now)}, table_code=table, page=page)
        rows, pairs = count_jumps(now, then)
        # A table of last year in a unit of its own is last year's matter.
        if rows and table not in odd_then:
            yield tell("G17", {"rows": rows, "pairs": pairs}, table_code=table, page=page)


def count_jumps(first: Amounts, second: Amounts) -> tuple[int, int]:
    """How many amounts are thousands of times as large on one side, and how many both sides have.

    (0, 0) where they are few or not most of them, as single rows may well be.
    """
    pairs = [(abs(amount), abs(second[key])) for key, amount in first.items() if key in second]
    more = sum(1 for one, other in pairs if one >= other * JUMP)
    less = sum(1 for one, other in pairs if other >= one * JUMP)
    rows = max(more, less)
    return (rows, len(pairs)) if rows >= FEWEST_JUMPS and 2 * rows > len(pairs) else (0, 0)


def _list_odd_units(cells: Iterable[Cell]) -> set[str]:
    """Tables in another unit than most amounts of the report."""
    units = {(cell.table_code, cell.unit) for cell in cells if cell.amount}
    counts = Counter(unit for _, unit in units)
    return {table for table, unit in units if unit != counts.most_common(1)[0][0]}


def _collect(cells: Iterable[Cell], key: Callable[[Cell], Any], measure: str) -> dict[Any, Decimal]:
    """Amounts other than nought of one measure, by key."""
    return {key(cell): cell.amount for cell in cells if cell.measure == measure and cell.amount}


def _by_place(cells: Iterable[Cell]) -> dict[Any, Decimal]:
    """Amounts other than nought of a table by row label, code and measure."""
    return {
        (cell.side, cell.subject_code, cell.item, cell.measure): cell.amount for cell in cells if cell.amount
    }


def _row_of(cell: Cell) -> tuple[int, int, str | None]:
    return cell.row_no, cell.block_no, cell.side


def _code_of(cell: Cell) -> str:
    return cell.subject_code


def _read_printed(cell: Cell) -> Decimal | None:
    """The number printed in a cell in yuan, read anew; None for what is no plain number."""
    text = fold_width(cell.printed).replace(",", "").replace(" ", "").lstrip("¥+")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    for dash in "−–—－‐":
        text = text.replace(dash, "-")
    try:
        return Decimal(text) * YUAN_PER_UNIT[cell.unit]
    except (InvalidOperation, KeyError):
        return None


def _place(cell: Cell) -> dict[str, Any]:
    return {
        "table_code": cell.table_code,
        "subject_code": cell.subject_code,
        "measure": cell.measure,
        "page": cell.page,
        "cell_no": cell.cell_no,
    }
