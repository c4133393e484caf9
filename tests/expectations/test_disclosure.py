"""What a report discloses and lacks: a whole report, and the same with one thing taken from it at a time."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.disclosure import check_disclosure, tell_lacking
from expectations.disclosure_items import load_disclosures, read_disclosures
from expectations.findings import Finding
from expectations.printed import OtherTable, PrintedReport
from expectations.statements import PerformanceRow, Section, Statement
from tests.expectations.disclosing import CASES, SHA, by_id, change, disclose


@pytest.fixture
def whole(draft: Any) -> PrintedReport:
    """A department's report of 2023 that discloses everything."""
    return disclose(draft.cells())


def test_a_report_that_discloses_everything_lacks_nothing(whole: PrintedReport) -> None:
    found = by_id(whole)
    told = {item for item, disclosure in found.items() if disclosure.status in ("disclosed", "stated_none")}
    assert set(found) - told == {"D21", "D22", "D23"}, "all but the notes below empty tables"
    assert tell_lacking(whole, found.values()) == []


@pytest.mark.parametrize("item", [item.id for item in load_disclosures().items])
def test_an_item_taken_from_the_report_is_lacking(whole: PrintedReport, item: str) -> None:
    case = CASES["lacking"][item]
    report = change(whole, case)
    disclosures = check_disclosure(report)
    assert next(d.status for d in disclosures if d.item_id == item) == "lacking"
    found = {finding.rule_id for finding in tell_lacking(report, disclosures)}
    assert found == set(case.get("findings", [item]))


def test_every_item_has_a_case_and_its_words_name_its_rules(whole: PrintedReport) -> None:
    assert set(CASES["lacking"]) == {item.id for item in load_disclosures().items}
    report = change(whole, CASES["lacking"]["D12"])
    (finding,) = tell_lacking(report, check_disclosure(report))
    assert (finding.severity, finding.table_code, finding.page) == ("warning", "03", 5)
    assert "20101人大事务" in finding.message_zh
    assert "财预〔2016〕143号" in finding.message_zh


def test_evidence_is_the_page_and_the_words(whole: PrintedReport) -> None:
    found = by_id(whole)
    assert found["D34"].page == 14
    assert "接待12批次" in (found["D34"].words or "")
    assert found["D32"].status == "stated_none"
    assert found["D12"].words == "2010101行政运行"


