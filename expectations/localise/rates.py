"""Rates of the text that do not follow from their amounts: what they should be, and where they come from.

The amounts that a rate divides are those that its claim names (expectations.evaluate_rates). Where another
quotient of the same amounts gives the printed rate, the wrong base was taken; otherwise only the recomputed
rate is told. A rate can also be solved for one of its amounts.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor

from expectations.claims import Verdict
from expectations.findings import Finding, Suspect, suspect_of_statement
from expectations.localise.slips import list_slips
from expectations.localise.words import Words, fill, fill_rule, join_words, name_kind
from expectations.rates import RateClaim
from expectations.rounding import yuan_from_half_fens
from expectations.sheets import Figure
from expectations.statements import Statement

RULE = "L04"
PERCENT = "%"
MOST_CHANCE = 0.02  # that a slip leads to the printed rate by accident
FAIR_CHANCE = 0.1  # the same, where nothing speaks for another figure
# Slips that a rate taken of a wrong amount looks like as well.
VAGUE = frozenset({"carry", "decimal_point", "sign_flip", "wrong_unit", "zero"})
Place = tuple[str, int]  # 'cell' or 'statement', and its number within the report
Quotient = tuple[tuple[int, ...], tuple[int, ...]]  # weights of the figures over and under the line


def tell_rate(verdict: Verdict, claim: RateClaim) -> Finding:
    """The finding on a violated rate, with the rate as its suspect."""
    suspect = suspect_rate(claim)
    base = find_base(claim)
    cause = fill("wrong_base", base) if base else Words("", "")
    message = fill_rule(RULE, printed=suspect.printed, due=suspect.suggested_text, cause=cause)
    return Finding(
        rule_id=RULE,
        severity=verdict.severity,
        message_zh=message.zh,
        message_en=message.en,
        table_code=suspect.table_code,
        subject_code=suspect.subject_code,
        measure=suspect.measure,
        page=suspect.page,
        statement_no=suspect.statement_no,
        explains=((verdict.identity_id, verdict.instance),),
        suspects=(suspect,),
    )


def suspect_rate(claim: RateClaim) -> Suspect:
    """A rate as a suspect, with the recomputed one and the base that gives the printed one."""
    rate = claim.statement
    due = print_rate(rate, recompute(claim, [figure.amount or 0 for figure in claim.figures]))
    base = find_base(claim)
    cause = fill("wrong_base", base) if base else Words("", "")
    kind = "wrong_base" if base else "rate"
    amounts = "、".join(f"{yuan_from_half_fens(figure.amount or 0):,.2f}元" for figure in claim.figures)
    evidence = join_words([name_kind(kind), fill("evidence", "recomputed", amounts=amounts, due=due)])
    suspect = suspect_of_statement(rate, kind, (evidence.zh + cause.zh, evidence.en + cause.en))
    return suspect._replace(printed=_print_stated(rate), suggested_text=due)


def recompute(claim: RateClaim, amounts: Sequence[int]) -> Fraction | None:
    """The rate in percent with these amounts for its figures, None where the base is zero."""
    return _divide((claim.over, claim.under), amounts, signless=claim.signless)


def agrees(claim: RateClaim, amounts: Sequence[int]) -> bool:
    """Whether the printed rate is, but for its last digit, the one that these amounts give."""
    due = recompute(claim, amounts)
    return due is not None and _is_printed(claim, due, digits=2)


def solve(claim: RateClaim, number: int) -> tuple[int, int] | None:
    """Lowest and highest half-fens of one figure with which the printed rate is right but for its last digit.

    The rate's other figures stay as they are. None where no amount of the same sign would do.
    """
    amounts = [figure.amount or 0 for figure in claim.figures]
    over, under = (
        sum(w * a for place, (w, a) in enumerate(zip(weights, amounts, strict=True)) if place != number)
        for weights in (claim.over, claim.under)
    )
    rate = Fraction(claim.statement.value or 0)
    if claim.signless:
        present = _divide((claim.over, claim.under), amounts, signless=False)
        rate = -abs(rate) if present is not None and present < 0 else abs(rate)
    digit = Fraction(1, 10 ** (claim.statement.decimals or 0))
    ends = []
    for target in (rate - digit, rate + digit):
        slope = 100 * claim.over[number] - target * claim.under[number]
        value = (target * under - 100 * over) / slope if slope else Fraction(0)
        if value * amounts[number] <= 0 or claim.under[number] * value + under <= 0:
            return None
        ends.append(value)
    low, high = ceil(min(ends)), floor(max(ends))
    return (low, high) if low <= high else None


def is_slip(claim: RateClaim, chance: float = MOST_CHANCE) -> bool:
    """Whether a slip of the hand turns the recomputed rate into the printed one, by accident but seldom."""
    rate, due = claim.statement, recompute(claim, [figure.amount or 0 for figure in claim.figures])
    if due is None or not rate.value:
        return False
    digits = "".join(filter(str.isdigit, rate.printed))
    step = 10 ** (rate.decimals or 0)
    printed, wanted = round(abs(rate.value) * step), round(abs(due) * step)
    slips = list(list_slips(printed, wanted, digits, rate.decimals or 0))
    if any(slip.kind in VAGUE for slip in slips):
        return False
    return any(slip.ways <= chance * printed for slip in slips)


def place_of(figure: Figure, sha256: str) -> Place | None:
    """Where a figure stands in the report, None for one of another report or of nowhere."""
    if figure.cell is not None and figure.cell.sha256 == sha256:
        return "cell", figure.cell.cell_no
    if figure.cell is None and figure.statement is not None and figure.statement.sha256 == sha256:
        return "statement", figure.statement.statement_no
    return None


def list_places(claim: RateClaim, sha256: str) -> set[Place]:
    """Where the figures of a rate stand in the report."""
    places = (place_of(figure, sha256) for figure in claim.figures)
    return {place for place in places if place is not None}


def find_base(claim: RateClaim) -> str | None:
    """Which wrong quotient of the claim's amounts gives the printed rate, None where none does."""
    amounts = [figure.amount or 0 for figure in claim.figures]
    for name, quotient in _list_quotients(claim).items():
        value = _divide(quotient, amounts, signless=True)
        if value is not None and _is_printed(claim, value, digits=1):
            return name
    return None


