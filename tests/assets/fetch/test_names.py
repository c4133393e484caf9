"""Titles, days and names as portals write them."""

import pytest

from assets.fetch.names import day_in, document_name, ending_of, suffix_of, tidy, without_ending, years_in
from assets.fetch.settings import settings


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("某局2024年度部门决算", {2024}),
        ("某局２０２４年度部门决算", {2024}),
        ("二〇二三年度决算", {2023}),
        ("二○二三年度决算", {2023}),
        ("2023年决算和2025年预算", {2023, 2025}),
        ("P020250825123.pdf", set()),
        ("某局决算", set()),
    ],
)
def test_years_that_a_title_names(title: str, years: set[int]) -> None:
    assert years_in(title) == years


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-08-20", "2025-08-20"),
        ("[2025/8/2]", "2025-08-02"),
        ("发布时间： 2025年8月2日 10:30", "2025-08-02"),
        ("2025 年 8 月 20 日", "2025-08-20"),
        ("2025-8-2 10:30", "2025-08-02"),
        ("２０２５．０８．２０", "2025-08-20"),
        ("2025-13-40 2025-01-02", "2025-01-02"),
        ("2025-08", None),
    ],
)
def test_days_as_pages_print_them(text: str, day: str | None) -> None:
    assert day_in(text, settings().date_pattern) == day


@pytest.mark.parametrize(
    ("file_name", "title", "name"),
    [
        ("某局决算.pdf", "附件", "某局决算.pdf"),
        ("P0202508.pdf", "某局2024年度决算", "某局2024年度决算.pdf"),
        ("P0202508.pdf", "某局2024年度决算.pdf", "某局2024年度决算.pdf"),
        ("a.doc", "正文.doc", "正文.doc"),
        ("download.jsp", "甲/乙决算", "甲-乙决算.pdf"),
        (None, "", "file.pdf"),
        ("a.pdf", "accounts", "a.pdf"),
    ],
)
def test_a_document_goes_by_the_name_that_says_most(file_name: str | None, title: str, name: str) -> None:
    assert document_name(file_name, title, "http://h/x/file.pdf?id=1") == name


def test_endings() -> None:
    assert (suffix_of("http://h/a/%E6%96%87.PDF?x=1.doc#b.txt"), suffix_of("http://h/")) == ("pdf", "")
    assert (ending_of("2024#a?.Doc"), ending_of(".hidden")) == ("doc", "")
    assert (without_ending("附表.XLS"), without_ending("v1.2")) == ("附表", "v1.2")


def test_titles_are_on_one_line_without_what_cannot_be_seen() -> None:
    assert tidy(" 某局\u200b\n 2024\u202e年\x1b[31m ", 100) == "某局 2024年[31m"
    assert tidy("长" * 500, 300) == "长" * 300
