"""What is disclosed in the words of several places."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.printed import PrintedReport
from expectations.statements import Section
from tests.expectations.disclosing import CASES, SHA, by_id, change, disclose

WORDINGS = yaml.safe_load(Path(__file__).with_name("disclosed_wordings.yml").read_text(encoding="utf-8"))


@pytest.fixture
def whole(draft: Any) -> PrintedReport:
    """A department's report of 2023 that discloses everything."""
    return disclose(draft.cells())


def test_groups_received_are_no_groups_sent_abroad(whole: PrintedReport) -> None:
    text = "因公出国（境）费0.50万元。公务接待费1.00万元，全年接待来访团组12个、来宾96人次。"
    sections = [s._replace(text=text) if s.kind == "three_public" else s for s in whole.sections]
    found = by_id(replace(whole, sections=sections))
    assert [found[item].status for item in ("D30", "D31", "D34", "D35")] == [
        "lacking",
        "lacking",
        "disclosed",
        "disclosed",
    ]


def test_what_is_told_without_headings_is_found_in_its_paragraph(whole: PrintedReport) -> None:
    paragraphs = [f"{s.title}：{s.text}".replace("\n", "") for s in whole.sections]
    one = Section(SHA, 1, None, "", "", "", "\n".join(paragraphs), 3, 9)
    found = by_id(replace(whole, sections=[one]))
    assert {item for item, disclosure in found.items() if disclosure.status == "lacking"} == set()


def test_reasons_given_for_something_else_are_none_for_what_is_not_told(whole: PrintedReport) -> None:
    report = change(whole, CASES["lacking"]["D26"])
    spending = "一般公共预算支出决算数大于年初预算数的主要原因是项目增加。收支平衡。"
    other = Section(SHA, 91, 3, "5", "支出情况", "general_budget", spending, 19, 19)
    assert by_id(replace(report, sections=[*report.sections, other]))["D27"].reason == "part_of_lacking"


@pytest.mark.parametrize("case", WORDINGS["three_public"], ids=lambda case: case["text"][:12])
def test_counts_are_found_in_the_wordings_of_several_places(
    whole: PrintedReport, case: dict[str, Any]
) -> None:
    spent = {"final_abroad": "1.00", "final_vehicle_purchase": "1.00", "final_reception": "1.00"}
    report = change(whole, {"drop_section": "assets", "amounts": {"07": spent}})
    sections = [s._replace(text=case["text"]) if s.kind == "three_public" else s for s in report.sections]
    found = by_id(replace(report, sections=sections))
    assert {item: found[item].status for item in case["found"]} == case["found"]


@pytest.mark.parametrize("case", WORDINGS["procurement"], ids=lambda case: case["text"][:12])
def test_procurement_is_found_in_the_wordings_of_several_places(
    whole: PrintedReport, case: dict[str, Any]
) -> None:
    sections = [s._replace(text=case["text"]) if s.kind == "procurement" else s for s in whole.sections]
    found = by_id(replace(whole, sections=sections))
    assert {item: found[item].status for item in case["found"]} == case["found"]


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("本表为空表。", "stated_none"),
        ("说明：我单位没有使用政府性基金预算拨款安排的支出。", "stated_none"),
        ("注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。", "disclosed"),
        ("", "disclosed"),
    ],
)
def test_a_note_says_that_a_table_is_empty(whole: PrintedReport, note: str, status: str) -> None:
    report = change(whole, CASES["lacking"]["D22"])
    tables = [t._replace(note=note) if t.is_empty else t for t in report.tables]
    found = by_id(replace(report, tables=tables))
    assert found["D08"].status == status
    assert found["D22"].status == ("disclosed" if status == "stated_none" else "lacking")


@pytest.mark.parametrize(
    "text",
    [
        "本单位为事业单位，不涉及机关运行经费。",
        "本单位无机关运行经费支出。",
        "机关运行经费支出0.00万元，与上年持平。",
    ],
)
def test_bodies_without_operating_costs_say_so(whole: PrintedReport, text: str) -> None:
    sections = [s._replace(text=text) if s.kind == "operating_cost" else s for s in whole.sections]
    found = by_id(replace(whole, sections=sections))
    assert found["D36"].status == "stated_none"
    assert found["D37"].status == "not_applicable"
