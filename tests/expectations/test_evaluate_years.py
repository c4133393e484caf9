"""This report against that of the year before: changes, figures of last year, balances (I29, I30)."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.claims import Verdict, judge_claim
from expectations.evaluate_changes import claim_changes, judge_changes
from expectations.evaluate_years import claim_years
from expectations.past import arrange_years
from expectations.printed import PriorReport
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report

Judge = Callable[..., dict[tuple[str, str], Verdict]]
ALL_TABLES = [f"{number:02}" for number in range(1, 10)]


@pytest.fixture
def judge(draft: Any, told: Any, print_report: Any) -> Judge:
    """Judge the draft against last year's report: verdicts by identity and instance."""

    def run(prior: PriorReport | None = None) -> dict[tuple[str, str], Verdict]:
        printed = print_report(draft.cells(), told.statements, prior)
        years = arrange_years(printed, arrange_report(printed.cells, ALL_TABLES))
        claims = [
            *claim_changes(years),
            *claim_years(years),
        ]
        assert all(claim.soft or claim.reason for claim in claims)
        verdicts = [judge_claim(claim, printed.sha256) for claim in claims]
        verdicts += judge_changes(years)
        by_key = {(verdict.identity_id, verdict.instance): verdict for verdict in verdicts}
        assert len(by_key) == len(verdicts), "an instance is named twice"
        return by_key

    return run


@pytest.fixture
def last_year(draft: Any, told: Any) -> PriorReport:
    """Last year's report: the same figures as this year's until a test changes them."""
    return PriorReport("b" * 64, draft.cells(), ALL_TABLES, list(told.statements))


def list_broken(verdicts: dict[tuple[str, str], Verdict]) -> set[tuple[str, str]]:
    return {key for key, verdict in verdicts.items() if verdict.verdict is VerdictKind.VIOLATED}


def test_without_last_years_report_nothing_is_checked(told: Any, judge: Judge) -> None:
    told.amount("gpb_total_change", "3.00", direction="increase")
    verdicts = judge()
    assert {verdict.reason for verdict in verdicts.values()} == {"no_prior_report:"}
    assert {identity for identity, _ in verdicts} == {"I29", "I30"}


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        (("10.30", "increase"), True),
        (("10.3", "increase"), True),
        (("10.31", "increase"), True),
        (("10.33", "increase"), False),
        (("10.30", "decrease"), False),
        (("-10.30", "decrease"), False),
    ],
)
def test_change_is_this_year_less_last(
    told: Any, draft: Any, judge: Judge, change: tuple[str, str], holds: bool
) -> None:
    last_year = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    for table, row, measure in (("05", "合计", "total"), ("04", "本年支出合计", "general_public_budget")):
        draft.put(table, row, measure, "100.60")
    this = told.amount("gpb_total", "100.60")
    told.amount("gpb_total_change", change[0], direction=change[1], of_no=this)
    found = judge(last_year)["I29", "gpb_total_change"]
    assert (found.verdict is not VerdictKind.VIOLATED) is holds
    assert found.severity == ("info" if holds else "warning")


def test_last_years_misprint_in_one_place_is_not_held_against_this_year(
    draft: Any, told: Any, judge: Judge
) -> None:
    right = draft.row("05", "合计")["values"]["total"]
    draft.put("05", "合计", "total", "9.30")
    prior = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    draft.put("05", "合计", "total", right)
    told.amount("gpb_total_change", "0", direction="unchanged")
    assert judge(prior)["I29", "gpb_total_change"].verdict is VerdictKind.EXACT


def test_figure_that_only_the_text_has_is_taken_from_last_years_text(
    told: Any, judge: Judge, last_year: PriorReport
) -> None:
    said = told.amount("operating_cost", "12.00", year=2022)
    prior = PriorReport("b" * 64, last_year.cells, ALL_TABLES, [told.statements[said - 1]])
    told.statements.clear()
    told.amount("operating_cost", "14.50")
    told.amount("operating_cost_change", "2.50", direction="increase")
    told.amount("procurement_change", "2.50", direction="increase")
    verdicts = judge(prior)
    assert verdicts["I29", "operating_cost_change"].verdict is VerdictKind.EXACT
    assert verdicts["I29", "procurement_change"].reason == "no_base:"
    told.amount("procurement", "5.00")
    assert judge(prior)["I29", "procurement_change"].reason == "no_prior_figure:政府采购支出总额"


