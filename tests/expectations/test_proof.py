"""Proofs of whole reports: every violated verdict has one finding that accounts for it, and no other has."""

from collections import Counter
from typing import Any

import pytest

from expectations.proof import Proof, find_causes, judge_printed, prove_report
from expectations.rounding import VerdictKind


def causes_of(proof: Proof) -> list[str]:
    """Rules of the findings of severity error."""
    return [finding.rule_id for finding in proof.findings if finding.severity == "error"]


def number_cells(cells: list[Any]) -> list[Any]:
    """Cells with the numbers that a reader would give them."""
    return [cell._replace(cell_no=number) for number, cell in enumerate(cells, start=1)]


def test_consistent_report_has_no_error_and_is_graded(draft: Any, print_report: Any) -> None:
    proof = prove_report(print_report(number_cells(draft.cells()), []))
    assert causes_of(proof) == []
    assert not [verdict for verdict in proof.verdicts if verdict.verdict is VerdictKind.VIOLATED]
    assert {verdict.identity_id for verdict in proof.verdicts} >= {f"I{number:02}" for number in range(1, 32)}
    assert proof.grade in ("A", "B", "U")


def test_one_wrong_number_is_one_finding_however_many_identities_it_breaks(
    draft: Any, print_report: Any
) -> None:
    cells = number_cells(draft.put("03", "201", "project", "0.00").cells())
    proof = prove_report(print_report(cells, []), first_finding=7)
    violated = [verdict for verdict in proof.verdicts if verdict.verdict is VerdictKind.VIOLATED]
    assert len(violated) >= 3
    assert causes_of(proof) == ["L01"]
    (place,) = [n for n, finding in enumerate(proof.findings, start=7) if finding.rule_id == "L01"]
    assert {verdict.finding_no for verdict in violated} == {place}
    (finding,) = [finding for finding in proof.findings if finding.rule_id == "L01"]
    assert (finding.table_code, finding.subject_code, finding.measure) == ("03", "201", "project")
    assert finding.suspects[0].suggested_text == "25.20"


def test_wrong_unit_and_a_wrong_number_in_the_same_table_are_two_findings(
    draft: Any, print_report: Any
) -> None:
    draft.units["06"] = "元"
    good = draft.row("06", "30101")["values"]["final"]
    cells = number_cells(draft.put("06", "30101", "final", f"-{good}").cells())
    proof = prove_report(print_report(cells, []))
    first, second = [finding for finding in proof.findings if finding.severity == "error"]
    assert (first.rule_id, first.table_code, first.measure) == ("G01", "06", "unit")
    assert first.suspects[0].suggested_text == "万元"
    assert (second.subject_code, second.suspects[0].kind) == ("30101", "sign_flip")
    unexplained = [v for v in proof.verdicts if v.verdict is VerdictKind.VIOLATED and v.finding_no is None]
    assert not unexplained


def test_text_that_differs_from_the_tables_is_the_suspect_itself(
    draft: Any, told: Any, print_report: Any
) -> None:
    told.amount("gpb_total", "999.99")
    proof = prove_report(print_report(number_cells(draft.cells()), told.statements))
    (finding,) = [finding for finding in proof.findings if finding.severity == "error"]
    assert finding.suspects[0].table_code == "narrative"
    assert finding.statement_no == 1
    assert finding.explains


@pytest.mark.parametrize("table", ["02", "05"])
def test_what_could_not_be_checked_does_not_pass(draft: Any, print_report: Any, table: str) -> None:
    rest = [f"{number:02}" for number in range(1, 10) if f"{number:02}" != table]
    printed = print_report(number_cells(draft.drop_table(table).cells()), [], None, " ".join(rest))
    proof = prove_report(printed)
    entries = {entry.rule_id: entry.status for entry in proof.ledger if entry.kind == "identity"}
    owed = "I06" if table == "02" else "I08"
    assert entries[owed] != "pass"


def test_several_causes_share_out_what_is_violated(draft: Any, told: Any, print_report: Any) -> None:
    told.amount("gpb_total", "999.99")
    draft.row("03", "20805")["code"] = "20802"
    draft.row("03", "2080505")["code"] = "2080550"
    draft.row("05", "201")["code"] = "207"
    draft.units["06"] = "元"
    draft.put("02", "2010101", "fiscal_appropriation", "95.80")
    proof = prove_report(print_report(number_cells(draft.cells()), told.statements))
    rules = causes_of(proof)
    assert Counter(rules)["G05"] == 3
    assert {"G01", "L01"} <= set(rules)
    explained = Counter(key for finding in proof.findings for key in finding.explains)
    assert explained == Counter(
        (verdict.identity_id, verdict.instance)
        for verdict in proof.verdicts
        if verdict.verdict is VerdictKind.VIOLATED
    )


def test_each_cause_accounts_for_verdicts_on_its_own_tables(draft: Any, print_report: Any) -> None:
    draft.row("03", "20805")["code"] = "20802"
    draft.units["06"] = "元"
    printed = print_report(number_cells(draft.cells()), [])
    judged = judge_printed(printed)
    tables = {
        (verdict.identity_id, verdict.instance): {
            figure.cell.table_code for _, figure in (*claim.left, *claim.right) if figure.cell is not None
        }
        for claim, verdict in zip(judged.claims, judged.sums, strict=True)
    }
    findings = {finding.table_code: finding for finding in find_causes(printed, judged) if finding.explains}
    assert findings.keys() == {"03", "06"}
    for code, finding in findings.items():
        assert all(code in tables[key] for key in finding.explains)
