"""A report that discloses everything, and the same with one thing taken from it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from expectations.cells import Cell
from expectations.disclosure import Disclosure, check_disclosure
from expectations.printed import PrintedReport, PrintedTable
from expectations.statements import Section

CASES = yaml.safe_load(Path(__file__).with_name("disclosed_report.yml").read_text(encoding="utf-8"))
SHA = "a" * 64


def make_section(number: int, record: dict[str, Any]) -> Section:
    text = "\n".join(line.strip() for line in record["text"].split("\n"))
    place = (record["part"], record["number"], record["title"], record["kind"])
    return Section(SHA, number, *place, text, 10 + number, 10 + number)


def list_tables(cells: list[Cell]) -> list[PrintedTable]:
    codes = sorted({cell.table_code for cell in cells})
    return [
        PrintedTable(code, f"公开{code}表", f"表{code}", "万元", (int(code),), 3, is_empty)
        for code in codes
        for is_empty in [not any(cell.amount is not None for cell in cells if cell.table_code == code)]
    ]


def disclose(cells: list[Cell]) -> PrintedReport:
    """A department's report of 2023 that discloses everything."""
    sections = [make_section(n, record) for n, record in enumerate(CASES["sections"], start=1)]
    return PrintedReport(
        sha256=SHA,
        department="某市档案馆",
        fiscal_year=2023,
        report_level="department",
        title="某市档案馆2023年度部门决算",
        cells=cells,
        tables=list_tables(cells),
        sections=sections,
    )


def change(report: PrintedReport, case: dict[str, Any]) -> PrintedReport:
    """The report with what a case takes from it."""
    cells = list(report.cells)
    if table := case.get("drop_table"):
        cells = [cell for cell in cells if cell.table_code != table]
    if cut := case.get("cut_codes"):
        cells = [
            cell
            for cell in cells
            if cell.table_code != cut["table"] or len(cell.subject_code) <= cut["digits"]
        ]
    if drop := case.get("drop_columns"):
        cells = [
            cell for cell in cells if cell.table_code != drop["table"] or cell.measure not in drop["measures"]
        ]
    if table := case.get("empty_table"):
        cells = [
            cell._replace(amount=None, printed="", value_kind="blank") if cell.table_code == table else cell
            for cell in cells
        ]
    for table, amounts in case.get("amounts", {}).items():
        cells = [
            cell._replace(amount=Decimal(amounts[cell.measure]) * 10_000)
            if cell.table_code == table and cell.measure in amounts
            else cell
            for cell in cells
        ]
    sections = [s for s in report.sections if s.kind != case.get("drop_section")]
    for old, new in case.get("replace", {}).items():
        changed = [
            s._replace(text=s.text.replace(old, new), title=s.title.replace(old, new)) for s in sections
        ]
        assert changed != sections, f"{old} does not stand in the report"
        sections = changed
        if old == "三公":
            sections = [s._replace(kind="" if s.kind == "three_public" else s.kind) for s in sections]
    noticed = [case["reader_finding"]] if "reader_finding" in case else []
    return replace(report, cells=cells, tables=list_tables(cells), sections=sections, reader_findings=noticed)


def by_id(report: PrintedReport) -> dict[str, Disclosure]:
    return {disclosure.item_id: disclosure for disclosure in check_disclosure(report)}