def print_rate(rate: Statement, value: Fraction | None) -> str:
    """The rate with the decimals that the text prints, '' where there is none."""
    if value is None:
        return ""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal(1).scaleb(-(rate.decimals or 0)), ROUND_HALF_UP)
    return f"{rounded}{PERCENT}"


def _print_stated(rate: Statement) -> str:
    """The rate as printed, with its sign, which may stand beside the figure."""
    return rate.printed if rate.printed.endswith((PERCENT, "％")) else f"{rate.printed}{PERCENT}"


def _list_quotients(claim: RateClaim) -> dict[str, Quotient]:
    """Quotients that are taken for the right one, by name."""
    if claim.roles == ("change", "this"):
        sign = claim.over[0]
        return {
            "present": ((sign, 0), (0, 1)),
            "prior": ((sign, 0), (sign, 1)),
            "ratio": ((0, 1), (-sign, 1)),
        }
    if claim.roles == ("this", "last"):
        return {"present": ((1, -1), (1, 0)), "ratio": ((1, 0), (0, 1))}
    return {"inverse": (claim.under, claim.over)} if len(claim.figures) == 2 else {}


def _divide(quotient: Quotient, amounts: Sequence[int], *, signless: bool) -> Fraction | None:
    over, under = (sum(w * a for w, a in zip(weights, amounts, strict=True)) for weights in quotient)
    if under == 0:
        return None
    value = Fraction(100 * over, under)
    return abs(value) if signless else value


def _is_printed(claim: RateClaim, value: Fraction, digits: int) -> bool:
    """Whether the printed rate is within so many halves of its last digit of the value."""
    rate = claim.statement
    printed = Fraction(rate.value or 0)
    if claim.signless:
        printed, value = abs(printed), abs(value)
    return 2 * abs(printed - value) <= Fraction(digits, 10 ** (rate.decimals or 0))
