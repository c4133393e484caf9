"""Every identity, on a small report in which all of them hold: one changed number breaks those it should."""

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from expectations.evaluate import Verdict, evaluate_report
from expectations.rounding import VerdictKind

ALL_TABLES = [f"{number:02}" for number in range(1, 10)]
ALL_IDENTITIES = [f"I{number:02}" for number in range(1, 26)]


def evaluate(draft: Any) -> list[Verdict]:
    return evaluate_report(draft.cells(), ALL_TABLES)


def list_broken(draft: Any) -> set[str]:
    return {verdict.identity_id for verdict in evaluate(draft) if verdict.verdict is VerdictKind.VIOLATED}


def find(verdicts: list[Verdict], identity_id: str, instance: str) -> Verdict:
    return next(v for v in verdicts if (v.identity_id, v.instance) == (identity_id, instance))


def test_consistent_report_satisfies_every_identity_exactly(draft: Any) -> None:
    verdicts = evaluate(draft)
    assert {verdict.verdict for verdict in verdicts} == {VerdictKind.EXACT}
    assert sorted({verdict.identity_id for verdict in verdicts}) == ALL_IDENTITIES


def test_instances_are_unique_and_do_not_depend_on_the_order_of_cells(draft: Any) -> None:
    cells = draft.cells()
    verdicts = evaluate_report(cells, ALL_TABLES)
    assert max(Counter((v.identity_id, v.instance) for v in verdicts).values()) == 1
    random.Random(7).shuffle(cells)
    assert set(evaluate_report(cells, ALL_TABLES)) == set(verdicts)


