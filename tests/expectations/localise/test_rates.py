"""Which amounts a printed rate leaves, and what becomes of the rate with them."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.localise.rates import agrees, is_slip, print_rate, solve
from expectations.rates import RateClaim
from expectations.sheets import Figure

amounts = st.integers(min_value=1000, max_value=10**11)


def claim_completion(final: int, budget: int, rate: str) -> RateClaim:
    """A completion of two decimals; amounts in half-fens."""
    statement: Any = SimpleNamespace(value=Decimal(rate), decimals=2, printed=rate)
    identity: Any = None
    figures = (Figure(final, 1, None), Figure(budget, 1, None))
    roles = ("final", "budget")
    return RateClaim(identity, "x", statement, "completion", roles, figures, (1, 1), (1, 0), (0, 1))


@given(amounts, amounts, amounts)
def test_the_true_budget_is_in_the_range_of_its_rate_whatever_is_printed(
    final: int, budget: int, printed: int
) -> None:
    statement: Any = SimpleNamespace(decimals=2)
    rate = print_rate(statement, Fraction(100 * final, budget)).rstrip("%")
    found = solve(claim_completion(final, printed, rate), 1)
    if Decimal(rate) <= Decimal("0.01"):
        return
    assert found is not None
    assert found[0] <= budget <= found[1]
    assert agrees(claim_completion(final, printed, rate), [final, found[1]])


def test_no_budget_gives_a_rate_of_nothing() -> None:
    assert solve(claim_completion(9000, 8000, "0.00"), 1) is None


@pytest.mark.parametrize(("rate", "slip"), [("98.35", True), ("91.07", False), ("9.85", False)])
def test_a_slip_of_the_rate_is_told_from_a_wrong_amount(rate: str, slip: bool) -> None:
    """Of 98.53; a misplaced point may be the amount's."""
    assert is_slip(claim_completion(985_300, 1_000_000, rate)) is slip
