"""Rows of a sound warehouse and of one with a defect of every kind, and warehouses of such rows."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from expectations.contracts import Contract, contracts, printed_measures, printed_tables
from expectations.ddl import comments, create_table, quote_name
from expectations.disclosure_items import load_disclosures
from expectations.identities import load_identities
from expectations.ledger_rules import load_ledger_rules
from expectations.registry import list_rules

SHA = "a" * 64
LOST_SHA = "b" * 64
DEPARTMENT = "某市示例局"
READER_FINDINGS = Path(__file__).resolve().parents[2] / "assets" / "reference" / "findings.yml"
CELL: dict[str, Any] = {
    **{"sha256": SHA, "cell_no": 1, "department": DEPARTMENT, "fiscal_year": 2020, "report_kind": "final"},
    **{"table_code": "03", "printed_table_no": "公开03表", "row_no": 1, "block_no": 1, "side": None},
    **{"item": "一般公共服务支出", "printed_label": "一般公共服务支出", "row_kind": "item"},
    **{
        "subject_code": "201",
        "measure": "project",
        "printed": "46.40",
        "value_kind": "amount",
        "unit": "万元",
    },
    **{"amount": "464000.00", "decimals": 2, "page": 7, "x0": 1.0, "y0": 1.0, "x1": 9.0, "y1": 9.0},
    **{"source": "text", "agreement": "agreed", "confidence": None, "reader_doubt": None, "doubt": None},
    **{"amount_corrected": "464000.00", "subject_code_corrected": "201"},
}
VERDICT: dict[str, Any] = {
    **{"sha256": SHA, "identity_id": "I07", "instance": "03/201", "table_code": "03", "side": None},
    **{"item": "一般公共服务支出", "subject_code": "201", "measure": "total", "page": 7, "verdict": "exact"},
    **{"left_amount": "464000.00", "right_amount": "464000.00", "residual": "0.00", "bound": "150.00"},
    **{"parts": 2, "severity": "error", "unit": "yuan", "reason": None},
}
FINDING: dict[str, Any] = {
    **{"sha256": SHA, "finding_no": 1, "rule_id": "G01", "origin": "proof", "table_code": "03", "page": 7},
    **{"severity": "error", "verdicts": 0, "message_zh": "单位有误", "message_en": "wrong unit"},
}
SUSPECT: dict[str, Any] = {
    **{"sha256": SHA, "suspect_no": 1, "finding_no": 1, "table_code": "03", "item": "一般公共服务支出"},
    **{"subject_code": "201", "measure": "project", "printed": "0.00", "suggested_text": "46.40"},
    **{"set_no": 1, "rank": 1, "kind": "zero", "evidence": "据", "evidence_zh": "据", "evidence_en": "by"},
    **{"page": 7},
}
DISCLOSURES = [
    {"sha256": SHA, "item_id": item.id, "status": "disclosed", "severity": item.severity, "words": "有"}
    for item in load_disclosures().items
]


def enter(kind: str, thing: str, rule_id: str, severity: str) -> dict[str, Any]:
    names = {"rule_id": rule_id, "name_zh": "名", "name_en": "name", "status": "pass", "severity": severity}
    counts = {"instances": 1, "passed": 1, "violated": 0, "not_evaluable": 0}
    return {"sha256": SHA, "kind": kind, "thing": thing, **names, **counts}


LEDGER = [
    *(enter(item.kind, item.id, item.id, item.severity) for item in load_disclosures().items),
    *(enter("identity", identity.id, identity.id, "error") for identity in load_identities()),
    *(enter("statement", kind, held.rule, "error") for kind, held in load_ledger_rules().statements.items()),
]
ROWS: dict[str, list[dict[str, Any]]] = {
    "dim_rule": [
        {field: value for field, value in rule._asdict().items() if not field.startswith(("id", "means"))}
        | {"rule_id": rule.id}
        for rule in list_rules(READER_FINDINGS)
    ],
    "quality_disclosure": DISCLOSURES,
    "quality_ledger": LEDGER,
    "archive_manifest": [
        {"sha256": SHA, "archive_path": "a.pdf", "file_name": "a.pdf", "size_bytes": 9, "source_url": "u"}
        | {"source": "s", "page_url": None, "published_on": "2021-08-20", "origins": 1, "archived_at": None}
    ],
    "archive_origin": [
        {"sha256": SHA, "origin_no": 1, "source": "s", "url": "u", "published_on": "2021-08-20"}
        | {"fetched_at": datetime(2021, 8, 21, 18, 0)}
    ],
    "dim_region": [
        {
            "region_code": "430000",
            "name": "某省",
            "level": "province",
            "parent_code": None,
            "full_name": "某省",
        }
        | {"valid_from": 1980, "valid_to": None}
    ],
    "dim_department": [
        {"department_id": "d1", "department": DEPARTMENT, "region_code": "430000", "parent_name": None}
    ],
    "dim_report": [
        {"sha256": SHA, "department_id": "d1", "department": DEPARTMENT, "fiscal_year": 2020}
        | {"report_kind": "final", "report_level": "department", "region_code": "430000", "title": "决算"}
        | {"unit": "万元", "pages": 20, "version_no": 1, "is_current": True, "file_name": "a.pdf"}
        | {"tables_found": "03", "tables_missing": "01,02", "cells": 1, "extractor_version": "1"}
        | {"ocr_pages": 0, "ocr_cells": 0, "doubtful_cells": 0, "table_set": None}
        | {"is_complete": True, "incomplete_reason": None, "grade": "A"}
    ],
    "fact_cell": [CELL],
    "quality_verdict": [
        *(VERDICT | {"identity_id": identity.id} for identity in load_identities() if identity.id != "I22"),
        VERDICT
        | {
            "instance": "03/2013101",
            "verdict": "within_rounding",
            "right_amount": "463900.00",
            "residual": "100.00",
        },
        # 05 may stay far below 03: an inequality has no residual on that side.
        VERDICT | {"identity_id": "I22", "right_amount": "900000.00", "residual": "-436000.00"},
        VERDICT
        | {"identity_id": "I08", "instance": "05/201", "verdict": "not_evaluable", "reason": "05 is missing"}
        | {"left_amount": None, "right_amount": None, "residual": None, "bound": None},
    ],
}


def spoil_rows() -> dict[str, list[dict[str, Any]]]:
    """The rows with a defect of every kind."""
    rows = {table: [dict(record) for record in records] for table, records in ROWS.items()}
    rows["fact_cell"] += [
        CELL | {"cell_no": 2, "source": "guess"},
        CELL | {"cell_no": 3, "sha256": LOST_SHA},
        CELL | {"cell_no": 4, "measure": "reception"},
        CELL | {"cell_no": 5, "page": 0},
        CELL | {"cell_no": 6, "item": None},
        CELL | {"cell_no": 7, "amount": None, "amount_corrected": None},
    ]
    rows["dim_report"][0]["cells"] = 2
    rows["dim_region"] *= 2
    rows["quality_verdict"] = [row for row in rows["quality_verdict"] if row["identity_id"] != "I25"]
    violated = VERDICT | {"instance": "03/201/sum", "right_amount": "0.00"}
    rows["quality_verdict"] += [
        violated | {"identity_id": "I03", "residual": "464000.00", "verdict": "violated"},
        violated | {"identity_id": "I04", "residual": "464000.00"},
        violated | {"identity_id": "I05", "residual": "0.00", "verdict": "violated"},
        VERDICT | {"identity_id": "I06", "instance": "02/201", "verdict": "violated"},
        violated | {"identity_id": "I24", "residual": "464000.00", "verdict": "violated"},
        violated | {"identity_id": "I11", "instance": "04/x", "bound": None},
    ]
    rows["dim_report"][0]["grade"] = None
    rows["quality_finding"] = [FINDING, FINDING | {"finding_no": 2, "rule_id": "X99"}]
    rows["quality_suspect"] = [SUSPECT, SUSPECT | {"suspect_no": 2, "rank": 2, "kind": "carry"}]
    lacking = {"D12": {"status": "lacking", "page": 7, "words": "20101人大事务"}, "D13": {"status": "unread"}}
    rows["quality_disclosure"] = [
        row | {"reason": "no_codes"} | lacking.get(row["item_id"], {}) for row in DISCLOSURES
    ]
    rows["quality_ledger"] = [
        row
        | ({"status": "insufficient_data", "passed": 0, "not_evaluable": 1} if row["thing"] == "I01" else {})
        for row in LEDGER[1:]
    ]
    return rows


def build(path: Path, rows: Mapping[str, list[dict[str, Any]]], *, with_keys: bool = True) -> Path:
    """A warehouse of every contract's table, holding `rows` and the printed tables and measures."""
    with duckdb.connect(str(path)) as connection:
        connection.begin()  # one for all, which is many times faster than one a row
        for contract in contracts().values():
            connection.execute(create_table(contract) if with_keys else _without_key(contract))
            for comment in comments(contract):
                connection.execute(comment)
        connection.executemany("INSERT INTO dim_table VALUES (?, ?, ?, ?)", printed_tables())
        connection.executemany("INSERT INTO dim_measure VALUES (?, ?, ?, ?)", printed_measures())
        for table, records in rows.items():
            for record in records:
                names = ", ".join(map(quote_name, record))
                marks = ", ".join("?" * len(record))
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(record.values()))
        connection.commit()
    return path


def _without_key(contract: Contract) -> str:
    """The table without its key and required columns, so that a test can break them."""
    columns = ", ".join(f"{quote_name(column.name)} {column.type}" for column in contract.columns)
    return f"CREATE TABLE {contract.table} ({columns})"
