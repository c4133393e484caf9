"""Wrong figures of a small consistent report, found again."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from expectations.cells import Cell
from expectations.findings import Finding, Suspect
from expectations.localise import causes, localise
from expectations.localise.search import Budget
from expectations.printed import PrintedReport, PrintedTable
from expectations.proof import judge_printed
from expectations.rounding import VerdictKind
from expectations.statements import Statement

SHA = "a" * 64
STATEMENT = Statement(
    sha256=SHA, statement_no=1, kind="amount", topic="", subject_code="", subject="", year=2024, printed="",
    unit="万元", amount=None, value=None, decimals=2, direction=None, of_no=None, base_no=None, base=None,
    part=3, section="1", page=9, x0=0.0, y0=0.0, x1=0.0, y1=0.0, sentence="", reason="",
)  # fmt: skip


def state(number: int, topic: str, printed_amount: str, **fields: Any) -> Statement:
    """An amount in 万元, or with `kind` something else, of the text."""
    amount = Decimal(printed_amount) * 10_000 if printed_amount else None
    plain = STATEMENT._replace(statement_no=number, topic=topic, printed=printed_amount, amount=amount)
    return plain._replace(**fields)


def report(cells: list[Cell], *statements: Statement) -> PrintedReport:
    numbered = [cell._replace(cell_no=number) for number, cell in enumerate(cells, start=1)]
    filled = {cell.table_code for cell in cells if cell.amount is not None}
    tables = [
        PrintedTable(code, code, "", "万元", (1,), 1, code not in filled)
        for code in sorted({cell.table_code for cell in cells})
    ]
    return PrintedReport(SHA, "", 2024, "unknown", "", numbered, tables, statements)


def find(printed: PrintedReport) -> list[Finding]:
    """The findings, after seeing to it that each violated verdict is in exactly one of them."""
    judged = judge_printed(printed)
    verdicts = judged.verdicts
    findings = localise(judged.stated, verdicts, printed)
    violated = [(v.identity_id, v.instance) for v in verdicts if v.verdict is VerdictKind.VIOLATED]
    assert Counter(key for finding in findings for key in finding.explains) == Counter(violated)
    return findings


def told(suspect: Suspect) -> tuple[str, str, str, str, str]:
    place = suspect.subject_code or suspect.item
    return suspect.table_code, place, suspect.measure, suspect.suggested_text, suspect.kind


def test_a_consistent_report_has_no_finding(draft: Any) -> None:
    assert find(report(draft.cells())) == []


@pytest.mark.parametrize(
    ("table", "name", "measure", "printed", "due", "kind"),
    [
        ("03", "201", "project", "0.00", "25.20", "zero"),
        ("03", "20101", "total", "83.50", "85.30", "transposed_digits"),
        ("05", "2010101", "basic", "6.10", "60.10", "dropped_digit"),
        ("05", "2010101", "basic", "37.95", "60.10", "unknown"),
        ("06", "301", "final", "-50.00", "50.00", "sign_flip"),
        ("02", "2080505", "total", "100000.00", "10.00", "wrong_unit"),
        ("06", "公用经费合计", "final", "13.20", "15.00", "total_mismatch"),
        ("03", "212", "total", "10.00", "7.00", "shifted_row"),
        ("02", "2010101", "fiscal_appropriation", "67.80", "59.80", "shifted_column"),
        ("04", "本年支出合计", "general_public_budget", "90.03", "90.30", "transposed_digits"),
    ],
)
def test_one_wrong_cell_is_one_finding_with_the_right_value(  # noqa: PLR0917
    draft: Any, table: str, name: str, measure: str, printed: str, due: str, kind: str
) -> None:
    findings = find(report(draft.put(table, name, measure, printed).cells()))
    assert [finding.rule_id for finding in findings] == ["L01"]
    assert told(findings[0].suspects[0]) == (table, name, measure, due, kind)
    assert findings[0].suspects[0].suggested == Decimal(due) * 10_000
    assert findings[0].cell_no == findings[0].suspects[0].cell_no
    assert "应为" in findings[0].message_zh
    assert due in findings[0].message_en


def test_two_wrong_cells_of_one_component_are_two_findings(draft: Any) -> None:
    draft.put("03", "201", "project", "0.00").put("03", "2010102", "project", "52.20")
    findings = find(report(draft.cells()))
    assert {told(finding.suspects[0])[:4] for finding in findings} == {
        ("03", "201", "project", "25.20"),
        ("03", "2010102", "project", "25.20"),
    }


def test_figures_that_changed_places_are_one_finding(draft: Any) -> None:
    draft.put("05", "2010101", "basic", "0").put("05", "2010101", "project", "60.10")
    findings = find(report(draft.cells()))
    assert len(findings) == 1
    assert [told(suspect) for suspect in findings[0].suspects[:2]] == [
        ("05", "2010101", "basic", "60.10", "swapped_cells"),
        ("05", "2010101", "project", "0.00", "swapped_cells"),
    ]
    assert findings[0].suspects[0].set_no == findings[0].suspects[1].set_no == 1


def lose_detail(draft: Any) -> Any:
    """302 with two details that 07 does not limit, both nothing as printed."""
    draft.add("06", "印刷费", {"final": "0.00"}, "30202")
    return draft.put("06", "30201", "final", "0.00")


def test_where_several_cells_explain_it_alike_none_is_suggested(draft: Any) -> None:
    findings = find(report(lose_detail(draft).cells()))
    assert [finding.rule_id for finding in findings] == ["L02"]
    assert all(suspect.suggested is None for suspect in findings[0].suspects)
    assert [suspect.subject_code for suspect in findings[0].suspects] == ["30201", "30202"]
    assert [suspect.rank for suspect in findings[0].suspects] == [1, 2]
    assert [suspect.set_no for suspect in findings[0].suspects] == [1, 2]


def test_the_cell_whose_subject_the_text_mentions_is_the_one(draft: Any) -> None:
    mention = state(1, "economic", "", kind="mention", subject_code="30201", subject="办公费", decimals=None)
    findings = find(report(lose_detail(draft).cells(), mention))
    located = [finding for finding in findings if finding.suspects]
    assert told(located[0].suspects[0]) == ("06", "30201", "final", "8.00", "zero")
    assert "文字说明" in located[0].suspects[0].evidence_zh


def test_a_wrong_figure_of_the_text_is_told_from_the_tables(draft: Any) -> None:
    findings = find(report(draft.cells(), state(4, "grand_total", "123.45")))
    assert len(findings) == 1
    assert told(findings[0].suspects[0]) == ("narrative", "", "grand_total", "110.00", "narrative_mismatch")
    assert findings[0].statement_no == 4
    assert findings[0].page == 9


def test_the_text_decides_between_cells(draft: Any) -> None:
    draft.put("07", "", "final_abroad", "0.00")
    plain = find(report(draft.cells()))
    stated = find(report(draft.cells(), state(1, "three_final_abroad", "0.50")))
    assert told(stated[0].suspects[0]) == ("07", "", "final_abroad", "0.50", "zero")
    assert len(stated[0].suspects) < len(plain[0].suspects)


def test_a_rate_of_the_wrong_base_is_told(draft: Any) -> None:
    statements = [
        state(1, "grand_total", "110.00"),
        state(2, "grand_total_change", "10.00", direction="increase", of_no=1),
        state(
            3, "grand_total", "", kind="growth", printed="9.09", unit="%", value=Decimal("9.09"), of_no=1,
            base_no=2, base="previous_year", direction="increase",
        ),
    ]  # fmt: skip
    findings = find(report(draft.cells(), *statements))
    assert [(finding.rule_id, finding.statement_no) for finding in findings] == [("L04", 3)]
    assert (findings[0].suspects[0].suggested_text, findings[0].suspects[0].kind) == ("10.00%", "wrong_base")


def test_a_rate_taken_of_a_wrong_amount_belongs_to_the_finding_on_the_amount(draft: Any) -> None:
    statements = [
        state(1, "grand_total", "220.00"),
        state(2, "grand_total_change", "10.00", direction="increase", of_no=1),
        state(
            3, "grand_total", "", kind="growth", printed="10.00", unit="%", value=Decimal("10.00"), of_no=1,
            base_no=2, base="previous_year", direction="increase",
        ),
    ]  # fmt: skip
    findings = find(report(draft.cells(), *statements))
    assert len(findings) == 1
    assert told(findings[0].suspects[0])[:4] == ("narrative", "", "grand_total", "110.00")
    assert [identity for identity, _ in findings[0].explains].count("I27") == 1


def test_a_whole_table_in_another_unit_is_not_pinned_on_single_cells(draft: Any) -> None:
    draft.units["02"] = "元"
    findings = find(report(draft.cells()))
    assert {finding.rule_id for finding in findings} == {"L03"}
    assert not any(finding.suspects for finding in findings)


def test_the_same_report_gives_the_same_findings(draft: Any) -> None:
    draft.put("03", "201", "project", "0.00").put("06", "30101", "final", "41.00")
    printed = report(draft.cells())
    assert find(printed) == find(printed)


def test_a_published_defect_is_found_with_the_value_that_its_table_implies(
    shared_reports: Any, read_truth: Any
) -> None:
    truth = next((shared_reports / "seed").glob("*2020年度部门决算.json"))
    cells = [cell._replace(sha256=SHA) for cell in read_truth(truth)]
    findings = find(report(cells))
    assert told(findings[0].suspects[0]) == ("03", "201", "project", "46.40", "zero")


def test_where_most_is_violated_no_figure_is_singled_out(draft: Any) -> None:
    cells = draft.cells()
    wrong = [
        cell._replace(amount=cell.amount + 7_770_000 * number) if cell.amount else cell
        for number, cell in enumerate(cells, start=1)
    ]
    findings = find(report(wrong))
    assert [finding.rule_id for finding in findings] == ["L03"]
    assert findings[0].suspects == ()
    assert len(findings[0].explains) >= 60


def test_a_report_whose_budget_is_spent_is_not_located_and_says_so(
    draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft.put("03", "201", "project", "0.00").put("03", "2010102", "project", "52.20")
    monkeypatch.setattr(causes, "Budget", lambda: Budget(programs=0, sets=10))
    assert [finding.rule_id for finding in find(report(draft.cells()))] == ["L03"]


def state_budget(printed: str, rate: str) -> list[Statement]:
    """A budget of 一般公共预算, of which 90.30 were spent, as printed, and the rate of completion."""
    return [
        state(1, "gpb_budget", printed),
        state(
            2, "gpb_total", "", kind="completion", printed=rate, unit="%", value=Decimal(rate), base_no=1,
            base="budget",
        ),
    ]  # fmt: skip


def test_a_wrong_budget_is_told_where_its_rate_and_the_words_beside_it_agree(draft: Any) -> None:
    words = state(
        3, "gpb_total", "", kind="comparison", printed="大于", direction="above", base_no=1, base="budget",
        decimals=None,
    )  # fmt: skip
    (finding,) = find(report(draft.cells(), *state_budget("240.00", "112.88"), words))
    assert (finding.rule_id, finding.statement_no) == ("L05", 1)
    assert {identity for identity, _ in finding.explains} == {"I27", "I28"}
    assert [suspect.suggested for suspect in finding.suspects] == [None]
    assert "80.00" in finding.message_zh


def test_a_budget_that_a_slip_tells_from_its_rate_is_suggested(draft: Any) -> None:
    (finding,) = find(report(draft.cells(), *state_budget("78.65", "103.02")))
    assert finding.rule_id == "L01"
    assert told(finding.suspects[0]) == ("narrative", "", "gpb_budget", "87.65", "transposed_digits")


def test_a_rate_and_a_budget_that_nothing_else_speaks_of_are_both_candidates(draft: Any) -> None:
    (finding,) = find(report(draft.cells(), *state_budget("240.00", "112.88")))
    assert finding.rule_id == "L02"
    assert [(s.statement_no, s.set_no, s.kind) for s in finding.suspects] == [
        (2, 1, "rate"),
        (1, 2, "narrative_mismatch"),
    ]
    assert all(suspect.suggested_text == "" for suspect in finding.suspects)


def test_a_rate_whose_amounts_the_tables_confirm_is_wrong_itself(draft: Any) -> None:
    statements = [
        state(1, "gpb_total", draft.row("05", "合计")["values"]["total"]),
        state(2, "expenditure_total", draft.row("03", "合计")["values"]["total"]),
        state(
            3, "gpb_total", "", kind="share", printed="55.50", unit="%", value=Decimal("55.50"), of_no=1,
            base_no=2, base="whole",
        ),
    ]  # fmt: skip
    (finding,) = find(report(draft.cells(), *statements))
    assert (finding.rule_id, finding.statement_no) == ("L04", 3)


def test_rates_tell_which_addend_of_a_sum_in_the_text_is_wrong(draft: Any) -> None:
    """The sum alone would leave it open which of the subjects' budgets is wrong."""
    codes = [row["code"] for row in draft.rows if row["table"] == "05" and len(row["code"]) == 7]
    budgets = [2 * Decimal(draft.row("05", code)["values"]["total"]) for code in codes]
    lines = [state(1, "gpb_budget", str(sum(budgets)))]
    for number, (code, budget) in enumerate(zip(codes, budgets, strict=True), start=1):
        printed = str(3 * budget if number == 1 else budget)
        lines += [
            state(2 * number, "leaf_budget", printed, subject_code=code),
            state(
                2 * number + 1, "leaf", "", kind="completion", printed="50.00", unit="%", subject_code=code,
                value=Decimal("50.00"), base_no=2 * number, base="budget",
            ),
        ]  # fmt: skip
    (finding,) = find(report(draft.cells(), *lines))
    assert told(finding.suspects[0])[:4] == ("narrative", codes[0], "leaf_budget", str(budgets[0]))
    assert {identity for identity, _ in finding.explains} == {"I26", "I27"}
