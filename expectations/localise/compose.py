"""Findings from ranked hypotheses: one for each wrong figure of the best one, with its rivals as suspects."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from expectations.claims import Verdict
from expectations.findings import Finding, Suspect
from expectations.localise.evidence import list_evidence
from expectations.localise.plausibility import Plausibility
from expectations.localise.ranking import SWAPPED, Change, Hypothesis, Ranked
from expectations.localise.system import System, Variable
from expectations.localise.words import (
    fill_rule,
    join_words,
    name_kind,
    name_place,
    name_verdict,
    print_amount,
)
from expectations.rounding import yuan_from_half_fens

CLEAR_FIGURE = 0.9  # of all belief in a figure, and of that in one value, for the value to be suggested
CLEAR_VALUE = 0.5
MOST_SUSPECTS = 40
GRAVITY = ("info", "warning", "error")


def compose_findings(
    component: Sequence[int], ranked: Ranked, plausibility: Plausibility, verdicts: Sequence[Verdict]
) -> Iterator[Finding]:
    """A finding for every figure of the best hypothesis that explains a violated constraint of its own.

    Figures that only have to change with another one stand beside it as suspects of the same set.
    """
    system = plausibility.system
    best = ranked.hypotheses[0]
    explained = _share_out(system, component, best)
    leaders = [change for change in best.changes if explained[change.number]]
    followers = [change for change in best.changes if not explained[change.number]]
    for place, leader in enumerate(leaders):
        beside = followers if place == 0 else []
        others = _list_rivals(ranked, leader, best, first=place == 0)
        keys = [verdicts[system.constraints[index].place] for index in explained[leader.number]]
        yield _compose(leader, beside, others, keys, ranked, plausibility)


def _share_out(system: System, component: Sequence[int], best: Hypothesis) -> Mapping[int, list[int]]:
    """Each violated constraint to the figure that moves it most, of swapped ones the first."""
    joined = {change.number for change in best.changes if change.kind == SWAPPED}
    explained: dict[int, list[int]] = defaultdict(list)
    for index in component:
        weights = system.constraints[index].weights
        moves = {
            change.number: abs(weights.get(change.number, 0) * _move(system, change))
            for change in best.changes
        }
        number = max(moves, key=lambda member: moves[member])
        explained[min(joined) if number in joined else number].append(index)
    return explained


def _move(system: System, change: Change) -> int:
    return change.value - system.variables[change.number].amount


def _list_rivals(ranked: Ranked, leader: Change, best: Hypothesis, *, first: bool) -> list[list[Change]]:
    """Other explanations of what the leader explains, best first: each the changes that it would take.

    A hypothesis that keeps the rest of the best one replaces the leader alone; one that has nothing to do
    with it is listed with the first finding, whole.
    """
    rest = set(best.members) - {leader.number}
    rivals: dict[tuple[int, ...], list[Change]] = {}
    for hypothesis in ranked.hypotheses[1:]:
        if leader.number in hypothesis.members:
            continue
        replaced = [change for change in hypothesis.changes if change.number not in rest]
        if len(replaced) == 1 or (first and rest.isdisjoint(hypothesis.members)):
            rivals.setdefault(tuple(change.number for change in replaced), replaced)
    return list(rivals.values())


def _compose(
    leader: Change,
    beside: Sequence[Change],
    rivals: Sequence[Sequence[Change]],
    explained: Sequence[Verdict],
    ranked: Ranked,
    plausibility: Plausibility,
) -> Finding:
    variable = plausibility.system.variables[leader.number]
    is_clear = _is_clear(leader, ranked)
    sets = [[leader, *beside], *rivals]
    suspects = [
        _make_suspect(change, members, place + 1, plausibility, suggest=place == 0 and is_clear)
        for place, members in enumerate(sets)
        for change in members
    ]
    suspects = [s._replace(rank=rank) for rank, s in enumerate(suspects[:MOST_SUSPECTS], start=1)]
    message = fill_rule(
        "L01" if is_clear else "L02",
        place=name_place(variable),
        printed=suspects[0].printed,
        suggested=print_amount(variable, leader.value),
        kind=name_kind(leader.kind),
        count=len(explained),
        candidates=len({change.number for members in sets for change in members}),
    )
    stake = abs(_move(plausibility.system, leader))
    return Finding(
        rule_id="L01" if is_clear else "L02",
        severity=gravest(explained),
        message_zh=message.zh,
        message_en=message.en,
        table_code=suspects[0].table_code,
        subject_code=suspects[0].subject_code,
        measure=suspects[0].measure,
        page=suspects[0].page,
        amount=yuan_from_half_fens(stake),
        cell_no=suspects[0].cell_no,
        statement_no=suspects[0].statement_no,
        explains=tuple((verdict.identity_id, verdict.instance) for verdict in explained),
        suspects=tuple(suspects),
    )


def _is_clear(change: Change, ranked: Ranked) -> bool:
    figure = ranked.of_figure[change.number]
    return figure >= CLEAR_FIGURE and ranked.of_value[change.number, change.value] >= CLEAR_VALUE * figure


def _make_suspect(
    change: Change, members: Sequence[Change], set_no: int, plausibility: Plausibility, *, suggest: bool
) -> Suspect:
    variable = plausibility.system.variables[change.number]
    words = join_words(
        [name_kind(change.kind), *list_evidence(change, members, set_no, plausibility)],
    )
    suspect = Suspect(
        table_code="narrative",
        side=None,
        item="",
        subject_code="",
        measure="",
        printed="",
        suggested=yuan_from_half_fens(change.value) if suggest else None,
        suggested_text=print_amount(variable, change.value) if suggest else "",
        rank=1,
        set_no=set_no,
        kind=change.kind,
        evidence_zh=words.zh,
        evidence_en=words.en,
        page=None,
    )
    return _place(suspect, variable)


def _place(suspect: Suspect, variable: Variable) -> Suspect:
    """The suspect at the place of its figure."""
    cell, statement = variable.cell, variable.statement
    if cell is not None:
        return suspect._replace(
            table_code=cell.table_code,
            side=cell.side,
            item=cell.item,
            subject_code=cell.subject_code,
            measure=cell.measure,
            printed=cell.printed,
            page=cell.page,
            cell_no=cell.cell_no,
        )
    assert statement is not None
    return suspect._replace(
        item=statement.subject,
        subject_code=statement.subject_code,
        measure=statement.topic,
        printed=statement.printed,
        page=statement.page,
        statement_no=statement.statement_no,
    )


def compose_unlocalised(explained: Sequence[Verdict]) -> Finding:
    """A finding for violated verdicts that no small set of figures explains."""
    first = explained[0]
    message = fill_rule("L03", place=name_verdict(first), count=len(explained))
    residuals = [abs(verdict.residual) for verdict in explained if verdict.residual is not None]
    return Finding(
        rule_id="L03",
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
