"""Printed reports for the tests of guards and table-wide causes, made from the consistent draft."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from expectations.cells import Cell
from expectations.claims import Claim, Verdict, judge_claim
from expectations.evaluate import list_claims
from expectations.findings import Finding
from expectations.guards import run_guards
from expectations.printed import Catalogue, PrintedReport, PrintedTable, SubjectPeriod
from expectations.sheets import arrange_report
from tests.expectations.conftest import ITEMS, Draft

TABLES = [f"0{number}" for number in range(1, 10)]
ECONOMIC = {
    "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴", "30108": "养老保险缴费",
    "302": "商品和服务支出", "30201": "办公费", "30212": "因公出国（境）费用", "30217": "公务接待费",
    "30226": "劳务费", "30229": "福利费", "30231": "公务用车运行维护费",
    "303": "对个人和家庭的补助", "30302": "退休费",
    "310": "资本性支出", "31002": "办公设备购置", "31013": "公务用车购置",
}  # fmt: skip


def catalogue_of(*dropped: str) -> Catalogue:
    """Every subject of the draft under the name it prints, but for the codes `dropped`."""
    names = {("functional", code): name for code, name in ITEMS.items()}
    names |= {("economic", code): name for code, name in ECONOMIC.items()}
    return {key: [SubjectPeriod(name, 2014, None)] for key, name in names.items() if key[1] not in dropped}


def number_cells(cells: list[Cell]) -> list[Cell]:
    """Cells numbered from 1 in their order."""
    return [cell._replace(cell_no=n) for n, cell in enumerate(cells, start=1)]


def print_report(draft: Draft, **fields: Any) -> PrintedReport:
    """The draft as a report of 2022 of 示河县水利局; `fields` replace those of the report."""
    cells = number_cells(draft.cells())
    units = {cell.table_code: cell.unit for cell in cells}
    filled = {cell.table_code for cell in cells if cell.amount is not None}
    tables = [
        PrintedTable(table, table, "", units.get(table, "万元"), (5,), 1, table not in filled)
        for table in TABLES
    ]
    report = PrintedReport(
        "a" * 64, "示河县水利局", 2022, "unit", "", cells, tables, catalogue=catalogue_of()
    )
    return replace(report, **fields)


def judge(report: PrintedReport) -> tuple[list[Claim], list[Verdict]]:
    """What the tables owe, with verdicts."""
    sheets = arrange_report(report.cells, [table.table_code for table in report.tables])
    claims = list(list_claims(sheets))
    return claims, [judge_claim(claim, report.sha256) for claim in claims]


def note(report: PrintedReport, table_code: str, **fields: Any) -> PrintedReport:
    """The report with some fields of one of its tables replaced."""
    tables = [t._replace(**fields) if t.table_code == table_code else t for t in report.tables]
    return replace(report, tables=tables)


@pytest.fixture
def guard() -> Callable[[PrintedReport], list[Finding]]:
    """Runs all guards on a report."""
    return lambda report: run_guards(report, *judge(report))


@pytest.fixture
def found_rules(guard: Callable[[PrintedReport], list[Finding]]) -> Callable[[PrintedReport], list[str]]:
    """The rules that a report's findings are of."""
    return lambda report: [finding.rule_id for finding in guard(report)]
