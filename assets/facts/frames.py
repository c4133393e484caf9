"""Extracts of many reports shaped into data frames, one for each table they have rows in.

Amounts stay ``Decimal`` in object columns; pandas never turns them into floats.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from assets.extract.cache import ExtractCache
from assets.facts.findings import finding_rows
from assets.facts.reports import Report
from assets.reference.subjects import Classification, level_of, parent_of, subject_name
from expectations.contracts import Contract, contracts, printed_tables

# Tables whose codes are of the economic classification; all other codes are functional.
ECONOMIC_TABLES = frozenset({"06"})
LOWEST_LEVEL = 3  # 项
TOTAL_KINDS = frozenset({"total", "subtotal"})
ROW_KEYS = ["sha256", "row_no", "block_no", "side"]
Rows = list[dict[str, Any]]


def shape_reports(
    reports: Sequence[Report], cache: ExtractCache, extractor_version: str
) -> dict[str, pd.DataFrame | Rows]:
    """Shape the extracts of some reports into rows of dim_report, fact_cell, the fact tables and the rest.

    Returns rows by table, ordered by report; the columns are those of the contracts.
    """
    cells = cell_frame(reports, cache)
    shaped: dict[str, pd.DataFrame | Rows] = {"fact_cell": cells}
    for code, _, _, table in printed_tables():
        shaped[table] = fact_frame(contracts()[table], cells[cells["table_code"] == code])
    tables = ("dim_report", "quality_token", "raw_table", "raw_cell", "quality_finding")
    details: dict[str, Rows] = {table: [] for table in tables}
    for report in reports:
        summary = cache.get_summary(report.sha256)
        own = cells[cells["sha256"] == report.sha256]
        details["dim_report"].append(_report_row(report, summary, own, extractor_version))
        details["quality_token"] += _token_rows(report.sha256, summary["tokens"])
        details["raw_table"] += _raw_rows(report.sha256, summary["raw_tables"])
        details["raw_cell"] += _raw_cell_rows(report.sha256, summary["raw_tables"])
        details["quality_finding"] += finding_rows(report.sha256, summary["findings"])
    return {**shaped, **details}


def cell_frame(reports: Sequence[Report], cache: ExtractCache) -> pd.DataFrame:
    """Rows of fact_cell, report by report in reading order."""
    parts = [_with_report(cache.get_cells(report.sha256), report) for report in reports]
    table = pa.concat_tables(parts)
    table = table.set_column(
        table.schema.get_field_index("amount"), "amount", table["amount"].cast(pa.decimal128(20, 2))
    )
    frame: pd.DataFrame = table.drop_columns(["box"]).to_pandas(
        types_mapper={pa.int32(): pd.Int32Dtype()}.get
    )
    corners = pd.DataFrame(table["box"].to_pylist(), columns=["x0", "y0", "x1", "y1"])
    frame = pd.concat([frame, corners], axis="columns")
    frame["cell_no"] = frame.groupby("sha256", sort=False).cumcount() + 1
    frame["report_kind"] = "final"
    frame["agreement"] = frame["agreement"].fillna("single")
    frame["reader_doubt"] = frame["doubt"]
    # Until the identities have been asked, nothing has confirmed what was recognised in an image.
    frame["doubt"] = frame["doubt"].mask(frame["doubt"].isna() & (frame["source"] == "ocr"), "unconfirmed")
    return frame[list(contracts()["fact_cell"].column_names)]


def fact_frame(contract: Contract, cells: pd.DataFrame) -> pd.DataFrame:
    """One row per printed row of a table, one column per measure.

    Totals are marked, and so are leaves: rows that no other printed row refines, whose sum counts nothing
    twice.
    """
    keys = [key for key in ROW_KEYS if key in contract.primary_key]
    rows = cells.drop_duplicates(keys).set_index(keys)
    amounts = cells.pivot(index=keys, columns="measure", values="amount")
    measures = [column.name for column in contract.columns if column.measure]
    rows = rows.join(amounts.reindex(columns=measures)).reset_index()
    rows["is_total"] = rows["row_kind"].isin(TOTAL_KINDS)
    if "subject_level" in contract.column_names:
        _add_hierarchy(rows, "economic" if contract.table_code in ECONOMIC_TABLES else "functional")
    rows["is_leaf"] = _leaves(rows)
    doubted = set(cells.loc[cells["doubt"].notna(), keys].itertuples(index=False, name=None))
    rows["doubtful"] = [key in doubted for key in rows[keys].itertuples(index=False, name=None)]
    return rows[list(contract.column_names)]


def is_whole(code: str) -> bool:
    """Tell whether a printed code has the 3, 5 or 7 digits of a subject."""
    return len(code) in (3, 5, 7) and code.isdigit()


def _with_report(cells: pa.Table, report: Report) -> pa.Table:
    for name, value, kind in (
        ("sha256", report.sha256, pa.string()),
        ("department", report.department, pa.string()),
        ("fiscal_year", report.fiscal_year, pa.int32()),
    ):
        cells = cells.append_column(name, pa.array([value] * len(cells), kind))
    return cells


def _add_hierarchy(rows: pd.DataFrame, classification: Classification) -> None:
    """Add the catalogue's name of the year, level and parent of each row's code.

    Where there is no code, or none the catalogue knows, the printed item names the row. Without a code the
    level is 0.
    """
    codes = rows["subject_code"].fillna("")
    rows["subject_name"] = [
        (subject_name(classification, code, int(year)) if is_whole(code) else None) or item
        for code, year, item in zip(codes, rows["fiscal_year"], rows["item"], strict=True)
    ]
    rows["subject_level"] = [_level(code) for code in codes]
    rows["parent_code"] = [parent_of(code) if is_whole(code) else None for code in codes]


def _level(code: str) -> int:
    """Level of a printed code; one of an odd length, misprinted, keeps the level its digits reach."""
    return level_of(code) if is_whole(code) else min(max(0, (len(code) - 1) // 2), LOWEST_LEVEL)


def _leaves(rows: pd.DataFrame) -> list[bool]:
    codes = rows["subject_code"].fillna("")
    coded = [(sha256, code) for sha256, code in zip(rows["sha256"], codes, strict=True) if code]
    refined = {(sha256, code[:length]) for sha256, code in coded for length in range(3, len(code))}
    divided = _divided_balances(rows)
    return [
        kind in ("item", "balance") and (sha256, code) not in refined and index not in divided
        for index, kind, sha256, code in zip(rows.index, rows["row_kind"], rows["sha256"], codes, strict=True)
    ]


def _divided_balances(rows: pd.DataFrame) -> set[int]:
    """Balances that the rows after them divide by fund, as 年初财政拨款结转和结余 is in 04."""
    balances = rows["row_kind"] == "balance"
    if not balances.any():
        return set()
    after = rows.groupby(["sha256", "side"], dropna=False)["row_kind"].shift(-1)
    return set(rows.index[balances & (after == "item")])


def _report_row(
    report: Report, summary: dict[str, Any], cells: pd.DataFrame, extractor_version: str
) -> dict[str, Any]:
    tables = summary["tables"]
    units = [table["unit"] for table in tables]
    missing = [f["table_code"] for f in summary["findings"] if f["rule_id"] == "table_missing"]
    return {
        "sha256": report.sha256,
        "department_id": report.department_id,
        "department": report.department,
        "fiscal_year": report.fiscal_year,
        "report_kind": "final",
        "report_level": report.report_level,
        "region_code": report.region_code,
        "title": report.title,
        "unit": max(sorted(set(units)), key=units.count) if units else None,
        "pages": summary["pages"],
        "version_no": report.version_no,
        "is_current": report.is_current,
        "file_name": report.archived.file_name,
        "tables_found": ",".join(sorted(table["table_code"] for table in tables)),
        "tables_missing": ",".join(sorted(missing)),
        "cells": len(cells),
        "ocr_pages": cells.loc[cells["source"] == "ocr", "page"].nunique(),
        "ocr_cells": int((cells["source"] == "ocr").sum()),
        "doubtful_cells": int(cells["doubt"].notna().sum()),
        "extractor_version": extractor_version,
    }


def _token_rows(sha256: str, tokens: Iterable[dict[str, Any]]) -> Rows:
    rows = []
    for number, token in enumerate(tokens, start=1):
        box = dict(zip(("x0", "y0", "x1", "y1"), token["box"], strict=True))
        row = {"sha256": sha256, "token_no": number, "page": token["page"], "token": token["token"]}
        rows.append({**row, **box, "token_class": token["token_class"]})
    return rows


def _raw_rows(sha256: str, tables: Iterable[dict[str, Any]]) -> Rows:
    rows = []
    for number, table in enumerate(tables, start=1):
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in table["rows"])
        row = {"sha256": sha256, "page": table["page"], "table_no": number, "title": table["title"]}
        rows.append({**row, "reason": table["reason"], "row_count": len(table["rows"]), "text": text})
    return rows


def _raw_cell_rows(sha256: str, tables: Iterable[dict[str, Any]]) -> Rows:
    rows = []
    for number, table in enumerate(tables, start=1):
        for cell in table["cells"]:
            place = {"sha256": sha256, "page": table["page"], "table_no": number}
            place |= {"row_no": cell["row"] + 1, "col_no": cell["col"] + 1}
            spans = {"row_span": cell["row_span"], "col_span": cell["col_span"]}
            box = dict(zip(("x0", "y0", "x1", "y1"), cell["box"], strict=True))
            text = " ".join(cell["text"].split())
            rows.append({**place, **spans, "text": text, **box, "source": table["source"]})
    return rows
