"""Reports for the tests of identities: a small consistent one to spoil, the true cells of named ones."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.cells import Cell
from expectations.printed import PrintedReport
from expectations.statements import Statement
from tests.expectations.telling import YUAN, Told, list_told, print_whole

ITEMS = {
    "201": "一般公共服务支出", "20101": "人大事务", "2010101": "行政运行", "2010102": "一般行政管理事务",
    "208": "社会保障和就业支出", "20805": "行政事业单位养老支出", "2080505": "基本养老保险缴费支出",
    "212": "城乡社区支出", "21208": "国有土地使用权出让收入安排的支出", "2120801": "征地和拆迁补偿支出",
    "223": "国有资本经营预算支出", "22301": "解决历史遗留问题及改革成本支出", "2230101": "厂办大集体改革支出",
}  # fmt: skip


def make_cell(table: str, row_no: int, measure: str, printed: str, **place: Any) -> Cell:
    """A cell as extraction would hand it over; `place` may name side, item, code, unit, block_no, page."""
    digits = printed.replace(",", "")
    is_amount = bool(digits) and digits.lstrip("-").replace(".", "").isdigit()
    unit = place.get("unit", "万元")
    blank_kind = "dash" if printed in ("-", "—") else "words" if printed else "blank"
    return Cell(
        sha256=place.get("sha256", "a" * 64),
        cell_no=place.get("cell_no", 0),
        table_code=table,
        row_no=row_no,
        side=place.get("side"),
        item=place.get("item", ""),
        subject_code=place.get("code", ""),
        measure=measure,
        printed=printed,
        unit=unit,
        amount=Decimal(digits) * YUAN[unit] if is_amount else None,
        decimals=len(digits.partition(".")[2]) if is_amount else None,
        value_kind="amount" if is_amount else blank_kind,
        row_kind=place.get("row_kind", "item"),
        block_no=place.get("block_no", 1),
        page=place.get("page", 5),
    )


@dataclass
class Draft:
    """A report in the making: rows of printed amounts that a test may change before asking for the cells."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    def add(
        self, table: str, item: str, values: dict[str, str], code: str = "", side: str | None = None
    ) -> None:
        self.rows.append({"table": table, "item": item, "code": code, "side": side, "values": dict(values)})

    def add_subjects(self, table: str, leaves: dict[str, dict[str, str]]) -> None:
        """合计, 类, 款 and 项 rows, the upper ones added up from the leaves."""
        rows: dict[str, dict[str, Decimal]] = {}
        for code, values in leaves.items():
            for upper in ("", code[:3], code[:5], code):
                sums = rows.setdefault(upper, {})
                for measure, amount in values.items():
                    sums[measure] = sums.get(measure, Decimal(0)) + Decimal(amount)
        for code, sums in rows.items():
            printed = {measure: f"{amount:.2f}" for measure, amount in sums.items()}
            self.add(table, ITEMS[code] if code else "合计", printed, code)

    def row(self, table: str, name: str, nth: int = 0) -> dict[str, Any]:
        """The nth row of the table with that code or label."""
        return [row for row in self.rows if row["table"] == table and name in (row["code"], row["item"])][nth]

    def put(self, table: str, name: str, measure: str, printed: str, nth: int = 0) -> "Draft":
        assert measure in self.row(table, name, nth)["values"], f"{table} {name} prints no {measure}"
        self.row(table, name, nth)["values"][measure] = printed
        return self

    def drop_table(self, table: str) -> "Draft":
        self.rows = [row for row in self.rows if row["table"] != table]
        return self

    def drop_column(self, table: str, measure: str) -> "Draft":
        for row in self.rows:
            if row["table"] == table:
                row["values"].pop(measure, None)
        return self

    def blank_table(self, table: str) -> "Draft":
        self.rows = [row for row in self.rows if row["table"] != table or row["item"] == "合计"]
        self.row(table, "合计")["values"] = dict.fromkeys(self.row(table, "合计")["values"], "")
        return self

    def cells(self) -> list[Cell]:
        """Cells in printed order, the two sides of 01 and 04 sharing row numbers."""
        numbers: Counter[tuple[str, str | None]] = Counter()
        cells = []
        for row in self.rows:
            numbers[row["table"], row["side"]] += 1
            place = {"side": row["side"], "item": row["item"], "code": row["code"]}
            place["unit"] = self.units.get(row["table"], "万元")
            row_no = numbers[row["table"], row["side"]]
            cells += [
                make_cell(row["table"], row_no, key, text, **place) for key, text in row["values"].items()
            ]
        return cells


