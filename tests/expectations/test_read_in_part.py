"""Reports read in part, this one or one it is held against: what was not read can contradict nothing."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from expectations.cells import Cell
from expectations.claims import Verdict
from expectations.evaluate_performance import claim_performance
from expectations.identities import load_reasons
from expectations.printed import PrintedReport, PriorReport
from expectations.proof import Proof, prove_report
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report
from tests.expectations.evaluation_forms import WHOLE, make_rows

ALL_TABLES = [f"{number:02}" for number in range(1, 10)]


def number_cells(cells: list[Cell]) -> list[Cell]:
    return [cell._replace(cell_no=number) for number, cell in enumerate(cells, start=1)]


def cut(cells: list[Cell], table: str, after: int, until: int = 99) -> list[Cell]:
    """Cells of a report whose table has no row after so many, up to another, for a page was not read."""
    return [cell for cell in cells if cell.table_code != table or not after < cell.row_no <= until]


def list_violated(proof: Proof) -> set[tuple[str, str]]:
    return {(v.identity_id, v.instance) for v in proof.verdicts if v.verdict is VerdictKind.VIOLATED}


def pick(proof: Proof, identity: str, instance: str) -> Verdict:
    (found,) = [v for v in proof.verdicts if (v.identity_id, v.instance) == (identity, instance)]
    return found


@pytest.mark.parametrize(
    ("table", "after", "until"),
    [("01", 1, 2), ("02", 3, 99), ("03", 3, 99), ("04", 1, 2), ("05", 3, 99), ("06", 1, 2)],
)
def test_a_table_cut_off_is_no_error_where_the_report_was_read_in_part(
    draft: Any, print_report: Any, table: str, after: int, until: int
) -> None:
    cells = cut(number_cells(draft.cells()), table, after, until)
    whole, part = print_report(cells, []), replace(print_report(cells, []), is_complete=False)
    assert list_violated(prove_report(whole))
    proof = prove_report(part)
    assert not list_violated(proof)
    assert not [finding for finding in proof.findings if finding.severity == "error"]
    unread = Counter(entry.reason for entry in proof.ledger if entry.status == "unread")
    assert unread["read_in_part"]
    assert proof.grade in ("B", "U")


def test_what_stands_in_one_row_is_checked_all_the_same(draft: Any, print_report: Any) -> None:
    cells = cut(number_cells(draft.put("03", "201", "project", "0.00").cells()), "03", 3)
    proof = prove_report(replace(print_report(cells, []), is_complete=False))
    assert ("I07", "03/201/total") in list_violated(proof)
    (finding,) = [finding for finding in proof.findings if finding.severity == "error"]
    assert (finding.table_code, finding.subject_code) == ("03", "201")


@pytest.mark.parametrize("side", ["now", "before"])
def test_a_balance_whose_row_was_not_read_was_not_nothing(draft: Any, print_report: Any, side: str) -> None:
    whole = number_cells(draft.cells())
    lists = {"now": whole, "before": whole} | {side: cut(whole, "08", 1)}
    prior = PriorReport("b" * 64, lists["before"], ALL_TABLES)
    printed = print_report(lists["now"], [], prior)
    assert ("I30", "08/2120801") in list_violated(prove_report(printed))
    if side == "now":
        read, reason = replace(printed, is_complete=False), "read_in_part:"
    else:
        read, reason = replace(printed, prior=replace(prior, is_complete=False)), "prior_read_in_part:"
    proof = prove_report(read)
    assert pick(proof, "I30", "08/2120801").reason == reason
    assert pick(proof, "I30", "01").verdict is VerdictKind.VIOLATED  # both its rows were read


def test_last_year_s_figure_may_be_printed_again_where_it_was_not_read(
    draft: Any, told: Any, print_report: Any
) -> None:
    prior = PriorReport("b" * 64, draft.cells(), ALL_TABLES, is_complete=False)
    told.amount("gpb_total", "80.00", year=2022)
    told.rate("growth", "three_final_reception", "50", direction="increase", base="previous_year")
    printed = print_report(number_cells(draft.cells()), told.statements, prior)
    proof = prove_report(printed)
    for instance in ("gpb_total/2022", "three_final_reception/growth"):
        assert pick(proof, "I29", instance).reason == "prior_read_in_part:"
    whole = prove_report(replace(printed, prior=replace(prior, is_complete=True)))
    assert {("I29", "gpb_total/2022"), ("I29", "three_final_reception/growth")} <= list_violated(whole)


def test_a_department_s_report_read_in_part_is_no_measure_of_its_unit(draft: Any, print_report: Any) -> None:
    own = number_cells(draft.cells())
    draft.put("03", "合计", "total", "1.00")
    above = PriorReport("b" * 64, draft.cells(), ALL_TABLES)
    printed: PrintedReport = replace(print_report(own, []), superior=above)
    assert ("I32", "03/total") in list_violated(prove_report(printed))
    proof = prove_report(replace(printed, superior=replace(above, is_complete=False)))
    assert pick(proof, "I32", "03/total").reason == "department_read_in_part:"


def test_rows_of_a_form_may_have_been_lost(draft: Any, print_report: Any) -> None:
    rows = list(make_rows([row for row in WHOLE if row[2] != "满意度"]))
    printed: PrintedReport = replace(print_report(draft.cells(), []), performance=rows)
    tables = arrange_report(printed.cells, ALL_TABLES)
    sums = {
        v.instance
        for v in claim_performance(printed, tables)
        if v.verdict is VerdictKind.VIOLATED and v.unit == "points"
    }
    assert {instance.partition("/")[0] for instance in sums} == {"weights", "scores"}
    part = claim_performance(replace(printed, is_complete=False), tables)
    assert [(v.verdict, v.reason) for v in part if v.instance in sums] == [
        (VerdictKind.NOT_EVALUABLE, "read_in_part:")
    ] * len(sums)


def test_every_reason_of_it_has_words() -> None:
    for reason in ("read_in_part", "prior_read_in_part", "department_read_in_part"):
        assert set(load_reasons()[reason]) == {"zh", "en"}
