"""Layouts that reports are published in, each typeset for its test: what is read is what was printed."""

from pathlib import Path
from typing import Any

import pytest

from assets.extract.report import read_report
from tests.assets.extract.typeset import COVER, Block, Sheet, Table, typeset

CAPTION = "部门：样川市浮桥区司法局\t金额单位：万元"
HEADER_03 = [
    ["项目", "<", "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
    ["科目编码", "科目名称", "^", "^", "^", "^", "^", "^"],
]
NUMBERS_03 = [["栏次", "<", "1", "2", "3", "4", "5", "6"]]
TOTAL_03 = [["合计", "<", "30.00", "20.00", "10.00", "", "", ""]]
BODY_03 = [
    ["201", "一般公共服务支出", "30.00", "20.00", "10.00", "", "", ""],
    ["20101", "人大事务", "30.00", "20.00", "10.00", "", "", ""],
    ["2010101", "行政运行", "20.00", "20.00", "", "", "", ""],
    ["2010102", "一般行政管理事务", "10.00", "", "10.00", "", "", ""],
]
ROWS_03 = [*HEADER_03, *NUMBERS_03, *TOTAL_03, *BODY_03]
FIGURES_03 = {
    "合计": {"total": "30.00", "basic": "20.00", "project": "10.00"},
    "201": {"total": "30.00", "basic": "20.00", "project": "10.00"},
    "20101": {"total": "30.00", "basic": "20.00", "project": "10.00"},
    "2010101": {"total": "20.00", "basic": "20.00"},
    "2010102": {"total": "10.00", "project": "10.00"},
}
ROWS_05 = [
    ["项目", "<", "本年支出", "<", "<"],
    ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
    ["合计", "<", "20.00", "20.00", ""],
    ["201", "一般公共服务支出", "20.00", "20.00", ""],
]
FIGURES_05 = {
    "合计": {"total": "20.00", "basic": "20.00"},
    "201": {"total": "20.00", "basic": "20.00"},
}
ITEMS_07 = [
    ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "<", "<", "公务接待费"],
    ["^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"],
]
BUDGET_07 = ["5.00", "", "3.00", "", "3.00", "2.00"]
FINAL_07 = ["4.00", "", "2.50", "", "2.50", "1.50"]
TITLE_07 = "一般公共预算财政拨款“三公”经费支出决算表"
FIGURES_07 = {
    "budget_total": "5.00",
    "budget_vehicle": "3.00",
    "budget_vehicle_operation": "3.00",
    "budget_reception": "2.00",
    "final_total": "4.00",
    "final_vehicle": "2.50",
    "final_vehicle_operation": "2.50",
    "final_reception": "1.50",
}


def read(tmp_path: Path, *sheets: Sheet) -> dict[str, Any]:
    result = read_report(typeset(tmp_path / "report.pdf", [COVER, *sheets]))
    assert result["status"] == "read", result
    assert result["token_counts"].get("lost", 0) == 0
    return result


def table_sheet(title: str, rows: list[list[str]], **options: Any) -> Sheet:
    return Sheet([title, CAPTION, Table(rows)], wide=True, **options)


def figures(result: dict[str, Any], table_code: str) -> dict[str, dict[str, str]]:
    """Printed amounts of a table by code or item (and side), then by measure; blanks and dashes left out."""
    found: dict[str, dict[str, str]] = {}
    for cell in result["cells"]:
        if cell["table_code"] == table_code and cell["amount"] is not None:
            key = "/".join(filter(None, [cell["side"], cell["subject_code"] or cell["item"]]))
            measures = found.setdefault(key, {})
            assert cell["measure"] not in measures
            measures[cell["measure"]] = cell["printed"]
    return found


def rules(result: dict[str, Any]) -> set[str]:
    return {finding["rule_id"] for finding in result["findings"]} - {"table_missing"}


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
        [*ROWS_03, ["注：本表反映部门本年度各项支出情况。", *["<"] * 7]],
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
        [Table([["支出决算表", *["<"] * 7], ["部门：某局", *["<"] * 4, "金额单位：元", "<", "<"], *ROWS_03])],
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


