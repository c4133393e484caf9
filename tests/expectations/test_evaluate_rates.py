"""Rates of the text recomputed from the amounts they speak of (I27)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.claims import Verdict
from expectations.evaluate_rates import claim_rates, judge_rates
from expectations.identities import load_identities
from expectations.rates import RateClaim, judge_rate
from expectations.rounding import VerdictKind
from expectations.sheets import Figure, arrange_report
from expectations.statements import Statement

Judge = Callable[[], dict[str, Verdict]]


@pytest.fixture
def judge(draft: Any, told: Any, print_report: Any) -> Judge:
    """Judge the rates of the draft's text: verdicts by instance."""

    def run() -> dict[str, Verdict]:
        printed = print_report(draft.cells(), told.statements)
        report = arrange_report(printed.cells, [table.table_code for table in printed.tables])
        verdicts = judge_rates(claim_rates(printed, report), printed.sha256)
        return {verdict.instance: verdict for verdict in verdicts}

    return run


def tell_share(told: Any, part: str, whole: str, rate: str) -> None:
    base = told.amount("expenditure_total", whole)
    share_of = told.amount("exp_basic", part)
    told.rate("share", "exp_basic", rate, of_no=share_of, base_no=base, base="whole")


def tell_growth(told: Any, this: str, change: str, rate: str, direction: str = "increase") -> None:
    of_no = told.amount("operating_cost", this)
    changed = told.amount("operating_cost_change", change, direction=direction, of_no=of_no)
    told.rate("growth", "operating_cost", rate, of_no=of_no, base_no=changed, direction=direction)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        ("89.3", VerdictKind.EXACT),  # 389.15 ÷ 435.55 = 89.3468…
        ("89.35", VerdictKind.EXACT),
        ("89.34", VerdictKind.WITHIN_ROUNDING),  # cut instead of rounded
        ("89.36", VerdictKind.WITHIN_ROUNDING),  # adjusted so that the shares make 100
        ("89.37", VerdictKind.VIOLATED),
        ("89", VerdictKind.EXACT),
        ("89.32", VerdictKind.VIOLATED),
        ("98.3", VerdictKind.VIOLATED),
    ],
)
def test_share(told: Any, judge: Judge, rate: str, verdict: VerdictKind) -> None:
    tell_share(told, "389.15", "435.55", rate)
    found = judge()["exp_basic/share"]
    assert (found.verdict, found.unit, found.statement_no) == (verdict, "percent", 3)


def test_violated_rate_says_what_it_should_be(told: Any, judge: Judge) -> None:
    tell_growth(told, "206.41", "173.59", "45.2", "decrease")
    found = judge()["operating_cost/growth"]
    assert (found.verdict, found.severity) == (VerdictKind.VIOLATED, "error")
    assert (found.left_amount, found.right_amount) == (Decimal("45.20"), Decimal("45.69"))
    assert found.residual is not None and found.bound is not None and abs(found.residual) > found.bound


@pytest.mark.parametrize(
    ("growth", "verdict"),
    [
        (("2995.39", "56.95", "1.87", "decrease"), VerdictKind.EXACT),
        (("184.65", "2.55", "1.40", "increase"), VerdictKind.EXACT),
        (("184.65", "2.55", "1.38", "increase"), VerdictKind.VIOLATED),  # of this year's figure
        (("206.41", "191.34", "92.7", "increase"), VerdictKind.VIOLATED),
        (("100.00", "-25.00", "-20", "increase"), VerdictKind.EXACT),  # 增加 −25, growth −20 %
        (("100.00", "-25.00", "20", "decrease"), VerdictKind.EXACT),
    ],
)
def test_growth_is_of_last_years_figure(
    told: Any, judge: Judge, growth: tuple[str, ...], verdict: VerdictKind
) -> None:
    tell_growth(told, *growth)
    assert judge()["operating_cost/growth"].verdict is verdict


def test_growth_over_a_stated_figure_of_last_year(told: Any, judge: Judge) -> None:
    this, last = told.amount("procurement", "120.00"), told.amount("procurement", "100.00", year=2022)
    told.rate("growth", "procurement", "20", of_no=this, base_no=last, direction="increase")
    assert judge()["procurement/growth"].verdict is VerdictKind.EXACT


@pytest.mark.parametrize("rate", ["100", "0"])
def test_zero_base_has_no_rate(told: Any, judge: Judge, rate: str) -> None:
    tell_growth(told, "5.00", "5.00", rate)
    budget, final = told.amount("three_budget_abroad", "0"), told.amount("three_final_abroad", "0")
    told.rate("completion", "three_final_abroad", rate, of_no=final, base_no=budget, base="budget")
    verdicts = judge()
    assert {verdict.reason for verdict in verdicts.values()} == {"zero_base:"}
    assert {verdict.verdict for verdict in verdicts.values()} == {VerdictKind.NOT_EVALUABLE}


