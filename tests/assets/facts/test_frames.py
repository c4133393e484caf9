"""Cells shaped into one row per printed row: nothing added, nothing lost, nothing counted twice."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.extract.cache import ExtractCache
from assets.facts.frames import cell_table, fact_table, shape_reports
from assets.facts.reports import list_reports
from expectations.contracts import contracts, printed_tables
from tests.assets.facts.extracts import keep, make_archived, make_cell, make_extract, small_report

TRUTHS = Path(__file__).resolve().parents[2] / "samples"
NAMES = sorted(path.stem for path in TRUTHS.glob("*.json"))
FACT_TABLES = {code: table for code, _, _, table in printed_tables()}
# The samples without a misprint, with the tables (and sides) whose totals they print.
BOTH_SIDES = {"01 income", "01 expenditure", "04 income", "04 expenditure"}
SOUND = {
    "fuqiao-culture-2018": BOTH_SIDES | {"02", "03", "05", "08"},
    "qingshi-school-2023": BOTH_SIDES | {"02", "03", "05", "08", "09"},
    "shihe-water-2021": BOTH_SIDES | {"02", "03", "05", "08"},
    "shihe-water-2022": BOTH_SIDES | {"02", "03", "05", "08", "09"},
}


def shape_sample(samples: Any, name: str) -> dict[str, pd.DataFrame]:
    shaped = shape_reports([samples.report(name)], samples.cache, "v1")
    return {table: rows.to_pandas() for table, rows in shaped.items() if isinstance(rows, pa.Table)}


def cells_of(cache: ExtractCache, *names: str) -> pa.Table:
    """Rows of fact_cell of the kept extracts of those names."""
    reports = list_reports([make_archived(name) for name in names], cache)
    return cell_table(reports, [cache.get_cells(report.sha256) for report in reports])


def shape_cells(cache: ExtractCache, cells: list[dict[str, Any]], table: str) -> pd.DataFrame:
    keep(cache, "report", make_extract("某局", 2023, cells))
    contract, rows = contracts()[FACT_TABLES[table]], cells_of(cache, "report")
    return fact_table(contract, rows.filter(pc.equal(rows["table_code"], table))).to_pandas()


def as_decimal(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def measures_of(table: str) -> list[str]:
    return [column.name for column in contracts()[table].columns if column.measure]


@pytest.mark.parametrize("name", NAMES)
def test_every_true_cell_of_a_sample_stands_in_its_fact_table(samples: Any, name: str) -> None:
    shaped = shape_sample(samples, name)
    truth = json.loads((TRUTHS / f"{name}.json").read_text(encoding="utf-8"))
    found: dict[tuple[Any, ...], Decimal | None] = {}
    for code, table in FACT_TABLES.items():
        for row in shaped[table].to_dict("records"):
            for measure in measures_of(table):
                place = (
                    code,
                    row["row_no"],
                    row.get("side"),
                    row.get("subject_code") or row["item"],
                    measure,
                )
                found[place] = None if pd.isna(row[measure]) else row[measure]
    expected = {
        (c["table"], c["row_no"], c["side"], c["code"] or c["item"], c["measure"]): as_decimal(c["amount"])
        for c in truth["cells"]
    }
    assert {place: found[place] for place in expected} == expected
    assert {place for place, amount in found.items() if amount is not None} == {
        place for place, amount in expected.items() if amount is not None
    }


@pytest.mark.parametrize(("name", "printed"), SOUND.items())
def test_leaves_add_up_to_the_printed_totals(samples: Any, name: str, printed: set[str]) -> None:
    """Within what rounding the printed figures allows, half a last digit for each of them."""
    shaped = shape_sample(samples, name)
    halves = {"元": Decimal("0.005"), "万元": Decimal(50)}
    units = dict(zip(shaped["fact_cell"]["table_code"], shaped["fact_cell"]["unit"], strict=True))
    compared = set()
    for code in units.keys() - {"06", "07"}:  # which have no 合计 over all of their rows
        rows = shaped[FACT_TABLES[code]]
        for side, group in rows.groupby("side" if "side" in rows else "department"):
            for measure in measures_of(FACT_TABLES[code]):
                total = group.loc[group["row_kind"] == "total", measure].dropna()
                parts = group.loc[group["is_leaf"], measure].dropna()
                if len(total):
                    assert abs(sum(parts, Decimal(0)) - total.item()) <= halves[units[code]] * (
                        len(parts) + 1
                    )
                    compared.add(f"{code} {side}" if "side" in rows else code)
    assert compared == printed


def test_a_report_in_cents_adds_up_to_the_cent(samples: Any) -> None:
    rows = shape_sample(samples, "qingshi-school-2023")["fact_expenditure"]
    leaves = rows[rows["is_leaf"]]
    total = rows[rows["is_total"]].iloc[0]
    assert len(leaves) > 1
    for measure in ("total", "basic", "project"):
        assert sum(leaves[measure].dropna(), Decimal(0)) == total[measure]


def test_totals_and_leaves_share_no_row(samples: Any) -> None:
    for name in NAMES:
        shaped = shape_sample(samples, name)
        for table in FACT_TABLES.values():
            assert not (shaped[table]["is_total"] & shaped[table]["is_leaf"]).any()


def test_parents_are_refined_and_the_rest_are_leaves(cache: ExtractCache) -> None:
    rows = shape_cells(cache, small_report(), "03").set_index("subject_code")
    assert dict(rows["is_leaf"]) == {
        "": False,
        "201": False,
        "20101": False,
        "2010101": True,
        "2010102": True,
    }
    assert dict(rows["is_total"]) == {
        "": True,
        "201": False,
        "20101": False,
        "2010101": False,
        "2010102": False,
    }
    assert list(rows["subject_level"]) == [0, 1, 2, 3, 3]
    assert [None if pd.isna(parent) else parent for parent in rows["parent_code"]] == [
        *(None, None, "201", "20101", "20101")
    ]


@pytest.mark.parametrize(
    ("code", "level"),
    [("20", 0), ("2010", 1), ("201010", 2), ("2010101", 3), ("20A01", 2), ("201010101", 3), ("", 0)],
)
def test_a_misprinted_code_keeps_the_level_its_digits_reach(
    cache: ExtractCache, code: str, level: int
) -> None:
    row = shape_cells(cache, [make_cell("03", 1, "total", "1.00", code=code, item="某支出")], "03").iloc[0]
    assert row["subject_level"] == level
    assert pd.isna(row["parent_code"]) == (code != "2010101")
    assert row["subject_code"] == code


@pytest.mark.parametrize("code", ["201010", "20101021"])
def test_a_detail_with_a_misprinted_code_refines_its_parent(cache: ExtractCache, code: str) -> None:
    printed = ["201", "20101", code]
    cells = [make_cell("03", n, "total", "1", code=c, item=c) for n, c in enumerate(printed, start=1)]
    assert list(shape_cells(cache, cells, "03")["is_leaf"]) == [False, False, True]


def test_blank_dash_and_zero_stay_apart(cache: ExtractCache) -> None:
    cells = [make_cell("03", 1, m, p) for m, p in (("total", "0.00"), ("basic", ""), ("project", "-"))]
    row = shape_cells(cache, cells, "03").iloc[0]
    assert row["total"] == Decimal("0.00")
    assert row[["basic", "project"]].isna().all()
    frame = cells_of(cache, "report").to_pandas().set_index("measure")
    assert dict(frame["value_kind"]) == {"total": "amount", "basic": "blank", "project": "dash"}
    assert dict(frame["printed"]) == {"total": "0.00", "basic": "", "project": "-"}


def test_a_balance_divided_by_fund_is_no_leaf(cache: ExtractCache) -> None:
    rows = [
        ("年初财政拨款结转和结余", "balance", "5"),
        ("一般公共预算财政拨款", "item", "5"),
        ("总计", "total", "5"),
    ]
    cells = [
        make_cell("04", number, "final", printed, side="income", item=item, row_kind=kind)
        for number, (item, kind, printed) in enumerate(rows, start=1)
    ]
    assert list(shape_cells(cache, cells, "04")["is_leaf"]) == [False, True, False]
    assert list(shape_cells(cache, [cells[0], cells[2]], "04")["is_leaf"]) == [True, False]


def test_of_which_rows_are_never_counted(cache: ExtractCache) -> None:
    cells = [
        make_cell("01", 1, "final", "9", side="income", item="事业收入"),
        make_cell("01", 2, "final", "4", side="income", item="其中：教育收费", row_kind="of_which"),
    ]
    assert list(shape_cells(cache, cells, "01")["is_leaf"]) == [True, False]


def test_one_report_does_not_refine_the_codes_of_another(cache: ExtractCache) -> None:
    whole = [make_cell("03", 1, "total", "5", code="201", item="一般公共服务支出")]
    keep(cache, "whole", make_extract("甲局", 2023, whole))
    keep(cache, "parts", make_extract("乙局", 2023, small_report()))
    rows = fact_table(contracts()["fact_expenditure"], cells_of(cache, "whole", "parts")).to_pandas()
    of_201 = rows[rows["subject_code"] == "201"].set_index("department")
    assert dict(of_201["is_leaf"]) == {"甲局": True, "乙局": False}


def test_cells_are_numbered_within_each_report(cache: ExtractCache) -> None:
    keep(cache, "a", make_extract("甲局", 2023, small_report()))
    keep(cache, "b", make_extract("乙局", 2023, small_report()))
    frame = cells_of(cache, "a", "b").to_pandas()
    assert [list(group["cell_no"]) for _, group in frame.groupby("sha256")] == [[1, 2, 3, 4, 5]] * 2
    assert list(frame.columns) == list(contracts()["fact_cell"].column_names)


@settings(deadline=None)
@given(cents=st.lists(st.integers(-(10**17), 10**17), min_size=1, max_size=6))
def test_amounts_never_pass_through_a_float(
    tmp_path_factory: pytest.TempPathFactory, cents: list[int]
) -> None:
    """Seventeen digits and more, of which a float would lose the last."""
    amounts = [Decimal(value).scaleb(-2) for value in cents]
    cache = ExtractCache(tmp_path_factory.mktemp("extracts"), "made-by-hand")
    cells = [make_cell("03", n, "total", f"{a:.2f}", item="某项") for n, a in enumerate(amounts, start=1)]
    rows = shape_cells(cache, cells, "03")
    assert [type(amount) for amount in rows["total"]] == [Decimal] * len(amounts)
    assert list(rows["total"]) == amounts
    assert rows["basic"].isna().all()


def test_a_cut_off_label_is_named_by_the_catalogue_of_its_year(samples: Any) -> None:
    rows = shape_sample(samples, "hetang-2020")["fact_basic_expenditure"]
    row = rows[rows["subject_code"] == "30108"].iloc[0]
    assert row["item"] == "机关事业单位基"
    assert row["subject_name"] == "机关事业单位基本养老保险缴费"
    total = rows[rows["row_kind"] == "subtotal"].iloc[0]
    assert total["subject_name"] == total["item"]
