"""Forms as provinces print them, ruled and unruled: what is read is what was printed."""

from pathlib import Path

import pytest

from tests.assets.extract.layouts import (
    BODY_03,
    CAPTION,
    FIGURES_03,
    HEADER_03,
    NUMBERS_03,
    ROWS_05,
    TOTAL_03,
    figures,
    read,
    rules,
    table_sheet,
)
from tests.assets.extract.typeset import Sheet, Table

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
    assert rules(result) == {"total_missing"}


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
    again = ["一、“三公”经费支出", BUDGET_07[0], FINAL_07[0]]
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
        "down with counts": [["项目", "预算数", "决算数"], again, *down, *counts],
        "crossed": crossed,
    }
    return layouts[name]


@pytest.mark.parametrize("name", ["beside", "stacked", "interleaved", "down", "down with counts", "crossed"])
def test_three_public_in_any_direction(tmp_path: Path, name: str) -> None:
    result = read(tmp_path, table_sheet(TITLE_07, rows_07(name)))
    assert figures(result, "07") == {"": FIGURES_07}
    assert rules(result) == set()


@pytest.mark.parametrize("name", ["beside", "down"])
def test_three_public_of_a_second_unit_is_kept_apart(tmp_path: Path, name: str) -> None:
    first, second = (table_sheet(TITLE_07, rows_07(name)) for _ in range(2))
    result = read(tmp_path, first, second)
    assert figures(result, "07") == {"": FIGURES_07}
    assert [(raw["page"], raw["reason"]) for raw in result["raw_tables"]] == [(3, "repeated_table")]


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


FURTHER_03 = [
    ["204", "公共安全支出", "12.00", "12.00", "", "", "", ""],
    ["20406", "司法", "12.00", "12.00", "", "", "", ""],
]
FURTHER_FIGURES_03 = {code: {"total": "12.00", "basic": "12.00"} for code in ("204", "20406")}


def test_unruled_table_goes_on_after_the_note_at_the_foot_of_its_page(tmp_path: Path) -> None:
    note = "注：本表反映部门本年度各项支出情况。"
    widths = [1.2, 3, *[1.3] * 6]
    first = Table([*HEADER_03, *NUMBERS_03, *TOTAL_03, *BODY_03], ruled=False, widths=widths)
    rest = Table(FURTHER_03, ruled=False, widths=widths)
    sheets = Sheet(["支出决算表", CAPTION, first, note], wide=True), Sheet([rest, note], wide=True)
    result = read(tmp_path, *sheets)
    assert figures(result, "03") == FIGURES_03 | FURTHER_FIGURES_03
    assert rules(result) == {"table_unruled"}


def test_rows_outside_every_table_are_reported(tmp_path: Path) -> None:
    rest = Table(FURTHER_03, ruled=False)
    first = table_sheet("支出决算表", [*HEADER_03, *TOTAL_03, *BODY_03])
    result = read(tmp_path, first, Sheet([rest], wide=True))
    assert figures(result, "03") == FIGURES_03
    (finding,) = [f for f in result["findings"] if f["rule_id"] == "rows_outside_tables"]
    assert (finding["page"], finding["numbers"]) == (3, 6)
    assert result["token_counts"]["outside"] == 6


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
