"""Titles, captions, page breaks and everything around the tables: what is read is what was printed."""

from pathlib import Path

import pytest

from tests.assets.extract.layouts import (
    BODY_03,
    CAPTION,
    FIGURES_03,
    FIGURES_05,
    HEADER_03,
    NUMBERS_03,
    ROWS_03,
    ROWS_05,
    TOTAL_03,
    figures,
    read,
    rules,
    table_sheet,
)
from tests.assets.extract.typeset import Block, Sheet, Table


@pytest.mark.parametrize(
    "title",
    [
        "支出决算表",
        "支 出 决 算 表",
        "《支出决算表》",
        "表三、支出决算表",
        "附件3：2023年度支出决算表",
        "（三）支出决算表",
        "3.支出决算表",
        "样川市浮桥区司法局2023年度支出决算表",
        "支出决算表（公开03表）",
    ],
)
def test_spellings_of_a_title(tmp_path: Path, title: str) -> None:
    result = read(tmp_path, table_sheet(title, ROWS_03))
    assert figures(result, "03") == FIGURES_03
    assert rules(result) == set()


@pytest.mark.parametrize(
    "rows",
    [
        [*HEADER_03, *TOTAL_03, *BODY_03],
        [*HEADER_03, *NUMBERS_03, *BODY_03, *TOTAL_03],
        [*HEADER_03, ["", "<", "1", "2", "3", "4", "5", "6"], *TOTAL_03, *BODY_03],
        [*HEADER_03, ["栏次", "<", "1=2+3+4+5+6", "2", "3", "4", "5", "6"], *TOTAL_03, *BODY_03],
        [*ROWS_03, ["注：本表反映部门2023年度各项支出情况。", *["<"] * 7]],
    ],
    ids=["no column numbers", "total last", "unlabelled numbers", "formulas", "note in the last row"],
)
def test_rows_around_the_data(tmp_path: Path, rows: list[list[str]]) -> None:
    result = read(tmp_path, table_sheet("支出决算表", rows))
    assert figures(result, "03") == FIGURES_03
    assert result["tables"][0]["rows"] == 5
    assert rules(result) == set()


@pytest.mark.parametrize(
    "blocks",
    [
        ["支出决算表", "（金额单位：元）", Table(ROWS_03)],
        ["支出决算表（单位：元）", Table(ROWS_03)],
        [
            Table(
                [
                    ["支出决算表", *["<"] * 7],
                    ["部门：某局", "<", "<", "2023年度", "<", "金额单位：元", "<", "<"],
                    *ROWS_03,
                ]
            )
        ],
    ],
    ids=["line", "title", "inside the frame"],
)
def test_unit_may_stand_in_a_line_the_title_or_the_frame(tmp_path: Path, blocks: list[Block]) -> None:
    result = read(tmp_path, Sheet(blocks, wide=True))
    assert figures(result, "03") == FIGURES_03
    assert {(cell["unit"], cell["amount"]) for cell in result["cells"] if cell["printed"] == "30.00"} == {
        ("元", "30.00")
    }
    assert rules(result) == set()


@pytest.mark.parametrize(
    ("caption", "noted"),
    [("部门：样川市浮桥区司法局", set()), (CAPTION, {"unit_differs"})],
    ids=["only there", "against the caption"],
)
def test_unit_may_stand_in_the_cells_of_the_header(tmp_path: Path, caption: str, noted: set[str]) -> None:
    rows = [[text + "（元）" if "支出" in text else text for text in HEADER_03[0]], *ROWS_03[1:]]
    result = read(tmp_path, Sheet(["支出决算表", caption, Table(rows)], wide=True))
    assert figures(result, "03") == FIGURES_03
    assert {(cell["unit"], cell["amount"]) for cell in result["cells"] if cell["printed"] == "30.00"} == {
        ("元", "30.00")
    }
    assert rules(result) == noted


def test_no_unit_is_taken_from_the_table_before_and_noted(tmp_path: Path) -> None:
    first = Sheet(["支出决算表", "金额单位：元", Table(ROWS_03)], wide=True)
    result = read(tmp_path, first, Sheet(["一般公共预算财政拨款支出决算表", Table(ROWS_05)], wide=True))
    assert {cell["unit"] for cell in result["cells"]} == {"元"}
    assert rules(result) == {"unit_missing"}