def _draft_summaries(draft: Draft) -> None:
    def add(table: str, side: str, item: str, *amounts: str) -> None:
        measures = ("total", "general_public_budget", "government_fund", "state_capital")
        names = measures if (table, side) == ("04", "expenditure") else ("final",)
        draft.add(table, item, dict(zip(names, amounts, strict=True)), side=side)

    add("01", "income", "一般公共预算财政拨款收入", "90.00")
    add("01", "income", "政府性基金预算财政拨款收入", "7.00")
    add("01", "income", "国有资本经营预算财政拨款收入", "3.00")
    add("01", "income", "事业收入", "2.00")
    add("01", "income", "其他收入", "6.00")
    add("01", "income", "本年收入合计", "108.00")
    add("01", "income", "使用非财政拨款结余（含专用结余）", "0.30")
    add("01", "income", "年初结转和结余", "1.70")
    add("01", "income", "总计", "110.00")
    add("01", "expenditure", "一般公共服务支出", "85.30")
    add("01", "expenditure", "社会保障和就业支出", "10.00")
    add("01", "expenditure", "城乡社区支出", "7.00")
    add("01", "expenditure", "国有资本经营预算支出", "3.00")
    add("01", "expenditure", "教育支出", "")
    add("01", "expenditure", "本年支出合计", "105.30")
    add("01", "expenditure", "结余分配", "1.00")
    add("01", "expenditure", "年末结转和结余", "3.70")
    add("01", "expenditure", "总计", "110.00")
    add("04", "income", "一般公共预算财政拨款", "90.00")
    add("04", "income", "政府性基金预算财政拨款", "7.00")
    add("04", "income", "国有资本经营预算财政拨款", "3.00")
    add("04", "income", "本年收入合计", "100.00")
    add("04", "income", "年初财政拨款结转和结余", "1.50")
    add("04", "income", "一般公共预算财政拨款", "1.00")
    add("04", "income", "政府性基金预算财政拨款", "0.50")
    add("04", "income", "国有资本经营预算财政拨款", "")
    add("04", "income", "总计", "101.50")
    add("04", "expenditure", "一般公共服务支出", "80.30", "80.30", "", "")
    add("04", "expenditure", "社会保障和就业支出", "10.00", "10.00", "", "")
    add("04", "expenditure", "城乡社区支出", "7.00", "", "7.00", "")
    add("04", "expenditure", "国有资本经营预算支出", "3.00", "", "", "3.00")
    add("04", "expenditure", "本年支出合计", "100.30", "90.30", "7.00", "3.00")
    add("04", "expenditure", "年末财政拨款结转和结余", "1.20", "0.70", "0.50", "")
    add("04", "expenditure", "总计", "101.50", "91.00", "7.50", "3.00")


def _draft_subjects(draft: Draft) -> None:
    def income(fiscal: str, business: str = "0", education: str = "0", other: str = "0") -> dict[str, str]:
        total = str(Decimal(fiscal) + Decimal(business) + Decimal(other))
        sources = {"fiscal_appropriation": fiscal, "superior_subsidy": "0", "business_income": business}
        rest = {"operating_income": "0", "subordinate_remittance": "0", "other_income": other}
        return {"total": total} | sources | {"education_fees": education} | rest

    def spending(basic: str, project: str, *, whole: bool = False) -> dict[str, str]:
        values = {"total": str(Decimal(basic) + Decimal(project)), "basic": basic, "project": project}
        rest = ("remitted_to_superior", "operating_expenditure", "subordinate_subsidy")
        return values | dict.fromkeys(rest, "0") if whole else values

    draft.add_subjects("02", {
        "2010101": income("59.80", "2.00", "1.00", "6.00"), "2010102": income("20.20"),
        "2080505": income("10.00"), "2120801": income("7.00"), "2230101": income("3.00"),
    })  # fmt: skip
    draft.add_subjects("03", {
        "2010101": spending("60.10", "0", whole=True), "2010102": spending("0", "25.20", whole=True),
        "2080505": spending("10.00", "0", whole=True), "2120801": spending("0", "7.00", whole=True),
        "2230101": spending("0", "3.00", whole=True),
    })  # fmt: skip
    draft.add_subjects("05", {
        "2010101": spending("60.10", "0"), "2010102": spending("0", "20.20"),
        "2080505": spending("10.00", "0"),
    })  # fmt: skip
    fund = {"opening_balance": "0.50", "income": "7.00"} | spending("0", "7.00") | {"closing_balance": "0.50"}
    draft.add_subjects("08", {"2120801": fund})
    draft.add_subjects("09", {"2230101": spending("0", "3.00")})


