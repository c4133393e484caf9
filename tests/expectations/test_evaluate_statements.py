"""Amounts of the text against the tables and each other (I26)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from expectations.claims import Verdict, judge_claim
from expectations.evaluate_statements import claim_text
from expectations.identities import load_identities
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report
from expectations.topics import load_topics

Print = Callable[..., Any]


@pytest.fixture
def judge(draft: Any, told: Any, print_report: Print) -> Callable[..., dict[str, Verdict]]:
    """Judge the draft's text against its tables: verdicts by instance."""

    def run(tables: str = "") -> dict[str, Verdict]:
        printed = print_report(draft.cells(), told.statements, tables=tables)
        report = arrange_report(printed.cells, [table.table_code for table in printed.tables])
        claims = list(claim_text(printed, report))
        verdicts = {claim.instance: judge_claim(claim, printed.sha256) for claim in claims}
        assert len(verdicts) == len(claims), "an instance is named twice"
        return verdicts

    return run


def test_figure_equals_every_place_that_prints_it(told: Any, judge: Any) -> None:
    number = told.amount("grand_total", "110")
    verdicts = judge()
    assert {key: str(verdict.verdict) for key, verdict in verdicts.items()} == {
        "grand_total/01/income_total/final": "exact",
        "grand_total/01/expenditure_total/final": "exact",
    }
    assert {verdict.statement_no for verdict in verdicts.values()} == {number}


def test_figure_that_differs_is_an_error_with_both_amounts(told: Any, judge: Any) -> None:
    told.amount("closing", "21.35")
    verdict = judge()["closing/01/closing_balance/final"]
    assert (verdict.verdict, verdict.severity, verdict.page) == (VerdictKind.VIOLATED, "error", 20)
    assert (str(verdict.left_amount), str(verdict.right_amount)) == ("213500.00", "37000.00")
    assert verdict.item == "年末结转和结余"


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ("105.3", VerdictKind.EXACT),  # the zero of 105.30 cut off
        ("105", VerdictKind.WITHIN_ROUNDING),
        ("105.31", VerdictKind.WITHIN_ROUNDING),  # one last digit, as between two tables
        ("105.32", VerdictKind.VIOLATED),
        ("106", VerdictKind.VIOLATED),
        ("0", VerdictKind.VIOLATED),
    ],
)
def test_rounding_alone_is_no_difference(told: Any, judge: Any, stated: str, verdict: VerdictKind) -> None:
    told.amount("expenditure_total", stated)
    assert {found.verdict for found in judge().values()} == {verdict}


def test_bare_zero_is_as_exact_as_the_table(draft: Any, told: Any, judge: Any) -> None:
    draft.put("07", "", "final_abroad", "0.30")
    told.amount("three_final_abroad", "0")
    assert judge()["three_final_abroad/07/only/final_abroad"].verdict is VerdictKind.VIOLATED
    draft.put("07", "", "final_abroad", "—")
    assert judge()["three_final_abroad/07/only/final_abroad"].verdict is VerdictKind.EXACT


def test_subject_is_looked_up_by_its_code(told: Any, judge: Any) -> None:
    told.amount("class", "80.30", code="201")
    told.amount("leaf", "60.10", code="2010101")
    told.amount("leaf", "20.40", code="2010102")
    told.amount("leaf", "1.00", code="2010199")
    verdicts = judge()
    assert verdicts["class/201/05/201/total"].verdict is VerdictKind.EXACT
    assert verdicts["leaf/2010101/05/2010101/total"].verdict is VerdictKind.EXACT
    assert verdicts["leaf/2010102/05/2010102/total"].verdict is VerdictKind.VIOLATED
    assert verdicts["leaf/2010199/05/2010199/total"].reason == "row_not_printed:05/2010199"


def test_second_mention_has_a_key_of_its_own(told: Any, judge: Any) -> None:
    told.amount("gpb_total", "90.30")
    told.amount("gpb_total", "90.03")
    verdicts = judge()
    assert verdicts["gpb_total/05/total/total"].verdict is VerdictKind.EXACT
    assert verdicts["gpb_total#2/05/total/total"].verdict is VerdictKind.VIOLATED


def test_topic_without_its_table_is_not_checked(draft: Any, told: Any, judge: Any) -> None:
    told.amount("three_final_total", "4.00")
    told.amount("gf_income", "7.00")
    draft.drop_table("07").blank_table("08")
    verdicts = judge(tables="01 02 03 04 05 06 08 09")
    assert verdicts["three_final_total/07/only/final_total"].reason == "missing_table:07"
    assert verdicts["gf_income/08/total/income"].reason == "empty_table:08"
    assert verdicts["gf_income/04/income_fund/final"].verdict is VerdictKind.EXACT


def test_column_that_the_form_lacks_is_owed_only_where_nothing_else_prints_the_figure(
    told: Any, judge: Any
) -> None:
    told.amount("sc_income", "3.00")
    assert set(judge()) == {"sc_income/04/income_capital/final", "sc_income/01/income_capital/final"}


def test_text_without_figures_still_owes_the_identity(judge: Any) -> None:
    verdicts = judge()
    assert {verdict.reason for verdict in verdicts.values()} == {"nothing_stated:"}
    assert {verdict.verdict for verdict in verdicts.values()} == {VerdictKind.NOT_EVALUABLE}


def test_last_years_figure_is_not_held_against_this_years_table(told: Any, judge: Any) -> None:
    told.amount("expenditure_total", "99.00", year=2022)
    assert set(judge()) == {"text"}


