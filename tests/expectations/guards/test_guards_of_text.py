"""Guards on titles, captions, headings and text: years, departments, dates, placeholders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from expectations.findings import Finding
from expectations.guards.placeholders import find_placeholders
from expectations.printed import PrintedReport
from expectations.statements import Section
from tests.expectations.conftest import Draft
from tests.expectations.guards.conftest import note, print_report

FoundRules = Callable[[PrintedReport], list[str]]


def section(title: str, text: str = "", part: int | None = 3, **fields: Any) -> Section:
    return Section("a" * 64, 1, part, "1", title, "", text, 7, 8)._replace(**fields)


def test_the_wrong_year_in_a_caption_or_heading(draft: Draft, found_rules: FoundRules) -> None:
    report = print_report(draft)
    assert "G19" in found_rules(note(report, "03", captions="2021年度\n单位：万元"))
    assert "G19" in found_rules(note(report, "03", title="2021年度一般公共预算财政拨款支出决算表"))
    assert "G19" not in found_rules(note(report, "03", captions="2022 年度\n单位：万元"))
    wrong = print_report(draft, sections=[section("2021年度部门决算情况说明")])
    assert "G19" in found_rules(wrong)


def test_other_years_that_are_meant_are_no_finding(draft: Draft, found_rules: FoundRules) -> None:
    sections = [
        section("2023年度部门预算安排", part=5),
        section("与2021年度对比情况"),
        section("绩效评价报告"),
    ]
    assert "G19" not in found_rules(print_report(draft, sections=sections))


@pytest.mark.parametrize(
    "caption", ["编制单位：青石县民政局", "部门：青石县民政局 金额单位：万元", "公开部门: 青石县民政局"]
)
def test_another_department_in_a_caption(draft: Draft, guard: Any, caption: str) -> None:
    (finding,) = [f for f in guard(note(print_report(draft), "02", captions=caption)) if f.rule_id == "G20"]
    assert (finding.table_code, finding.severity) == ("02", "warning")
    assert "青石县民政局" in finding.message_zh


@pytest.mark.parametrize(
    "caption",
    [
        "编制单位：示河县水利局（本级）",
        "部门：县水利局",
        "单位：万元",
        "部门：示河县水利局 单位：万元",
        "编制单位：",
    ],
)
def test_the_department_under_its_own_names(draft: Draft, found_rules: FoundRules, caption: str) -> None:
    assert "G20" not in found_rules(note(print_report(draft), "02", captions=caption))


def test_another_department_in_a_note_and_in_a_heading(draft: Draft, found_rules: FoundRules) -> None:
    said = "说明：青石县民政局2022年度没有政府性基金收入，故本表无数据。"
    assert "G20" in found_rules(note(print_report(draft), "09", note=said))
    own = "说明：示河县水利局2022年度没有政府性基金收入。"
    assert "G20" not in found_rules(note(print_report(draft), "09", note=own))
    heading = print_report(draft, sections=[section("青石县民政局2022年度部门决算情况说明")])
    assert "G20" in found_rules(heading)


def test_assets_at_the_end_of_another_year(draft: Draft, found_rules: FoundRules) -> None:
    wrong = section("国有资产占用情况", "截至2021年12月31日，共有车辆3辆。")
    assert "G21" in found_rules(print_report(draft, sections=[wrong]))
    right = section("国有资产占用情况", "截至2022年12月31日，共有车辆3辆。协议截至2021年12月31日。")
    assert "G21" not in found_rules(print_report(draft, sections=[right]))


@pytest.mark.parametrize(
    "text",
    [
        "XX局2022年度部门决算",
        "比上年增加××万元",
        "20XX年度收入总计",
        "某某单位没有公务用车",
        "本年支出合计为万元，其中基本支出10万元",
        "占本年支出合计的 %；比上年增加 万元。",
        "公务接待费____万元",
        "请根据实际情况填写增减原因",
        "ＸＸ县财政局",
    ],
)
def test_what_a_template_left_to_fill_in(text: str) -> None:
    assert find_placeholders(text)


@pytest.mark.parametrize(
    "text",
    [
        "金额单位为万元，下同",
        "得分=分值×执行率",
        "以万元为单位，保留两位小数",
        "支出决算为0万元，完成预算的0%",
        "联系电话138XXXX1234",
        "某些项目进展较慢",
        "比上年增加3.20万元，增长5%",
        "MAXX型设备",
    ],
)
def test_what_is_no_placeholder(text: str) -> None:
    assert find_placeholders(text) == []


def test_placeholders_are_told_once_for_each_section(
    draft: Draft, guard: Callable[..., list[Finding]]
) -> None:
    sections = [
        section("收入情况", "XX局收入为万元，比上年增加XX万元。"),
        section("支出情况", "支出10万元。"),
    ]
    findings = [f for f in guard(print_report(draft, sections=sections)) if f.rule_id == "G22"]
    assert [finding.page for finding in findings] == [7]
    assert "收入情况" in findings[0].message_zh


def test_what_was_recognised_in_an_image_is_information(
    draft: Draft, guard: Callable[..., list[Finding]]
) -> None:
    report = print_report(
        draft, sections=[section("收入情况", "本年收入合计为万元。", first_page=5, last_page=5)]
    )
    printed = note(report, "02", captions="编制单位：青石县民政局\n2021年度")
    scanned = replace(printed, cells=[cell._replace(source="ocr") for cell in printed.cells])
    told = {"G19", "G20", "G22"}
    assert {f.rule_id: f.severity for f in guard(printed) if f.rule_id in told} == dict.fromkeys(
        told, "warning"
    )
    assert {f.rule_id: f.severity for f in guard(scanned) if f.rule_id in told} == dict.fromkeys(told, "info")
