"""Reports in the sets of tables of provinces: every table of a set, one to a page, with a few rows each.

The nine hold small amounts; tables beside them hold 99.00 under headers as like those of the nine as their
titles are, so that one taken for another shows.
"""

from assets.extract.table_sets import TableSet
from tests.assets.extract.layouts import CAPTION, HEADER_03, ROWS_03, ROWS_05
from tests.assets.extract.typeset import Sheet, Table

Rows = list[list[str]]
ALIEN = "99.00"  # the amount of every cell of a table that is none of the nine
ITEMS_07 = [
    "合计",
    "因公出国（境）费",
    "公务用车购置及运行维护费小计",
    "公务用车购置费",
    "公务用车运行维护费",
    "公务接待费",
]
FUND_HEADER = [
    ["项目", "<", "年初结转和结余", "本年收入", "本年支出", "<", "<", "年末结转和结余"],
    ["科目编码", "科目名称", "^", "^", "小计", "基本支出", "项目支出", "^"],
]
ECONOMIC = [["科目编码", "科目名称", "决算数"]]
SOURCES = ["财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
HEADER_02 = [["项目", "<", "本年收入合计", *SOURCES], ["科目编码", "科目名称", *["^"] * 7]]
HEADER_04_RIGHT = ["小计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
DOWN_07 = [
    ["一、“三公”经费支出", "", ""],
    ["（一）支出合计", "5.00", "4.00"],
    ["1．因公出国（境）费", "", ""],
    ["2．公务用车购置及运行维护费", "3.00", "2.50"],
    ["（1）公务用车购置费", "", ""],
    ["（2）公务用车运行维护费", "3.00", "2.50"],
    ["3．公务接待费", "2.00", "1.50"],
    ["（二）相关统计数", "—", "—"],
    ["1．因公出国（境）团组数（个）", "—", ""],
    ["二、机关运行经费", "", "55.00"],
]
NINE: dict[str, Rows] = {
    "01": [
        ["收入", "<", "支出", "<"],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", "30.00", "一、一般公共服务支出", "30.00"],
        ["本年收入合计", "30.00", "本年支出合计", "30.00"],
        ["总计", "30.00", "总计", "30.00"],
    ],
    "02": [
        *HEADER_02,
        ["合计", "<", "30.00", "30.00", *[""] * 5],
        ["201", "一般公共服务支出", "30.00", "30.00", *[""] * 5],
    ],
    "03": ROWS_03,
    "04": [
        ["收入", "<", "支出", "<", "<", "<", "<"],
        ["项目", "决算数", "项目", *HEADER_04_RIGHT],
        ["一、一般公共预算财政拨款", "30.00", "一、一般公共服务支出", "30.00", "20.00", "5.00", "5.00"],
        ["总计", "30.00", "总计", "30.00", "20.00", "5.00", "5.00"],
    ],
    "05": ROWS_05,
    "06": [
        *ECONOMIC,
        ["301", "工资福利支出", "20.00"],
        ["30101", "基本工资", "20.00"],
        ["", "人员经费合计", "20.00"],
    ],
    "07": [
        ["预算数", *["<"] * 5, "决算数", *["<"] * 5],
        ITEMS_07 * 2,
        ["5.00", "", "3.00", "", "3.00", "2.00", "4.00", "", "2.50", "", "2.50", "1.50"],
    ],
    "08": [*FUND_HEADER, ["212", "城乡社区支出", "", "5.00", "5.00", "", "5.00", ""]],
    "09": [*ROWS_05[:2], ["223", "国有资本经营预算支出", "5.00", "", "5.00"]],
}
CODED = ["201", "一般公共服务支出"]
OTHERS: dict[str, Rows] = {
    "fiscal_expenditure_detail": [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "工资福利支出", "商品和服务支出"],
        [*CODED, *[ALIEN] * 5],
    ],
    "general_budget_detail": [
        ["科目编码", "科目名称", "合计", "工资福利支出", "商品和服务支出"],
        [*CODED, *[ALIEN] * 3],
    ],
    "general_budget_by_economic_subject": [
        ["经济分类科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", "<", *[ALIEN] * 3],
        ["301", "工资福利支出", *[ALIEN] * 3],
    ],
    "general_budget_projects": [*ROWS_05[:2], ["合计", "<", *[ALIEN] * 3], [*CODED, *[ALIEN] * 3]],
    "project_income_and_expenditure": [*HEADER_03, ["合计", "<", *[ALIEN] * 6], [*CODED, *[ALIEN] * 6]],
    "government_fund_basic": [*ECONOMIC, ["301", "工资福利支出", ALIEN], ["", "人员经费合计", ALIEN]],
    "government_fund_three_public": [
        ["预算数", *["<"] * 5, "决算数", *["<"] * 5],
        ITEMS_07 * 2,
        [ALIEN] * 12,
    ],
    "general_three_public": [
        ["项目", "预算数", "决算数"],
        ["（一）支出合计", ALIEN, ALIEN],
        ["3．公务接待费", ALIEN, ALIEN],
    ],
    "state_capital_expenditure": [*ROWS_05[:2], ["合计", "<", *[ALIEN] * 3], [*CODED, *[ALIEN] * 3]],
    "income_by_unit": [["单位名称", "本年收入合计", *SOURCES], ["样川市浮桥区司法局", *[ALIEN] * 7]],
    "expenditure_by_unit": [["单位名称", *HEADER_03[0][2:]], ["样川市浮桥区司法局", *[ALIEN] * 6]],
    "operation": [
        ["项目", "预算数", "决算数"],
        ["一、“三公”经费支出", ALIEN, ALIEN],
        ["1．因公出国（境）费", ALIEN, ALIEN],
        ["3．公务接待费", ALIEN, ALIEN],
        ["二、机关运行经费", ALIEN, ALIEN],
    ],
}
ANY_OTHER = [["项目", "行次", "数量", "金额"], ["货物", "1", "2", ALIEN], ["服务", "2", "3", ALIEN]]


def sheets_of(table_set: TableSet, heading: str = "公开{:02}表") -> list[Sheet]:
    """One page per table of a set, as a province prints them: title, its number there, caption, rows."""
    return [
        Sheet([title, heading.format(number), CAPTION, Table(_rows(table, title))], wide=True)
        for number, (table, title) in enumerate(table_set.tables, start=1)
    ]


def _rows(table: str, title: str) -> Rows:
    if table == "07" and "机关运行经费" in title:
        return [["项目", "预算统计数", "决算统计数"], *DOWN_07]
    return NINE.get(table) or OTHERS.get(table, ANY_OTHER)
