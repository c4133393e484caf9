"""Columns get their meaning from the header, else from their cells, last of all from their place."""

import pytest

from assets.extract.columns import Columns, assign_columns
from assets.extract.forms import Form, load_forms
from assets.extract.header import split_sections
from assets.extract.measure_names import complete, measure_of
from tests.assets.extract.grids import make_grid


def form(table_code: str) -> Form:
    return next(form for form in load_forms() if form.table_code == table_code)


def columns_of(table_code: str, rows: list[list[str]], ruled: bool = True, year: int = 2023) -> Columns:
    grid = make_grid(rows, ruled=ruled)
    return assign_columns(form(table_code), grid, split_sections(grid)[0], year)


def roles(columns: Columns) -> list[str]:
    return [column.measure or column.role for column in columns.columns]


def test_header_names_the_measures() -> None:
    columns = columns_of(
        "03",
        [
            ["科目编码", "科目名称", "本年支出合计", "项目支出", "基本支出"],
            ["2010101", "行政运行", "3.00", "1.00", "2.00"],
        ],
    )
    assert roles(columns) == ["code", "name", "total", "project", "basic"]
    assert columns.notes == ()


def test_a_column_the_form_does_not_know_is_noted_and_left_out() -> None:
    columns = columns_of(
        "03",
        [
            ["科目编码", "科目名称", "本年支出合计", "基本支出", "机动车支出"],
            ["201", "一般公共服务支出", "3.00", "2.00", "1.00"],
        ],
    )
    assert roles(columns) == ["code", "name", "total", "basic", "unknown"]
    assert columns.notes == (("columns_unknown", {"columns": "机动车支出"}),)


@pytest.mark.parametrize("last", [True, False])
def test_a_third_block_of_a_two_sided_table_is_no_side_and_noted(last: bool) -> None:
    by_function, by_nature = ["支出（按功能分类）", "<"], ["支出（按支出性质）", "<"]
    figures = ["二、外交支出", "9.00"], ["一、基本支出", "9.00"]
    columns = columns_of(
        "01",
        [
            ["收入", "<", *(by_function + by_nature if last else by_nature + by_function)],
            ["项目", "决算数"] * 3,
            ["一、事业收入", "9.00", *(figures[0] + figures[1] if last else figures[1] + figures[0])],
        ],
    )
    known, unknown = (3, 5) if last else (5, 3)
    assert [(c.index, c.block) for c in columns.of_role("amount")] == [(1, 1), (known, 2)]
    assert [c.index for c in columns.of_role("unknown")] == [unknown]
    assert columns.notes == (("columns_unknown", {"columns": "支出(按支出性质)/决算数"}),)


def test_silent_header_of_the_usual_width_is_named_by_position_and_noted() -> None:
    columns = columns_of(
        "05",
        [["科目编码", "科目名称", "", "", ""], ["201", "一般公共服务支出", "3.00", "2.00", "1.00"]],
    )
    assert roles(columns) == ["code", "name", "total", "basic", "project"]
    assert columns.notes == (("columns_by_position", {"block": "1"}),)


def test_position_does_not_overrule_a_header_that_speaks() -> None:
    columns = columns_of(
        "05",
        [
            ["科目编码", "科目名称", "本年支出合计", "基本支出", "上年数"],
            ["201", "一般公共服务支出", "3.00", "2.00", "9.00"],
        ],
    )
    assert roles(columns) == ["code", "name", "total", "basic", "unknown"]


def test_a_part_of_a_column_is_no_column_of_the_usual_ones() -> None:
    rows = [
        [
            "项目",
            "<",
            "本年收入合计",
            "财政拨款收入",
            "<",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ],
        ["科目编码", "科目名称", "^", "小计", "其中：政府性基金预算", *["^"] * 5],
        ["201", "一般公共服务支出", *[f"{n}.00" for n in range(1, 9)]],
    ]
    columns = columns_of("02", rows)
    names = ["total", "fiscal_appropriation", "unknown", "superior_subsidy", "business_income"]
    names += ["operating_income", "subordinate_remittance", "other_income"]
    assert roles(columns) == ["code", "name", *names]
    assert [rule for rule, _ in columns.notes] == ["columns_unknown"]


