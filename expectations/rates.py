"""Rates recomputed from printed amounts by interval arithmetic.

A rate is a quotient of two sums of figures, each of which stands for an interval; so the quotient does too.
Percentages are printed rounded or cut, and shares are adjusted so that they add up to 100: a printed one may
be off by one of its last digit. What belongs here: the quotient and the verdict on it. Which figures make up
a rate of the text is in expectations.evaluate_rates.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from expectations.claims import Verdict
from expectations.identities import Identity
from expectations.rounding import VerdictKind, round_fraction, show_fractions
from expectations.sheets import Figure
from expectations.stated import NARRATIVE
from expectations.statements import Statement

# Of the last digit: half for rounding, and one that a share is adjusted by (a cut percentage is off by less).
TOLERANCE = Fraction(3, 2)
RATES_OF_NOTHING = (Decimal(0), Decimal(100))


class RateClaim(NamedTuple):
    """A printed rate equals Σ over·figure / Σ under·figure, in percent.

    `kind` is 'share', 'growth' or 'completion'; `roles` says of each figure what it is ('part', 'whole',
    'change', 'this', 'last', 'final', 'budget'). `sharp` are the half-widths of the figures where cut-off
    zeros are taken for printed ones. `signless` compares without signs (减少 6.5%). `inferred` where the
    sentence does not say what is divided by what. A claim with a `reason` cannot be evaluated.
    """

    identity: Identity
    instance: str
    statement: Statement
    kind: str
    roles: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    sharp: tuple[int, ...] = ()
    over: tuple[int, ...] = ()
    under: tuple[int, ...] = ()
    signless: bool = False
    inferred: bool = False
    reason: str | None = None

    @property
    def denominator(self) -> tuple[tuple[int, Figure], ...]:
        """Weighted figures below the line."""
        return tuple(pair for pair in zip(self.under, self.figures, strict=True) if pair[0])


def judge_rate(claim: RateClaim, sha256: str) -> Verdict:
    """Verdict on a rate, in percent points with two decimals: left as printed, right as recomputed."""
    value = claim.statement.value
    reason = claim.reason or _explain_failure(claim)
    if value is None:
        reason = "no_rate:"
    elif reason == "zero_base:" and _is_made_up(claim, value):
        return _conclude(claim, sha256, VerdictKind.VIOLATED, Fraction(value), Fraction(0))
    elif reason is None:
        stated = Fraction(abs(value) if claim.signless else value)
        wide = _excess(claim, stated, [figure.width for figure in claim.figures])
        if wide is not None:
            return _weigh(claim, sha256, stated, wide)
    return _place(claim, sha256, VerdictKind.NOT_EVALUABLE, reason=reason or "zero_base:")


def _weigh(claim: RateClaim, sha256: str, stated: Fraction, wide: tuple[Fraction, Fraction]) -> Verdict:
    """Verdict on printed less recomputed rate; `wide` are that and its bound."""
    residual, bound = wide
    if abs(residual) > bound:
        return _conclude(claim, sha256, VerdictKind.VIOLATED, residual, bound)
    if _rounds_to(stated - residual, stated, claim.statement):
        return _conclude(claim, sha256, VerdictKind.EXACT, Fraction(0), bound)
    sharp = _excess(claim, stated, claim.sharp)
    far = sharp is not None and abs(sharp[0]) > sharp[1]
    kind = VerdictKind.SUSPICIOUS if far else VerdictKind.WITHIN_ROUNDING
    return _conclude(claim, sha256, kind, residual, bound)


def _is_made_up(claim: RateClaim, value: Decimal) -> bool:
    """Whether nothing of nothing is given a rate other than the 0 % and 100 % that are written for it."""
    return not any(figure.amount for figure in claim.figures) and value not in RATES_OF_NOTHING


def _explain_failure(claim: RateClaim) -> str | None:
    """Why there is no quotient: a figure that is words, or a base that has no rate."""
    if any(figure.amount is None for figure in claim.figures):
        return "words_in_cell:"
    base = sum(weight * (figure.amount or 0) for weight, figure in claim.denominator)
    if base == 0:
        return "zero_base:"
    return "negative_base:" if base < 0 else None


def _excess(claim: RateClaim, stated: Fraction, widths: Sequence[int]) -> tuple[Fraction, Fraction] | None:
    """Printed less recomputed rate and the bound it may reach; None where the base may be zero."""
    amounts = [figure.amount or 0 for figure in claim.figures]
    middle = _divide(claim, amounts)
    corners = [
        _divide(claim, [amount + step for amount, step in zip(amounts, steps, strict=True)])
        for steps in product(*((-width, width) for width in widths))
    ]
    least = sum(weight * amount - abs(weight) * width
                for weight, amount, width in zip(claim.under, amounts, widths, strict=True))  # fmt: skip
    if middle is None or least <= 0:
        return None
    known = [corner for corner in corners if corner is not None]
    low, high = min(known), max(known)
    if claim.signless:
        low, middle, high = _drop_sign(low, middle, high)
    slack = high - middle if stated > middle else middle - low
    return stated - middle, slack + TOLERANCE / 10 ** (claim.statement.decimals or 0)


def _drop_sign(low: Fraction, middle: Fraction, high: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    if low >= 0:
        return low, middle, high
    if high <= 0:
        return -high, -middle, -low
    return Fraction(0), abs(middle), max(-low, high)


def _divide(claim: RateClaim, amounts: Sequence[int]) -> Fraction | None:
    over = sum(weight * amount for weight, amount in zip(claim.over, amounts, strict=True))
    under = sum(weight * amount for weight, amount in zip(claim.under, amounts, strict=True))
    return Fraction(100 * over, under) if under else None


def _rounds_to(rate: Fraction, stated: Fraction, statement: Statement) -> bool:
    return Fraction(round_fraction(rate, ROUND_HALF_UP, statement.decimals or 0)) == stated


def _conclude(
    claim: RateClaim, sha256: str, kind: VerdictKind, residual: Fraction, bound: Fraction
) -> Verdict:
    """The verdict, its numbers rounded so that they still say the same."""
    value = claim.statement.value or Decimal(0)
    left = round_fraction(Fraction(abs(value) if claim.signless else value), ROUND_HALF_UP)
    shown, limit, kind = show_fractions(residual, bound, kind)
    return _place(
        claim,
        sha256,
        kind,
        residual=shown,
        bound=limit,
        left_amount=left,
        right_amount=left - shown,
        parts=max(len(claim.figures) - 1, 0),
        severity=_grade(claim, kind, bound),
    )


def _grade(claim: RateClaim, kind: VerdictKind, bound: Fraction) -> str:
    if kind is VerdictKind.VIOLATED:
        severity = claim.identity.severity
        no_rate = bound == 0  # a rate where there is none is odd, and proves no amount wrong
        return "warning" if severity == "error" and (claim.inferred or no_rate) else severity
    return "warning" if kind is VerdictKind.SUSPICIOUS else "info"


def _place(claim: RateClaim, sha256: str, kind: VerdictKind, **result: object) -> Verdict:
    statement = claim.statement
    return Verdict(
        sha256,
        claim.identity.id,
        claim.instance,
        NARRATIVE,
        None,
        statement.subject_code,
        statement.subject,
        statement.topic,
        statement.page,
        kind,
        unit="percent",
        statement_no=statement.statement_no,
        **result,  # type: ignore[arg-type]
    )
