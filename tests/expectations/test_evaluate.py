"""Every identity, on a small report in which all of them hold: one changed number breaks those it should."""

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.evaluate import Verdict, evaluate_report
from expectations.rounding import VerdictKind

CASES = yaml.safe_load(Path(__file__).with_name("one_number_changed.yml").read_text(encoding="utf-8"))
ALL_TABLES = [f"{number:02}" for number in range(1, 10)]
ALL_IDENTITIES = [f"I{number:02}" for number in range(1, 26)]


def evaluate(draft: Any) -> list[Verdict]:
    return evaluate_report(draft.cells(), ALL_TABLES)


def list_broken(draft: Any) -> set[str]:
    return {f"{v.identity_id} {v.instance}" for v in evaluate(draft) if v.verdict is VerdictKind.VIOLATED}


def find(verdicts: list[Verdict], identity_id: str, instance: str) -> Verdict:
    return next(v for v in verdicts if (v.identity_id, v.instance) == (identity_id, instance))


def test_consistent_report_satisfies_every_identity_exactly(draft: Any) -> None:
    verdicts = evaluate(draft)
    assert {verdict.verdict for verdict in verdicts} == {VerdictKind.EXACT}
    assert sorted({verdict.identity_id for verdict in verdicts}) == ALL_IDENTITIES


def test_three_public_expenses_set_in_two_blocks_are_one_row(draft: Any) -> None:
    budget_above = [
        cell._replace(row_no=2) if cell.table_code == "07" and cell.measure.startswith("final") else cell
        for cell in draft.cells()
    ]
    assert evaluate_report(budget_above, ALL_TABLES) == evaluate(draft)


def test_instances_are_unique_and_do_not_depend_on_the_order_of_cells(draft: Any) -> None:
    cells = draft.cells()
    verdicts = evaluate_report(cells, ALL_TABLES)
    assert max(Counter((v.identity_id, v.instance) for v in verdicts).values()) == 1
    random.Random(7).shuffle(cells)
    assert set(evaluate_report(cells, ALL_TABLES)) == set(verdicts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case["change"].values())))
def test_one_changed_number_breaks_exactly_its_instances(draft: Any, case: dict[str, Any]) -> None:
    assert list_broken(draft.put(**case["change"])) == set(case["breaks"])


def test_every_identity_is_broken_by_some_change() -> None:
    broken = {instance.split()[0] for case in CASES for instance in case["breaks"]}
    assert sorted(broken) == ALL_IDENTITIES


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
    stranger = cells[0]._replace(sha256="c" * 64)
    with pytest.raises(ValueError, match="more than one report"):
        evaluate_report([*cells, stranger], ALL_TABLES)