@pytest.mark.parametrize(
    ("lines", "table_code", "rows"),
    [
        (["一般公共预算财政拨款", "支出决算表"], "05", ROWS_05),
        (["第二部分 2023年度部门决算表", "支出决算表"], "03", ROWS_03),
    ],
)
def test_title_on_two_lines(tmp_path: Path, lines: list[str], table_code: str, rows: list[list[str]]) -> None:
    result = read(tmp_path, Sheet([*lines, CAPTION, Table(rows)], wide=True))
    assert [table["table_code"] for table in result["tables"]] == [table_code]
    assert rules(result) == set()


def test_title_at_the_foot_of_the_page_before(tmp_path: Path) -> None:
    foot = Sheet(["支出决算表"], at_foot=True, footer="— 5 —")
    result = read(tmp_path, foot, Sheet([CAPTION, Table(ROWS_03)], wide=True))
    assert figures(result, "03") == FIGURES_03
    assert rules(result) == set()


def test_titles_of_a_contents_page_head_no_table(tmp_path: Path) -> None:
    contents = Sheet(["目录", "一、收入支出决算总表", "二、收入决算表", "三、支出决算表"])
    chart = Table([["处室", "职责", "人数"], ["办公室", "文电", "3"], ["法治科", "审核", "4"]])
    duties = Sheet(["第一部分 概况", "主要职能。负责本区司法行政工作。", chart])
    result = read(tmp_path, contents, duties, table_sheet("支出决算表", ROWS_03))
    assert [(table["table_code"], table["pages"]) for table in result["tables"]] == [("03", [4])]
    assert rules(result) == {"no_form"}


@pytest.mark.parametrize(
    "between",
    [[], [Sheet([], wide=True)], [Sheet(["This page is left blank"], wide=True)]],
    ids=["next page", "blank page between", "foreign page between"],
)
def test_table_goes_on_without_a_header(tmp_path: Path, between: list[Sheet]) -> None:
    rest = Sheet([Table(BODY_03[1:])], wide=True, footer="6")
    result = read(tmp_path, table_sheet("支出决算表", ROWS_03[:-3], footer="5"), *between, rest)
    assert figures(result, "03") == FIGURES_03
    assert [cell["row_no"] for cell in result["cells"]][::6] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("title", ["支出决算表", "支出决算表（续）"])
@pytest.mark.parametrize("header", [[], [*HEADER_03, *NUMBERS_03]], ids=["no header", "header repeated"])
def test_table_repeats_its_title_on_each_page(tmp_path: Path, title: str, header: list[list[str]]) -> None:
    result = read(
        tmp_path, table_sheet("支出决算表", ROWS_03[:-3]), table_sheet(title, [*header, *BODY_03[1:]])
    )
    assert figures(result, "03") == FIGURES_03
    assert rules(result) == set()


@pytest.mark.parametrize("header", [[], [*HEADER_03, *NUMBERS_03]], ids=["no header", "header repeated"])
def test_total_may_stand_alone_on_the_last_page(tmp_path: Path, header: list[list[str]]) -> None:
    rest = table_sheet("支出决算表", [*header, *TOTAL_03])
    result = read(tmp_path, table_sheet("支出决算表", [*HEADER_03, *BODY_03]), rest)
    assert figures(result, "03") == FIGURES_03
    assert rules(result) == set()


def test_row_divided_by_the_page_break(tmp_path: Path) -> None:
    begun = [*ROWS_03[:-2], ["2010101", "行政", "", "", "", "", "", ""]]
    first = Sheet(["支出决算表", CAPTION, Table(begun, open_below=True)], wide=True)
    rest = Table([["", "运行", "20.00", "20.00", "", "", "", ""], BODY_03[3]])
    result = read(tmp_path, first, Sheet([rest], wide=True))
    assert figures(result, "03") == FIGURES_03
    (running,) = {(c["item"], c["row_no"]) for c in result["cells"] if c["subject_code"] == "2010101"}
    assert running == ("行政运行", 4)


