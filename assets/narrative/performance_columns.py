"""Columns of a self-evaluation form: what its header rows say, and which cell of a row stands under which.

A form has two headers, one over its funds and one over its indicators; either may be printed again overleaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assets.narrative.performance_grid import FormRow, Piece
from assets.narrative.performance_words import (
    column_role,
    fits,
    formula_in,
    number_in,
    plain,
    points_in,
    wordings,
)

LEVELS = ("level1", "level2", "level3")
AMOUNTS = ("budget_initial", "budget_adjusted", "final")
SCORED = frozenset({"target", "actual", "weight", "score"})
UNDER = 0.5  # share of the narrower of cell and column that the two must have in common


class Column(NamedTuple):
    """A column: what it holds, None where that is not known, and from where to where it reaches."""

    role: str | None
    left: float
    right: float
    header: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one header, left to right. `formula` is what it says of the score."""

    all: tuple[Column, ...]
    formula: str = ""

    def has(self, role: str) -> bool:
        """Whether a column holds this."""
        return any(column.role == role for column in self.all)

    def find(self, row: FormRow, role: str, shift: int = 0) -> Piece | None:
        """The cell of a row under the column of this role, or ``shift`` columns to the right of it."""
        for place, column in enumerate(self.all):
            if column.role == role and 0 <= place + shift < len(self.all):
                return under(row, self.all[place + shift])
        return None

    def find_figure(self, row: FormRow, role: str, shift: int = 0) -> Piece | None:
        """The cell that ``find`` gives, if it begins in this row, holds text and fills one column."""
        piece = self.find(row, role, shift)
        if piece is None or not piece.is_own or not piece.text.strip():
            return None
        covered = [
            column
            for column in self.all
            if column.role and piece.overlap(column.left, column.right) > UNDER * (column.right - column.left)
        ]
        return piece if len(covered) <= 1 else None

    def displacement(self, row: FormRow) -> int:
        """How many columns a row stands to the right of its header, which lost cells make of it.

        It is told by the name of a second level that stands in the column of another level, and by numbers
        where weight and score then are.
        """
        for shift, level in ((1, "level3"), (-1, "level1")):
            piece = self.find(row, level)
            if piece is None or not fits(plain(piece.text), wordings()["second_levels"]):
                continue
            displaced = [self.find(row, role, shift) for role in ("weight", "score")]
            usual = [self.find(row, role) for role in ("weight", "score")]
            if _all_numbers(displaced) and (shift > 0 or not _all_numbers(usual)):
                return shift
        return 0


def _all_numbers(pieces: Sequence[Piece | None]) -> bool:
    return all(piece is not None and piece.is_own and number_in(piece.text) for piece in pieces)


def under(row: FormRow, column: Column) -> Piece | None:
    """The cell of a row that stands under a column, the first of several under a wide one."""
    best = max(row.pieces, key=lambda piece: (round(piece.overlap(column.left, column.right)), -piece.left))
    narrower = min(best.right - best.left, column.right - column.left)
    return best if best.overlap(column.left, column.right) > UNDER * narrower else None


def read_funds_header(row: FormRow) -> Columns | None:
    """The columns of the part on funds where a row is its header: two amounts, or an amount and the rate."""
    roles = [column_role(piece.text, "funds_columns") for piece in row.pieces]
    amounts = {role for role in roles if role in AMOUNTS}
    if not amounts or not ("rate" in roles or len(amounts) > 1) or _holds_numbers(row):
        return None
    # 年度预算数 may also head the labels of the rows: of two budgets the one next to the execution counts.
    for role in AMOUNTS:
        for place in [place for place, found in enumerate(roles) if found == role][:-1]:
            roles[place] = None
    return _columns(row, roles)


def read_indicator_header(row: FormRow) -> Columns | None:
    """The columns of the part on indicators where a row is its header: a level and what is told of it."""
    roles = [column_role(piece.text, "indicator_columns") for piece in row.pieces]
    levels = [role for role in LEVELS if role in roles]
    told = {role for role in roles if role in SCORED}
    if not levels or not told or len(levels) + len(told) < 3 or _holds_numbers(row):
        return None
    return _columns(row, _weights_of_levels(roles, levels[-1]))


def extend_header(columns: Columns, row: FormRow) -> Columns | None:
    """The columns with what a second row of the header adds (年度 over 指标值); None for any other row."""
    if _holds_numbers(row) or not row.texts:
        return None
    added: dict[int, str] = {}
    for place, column in enumerate(columns.all):
        piece = under(row, column)
        if piece is None or not piece.text.strip():
            continue
        role = column_role(column.header + piece.text, "indicator_columns") or column_role(
            piece.text, "indicator_columns"
        )
        if role not in SCORED:
            return None
        added[place] = role
    if not added:
        return None
    return Columns(
        tuple(
            column._replace(role=column.role or added.get(place)) for place, column in enumerate(columns.all)
        ),
        columns.formula,
    )


def _holds_numbers(row: FormRow) -> bool:
    return any(piece.is_own and number_in(piece.text) for piece in row.pieces)


def _weights_of_levels(roles: Sequence[str | None], lowest: str) -> list[str | None]:
    """Roles with the weights that follow a higher level told from those of the rows."""
    level = None
    told: list[str | None] = []
    for role in roles:
        level = role if role in LEVELS else level
        of_group = role == "weight" and level is not None and level != lowest
        told.append(f"weight{str(level)[-1]}" if of_group else role)
    return told


def _columns(row: FormRow, roles: Sequence[str | None]) -> Columns:
    taken: set[str] = set()
    columns = []
    for piece, role in zip(row.pieces, roles, strict=True):
        first = role is not None and role not in taken
        columns.append(Column(role if first else None, piece.left, piece.right, piece.text))
        taken.add(role or "")
    formula = next((found for piece in row.pieces if (found := formula_in(piece.text))), "")
    return Columns(tuple(columns), formula)


def weight_in_header(row: FormRow) -> Piece | None:
    """The cell of a header row of funds that carries the weight of the execution: 预算执行情况（10分）."""
    return next((piece for piece in row.pieces if points_in(piece.text)), None)
