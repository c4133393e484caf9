"""The first step of a build: dimensions and facts, into the warehouse file that is being made."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from assets.archive.intake import Refusal
from assets.archive.sidecar import ArchivedReport
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import dimensions, warehouse
from assets.facts.corrections import correction_rows
from assets.facts.insertion import Failure, insert_reports
from assets.facts.reports import Report, count_versions, list_reports, quarantine_rows
from assets.facts.revisions import write_revisions
from assets.facts.texts import describe_departments
from assets.facts.units import link_units
from assets.reference.corrections import Correction
from assets.reference.regions import province_name
from expectations.contracts import contracts

BATCH_REPORTS = 100  # reports whose rows are held in memory at a time


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """All that decides what a build holds."""

    archived: tuple[ArchivedReport, ...]
    refused: tuple[Refusal, ...]
    extractor_version: str
    build_version: str
    corrections: tuple[Correction, ...] = ()

    @property
    def input_hash(self) -> str:
        """SHA-256 over the inputs: equal inputs make an equal warehouse, which need not be made again."""
        digest = hashlib.sha256(f"{self.extractor_version} {self.build_version}".encode())
        for item in self.archived:
            # Another name for the same bytes changes nothing that a build holds.
            digest.update(repr(replace(item, also_seen_as=())).encode())
        for refusal in self.refused:
            digest.update(repr(refusal).encode())
        for correction in self.corrections:
            digest.update(repr(correction).encode())
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
        describe_departments(connection)
        link_units(connection)
        counts |= write_revisions(connection)
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
    yield "dim_rule", dimensions.rule_rows()
    yield "dim_table", dimensions.table_rows()
    yield "dim_measure", dimensions.measure_rows()
    yield "dim_region", dimensions.region_rows()
    yield "dim_subject", dimensions.subject_rows()
    yield "archive_manifest", dimensions.manifest_rows(inputs.archived)
    read = {report.sha256 for report in (*reports, *(failure.report for failure in failures))}
    yield "quality_quarantine", quarantine_rows(inputs.archived, cache, inputs.refused, read)
    yield "quality_quarantine", [_quarantine_row(failure) for failure in failures]
    yield "dim_department", dimensions.department_rows(reports)
    yield "quality_correction", correction_rows(inputs.corrections)


def _quarantine_row(failure: Failure) -> dict[str, Any]:
    archived = failure.report.archived
    return {
        "sha256": archived.sha256,
        "file_name": archived.file_name,
        "path": archived.archive_path,
        "reason": "shape_failed",
        "detail": failure.detail,
    }
