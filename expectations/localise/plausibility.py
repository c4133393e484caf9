"""How likely an amount is in a place, how likely a misprint of it, and how likely a sum is off by rounding.

Everything is a logarithm of a probability, for ranking only: no amount is computed here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log, pi, sqrt

from expectations.cells import Cell
from expectations.folding import fold_label
from expectations.localise.kinds import log_shares
from expectations.localise.rate_evidence import Rates
from expectations.localise.slips import Slip, list_slips
from expectations.localise.system import Constraint, System, Variable
from expectations.printed import PrintedReport
from expectations.rounding import count_half_fens, half_width

PER_ERROR = log(1e-3)  # a printed figure is wrong so often
DOUBTED = log(20)  # and so much oftener one that was read with doubt
SIBLING_SHARE = 0.3  # of amounts that stand in another table as well, for the same subject
NEGATIVE = log(3e-3)
MAGNITUDES = log(18.0)  # a logarithmic scale from the last digit to a hundred million of them
MENTIONED_TABLE, MENTIONED_ZERO = "06", 0.001
CONTRADICTED_ZERO = 0.05  # where another table has an amount for the same subject and measure
PAIR_EXACT = 0.97
LEAST_SUMMED = 4  # amounts of a sum that rounding may well put off by a digit
MOST_DECIMALS = 7
PART_LEFT_OUT = 0.3  # of the totals not updated: those short of exactly one part
Place = tuple[str, str | None, int]
Column = tuple[str, str]  # table and measure


@dataclass(slots=True)
class Surroundings:
    """Amounts as printed: by row of each table, by subject, and by column whether they are zero."""

    rows: dict[Place, dict[int, dict[str, int]]] = field(default_factory=lambda: defaultdict(dict))
    by_name: dict[str, dict[int, set[Column]]] = field(default_factory=lambda: defaultdict(dict))
    zeros: dict[Column, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cell: Cell) -> None:
        """Take in one cell."""
        amount = 0 if cell.amount is None else count_half_fens(cell.amount)
        place = (cell.table_code, cell.side, cell.block_no)
        self.rows[place].setdefault(cell.row_no, {})[cell.measure] = amount
        name = name_subject(cell)
        if name and amount:
            self.by_name[name].setdefault(amount, set()).add((cell.table_code, cell.measure))
        self.zeros[cell.table_code, cell.measure].append(amount == 0)


def name_subject(cell: Cell) -> str:
    """What rows of several tables have in common: the subject code, or the label of a row without one."""
    return cell.subject_code or fold_label(cell.item)


class Plausibility:
    """What the rest of a report says of the amounts that may stand in a place."""

    def __init__(self, system: System, printed: PrintedReport, rates: Rates | None = None) -> None:
        self.system = system
        self.printed = printed
        self.rates = rates or Rates(())
        self._weighed: dict[tuple[int, int], tuple[str, float]] = {}

    @cached_property
    def surroundings(self) -> Surroundings:
        """The printed amounts by row, subject and column."""
        surroundings = Surroundings()
        for cell in self.printed.cells:
            surroundings.add(cell)
        return surroundings

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Subjects that the text lists among what money was spent on: their codes and folded labels."""
        mentions = [s for s in self.printed.statements if s.kind == "mention"]
        names = {fold_label(s.subject) for s in mentions} | {s.subject_code for s in mentions}
        return frozenset(names - {""})

    @cached_property
    def exactness(self) -> float:
        """Share of sums in the report that are exact for another reason than chance.

        Reports whose amounts were rounded one by one have next to none, reports in 元 have all of them exact.
        """
        exact, by_chance, count = 0, 0.0, 0
        for constraint in self.system.constraints:
            if constraint.at_most or constraint.violated:
                continue
            widths = _list_widths(constraint)
            if len(widths) >= LEAST_SUMMED:
                count += 1
                exact += constraint.residual == 0
                by_chance += _normal(0, widths)
        share = (exact + 1 - by_chance) / (count + 2 - by_chance)
        return min(max(share, 0.02), 0.98)

    def is_mentioned(self, cell: Cell) -> bool:
        """Whether the text names the cell's subject as one that basic expenditure was spent on."""
        if cell.table_code != MENTIONED_TABLE:
            return False
        return bool(self.mentioned & {cell.subject_code, fold_label(cell.item)} - {""})

    def weigh(self, variable: Variable, value: int) -> tuple[str, float]:
        """How likely what stands there is a misprint of the value, and the likeliest kind of misprint.

        The likelihood is relative to that of the amount that stands there. A figure that other figures
        determine has none of its own: what they say is in the claims.
        """
        key = (variable.number, value)
        if key not in self._weighed:
            kind, likelihood = self.explain(variable, value)
            if not self._is_determined(variable):
                likelihood += self._log_value(variable, value) - self._log_value(variable, variable.amount)
            likelihood += self.rates.weigh(variable, value)
            self._weighed[key] = (kind, likelihood)
        return self._weighed[key]

    def _is_determined(self, variable: Variable) -> bool:
        """Whether the figure is a total of others, or one figure printed twice."""
        if self._parts_of(variable):
            return True
        constraints = (self.system.constraints[index] for index in variable.constraints)
        return any(len(c.weights) == 2 and not c.at_most for c in constraints)

    def _log_value(self, variable: Variable, value: int) -> float:
        """How likely the value is in that place, but for what the claims say."""
        cell = variable.cell
        zero = self._zero_share(cell)
        if value == 0:
            return log(zero)
        units = abs(value) / variable.step
        density = -log(units + 1) - MAGNITUDES + (NEGATIVE if value < 0 else 0.0)
        if cell is None:
            return density
        siblings = self.list_siblings(cell)
        if value in siblings:
            return log((1 - zero) * SIBLING_SHARE / len(siblings))
        return density + log(1 - zero) + (log(1 - SIBLING_SHARE) if siblings else 0.0)

    def _zero_share(self, cell: Cell | None) -> float:
        """Share of zeros in the column, of a subject that the text mentions hardly any."""
        if cell is None:
            return 0.2
        if self.is_mentioned(cell):
            return MENTIONED_ZERO
        if self._is_amount_elsewhere(cell):
            return CONTRADICTED_ZERO
        zeros = self.surroundings.zeros[cell.table_code, cell.measure]
        return (sum(zeros) + 1) / (len(zeros) + 2)

    def explain(self, variable: Variable, value: int) -> tuple[str, float]:
        """The likeliest kind of misprint of the value, and how likely it prints what stands there."""
        shares = log_shares()
        best = ("unknown", shares["unknown"] + self._log_value(variable, variable.amount))
        for kind, ways in self._list_misprints(variable, value):
            likelihood = shares[kind] - log(ways)
            if likelihood > best[1]:
                best = (kind, likelihood)
        vague = "narrative_mismatch" if variable.cell is None else "total_mismatch"
        if variable.cell is None or self._parts_of(variable):
            likelihood = shares[vague] + log(1 - PART_LEFT_OUT) + self._log_value(variable, variable.amount)
            if likelihood > best[1]:
                best = (vague, likelihood)
        return best

    def _list_misprints(self, variable: Variable, value: int) -> Iterator[Slip]:
        printed = variable.cell or variable.statement
        assert printed is not None
        digits = "".join(filter(str.isdigit, printed.printed))
        step = variable.step
        yield from list_slips(
            round(variable.amount / step), round(value / step), digits, _count_decimals(variable)
        )
        if variable.cell is None or variable.amount == 0:
            return
        parts = self._parts_of(variable)
        if parts and abs(value - variable.amount) in parts:
            yield Slip("total_mismatch", max(round(len(parts) / PART_LEFT_OUT), 1))
        for kind, amounts in self.list_neighbours(variable.cell).items():
            if variable.amount in amounts:
                yield Slip(kind, 4)

    def list_neighbours(self, cell: Cell) -> dict[str, list[int]]:
        """Amounts, zeros left out, above and below the cell and beside it in its row."""
        rows = self.surroundings.rows[cell.table_code, cell.side, cell.block_no]
        columns = list(rows.get(cell.row_no, {}))
        near = [rows.get(row, {}).get(cell.measure, 0) for row in (cell.row_no - 1, cell.row_no + 1)]
        place = columns.index(cell.measure) if cell.measure in columns else -2
        beside = [columns[i] for i in (place - 1, place + 1) if 0 <= i < len(columns)]
        return {
            "shifted_row": [amount for amount in near if amount],
            "shifted_column": [rows[cell.row_no][m] for m in beside if rows[cell.row_no][m]],
        }

    def list_siblings(self, cell: Cell) -> list[int]:
        """Amounts, zeros left out, that other tables print for the cell's subject."""
        amounts = self.surroundings.by_name.get(name_subject(cell), {})
        return [
            amount
            for amount, columns in amounts.items()
            if any(table != cell.table_code for table, _ in columns)
        ]

    def _is_amount_elsewhere(self, cell: Cell) -> bool:
        """Whether another table has an amount, and no zero, for the cell's subject in its measure."""
        amounts = self.surroundings.by_name.get(name_subject(cell), {})
        return any(
            table != cell.table_code and measure == cell.measure
            for columns in amounts.values()
            for table, measure in columns
        )

    def _parts_of(self, variable: Variable) -> list[int]:
        """Amounts, without signs, of the parts of every sum whose total the figure is."""
        parts = []
        for index in variable.constraints:
            claim = self.system.constraints[index].claim
            left = claim.left[0][1]
            is_total = left.cell is variable.cell and left.statement is variable.statement
            if is_total and len(claim.left) == 1 and len(claim.right) > 1:
                parts += [abs(figure.amount or 0) for _, figure in claim.right]
        return parts

    def log_error(self, variables: Iterable[Variable]) -> float:
        """How likely these figures and no others are wrong."""
        return sum(PER_ERROR + (DOUBTED if _is_doubted(variable) else 0.0) for variable in variables)

    def log_residual(self, constraint: Constraint, residual: int) -> float:
        """How likely the claim is off by the residual where all its figures are right."""
        if constraint.at_most:
            return 0.0
        widths = _list_widths(constraint)
        if len(widths) <= 2:
            digits = abs(residual) / (2 * min(widths, default=1))
            return log(PAIR_EXACT) if residual == 0 else log((1 - PAIR_EXACT) / 2) * max(digits, 1.0)
        chance = _normal(residual, widths) * (1 - self.exactness)
        return log(chance + (self.exactness if residual == 0 else 0.0) + 1e-12)


def _list_widths(constraint: Constraint) -> list[int]:
    """Half-widths of the amounts in a claim; a zero is rarely one that rounding made."""
    figures = (figure for _, figure in (*constraint.claim.left, *constraint.claim.right))
    return [figure.width for figure in figures if figure.amount and figure.width]


def _normal(residual: int, widths: Sequence[int]) -> float:
    """Share of the sums of figures rounded so that are off by the residual."""
    spread = sum(width * width for width in widths) / 3
    return min(2 * min(widths) / sqrt(2 * pi * spread), 1.0) * exp(-residual * residual / (2 * spread))


def _is_doubted(variable: Variable) -> bool:
    cell, statement = variable.cell, variable.statement
    if cell is not None:
        return cell.source == "ocr" or cell.reader_doubt is not None
    return statement is not None and (statement.source == "ocr" or statement.doubt is not None)


def _count_decimals(variable: Variable) -> int:
    """Decimals that the last digit usual in the place stands for."""
    printed = variable.cell or variable.statement
    assert printed is not None
    return next((n for n in range(MOST_DECIMALS) if 2 * half_width(n, printed.unit) <= variable.step), 0)
