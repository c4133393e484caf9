"""Titles are told from each other though they contain each other, and from lines that only mention one."""

import pytest

from assets.extract.forms import load_forms
from assets.extract.titles import is_caption, is_note, table_tag, title_of, unit_of, wrapped_title_of

DEPARTMENT = "样川市浮桥区司法局"


def code_of(line: str, department: str = DEPARTMENT) -> str | None:
    title = title_of(line, department)
    return title.form.table_code if title else None


@pytest.mark.parametrize(
    ("line", "code"),
    [(title, form.table_code) for form in load_forms() for title in form.titles],
)
def test_every_title_of_a_form_is_that_forms(line: str, code: str) -> None:
    assert code_of(line) == code


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "2023年度",
        "２０２３年",
        "三、",
        "（三）",
        "3.",
        "表三：",
        "表3 ",
        "附件3：",
        "附表3-",
        "公开03表",
        DEPARTMENT,
        f"{DEPARTMENT}2023年度",
        f"2023年度{DEPARTMENT}",
        "本部门",
        # Another department's name in a title is a defect of the report, not another table.
        "某某县某某局2023年度",
    ],
)
@pytest.mark.parametrize(("title", "code"), [("支出决算表", "03"), ("收入支出决算总表", "01")])
def test_year_enumerator_and_department_may_stand_before(prefix: str, title: str, code: str) -> None:
    assert code_of(prefix + title) == code
    assert code_of(f"《{prefix}{title}》") == code


@pytest.mark.parametrize(
    "trailer",
    ["（续）", "（续表）", "（公开03表）", "（2023年度）", "（单位：万元）", "（金额单位：元）", "："],
)
def test_what_follows_a_title_is_no_part_of_it(trailer: str) -> None:
    assert code_of("支出决算表" + trailer) == "03"


@pytest.mark.parametrize(
    "line",
    [
        "一般公共预算财政拨款项目支出决算表",  # of the fourteen tables of some provinces: not 03, not 05
        "政府性基金预算财政拨款基本支出决算表",
        "政府性基金预算财政拨款“三公”经费支出决算表",
        "财政拨款支出决算明细表",
        "收入决算表（分单位）",
        "国有资产占用情况表",
        "支出决算表……………………12",
        "支出决算表.......... 12",
        "见支出决算表。",
        "本部门2023年度支出决算情况",
        "支出决算表说明",
    ],
)
def test_other_tables_contents_entries_and_mentions_are_no_titles(line: str) -> None:
    assert code_of(line) is None


def test_spaced_and_folded_titles_are_recognised() -> None:
    assert code_of("支　出　决　算　表") == "03"
    assert code_of("⼀般公共预算财政拨款⽀出决算表") == "05"


def test_a_wrapped_title_is_not_the_title_its_last_line_looks_like() -> None:
    title = wrapped_title_of("一般公共预算财政拨款", "支出决算表", DEPARTMENT)
    assert title is not None and title.form.table_code == "05"
    assert wrapped_title_of("第二部分 部门决算表", "支出决算表", DEPARTMENT) is None


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("公开07表", "07"),
        ("财决公开03表 金额单位：万元", "03"),
        ("表三：", "三"),
        ("表9", "9"),
        ("代表3人", None),
        ("部门：某局", None),
    ],
)
def test_table_tags(line: str, tag: str | None) -> None:
    assert table_tag(line) == tag


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("金额单位：万元", "万元"),
        ("单位:元", "元"),
        ("部门：某局 2023年度 单 位 ： 人民币万元", "万元"),
        ("支出决算表（万元）", "万元"),
        ("单位：亿元", "亿元"),
        ("编制单位：元谋县水务局 金额单位：万元", "万元"),
        ("单位：万元 编制单位：元江县水务局", "万元"),
        ("单位：元 公开03表", "元"),
        ("单位：元江县水务局", None),
        ("单位：某某局", None),
        ("共支出3万元", None),
    ],
)
def test_units(line: str, unit: str | None) -> None:
    assert unit_of(line) == unit


def test_captions_and_notes() -> None:
    assert all(map(is_caption, ["部门：某局", "编制单位：某局", "公开03表", "2023年度", "金额单位：万元"]))
    assert not any(map(is_caption, ["项目", "支出决算表", "2010101 行政运行"]))
    assert all(map(is_note, ["注：本表反映部门本年度支出。", "备注：", "注1：", "（说明：无）"]))
    assert not any(map(is_note, ["注册管理", "说明书印刷费"]))
