"""What headings say, and what is none."""

import pytest

from assets.narrative.headings import (
    entry_key,
    has_leader,
    is_contents_title,
    kind_of,
    numbering_of,
    part_named,
    part_number,
    part_of_kind,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("一、收入决算情况说明", 0, 1),
        ("十一、其他重要事项", 0, 11),
        ("（二）决算单位构成", 1, 2),
        ("(十)完成其他工作", 1, 10),
        ("1.总体情况", 2, 1),
        ("12、具体情况", 2, 12),
        ("（3）购置费", 3, 3),
        ("④维护费", 4, 4),
    ],
)
def test_numbers_that_headings_open_with(text: str, style: int, value: int) -> None:
    found = numbering_of(text)
    assert found is not None
    assert (found.style, found.value) == (style, value)


@pytest.mark.parametrize(
    "text", ["三公经费支出", "2023年度收入", "1.5万元", "十一月", "（境）费", "一般公共预算", "第三条"]
)
def test_lines_without_a_number(text: str) -> None:
    assert numbering_of(text) is None


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("第三部分 2023年度部门决算情况说明", 3, "2023年度部门决算情况说明"),
        ("第一部分", 1, ""),
        ("第2部分：决算表", 2, "决算表"),
        ("《第四章 名词解释》", 4, "名词解释"),
        ("第五部分 附件……………………28", 5, "附件"),
    ],
)
def test_lines_that_open_a_part(text: str, number: int, title: str) -> None:
    assert part_number(text) == (number, title)


@pytest.mark.parametrize(
    "text", ["第三条 本规定自公布之日起施行", "第一部分数据来自决算系统。其余见附件", "详见第五部分"]
)
def test_lines_that_open_none(text: str) -> None:
    assert part_number(text) is None


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("主要职能", "duties"),
        ("部门职责", "duties"),
        ("内设机构设置", "inner_offices"),
        ("机构设置及决算单位构成", "organisation"),
        ("部门决算单位构成", "units"),
        ("收入支出决算总体情况说明", "overview"),
        ("关于2023年度收支决算总体情况的说明", "overview"),
        ("收入决算情况说明", "income"),
        ("支出决算情况说明", "expenditure"),
        ("财政拨款收入支出决算总体情况说明", "fiscal_summary"),
        ("一般公共预算财政拨款支出决算情况说明", "general_budget"),
        ("一般公共预算当年财政拨款支出决算具体情况", "general_budget_detail"),
        ("一般公共预算财政拨款基本支出决算情况说明", "basic_expenditure"),
        ("一般公共预算财政拨款“三公”经费支出决算情况说明", "three_public"),
        ("〝三公〞经费财政拨款支出决算总体情况说明", "three_public"),
        ("政府性基金预算财政拨款收入支出决算情况说明", "government_fund"),
        ("国有资本经营预算财政拨款支出决算情况说明", "state_capital"),
        ("2023年度预算绩效情况说明", "performance"),
        ("2023年度部门整体支出绩效自评报告", "self_evaluation"),
        ("机关运行经费支出说明", "operating_cost"),
        ("政府采购支出情况", "procurement"),
        ("国有资产占有使用情况说明", "assets"),
        ("其他重要事项的情况说明", "other_matters"),
        ("名词解释", "glossary"),
        ("优化整合项目", ""),
    ],
)
def test_kinds_that_headings_name(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind


def test_a_heading_that_the_section_around_it_explains() -> None:
    assert kind_of("总体情况", "general_budget") == "general_budget_overall"
    assert kind_of("总体情况说明", "three_public") == "three_public"
    assert kind_of("总体情况") == ""


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("样川市浮桥区司法局概况", "profile"),
        ("2023年度部门决算公开表", "tables"),
        ("2023年度部门决算情况说明", "explanation"),
        ("名词解释", "glossary"),
        ("附件", "annex"),
        ("收入决算情况说明", None),
        ("一般公共预算财政拨款支出决算表", None),
    ],
)
def test_parts_that_headings_name(words: str, part: str | None) -> None:
    found = part_named(words)
    assert (found.id if found else None) == part


def test_parts_of_kinds() -> None:
    assert [part_of_kind(kind) for kind in ("duties", "income", "glossary", "self_evaluation", "")] == [
        *(1, 3, 4, 5, None)
    ]


def test_numbers_in_words() -> None:
    assert [read_number(text) for text in ("七", "十", "十二", "二十", "三十一", "8", "⑩")] == [
        *(7, 10, 12, 20, 31, 8, 10)
    ]


def test_lines_of_a_table_of_contents() -> None:
    assert is_contents_title("目  录")
    assert is_contents_title("CONTENTS")
    assert not is_contents_title("目录外支出")
    assert has_leader("一、部门职责··········2")
    assert not has_leader("一、部门职责")
    assert entry_key("一、部门职责··········2") == entry_key("一、部门职责 2") == "一、部门职责"
