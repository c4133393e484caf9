"""Sets of tables by province: the nine are found in each, and every other table is named and kept whole."""

from pathlib import Path
from typing import Any

import pytest

from assets.extract.forms import load_forms
from assets.extract.table_sets import TableSet, load_kinds, load_table_sets, name_table, name_tables, tell_set
from assets.extract.titles import title_of
from tests.assets.extract.layouts import read
from tests.assets.extract.provinces import ALIEN, NINE, sheets_of

SETS = {table_set.id: table_set for table_set in load_table_sets()}
CODES = {form.table_code for form in load_forms()}
# A title of one of the nine over a table that is none of them: only the order in the report tells.
REPEATED = {"state_capital_expenditure", "general_budget_by_economic_subject"}
TYPESET = [
    *("yunnan_2019", "yunnan_2022", "yunnan_2023", "sichuan_2021", "sichuan_2023", "beijing"),
    *("inner_mongolia_2019", "inner_mongolia_2022", "shaanxi_2020", "shaanxi_2022", "zhejiang", "shanxi"),
]


def amounts_of(table: str) -> int:
    """Amounts printed in the rows typeset for one of the nine."""
    texts = [text for row in NINE[table] for text in row]
    return sum(1 for text in texts if "." in text and text.replace(".", "").isdigit())


@pytest.mark.parametrize("name", TYPESET)
def test_the_nine_are_found_and_all_others_named_and_kept(tmp_path: Path, name: str) -> None:
    table_set = SETS[name]
    result = read(tmp_path, *sheets_of(table_set))
    assert [table["table_code"] for table in result["tables"]] == table_set.codes
    assert ALIEN not in {cell["printed"] for cell in result["cells"]}
    for code in set(table_set.codes) - {"07"}:
        own = [cell for cell in result["cells"] if cell["table_code"] == code and cell["amount"]]
        assert len(own) == amounts_of(code), code
    if "07" in table_set.codes:
        found = {cell["measure"]: cell["printed"] for cell in result["cells"] if cell["table_code"] == "07"}
        assert (found["budget_total"], found["final_total"], found["final_reception"]) == (
            "5.00",
            "4.00",
            "1.50",
        )
    others = [(number, table) for number, (table, _) in enumerate(table_set.tables, 1) if table not in CODES]
    kinds = name_tables(result["raw_tables"])
    assert [
        (raw["page"] - 1, kind and kind.id) for raw, kind in zip(result["raw_tables"], kinds, strict=True)
    ] == others
    for raw in result["raw_tables"]:
        kept = [cell["text"] for cell in raw["cells"]]
        assert kept.count(ALIEN) == sum(row.count(ALIEN) for row in raw["rows"]) > 0
    assert tell(table_set, result) == name


def tell(table_set: TableSet, result: dict[str, Any]) -> str | None:
    kinds = [kind.id for kind in name_tables(result["raw_tables"]) if kind]
    year = min(max(table_set.first_year, 2018), table_set.last_year)
    codes = [table["table_code"] for table in result["tables"]]
    return tell_set(codes, kinds, f"{table_set.region}0000", year)


@pytest.mark.parametrize("name", SETS)
def test_titles_of_a_set_say_which_of_the_nine_they_are_or_none(name: str) -> None:
    for table, title in SETS[name].tables:
        form, kind = title_of(title), name_table(title)
        if table in CODES:
            assert form is not None, title
            assert form.form.table_code == table, title
        else:
            assert kind is not None, title
            assert kind.id == table
            assert form is None or table in REPEATED, title


def test_every_kind_stands_in_a_set_under_one_of_its_titles() -> None:
    printed = {(table, title) for table_set in SETS.values() for table, title in table_set.tables}
    named = {table for table, _ in printed} - CODES
    assert named == {kind.id for kind in load_kinds()}
    titles = [title for kind in load_kinds() for title in kind.titles]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2023年度国有资产占用情况表", "assets"),
        ("十、国有资产占用情况表", "assets"),
        ("样川市司法局政府采购情况表（单位：万元）", "procurement"),
        ("附表9：一般公共预算财政拨款项目支出决算表", "general_budget_projects"),
        ("《机构运行信息表》", "operation"),
        ("一般公共预算财政拨款支出决算表（二）", "general_budget_by_economic_subject"),
        ("一般公共预算财政拨款支出决算表（一）", None),
        ("政府性基金预算财政拨款支出决算表", None),
        ("绩效目标表", None),
        ("", None),
    ],
)
def test_a_table_is_named_by_its_title_whatever_stands_around_it(line: str, kind: str | None) -> None:
    found = name_table(line, "样川市司法局")
    assert (found and found.id) == kind


def test_a_table_that_goes_on_overleaf_keeps_its_name() -> None:
    def raw(page: int, title: str, cols: int) -> dict[str, Any]:
        return {"page": page, "title": title, "rows": [[""] * cols]}

    pages = [raw(9, "国有资产占用情况表", 5), raw(10, "", 5), raw(11, "", 4), raw(12, "", 4)]
    assert [kind and kind.id for kind in name_tables(pages)] == ["assets", "assets", None, None]
    apart = [raw(9, "国有资产占用情况表", 5), raw(12, "", 5)]
    assert [kind and kind.id for kind in name_tables(apart)] == ["assets", None]


ORDER_A = ["01", "02", "03", "04", "05", "06", "07", "08", "09"]
ORDER_B = ["01", "02", "03", "04", "05", "06", "08", "09", "07"]


@pytest.mark.parametrize(
    ("codes", "kinds", "region", "year", "told"),
    [
        (ORDER_A, [], None, 2020, "order_a"),
        (ORDER_B, [], "430202", 2023, "order_b"),
        (ORDER_A[:8], [], "430202", 2018, "order_a0"),
        ([*ORDER_B[:7], "07"], [], None, 2018, "order_b0"),
        (ORDER_B, [], "110101", 2022, "order_b"),  # a Beijing report without the tables of its set
        (ORDER_B, ["government_fund_basic"], "110101", 2022, "beijing"),
        (ORDER_B, ["government_fund_basic"], None, 2022, "beijing"),
        (ORDER_B, ["government_fund_basic"], "430202", 2022, None),  # of another province
        ([*ORDER_A[:6], "08", "09"], [], None, 2021, None),  # without 三公 both orders fit
        (["01", "05"], [], None, 2021, None),
        (["02", "01", *ORDER_A[2:]], [], None, 2021, None),
        ([], [], None, 2021, None),
    ],
)
def test_a_set_is_told_by_what_is_printed_where_and_when(
    codes: list[str], kinds: list[str], region: str | None, year: int, told: str | None
) -> None:
    assert tell_set(codes, kinds, region, year) == told
