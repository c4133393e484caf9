"""Every section of a report is found, whatever its shape, with the text that is its own."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from assets.extract.report import read_report
from assets.narrative.prose import read_prose
from assets.narrative.sections import sections_of
from assets.narrative.surroundings import surroundings_of
from expectations.statements import Section
from tests.assets.narrative import shapes
from tests.assets.narrative.manuscript import Setting, summary_of

Found = list[tuple[int | None, str, str, str]]  # part, number, kind, text without line breaks

EXPECTED: dict[str, tuple[str, Found]] = {
    "text first, tables last": (
        shapes.TEXT_FIRST,
        [
            (1, "", "profile", ""),
            (1, "1", "duties", shapes.DUTIES),
            (1, "2", "organisation", shapes.OFFICES),
            (1, "3", "units", shapes.UNITS),
            (2, "", "explanation", ""),
            (2, "1", "overview", shapes.OVERVIEW),
            (2, "2", "income", shapes.INCOME),
            (2, "3", "three_public", ""),
            (2, "3.1", "three_public", shapes.THREE_PUBLIC),
            (3, "", "glossary", shapes.TERMS),
            (4, "", "tables", ""),
            (5, "", "annex", ""),
            (5, "", "self_evaluation", ""),
            (5, "1", "profile", "区司法局现有在职人员35人。"),
        ],
    ),
    "parts numbered like headings": (
        shapes.NUMBERED_PARTS,
        [
            (1, "", "profile", ""),
            (
                1,
                "1",
                "duties",
                "1.贯彻执行国家有关法律法规和方针政策，拟订本辖区相关工作规划；2.完成区委、区政府交办的其他任务。",
            ),
            (1, "2", "organisation", shapes.OFFICES),
            (2, "", "tables", ""),
            (3, "", "explanation", ""),
            (3, "1", "overview", shapes.OVERVIEW),
            (3, "2", "general_budget", ""),
            (
                3,
                "2.1",
                "general_budget_overall",
                "一般公共预算财政拨款支出1,100.00万元，占本年支出合计的93.22%。",
            ),
            (
                3,
                "2.2",
                "general_budget_detail",
                "年初预算为900.00万元。其中：（1）公共安全支出（类）司法（款）行政运行（项）年初预算800.00万元，"
                "支出决算900.00万元。",
            ),
            (3, "3", "three_public", ""),
            (3, "3.1", "three_public", shapes.THREE_PUBLIC),
            (
                4,
                "",
                "glossary",
                "（一）财政拨款收入：指单位从同级财政部门取得的财政预算资金。"
                "（二）“三公”经费：指通过财政拨款资金安排的费用。",
            ),
        ],
    ),
    "tables in the first part": (
        shapes.TABLES_IN_PART_ONE,
        [
            (1, "", "tables", ""),
            (2, "", "profile", ""),
            (
                2,
                "1",
                "organisation",
                "（一）本部门内设办公室、法制科、宣传科3个科室，下属单位1个，为样川市浮桥区公证处。",
            ),
            (2, "1.2", "duties", "贯彻执行司法行政工作的法律法规；负责社区矫正工作。"),
            (3, "", "explanation", ""),
            (3, "1", "income", shapes.INCOME),
            (3, "2", "operating_cost", ""),
            (3, "2.1", "operating_cost", shapes.OPERATING),
            (3, "2.2", "assets", "共有车辆2辆。"),
        ],
    ),
    "no parts": (
        shapes.WITHOUT_PARTS,
        [
            (1, "1", "duties", shapes.DUTIES),
            (1, "2", "units", shapes.UNITS),
            (3, "3", "overview", shapes.OVERVIEW),
            (3, "4", "income", shapes.INCOME),
            (3, "5", "expenditure", shapes.EXPENDITURE),
            (3, "6", "operating_cost", shapes.OPERATING),
            (4, "7", "glossary", "1.财政拨款收入：指单位从同级财政部门取得的财政预算资金。"),
        ],
    ),
    "titles in book brackets, （一） only": (
        shapes.IN_BRACKETS,
        [
            (1, "", "profile", ""),
            (
                1,
                "1",
                "duties",
                "贯彻执行国家有关法律法规和方针政策，拟订本辖区相关工作规划、年度计划并组织实施。",
            ),
            (2, "", "tables", ""),
            (3, "", "explanation", ""),
            (3, "1", "income", shapes.INCOME),
            (3, "2", "expenditure", shapes.EXPENDITURE),
            (4, "", "glossary", "财政拨款收入：指单位从同级财政部门取得的财政预算资金。"),
        ],
    ),
    "1. only": (
        shapes.ARABIC,
        [
            (3, "", "explanation", ""),
            (3, "1", "overview", shapes.OVERVIEW),
            (3, "2", "income", shapes.INCOME),
            (3, "3", "other_matters", ""),
            (3, "3.1", "operating_cost", shapes.OPERATING),
            (3, "3.2", "assets", "截至2023年12月31日，共有车辆2辆。"),
        ],
    ),
    "parts named in the contents only": (
        shapes.BARE_PARTS,
        [
            (1, "", "profile", ""),
            (1, "1", "duties", shapes.DUTIES),
            (2, "", "tables", ""),
            (3, "", "explanation", ""),
            (3, "1", "overview", shapes.OVERVIEW),
            (4, "", "glossary", shapes.TERMS),
        ],
    ),
}
SETTINGS = {
    "usual": Setting(),
    "plain": Setting(size=12, margin=60, leading=1.3, indent=0, words_whole=False),
}


def read_sections(path: Path, text: str, setting: Setting) -> list[Section]:
    summary = summary_of(path, text, setting)
    around, paragraphs = surroundings_of(summary, read_prose(summary))
    assert {code: [p.text for p in table.captions] for code, table in around.items()} == {
        code: [title, "单位：万元"] for code, title in shapes.TITLES.items()
    } or "> 01" not in text
    return [section for section, _ in sections_of("a" * 64, paragraphs)]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize(("text", "expected"), EXPECTED.values(), ids=EXPECTED)
def test_sections_of_every_shape(tmp_path: Path, setting: Setting, text: str, expected: Found) -> None:
    cover, *found = read_sections(tmp_path / "report.pdf", text, setting)
    assert (cover.part, cover.kind, cover.first_page) == (None, "", 1)
    assert [(s.part, s.number, s.kind, s.text.replace("\n", "")) for s in found] == [
        (part, number, kind, own.replace("\n", "")) for part, number, kind, own in expected
    ]
    assert not any(
        section.title.endswith("决算情况") for section in found
    )  # a title goes on in its next line
    assert [section.section_no for section in found] == list(range(2, len(found) + 2))
    assert all(before.first_page <= after.first_page for before, after in pairwise(found))
    assert all(section.first_page <= section.last_page for section in found)


def test_paragraphs_of_a_section_keep_their_places(tmp_path: Path) -> None:
    summary = summary_of(tmp_path / "report.pdf", shapes.IN_BRACKETS)
    _, paragraphs = surroundings_of(summary, read_prose(summary))
    (own,) = [own for section, own in sections_of("a" * 64, paragraphs) if section.kind == "income"]
    assert own[0].text == shapes.INCOME  # without the heading that opens it
    start = own[0].text.index("1,100.00")
    page, (x0, y0, x1, y1) = own[0].place(start, start + len("1,100.00"))
    assert page == own[0].first_page
    assert 0 < x1 - x0 < 80
    assert 0 < y1 - y0 < 20


def test_items_of_a_list_are_no_sections(tmp_path: Path) -> None:
    text = "# 第三部分 情况说明\n一、主要工作\n1.办公室\n2.法制股\n二、支出决算情况说明\n支出增加1.00万元。"
    found = read_sections(tmp_path / "report.pdf", text, Setting())
    assert [(section.number, section.text) for section in found[1:]] == [
        ("1", "1.办公室\n2.法制股"),
        ("2", "支出增加1.00万元。"),
    ]


@pytest.mark.parametrize("name", ["r004", "r010"])
def test_sections_of_typeset_reports(shared_reports: Path, name: str) -> None:
    summary = read_report(shared_reports / "synthetic" / f"{name}.pdf")
    _, paragraphs = surroundings_of(summary, read_prose(summary))
    found = [section for section, _ in sections_of("a" * 64, paragraphs)]
    kinds = {(section.part, section.number): section.kind for section in found}
    assert [kinds[3, str(number)] for number in range(1, 12)] == [
        *("overview", "income", "expenditure", "fiscal_summary", "general_budget", "basic_expenditure"),
        *("three_public", "government_fund", "state_capital", "performance", "other_matters"),
    ]
    truth = json.loads((shared_reports / "synthetic" / f"{name}.json").read_text(encoding="utf-8"))
    (total,) = [stated for stated in truth["narrative"] if stated["key"] == "income_total"]
    (income,) = [section for section in found if section.kind == "income"]
    assert total["printed"] in income.text
    assert income.first_page == total["page"]


def test_sections_of_the_seed_report(shared_reports: Path) -> None:
    for path in sorted((shared_reports / "seed").glob("*.pdf")):
        summary = read_report(path)
        _, paragraphs = surroundings_of(summary, read_prose(summary))
        found = [section for section, _ in sections_of("a" * 64, paragraphs)]
        numbers = [(section.part, section.number) for section in found]
        assert [number for part, number in numbers if part == 3] == [
            *("", "1", "2", "3", "4", "5", "5.1", "5.2", "5.3", "6", "7", "7.1", "7.2", "8", "9", "10", "11"),
            *("11.1", "11.2", "11.3", "11.4", "11.5"),
        ]
        assert [section.kind for section in found if section.part == 5].count("self_evaluation") == 3
        detail = next(section.text for section in found if section.kind == "general_budget_detail")
        assert "4.一般公共服务支出（类）党委办公厅（室）及相关机构事务（款）机关服务（项）" in detail
        assert "支出决算为84.67万元，完成年初预算的88%，" in detail
