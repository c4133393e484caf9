"""Department, year, kind and level are read from the cover, the captions and, last, the file name."""

import pytest

from assets.extract.document import Identity, identify
from assets.extract.grid import Frame, Page, TextLine


def page(*lines: str) -> Page:
    texts = [TextLine(text, 0, 20.0 * i, 100, 20.0 * i + 10) for i, text in enumerate(lines)]
    return Page(2, Frame(600, 800), [], texts)


def identity(
    cover: list[str], *captions: str, file_name: str = "", texts: list[str] | None = None
) -> Identity:
    whole = ["".join(cover)] if texts is None else texts
    return identify(cover, whole, [page(caption) for caption in captions], file_name)


@pytest.mark.parametrize(
    ("cover", "year"),
    [
        (["样川市浮桥区司法局", "2023年度部门决算"], 2023),
        (["样川市浮桥区司法局２０２１年度部门决算公开"], 2021),
        (["样川市浮桥区司法局", "二〇一九年度部门决算"], 2019),
        (["样川市浮桥区司法局", "二○二二年度单位决算"], 2022),
        (["样川市浮桥区司法局", "19年度部门决算"], 2019),
        (["2020年度", "样川市浮桥区司法局部门决算", "2021年9月"], 2020),
        (["2024年8月20日", "样川市浮桥区司法局", "2023年度部门决算"], 2023),
        (["样财〔2024〕12号", "样川市浮桥区司法局", "2023年度部门决算"], 2023),
        (["2024-08-20", "样川市浮桥区司法局", "2023年度部门决算"], 2023),
        (["样川市浮桥区司法局", "二〇一九年度部门决算", "二〇二〇年九月"], 2019),
    ],
)
def test_cover_tells_department_and_year(cover: list[str], year: int) -> None:
    found = identity(cover)
    assert (found.department, found.fiscal_year, found.report_kind) == ("样川市浮桥区司法局", year, "final")
    assert found.notes == ()


@pytest.mark.parametrize("line", ["样财〔2024〕12号", "电话 0731-22024567", "2024年8月20日", "2024年"])
def test_years_of_other_things_do_not_count_before_that_of_the_accounts(line: str) -> None:
    assert identity([line, "样川市浮桥区司法局", "2023年度部门决算"]).fiscal_year == 2023


def test_a_day_alone_tells_no_fiscal_year() -> None:
    assert identity(["样川市浮桥区司法局", "部门决算", "2024年8月20日"]).fiscal_year is None


def test_tables_of_another_year_are_noted() -> None:
    captions = ["2023年度 金额单位：万元", "2022年度 金额单位：万元", "2021年度决算数"]
    found = identity(["样川市浮桥区司法局", "2023年度部门决算"], *captions)
    assert found.fiscal_year == 2023
    assert found.notes == (("year_differs", {"cover": "2023", "tables": "2022"}),)


def test_captions_outvote_the_cover_and_the_difference_is_noted() -> None:
    found = identity(
        ["样川市浮桥区某某局", "2023年度部门决算"],
        "部门：样川市浮桥区司法局  2023年度 单位：万元",
        "部门：样川市浮桥区司法局",
    )
    assert found.department == "样川市浮桥区司法局"
    assert found.notes == (
        ("department_differs", {"cover": "样川市浮桥区某某局", "tables": "样川市浮桥区司法局"}),
    )


def test_year_of_captions_where_the_cover_has_none() -> None:
    found = identity(["样川市浮桥区司法局", "部门决算"], "2022年度 金额单位：万元", "2022年度")
    assert found.fiscal_year == 2022


def test_file_name_is_the_last_resort_and_noted() -> None:
    found = identity(["部门决算"], file_name="样川市浮桥区司法局2020年度部门决算.pdf")
    assert (found.department, found.fiscal_year) == ("样川市浮桥区司法局", 2020)
    assert [values["what"] for _, values in found.notes] == ["department", "year"]


def test_nothing_known_is_nothing_claimed() -> None:
    found = identity(["部门决算"])
    assert (found.department, found.fiscal_year, found.report_level) == (None, None, "department")


@pytest.mark.parametrize(
    ("cover", "level"),
    [("2023年度部门决算", "department"), ("2023年度单位决算", "unit"), ("2023年度决算公开", "unknown")],
)
def test_level_is_what_the_cover_calls_it(cover: str, level: str) -> None:
    assert identity(["样川市浮桥区司法局", cover]).report_level == level


@pytest.mark.parametrize(
    ("cover", "kind"),
    [("2024年部门预算公开", "budget"), ("2023年度部门决算", "final"), ("2025年单位预算", "budget")],
)
def test_kind_is_what_the_cover_calls_it(cover: str, kind: str) -> None:
    assert identity(["样川市浮桥区司法局", cover]).report_kind == kind


def test_kind_of_a_cover_without_words_is_counted_from_the_text() -> None:
    assert (
        identity(["样川市浮桥区司法局"], texts=["收入支出决算总表 支出决算表 部门预算"]).report_kind
        == "final"
    )
    assert identity(["样川市浮桥区司法局"], texts=["部门预算 收支预算总表"]).report_kind == "budget"
    assert identity(["样川市浮桥区司法局"], texts=["概况"]).report_kind == "unknown"
