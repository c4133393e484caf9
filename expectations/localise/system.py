"""The claims of a report as inequalities over whole numbers: what localisation may change and must keep.

A variable is a printed amount, of a table or of the text; a constraint is a claim that can be evaluated.
Every amount, width and bound is in half-fens. What belongs here: stating the problem. Not solving it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from expectations.cells import Cell
from expectations.claims import Claim, Verdict
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind, half_width
from expectations.sheets import Figure
from expectations.statements import Statement

HOLDING = frozenset({VerdictKind.EXACT, VerdictKind.WITHIN_ROUNDING, VerdictKind.SUSPICIOUS})
TEMPLATE_DECIMALS = 2


@dataclass(slots=True)
class Variable:
    """A printed amount that may be wrong: of a cell or of a statement.

    `width` is the half-width of its interval, 0 for a blank or a dash. A value in its place is a multiple of
    `step`, the last digit that its table usually prints.
    """

    number: int
    cell: Cell | None
    statement: Statement | None
    amount: int
    width: int
    step: int = 0
    constraints: list[int] = field(default_factory=list)

    @property
    def is_printed(self) -> bool:
        """Whether an amount stands there, and not a blank or a dash."""
        return self.width > 0


@dataclass(slots=True)
class Constraint:
    """A claim: |Σ weight·value| ≤ bound, or Σ weight·value ≤ bound where it is `at_most`.

    `place` is the claim's in the sequence that was given, `residual` the sum as printed.
    """

    place: int
    claim: Claim
    weights: dict[int, int]
    residual: int
    bound: int
    at_most: bool
    violated: bool

    def bound_with(self, widths: Mapping[int, int], numbers: Mapping[int, int]) -> int:
        """The bound once the figures of some variables (number → half-width) are printed anew.

        `numbers` tells a figure's variable by the identity of its cell.
        """
        return _add_widths(
            self.claim,
            [
                widths.get(numbers.get(_mark(figure), -1), figure.width)
                for _, figure in _list_figures(self.claim)
            ],
        )


@dataclass(slots=True)
class System:
    """All variables and constraints of a report; `numbers` has a variable's by the identity of its cell."""

    variables: list[Variable]
    constraints: list[Constraint]
    numbers: dict[int, int]

    def find_bound(self, constraint: Constraint, changed: Collection[int]) -> int:
        """Bound of a constraint once the changed variables are printed with the digits usual there."""
        widths = {
            number: self.variables[number].step // 2
            for number in changed
            if number in constraint.weights
            and self.variables[number].step // 2 != self.variables[number].width
        }
        return constraint.bound_with(widths, self.numbers) if widths else constraint.bound

    def touching(self, changed: Collection[int]) -> list[int]:
        """Constraints in which any of the variables stands, in order."""
        return sorted({place for number in changed for place in self.variables[number].constraints})


def state_system(claims: Sequence[Claim | RateClaim | Verdict | None], verdicts: Sequence[Verdict]) -> System:
    """State the claims of one report, parallel to their verdicts, as a system.

    Left out are claims in percent, points or pieces, those that cannot be evaluated and soft ones, which a
    report may break with reason.
    """
    system = System([], [], {})
    for place, (claim, verdict) in enumerate(zip(claims, verdicts, strict=True)):
        if not isinstance(claim, Claim) or verdict.unit != "yuan" or claim.soft:
            continue
        if verdict.verdict in HOLDING or verdict.verdict is VerdictKind.VIOLATED:
            _add_constraint(system, place, claim, verdict)
    _set_steps(system.variables)
    return system


def _add_constraint(system: System, place: int, claim: Claim, verdict: Verdict) -> None:
    weights: dict[int, int] = defaultdict(int)
    widths = []
    residual = 0
    for sign, figure in _list_figures(claim):
        residual += sign * (figure.amount or 0)
        widths.append(figure.width)
        if _is_own(figure, verdict.sha256):
            weights[_number(system, figure)] += sign
    weights = {number: weight for number, weight in weights.items() if weight}
    violated = verdict.verdict is VerdictKind.VIOLATED
    index = len(system.constraints)
    system.constraints.append(
        Constraint(place, claim, weights, residual, _add_widths(claim, widths), claim.at_most, violated)
    )
    for number in weights:
        system.variables[number].constraints.append(index)


def _list_figures(claim: Claim) -> Iterator[tuple[int, Figure]]:
    yield from claim.left
    for sign, figure in claim.right:
        yield -sign, figure


def _is_own(figure: Figure, sha256: str) -> bool:
    """Whether the figure stands in this report, and not in another one or nowhere."""
    printed = figure.cell or figure.statement
    return printed is not None and printed.sha256 == sha256


def _mark(figure: Figure) -> int:
    """What figures of one place have in common: the claims share the records of a report."""
    return id(figure.statement if figure.cell is None else figure.cell)


def _number(system: System, figure: Figure) -> int:
    mark = _mark(figure)
    number = system.numbers.get(mark)
    if number is None:
        number = system.numbers[mark] = len(system.variables)
        amount = figure.amount or 0
        system.variables.append(Variable(number, figure.cell, figure.statement, amount, figure.width))
    return number


def _add_widths(claim: Claim, widths: Sequence[int]) -> int:
    """The bound of judge_claim: a pair of the tables is held against its coarser figure, else all add up."""
    printed_twice = len(widths) == 2 and claim.statement_no is None
    return 2 * max(widths) if printed_twice else sum(widths)


def _set_steps(variables: Sequence[Variable]) -> None:
    """Give each variable the last digit of its table, or its own where that is finer."""
    printed: dict[str, Counter[int]] = defaultdict(Counter)
    for variable in variables:
        if variable.is_printed and variable.cell is not None:
            printed[variable.cell.table_code][variable.width] += 1
    usual = {table: widths.most_common(1)[0][0] for table, widths in printed.items()}
    for variable in variables:
        if variable.cell is not None:
            width = usual.get(variable.cell.table_code) or half_width(TEMPLATE_DECIMALS, variable.cell.unit)
        else:
            assert variable.statement is not None
            width = half_width(TEMPLATE_DECIMALS, variable.statement.unit)
        variable.step = 2 * (min(width, variable.width) if variable.is_printed else width)
