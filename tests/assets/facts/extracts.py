"""Extracts made by hand, in the shape the reader gives them, for tests that need no PDF."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

from assets.archive.sidecar import ArchivedReport
from assets.extract.cache import ExtractCache

VERSION = "made-by-hand"


def hash_of(name: str) -> str:
    """A SHA-256 to go by for a report that a test names."""
    return sha256(name.encode()).hexdigest()


def make_archived(name: str, archived_at: str = "2025-06-01T08:00:00+08:00") -> ArchivedReport:
    """An archive entry of that name; the file itself is not needed once the extract is kept."""
    digest = hash_of(name)
    return ArchivedReport(digest, f"incoming/{digest}.pdf", f"{name}.pdf", 1000, archived_at)


def make_cell(table: str, row_no: int, measure: str, printed: str, **more: Any) -> dict[str, Any]:
    """One cell in 元; ``more`` may name item, code, side, block_no, row_kind, page,
    source, confidence and doubt.
    """
    digits = printed.replace(",", "")
    is_amount = bool(digits) and digits.lstrip("-").replace(".", "").isdigit()
    blank_kind = "dash" if printed else "blank"
    return {
        "table_code": table,
        "printed_table_no": f"公开{table}表",
        "row_no": row_no,
        "side": more.get("side"),
        "block_no": more.get("block_no", 1),
        "item": more.get("item", ""),
        "printed_label": more.get("item", ""),
        "row_kind": more.get("row_kind", "item"),
        "subject_code": more.get("code", ""),
        "measure": measure,
        "printed": printed,
        "value_kind": "amount" if is_amount else blank_kind,
        "unit": "元",
        "amount": str(Decimal(digits).quantize(Decimal("0.01"))) if is_amount else None,
        "decimals": len(digits.partition(".")[2]) if is_amount else None,
        "page": more.get("page", 5),
        "box": [10.0, 20.0, 30.0, 40.0],
        "source": more.get("source", "text"),
        "agreement": "single" if more.get("source") == "ocr" else "agreed",
        "confidence": more.get("confidence"),
        "doubt": more.get("doubt"),
    }


def make_extract(
    department: str, fiscal_year: int, cells: list[dict[str, Any]], level: str = "department"
) -> dict[str, Any]:
    """What the reader says of a report that holds those cells and has nothing doubtful."""
    codes = sorted({cell["table_code"] for cell in cells})
    return {
        "status": "read",
        "pages": 12,
        "identity": {
            "department": department,
            "fiscal_year": fiscal_year,
            "report_kind": "final",
            "report_level": level,
            "title": f"{department}{fiscal_year}年度部门决算",
        },
        "tables": [_table(code, [cell for cell in cells if cell["table_code"] == code]) for code in codes],
        "cells": cells,
        "findings": [],
        "tokens": [],
        "raw_tables": [],
        "prose": [],
    }


def _table(code: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    pages = sorted({cell["page"] for cell in cells})
    rows = len({cell["row_no"] for cell in cells})
    number = cells[0]["printed_table_no"]
    return {
        "table_code": code,
        "printed_table_no": number,
        "title": "",
        "unit": "元",
        "pages": pages,
        "rows": rows,
    }


def keep(cache: ExtractCache, name: str, extract: dict[str, Any]) -> None:
    """Put an extract where a build looks for the report of that name."""
    cache.put(hash_of(name), extract)


def small_report(total: str = "300.00") -> list[dict[str, Any]]:
    """Table 03 of one 类 with two 项, and its 合计; the total may be made to contradict them."""
    rows = [
        ("", "合计", "total", total),
        ("201", "一般公共服务支出", "item", "300.00"),
        ("20101", "人大事务", "item", "300.00"),
        ("2010101", "行政运行", "item", "100.00"),
        ("2010102", "一般行政管理事务", "item", "200.00"),
    ]
    return [
        make_cell("03", number, "total", printed, item=item, code=code, row_kind=kind)
        for number, (code, item, kind, printed) in enumerate(rows, start=1)
    ]
