"""Misprints in a consistent report, as typists and spreadsheets make them.

Each kind changes one figure, or exchanges two of a row, on records as extraction hands them over. What is
printed is changed and read again; amounts are yuan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from expectations.cells import Cell
from expectations.printed import PrintedReport
from expectations.rounding import YUAN_PER_UNIT

ATTEMPTS = 50
TOTALS = frozenset({"合计", "总计", "本年收入合计", "本年支出合计", "人员经费合计", "公用经费合计"})
TOTAL_MEASURES = frozenset({"total", "final_total", "budget_total"})
# ('cell' or 'statement', number): how suspects name a figure.
Place = tuple[str, int]
Edit = Callable[[str, Random], str | None]


@dataclass(frozen=True, slots=True)
class Misprint:
    """What a misprint changed: the places, with the right amount of each, and the same in words."""

    kind: str
    right: dict[Place, Decimal]
    told: str


def _transpose(text: str, random: Random) -> str | None:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    pairs = [(i, j) for i, j in pairwise(places) if text[i] != text[j]]
    if not pairs:
        return None
    i, j = random.choice(pairs)
    return text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]


def _drop(text: str, random: Random) -> str | None:
    places = [i for i, c in enumerate(text.partition(".")[0]) if c.isdigit()]
    if len(places) < 2:
        return None
    place = random.choice(places)
    return text[:place] + text[place + 1 :]


def _double(text: str, random: Random) -> str | None:
    place = random.choice([i for i, c in enumerate(text.partition(".")[0]) if c.isdigit()])
    return text[: place + 1] + text[place:]


def _negate(text: str, random: Random) -> str | None:
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


def _clear(text: str, random: Random) -> str | None:
    return "0.00" if "." in text else "0"


def _move_point(text: str, random: Random) -> str | None:
    return _multiply(text, Decimal(10) ** random.choice((-2, -1, 1, 2)))


def _change_unit(text: str, random: Random) -> str | None:
    return _multiply(text, Decimal(10_000) if len(text) < 9 else Decimal("0.0001"))


def _multiply(text: str, factor: Decimal) -> str:
    decimals = len(text.partition(".")[2])
    return f"{(Decimal(text) * factor).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def _carry(text: str, random: Random) -> str | None:
    """Lose or add a carry into the units, tens or hundreds."""
    decimals = len(text.partition(".")[2])
    step = Decimal(random.choice((1, 10, 100)))
    value = Decimal(text) + random.choice((-step, step))
    return f"{value:.{decimals}f}" if value * Decimal(text) > 0 else None


def _misstate(text: str, random: Random) -> str | None:
    """Any amount near it, as of a total from before its parts were changed."""
    decimals = len(text.partition(".")[2])
    return f"{Decimal(text) * Decimal(random.randint(60, 140)) / 100:.{decimals}f}"


EDITS: dict[str, Edit] = {
    "transposed_digits": _transpose,
    "dropped_digit": _drop,
    "doubled_digit": _double,
    "sign_flip": _negate,
    "zero": _clear,
    "total_mismatch": _misstate,
    "wrong_unit": _change_unit,
    "decimal_point": _move_point,
    "carry": _carry,
}
SWAP, TEXT = "swapped_cells", "narrative_mismatch"
KINDS = (*EDITS, SWAP, TEXT)


def misprint(printed: PrintedReport, kind: str, random: Random) -> tuple[PrintedReport, Misprint] | None:
    """The report with one misprint of the kind, drawn at random among its figures that are not zero.

    None where the report gives no occasion for it.
    """
    for _ in range(ATTEMPTS):
        if kind == TEXT:
            made = _misprint_text(printed, random)
        elif kind == SWAP:
            made = _swap(printed, random)
        else:
            made = _misprint_cell(printed, kind, random)
        if made is not None:
            return made
    return None


def _misprint_cell(
    printed: PrintedReport, kind: str, random: Random
) -> tuple[PrintedReport, Misprint] | None:
    cell = random.choice([cell for cell in printed.cells if cell.amount])
    if kind == "total_mismatch" and cell.item not in TOTALS and cell.measure not in TOTAL_MEASURES:
        return None
    text = EDITS[kind](cell.printed.replace(",", ""), random)
    if text is None:
        return None
    wrong = reprint(cell, f"{Decimal(text):,f}" if "," in cell.printed else text)
    return _put(printed, kind, [wrong]) if wrong.amount != cell.amount else None


def _swap(printed: PrintedReport, random: Random) -> tuple[PrintedReport, Misprint] | None:
    """Exchange the texts of two cells of one row."""
    cell = random.choice([cell for cell in printed.cells if cell.amount])
    row = (cell.table_code, cell.side, cell.block_no, cell.row_no)
    partners = [
        other
        for other in printed.cells
        if (other.table_code, other.side, other.block_no, other.row_no) == row
        and other.amount is not None
        and other.amount != cell.amount
    ]
    if not partners:
        return None
    other = random.choice(partners)
    return _put(printed, SWAP, [reprint(cell, other.printed), reprint(other, cell.printed)])


def _put(printed: PrintedReport, kind: str, wrong: Sequence[Cell]) -> tuple[PrintedReport, Misprint]:
    cells = list(printed.cells)
    right: dict[Place, Decimal] = {}
    told = []
    for cell in wrong:
        before = cells[cell.cell_no - 1]
        cells[cell.cell_no - 1] = cell
        right["cell", cell.cell_no] = before.amount or Decimal(0)
        place = f"{cell.table_code} {cell.subject_code}{cell.item} {cell.measure}"
        told.append(f"{place} {before.printed} as {cell.printed}")
    return replace(printed, cells=cells), Misprint(kind, right, "; ".join(told))


def reprint(cell: Cell, text: str) -> Cell:
    """The cell with another text in it."""
    digits = text.replace(",", "")
    amount = Decimal(digits) * YUAN_PER_UNIT[cell.unit]
    decimals = len(digits.partition(".")[2])
    return cell._replace(printed=text, amount=amount, decimals=decimals, value_kind="amount")


def _misprint_text(printed: PrintedReport, random: Random) -> tuple[PrintedReport, Misprint] | None:
    """Misprint an amount that the text states, in any of the ways of a cell."""
    amounts = [place for place, statement in enumerate(printed.statements) if statement.amount]
    if not amounts:
        return None
    place = random.choice(amounts)
    before = printed.statements[place]
    text = EDITS[random.choice(list(EDITS))](before.printed, random)
    if text is None or Decimal(text) == Decimal(before.printed):
        return None
    wrong = before._replace(
        printed=text,
        amount=Decimal(text) * YUAN_PER_UNIT[before.unit],
        decimals=len(text.partition(".")[2]),
    )
    statements = [*printed.statements[:place], wrong, *printed.statements[place + 1 :]]
    right = {("statement", before.statement_no): before.amount or Decimal(0)}
    told = f"text {before.topic} {before.subject_code} {before.printed} as {text}"
    return replace(printed, statements=statements), Misprint(TEXT, right, told)