def test_several_tables_on_one_page_with_notes_between(tmp_path: Path) -> None:
    note = "注：本表反映部门本年度各项支出情况。"
    blocks: list[Block] = ["支出决算表", CAPTION, Table(ROWS_03), note]
    blocks += ["一般公共预算财政拨款支出决算表", CAPTION, Table(ROWS_05), note]
    result = read(tmp_path, Sheet(blocks, wide=True))
    assert (figures(result, "03"), figures(result, "05")) == (FIGURES_03, FIGURES_05)


def test_tables_of_a_second_unit_are_kept_apart(tmp_path: Path) -> None:
    result = read(tmp_path, table_sheet("支出决算表", ROWS_03), table_sheet("支出决算表", ROWS_03))
    assert figures(result, "03") == FIGURES_03
    assert [(raw["page"], raw["reason"]) for raw in result["raw_tables"]] == [(3, "repeated_table")]


def test_table_by_unit_is_not_the_table_by_subject(tmp_path: Path) -> None:
    measures = [
        "本年收入合计",
        "财政拨款收入",
        "上级补助收入",
        "事业收入",
        "经营收入",
        "附属单位上缴收入",
        "其他收入",
    ]
    amounts = ["30.00", "20.00", "", "10.00", "", "", ""]
    by_unit = [["单位名称", *measures], ["合计", *amounts], ["样川市浮桥区司法局（本级）", *amounts]]
    by_subject = [
        ["科目编码", "科目名称", *measures],
        ["合计", "<", *amounts],
        ["204", "公共安全支出", *amounts],
    ]
    result = read(
        tmp_path,
        table_sheet("收入决算表（分单位）", by_unit),
        table_sheet("收入决算表（分科目）", by_subject),
    )
    assert [(table["table_code"], table["pages"]) for table in result["tables"]] == [("02", [3])]
    assert figures(result, "02")["204"] == {
        "total": "30.00",
        "fiscal_appropriation": "20.00",
        "business_income": "10.00",
    }
    assert [(raw["page"], raw["reason"]) for raw in result["raw_tables"]] == [(2, "no_form")]


def test_watermark_across_the_cells_is_not_read(tmp_path: Path) -> None:
    result = read(tmp_path, table_sheet("支出决算表", ROWS_03, watermark="样川市公开"))
    assert figures(result, "03") == FIGURES_03
    assert result["tables"][0]["rows"] == 5


def test_a_table_in_another_unit_is_kept_apart_with_those_that_take_its_unit(tmp_path: Path) -> None:
    thousands = Sheet(["支出决算表", CAPTION.replace("万元", "千元"), Table(ROWS_03)], wide=True)
    silent = Sheet(["一般公共预算财政拨款支出决算表", Table(ROWS_05)])
    result = read(tmp_path, thousands, silent)
    assert result["cells"] == []
    assert [(raw["reason"], raw["page"]) for raw in result["raw_tables"]] == [
        ("unit_unsupported", 2),
        ("unit_unsupported", 3),
    ]
    noted = [f for f in result["findings"] if f["rule_id"] == "unit_unsupported"]
    assert [(f["table_code"], f["printed"]) for f in noted] == [("03", "千元"), ("05", "千元")]


def test_a_misprinted_code_is_noted_once_and_kept(tmp_path: Path) -> None:
    rows = [*HEADER_03, *TOTAL_03, *BODY_03[:2], ["201010", *BODY_03[2][1:]], BODY_03[3]]
    result = read(tmp_path, table_sheet("支出决算表", rows))
    found = figures(result, "03")
    assert found == {key.replace("2010101", "201010"): row for key, row in FIGURES_03.items()}
    noted = [f for f in result["findings"] if f["rule_id"] == "code_malformed"]
    assert [(f["printed"], f["label"]) for f in noted] == [("201010", "行政运行")]


def test_words_with_digits_in_an_amount_column_are_noted(tmp_path: Path) -> None:
    rows = [*ROWS_03[:-1], ["2010102", "一般行政管理事务", "1,0.00", "", "10.00", "", "", ""]]
    result = read(tmp_path, table_sheet("支出决算表", rows))
    (finding,) = [f for f in result["findings"] if f["rule_id"] == "amount_unreadable"]
    assert (finding["label"], finding["printed"]) == ("一般行政管理事务", "1,0.00")
