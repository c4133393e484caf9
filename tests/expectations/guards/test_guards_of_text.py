"""Guards on titles, captions, headings and text: years, departments, dates, placeholders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from expectations.findings import Finding
from expectations.guards.department_names import is_surely_other
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


def test_one_name_in_many_places_is_one_finding(draft: Draft, guard: Any) -> None:
    caption = "编制单位：青石县民政局 2021年度"
    report = print_report(draft, sections=[section("青石县民政局2021年度部门决算情况说明")])
    for table in ("01", "02", "03"):
        report = note(report, table, captions=caption)
    years, names = ([f for f in guard(report) if f.rule_id == rule] for rule in ("G19", "G20"))
    for findings in (years, names):
        assert [finding.table_code for finding in findings] == [None]
        assert "第01、02、03表和标题“青石县民政局2021年度" in findings[0].message_zh
        assert "Table 01, 02, 03 and the heading" in findings[0].message_en
    others = note(report, "04", captions="编制单位：白河县财政局")
    assert [f.rule_id for f in guard(others)].count("G20") == 2


def test_a_unit_may_name_the_department_above_it(draft: Draft, guard: Any) -> None:
    """Of one region only: that of another is not above it."""
    unit = note(print_report(draft), "02", captions="部门：示河县财政局")
    department = replace(unit, report_level="department")
    severities = [[f.severity for f in guard(report) if f.rule_id == "G20"] for report in (unit, department)]
    assert severities == [["info"], ["warning"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("石滩市纪委监委", "中国共产党石滩市纪律检查委员会"),
        ("石滩市监察委员会", "中共石滩市纪律检查委员会"),
        ("中共石滩市委统战部", "石滩市委统一战线工作部"),
        ("中国人民政治协商会议岭东省石滩市委员会办公室", "石滩市政协办公室"),
        ("石滩市人大常委会", "石滩市人民代表大会常务委员会办公室"),
        ("石滩市河湾区人民政府办公室", "河湾区政府办"),
        ("石滩市人力资源和社会保障局", "市人社局（本级）"),
        ("河湾区卫生和计划生育局", "河湾区卫生健康局"),
        ("河湾区科工信局", "河湾区工业和信息化局"),
        ("石滩市中级人民法院", "石滩中院"),
        ("住房和城乡建设局", "石滩市住建局"),
        ("长滩区财政局", "石滩市长滩县财政局"),
        ("石滩市工商联", "石滩市总工会"),
    ],
)
def test_a_body_under_two_names_is_not_surely_another(one: str, other: str) -> None:
    assert not is_surely_other(one, other)
    assert not is_surely_other(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("石滩市公安局", "青石市公安局"),
        ("河湾区民政局", "石滩市河湾区财政局"),
        ("教育局", "石滩市体育局"),
        ("石滩市林业局", "石滩市委宣传部"),
    ],
)
def test_a_body_of_another_region_or_task_is_another(one: str, other: str) -> None:
    assert is_surely_other(one, other)
    assert is_surely_other(other, one)


@pytest.mark.parametrize(
    "caption",
    [
        "公开01表 2019年修订",
        "依据政府收支分类科目（2021年）",
        "根据2007年政府收支分类",
        "单位：万元 2023年8月15日",
        "编制日期：2024年9月",
        "2021-2022年度",
    ],
)
def test_a_year_of_something_else_in_a_caption(draft: Draft, found_rules: FoundRules, caption: str) -> None:
    assert "G19" not in found_rules(note(print_report(draft), "01", captions=caption))


@pytest.mark.parametrize(
    "caption", ["2021年", "2021 年部门决算", "收入支出决算总表（2021年）", "2021年“三公”经费支出"]
)
def test_a_year_named_in_other_ways(draft: Draft, found_rules: FoundRules, caption: str) -> None:
    assert "G19" in found_rules(note(print_report(draft), "01", captions=caption))


def test_another_department_in_a_note_and_in_a_heading(draft: Draft, found_rules: FoundRules) -> None:
    said = "说明：青石县民政局2022年度没有政府性基金收入，故本表无数据。"
    assert "G20" in found_rules(note(print_report(draft), "09", note=said))
    own = "说明：示河县水利局2022年度没有政府性基金收入。"
    assert "G20" not in found_rules(note(print_report(draft), "09", note=own))
    heading = print_report(draft, sections=[section("青石县民政局2022年度部门决算情况说明")])
    assert "G20" in found_rules(heading)


def test_assets_at_the_end_of_another_year(draft: Draft, guard: Any, found_rules: FoundRules) -> None:
    wrong = section("国有资产占用情况", "截至2021年12月31日，共有车辆3辆。")
    assert "G21" in found_rules(print_report(draft, sections=[wrong]))
    twice = section("机构情况", "截至2021年末，在职人员9人。截至2020年末，编制9人。")
    told = [f.message_en for f in guard(print_report(draft, sections=[wrong, twice])) if f.rule_id == "G21"]
    assert [message[:20] for message in told] == ["The text says 截至2021", "The text says 截至2020"]
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


@pytest.mark.parametrize(
    ("title", "text", "severity"),
    [
        ("收入情况", "根据某局工作安排，某项目如期完成。", "info"),
        ("收入情况", "五个某某工程按期开工，如某单位迟报。", "info"),
        ("收入情况", "某某局2022年度收入10万元。", "warning"),
        ("某某局部门决算情况说明", "收入10万元。", "warning"),
        ("收入情况", "某项目支出为万元，完成预算的5%。", "warning"),
    ],
)
def test_somebody_unnamed_in_a_sentence_may_be_meant(
    draft: Draft, guard: Callable[..., list[Finding]], title: str, text: str, severity: str
) -> None:
    findings = guard(print_report(draft, sections=[section(title, text)]))
    assert [f.severity for f in findings if f.rule_id == "G22"] == [severity]


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