def test_stated_figure_of_last_year(told: Any, judge: Judge, last_year: PriorReport) -> None:
    told.amount("expenditure_total", "105.30", year=2022)
    told.amount("gpb_total", "90.03", year=2022)
    verdicts = judge(last_year)
    assert verdicts["I29", "expenditure_total/2022"].verdict is VerdictKind.EXACT
    assert verdicts["I29", "gpb_total/2022"].verdict is VerdictKind.VIOLATED


@pytest.mark.parametrize(("rate", "holds"), [("100", True), ("50", False)])
def test_growth_stated_without_the_change(
    draft: Any, told: Any, judge: Judge, rate: str, holds: bool
) -> None:
    last_year = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    draft.put("07", "", "final_reception", "2.00")
    told.rate("growth", "three_final_reception", rate, direction="increase", base="previous_year")
    found = judge(last_year)["I29", "three_final_reception/growth"]
    assert (found.verdict is VerdictKind.EXACT) is holds
    assert (found.unit, found.severity) == ("percent", "info" if holds else "warning")


def test_balances_brought_in_are_those_carried_on(draft: Any, judge: Judge) -> None:
    before = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    # Last year carried on 3.70 (01), 1.20 (04: 0.70 and 0.50) and 0.50 (08).
    draft.put("01", "年初结转和结余", "final", "3.70").put("04", "年初财政拨款结转和结余", "final", "1.20")
    draft.put("04", "一般公共预算财政拨款", "final", "0.70", nth=1)
    verdicts = judge(before)
    assert not list_broken(verdicts)
    assert verdicts["I30", "01"].verdict is VerdictKind.EXACT
    assert verdicts["I30", "04/general_public_budget"].verdict is VerdictKind.EXACT
    assert verdicts["I30", "08/2120801"].verdict is VerdictKind.EXACT
    assert verdicts["I30", "09"].reason == "column_not_printed:09/opening_balance"


def test_restated_balance_is_a_warning_that_proves_no_cell_wrong(draft: Any, judge: Judge) -> None:
    found = judge(PriorReport("b" * 64, draft.cells(), ALL_TABLES))["I30", "01"]
    assert (found.verdict, found.severity) == (VerdictKind.VIOLATED, "warning")
    assert (found.left_amount, found.right_amount) == (Decimal("17000.00"), Decimal("37000.00"))
    assert (found.page, found.item) == (5, "年初结转和结余")


def test_table_that_one_of_the_years_left_empty_contradicts_nothing(draft: Any, judge: Judge) -> None:
    before = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    draft.blank_table("08")
    assert judge(before)["I30", "08"].reason == "empty_table:08"
    both = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    assert judge(both)["I30", "08"].reason == "empty_table:08"


def test_last_years_cells_are_no_cells_of_this_report(
    draft: Any, told: Any, print_report: Any, last_year: PriorReport
) -> None:
    told.amount("gpb_total_change", "0", direction="unchanged")
    printed = print_report(draft.cells(), told.statements, last_year)
    years = arrange_years(printed, arrange_report(printed.cells, ALL_TABLES))
    for claim in (
        *claim_changes(years),
        *claim_years(years),
    ):
        for _, figure in (*claim.left, *claim.right):
            assert figure.cell is None or figure.cell.sha256 == printed.sha256


def test_made_reports_of_following_years_agree(
    shared_reports: Path, read_truth: Any, read_told: Any, print_report: Any
) -> None:
    truths = {path.stem: read_truth(path) for path in sorted((shared_reports / "synthetic").glob("r*.json"))}
    following = (("r002", "r003"), ("r006", "r007"), ("r010", "r011"), ("r017", "r018"), ("r022", "r023"))
    for before, now in following:
        prior = PriorReport("b" * 64, truths[before], ALL_TABLES)
        printed = print_report(truths[now], [], prior)
        years = arrange_years(printed, arrange_report(printed.cells, ALL_TABLES))
        verdicts = [judge_claim(claim, printed.sha256) for claim in claim_years(years)]
        assert sum(1 for verdict in verdicts if verdict.verdict is VerdictKind.EXACT) >= 5
        assert not [verdict for verdict in verdicts if verdict.verdict is VerdictKind.VIOLATED], now
