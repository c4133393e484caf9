"""What self-evaluation forms owe about money (I31): rates of execution, their scores, funds and amounts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from expectations.claims import Verdict
from expectations.clauses import Term
from expectations.performance_forms import EvaluationForm, FormLine
from expectations.performance_verdicts import Owed, Sides
from expectations.rounding import HALF_FENS_PER_YUAN, half_width
from expectations.sheets import Figure, Report
from expectations.statements import PerformanceRow

AMOUNTS = ("budget_initial", "budget_adjusted", "final")
HUNDRED = Fraction(100)
Interval = tuple[Fraction, Fraction]  # an amount in yuan and its half-width


def judge_rates(owed: Owed) -> Iterator[Verdict]:
    """The rate of each row of the funds left, 执行数 over the budget right, both as intervals.

    The budget is the adjusted one, the initial one in forms that print no other. A rate may be cut off after
    its last digit instead of rounded.
    """
    form = owed.form
    base_measure = next(
        (m for m in ("budget_adjusted", "budget_initial") if any(m in line.figures for line in form.lines)),
        "budget_adjusted",
    )
    for line in form.of_kind("funds"):
        rate = line.figures.get("rate")
        if rate is None or rate.value is None:
            continue
        final, base = _interval(line, "final", form), _interval(line, base_measure, form)
        if final is None or base is None:
            yield owed.decline(line, "rate", f"form_lacks:{line.item}", "percent")
        elif base[0] <= base[1]:
            yield owed.decline(line, "rate", "zero_base:", "percent")
        else:
            yield _judge_rate(owed, line, rate, final, base)


def _judge_rate(owed: Owed, line: FormLine, rate: PerformanceRow, final: Interval, base: Interval) -> Verdict:
    printed, width = Fraction(rate.value or 0), _half_digit(rate)
    due = HUNDRED * final[0] / base[0]
    lowest = HUNDRED * (final[0] - final[1]) / (base[0] + base[1])
    highest = HUNDRED * (final[0] + final[1]) / (base[0] - base[1])
    bound = width + highest - due if printed > due else 2 * width + due - lowest
    return owed.judge(line, "rate", Sides(printed, due, bound, "percent"))


def judge_products(owed: Owed) -> Iterator[Verdict]:
    """Where the form defines the score of the execution as weight × rate: the score left, the product right.

    A rate above 100 % earns no more than the weight.
    """
    for line in owed.form.of_kind("funds"):
        score, weight, rate = (line.figures.get(measure) for measure in ("score", "weight", "rate"))
        if score is None or not score.formula or score.value is None:
            continue
        if weight is None or rate is None or weight.value is None or rate.value is None:
            yield owed.decline(line, "score", f"form_lacks:{line.item}")
            continue
        percent = min(Fraction(rate.value), HUNDRED)
        due = Fraction(weight.value) * percent / HUNDRED
        bound = _half_digit(score) + Fraction(weight.value) * _half_digit(rate) / HUNDRED
        yield owed.judge(line, "score", Sides(Fraction(score.value), due, bound, parts=2))


def judge_funds(owed: Owed) -> Iterator[Verdict]:
    """Each amount of the total of the funds left, those of its parts right.

    A part headed 其中 opens the list of parts, or is one of the part before it: either may hold.
    """
    form, total = owed.form, owed.form.funds_total
    if total is None:
        return
    parts = [line for line in form.of_kind("funds") if line.line_no > total.line_no]
    lists = [parts, [line for place, line in enumerate(parts) if not place or not line.is_of_which]]
    for measure in AMOUNTS:
        figure = _interval(total, measure, form)
        printed = [[line for line in chosen if measure in line.figures] for chosen in lists]
        if figure is None or not parts:
            continue
        if not printed[0]:
            yield owed.decline(total, measure, f"no_details:{total.item}", "yuan")
            continue
        sums = [_add_up(chosen, measure, form) for chosen in printed]
        right, width = min(sums, key=lambda found: abs(figure[0] - found[0]))
        sides = Sides(figure[0], right, figure[1] + width, "yuan", len(printed[0]))
        yield owed.judge(total, measure, sides)


def _add_up(lines: Sequence[FormLine], measure: str, form: EvaluationForm) -> Interval:
    found = [interval for line in lines if (interval := _interval(line, measure, form)) is not None]
    return sum((amount for amount, _ in found), Fraction(0)), sum((width for _, width in found), Fraction(0))


def judge_amounts(owed: Owed, report: Report) -> Iterator[Verdict]:
    """An amount of the funds' total left, a table's right: of the place that agrees, else of the first."""
    clause, form, total = owed.clause, owed.form, owed.form.funds_total
    measure = clause.measure or "final"
    if total is None or clause.forms != form.kind or (left := _interval(total, measure, form)) is None:
        return
    found = [(term, figure) for term in clause.places if (figure := _look_up(term, report)) is not None]
    if not found:
        yield owed.decline(total, measure, f"missing_table:{clause.places[0].table}", "yuan")
        return
    at_most = clause.relation == "at_most" or owed.shared
    verdicts = [
        owed.judge(total, measure, _sides(left, figure, term.table, at_most)) for term, figure in found
    ]
    yield next((verdict for verdict in verdicts if verdict.verdict != "violated"), verdicts[0])


def _sides(left: Interval, figure: Figure, table: str, at_most: bool) -> Sides:
    """Two printings of one figure may differ by the coarser last digit; a limit binds in one direction."""
    right = Fraction(figure.amount or 0, HALF_FENS_PER_YUAN)
    bound = 2 * max(left[1], Fraction(figure.width, HALF_FENS_PER_YUAN))
    return Sides(left[0], min(right, left[0]) if at_most else right, bound, "yuan", table=table)


def _look_up(term: Term, report: Report) -> Figure | None:
    """The figure a table prints at a named row, None where it prints none."""
    sheet = report.sheets.get(term.table)
    row = sheet.find_row(term.row) if sheet is not None and term.row else None
    figure = row.figures.get(term.measure or "") if row is not None else None
    return figure if figure is not None and figure.amount is not None else None


def _interval(line: FormLine, measure: str, form: EvaluationForm) -> Interval | None:
    """Amount of a row in yuan and its half-width; a bare 0 is as exact as the form's other amounts."""
    row = line.figures.get(measure)
    if row is None or row.amount is None:
        return None
    decimals = row.decimals or 0
    if not row.amount and not decimals:
        own = [figure for other in form.of_kind("funds") for figure in other.figures.values()]
        decimals = max((figure.decimals or 0 for figure in own if figure.amount), default=2)
    return Fraction(row.amount), Fraction(half_width(decimals, row.unit), HALF_FENS_PER_YUAN)


def _half_digit(row: PerformanceRow) -> Fraction:
    return Fraction(1, 2 * 10 ** (row.decimals or 0))
