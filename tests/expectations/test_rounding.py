from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.rounding import (
    VerdictKind,
    count_half_fens,
    half_width,
    judge_pair,
    judge_sum,
    show_fractions,
    usual_decimals,
    yuan_from_half_fens,
)

FENS = st.integers(min_value=-(10**12), max_value=10**12)
PRECISIONS = st.sampled_from([("万元", 0), ("万元", 1), ("万元", 2), ("万元", 4), ("元", 0), ("元", 2)])


def print_fens(fens: int, unit: str, decimals: int) -> Decimal:
    """Amount in yuan that stands on the page after rounding to so many decimals of the unit."""
    scale = 10_000 if unit == "万元" else 1
    in_unit = Decimal(fens) / 100 / scale
    return in_unit.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) * scale


@given(st.lists(FENS, min_size=1, max_size=40), PRECISIONS)
def test_sum_correct_before_rounding_is_never_violated(parts: list[int], precision: tuple[str, int]) -> None:
    unit, decimals = precision
    total = count_half_fens(print_fens(sum(parts), unit, decimals))
    residual = total - sum(count_half_fens(print_fens(part, unit, decimals)) for part in parts)
    kind, _ = judge_sum(residual, [half_width(decimals, unit)] * (len(parts) + 1))
    assert kind is not VerdictKind.VIOLATED


@given(
    st.lists(PRECISIONS, min_size=2, max_size=40), st.integers(min_value=1, max_value=10**9), st.booleans()
)
def test_error_beyond_the_bound_is_always_violated(
    precisions: list[tuple[str, int]], excess: int, negative: bool
) -> None:
    widths = [half_width(decimals, unit) for unit, decimals in precisions]
    residual = sum(widths) + excess
    assert judge_sum(-residual if negative else residual, widths)[0] is VerdictKind.VIOLATED


@given(st.integers(min_value=1, max_value=60), st.integers(min_value=1, max_value=10**6))
def test_bound_is_half_a_last_digit_for_each_part_and_the_total(parts: int, width: int) -> None:
    last_digit = 2 * width
    assert judge_sum(0, [width] * (parts + 1)) == (VerdictKind.EXACT, (parts + 1) * last_digit // 2)


@pytest.mark.parametrize(
    ("parts", "digits_off", "expected"),
    [
        (1, 1, VerdictKind.WITHIN_ROUNDING),
        (1, 2, VerdictKind.VIOLATED),
        (7, 2, VerdictKind.WITHIN_ROUNDING),  # 3.3·√(8/12) = 2.69
        (7, 3, VerdictKind.SUSPICIOUS),
        (7, 4, VerdictKind.SUSPICIOUS),
        (7, 5, VerdictKind.VIOLATED),
        (27, 5, VerdictKind.WITHIN_ROUNDING),  # 3.3·√(28/12) = 5.04
        (27, 6, VerdictKind.SUSPICIOUS),
        (27, 14, VerdictKind.SUSPICIOUS),
        (27, 15, VerdictKind.VIOLATED),
    ],
)
def test_verdicts_on_either_side_of_the_two_limits(
    parts: int, digits_off: int, expected: VerdictKind
) -> None:
    width = half_width(2, "万元")
    assert judge_sum(digits_off * 2 * width, [width] * (parts + 1))[0] is expected


def test_reprinted_figure_may_be_off_by_one_digit_of_the_coarser_print() -> None:
    coarse, fine = half_width(2, "万元"), half_width(2, "元")
    one_digit = 2 * coarse
    assert judge_pair(one_digit, coarse, fine) == (VerdictKind.WITHIN_ROUNDING, one_digit)
    assert judge_pair(one_digit + 2, coarse, fine)[0] is VerdictKind.VIOLATED
    assert judge_pair(one_digit, coarse, 0)[0] is VerdictKind.WITHIN_ROUNDING


def test_widths_follow_unit_and_decimals() -> None:
    assert half_width(2, "万元") == 50 * 200  # 0.005 万元 = 50 yuan
    assert half_width(4, "万元") == 100  # half a yuan
    assert half_width(2, "元") == 1  # half a fen
    assert half_width(8, "万元") == 1  # amounts are kept to the fen
    with pytest.raises(ValueError, match="美元"):
        half_width(2, "美元")


def test_usual_precision_is_the_commonest_and_the_finer_of_equals() -> None:
    assert usual_decimals([2, 2, 4]) == 2
    assert usual_decimals([2, 4]) == 4
    assert usual_decimals([]) == 2


def test_half_fens_and_back() -> None:
    assert count_half_fens(Decimal("-12.34")) == -2468
    assert yuan_from_half_fens(-2468) == Decimal("-12.34")
    assert yuan_from_half_fens(3) == Decimal("0.01"), "a bound is floored to the fen"


@pytest.mark.parametrize(
    ("residual", "bound", "kind", "shown"),
    [
        (Fraction(1, 300), Fraction(1, 200), "within_rounding", ("0.00", "0.00", "exact")),
        (Fraction(1, 300), Fraction(1, 20), "within_rounding", ("0.01", "0.05", "within_rounding")),
        (Fraction(-1, 300), Fraction(1, 20), "suspicious", ("-0.01", "0.05", "suspicious")),
        (Fraction(1, 30), Fraction(1, 20), "within_rounding", ("0.03", "0.05", "within_rounding")),
        (Fraction(0), Fraction(1, 20), "within_rounding", ("0.00", "0.05", "exact")),
        (Fraction(-1, 300), Fraction(1, 400), "violated", ("-0.01", "0.00", "violated")),
        (Fraction(1001, 1000), Fraction(1), "violated", ("1.01", "1.00", "violated")),
    ],
)
def test_what_two_decimals_show_tells_the_verdict(
    residual: Fraction, bound: Fraction, kind: str, shown: tuple[str, str, str]
) -> None:
    left, limit, told = show_fractions(residual, bound, VerdictKind(kind))
    assert (left, limit, told) == (Decimal(shown[0]), Decimal(shown[1]), shown[2])
    assert (told is VerdictKind.VIOLATED) == (abs(left) > limit)
    assert (told is VerdictKind.EXACT) == (left == 0)
