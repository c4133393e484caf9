"""The ledger of a report and the grade that follows from it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from expectations.claims import Verdict
from expectations.disclosure import check_disclosure
from expectations.disclosure_items import load_disclosures
from expectations.evaluate import evaluate_report
from expectations.findings import Finding
from expectations.grading import count_outcomes, grade_report
from expectations.identities import load_identities, load_reasons
from expectations.ledger import LedgerEntry, list_ledger
from expectations.ledger_rules import load_ledger_rules
from expectations.printed import PrintedReport, PrintedTable
from expectations.rounding import VerdictKind
from expectations.statements import Section, Statement

SHA = "a" * 64


def print_report(cells: Sequence[Any], **fields: Any) -> PrintedReport:
    tables = [
        PrintedTable(code, code, code, "万元", (5,), 1, False)
        for code in sorted({cell.table_code for cell in cells})
    ]
    section = Section(SHA, 1, 3, "1", "收支", "summary", "收支总计110.00万元。", 9, 9)
    report = PrintedReport(SHA, "某局", 2023, "department", "决算", cells, tables, sections=[section])
    return replace(report, **fields)


def enter(report: PrintedReport, verdicts: Sequence[Verdict]) -> dict[str, LedgerEntry]:
    ledger = list_ledger(report, verdicts, check_disclosure(report))
    assert len({(entry.kind, entry.thing) for entry in ledger}) == len(ledger)
    return {f"{entry.kind}:{entry.thing}": entry for entry in ledger}


def make_verdict(identity: str, kind: VerdictKind, **fields: Any) -> Verdict:
    blank = Verdict(SHA, identity, "x", "01", None, "", "", "", 5, kind)
    return blank._replace(**fields)


def state(number: int, kind: str) -> Statement:
    return Statement(
        SHA, number, kind, "", "", "", 2023, "1", "", None, None, None, None, None, None, None, 3, "1", 9,
        0.0, 0.0, 1.0, 1.0, "", "",
    )  # fmt: skip


def test_everything_owed_stands_in_the_ledger_once(draft: Any) -> None:
    report = print_report(draft.cells())
    found = enter(report, evaluate_report(report.cells, [t.table_code for t in report.tables], SHA))
    assert {entry.rule_id for entry in found.values() if entry.kind == "identity"} == {
        identity.id for identity in load_identities()
    }
    assert {entry.thing for entry in found.values() if entry.kind == "table"} == {
        f"0{n}" for n in range(1, 10)
    }
    of_disclosure = {entry.rule_id for entry in found.values() if entry.kind in ("table", "section", "item")}
    assert of_disclosure == {item.id for item in load_disclosures().items}
    assert found["identity:I07"].status == "pass"
    assert found["identity:I07"].passed == found["identity:I07"].instances > 1


def test_one_violated_instance_violates_its_entry(draft: Any) -> None:
    cells = draft.put("03", "2010102", "project", "25.30").cells()
    report = print_report(cells)
    verdicts = evaluate_report(cells, [t.table_code for t in report.tables], SHA)
    entry = enter(report, verdicts)["identity:I07"]
    assert (entry.status, entry.violated, entry.severity) == ("violated", 1, "error")
    assert entry.passed == entry.instances - 1


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("no_details:201", "not_applicable"),
        ("column_not_printed:03", "insufficient_data"),
        ("cell_not_read:03", "unread"),
        ("never_heard_of", "insufficient_data"),
    ],
)
def test_what_was_not_checked_is_no_pass(draft: Any, reason: str, status: str) -> None:
    held = make_verdict("I07", VerdictKind.EXACT)
    skipped = make_verdict("I07", VerdictKind.NOT_EVALUABLE, instance="y", reason=reason)
    report = print_report(draft.cells())
    alone = enter(report, [skipped])["identity:I07"]
    assert (alone.status, alone.not_evaluable, alone.reason) == (status, 1, reason.partition(":")[0])
    beside = enter(report, [held, skipped])["identity:I07"]
    assert beside.status == ("pass" if status == "not_applicable" else status)


def test_an_identity_that_was_not_asked_did_not_pass(draft: Any) -> None:
    entry = enter(print_report(draft.cells()), [])["identity:I01"]
    assert (entry.status, entry.reason) == ("insufficient_data", "not_asked")


def test_a_missing_table_weighs_as_its_disclosure_does(draft: Any) -> None:
    cells = draft.drop_table("09").cells()
    skipped = [make_verdict("I16", VerdictKind.NOT_EVALUABLE, reason="missing_table:09")]
    report = print_report(cells)
    assert enter(report, skipped)["identity:I16"].status == "insufficient_data"
    early = print_report(cells, fiscal_year=2018)
    assert enter(early, skipped)["identity:I16"].status == "not_applicable"
    assert enter(early, skipped)["table:09"].status == "not_applicable"
    damaged = print_report(cells, is_complete=False)
    assert enter(damaged, skipped)["identity:I16"].status == "unread"


def test_what_the_text_does_not_say_is_unread_where_the_text_is(draft: Any) -> None:
    silent = [make_verdict("I26", VerdictKind.NOT_EVALUABLE, reason="nothing_stated")]
    report = print_report(draft.cells())
    assert enter(report, silent)["identity:I26"].status == "not_applicable"
    assert enter(replace(report, sections=[]), silent)["identity:I26"].status == "unread"
    assert enter(replace(report, sections=[]), silent)["statement:amount"].status == "unread"


def test_statements_are_counted_by_what_became_of_each(draft: Any) -> None:
    report = print_report(draft.cells(), statements=[state(n, "amount") for n in (1, 2, 3)])
    verdicts = [
        make_verdict("I26", VerdictKind.EXACT, instance="1", statement_no=1),
        make_verdict(
            "I29", VerdictKind.NOT_EVALUABLE, instance="1", statement_no=1, reason="no_prior_report"
        ),
        make_verdict("I26", VerdictKind.WITHIN_ROUNDING, instance="2", statement_no=2),
        make_verdict("I28", VerdictKind.VIOLATED, instance="2", statement_no=2),
    ]
    entry = enter(report, verdicts)["statement:amount"]
    assert (entry.instances, entry.passed, entry.violated, entry.not_evaluable) == (3, 1, 1, 1)
    assert (entry.status, entry.reason) == ("violated", "no_claim")
    assert enter(report, verdicts[:3])["statement:amount"].status == "pass"
    unread = [make_verdict("I26", VerdictKind.NOT_EVALUABLE, statement_no=1, reason="cell_not_read:07")]
    entry = enter(report, unread)["statement:amount"]
    assert (entry.status, entry.reason) == ("unread", "cell_not_read"), "not the reason of the other two"


def make_entry(status: str, severity: str = "error", number: int = 0) -> LedgerEntry:
    passed, violated = int(status == "pass"), int(status == "violated")
    return LedgerEntry(
        SHA, "identity", f"{status}{number}", "I01", "", "", status, severity,  # type: ignore[arg-type]
        1, passed, violated, 1 - passed - violated,
    )  # fmt: skip


PASSED = [make_entry("pass", number=n) for n in range(20)]
ERROR, WARNING = Finding("I01", "error", "", ""), Finding("I28", "warning", "", "")


@pytest.mark.parametrize(
    ("others", "findings", "grade"),
    [
        ([], [], "A"),
        ([make_entry("not_applicable", number=n) for n in range(30)], [], "A"),
        ([make_entry("violated", "info")], [Finding("D42", "info", "", "")], "A"),
        ([make_entry("violated", "warning")], [], "B"),
        ([], [WARNING], "B"),
        ([make_entry("unread")], [], "B"),
        ([make_entry("violated")], [ERROR], "C"),
        ([make_entry("violated")], [ERROR, ERROR, ERROR, WARNING], "C"),
        ([make_entry("violated")], [ERROR] * 4, "D"),
        ([make_entry("insufficient_data", number=n) for n in range(6)], [], "U"),
        ([make_entry("unread", number=n) for n in range(6)], [ERROR] * 4, "U"),
    ],
)
def test_the_grade_follows_from_the_ledger(
    others: list[LedgerEntry], findings: list[Finding], grade: str
) -> None:
    assert grade_report([*PASSED, *others], findings).grade == grade


def test_too_few_identities_checked_give_no_grade() -> None:
    assert grade_report(PASSED[:9], []).grade == "U"
    assert grade_report(PASSED[:10], []).grade == "A"
    with pytest.raises(ValueError, match="ledger"):
        grade_report([], [])


def test_the_unchecked_share_is_of_what_is_owed() -> None:
    ledger = [*PASSED[:4], make_entry("unread"), *[make_entry("not_applicable", number=n) for n in range(90)]]
    assert count_outcomes(ledger, [])["unchecked_percent"] == 20


def test_the_rules_of_the_ledger_know_every_reason_and_kind() -> None:
    rules = load_ledger_rules()
    assert set(rules.reasons) == set(load_reasons())
    assert [grade.grade for grade in rules.grades] == ["U", "D", "C", "B", "A"]
    identities = {identity.id for identity in load_identities()}
    assert {kind.rule for kind in rules.statements.values()} <= identities
    kinds = re.findall(r"'(\w+)'", (Statement.__doc__ or "").split("`topic`")[0])
    assert set(kinds) == set(rules.statements)
