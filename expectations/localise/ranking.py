"""Which explanation of a component the evidence supports best: sets with values for all their figures.

A hypothesis says of some figures what they should be. Its score is the logarithm of how likely the report is
printed as it is if that is so: errors are rare, the kinds of error more or less common, amounts more or less
likely in their places, sums exact or off by rounding (expectations.localise.plausibility). What is printed
and stays as it is under every hypothesis cancels.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from math import exp, log
from typing import NamedTuple

from expectations.localise.feasibility import Solution
from expectations.localise.kinds import log_shares
from expectations.localise.plausibility import PER_ERROR, Plausibility
from expectations.localise.system import System
from expectations.localise.values import Choice, list_values

BEAM = 6  # values followed up for each figure of a set
SWAPPED = "swapped_cells"
PARTNERS = 6  # figures that one may have changed places with


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
    variables = [plausibility.system.variables[number] for number in solution.changed]
    partial = [Hypothesis((), plausibility.log_error(variables))]
    for place, variable in enumerate(variables):
        longer = []
        for hypothesis in partial:
            found = solution.range_after(tuple(change.value for change in hypothesis.changes))
            if found is None:
                continue
            earlier = {change.number: change.value for change in hypothesis.changes}
            choice = Choice(variable, earlier, solution.changed[place + 1 :])
            for value in list_values(choice, found, plausibility):
                kind, likelihood = plausibility.weigh(variable, value)
                score = hypothesis.score + likelihood + _fit(choice, value, plausibility)
                changes = (*hypothesis.changes, Change(variable.number, value, kind))
                longer.append(Hypothesis(changes, score))
        longer.sort(key=lambda hypothesis: (-hypothesis.score, hypothesis.changes))
        partial = longer[:BEAM]
    for hypothesis in partial:
        yield _join_swapped(plausibility.system, hypothesis, plausibility)


def _fit(choice: Choice, value: int, plausibility: Plausibility) -> float:
    """How well the claims on a figure fit once all their figures are chosen, against how they did."""
    system = plausibility.system
    values = {**choice.earlier, choice.variable.number: value}
    score = 0.0
    for index in choice.variable.constraints:
        constraint = system.constraints[index]
        if constraint.at_most or not constraint.weights.keys().isdisjoint(choice.later):
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