def _draft_details(draft: Draft) -> None:
    for code, item, amount in (
        ("301", "工资福利支出", "50.00"), ("30101", "基本工资", "40.00"), ("30108", "养老保险缴费", "10.00"),
        ("303", "对个人和家庭的补助", "5.10"), ("30302", "退休费", "5.10"),
        ("302", "商品和服务支出", "11.00"), ("30201", "办公费", "8.00"), ("30212", "因公出国（境）费用", ""),
        ("30217", "公务接待费", "1.00"), ("30231", "公务用车运行维护费", "2.00"),
        ("310", "资本性支出", "4.00"), ("31002", "办公设备购置", "4.00"), ("31013", "公务用车购置", "-"),
        ("", "人员经费合计", "55.10"), ("", "公用经费合计", "15.00"),
    ):  # fmt: skip
        draft.add("06", item, {"final": amount}, code)
    parts = ("total", "abroad", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")
    budget = dict(zip(parts, ("8.00", "1.00", "5.00", "2.00", "3.00", "2.00"), strict=True))
    final = dict(zip(parts, ("4.00", "0.50", "2.50", "0.00", "2.50", "1.00"), strict=True))
    draft.add(
        "07", "", {f"budget_{k}": v for k, v in budget.items()} | {f"final_{k}": v for k, v in final.items()}
    )


@pytest.fixture
def draft() -> Draft:
    """A report of all nine tables in which every identity holds exactly."""
    report = Draft()
    _draft_summaries(report)
    _draft_subjects(report)
    _draft_details(report)
    return report


@pytest.fixture(scope="session")
def read_truth() -> Callable[[Path], list[Cell]]:
    """Reader of a truth file: the true cells of a report, row numbers and units told from them."""
    return _read_truth


def _read_truth(path: Path) -> list[Cell]:
    truth = json.loads(path.read_text(encoding="utf-8"))
    units = {record["table"]: _tell_unit(truth["cells"], record["table"]) for record in truth["cells"]}
    numbers: Counter[tuple[str, str | None]] = Counter()
    last: dict[tuple[str, str | None], tuple[tuple[str, str], set[str]]] = {}
    cells = []
    for record in truth["cells"]:
        place, name = (record["table"], record["side"]), (record["item"], record["code"])
        if place not in last or last[place][0] != name or record["measure"] in last[place][1]:
            numbers[place] += 1
            last[place] = (name, set())
        last[place][1].add(record["measure"])
        cell = make_cell(
            record["table"],
            numbers[place],
            record["measure"],
            record["printed"],
            sha256=truth["sha256"],
            side=record["side"],
            item=record["item"],
            code=record["code"] or "",
            unit=units[record["table"]],
        )
        assert cell.amount == (None if record["amount"] is None else Decimal(record["amount"]))
        cells.append(cell)
    return cells


def _tell_unit(records: list[dict[str, Any]], table: str) -> str:
    """Unit printed over the table, which the truth file tells only through printed figure and amount."""
    for record in records:
        if record["table"] == table and record["amount"] and Decimal(record["amount"]):
            scale = Decimal(record["amount"]) / Decimal(record["printed"].replace(",", ""))
            return {1: "元", 10_000: "万元"}[int(scale)]
    return "万元"


@pytest.fixture
def told() -> Told:
    """The text of a report that states nothing yet."""
    return Told()


@pytest.fixture(scope="session")
def print_report() -> Callable[..., PrintedReport]:
    """Maker of a printed report from cells and statements, of all nine tables unless `tables` names them."""
    return print_whole


@pytest.fixture(scope="session")
def read_told() -> Callable[[Path], list[Statement]]:
    """Reader of a truth file: the amounts that the text of a report states."""
    return list_told
