"""Self-evaluation forms typeset and read, for tests of what is read from them."""

from pathlib import Path

from assets.extract.report import read_report
from assets.narrative.performance import Read, performance_of
from expectations.statements import PerformanceRow
from tests.assets.extract.layouts import ROWS_03, table_sheet
from tests.assets.extract.typeset import COVER, Sheet, typeset

PROJECT = "项目支出绩效自评表"
DEPARTMENT = "部门整体支出绩效自评表"
SHA = "0" * 64


def read_forms(tmp_path: Path, *sheets: Sheet) -> Read:
    path = typeset(tmp_path / "report.pdf", [COVER, table_sheet("支出决算表", ROWS_03), *sheets])
    result = read_report(path)
    assert result["status"] == "read", result
    return performance_of(SHA, result)


def figures(rows: list[PerformanceRow], kind: str, measure: str) -> dict[str, str]:
    """What is printed in a column, by the label of the row."""
    return {row.item: row.printed for row in rows if row.row_kind == kind and row.measure == measure}


def one(rows: list[PerformanceRow], item: str, measure: str) -> PerformanceRow:
    (row,) = [row for row in rows if row.item == item and row.measure == measure]
    return row