def test_position_does_not_overrule_the_names_of_an_unruled_header() -> None:
    header = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "人员经费",
        "公用经费",
        "项目支出",
        "经营支出",
    ]
    row = ["201", "一般公共服务支出", "42.00", "32.00", "30.00", "2.00", "10.00", "0.00"]
    columns = columns_of("03", [header, row], ruled=False)
    assert roles(columns)[2:] == ["total", "basic", "unknown", "unknown", "project", "operating_expenditure"]


@pytest.mark.parametrize(
    ("table_code", "names", "measures"),
    [
        ("01", ["上年决算数", "全年预算数", "决算数"], ["unknown", "budget_adjusted", "final"]),
        ("01", ["2022年决算数", "2023年决算数"], ["unknown", "final"]),
        ("01", ["2022年度决算数"], ["unknown"]),
        ("07", ["上年决算数", "预算数", "决算数"], ["unknown", "budget_*", "final_*"]),
    ],
)
def test_figures_of_another_year_are_left_out(table_code: str, names: list[str], measures: list[str]) -> None:
    row = ["一、公务接待费", *[f"{n}.00" for n in range(1, len(names) + 1)]]
    columns = columns_of(table_code, [["项目", *names], row])
    assert roles(columns) == ["name", *measures]


def test_balances_of_last_year_open_this_one() -> None:
    names = ["上年结转和结余", "本年收入", "本年支出", "年末结转和结余"]
    columns = columns_of("08", [["科目编码", "科目名称", *names], ["212", "城乡社区支出", *["1.00"] * 4]])
    assert roles(columns)[2:] == ["opening_balance", "income", "total", "closing_balance"]


def test_sides_are_blocks_with_measures_of_their_own() -> None:
    columns = columns_of(
        "04",
        [
            ["收入", "<", "<", "支出", "<", "<", "<", "<"],
            [
                "项目",
                "行次",
                "金额",
                "项目",
                "行次",
                "合计",
                "一般公共预算财政拨款",
                "政府性基金预算财政拨款",
            ],
            ["一、一般公共预算财政拨款", "1", "3.00", "一、一般公共服务支出", "9", "3.00", "3.00", ""],
        ],
    )
    assert roles(columns) == [
        "name",
        "ordinal",
        "final",
        "name",
        "ordinal",
        "total",
        "general_public_budget",
        "government_fund",
    ]
    assert [column.block for column in columns.columns] == [1, 1, 1, 2, 2, 2, 2, 2]


def test_blocks_of_economic_subjects() -> None:
    columns = columns_of(
        "06",
        [
            ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
            ["301", "工资福利支出", "3.00", "302", "商品和服务支出", "1.00"],
        ],
    )
    assert roles(columns) == ["code", "name", "final"] * 2
    assert columns.blocks == [1, 2]


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        ("预算数/合计", "budget_total"),
        ("合计/预算数", "budget_total"),
        ("决算数/公务用车购置及运行维护费/小计", "final_vehicle"),
        ("公务用车购置及运行费/购置费/决算数", "final_vehicle_purchase"),
        ("决算数/公务用车购置及运行维护费/公务用车运行维护费", "final_vehicle_operation"),
        ("全年预算数/因公出国(境)费", "budget_abroad"),
        ("全年预算数", "budget_*"),
        ("公务接待费", "*_reception"),
        ("备注", ""),
    ],
)
def test_phase_and_item_of_three_public(path: str, measure: str) -> None:
    assert measure_of(form("07"), path) == measure


@pytest.mark.parametrize(
    ("half", "label", "measure"),
    [
        ("final_*", "其中：（1）公务用车运行维护费", "final_vehicle_operation"),
        ("final_*", "一、“三公”经费支出", "final_total"),
        ("final_*", "1．因公出国（境）团组数（个）", ""),
        ("final_*", "二、机关运行经费", ""),
        ("*_abroad", "预算数", "budget_abroad"),
        ("*_abroad", "备注", ""),
    ],
)
def test_a_rows_label_completes_half_a_measure(half: str, label: str, measure: str) -> None:
    assert complete(form("07"), half, label) == measure


def test_the_years_budget_goes_before_the_initial_one() -> None:
    columns = columns_of(
        "07", [["项目", "年初预算数", "全年预算数", "决算数"], ["公务接待费", "9.00", "5.00", "4.00"]]
    )
    assert roles(columns) == ["name", "unknown", "budget_*", "final_*"]
