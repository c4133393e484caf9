"""Amounts that no sum confirms, where rates and words of comparison contradict them.

A budget that the text alone states stands in no identity but its rate and the words beside it. What belongs
here: which value the rates leave such an amount, which words hold with it, and whether a slip of the hand
leads from it to what is printed. What is told of it is in expectations.localise.rate_findings.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from expectations.claims import Verdict
from expectations.evaluate_directions import SIGNS
from expectations.localise.kinds import log_shares
from expectations.localise.rates import Place, place_of, solve
from expectations.localise.slips import list_slips
from expectations.localise.system import Variable
from expectations.rates import RateClaim
from expectations.rounding import count_half_fens
from expectations.statements import Statement
from expectations.topics import load_topics

MOST_VALUES = 400  # in the range that a rate leaves an amount, to be looked at one by one
MOST_CHANCE = 0.05  # that a slip leads into the range by accident
SCALES = frozenset({"decimal_point", "wrong_unit"})
Rated = tuple[RateClaim, Verdict]


class Comparison(NamedTuple):
    """Words of comparison and the verdict on them."""

    statement: Statement
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Doubt:
    """An amount, the range in half-fens that its rates leave it, and what holds with a value out of that."""

    variable: Variable
    low: int
    high: int
    rates: tuple[Rated, ...]
    words: tuple[Comparison, ...] = ()

    @property
    def due(self) -> int:
        """The middle of the range, in half-fens, with the last digit that is printed there."""
        step = self.variable.step
        return (self.low + self.high + step) // (2 * step) * step

    @property
    def verdicts(self) -> list[Verdict]:
        """All verdicts against the amount."""
        return [*(verdict for _, verdict in self.rates), *(one.verdict for one in self.words)]


def list_doubts(
    rates: Sequence[Rated], words: Sequence[Comparison], confirmed: AbstractSet[Place]
) -> list[Doubt]:
    """Amounts of violated rates that are not `confirmed` and that another value would make the rates hold."""
    found: dict[Place, Doubt] = {}
    for claim, verdict in rates:
        for number, figure in enumerate(claim.figures):
            place = place_of(figure, verdict.sha256)
            left = solve(claim, number)
            if place is None or place in confirmed or left is None or not figure.width:
                continue
            known = found.get(place)
            if known is None:
                amount, step = figure.amount or 0, 2 * figure.width
                variable = Variable(number, figure.cell, figure.statement, amount, figure.width, step)
                found[place] = Doubt(variable, *left, ((claim, verdict),))
            elif max(known.low, left[0]) <= min(known.high, left[1]):
                low, high = max(known.low, left[0]), min(known.high, left[1])
                found[place] = Doubt(known.variable, low, high, (*known.rates, (claim, verdict)))
    return [
        Doubt(one.variable, one.low, one.high, one.rates, tuple(_list_mended(one, words)))
        for one in found.values()
    ]


def _list_mended(doubt: Doubt, words: Sequence[Comparison]) -> Iterator[Comparison]:
    """Words that hold with what the rates make of the amount."""
    statement = doubt.variable.statement
    if statement is not None:
        yield from (one for one in words if agrees_in_words(one, statement, doubt.due))


def speaks_of(words: Comparison, amount: Statement) -> int:
    """Whether words compare the amount (1), compare something else with it (-1), or neither (0)."""
    statement, verdict = words
    alike = statement.subject_code == amount.subject_code
    topic = load_topics().get(statement.topic)
    is_base = topic is not None and topic.budget == amount.topic and verdict.right_amount == amount.amount
    if statement.of_no == amount.statement_no:
        return 1
    if alike and statement.topic == amount.topic and verdict.left_amount == amount.amount:
        return 1
    return -1 if statement.base_no == amount.statement_no or (alike and is_base) else 0


def agrees_in_words(words: Comparison, amount: Statement, due: int) -> bool:
    """Whether words are on an amount of the text and hold once that is `due` half-fens."""
    side, verdict = speaks_of(words, amount), words.verdict
    if not side or verdict.left_amount is None or verdict.right_amount is None:
        return False
    left, right = count_half_fens(verdict.left_amount), count_half_fens(verdict.right_amount)
    difference = due - right if side > 0 else left - due
    sign = SIGNS[words.statement.direction or ""]
    return difference * sign > 0 if sign else abs(difference) <= count_half_fens(verdict.bound or Decimal(0))


def find_slip(doubt: Doubt) -> tuple[int, str] | None:
    """The value in the range that a slip of the hand turns into what is printed, and the slip; None without.

    A slip that leads into so wide a range by chance says nothing, nor do two that lead to different values;
    of a single rate that is off by a power of ten it may be the rate's own point that is misplaced.
    """
    printed, step = doubt.variable.statement or doubt.variable.cell, doubt.variable.step
    assert printed is not None
    amount = round(doubt.variable.amount / step)
    first, last = -(-doubt.low // step), doubt.high // step
    if last - first >= MOST_VALUES:
        return None
    digits = "".join(filter(str.isdigit, printed.printed))
    slips = [
        (log_shares()[slip.kind], value * step, slip.kind)
        for value in range(first, last + 1)
        for slip in list_slips(amount, value, digits, printed.decimals or 0)
        if (len(doubt.verdicts) > 1 or slip.kind not in SCALES)
        and slip.ways * (last - first + 1) <= MOST_CHANCE * abs(amount)
    ]
    return max(slips)[1:] if len({value for _, value, _ in slips}) == 1 else None
