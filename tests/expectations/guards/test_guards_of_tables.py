"""Guards on tables: codes and names, numbers that are no amounts, columns, scale, empty tables, units."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.findings import Finding
from expectations.guards import run_guards
from expectations.guards.rules import load_guard_rules
from expectations.guards.subjects import agree, are_a_slip_apart
from expectations.printed import PrintedReport, PriorReport, SubjectPeriod
from tests.expectations.conftest import Draft, make_cell
from tests.expectations.guards.conftest import catalogue_of, judge, note, number_cells, print_report

Guard = Callable[[PrintedReport], list[Finding]]
FoundRules = Callable[[PrintedReport], list[str]]


def only(findings: list[Finding], rule_id: str) -> Finding:
    (finding,) = [finding for finding in findings if finding.rule_id == rule_id]
    return finding


def test_a_consistent_report_has_nothing_but_information(draft: Draft, guard: Guard) -> None:
    assert {finding.severity for finding in guard(print_report(draft))} <= {"info"}


def test_rules_have_ids_without_gaps_and_words_in_both_languages() -> None:
    rules = load_guard_rules()
    assert list(rules) == [f"G{number:02d}" for number in range(1, len(rules) + 1)]
    assert all(rule.zh and rule.en and rule.means_zh and rule.means_en for rule in rules.values())


def test_an_unknown_code_is_information_with_the_nearest_known_one(draft: Draft, guard: Guard) -> None:
    finding = only(guard(print_report(draft, catalogue=catalogue_of("2080505"))), "G06")
    assert (finding.severity, finding.subject_code) == ("info", "2080505")
    for table in ("02", "03", "05"):
        draft.row(table, "2010102")["code"] = "2010192"
    finding = only(guard(print_report(draft)), "G06")
    assert "2010102" in finding.message_en


def test_names_of_other_codes_and_other_years_are_information(draft: Draft, guard: Guard) -> None:
    catalogue = dict(catalogue_of())
    catalogue["functional", "2010102"] = [SubjectPeriod("机关服务", 2014, None)]
    catalogue["functional", "2010103"] = [SubjectPeriod("一般行政管理事务", 2014, None)]
    catalogue["functional", "2080505"] = [
        SubjectPeriod("基本养老保险缴费支出", 2014, 2020),
        SubjectPeriod("机关事业单位养老支出", 2021, None),
    ]
    findings = guard(print_report(draft, catalogue=catalogue))
    assert {finding.rule_id: finding.severity for finding in findings} == {"G07": "info", "G08": "info"}
    assert "2010103" in only(findings, "G07").message_zh
    assert only(findings, "G08").subject_code == "2080505"


def test_a_row_printed_twice_is_told_from_a_code_printed_twice(draft: Draft, found_rules: FoundRules) -> None:
    twice = draft.row("05", "2080505")
    draft.rows.append(dict(twice))
    assert "G09" in found_rules(print_report(draft))
    draft.rows[-1] = {**twice, "values": {"total": "1.00", "basic": "1.00", "project": "0"}}
    assert "G10" in found_rules(print_report(draft))


def test_numbers_of_columns_are_no_amounts(draft: Draft, guard: Guard) -> None:
    draft.add("03", "栏次", {"total": "1", "basic": "2", "project": "3"})
    finding = only(guard(print_report(draft)), "G11")
    assert (finding.table_code, finding.measure) == ("03", "total")


def test_numbers_of_rows_are_no_amounts(draft: Draft, found_rules: FoundRules) -> None:
    for number, code in enumerate(("", "201", "20101", "2010101", "2010102"), start=1):
        draft.put("05", code or "合计", "project", str(number))
    cells = [c for c in number_cells(draft.cells()) if c.table_code != "05" or c.row_no <= 5]
    assert "G12" in found_rules(print_report(draft, cells=cells))


def test_a_year_is_no_amount(draft: Draft, found_rules: FoundRules) -> None:
    draft.put("01", "其他收入", "final", "2022")
    assert "G13" in found_rules(print_report(draft))
    draft.put("01", "其他收入", "final", "2022.00")
    assert "G13" not in found_rules(print_report(draft))


def test_columns_lost_amid_others_are_named(draft: Draft, guard: Guard) -> None:
    for measure in ("budget_vehicle_operation", "final_abroad"):
        draft.drop_column("07", measure)
    finding = only(guard(print_report(draft)), "G14")
    assert "因公出国" in finding.message_zh


def test_a_subtotal_is_not_lost_where_its_parts_are_printed(draft: Draft, found_rules: FoundRules) -> None:
    draft.drop_column("07", "budget_vehicle").drop_column("07", "final_vehicle")
    assert "G14" not in found_rules(print_report(draft))


def test_columns_that_a_cause_accounts_for_are_not_told_again(draft: Draft) -> None:
    report = print_report(draft.drop_column("07", "final_abroad"))
    cause = Finding("G28", "error", "", "", table_code="07")
    assert "G14" not in [finding.rule_id for finding in run_guards(report, *judge(report), [cause])]


def test_an_amount_that_is_not_what_is_printed_is_an_error(draft: Draft, guard: Guard) -> None:
    report = print_report(draft)
    scaled = [
        cell._replace(amount=(cell.amount or 0) / Decimal(100))
        if cell.table_code == "06" and cell.amount
        else cell
        for cell in report.cells
    ]
    findings = [f for f in guard(replace(report, cells=scaled)) if f.rule_id == "G15"]
    assert {finding.table_code for finding in findings} == {"06"}
    assert {finding.severity for finding in findings} == {"error"}


@pytest.mark.parametrize("printed", ["1,234.50", "(12.30)", "－3.10", "１２.５０", "+4.00"])
def test_an_amount_is_read_anew_in_all_its_spellings(
    draft: Draft, found_rules: FoundRules, printed: str
) -> None:
    plain = {
        "1,234.50": "1234.50",
        "(12.30)": "-12.30",
        "－3.10": "-3.10",
        "１２.５０": "12.50",
        "+4.00": "4.00",
    }
    cell = make_cell("06", 99, "final", plain[printed], item="其他")._replace(printed=printed)
    report = print_report(draft)
    assert "G15" not in found_rules(replace(report, cells=number_cells([*report.cells, cell])))


def test_a_column_in_another_unit_is_told_by_its_sister(draft: Draft, found_rules: FoundRules) -> None:
    for row in ("其他收入", "事业收入", "本年收入合计"):
        values = draft.row("01", row)["values"]
        values["budget_initial"] = str(int(Decimal(values["final"]) * 10_000))
    assert "G16" in found_rules(print_report(draft))


def test_last_year_tells_copies_and_other_units(draft: Draft, found_rules: FoundRules) -> None:
    then = print_report(draft).cells
    before = PriorReport("b" * 64, then, ())
    assert "G18" in found_rules(print_report(draft, prior=before))
    draft.units["05"] = "元"
    rules = found_rules(print_report(draft, prior=before))
    assert "G17" in rules


def test_a_unit_misprinted_last_year_is_no_jump_of_this_year(draft: Draft, found_rules: FoundRules) -> None:
    draft.units["05"] = "元"
    cells = print_report(draft).cells
    before = PriorReport("b" * 64, cells, ["05"])
    draft.units.clear()
    assert "G17" not in found_rules(print_report(draft, prior=before))


def test_a_note_that_denies_the_amounts_above_it(draft: Draft, guard: Guard) -> None:
    said = note(print_report(draft), "08", note="说明：本单位无政府性基金收支，故本表无数据。")
    assert only(guard(said), "G23").table_code == "08"


def test_an_empty_table_whose_money_another_states(draft: Draft, guard: Guard) -> None:
    draft.blank_table("08")
    finding = only(guard(print_report(draft)), "G24")
    assert (finding.table_code, finding.amount) == ("08", Decimal(70_000))


def test_blanks_among_noughts_are_information(draft: Draft, guard: Guard) -> None:
    draft.put("05", "2080505", "project", "")
    assert only(guard(print_report(draft)), "G25").severity == "info"


def test_names_a_row_apart_from_codes(draft: Draft, guard: Guard) -> None:
    rows = [row for row in draft.rows if row["table"] == "05" and row["code"]]
    names = [row["item"] for row in rows]
    for row, name in zip(rows[1:], names, strict=False):
        row["item"] = name
    finding = only(guard(print_report(draft)), "G26")
    assert (finding.table_code, finding.severity) == ("05", "warning")


def test_a_unit_that_nothing_shows_is_told_by_the_other_tables(draft: Draft, guard: Guard) -> None:
    draft.drop_table("08").drop_table("07").units["07"] = "元"
    draft.add("07", "", {"final_total": "0.00"})
    finding = only(guard(print_report(draft)), "G27")
    (suspect,) = finding.suspects
    assert (finding.severity, suspect.table_code, suspect.suggested_text) == ("info", "07", "万元")
    draft.row("07", "")["values"]["final_total"] = "4.00"
    assert only(guard(print_report(draft)), "G27").severity == "warning"
    draft.row("07", "")["values"]["final_total"] = "40000.00"
    assert [f for f in guard(print_report(draft)) if f.rule_id == "G27"] == []


def test_names_cut_short_agree_and_slips_of_codes_are_told() -> None:
    assert agree("机关事业单位基", "机关事业单位基本养老保险缴费")
    assert agree("因公出国(境)费用", "因公出国（境）费用")
    assert not agree("奖金", "奖励金")
    assert are_a_slip_apart("2210251", "2210201")
    assert are_a_slip_apart("2010310", "2010301")
    assert are_a_slip_apart("210301", "2010301")
    assert not are_a_slip_apart("2010301", "2010410")
