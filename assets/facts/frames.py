"""Extracts of many reports shaped into columns, one Arrow table for each warehouse table they have rows in.

Amounts stay decimals in Arrow's memory from the extract to the warehouse: nothing here computes with them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.extract.cache import ExtractCache
from assets.extract.table_sets import name_tables, tell_set
from assets.facts.collector import collector_paused
from assets.facts.findings import finding_rows
from assets.facts.performance import findings_left, performance_rows
from assets.facts.raw import raw_cell_rows, raw_table_rows
from assets.facts.reports import Report
from assets.facts.statements import own_rows, statement_rows
from assets.facts.texts import profile_columns, read_texts, section_rows, table_rows
from assets.narrative.performance import performance_of
from assets.narrative.statements import statements_of
from assets.reference.subjects import Classification, level_of, parent_of, subject_name
from expectations.contracts import Contract, contracts, printed_tables

# Tables whose codes are of the economic classification; all other codes are functional.
ECONOMIC_TABLES = frozenset({"06"})
LOWEST_LEVEL = 3  # 项
TOTAL_KINDS = frozenset({"total", "subtotal"})
ROW_KEYS = ["sha256", "row_no", "block_no", "side"]
CORNERS = ("x0", "y0", "x1", "y1")
Rows = list[dict[str, Any]]
Shaped = dict[str, pa.Table | Rows]


@collector_paused()
def shape_reports(reports: Sequence[Report], cache: ExtractCache, extractor_version: str) -> Shaped:
    """Shape the extracts of some reports into rows of dim_report, fact_cell, the fact tables and the rest.

    Returns rows by table, ordered by report; the columns are those of the contracts. Raises ValueError for a
    printed row with two amounts of one measure.
    """
    extracts = [cache.get(report.sha256) for report in reports]
    cells = cell_table(reports, [cells for _, cells in extracts])
    shaped: Shaped = {"fact_cell": cells}
    for code, _, _, table in printed_tables():
        shaped[table] = fact_table(contracts()[table], cells.filter(pc.equal(cells["table_code"], code)))
    details: dict[str, Rows] = {
        table: []
        for table in (
            "dim_report",
            "quality_token",
            "raw_table",
            "raw_cell",
            "quality_finding",
            "fact_performance",
            "fact_statement",
            "report_section",
            "report_table",
        )
    }
    for report, (summary, own) in zip(reports, extracts, strict=True):
        sha256, raw = report.sha256, summary["raw_tables"]
        kinds = name_tables(raw, report.department)
        codes = [table["table_code"] for table in summary["tables"]]
        known = (kind.id for kind in kinds if kind is not None)
        table_set = tell_set(codes, known, report.region_code, report.fiscal_year)
        row = _report_row(report, summary, own, extractor_version)
        texts = read_texts(sha256, summary)
        profile = profile_columns(texts.profile)
        details["dim_report"].append({**row, "table_set": table_set, **profile})
        details["report_section"] += section_rows(texts)
        details["report_table"] += table_rows(sha256, summary["tables"], own, texts)
        rows = own_rows(*(own[name].to_pylist() for name in ("table_code", "subject_code", "item")))
        statements = statements_of(texts.sections, rows, report.fiscal_year)
        details["fact_statement"] += statement_rows(report, statements)
        details["quality_token"] += _token_rows(sha256, summary["tokens"])
        details["raw_table"] += raw_table_rows(sha256, raw, kinds)
        details["raw_cell"] += raw_cell_rows(sha256, raw)
        evaluation = performance_of(sha256, summary)
        details["fact_performance"] += performance_rows(report, evaluation.rows)
        details["quality_finding"] += finding_rows(
            sha256, [*findings_left(summary["findings"], evaluation.rows), *evaluation.unread]
        )
    return {**shaped, **details}


def cell_table(reports: Sequence[Report], extracts: Sequence[pa.Table]) -> pa.Table:
    """Rows of fact_cell from the reports' extracted cells, report by report in reading order.

    What was recognised in an image is doubtful until identities have been asked (``assets.facts.judging``).
    """
    cells = pa.concat_tables(extracts)
    lengths = [len(extract) for extract in extracts]
    of_report = pa.array([n for n, length in enumerate(lengths) for _ in range(length)], pa.int32())
    unconfirmed = pc.if_else(pc.equal(cells["source"], "ocr"), "unconfirmed", pa.scalar(None, pa.string()))
    columns = {
        **{name: cells[name] for name in cells.column_names},
        "sha256": pa.array([report.sha256 for report in reports], pa.string()).take(of_report),
        "department": pa.array([report.department for report in reports], pa.string()).take(of_report),
        "fiscal_year": pa.array([report.fiscal_year for report in reports], pa.int32()).take(of_report),
        "report_kind": pa.repeat("final", len(cells)),
        "cell_no": pa.array([n for length in lengths for n in range(1, length + 1)], pa.int32()),
        "amount": cells["amount"].cast(pa.decimal128(20, 2)),
        **{corner: pc.list_element(cells["box"], place) for place, corner in enumerate(CORNERS)},
        "agreement": pc.fill_null(cells["agreement"], "single"),
        "reader_doubt": cells["doubt"],
        "doubt": pc.coalesce(cells["doubt"], unconfirmed),
        "amount_corrected": cells["amount"].cast(pa.decimal128(20, 2)),
        "subject_code_corrected": cells["subject_code"],
        "correction_id": pa.nulls(len(cells), pa.string()),
        "correction_status": pa.nulls(len(cells), pa.string()),
    }
    return pa.table({name: columns[name] for name in contracts()["fact_cell"].column_names})


def fact_table(contract: Contract, cells: pa.Table) -> pa.Table:
    """One row per printed row of a table, one column per measure, from the rows of fact_cell of that table.

    Totals are marked, and so are leaves: rows that no other printed row refines, whose sum counts nothing
    twice. Raises ValueError where a row has two cells of one measure.
    """
    keys = [key for key in ROW_KEYS if key in contract.primary_key]
    rows = group_rows(cells, keys)
    first = cells.take(pa.array([min(members.values()) for members in rows], pa.int64()))
    columns: dict[str, Any] = {
        name: first[name] for name in contract.column_names if name in first.schema.names
    }
    for column in contract.columns:
        if column.measure:
            places = pa.array([members.get(column.name) for members in rows], pa.int64())
            columns[column.name] = cells["amount"].take(places)
    kinds, codes = first["row_kind"].to_pylist(), [code or "" for code in first["subject_code"].to_pylist()]
    if "subject_level" in contract.column_names:
        classification: Classification = (
            "economic" if contract.table_code in ECONOMIC_TABLES else "functional"
        )
        columns |= _hierarchy(
            classification, codes, first["fiscal_year"].to_pylist(), first["item"].to_pylist()
        )
    reports, sides = first["sha256"].to_pylist(), first["side"].to_pylist()
    columns["is_total"] = [kind in TOTAL_KINDS for kind in kinds]
    columns["is_leaf"] = _leaves(reports, sides, kinds, codes)
    doubtful = pc.is_valid(cells["doubt"]).to_pylist()
    columns["doubtful"] = [any(doubtful[place] for place in members.values()) for members in rows]
    return pa.table({name: columns[name] for name in contract.column_names})


def group_rows(cells: pa.Table, keys: Sequence[str]) -> list[dict[str, int]]:
    """Where the cells of each printed row stand, by measure; rows in the order of their first cells."""
    rows: dict[tuple[Any, ...], dict[str, int]] = {}
    columns = [cells[key].to_pylist() for key in keys]
    for place, (measure, *key) in enumerate(zip(cells["measure"].to_pylist(), *columns, strict=True)):
        members = rows.setdefault(tuple(key), {})
        if measure in members:
            raise ValueError(f"row {key[1:]} has two cells of {measure}")
        members[measure] = place
    return list(rows.values())


def is_whole(code: str) -> bool:
    """Tell whether a printed code has the 3, 5 or 7 digits of a subject."""
    return len(code) in (3, 5, 7) and code.isdigit()


def _hierarchy(
    classification: Classification, codes: list[str], years: list[int], items: list[str]
) -> dict[str, list[Any]]:
    """The catalogue's name of the year, level and parent of each row's code.

    Where there is no code, or none the catalogue knows, the printed item names the row. Without a code the
    level is 0.
    """
    whole = [is_whole(code) for code in codes]
    return {
        "subject_name": [
            (subject_name(classification, code, year) if known else None) or item
            for code, year, item, known in zip(codes, years, items, whole, strict=True)
        ],
        "subject_level": [_level(code) for code in codes],
        "parent_code": [parent_of(code) if known else None for code, known in zip(codes, whole, strict=True)],
    }


def _level(code: str) -> int:
    """Level of a printed code; one of an odd length, misprinted, keeps the level its digits reach."""
    return level_of(code) if is_whole(code) else min(max(0, (len(code) - 1) // 2), LOWEST_LEVEL)


def _leaves(reports: list[str], sides: list[str | None], kinds: list[str], codes: list[str]) -> list[bool]:
    """Which rows no other refines: by a longer code, or, a balance, by the rows of its side right after it.

    The latter divide it by fund, as they do 年初财政拨款结转和结余 in 04.
    """
    refined = {
        (report, code[:length])
        for report, code in zip(reports, codes, strict=True)
        for length in range(3, len(code))
    }
    after: dict[tuple[str, str | None], str] = {}
    leaves = []
    for report, side, kind, code in reversed(list(zip(reports, sides, kinds, codes, strict=True))):
        divided = kind == "balance" and after.get((report, side)) == "item"
        leaves.append(kind in ("item", "balance") and (report, code) not in refined and not divided)
        after[report, side] = kind
    return leaves[::-1]


def _report_row(
    report: Report, summary: dict[str, Any], cells: pa.Table, extractor_version: str
) -> dict[str, Any]:
    tables = summary["tables"]
    units = [table["unit"] for table in tables]
    missing = [f["table_code"] for f in summary["findings"] if f["rule_id"] == "table_missing"]
    recognised = cells.filter(pc.equal(cells["source"], "ocr"))
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
        "ocr_pages": pc.count_distinct(recognised["page"]).as_py(),
        "ocr_cells": len(recognised),
        "doubtful_cells": pc.sum(
            pc.or_(pc.equal(cells["source"], "ocr"), pc.is_valid(cells["doubt"]))
        ).as_py()
        or 0,
        "is_complete": summary.get("complete", True),
        "incomplete_reason": "; ".join(summary.get("incomplete_reasons", [])) or None,
        "extractor_version": extractor_version,
    }


def _token_rows(sha256: str, tokens: Iterable[dict[str, Any]]) -> Rows:
    rows = []
    for number, token in enumerate(tokens, start=1):
        x0, y0, x1, y1 = token["box"]
        row = {"sha256": sha256, "token_no": number, "page": token["page"], "token": token["token"]}
        rows.append({**row, "x0": x0, "y0": y0, "x1": x1, "y1": y1, "token_class": token["token_class"]})
    return rows
