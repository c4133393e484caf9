"""Misprints of one amount cell, as typists and spreadsheets make them, on cells as extraction hands them over.

Each function returns the cells with one misprint and the place of the wrong cell, or None where the report
gives no occasion for it. Amounts are yuan; what is printed is changed and read again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from expectations.cells import Cell
from expectations.rounding import YUAN_PER_UNIT

ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Misprint:
    """Cells by their place in the report that a misprint changed, with what they printed before."""

    kind: str
    right: dict[int, Cell]


def reprint(cell: Cell, text: str) -> Cell:
    """The cell with another text in it."""
    digits = text.replace(",", "")
    amount = Decimal(digits) * YUAN_PER_UNIT[cell.unit]
    decimals = len(digits.partition(".")[2])
    return cell._replace(printed=text, amount=amount, decimals=decimals, value_kind="amount")


def _transpose(text: str, random: Random) -> str | None:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    pairs = [(i, j) for i, j in pairwise(places) if text[i] != text[j]]
    if not pairs:
        return None
    i, j = random.choice(pairs)
    return text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]


def _drop(text: str, random: Random) -> str | None:
    whole = text.partition(".")[0]
    places = [i for i, c in enumerate(whole) if c.isdigit()]
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


def _scale(text: str, random: Random) -> str | None:
    return _multiply(text, Decimal(10) ** random.choice((-2, -1, 1, 2)))


def _change_unit(text: str, random: Random) -> str | None:
    return _multiply(text, Decimal(10_000) if len(text) < 9 else Decimal("0.0001"))


def _multiply(text: str, factor: Decimal) -> str:
    decimals = len(text.partition(".")[2])
    return f"{(Decimal(text) * factor).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def _carry(text: str, random: Random) -> str | None:
    """Lose or add the carry into the integer part, or into the tens or hundreds."""
    decimals = len(text.partition(".")[2])
    step = Decimal(random.choice((1, 10, 100)))
    value = Decimal(text) + random.choice((-step, step))
    return f"{value:.{decimals}f}" if value * Decimal(text) > 0 else None


def _misstate(text: str, random: Random) -> str | None:
    """A total of before some of its parts were changed: any amount near it."""
    decimals = len(text.partition(".")[2])
    return f"{Decimal(text) * Decimal(random.randint(60, 140)) / 100:.{decimals}f}"


OF_ONE: dict[str, Callable[[str, Random], str | None]] = {
    "transposed_digits": _transpose,
    "dropped_digit": _drop,
    "doubled_digit": _double,
    "sign_flip": _negate,
    "zero": _clear,
    "total_mismatch": _misstate,
    "wrong_unit": _change_unit,
    "decimal_point": _scale,
    "carry": _carry,
}
SWAP = "swapped_cells"
KINDS = (*OF_ONE, SWAP)
TOTALS = frozenset({"合计", "总计", "本年收入合计", "本年支出合计", "人员经费合计", "公用经费合计"})


def misprint(cells: Sequence[Cell], kind: str, random: Random) -> tuple[list[Cell], Misprint] | None:
    """Cells with one misprint of the kind, drawn at random among the cells that are not zero."""
    amounts = [place for place, cell in enumerate(cells) if cell.amount]
    for _ in range(ATTEMPTS):
        place = random.choice(amounts)
        changed = _swap(cells, place, random) if kind == SWAP else _change(cells[place], kind, random, place)
        if changed:
            wrong = list(cells)
            for where, cell in changed.items():
                wrong[where] = cell
            return wrong, Misprint(kind, {where: cells[where] for where in changed})
    return None


def _change(cell: Cell, kind: str, random: Random, place: int) -> dict[int, Cell]:
    is_total = cell.item in TOTALS or cell.measure in ("total", "final_total", "budget_total")
    if kind == "total_mismatch" and not is_total:
        return {}
    text = OF_ONE[kind](cell.printed.replace(",", ""), random)
    if text is None:
        return {}
    changed = reprint(cell, f"{Decimal(text):,f}" if "," in cell.printed else text)
    return {place: changed} if changed.amount != cell.amount else {}


def _swap(cells: Sequence[Cell], place: int, random: Random) -> dict[int, Cell]:
    """Exchange the texts of two cells of one row."""
    cell = cells[place]
    row = (cell.table_code, cell.side, cell.block_no, cell.row_no)
    partners = [
        other
        for other, found in enumerate(cells)
        if (found.table_code, found.side, found.block_no, found.row_no) == row
        and found.amount is not None
        and found.amount != cell.amount
    ]
    if not partners:
        return {}
    other = random.choice(partners)
    return {place: reprint(cell, cells[other].printed), other: reprint(cells[other], cell.printed)}