def test_words_with_digits_in_an_amount_column_are_noted(tmp_path: Path) -> None:
    rows = [*ROWS_03[:-1], ["2010102", "一般行政管理事务", "1,0.00", "", "10.00", "", "", ""]]
    result = read(tmp_path, table_sheet("支出决算表", rows))
    (finding,) = [f for f in result["findings"] if f["rule_id"] == "amount_unreadable"]
    assert (finding["label"], finding["printed"]) == ("一般行政管理事务", "1,0.00")


def test_summary_with_three_amount_columns(tmp_path: Path) -> None:
    names = ["项目", "年初预算数", "调整预算数", "决算数"]
    amounts = ["70.00", "80.00", "90.00"]
    rows = [
        ["收入", "<", "<", "<", "支出", "<", "<", "<"],
        [*names, *names],
        ["一、一般公共预算财政拨款收入", *amounts, "一、一般公共服务支出", *amounts],
        ["总计", *amounts, "总计", *amounts],
    ]
    measures = dict(zip(["budget_initial", "budget_adjusted", "final"], amounts, strict=True))
    assert figures(read(tmp_path, table_sheet("收入支出决算总表", rows)), "01") == {
        "income/一般公共预算财政拨款收入": measures,
        "income/总计": measures,
        "expenditure/一般公共服务支出": measures,
        "expenditure/总计": measures,
    }


def test_fiscal_summary_with_six_columns_on_the_right(tmp_path: Path) -> None:
    rows = [
        ["收入", "<", "<", "<", "支出", "<", "<", "<", "<", "<", "<"],
        ["项目", "年初预算数", "全年预算数", "决算数"] * 2 + ["<", "<", "<"],
        [*["^"] * 7, "小计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"],
        ["总计", "1.00", "2.00", "9.00", "总计", "3.00", "4.00", "9.00", "5.00", "3.00", "1.00"],
    ]
    assert figures(read(tmp_path, table_sheet("财政拨款收入支出决算总表", rows)), "04") == {
        "income/总计": {"budget_initial": "1.00", "budget_adjusted": "2.00", "final": "9.00"},
        "expenditure/总计": {
            "budget_initial": "3.00",
            "budget_adjusted": "4.00",
            "total": "9.00",
            "general_public_budget": "5.00",
            "government_fund": "3.00",
            "state_capital": "1.00",
        },
    }


def test_income_and_balances_beside_general_expenditure(tmp_path: Path) -> None:
    groups = ["年初结转和结余", "本年收入", "本年支出", "年末结转和结余"]
    amounts = ["1.00", "", "1.00", "9.00", "4.00", "5.00", "8.00", "4.50", "3.50", "2.00", "", "2.00"]
    rows = [
        ["项目", "<", *[cell for group in groups for cell in (group, "<", "<")]],
        ["科目编码", "科目名称", *["合计", "基本支出", "项目支出"] * 4],
        ["201", "一般公共服务支出", *amounts],
    ]
    result = read(tmp_path, table_sheet("一般公共预算财政拨款收入支出决算表", rows))
    assert figures(result, "05") == {"201": {"total": "8.00", "basic": "4.50", "project": "3.50"}}
    assert rules(result) == set()


def test_basic_expenditure_with_personnel_and_public_columns(tmp_path: Path) -> None:
    rows = [
        ["项目", "<", "一般公共预算基本支出", "<", "<"],
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["301", "工资福利支出", "15.00", "15.00", ""],
        ["302", "商品和服务支出", "5.00", "", "5.00"],
    ]
    result = read(tmp_path, table_sheet("一般公共预算财政拨款基本支出决算表", rows))
    assert figures(result, "06") == {"301": {"final": "15.00"}, "302": {"final": "5.00"}}


