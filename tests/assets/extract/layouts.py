"""What the tests of layouts share: the rows of two tables, and reading sheets typeset for a test."""

from pathlib import Path
from typing import Any

from assets.extract.report import read_report
from tests.assets.extract.typeset import COVER, Sheet, Table, typeset

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
