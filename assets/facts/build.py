"""A whole build in steps: facts, then verdicts, each into the warehouse file that is being made."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from assets.archive.intake import Refusal
from assets.archive.sidecar import ArchivedReport
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import dimensions, warehouse
from assets.facts.findings import violation_rows
from assets.facts.insertion import Failure, insert_reports
from assets.facts.reports import Report, count_versions, list_reports, quarantine_rows
from assets.reference.regions import province_name
from expectations.cells import Cell
from expectations.contracts import contracts, printed_measures
from expectations.evaluate import evaluate_report

BATCH_REPORTS = 100  # reports whose rows are held in memory at a time
_CELL_COLUMNS = ", ".join(column.name for column in fields(Cell))


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """All that decides what a build holds."""

    archived: tuple[ArchivedReport, ...]
    refused: tuple[Refusal, ...]
    extractor_version: str
    build_version: str

    @property
    def input_hash(self) -> str:
        """SHA-256 over the inputs: equal inputs make an equal warehouse, which need not be made again."""
        digest = hashlib.sha256(f"{self.extractor_version} {self.build_version}".encode())
        for item in self.archived:
            # Another name for the same bytes changes nothing that a build holds.
            digest.update(repr(replace(item, also_seen_as=())).encode())
        for refusal in self.refused:
            digest.update(repr(refusal).encode())
        return digest.hexdigest()


def file_reports(archive: Archive, cache: ExtractCache) -> None:
    """Move every report that was read to its place in the archive: region, year, department."""
    for report in list_reports(archive.scan(), cache):
        region = province_name(report.region_code, report.fiscal_year) if report.region_code else None
        archive.file_report(report.sha256, region, report.fiscal_year, report.department)


def write_facts(
    path: Path,
    inputs: BuildInputs,
    cache: ExtractCache,
    on_report: Callable[[str], None] = lambda sha256: None,
) -> dict[str, int]:
    """Make a warehouse file with dimensions and facts; return the rows of each table.

    A report that cannot be shaped goes to quality_quarantine (``shape_failed``) and nowhere else.
    ``on_report`` is called with the SHA-256 of each report as it is shaped.
    """
    warehouse.create(path)
    reports = list_reports(inputs.archived, cache)
    counts = dict.fromkeys(contracts(), 0)
    with warehouse.writing(path) as connection:
        failures: list[Failure] = []
        for start in range(0, len(reports), BATCH_REPORTS):
            batch = reports[start : start + BATCH_REPORTS]
            inserted, failed = insert_reports(connection, batch, cache, inputs.extractor_version)
            counts = {table: count + inserted[table] for table, count in counts.items()}
            failures += failed
            for report in batch:
                on_report(report.sha256)
        shaped = _leave_out(connection, reports, failures)
        for table, rows in _other_rows(inputs, shaped, failures, cache):
            counts[table] += warehouse.insert(connection, table, rows)
        build = {
            "build_id": f"build-{inputs.input_hash[:16]}",
            "juesuan_version": version("juesuan"),
            "extractor_version": inputs.extractor_version,
            "input_hash": inputs.input_hash,
            "reports": len(shaped),
            "quarantined": counts["quality_quarantine"],
            "cells": counts["fact_cell"],
        }
        counts["etl_build"] += warehouse.insert(connection, "etl_build", [build])
    return counts


def write_verdicts(path: Path, on_report: Callable[[str], None] = lambda sha256: None) -> dict[str, int]:
    """Judge every report of a warehouse file anew, from its fact_cell; return verdicts by kind.

    Replaces what quality_verdict and the identities' findings held.
    """
    labels = {(table, measure): (zh, en) for table, measure, zh, en in printed_measures()}
    tally: dict[str, int] = {}
    with warehouse.writing(path) as connection:
        connection.execute("DELETE FROM quality_verdict")
        connection.execute("DELETE FROM quality_finding WHERE regexp_matches(rule_id, '^I[0-9]{2}$')")
        found = connection.execute("SELECT sha256, tables_found FROM dim_report ORDER BY sha256").fetchall()
        for start in range(0, len(found), BATCH_REPORTS):
            verdict_rows: list[dict[str, Any]] = []
            finding_rows: list[dict[str, Any]] = []
            for sha256, tables in found[start : start + BATCH_REPORTS]:
                present = tables.split(",") if tables else []
                verdicts = evaluate_report(_cells(connection, sha256), present, sha256)
                verdict_rows += (verdict._asdict() for verdict in verdicts)
                finding_rows += violation_rows(sha256, verdicts, labels, _last_finding(connection, sha256))
                for verdict in verdicts:
                    tally[verdict.verdict] = tally.get(verdict.verdict, 0) + 1
                on_report(sha256)
            warehouse.insert(connection, "quality_verdict", verdict_rows)
            warehouse.insert(connection, "quality_finding", finding_rows)
    return tally


def _leave_out(
    connection: duckdb.DuckDBPyConnection, reports: list[Report], failures: list[Failure]
) -> list[Report]:
    """Return the reports that did not fail, versions counted without those that did, also in dim_report."""
    failed = {failure.report.sha256 for failure in failures}
    before = {report.sha256: report for report in reports}
    shaped = count_versions(report for report in reports if report.sha256 not in failed)
    for report in shaped:
        if report != before[report.sha256]:
            connection.execute(
                "UPDATE dim_report SET version_no = ?, is_current = ? WHERE sha256 = ?",
                [report.version_no, report.is_current, report.sha256],
            )
    return shaped


def _other_rows(
    inputs: BuildInputs, reports: list[Report], failures: list[Failure], cache: ExtractCache
) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    yield "dim_identity", dimensions.identity_rows()
    yield "dim_table", dimensions.table_rows()
    yield "dim_measure", dimensions.measure_rows()
    yield "dim_region", dimensions.region_rows()
    yield "dim_subject", dimensions.subject_rows()
    yield "archive_manifest", dimensions.manifest_rows(inputs.archived)
    yield "quality_quarantine", quarantine_rows(inputs.archived, cache, inputs.refused)
    yield "quality_quarantine", [_quarantine_row(failure) for failure in failures]
    yield "dim_department", dimensions.department_rows(reports)


def _quarantine_row(failure: Failure) -> dict[str, Any]:
    archived = failure.report.archived
    return {
        "sha256": archived.sha256,
        "file_name": archived.file_name,
        "path": archived.archive_path,
        "reason": "shape_failed",
        "detail": failure.detail,
    }


def _cells(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[Cell]:
    rows = connection.execute(
        f"SELECT {_CELL_COLUMNS} FROM fact_cell WHERE sha256 = ? ORDER BY cell_no", [sha256]
    )
    return [Cell(*row) for row in rows.fetchall()]


def _last_finding(connection: duckdb.DuckDBPyConnection, sha256: str) -> int:
    query = "SELECT coalesce(max(finding_no), 0) FROM quality_finding WHERE sha256 = ?"
    return int(connection.execute(query, [sha256]).fetchall()[0][0])