def test_nothing_of_nothing_has_no_rate_but_those_written_for_it(told: Any, judge: Judge) -> None:
    budget, final = told.amount("three_budget_abroad", "0"), told.amount("three_final_abroad", "0.00")
    told.rate("completion", "three_final_abroad", "4", of_no=final, base_no=budget, base="budget")
    found = judge()["three_final_abroad/completion"]
    assert (found.verdict, found.severity) == (VerdictKind.VIOLATED, "warning")


def test_base_that_rounding_may_have_made_is_no_base(told: Any, judge: Judge) -> None:
    tell_growth(told, "0.50", "0.50", "100")
    told.statements[0] = told.statements[0]._replace(amount=Decimal(5_001))
    assert judge()["operating_cost/growth"].reason == "zero_base:"


def test_completion_of_a_budget_of_which_nothing_was_spent(told: Any, judge: Judge) -> None:
    budget, final = told.amount("three_budget_reception", "2"), told.amount("three_final_reception", "0")
    told.rate("completion", "three_final_reception", "0", of_no=final, base_no=budget, base="budget")
    assert judge()["three_final_reception/completion"].verdict is VerdictKind.EXACT


def test_amounts_left_out_of_the_sentence_are_looked_up(told: Any, judge: Judge) -> None:
    told.rate("share", "gpb_total", "85.75")  # 90.30 (05) of 105.30 (01, 03)
    told.rate("share", "class", "88.93", code="201")  # 80.30 of 90.30 (05)
    told.rate("completion", "three_final_total", "55", base="budget")  # 4.00 of 8.00 (07)
    verdicts = judge()
    assert verdicts["gpb_total/share"].verdict is VerdictKind.EXACT
    assert verdicts["class/201/share"].verdict is VerdictKind.EXACT
    found = verdicts["three_final_total/completion"]
    assert (found.verdict, found.right_amount) == (VerdictKind.VIOLATED, Decimal("50.00"))
    assert found.severity == "warning"  # what is divided by what was not said


def test_change_in_the_same_section_belongs_to_the_growth(told: Any, judge: Judge) -> None:
    told.amount("three_final_total", "4.00")
    told.amount("three_total_change", "1.00", direction="decrease", section="7")
    told.rate("growth", "three_final_total", "20", direction="decrease", section="7")
    told.rate("growth", "three_final_total", "20", direction="decrease", section="8")
    verdicts = judge()
    assert verdicts["three_final_total/growth"].verdict is VerdictKind.EXACT
    assert verdicts["three_final_total/growth#2"].reason == "no_change_stated:"


def test_rate_that_cut_off_zeros_would_break_is_only_suspicious(told: Any, judge: Judge) -> None:
    budget, final = (
        told.amount("leaf_budget", "3", code="2010101"),
        told.amount("leaf", "60.10", code="2010101"),
    )
    told.amount("gpb_total", "90.30")
    told.rate("completion", "leaf", "1990", code="2010101", of_no=final, base_no=budget, base="budget")
    assert judge()["leaf/2010101/completion"].verdict is VerdictKind.SUSPICIOUS  # 2003.33 of 3.00


def test_rate_of_another_year_is_not_this_years(told: Any, judge: Judge) -> None:
    told.rate("share", "exp_basic", "50", year=2022)
    assert {verdict.instance: verdict.reason for verdict in judge().values()} == {"text": "nothing_stated:"}


def test_claims_say_which_figures_they_divide(draft: Any, told: Any, print_report: Any) -> None:
    tell_growth(told, "206.41", "191.34", "92.7")
    printed = print_report(draft.cells(), told.statements)
    (claim,) = claim_rates(printed, arrange_report(printed.cells, ["05"]))
    assert claim.roles == ("change", "this")
    numbers = [figure.statement.statement_no for figure in claim.figures if figure.statement]
    assert numbers == [2, 1]
    assert [weight for weight, _ in claim.denominator] == [-1, 1]


amounts = st.integers(min_value=1, max_value=10**9)


@given(
    part=amounts, whole=amounts, nudges=st.tuples(*[st.integers(-100, 100)] * 2), decimals=st.integers(0, 2)
)
def test_rate_of_unrounded_amounts_is_never_violated(
    part: int, whole: int, nudges: tuple[int, int], decimals: int
) -> None:
    """Whatever the amounts were before they were rounded to hundreds, the rate printed of them holds."""
    rate = Decimal(100 * (part * 200 + nudges[0])) / Decimal(whole * 200 + nudges[1])
    stated = round(rate, decimals)
    statement = Statement(
        sha256="a" * 64, statement_no=1, kind="share", topic="exp_basic", subject_code="", subject="",
        year=None, printed=str(stated), unit="%", amount=None, value=stated, decimals=decimals,
        direction=None, of_no=None, base_no=None, base=None, part=3,
        section="1", page=1, x0=0, y0=0, x1=1, y1=1, sentence="", reason="",
    )  # fmt: skip
    identity = next(found for found in load_identities() if found.id == "I27")
    figures = (Figure(part * 200, 100, None), Figure(whole * 200, 100, None))
    claim = RateClaim(
        identity, "x", statement, "share", ("part", "whole"), figures, (100, 100), (1, 0), (0, 1)
    )
    assert judge_rate(claim, "a" * 64).verdict is not VerdictKind.VIOLATED
