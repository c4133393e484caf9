"""What a printed amount stands for, and when a difference between printed amounts is real.

A value printed with d decimals in unit U is any number of the closed interval v ± ½·10^-d·U. A sum is
consistent when the interval of its parts meets the interval of its total. Everything here counts in
half-fens (1/200 yuan), the largest unit in which both an amount in fen and half a fen are whole numbers, so
nothing is ever rounded.

What belongs here: widths, bounds and verdicts. Not which cells make up an identity (expectations.evaluate).
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

HALF_FENS_PER_YUAN = 200
YUAN_PER_UNIT = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
DEFAULT_DECIMALS = 2
HUNDREDTH = Decimal("0.01")

# A sum of independent roundings spreads with variance u²/12 each; beyond 3.3 standard deviations (one correct
# sum in a thousand) it deserves a look although it is still possible. 3.3² = 1089/100, kept whole.
SUSPICION_NUMERATOR, SUSPICION_DENOMINATOR = 1089, 100


class VerdictKind(StrEnum):
    """Outcome of checking one instance of an identity."""

    EXACT = "exact"
    WITHIN_ROUNDING = "within_rounding"
    SUSPICIOUS = "suspicious"
    VIOLATED = "violated"
    NOT_EVALUABLE = "not_evaluable"


@lru_cache(maxsize=16_384)
def count_half_fens(amount_yuan: Decimal) -> int:
    """Amount in yuan → whole half-fens; anything finer is rounded to the nearest, ties to even."""
    return int((amount_yuan * HALF_FENS_PER_YUAN).to_integral_value())


@lru_cache(maxsize=4096)
def yuan_from_half_fens(half_fens: int) -> Decimal:
    """Half-fens → yuan with two decimals, floored to the fen (towards zero for a negative value)."""
    fens = abs(half_fens) // 2
    return Decimal(fens if half_fens >= 0 else -fens).scaleb(-2)


def half_width(decimals: int, unit: str) -> int:
    """Half-fens between a printed value and either end of its interval: ½·10^-decimals·unit.

    Never less than one half-fen, for amounts are kept to the fen. Raises ValueError for a unit that is not
    money.
    """
    try:
        fens_per_unit = YUAN_PER_UNIT[unit] * 100
    except KeyError:
        raise ValueError(
            f"no amount is printed in {unit!r}; known units are {', '.join(YUAN_PER_UNIT)}"
        ) from None
    divisor: int = 10**decimals
    return max(fens_per_unit // divisor, 1)


def usual_decimals(printed_decimals: Iterable[int]) -> int:
    """The commonest number of decimals among a table's amounts (the larger of equally common ones).

    Pass the decimals of every amount except bare zeros, whose precision is what is asked for. Without any,
    the template's two decimals.
    """
    counts: dict[int, int] = {}
    for decimals in printed_decimals:
        counts[decimals] = counts.get(decimals, 0) + 1
    return max(counts, key=lambda decimals: (counts[decimals], decimals), default=DEFAULT_DECIMALS)


def judge_sum(residual: int, half_widths: Sequence[int]) -> tuple[VerdictKind, int]:
    """Verdict on the residual of a sum, and the bound it was held against, in half-fens.

    `half_widths` are those of every figure in the sum, parts and total alike. Rounding alone explains a
    residual up to all of them together: (n+1)/2 of the last digit for n parts and a total printed alike.
    `suspicious` is inside that bound but beyond 3.3·√(Σ u²/12), which is 3.3·u·√((n+1)/12) where all last
    digits u are equal.
    """
    bound = sum(half_widths)
    if residual == 0:
        return VerdictKind.EXACT, bound
    if abs(residual) > bound:
        return VerdictKind.VIOLATED, bound
    # u = 2h, hence Σ u²/12 = Σ h²/3; squares are compared so that no root has to be rounded.
    spread = sum(width * width for width in half_widths)
    if 3 * SUSPICION_DENOMINATOR * residual * residual > SUSPICION_NUMERATOR * spread:
        return VerdictKind.SUSPICIOUS, bound
    return VerdictKind.WITHIN_ROUNDING, bound


def judge_pair(residual: int, left_half_width: int, right_half_width: int) -> tuple[VerdictKind, int]:
    """Verdict on two printings of one figure, and its bound in half-fens: the coarser last digit of the two.

    A blank has no width, so a blank and a printed figure may differ by that figure's last digit.
    """
    coarser = max(left_half_width, right_half_width)
    return judge_sum(residual, (coarser, coarser))


def show_fractions(
    residual: Fraction, bound: Fraction, kind: VerdictKind
) -> tuple[Decimal, Decimal, VerdictKind]:
    """A residual and the bound it was held against with two decimals, and the verdict that these tell.

    The bound is rounded down, a violated residual away from zero, so that it stays beyond the bound. Any
    other residual is rounded towards zero, yet not to nothing as long as the bound has room for a hundredth:
    what shows no residual is exact.
    """
    limit = round_fraction(bound, ROUND_DOWN)
    size = round_fraction(abs(residual), ROUND_CEILING if kind is VerdictKind.VIOLATED else ROUND_DOWN)
    if kind is not VerdictKind.VIOLATED:
        size = min(size or (HUNDREDTH if residual else size), limit)
        kind = kind if size else VerdictKind.EXACT
    return size if residual >= 0 else -size, limit, kind


def round_fraction(number: Fraction, rounding: str, decimals: int = 2) -> Decimal:
    """A fraction with so many decimals, rounded from its exact value (the quotient has digits to spare)."""
    quotient = Decimal(number.numerator) / Decimal(number.denominator)
    return quotient.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