def test_difference_outside_the_explanation_of_the_tables_is_a_warning(told: Any, judge: Any) -> None:
    told.amount("exp_basic", "70.10")
    told.amount("exp_project", "35.20")
    told.amount("exp_project", "12.00", part=5)
    verdicts = judge()
    assert verdicts["exp_project/03/total/project"].verdict is VerdictKind.EXACT
    other = verdicts["exp_project#2/03/total/project"]
    assert (other.verdict, other.severity) == (VerdictKind.VIOLATED, "warning")


@pytest.mark.parametrize(("stated", "holds"), [("15.00", True), ("9.00", True), ("15.60", False)])
def test_operating_funds_are_limited_by_public_expenditure(
    told: Any, judge: Any, stated: str, holds: bool
) -> None:
    told.amount("operating_cost", stated)
    verdict = judge()["operating_cost/06/public_total/final"]
    assert verdict.verdict is (VerdictKind.EXACT if holds else VerdictKind.VIOLATED)
    assert verdict.severity == ("info" if holds else "warning")


def test_initial_budgets_that_differ_together_are_other_figures(told: Any, judge: Any) -> None:
    told.amount("gpb_total", "90.30")
    told.amount("three_budget_total", "9.00", sentence="“三公”经费年初预算为9.00万元")
    told.amount("three_budget_reception", "2.00", sentence="公务接待费年初预算为2.00万元")
    assert judge()["three_budget_total/07/only/budget_total"].severity == "error"  # alone it is a misprint
    told.amount("three_budget_vehicle", "6.00", sentence="公务用车年初预算为6.00万元")
    verdicts = judge()
    for part in ("total", "vehicle"):
        found = verdicts[f"three_budget_{part}/07/only/budget_{part}"]
        assert (found.verdict, found.severity) == (VerdictKind.VIOLATED, "warning")


def test_amount_said_to_be_about_so_much_is_no_error(told: Any, judge: Any) -> None:
    told.amount("expenditure_total", "110", sentence="全年支出约110万元")
    assert {verdict.severity for verdict in judge().values()} == {"warning"}


def test_sum_within_the_text(told: Any, judge: Any) -> None:
    told.amount("procurement", "251.25")
    told.amount("procurement_goods", "4.79")
    told.amount("procurement_works", "0")
    told.amount("procurement_services", "246.47")
    assert judge()["sum/procurement"].verdict is VerdictKind.WITHIN_ROUNDING
    told.statements[-1] = told.statements[-1]._replace(amount=told.statements[-1].amount - 2_000)
    assert judge()["sum/procurement"].verdict is VerdictKind.VIOLATED


def test_sum_with_a_part_unstated_can_agree_but_not_contradict(told: Any, judge: Any) -> None:
    told.amount("procurement", "4.79")
    told.amount("procurement_goods", "4.79")
    assert judge()["sum/procurement"].verdict is VerdictKind.EXACT
    told.statements[0] = told.statements[0]._replace(amount=told.statements[0].amount + 10_000)
    assert judge()["sum/procurement"].reason == "not_stated:政府采购工程支出"


@pytest.mark.parametrize(("printed", "verdict"), [("6.00", "exact"), ("5.00", "violated"), ("7.00", None)])
def test_budgets_of_subjects_do_not_exceed_the_whole(
    told: Any, judge: Any, printed: str, verdict: str | None
) -> None:
    told.amount("gpb_budget", printed)
    told.amount("leaf_budget", "2.00", code="2010101")
    told.amount("leaf_budget", "4.00", code="2010102")
    found = judge()["sum/gpb_budget"]
    assert found.verdict == (verdict or "not_evaluable")
    assert found.reason == (None if verdict else "not_stated:" + load_topics()["leaf_budget"].zh)


def test_unit_of_the_text_need_not_be_the_tables(told: Any, judge: Any) -> None:
    told.amount("grand_total", "1100000.00", unit="元")
    assert {verdict.verdict for verdict in judge().values()} == {VerdictKind.EXACT}


def test_every_topic_in_a_sum_or_identity_is_known() -> None:
    topics = load_topics()
    for identity in load_identities():
        for clause in identity.clauses:
            named = [getattr(clause, "total", None), *getattr(clause, "parts", ())]
            if clause.kind == "text_sum":
                assert {name.removeprefix("-") for name in named if name} <= topics.keys()
    tables = {place.table for topic in topics.values() for place in topic.prints}
    assert tables <= set(next(i for i in load_identities() if i.id == "I26").tables)


def test_truth_of_made_reports_agrees_but_where_they_were_spoilt(
    shared_reports: Path, read_truth: Any, read_told: Any, print_report: Print
) -> None:
    spoilt = {
        "r001": {"income_total/02/total/total", "income_fiscal/02/total/fiscal_appropriation"},
        "r008": {"grand_total/01/income_total/final", "grand_total/01/expenditure_total/final"},
        "r012": {"public/06/public_total/final", "operating_cost/06/public_total/final"},
        "r015": {
            "personnel/06/personnel_total/final",
            "public/06/public_total/final",
            "operating_cost/06/public_total/final",
        },
    }
    checked = 0
    for path in sorted((shared_reports / "synthetic").glob("r*.json")):
        cells = read_truth(path)
        printed = print_report(cells, read_told(path))
        report = arrange_report(cells, {cell.table_code for cell in cells} | {"08", "09"})
        verdicts = [judge_claim(claim, printed.sha256) for claim in claim_text(printed, report)]
        broken = {verdict.instance for verdict in verdicts if verdict.verdict is VerdictKind.VIOLATED}
        assert broken == spoilt.get(path.stem, set()), path.stem
        checked += sum(1 for verdict in verdicts if verdict.verdict is VerdictKind.EXACT)
    assert checked > 1_000