def rows_07(name: str) -> list[list[str]]:
    """One 三公 in the layout of that name."""
    beside = [
        ["预算数", *["<"] * 5, "决算数", *["<"] * 5],
        *([*row, *row] for row in ITEMS_07),
        [*BUDGET_07, *FINAL_07],
    ]
    stacked = [["预算数", *["<"] * 5], *ITEMS_07, BUDGET_07, ["决算数", *["<"] * 5], *ITEMS_07, FINAL_07]
    wide = [[cell for text in row for cell in (text, "^" if text == "^" else "<")] for row in ITEMS_07]
    pairs = [cell for pair in zip(BUDGET_07, FINAL_07, strict=True) for cell in pair]
    labels = [
        "（一）支出合计",
        "1．因公出国（境）费",
        "2．公务用车购置及运行维护费",
        "其中：（1）公务用车购置费",
        "（2）公务用车运行维护费",
        "3．公务接待费",
    ]
    down = [[label, b, f] for label, b, f in zip(labels, BUDGET_07, FINAL_07, strict=True)]
    counts = [["1．因公出国（境）团组数（个）", "", "2.00"], ["二、机关运行经费", "", "55.00"]]
    crossed = [["项目", *ITEMS_07[0]], ["^", *ITEMS_07[1]], ["预算数", *BUDGET_07], ["决算数", *FINAL_07]]
    layouts = {
        "beside": beside,
        "stacked": stacked,
        "interleaved": [*wide, ["预算数", "决算数"] * 6, pairs],
        "down": [["项目", "预算数", "决算数"], *down],
        "down with counts": [["项目", "预算数", "决算数"], *down, *counts],
        "crossed": crossed,
    }
    return layouts[name]


@pytest.mark.parametrize("name", ["beside", "stacked", "interleaved", "down", "down with counts", "crossed"])
def test_three_public_in_any_direction(tmp_path: Path, name: str) -> None:
    result = read(tmp_path, table_sheet(TITLE_07, rows_07(name)))
    assert figures(result, "07") == {"": FIGURES_07}
    assert rules(result) == set()


def test_three_public_total_leaves_meetings_and_training_out(tmp_path: Path) -> None:
    rows = [
        ["项目", "合计", "“三公”经费", *["<"] * 5, "会议费", "培训费"],
        ["^", "^", "小计", *ITEMS_07[0][1:], "^", "^"],
        ["^", "^", "^", *ITEMS_07[1][1:], "^", "^"],
        ["预算数", "6.00", *BUDGET_07, "0.50", "0.50"],
        ["决算数", "5.00", *FINAL_07, "0.50", "0.50"],
    ]
    result = read(tmp_path, table_sheet("财政拨款“三公”经费及会议费、培训费支出决算表", rows))
    assert figures(result, "07") == {"": FIGURES_07}


@pytest.mark.parametrize("numbers", [NUMBERS_03, []], ids=["column numbers", "words only"])
def test_unruled_table_with_centred_header_and_blank_columns(
    tmp_path: Path, numbers: list[list[str]]
) -> None:
    rows = [*HEADER_03, *numbers, *TOTAL_03, *BODY_03]
    table = Table(rows, ruled=False, widths=[1.2, 3, *[1.3] * 6])
    result = read(tmp_path, Sheet(["支出决算表", CAPTION, table], wide=True))
    assert figures(result, "03") == FIGURES_03
    assert rules(result) == {"table_unruled"}


def test_unruled_group_header_heads_its_members_only(tmp_path: Path) -> None:
    rows = [
        ["科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "<", "<", "年末结转和结余"],
        ["^", "^", "^", "^", "小计", "基本支出", "项目支出", "^"],
        ["212", "城乡社区支出", "1.00", "5.00", "4.00", "1.50", "2.50", "2.00"],
    ]
    table = Table(rows, ruled=False)
    result = read(tmp_path, Sheet(["政府性基金预算财政拨款收入支出决算表", CAPTION, table], wide=True))
    measures = ["opening_balance", "income", "total", "basic", "project", "closing_balance"]
    assert figures(result, "08") == {"212": dict(zip(measures, rows[2][2:], strict=True))}


def test_empty_table_is_found_and_has_no_amounts(tmp_path: Path) -> None:
    rows = [*ROWS_05[:2], ["合计", "<", "", "—", ""], *[[""] * 5] * 3]
    result = read(tmp_path, table_sheet("国有资本经营预算财政拨款支出决算表", rows))
    assert [(c["item"], c["value_kind"]) for c in result["cells"]] == [
        ("合计", "blank"),
        ("合计", "dash"),
        ("合计", "blank"),
    ]
