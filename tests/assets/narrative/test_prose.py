"""Paragraphs are whole, over lines and pages, and every figure in them knows where it stands."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assets.extract.pages import OpenReport
from assets.extract.report import read_report
from assets.narrative.prose import Paragraph, read_prose
from tests.assets.narrative.manuscript import Setting, summary_of

OVERVIEW = (
    "2023年度收入总计1,234.56万元，支出总计1,234.56万元。与2022年度相比，收入、支出总计各增加34.56万元，增长2.88%，"
    "主要原因是人员调整及工资政策性变动，以及年中追加专项工作经费12,345,678.90元。"
)
INCOME = "本年收入合计1,200.00万元，其中：财政拨款收入1,100.00万元，占91.67%；其他收入100.00万元，占8.33%。"
LONG = "\n".join([INCOME, *[OVERVIEW] * 16])
SETTINGS = {
    "usual": Setting(),
    "not indented": Setting(indent=0),
    "small and dense": Setting(size=10.5, leading=1.25, margin=54, head="某局2023年度部门决算"),
    "numbers broken": Setting(words_whole=False),
    "wide": Setting(size=16, leading=2.2, margin=85),
}


def texts(summary: dict[str, Any]) -> list[str]:
    return [paragraph.text for paragraph in read_prose(summary)]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_paragraphs_are_joined_over_lines_and_pages(tmp_path: Path, setting: Setting) -> None:
    printed = [f"{number}、{OVERVIEW if number % 2 else INCOME}" for number in range(1, 25)]
    summary = summary_of(tmp_path / "text.pdf", "\n".join(printed), setting)
    assert len(summary["prose"]) > 1
    assert texts(summary) == printed


def test_a_line_broken_by_hand_amid_a_sentence_goes_on(tmp_path: Path) -> None:
    broken = f"{INCOME}\n本单位没有独立网站，因此只在样川市浮桥区政府门户网站部\n| 门决算专栏公开。\n{INCOME}"
    joined = "本单位没有独立网站，因此只在样川市浮桥区政府门户网站部门决算专栏公开。"
    assert texts(summary_of(tmp_path / "text.pdf", broken)) == [INCOME, joined, INCOME]


def test_headings_titles_and_what_a_table_parts_stay_apart(tmp_path: Path) -> None:
    text = f"# 第三部分\n# 情况说明\n一、收入决算情况说明\n{INCOME}"
    lines = f"{text}\n= 收入决算表\n| 单位：万元\n> 02\n注：本表反映收入。"
    found = read_prose(summary_of(tmp_path / "text.pdf", lines))
    assert [(paragraph.text, paragraph.centred) for paragraph in found] == [
        ("第三部分", True),
        ("情况说明", True),
        ("一、收入决算情况说明", False),
        (INCOME, False),
        ("收入决算表", True),
        ("单位：万元", False),
        ("注：本表反映收入。", False),
    ]


def test_a_figure_is_placed_where_it_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    summary = summary_of(path, LONG)
    paragraph = next(p for p in read_prose(summary) if p.first_page != p.last_page)
    start = paragraph.text.index("12,345,678.90")
    page, box = paragraph.place(start, start + len("12,345,678.90"))
    assert page == 2
    with OpenReport(path) as report:
        inside = [
            glyph.char
            for glyph in report.page(page).glyphs
            if box[0] <= glyph.middle[0] <= box[2] and box[1] <= glyph.middle[1] <= box[3]
        ]
    assert "".join(inside) == "12,345,678.90"
    assert paragraph.place(0, 4)[0] == 1
    with pytest.raises(ValueError, match="no characters from 3 to 3"):
        paragraph.place(3, 3)


def test_a_slice_over_two_pages_is_placed_on_the_first(tmp_path: Path) -> None:
    found = read_prose(summary_of(tmp_path / "text.pdf", LONG))
    paragraph = next(p for p in found if p.first_page != p.last_page)
    page, (x0, y0, x1, y1) = paragraph.place(0, len(paragraph.text))
    assert page == paragraph.first_page
    assert x0 < x1 <= 595
    assert y0 < y1 <= 842


def one_line(text: str, gap: float = 4.0) -> list[Paragraph]:
    """A page with one line ten points high, a space of it being ``gap`` points wide."""
    edges, x = [], 60.0
    for character in text:
        edges.append(x)
        x += gap if character == " " else 5 if character.isascii() else 10
    line = [text, 60.0, 100.0, x, 111.0, [*edges, x]]
    known = {"page": 1, "source": "text", "frame": [600, 800, 0, 0.0], "tables": [], "lines": [line]}
    return read_prose({"prose": [known]})


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("2020 年度收、支总计 456.9 万元", "2020年度收、支总计456.9万元"),
        ("支出 1, 234 .56 万元，占 45.2 % 。", "支出1,234.56万元，占45.2%。"),
        ("分别为 2.00 0.00 万元", "分别为2.00 0.00万元"),
        ("1. 2020年度支出", "1.2020年度支出"),
        ("３５．６万元", "35．6万元"),
        ("⽀出合计", "支出合计"),
        ("A B 类", "A B类"),
    ],
)
def test_white_space_of_the_setting_is_left_out(printed: str, meant: str) -> None:
    assert [paragraph.text for paragraph in one_line(printed)] == [meant]


def test_digits_of_a_line_spaced_out_are_one_number() -> None:
    spaced = " ".join("总计456万元")
    assert [paragraph.text for paragraph in one_line(spaced)] == ["总计456万元"]


def test_lines_side_by_side_over_a_table_stay_apart() -> None:
    assert one_line("部门：某局 2023年度 单位：万元", gap=80)[0].text == "部门：某局 2023年度 单位：万元"


def test_a_report_without_text_has_no_paragraphs() -> None:
    assert read_prose({}) == []
    assert read_prose({"prose": []}) == []


@pytest.mark.parametrize("name", ["r002", "r018"])
def test_every_amount_of_the_narrative_is_found_on_its_page(shared_reports: Path, name: str) -> None:
    truth = json.loads((shared_reports / "synthetic" / f"{name}.json").read_text(encoding="utf-8"))
    paragraphs = read_prose(read_report(shared_reports / "synthetic" / f"{name}.pdf"))
    assert truth["narrative"]
    for stated in truth["narrative"]:
        number = re.compile(rf"(?<![\d.,]){re.escape(stated['printed'])}(?!\d)")
        pages = {p.place(*found.span())[0] for p in paragraphs for found in number.finditer(p.text)}
        assert stated["page"] in pages, stated
