"""Findings from ranked hypotheses: one for each wrong figure of the best one, with its rivals as suspects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from expectations.claims import Verdict
from expectations.findings import Finding, Suspect, suspect_of_cell, suspect_of_statement
from expectations.localise.evidence import list_evidence
from expectations.localise.plausibility import Plausibility
from expectations.localise.ranking import SWAPPED, Change, Hypothesis, Ranked
from expectations.localise.system import System, Variable
from expectations.localise.words import (
    Words,
    fill_rule,
    join_words,
    name_kind,
    name_place,
    name_verdict,
    print_amount,
)
from expectations.rounding import yuan_from_half_fens

LOCATED, CANDIDATES, UNLOCATED, ABOUT = "L01", "L02", "L03", "L05"  # rules/localise.yml
CLEAR_FIGURE = 0.9  # of all belief in a figure, and of that in one value, for the value to be suggested
CLEAR_VALUE = 0.6
MOST_SUSPECTS = 40
GRAVITY = ("info", "warning", "error")


class Misprint(NamedTuple):
    """One error of a hypothesis: the figures that change with it, the telling one first; what it explains."""

    changes: tuple[Change, ...]
    explained: tuple[int, ...]


def compose_findings(
    component: Sequence[int], ranked: Ranked, plausibility: Plausibility, verdicts: Sequence[Verdict]
) -> Iterator[Finding]:
    """A finding for every error of the best hypothesis, each with a violated constraint of its own."""
    system = plausibility.system
    for place, misprint in enumerate(_part_misprints(system, component, ranked.hypotheses[0])):
        rivals = _list_rivals(ranked, misprint, first=place == 0)
        explained = [verdicts[system.constraints[index].place] for index in misprint.explained]
        yield _compose([list(misprint.changes), *rivals], explained, ranked, plausibility)


def _part_misprints(system: System, component: Sequence[int], best: Hypothesis) -> list[Misprint]:
    """The errors of a hypothesis: each violated constraint belongs to the figure that moves it most.

    Figures that have changed places are one error; a figure that only has to change with another one, with
    no violated constraint of its own, belongs to the error that it shares a constraint with.
    """
    explained: dict[int, list[int]] = {change.number: [] for change in best.changes}
    for index in component:
        moves = [abs(_move(system, change, index)) for change in best.changes]
        explained[best.changes[moves.index(max(moves))].number].append(index)
    groups: list[list[Change]] = []
    for change in sorted(best.changes, key=lambda change: not explained[change.number]):
        partner = next((group for group in groups if _belongs(system, change, group, explained)), None)
        if partner is None and groups and not explained[change.number]:
            partner = groups[0]
        if partner is None:
            groups.append([change])
        else:
            partner.append(change)
    return [
        Misprint(tuple(group), tuple(sorted(index for change in group for index in explained[change.number])))
        for group in groups
    ]


def _belongs(
    system: System, change: Change, group: Sequence[Change], explained: Mapping[int, Sequence[int]]
) -> bool:
    """Whether a change is part of the same error as those of the group."""
    if change.kind == SWAPPED and any(member.kind == SWAPPED for member in group):
        return True
    touched = set(system.variables[change.number].constraints)
    return not explained[change.number] and any(
        not touched.isdisjoint(system.variables[member.number].constraints) for member in group
    )


def _move(system: System, change: Change, index: int) -> int:
    """How far the change moves the sum of a constraint."""
    by = change.value - system.variables[change.number].amount
    return system.constraints[index].weights.get(change.number, 0) * by


def _list_rivals(ranked: Ranked, misprint: Misprint, *, first: bool) -> list[list[Change]]:
    """Other explanations of what the misprint explains, best first: each the changes that it would take.

    A hypothesis that keeps the rest of the best one replaces this misprint alone; one that has nothing to do
    with the rest is listed with the first finding, whole.
    """
    own = {change.number for change in misprint.changes}
    rest = set(ranked.hypotheses[0].members) - own
    rivals: dict[tuple[int, ...], list[Change]] = {}
    for hypothesis in ranked.hypotheses[1:]:
        replaced = [change for change in hypothesis.changes if change.number not in rest]
        members = tuple(change.number for change in replaced)
        keeps = rest <= set(hypothesis.members)
        if own.isdisjoint(members) and members and (keeps or (first and rest.isdisjoint(hypothesis.members))):
            rivals.setdefault(members, replaced)
    return list(rivals.values())


def _compose(
    sets: Sequence[Sequence[Change]],
    explained: Sequence[Verdict],
    ranked: Ranked,
    plausibility: Plausibility,
) -> Finding:
    """The finding on an error, from the sets that may account for it, best first."""
    leader = sets[0][0]
    variable = plausibility.system.variables[leader.number]
    rule_id = choose_rule(sets[0], ranked)
    suspects = [
        _make_suspect(change, members, set_no, plausibility, suggest=set_no == 1 and rule_id == LOCATED)
        for set_no, members in enumerate(sets, start=1)
        for change in members
    ]
    suspects = [s._replace(rank=rank) for rank, s in enumerate(suspects[:MOST_SUSPECTS], start=1)]
    top = suspects[0]
    message = fill_rule(
        rule_id,
        place=name_place(variable),
        printed=top.printed,
        suggested=print_amount(variable, leader.value),
        kind=name_kind(leader.kind),
        candidates=len({change.number for members in sets for change in members}),
    )
    return Finding(
        rule_id=rule_id,
        severity=gravest(explained),
        message_zh=message.zh,
        message_en=message.en,
        table_code=top.table_code,
        subject_code=top.subject_code,
        measure=top.measure,
        page=top.page,
        amount=yuan_from_half_fens(abs(leader.value - variable.amount)),
        cell_no=top.cell_no,
        statement_no=top.statement_no,
        explains=tuple((verdict.identity_id, verdict.instance) for verdict in explained),
        suspects=tuple(suspects),
    )


def choose_rule(changes: Sequence[Change], ranked: Ranked) -> str:
    """Whether the figures are clearly the wrong ones, and their values clear as well."""
    figures = [ranked.of_figure[change.number] for change in changes]
    values = [ranked.of_value[change.number, change.value] for change in changes]
    if min(figures) < CLEAR_FIGURE:
        return CANDIDATES
    known = all(value >= CLEAR_VALUE * figure for figure, value in zip(figures, values, strict=True))
    return LOCATED if known else ABOUT


def _make_suspect(
    change: Change, members: Sequence[Change], set_no: int, plausibility: Plausibility, *, suggest: bool
) -> Suspect:
    variable = plausibility.system.variables[change.number]
    words = join_words(
        [name_kind(change.kind), *list_evidence(change, members, set_no, plausibility)],
    )
    suspect = _suspect_of(variable, change.kind, words)
    if not suggest:
        return suspect._replace(set_no=set_no)
    return suspect._replace(
        set_no=set_no,
        suggested=yuan_from_half_fens(change.value),
        suggested_text=print_amount(variable, change.value),
    )


def _suspect_of(variable: Variable, kind: str, words: Words) -> Suspect:
    """The figure as a suspect of that kind, with its evidence in words."""
    if variable.cell is not None:
        return suspect_of_cell(variable.cell, kind, words)
    assert variable.statement is not None
    return suspect_of_statement(variable.statement, kind, words)


def compose_unlocalised(explained: Sequence[Verdict]) -> Finding:
    """A finding for violated verdicts that no small set of figures explains."""
    first = explained[0]
    message = fill_rule(UNLOCATED, place=name_verdict(first), count=len(explained))
    residuals = [abs(verdict.residual) for verdict in explained if verdict.residual is not None]
    return Finding(
        rule_id=UNLOCATED,
        severity=gravest(explained),
        message_zh=message.zh,
        message_en=message.en,
        table_code=first.table_code or None,
        subject_code=first.subject_code,
        measure=first.measure,
        page=first.page,
        amount=max(residuals, default=None),
        statement_no=first.statement_no,
        explains=tuple((verdict.identity_id, verdict.instance) for verdict in explained),
    )


def gravest(verdicts: Iterable[Verdict]) -> str:
    """The gravest severity among verdicts."""
    return max((verdict.severity for verdict in verdicts), key=GRAVITY.index)
