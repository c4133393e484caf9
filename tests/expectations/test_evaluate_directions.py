"""Words that compare, and lists of what money was spent on, against the figures (I28)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from expectations.claims import Verdict
from expectations.evaluate_directions import judge_directions
from expectations.past import arrange_years
from expectations.printed import PriorReport
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report

Judge = Callable[..., dict[str, Verdict]]


@pytest.fixture
def judge(draft: Any, told: Any, print_report: Any) -> Judge:
    """Judge the words of the draft's text: verdicts by instance."""

    def run(prior: PriorReport | None = None) -> dict[str, Verdict]:
        printed = print_report(draft.cells(), told.statements, prior)
        report = arrange_report(printed.cells, [table.table_code for table in printed.tables])
        return {verdict.instance: verdict for verdict in judge_directions(arrange_years(printed, report))}

    return run


@pytest.mark.parametrize(
    ("words", "figures", "verdict"),
    [
        (("大于", "above"), ("96.18", "425.26"), VerdictKind.EXACT),
        (("小于", "below"), ("96.18", "425.26"), VerdictKind.VIOLATED),
        (("小于", "below"), ("96.18", "84.67"), VerdictKind.EXACT),
        (("等于", "equal"), ("0", "0"), VerdictKind.EXACT),
        (("等于", "equal"), ("5.00", "5.01"), VerdictKind.WITHIN_ROUNDING),
        (("等于", "equal"), ("5.00", "4.00"), VerdictKind.VIOLATED),
        (("持平", "equal"), ("1000.00", "1003.00"), VerdictKind.WITHIN_ROUNDING),
        (("持平", "equal"), ("1000.00", "1030.00"), VerdictKind.VIOLATED),
        (("基本持平", "equal"), ("1000.00", "1030.00"), VerdictKind.WITHIN_ROUNDING),
        (("大于", "above"), ("5.01", "5.00"), VerdictKind.SUSPICIOUS),
        (("大于", "above"), ("5.00", "5.00"), VerdictKind.SUSPICIOUS),
        (("小于", "below"), ("5.00", "5.00"), VerdictKind.SUSPICIOUS),
        (("大于", "above"), ("5.000000", "5.000000"), VerdictKind.VIOLATED),
        (("小于", "below"), ("0", "0"), VerdictKind.VIOLATED),
    ],
)
def test_words_on_the_budget(
    told: Any, judge: Judge, words: tuple[str, str], figures: tuple[str, str], verdict: VerdictKind
) -> None:
    budget, final = (told.amount(t, p) for t, p in zip(("gpb_budget", "gpb_total"), figures, strict=True))
    told.words("gpb_total", *words, of_no=final, base_no=budget, base="budget")
    found = judge()["gpb_total/comparison"]
    assert found.verdict is verdict
    assert (found.severity == "warning") == (verdict in (VerdictKind.VIOLATED, VerdictKind.SUSPICIOUS))


def test_the_basic_of_basic_expenditure_does_not_make_words_rough(told: Any, judge: Judge) -> None:
    budget, final = told.amount("gpb_budget", "1000.00"), told.amount("gpb_total", "1030.00")
    said = {"of_no": final, "base_no": budget, "base": "budget"}
    told.words("gpb_total", "持平", "equal", sentence="基本支出决算数与预算数持平", **said)
    told.words("gpb_total", "持平", "equal", sentence="决算数与预算数基本持平", **said)
    verdicts = judge()
    assert verdicts["gpb_total/comparison"].verdict is VerdictKind.VIOLATED
    assert verdicts["gpb_total/comparison#2"].verdict is VerdictKind.WITHIN_ROUNDING


def test_figures_that_the_sentence_leaves_out_are_the_tables(told: Any, judge: Judge) -> None:
    told.words("three_final_total", "大于", "above", base="budget")  # 4.00 of 8.00 in 07
    found = judge()["three_final_total/comparison"]
    assert found.verdict is VerdictKind.VIOLATED
    assert (found.left_amount, found.right_amount) == (Decimal("40000.00"), Decimal("80000.00"))


@pytest.mark.parametrize(
    ("change", "rate", "verdict"),
    [
        (("3.00", "increase"), ("5", "decrease"), VerdictKind.VIOLATED),
        (("3.00", "decrease"), ("5", "decrease"), VerdictKind.EXACT),
        (("0", "increase"), ("0", "decrease"), VerdictKind.EXACT),
    ],
)
def test_rate_and_amount_go_the_same_way(
    told: Any, judge: Judge, change: tuple[str, str], rate: tuple[str, str], verdict: VerdictKind
) -> None:
    this = told.amount("gpb_total", "90.30")
    changed = told.amount("gpb_total_change", change[0], direction=change[1], of_no=this)
    told.rate("growth", "gpb_total", rate[0], direction=rate[1], of_no=this, base_no=changed)
    found = judge()["gpb_total/growth"]
    assert (found.verdict, found.unit) == (verdict, "percent")


def test_words_on_last_year_need_last_years_report(told: Any, draft: Any, judge: Judge) -> None:
    told.words("three_final_reception", "持平", "unchanged", base="previous_year")
    assert judge()["three_final_reception/comparison"].reason == "no_prior_report:"
    prior = PriorReport("b" * 64, draft.cells(), ["07"])
    assert judge(prior)["three_final_reception/comparison"].verdict is VerdictKind.EXACT
    draft.put("07", "", "final_reception", "3.00")
    found = judge(prior)["three_final_reception/comparison"]
    assert (found.verdict, found.residual) == (VerdictKind.VIOLATED, Decimal("20000.00"))


def test_what_is_listed_as_spent_on_has_an_amount(draft: Any, told: Any, judge: Judge) -> None:
    for subject, code in (
        ("基本工资", "30101"),
        ("退休费", "30302"),
        ("办公费", "30201"),
        ("劳务费", "30226"),
    ):
        told.mention(subject, code)
    draft.put("06", "30201", "final", "0.00")
    verdicts = judge()
    assert verdicts["mention/economic/30101/mention"].verdict is VerdictKind.EXACT
    found = verdicts["mention/economic/30201/mention"]
    assert (found.verdict, found.severity, found.unit) == (VerdictKind.VIOLATED, "info", "pieces")
    assert verdicts["mention/economic/30226/mention"].reason == "row_not_printed:06/30226"


def test_list_left_as_the_form_has_it_says_nothing(draft: Any, told: Any, judge: Judge) -> None:
    for code in ("30101", "30201", "30212", "31013"):
        told.mention("名", code)
    verdicts = judge()
    assert verdicts["mention/economic/30101/mention"].verdict is VerdictKind.EXACT
    assert verdicts["mention/economic/30212/mention"].reason == "list_of_form:"
    draft.drop_table("06")
    assert judge()["mention/economic/30101/mention"].reason == "empty_table:06"


def test_text_without_words_still_owes_the_identity(judge: Judge) -> None:
    (verdict,) = judge().values()
    assert (verdict.identity_id, verdict.instance, verdict.reason) == ("I28", "text", "nothing_stated:")