# table, row, measure, printed, nth row of that name, identities that must break
CHANGES = [
    ("01", "总计", "final", "111.00", 0, {"I01", "I02"}),
    ("01", "总计", "final", "111.00", 1, {"I01", "I03"}),
    ("01", "使用非财政拨款结余（含专用结余）", "final", "0.40", 0, {"I02", "I25"}),
    ("01", "年末结转和结余", "final", "4.70", 0, {"I03", "I25"}),
    ("01", "其他收入", "final", "7.00", 0, {"I04"}),
    ("01", "一般公共服务支出", "final", "85.03", 0, {"I05", "I19"}),
    ("01", "教育支出", "final", "5.00", 0, {"I05", "I19"}),
    ("01", "一般公共预算财政拨款收入", "final", "95.00", 0, {"I04", "I20"}),
    ("02", "2010101", "business_income", "3.00", 0, {"I06", "I09"}),
    ("02", "2010101", "education_fees", "2.00", 0, {"I09"}),
    ("02", "合计", "total", "118.00", 0, {"I06", "I09", "I17"}),
    ("02", "合计", "fiscal_appropriation", "101.00", 0, {"I06", "I09", "I20"}),
    ("03", "2010102", "project", "52.20", 0, {"I07", "I09"}),
    ("03", "合计", "total", "106.30", 0, {"I07", "I09", "I18", "I25"}),
    ("05", "2080505", "basic", "1.00", 0, {"I08", "I09"}),
    ("05", "2010102", "project", "30.20", 0, {"I08", "I09", "I22"}),
    ("05", "合计", "total", "89.30", 0, {"I08", "I09", "I21"}),
    ("05", "合计", "basic", "60.10", 0, {"I08", "I09", "I23"}),
    ("05", "201", "total", "80.03", 0, {"I08", "I09", "I10"}),
    ("04", "城乡社区支出", "government_fund", "8.00", 0, {"I10"}),
    ("04", "本年支出合计", "government_fund", "8.00", 0, {"I10", "I11", "I21"}),
    ("04", "年末财政拨款结转和结余", "general_public_budget", "0.80", 0, {"I10", "I11"}),
    ("04", "总计", "final", "102.50", 0, {"I11"}),
    ("04", "政府性基金预算财政拨款", "final", "1.50", 1, {"I10", "I11"}),
    ("04", "年初财政拨款结转和结余", "final", "2.50", 0, {"I10", "I11", "I25"}),
    ("06", "30101", "final", "-40.00", 0, {"I12"}),
    ("06", "301", "final", "60.00", 0, {"I12", "I13"}),
    ("06", "310", "final", "", 0, {"I12", "I14"}),
    ("06", "人员经费合计", "final", "51.50", 0, {"I13", "I23"}),
    ("06", "公用经费合计", "final", "51.00", 0, {"I14", "I23"}),
    ("06", "30217", "final", "1.50", 0, {"I12", "I24"}),
    ("07", "", "final_abroad", "1.50", 0, {"I15"}),
    ("07", "", "budget_vehicle_operation", "0.30", 0, {"I15"}),
    ("08", "2120801", "opening_balance", "1.50", 0, {"I09", "I16"}),
    ("09", "2230101", "basic", "1.00", 0, {"I09", "I16"}),
    ("09", "合计", "total", "2.00", 0, {"I09", "I16", "I21"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), [(change[:-1], change[-1]) for change in CHANGES])
def test_one_changed_number_breaks_exactly_its_identities(
    draft: Any, change: tuple[str, str, str, str, int], expected: set[str]
) -> None:
    assert list_broken(draft.put(*change)) == expected


def test_every_identity_is_broken_by_some_change() -> None:
    assert sorted(set().union(*(change[-1] for change in CHANGES))) == ALL_IDENTITIES


def test_violation_states_both_sides_bound_and_place(draft: Any) -> None:
    verdict = find(evaluate(draft.put("03", "201", "project", "0.00")), "I09", "03/201/project")
    assert verdict.verdict is VerdictKind.VIOLATED
    assert (verdict.left_amount, verdict.right_amount) == (Decimal("0.00"), Decimal("252000.00"))
    assert (verdict.residual, verdict.bound, verdict.parts) == (Decimal("-252000.00"), Decimal("100.00"), 1)
    assert (verdict.table_code, verdict.subject_code, verdict.item) == ("03", "201", "一般公共服务支出")
    assert (verdict.measure, verdict.page, verdict.severity, verdict.reason) == ("project", 5, "error", None)


def test_rounding_is_no_violation_but_a_digit_more_is(draft: Any) -> None:
    draft.put("06", "301", "final", "50.01")
    verdict = find(evaluate(draft), "I12", "06/301/final")
    assert (verdict.verdict, verdict.bound) == (VerdictKind.WITHIN_ROUNDING, Decimal("150.00"))
    draft.put("06", "301", "final", "50.02")
    assert find(evaluate(draft), "I12", "06/301/final").verdict is VerdictKind.VIOLATED


@pytest.mark.parametrize("table", ALL_TABLES)
def test_missing_table_leaves_its_identities_owed_but_not_evaluable(draft: Any, table: str) -> None:
    present = [code for code in ALL_TABLES if code != table]
    verdicts = evaluate_report(draft.drop_table(table).cells(), present)
    assert sorted({v.identity_id for v in verdicts}) == ALL_IDENTITIES
    assert not [v for v in verdicts if v.verdict is VerdictKind.VIOLATED]
    reasons = {v.reason for v in verdicts if v.verdict is VerdictKind.NOT_EVALUABLE}
    assert reasons == {f"missing_table:{table}"}


@pytest.mark.parametrize("present", [[], ALL_TABLES])
def test_report_without_a_cell_owes_everything_and_passes_nothing(present: list[str]) -> None:
    verdicts = evaluate_report([], present, sha256="b" * 64)
    assert sorted({v.identity_id for v in verdicts}) == ALL_IDENTITIES
    assert {v.verdict for v in verdicts} == {VerdictKind.NOT_EVALUABLE}
    assert {v.sha256 for v in verdicts} == {"b" * 64}
    assert all(v.reason for v in verdicts)


def test_cells_of_two_reports_are_refused(draft: Any) -> None:
    cells = draft.cells()
    stranger = replace(cells[0], sha256="c" * 64)
    with pytest.raises(ValueError, match="more than one report"):
        evaluate_report([*cells, stranger], ALL_TABLES)
