"""From violated verdicts to findings: one for every wrong figure, each violated verdict in exactly one.

Components are solved one by one; where the best explanation of one reaches into another, both are solved
together.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from expectations.claims import Claim, Verdict
from expectations.findings import Finding
from expectations.localise.components import join_linked, part_violated
from expectations.localise.compose import compose_findings, compose_unlocalised
from expectations.localise.plausibility import Plausibility
from expectations.localise.ranking import Ranked, rank_solutions
from expectations.localise.rates import explain_rest
from expectations.localise.search import find_sets
from expectations.localise.system import System, state_system
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind

ROUNDS = 4  # of solving components together; no report of ours needs more than two


@dataclass(frozen=True, slots=True)
class Cause:
    """A component of violated constraints and what explains it."""

    component: tuple[int, ...]
    ranked: Ranked


def localise(
    claims: Sequence[Claim | Verdict | None],
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
    plausibility = Plausibility(system, printed)
    findings: list[Finding] = []
    for cause in _find_causes(system, plausibility):
        if cause.ranked.hypotheses:
            findings += compose_findings(cause.component, cause.ranked, plausibility, verdicts)
        else:
            explained = [verdicts[system.constraints[index].place] for index in cause.component]
            findings.append(compose_unlocalised(explained))
    return explain_rest(findings, claims, verdicts, printed.statements)


def _find_causes(system: System, plausibility: Plausibility) -> list[Cause]:
    causes = [_solve(system, component, plausibility) for component in part_violated(system)]
    for _ in range(ROUNDS):
        joined = _join_reaching(system, causes)
        if len(joined) == len(causes):
            break
        known = {cause.component: cause for cause in causes}
        causes = [known.get(component) or _solve(system, component, plausibility) for component in joined]
    return causes


def _solve(system: System, component: tuple[int, ...], plausibility: Plausibility) -> Cause:
    return Cause(component, rank_solutions(find_sets(system, component), plausibility))


def _join_reaching(system: System, causes: Sequence[Cause]) -> list[tuple[int, ...]]:
    """Components, those joined whose best explanations share a claim that they change."""
    links: list[tuple[int, set[int]]] = []
    for place, cause in enumerate(causes):
        touched = set(cause.component)
        if cause.ranked.hypotheses:
            touched.update(_list_moved(system, cause))
        links.append((place, touched))
    groups: dict[int, list[int]] = defaultdict(list)
    for group in join_linked(links):
        groups[group[0]].extend(index for place in group for index in causes[place].component)
    return [tuple(sorted(component)) for component in groups.values()]


def _list_moved(system: System, cause: Cause) -> list[int]:
    """Constraints whose sum the best explanation moves."""
    moved: dict[int, int] = defaultdict(int)
    for change in cause.ranked.hypotheses[0].changes:
        variable = system.variables[change.number]
        for index in variable.constraints:
            moved[index] += system.constraints[index].weights[change.number] * (
                change.value - variable.amount
            )
    return [index for index, by in moved.items() if by]
