"""From violated verdicts to findings: one for every wrong figure, each violated verdict in exactly one.

Components are solved one by one; where the best explanation of one reaches into another, both are solved
together.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from expectations.claims import Verdict
from expectations.findings import Finding
from expectations.localise.components import join_linked, part_violated
from expectations.localise.compose import compose_findings, compose_unlocalised
from expectations.localise.confirmed import Stated
from expectations.localise.plausibility import Plausibility
from expectations.localise.ranking import SWAPPED, Ranked, rank_solutions
from expectations.localise.rate_evidence import Rates
from expectations.localise.rest import explain_rest
from expectations.localise.search import Budget, find_sets
from expectations.localise.swaps import list_exchanges
from expectations.localise.system import System, state_system
from expectations.printed import PrintedReport
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind

# Where so many claims and such a share of all are violated, a table was misread or is of another year: sets
# of figures that mend it all could be found, and would mean nothing.
MOST_VIOLATED, LARGEST_SHARE = 60, 0.35
ROUNDS = 4  # of solving components together; no report of ours needs more than two


@dataclass(frozen=True, slots=True)
class Cause:
    """A component of violated constraints and what explains it."""

    component: tuple[int, ...]
    ranked: Ranked

    @property
    def is_explained(self) -> bool:
        """Whether the best explanation has no more errors than there are violated claims."""
        if not self.ranked.hypotheses:
            return False
        kinds = [change.kind for change in self.ranked.hypotheses[0].changes]
        return len(kinds) - (SWAPPED in kinds) <= len(self.component)


def localise(
    claims: Sequence[Stated],
    verdicts: Sequence[Verdict],
    printed: PrintedReport,
) -> list[Finding]:
    """Findings that together explain every violated verdict of the report, each exactly one of them.

    `claims` are parallel to `verdicts`; where a verdict was reached without a claim, anything else stands for
    it. Soft claims may be broken with reason: their verdicts get findings of their own but suspect no figure.
    Suspects are ranked; a value is suggested only where one is clearly first.
    """
    if not any(verdict.verdict is VerdictKind.VIOLATED for verdict in verdicts):
        return []
    system = state_system(claims, verdicts)
    rates = [(claim, v) for claim, v in zip(claims, verdicts, strict=True) if isinstance(claim, RateClaim)]
    plausibility = Plausibility(system, printed, Rates(rates))
    findings: list[Finding] = []
    broken = [constraint.place for constraint in system.constraints if constraint.violated]
    if len(broken) >= MOST_VIOLATED and len(broken) >= LARGEST_SHARE * len(system.constraints):
        unlocated = compose_unlocalised([verdicts[place] for place in broken])
        return explain_rest([unlocated], claims, verdicts, printed)
    for cause in _find_causes(system, plausibility):
        if cause.is_explained:
            findings += compose_findings(cause.component, cause.ranked, plausibility, verdicts)
        else:
            explained = [verdicts[system.constraints[index].place] for index in cause.component]
            findings.append(compose_unlocalised(explained))
    return explain_rest(findings, claims, verdicts, printed)


def _find_causes(system: System, plausibility: Plausibility) -> list[Cause]:
    budget = Budget()
    exchanges = list(list_exchanges(system))

    def solve(component: tuple[int, ...]) -> Cause:
        swapped = [pair for pair, mended in exchanges if set(component) <= set(mended)]
        sets = find_sets(system, component, swapped, budget)
        return Cause(component, rank_solutions(sets, plausibility))

    components = part_violated(system)
    links = [(place, set(component)) for place, component in enumerate(components)]
    links += [(len(links) + n, set(mended)) for n, (_, mended) in enumerate(exchanges)]
    causes = [solve(component) for component in _join(links, components)]
    for _ in range(ROUNDS):
        reached = [set(cause.component) | _list_moved(system, cause) for cause in causes]
        components = _join(list(enumerate(reached)), [cause.component for cause in causes])
        if len(components) == len(causes):
            break
        known = {cause.component: cause for cause in causes}
        causes = [known.get(component) or solve(component) for component in components]
    return causes


def _join(
    links: Sequence[tuple[int, set[int]]], components: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Components, those joined that are linked; links beyond the last component's place only join others."""
    return [
        tuple(sorted(index for place in group if place < len(components) for index in components[place]))
        for group in join_linked(links)
    ]


def _list_moved(system: System, cause: Cause) -> set[int]:
    """Constraints whose sum the best explanation moves."""
    moved: dict[int, int] = defaultdict(int)
    for change in cause.ranked.hypotheses[0].changes if cause.ranked.hypotheses else ():
        variable = system.variables[change.number]
        for index in variable.constraints:
            weight = system.constraints[index].weights[change.number]
            moved[index] += weight * (change.value - variable.amount)
    return {index for index, by in moved.items() if by}
