"""Duties, inner offices and units, over the wordings that reports have for them."""

import pytest

from assets.narrative.profile import profile_of
from expectations.statements import Section

OFFICES = ("办公室", "法制股", "社区矫正股")


def section(kind: str, text: str, number: str = "1", page: int = 3) -> Section:
    return Section("a" * 64, 1, 1, number, "", kind, text, page, page)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("某局内设机构包括：办公室、法制股、社区矫正股。", None),
        ("某局内设机构3个，包括：办公室、法制股、社区矫正股。", 3),
        ("本部门内设办公室、法制股、社区矫正股3个股室，下属单位1个，为某区公证处。", 3),
        ("根据编委文件，本局设办公室、法制股和社区矫正股三个股室。", 3),
        ("我局内设科室分别为办公室，法制股，社区矫正股。", None),
        ("本单位内设机构如下：\n1.办公室\n2.法制股\n3.社区矫正股", None),
        ("（一）办公室；\n（二）法制股；\n（三）社区矫正股。", None),
    ],
)
def test_inner_offices(text: str, count: int | None) -> None:
    found = profile_of([section("inner_offices", text)])
    assert found.inner_offices == OFFICES
    assert found.inner_office_count == count


@pytest.mark.parametrize(
    ("text", "units", "count"),
    [
        ("某局2023年度部门决算汇总公开单位构成包括：某局本级。", ("某局本级",), None),
        (
            "纳入2023年度部门决算编制范围的单位包括：\n1.某局本级\n2.某区公证处",
            ("某局本级", "某区公证处"),
            None,
        ),
        ("部门决算公开单位构成包括：某局本级以及所属四个二级预算单位。", ("某局本级",), 5),
        ("纳入2023年度单位决算的是某区文化馆本级。", ("某区文化馆本级",), None),
        ("下属单位2个，分别为：某区公证处、某区法律援助中心。", ("某区公证处", "某区法律援助中心"), 2),
    ],
)
def test_units_included(text: str, units: tuple[str, ...], count: int | None) -> None:
    found = profile_of([section("units", text)])
    assert found.units_included == units
    assert found.unit_count == count


def test_units_listed_in_a_table() -> None:
    rows = [["序号", "单位名称"], ["1", "某区司法局（本级）"], ["2", "某区公证处"]]
    tables = [{"page": 9, "rows": [["单位名称"], ["别处"]]}, {"page": 3, "rows": rows}]
    found = profile_of([section("units", "编制范围的单位包括：")], tables)
    assert found.units_included == ("某区司法局(本级)", "某区公证处")


def test_duties_with_the_sections_in_them() -> None:
    sections = [
        section("duties", "主要职责是：", "1.1"),
        section("duties", "负责社区矫正工作。", "1.1.1"),
        section("inner_offices", "内设办公室。", "1.2"),
        section("duties", "附件里的职责。", "1"),
    ]
    assert profile_of(sections).duties == "主要职责是：\n负责社区矫正工作。"


def test_a_report_that_says_nothing_of_its_department() -> None:
    assert profile_of([section("income", "本年收入合计1.00万元。")]) == ("", (), None, (), None)
    assert profile_of([]) == ("", (), None, (), None)


def test_sentences_are_no_list_of_offices() -> None:
    told = "内设机构包括：负责全区司法行政工作、指导人民调解、管理社区矫正。"
    assert profile_of([section("inner_offices", told)]).inner_offices == ()
