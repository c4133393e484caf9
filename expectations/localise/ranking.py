"""Which explanation of a component the evidence supports best: sets with values for all their figures.

A hypothesis says of some figures what they should be. Its score is the logarithm of how likely the report is
printed as it is if that is so: errors are rare, the kinds of error more or less common, amounts more or less
likely in their places, sums exact or off by rounding (expectations.localise.plausibility). What is printed
and stays as it is under every hypothesis cancels.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import exp, log
from typing import NamedTuple

from expectations.localise.feasibility import Solution
from expectations.localise.intervals import Range
from expectations.localise.kinds import log_shares
from expectations.localise.plausibility import PER_ERROR, Plausibility
from expectations.localise.system import System, Variable

WIDEST = 40  # last digits on either side of the middle of a range that are looked at one by one
BEAM = 6  # values followed up for each figure of a set
SWAPPED = "swapped_cells"
PARTNERS = 6  # figures that one may have changed places with
SHIFTS = (10, 100, 1000, 10_000)


class Change(NamedTuple):
    """A figure by its number, what it should be in half-fens, and the kind of error."""

    number: int
    value: int
    kind: str


class Hypothesis(NamedTuple):
    """Changes that together make all claims hold, and their score."""

    changes: tuple[Change, ...]
    score: float

    @property
    def members(self) -> tuple[int, ...]:
        """Numbers of the figures changed."""
        return tuple(change.number for change in self.changes)


class Ranked(NamedTuple):
    """Hypotheses on one component, best first, and how much of all belief is in a figure or a value."""

    hypotheses: tuple[Hypothesis, ...]
    of_figure: Mapping[int, float]
    of_value: Mapping[tuple[int, int], float]


def rank_solutions(solutions: Iterable[Solution], plausibility: Plausibility) -> Ranked:
    """Rank what the sets allow; of equally good hypotheses the one that is printed first comes first."""
    hypotheses = [
        hypothesis for solution in solutions for hypothesis in _list_hypotheses(solution, plausibility)
    ]
    hypotheses.sort(key=lambda hypothesis: (-hypothesis.score, hypothesis.changes))
    top = hypotheses[0].score if hypotheses else 0.0
    of_figure: dict[int, float] = defaultdict(float)
    of_value: dict[tuple[int, int], float] = defaultdict(float)
    beliefs = [exp(max(hypothesis.score - top, -700.0)) for hypothesis in hypotheses]
    for hypothesis, belief in zip(hypotheses, beliefs, strict=True):
        share = belief / sum(beliefs)
        for change in hypothesis.changes:
            of_figure[change.number] += share
            of_value[change.number, change.value] += share
    return Ranked(tuple(hypotheses), of_figure, of_value)


def _list_hypotheses(solution: Solution, plausibility: Plausibility) -> Iterator[Hypothesis]:
    """The best choices of values for one set, found figure by figure."""
    system = solution.system
    partial: list[Hypothesis] = [
        Hypothesis((), plausibility.log_error(system.variables[n] for n in solution.changed))
    ]
    for place, number in enumerate(solution.changed):
        longer = []
        for hypothesis in partial:
            found = solution.range_after(tuple(change.value for change in hypothesis.changes))
            if found is None:
                continue
            earlier = {change.number: change.value for change in hypothesis.changes}
            later = solution.changed[place + 1 :]
            for value in _list_values(system, system.variables[number], found, earlier, later, plausibility):
                kind, likelihood = _explain(system, number, value, solution.changed, plausibility)
                score = hypothesis.score + likelihood
                score += _fit(system, {**earlier, number: value}, number, later, plausibility)
                longer.append(Hypothesis((*hypothesis.changes, Change(number, value, kind)), score))
        longer.sort(key=lambda hypothesis: (-hypothesis.score, hypothesis.changes))
        partial = longer[: BEAM if later else BEAM * 2]
    for hypothesis in partial:
        yield _join_swapped(system, hypothesis, plausibility)


def _explain(
    system: System, number: int, value: int, members: Sequence[int], plausibility: Plausibility
) -> tuple[str, float]:
    """Kind of error that prints the value as it stands, and how likely; what stands there counts against."""
    variable = system.variables[number]
    kind, misprint = plausibility.explain(variable, value)
    return kind, plausibility.log_odds(variable, value) + misprint


def _fit(
    system: System,
    values: Mapping[int, int],
    number: int,
    later: Sequence[int],
    plausibility: Plausibility,
) -> float:
    """How well the claims on a figure fit once all their figures are chosen, against how they did."""
    score = 0.0
    for index in system.variables[number].constraints:
        constraint = system.constraints[index]
        if constraint.at_most or not constraint.weights.keys().isdisjoint(later):
            continue
        residual = constraint.residual + sum(
            weight * (values[other] - system.variables[other].amount)
            for other, weight in constraint.weights.items()
            if other in values
        )
        score += plausibility.log_residual(constraint, residual)
        if not constraint.violated:
            score -= plausibility.log_residual(constraint, constraint.residual)
    return score


def _list_values(
    system: System,
    variable: Variable,
    found: Range,
    earlier: Mapping[int, int],
    later: Sequence[int],
    plausibility: Plausibility,
) -> list[int]:
    """Values in the range that are worth a look: all of a short range, marked ones of any."""
    low, high = found
    step = variable.step
    wanted: set[int] = set()
    for index in variable.constraints:
        constraint = system.constraints[index]
        if constraint.weights.keys().isdisjoint(later):
            wanted.add(_settle(system, constraint.weights, constraint.residual, variable, earlier))
    if low is not None and high is not None:
        middle = (low + high) // 2 // step * step
        wanted.update(range(max(low, middle - WIDEST * step), min(high, middle + WIDEST * step) + 1, step))
    else:
        wanted.update(_list_marked(system, variable, later, plausibility))
        wanted.update(end for end in found if end is not None)
    return sorted(
        value
        for value in {round(value / step) * step for value in wanted}
        if value != variable.amount and (low is None or value >= low) and (high is None or value <= high)
    )


def _settle(
    system: System, weights: Mapping[int, int], residual: int, variable: Variable, earlier: Mapping[int, int]
) -> int:
    """The value that makes a claim exact, those chosen earlier taken into account."""
    for number, value in earlier.items():
        if number in weights:
            residual += weights[number] * (value - system.variables[number].amount)
    weight = weights[variable.number]
    return variable.amount - residual // weight


def _list_marked(
    system: System, variable: Variable, later: Sequence[int], plausibility: Plausibility
) -> Iterator[int]:
    """Values that slips and other places suggest, whatever the claims say."""
    yield -variable.amount
    for power in SHIFTS:
        yield variable.amount * power
        yield round(variable.amount / power)
    for number in later:
        yield system.variables[number].amount
    if variable.cell is not None:
        for amounts in plausibility.list_neighbours(variable.cell).values():
            yield from amounts
        yield from plausibility.list_siblings(variable.cell)


def _join_swapped(system: System, hypothesis: Hypothesis, plausibility: Plausibility) -> Hypothesis:
    """Tell two figures that have changed places, which is one error and not two."""
    for first, second in combinations(hypothesis.changes, 2):
        a, b = system.variables[first.number], system.variables[second.number]
        if first.value != b.amount or second.value != a.amount or not a.cell or not b.cell:
            continue
        alone = plausibility.explain(a, first.value)[1] + plausibility.explain(b, second.value)[1]
        score = hypothesis.score - PER_ERROR - alone + log_shares()[SWAPPED] - log(PARTNERS)
        changes = tuple(
            change._replace(kind=SWAPPED) if change in (first, second) else change
            for change in hypothesis.changes
        )
        return Hypothesis(changes, max(score, hypothesis.score))
    return hypothesis
