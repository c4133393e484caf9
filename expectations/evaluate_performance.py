"""What self-evaluation forms owe (I31): weights, scores, groups.

What they owe about money is in expectations.evaluate_performance_funds.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from expectations.claims import READ_IN_PART, Verdict, withdraw
from expectations.clauses import PerformanceClause
from expectations.evaluate_performance_funds import (
    judge_amounts,
    judge_funds,
    judge_products,
    judge_rates,
)
from expectations.identities import load_identities
from expectations.performance_forms import (
    EvaluationForm,
    FormLine,
    arrange_forms,
    bare,
    is_named,
    is_second_level,
    matches,
    second_levels,
)
from expectations.performance_verdicts import PERFORMANCE, Owed, Sides
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.sheets import Report

FULL_SCORE = 100
SHARES = 2  # weights that sum to no more than this are shares of one
ZERO = Fraction(0)
ADDED_UP = frozenset({"weights", "scores", "groups"})


def claim_performance(printed: PrintedReport, report: Report) -> Iterator[Verdict]:
    """Verdicts on every form of a report; one that says so where the report prints no form that was read.

    `report` are the same report's tables. Instances name clause, form, row and measure: `rates/1/1/rate`.
    """
    forms = arrange_forms(printed.performance)
    for identity in load_identities():
        clauses = [clause for clause in identity.clauses if isinstance(clause, PerformanceClause)]
        if clauses and not forms:
            yield Verdict(
                printed.sha256,
                identity.id,
                "forms",
                PERFORMANCE,
                None,
                "",
                "",
                "",
                None,
                VerdictKind.NOT_EVALUABLE,
                reason="no_form:",
                unit="points",
            )
        for form in forms:
            lost = not _are_weights_whole(form)
            shared = [other.kind for other in forms].count(form.kind) > 1
            for clause in clauses:
                owed = Owed(printed.sha256, identity, clause, form, lost, shared)
                for verdict in _judge_clause(owed, report):
                    yield verdict if printed.is_complete else _excuse(verdict, clause)


def _excuse(verdict: Verdict, clause: PerformanceClause) -> Verdict:
    """The verdict on a form of a report read in part: rows that were not read may be what a sum lacks."""
    may_lack = clause.check in ADDED_UP and verdict.verdict is VerdictKind.VIOLATED
    return withdraw(verdict, READ_IN_PART) if may_lack else verdict


def _judge_clause(owed: Owed, report: Report) -> Iterator[Verdict]:
    if owed.clause.check == "amounts":
        return judge_amounts(owed, report)
    judges = {
        "weights": _judge_weights,
        "scores": _judge_scores,
        "groups": _judge_groups,
        "limits": _judge_limits,
        "rates": judge_rates,
        "products": judge_products,
        "funds": judge_funds,
    }
    return judges[owed.clause.check](owed)


def _judge_weights(owed: Owed) -> Iterator[Verdict]:
    return _judge_total(owed, "weight")


def _judge_scores(owed: Owed) -> Iterator[Verdict]:
    return _judge_total(owed, "score")


def _judge_total(owed: Owed, measure: str) -> Iterator[Verdict]:
    """The total, printed or the full score, left; the rows right, that of the funds among them.

    Where an indicator scores the execution as well, the row of the funds may be no addend.
    """
    form, total = owed.form, owed.form.total
    parts = _addends(form)
    printed = [line for line in parts if line.value(measure) is not None]
    if not printed or (measure == "score" and (total is None or total.value("score") is None)):
        return
    place = total or FormLine(0, "total", "", "", printed[-1].page, {})
    wanted = total.value(measure) if total else None
    left = Fraction(wanted) if wanted is not None else _full_score(printed, measure)
    choices = [printed]
    if any(is_named(line.item, "execution") for line in parts if line.kind == "indicator"):
        choices.append([line for line in printed if line.kind != "funds"])
    sums = [(_add(chosen, measure), chosen) for chosen in choices]
    right, chosen = min(sums, key=lambda found: abs(left - found[0]))
    bound = _slack([*chosen, place], measure)
    unprinted = next((line for line in parts if line.value(measure) is None), None)
    if abs(left - right) > bound and (unprinted or _lacks_execution(form, measure)):
        label = unprinted.item if unprinted else "执行率"
        yield owed.decline(place, measure, f"form_lacks:{label}")
        return
    yield owed.judge(place, measure, Sides(left, right, bound, parts=len(chosen)))


def _addends(form: EvaluationForm) -> list[FormLine]:
    """Rows whose weights and scores add up to the total: the indicators and the execution of the funds."""
    funds = [line for line in form.of_kind("funds") if line.value("weight") is not None]
    return [*funds[:1], *form.of_kind("indicator")]


def _lacks_execution(form: EvaluationForm, measure: str) -> bool:
    """Whether nothing says what the execution weighs or scores, so that it may be what is missing."""
    lines = form.of_kind("funds")
    executed = any(is_named(line.item, "execution") for line in form.of_kind("indicator"))
    return not executed and all(line.value(measure) is None for line in lines)


def _are_weights_whole(form: EvaluationForm) -> bool:
    """Whether the weights printed add up to the total weight, so that no row is missing."""
    total = form.total.value("weight") if form.total else None
    parts = _addends(form)
    return _add(parts, "weight") == (Fraction(total) if total is not None else _full_score(parts, "weight"))


def _full_score(lines: Sequence[FormLine], measure: str) -> Fraction:
    """A hundred points, or one where weights are shares of it."""
    return Fraction(1 if _add(lines, measure) <= SHARES else FULL_SCORE)


def _add(lines: Sequence[FormLine], measure: str) -> Fraction:
    return sum((Fraction(line.value(measure) or 0) for line in lines), ZERO)


def _slack(lines: Sequence[FormLine], measure: str) -> Fraction:
    """What rounding allows: half the last digit of each figure with decimals, and of a coarser total.

    A weight or score without decimals is exact, for it is given and not measured.
    """
    *parts, total = (line.figures.get(measure) for line in lines)
    decimals = [row.decimals or 0 for row in parts if row is not None]
    slack = sum((Fraction(1, 2 * 10**count) for count in decimals if count), ZERO)
    if total is not None and total.decimals is not None and (total.decimals or max(decimals, default=0)):
        slack += Fraction(1, 2 * 10**total.decimals)
    return slack


def _judge_groups(owed: Owed) -> Iterator[Verdict]:
    """The weight of a first or second level left, the weights of its rows right.

    Rows belong to the level they are printed in. Where that fails, levels may stand beside the wrong rows:
    then those count whose second level is known to belong to the first.
    """
    indicators = owed.form.of_kind("indicator")
    for group in owed.form.of_kind("group"):
        weight = group.value("weight")
        if weight is None:
            continue
        own = _members(group, indicators)
        if _add(own, "weight") != weight and not group.path:
            known = second_levels(group.levels[-1])
            if known and all(is_second_level(line.levels[-1]) for line in indicators):
                own = [line for line in indicators if matches(line.levels[-1], known)]
        if not own or any(line.value("weight") is None for line in own):
            reason = "form_lacks" if own else "no_details"
            yield owed.decline(group, "weight", f"{reason}:{group.item}")
            continue
        sides = Sides(Fraction(weight), _add(own, "weight"), _slack([*own, group], "weight"), parts=len(own))
        yield owed.judge(group, "weight", sides)


def _members(group: FormLine, indicators: Sequence[FormLine]) -> list[FormLine]:
    path = [*(group.levels if group.path else []), bare(group.item)]
    return [line for line in indicators if line.levels[: len(path)] == path]


def _judge_limits(owed: Owed) -> Iterator[Verdict]:
    """No score exceeds its weight. Where most do, scores are of another scale, and none is judged."""
    scored = [
        (line, Fraction(weight), Fraction(score))
        for line in owed.form.lines
        if (weight := line.value("weight")) is not None and (score := line.value("score")) is not None
    ]
    over = [line for line, weight, score in scored if score > weight]
    if 2 * len(over) > len(scored):
        yield owed.decline(over[0], "score", "other_scale:")
        return
    for line, most, earned in scored:
        verdict = owed.judge(line, "score", Sides(max(earned, most), most, ZERO))
        yield verdict if earned > most else verdict._replace(left_amount=line.value("score"))