def test_an_empty_table_is_explained_below_it_or_in_the_text(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D22"])
    assert by_id(report)["D22"].status == "lacking"
    noted = [t._replace(note="说明：无此项收支，本表为空。") if t.is_empty else t for t in report.tables]
    assert by_id(replace(report, tables=noted))["D22"].status == "disclosed"
    assert by_id(replace(report, tables=noted))["D08"].status == "stated_none"
    text = Section(
        SHA, 90, 3, "8", "政府性基金预算情况", "government_fund", "本年未安排政府性基金预算支出。", 19, 19
    )
    assert by_id(replace(report, sections=[*report.sections, text]))["D22"].page == 19


def test_a_body_that_has_none_says_so_and_owes_no_parts(whole: PrintedReport) -> None:
    sections = [
        s._replace(text="本单位2023年度未发生政府采购支出。") if s.kind == "procurement" else s
        for s in whole.sections
    ]
    found = by_id(replace(whole, sections=sections))
    assert found["D38"].status == "stated_none"
    assert {found[item].status for item in ("D39", "D40", "D41", "D42")} == {"not_applicable"}


def test_counts_of_travel_are_owed_only_where_money_was_spent(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D30"] | {"amounts": {"07": {"final_abroad": "0.00"}}})
    assert by_id(report)["D30"][2:] == ("not_applicable", "warning", None, None, None, "nothing_spent")
    without = change(report, {"drop_columns": {"table": "07", "measures": ["final_abroad"]}})
    assert by_id(without)["D30"].reason == "table_not_read"


def test_the_glossary_and_the_duties_disclose_nothing(whole: PrintedReport) -> None:
    text = "负责政府采购监督管理，组织政府采购支出100.00万元以上的评审。"
    sections = [s._replace(text=text) if s.kind == "duties" else s for s in whole.sections]
    report = change(replace(whole, sections=sections), {"drop_section": "procurement"})
    assert by_id(report)["D38"].status == "lacking"
    report = change(whole, {"drop_section": "operating_cost"})
    assert by_id(report)["D36"].status == "lacking"


def test_statements_disclose_by_their_topics(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D35"])
    statement = Statement(
        SHA, 1, "count", "reception_people", "", "", 2023, "96", "人次", None, Decimal(96), 0, None, None,
        None, None, 3, "7", 21, 0.0, 0.0, 1.0, 1.0, "共有客人96人次。", "",
    )  # fmt: skip
    found = by_id(replace(report, statements=[statement]))["D35"]
    assert (found.status, found.page, found.words) == ("disclosed", 21, "共有客人96人次。")
    nought = statement._replace(value=Decimal(0), printed="0")
    assert by_id(replace(report, statements=[nought]))["D35"].status == "stated_none"


def test_forms_and_other_tables_disclose_what_the_text_does_not(whole: PrintedReport) -> None:
    report = change(whole, {"drop_section": "performance"})
    row = PerformanceRow(
        SHA,
        1,
        1,
        "department",
        "",
        "total",
        "",
        "总分",
        "score",
        "92",
        "",
        None,
        Decimal(92),
        0,
        30,
        0,
        0,
        1,
        1,
    )
    found = by_id(replace(report, performance=[row]))
    assert (found["D46"].status, found["D47"].page) == ("disclosed", 30)
    report = change(whole, {"drop_section": "assets"})
    table = OtherTable("assets", "国有资产占用情况表", 31, "车辆\t5")
    assert by_id(replace(report, other_tables=[table]))["D43"].words == "国有资产占用情况表"


def test_what_was_not_read_is_neither_lacking_nor_disclosed(whole: PrintedReport) -> None:
    unread = by_id(replace(whole, sections=[]))
    assert {unread[item].status for item in ("D24", "D28", "D36", "D38", "D43", "D48")} == {"unread"}
    damaged = by_id(replace(change(whole, CASES["lacking"]["D01"]), is_complete=False))
    assert damaged["D01"][2:] == ("unread", "warning", "01", None, None, "not_read_whole")
    assert tell_lacking(whole, unread.values()) == []


def test_eight_tables_were_owed_before_2020(whole: PrintedReport) -> None:
    report = replace(change(whole, CASES["lacking"]["D09"]), fiscal_year=2019)
    found = by_id(report)
    assert (found["D09"].status, found["D15"].status) == ("not_applicable", "not_applicable")


def test_a_missing_table_is_told_once(whole: PrintedReport) -> None:
    report = replace(change(whole, CASES["lacking"]["D05"]), reader_findings=["table_missing"])
    disclosures = check_disclosure(report)
    assert tell_lacking(report, disclosures) == []
    assert {d.item_id for d in disclosures if d.status == "lacking"} == {"D05", "D13", "D18"}


def test_lost_columns_are_one_cause(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D20"])
    disclosures = check_disclosure(report)
    lost = Finding("G28", "error", "", "", table_code="07")
    assert tell_lacking(report, disclosures, [lost]) == []
    assert len(tell_lacking(report, disclosures, [lost._replace(table_code="02")])) == 1


def test_operating_costs_are_owed_by_departments_for_certain(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D36"])
    severities = [
        finding.severity
        for level in ("department", "unit", "unknown")
        for finding in tell_lacking(report, check_disclosure(replace(report, report_level=level)))
    ]
    assert severities == ["warning", "info", "info"]


def test_a_file_that_names_unknown_rules_or_parts_is_refused(tmp_path: Path) -> None:
    record = yaml.safe_load(load_disclosures().model_dump_json(by_alias=True))
    record["items"] = [record["items"][0] | {"part_of": "D99"}]
    path = tmp_path / "disclosure.yml"
    path.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match="D99"):
        read_disclosures(path)


def test_what_a_scan_lacks_is_a_note_at_most(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D38"])
    scan = replace(report, cells=[cell._replace(source="ocr") for cell in report.cells])
    assert [finding.severity for finding in tell_lacking(scan, check_disclosure(scan))] == ["info"]
