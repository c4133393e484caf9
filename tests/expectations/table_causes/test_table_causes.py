"""Causes in whole tables: found, proved and named; nothing supposed where one number is wrong."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.cells import Cell
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.table_causes import TableCause, apply_causes, find_table_causes
from tests.expectations.conftest import Draft
from tests.expectations.guards.conftest import catalogue_of, judge, print_report


def causes_of(report: PrintedReport) -> list[TableCause]:
    return find_table_causes(report, *judge(report))


def violated(report: PrintedReport) -> set[tuple[str, str]]:
    _, verdicts = judge(report)
    return {(v.identity_id, v.instance) for v in verdicts if v.verdict is VerdictKind.VIOLATED}


def test_a_consistent_report_has_no_cause(draft: Draft) -> None:
    assert causes_of(print_report(draft)) == []


@pytest.mark.parametrize("table", ["01", "02", "03", "04", "05", "06", "07", "08", "09"])
def test_a_wrong_unit_is_told_by_the_other_tables(draft: Draft, table: str) -> None:
    draft.units[table] = "元"
    report = print_report(draft)
    before = violated(report)
    (cause,) = causes_of(report)
    (suspect,) = cause.finding.suspects
    place = (suspect.table_code, suspect.side, suspect.item, suspect.subject_code, suspect.measure)
    assert place == (table, None, "", "", "unit")
    assert (suspect.printed, suspect.suggested_text, suspect.suggested) == ("元", "万元", None)
    assert suspect.kind == "unit_label"
    assert set(cause.finding.explains) == before
    assert violated(apply_causes(report, [cause])) == set()


def test_a_wrong_unit_is_told_although_a_number_of_the_table_is_wrong_too(draft: Draft) -> None:
    draft.units["06"] = "元"
    draft.put("06", "30101", "final", "-40.00")
    report = print_report(draft)
    (cause,) = causes_of(report)
    assert cause.finding.rule_id == "G01"
    assert violated(apply_causes(report, [cause])) == {("I12", "06/301/final")}


def test_a_wrong_unit_is_told_where_the_number_that_ties_the_table_is_the_wrong_one(draft: Draft) -> None:
    draft.units["06"] = "元"
    draft.put("06", "公用经费合计", "final", "15.10")
    (cause,) = causes_of(print_report(draft))
    assert [suspect.table_code for suspect in cause.finding.suspects] == ["06"]


def test_a_table_in_yuan_among_others_is_no_cause(draft: Draft) -> None:
    draft.units["05"] = "元"
    for row in draft.rows:
        if row["table"] == "05":
            row["values"] = {key: str(Decimal(value) * 10_000) for key, value in row["values"].items()}
    report = print_report(draft)
    assert violated(report) == set()
    assert causes_of(report) == []


def test_amounts_a_row_below_their_labels_are_put_back(draft: Draft) -> None:
    report = print_report(draft)
    moved = shift_rows(report, "05", first_row=3, by=1)
    (cause,) = causes_of(moved)
    assert cause.finding.rule_id == "G02"
    mended = apply_causes(moved, [cause])
    assert violated(mended) == set()
    assert amounts(mended, "05") == amounts(report, "05")
    assert {suspect.kind for suspect in cause.finding.suspects} == {"table_shift"}


def test_amounts_a_row_above_their_labels_are_put_back(draft: Draft) -> None:
    report = print_report(draft)
    moved = shift_rows(report, "03", first_row=4, by=-1)
    (cause,) = causes_of(moved)
    assert cause.finding.rule_id == "G02"
    assert violated(apply_causes(moved, [cause])) == set()


def test_columns_that_moved_are_put_back(draft: Draft) -> None:
    names = {"total": "basic", "basic": "project", "project": "remitted_to_superior"}
    report = print_report(draft)
    own = {(c.row_no, c.measure): c for c in report.cells if c.table_code == "03"}
    taken = {new: old for old, new in names.items()} | {"total": "subordinate_subsidy"}
    moved = change(
        report,
        {c.cell_no: own[c.row_no, taken[c.measure]] for c in own.values() if c.measure in taken},
    )
    (cause,) = causes_of(moved)
    assert cause.finding.rule_id == "G03"
    assert amounts(apply_causes(moved, [cause]), "03") == amounts(report, "03")


def test_two_amounts_that_changed_places_are_put_back(draft: Draft) -> None:
    draft.put("03", "2010101", "basic", "0").put("03", "2010101", "project", "60.10")
    report = print_report(draft)
    before = violated(report)
    (cause,) = causes_of(report)
    assert cause.finding.rule_id == "G04"
    suggested = {suspect.measure: suspect.suggested for suspect in cause.finding.suspects}
    assert suggested == {"basic": Decimal(601_000), "project": Decimal(0)}
    assert set(cause.finding.explains) == before


def test_a_misspelt_code_is_told_by_name_and_sister_tables(draft: Draft) -> None:
    draft.row("02", "2080505")["code"] = "2080550"
    (cause,) = causes_of(print_report(draft))
    (suspect,) = cause.finding.suspects
    assert (suspect.table_code, suspect.item, suspect.measure) == ("02", "基本养老保险缴费支出", "code")
    assert (suspect.printed, suspect.suggested_text, suspect.kind) == ("2080550", "2080505", "subject_code")
    assert (cause.finding.rule_id, cause.finding.explains) == ("G05", ())


def test_a_misspelt_upper_code_explains_the_sums_that_miss_it(draft: Draft) -> None:
    draft.row("03", "20805")["code"] = "20802"
    report = print_report(draft)
    before = violated(report)
    (cause,) = causes_of(report)
    assert [suspect.suggested_text for suspect in cause.finding.suspects] == ["20805"]
    assert before
    assert set(cause.finding.explains) == before


def test_a_code_of_six_digits_is_told(draft: Draft) -> None:
    draft.row("05", "2010102")["code"] = "210102"
    (cause,) = causes_of(print_report(draft))
    assert [suspect.suggested_text for suspect in cause.finding.suspects] == ["2010102"]


def test_a_code_of_basic_expenditure_is_told_by_its_name(draft: Draft) -> None:
    draft.row("06", "30201")["code"] = "30221"
    (cause,) = causes_of(print_report(draft))
    assert [suspect.suggested_text for suspect in cause.finding.suspects] == ["30201"]


def test_a_code_that_the_catalogue_lacks_is_no_misspelling(draft: Draft) -> None:
    report = print_report(draft, catalogue=catalogue_of("2080505", "20805", "31002"))
    assert causes_of(report) == []


def test_a_header_that_lost_columns_is_read_by_the_template(draft: Draft) -> None:
    draft.put("07", "", "final_abroad", "0.00").put("07", "", "final_total", "3.50")
    values = draft.row("07", "")["values"]
    lost = ("budget_vehicle_operation", "final_abroad", "final_vehicle_operation")
    kept = [measure for measure in values if measure not in lost]
    draft.row("07", "")["values"] = dict(zip(kept, values.values(), strict=False))
    report = print_report(draft)
    (cause,) = causes_of(report)
    assert cause.finding.rule_id == "G28"
    by_measure = {suspect.measure: suspect.suggested for suspect in cause.finding.suspects}
    assert by_measure["budget_reception"] == Decimal(20_000)
    assert by_measure["final_total"] == Decimal(35_000)


@pytest.mark.parametrize(
    ("table", "row", "measure", "printed"),
    [
        ("03", "201", "project", "0.00"),
        ("03", "20101", "total", "58.30"),
        ("05", "2010101", "basic", "601.00"),
        ("05", "合计", "basic", "71.00"),
        ("06", "301", "final", "-50.00"),
        ("01", "本年支出合计", "final", "150.30"),
        ("02", "2010101", "fiscal_appropriation", "59.08"),
        ("08", "2120801", "income", "70.00"),
    ],
)
def test_one_wrong_number_is_no_cause_of_a_table(
    draft: Draft, table: str, row: str, measure: str, printed: str
) -> None:
    report = print_report(draft.put(table, row, measure, printed))
    assert violated(report)
    assert causes_of(report) == []


@pytest.mark.parametrize("stem", ["r001", "r015", "r019"])
def test_the_injected_cause_is_found_in_the_true_cells(
    shared_reports: Path, stem: str, read_truth: Any
) -> None:
    path = shared_reports / "synthetic" / f"{stem}.json"
    (injected,) = [
        error for error in json.loads(path.read_text())["injected"] if error["measure"] in ("unit", "code")
    ]
    cells = [cell._replace(cell_no=n) for n, cell in enumerate(read_truth(path), start=1)]
    wrong_unit = injected["measure"] == "unit"
    if wrong_unit:
        cells = [c._replace(unit="元") if c.table_code == injected["table"] else c for c in cells]
    causes = causes_of(_report_of(cells))
    found = [
        (s.table_code, s.measure, s.printed, s.suggested_text) for c in causes for s in c.finding.suspects
    ]
    assert found == [(injected["table"], injected["measure"], injected["printed"], injected["correct"])]


def _report_of(cells: list[Cell]) -> PrintedReport:
    base = print_report(Draft())
    return replace(base, sha256=cells[0].sha256, cells=cells, catalogue={})


def amounts(report: PrintedReport, table: str) -> dict[tuple[int, str], Decimal]:
    return {(c.row_no, c.measure): c.amount or Decimal(0) for c in report.cells if c.table_code == table}


def change(report: PrintedReport, sources: dict[int, Cell | None]) -> PrintedReport:
    """The report with the amounts of other cells in some, blanks where there is none."""

    def moved(cell: Cell) -> Cell:
        source = sources[cell.cell_no]
        if source is None:
            return cell._replace(printed="", amount=None, decimals=None, value_kind="blank")
        return cell._replace(
            printed=source.printed,
            amount=source.amount,
            decimals=source.decimals,
            value_kind=source.value_kind,
        )

    cells = [moved(cell) if cell.cell_no in sources else cell for cell in report.cells]
    return replace(report, cells=cells)


def shift_rows(report: PrintedReport, table: str, first_row: int, by: int) -> PrintedReport:
    """The report with the amounts of a table moved by some rows, from a row on."""
    own = {(c.row_no, c.measure): c for c in report.cells if c.table_code == table and c.row_no >= first_row}
    return change(report, {c.cell_no: own.get((c.row_no - by, c.measure)) for c in own.values()})


def test_what_was_recognised_in_an_image_may_be_misread(draft: Draft) -> None:
    draft.units["03"] = "元"
    draft.row("02", "2080505")["code"] = "2080550"
    report = print_report(draft)
    scanned = replace(report, cells=[cell._replace(source="ocr") for cell in report.cells])
    assert [cause.finding.severity for cause in causes_of(report)] == ["error", "error"]
    assert [cause.finding.severity for cause in causes_of(scanned)] == ["warning", "warning"]
