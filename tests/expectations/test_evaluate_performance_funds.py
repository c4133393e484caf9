"""What self-evaluation forms owe for their funds (I31): rates, sums of parts, what the tables print."""

from decimal import Decimal

import pytest

from expectations.evaluate_performance import claim_performance
from expectations.printed import PrintedReport
from expectations.sheets import arrange_report
from tests.expectations.evaluation_forms import (
    SHA,
    TABLES,
    WHOLE,
    change,
    judge,
    make_cells,
    make_rows,
    violated,
)


@pytest.mark.parametrize(
    ("rate", "verdict", "residual"),
    [
        ("96.50%", "exact", "0.00"),
        ("97%", "within_rounding", "0.50"),
        ("96%", "within_rounding", "-0.50"),
        ("100%", "violated", "3.50"),
        ("96.6%", "violated", "0.10"),
        ("96.3%", "violated", "-0.20"),
    ],
)
def test_a_rate_is_held_against_what_execution_and_budget_may_be(
    rate: str, verdict: str, residual: str
) -> None:
    found = judge(change(WHOLE, "年度资金总额", rate=rate))["rates/1/rate"]
    assert (found.verdict, found.residual) == (verdict, Decimal(residual))
    assert found.right_amount == Decimal("96.50")


def test_a_rate_of_coarse_amounts_has_a_wide_interval() -> None:
    coarse = change(WHOLE, "年度资金总额", budget_adjusted="3", final="2", rate="50%")
    assert judge(coarse)["rates/1/rate"].verdict == "within_rounding"


def test_a_budget_of_zero_has_no_rate() -> None:
    form = change(WHOLE, "年度资金总额", budget_adjusted="0.00", final="0.00", rate="0%")
    assert judge(form)["rates/1/rate"].reason == "zero_base:"


def test_the_score_of_the_execution_is_only_owed_where_the_form_defines_it() -> None:
    generous = change(change(WHOLE, "年度资金总额", score="10"), "总分", score="97.5")
    assert violated(judge(generous)) == {}
    assert violated(judge(change(generous, "年度资金总额", rate="90.0%"), formula="分值×执行率")) == {
        "products/1/score": ("warning", Decimal("1.00")),
        "rates/1/rate": ("error", Decimal("-6.50")),
    }


def test_a_rate_above_a_hundred_percent_earns_the_weight_alone() -> None:
    form = change(WHOLE, "年度资金总额", final="110.00", rate="110%", score="10")
    assert judge(form, formula="分值×执行率")["products/1/score"].verdict == "exact"


def test_parts_of_the_funds_sum_to_their_total() -> None:
    verdicts = judge(change(WHOLE, "上年结转资金", final="19.00"))
    assert violated(verdicts) == {"funds/1/final": ("warning", Decimal("10000.00"))}


def test_a_part_of_a_part_is_no_part() -> None:
    nested = [*WHOLE[:3], ("funds", "", "其中：上级资金", {"final": "5.00"}), *WHOLE[3:]]
    verdicts = judge(nested)
    assert verdicts["funds/1/final"].verdict == "exact"


def test_funds_without_parts_have_nothing_to_sum() -> None:
    form = change(change(WHOLE, "上年结转资金", final=None), "其中：当年财政拨款", final=None)
    assert judge(form)["funds/1/final"].reason == "no_details:年度资金总额"


def test_the_departments_expenditure_is_one_that_its_tables_print() -> None:
    apart = {**TABLES, ("01", "本年支出合计", "final"): "120.00", ("03", "合计", "total"): "120.00"}
    found = judge(WHOLE, apart)["expenditure/1/final"]
    assert (found.verdict, found.severity, found.table_code) == ("violated", "warning", "01")
    assert found.residual == Decimal("-235000.00")
    appropriated = {**apart, ("04", "本年支出合计", "total"): "96.50"}
    assert judge(WHOLE, appropriated)["expenditure/1/final"].verdict == "exact"


def test_a_project_spends_at_most_what_all_projects_do() -> None:
    assert violated(judge(WHOLE, kind="project"))["project/1/final"] == ("warning", Decimal("565000.00"))
    wide = {**TABLES, ("03", "合计", "project"): "200.00"}
    assert judge(WHOLE, wide, kind="project")["project/1/final"].verdict == "exact"


def test_amounts_in_yuan_are_held_against_tables_of_ten_thousand_yuan() -> None:
    form = change(WHOLE, "年度资金总额", final="964,950.00".replace(",", ""), budget_adjusted="1000000.00")
    found = judge(form, unit="元")["expenditure/1/final"]
    assert (found.verdict, found.residual) == ("within_rounding", Decimal("-50.00"))


def test_a_unit_among_several_spends_a_part_of_what_the_department_does() -> None:
    rows = list(make_rows(WHOLE))
    second = [row._replace(form_no=2, row_no=row.row_no + len(rows)) for row in rows]
    for spent, verdict in (("120.00", "exact"), ("80.00", "violated")):
        cells = make_cells({("01", "本年支出合计", "final"): spent})
        printed = PrintedReport(SHA, "", 2023, "department", "", cells, [], performance=[*rows, *second])
        found = claim_performance(printed, arrange_report(cells, ["01"]))
        held = [v.verdict for v in found if v.instance.startswith("expenditure/")]
        assert held == [verdict, verdict]


def test_a_rate_may_be_cut_off_after_its_last_digit() -> None:
    cut = change(WHOLE, "年度资金总额", final="96.58", rate="96.5%")
    assert judge(cut)["rates/1/rate"].verdict == "within_rounding"
    assert judge(change(cut, "年度资金总额", rate="96%"))["rates/1/rate"].verdict == "within_rounding"
    assert judge(change(cut, "年度资金总额", rate="96.7%"))["rates/1/rate"].verdict == "violated"


def test_tasks_without_a_total_are_no_expenditure_of_the_department() -> None:
    task = ("funds", "", "法治宣传", {"budget_adjusted": "12.00", "final": "9.00", "rate": "75%"})
    assert {instance: verdict.verdict.value for instance, verdict in judge([task]).items()} == {
        "rates/1/rate": "exact"
    }
    alone = ("funds", "", "预算资金", {"budget_adjusted": "100.00", "final": "96.50", "rate": "96.5%"})
    assert judge([alone])["expenditure/1/final"].verdict == "exact"
