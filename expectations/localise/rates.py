"""Rates of the text that do not follow from their amounts: what they should be, and where they come from.

The amounts that a rate divides are those that its claim names (expectations.evaluate_rates). Where another
quotient of the same amounts gives the printed rate, the wrong base was taken; otherwise only the recomputed
rate is told.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from expectations.claims import Verdict
from expectations.findings import Finding, Suspect
from expectations.localise.words import Words, fill, fill_rule, join_words, name_kind
from expectations.rates import RateClaim
from expectations.rounding import yuan_from_half_fens
from expectations.statements import Statement

RULE = "L04"
PERCENT = "%"
Quotient = tuple[tuple[int, ...], tuple[int, ...]]  # weights of the figures over and under the line


def tell_rate(verdict: Verdict, claim: RateClaim) -> Finding:
    """The finding on a violated rate, with the rate as its suspect."""
    rate = claim.statement
    due = print_rate(rate, recompute(claim, [figure.amount or 0 for figure in claim.figures]))
    base = find_base(claim)
    cause = fill("wrong_base", base) if base else Words("", "")
    kind = "wrong_base" if base else "rate"
    amounts = "、".join(f"{yuan_from_half_fens(figure.amount or 0):,.2f}元" for figure in claim.figures)
    evidence = join_words([name_kind(kind), fill("evidence", "recomputed", amounts=amounts, due=due)])
    message = fill_rule(RULE, printed=_print_stated(rate), due=due, cause=cause)
    suspect = Suspect(
        table_code="narrative",
        side=None,
        item=rate.subject,
        subject_code=rate.subject_code,
        measure=rate.topic,
        printed=rate.printed,
        suggested=None,
        suggested_text=due,
        rank=1,
        set_no=1,
        kind=kind,
        evidence_zh=evidence.zh + cause.zh,
        evidence_en=evidence.en + cause.en,
        page=rate.page,
        statement_no=rate.statement_no,
    )
    return Finding(
        rule_id=RULE,
        severity=verdict.severity,
        message_zh=message.zh,
        message_en=message.en,
        table_code="narrative",
        subject_code=rate.subject_code,
        measure=rate.topic,
        page=rate.page,
        statement_no=rate.statement_no,
        explains=((verdict.identity_id, verdict.instance),),
        suspects=(suspect,),
    )


def recompute(claim: RateClaim, amounts: Sequence[int]) -> Fraction | None:
    """The rate in percent with these amounts for its figures, None where the base is zero."""
    return _divide((claim.over, claim.under), amounts, signless=claim.signless)


def agrees(claim: RateClaim, amounts: Sequence[int]) -> bool:
    """Whether the printed rate is, but for its last digit, the one that these amounts give."""
    due = recompute(claim, amounts)
    return due is not None and _is_printed(claim, due, digits=2)


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
