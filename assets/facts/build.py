"""The first step of a build: dimensions and facts, into the warehouse file that is being made.

A build goes on from the live warehouse where the same code made it: of what has not changed since, nothing is
read, shaped or written again. Without such a basis everything is new, by the same steps.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from assets.archive.sidecar import ArchivedReport
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import dimensions, increments, warehouse
from assets.facts.basis import Stamp, can_go_on_from, reports_in, stamp_inputs, stamps_in
from assets.facts.build_inputs import BuildInputs
from assets.facts.corrections import correction_rows
from assets.facts.insertion import Failure, insert_reports
from assets.facts.origins import origin_rows
from assets.facts.reports import Report, count_versions, list_reports, quarantine_rows
from assets.facts.revisions import write_revisions
from assets.facts.texts import describe_departments
from assets.facts.units import link_units
from assets.reference.regions import province_name
from expectations.contracts import contracts

UNFINISHED = "unfinished"  # stage of a file whose facts are being written; none goes on from it
BATCH_REPORTS = 100  # reports whose rows are held in memory at a time
OnReport = Callable[[str], None]


def file_reports(archive: Archive, cache: ExtractCache, known: Collection[str] = frozenset()) -> None:
    """Move every report that was read to its place in the archive: region, year, department.

    ``known`` has the hashes of reports that a build has filed and that need not be looked at again.
    """
    for report in list_reports((item for item in archive.scan() if item.sha256 not in known), cache):
        region = province_name(report.region_code, report.fiscal_year) if report.region_code else None
        archive.file_report(report.sha256, region, report.fiscal_year, report.department)


def write_facts(
    path: Path,
    inputs: BuildInputs,
    cache: ExtractCache,
    on_report: OnReport = lambda sha256: None,
    live: Path | None = None,
) -> dict[str, int]:
    """Make a warehouse file with dimensions and facts; return the rows of each table.

    Goes on from ``live`` where that is possible. A report that cannot be shaped goes to quality_quarantine
    (``shape_failed``) and nowhere else. ``on_report`` is called with the SHA-256 of each report as it is
    shaped.
    """
    if live is not None and can_go_on_from(live, inputs):
        warehouse.copy(live, path)
        with warehouse.writing(path) as connection:
            return _write_changes(connection, inputs, cache, on_report)
    warehouse.create(path)
    with warehouse.writing(path) as connection:
        for table, rows in _reference_rows():
            warehouse.insert(connection, table, rows)
        return _write_changes(connection, inputs, cache, on_report)


def _write_changes(
    connection: duckdb.DuckDBPyConnection, inputs: BuildInputs, cache: ExtractCache, on_report: OnReport
) -> dict[str, int]:
    """Bring a warehouse, be it an empty one, to what the inputs are now."""
    stamps, stamped = stamp_inputs(inputs, cache), stamps_in(connection)
    stale = [sha256 for sha256, stamp in stamped.items() if stamps.get(sha256) != stamp]
    fresh = {sha256: stamp for sha256, stamp in stamps.items() if stamped.get(sha256) != stamp}
    before = increments.numbers_and_superiors(connection)
    warehouse.mark_stage(connection, UNFINISHED)  # what the live file had come to holds no more
    increments.remove_inputs(connection, stale)
    reports, failures = _shape(connection, inputs, cache, fresh, on_report)
    increments.renumber(connection, reports)
    for table, rows in _other_rows(inputs, cache, fresh, reports, failures):
        warehouse.insert(connection, table, rows)
    describe_departments(connection)
    link_units(connection)
    touched = {*fresh, *increments.changed_since(connection, before)}
    compared = write_revisions(connection, touched)
    increments.open_again(connection, touched | compared)
    _replace_build(connection, inputs)
    return _count_rows(connection)


def _shape(
    connection: duckdb.DuckDBPyConnection,
    inputs: BuildInputs,
    cache: ExtractCache,
    fresh: Collection[str],
    on_report: OnReport,
) -> tuple[list[Report], list[Failure]]:
    """Insert the reports that are new; return all reports, versions counted, and those that failed."""
    kept = reports_in(connection, {item.sha256: item for item in inputs.archived})
    read = list_reports((item for item in inputs.archived if item.sha256 in fresh), cache)
    counted = count_versions([*kept.values(), *read])
    reports = [report for report in counted if report.sha256 in fresh]
    failures: list[Failure] = []
    for start in range(0, len(reports), BATCH_REPORTS):
        batch = reports[start : start + BATCH_REPORTS]
        failures += insert_reports(connection, batch, cache, inputs.extractor_version)
        for report in batch:
            on_report(report.sha256)
    failed = {failure.report.sha256 for failure in failures}
    return count_versions(report for report in counted if report.sha256 not in failed), failures


def _reference_rows() -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    """Rows that follow from code and reference data alone."""
    yield "dim_identity", dimensions.identity_rows()
    yield "dim_rule", dimensions.rule_rows()
    yield "dim_table", dimensions.table_rows()
    yield "dim_measure", dimensions.measure_rows()
    yield "dim_region", dimensions.region_rows()
    yield "dim_subject", dimensions.subject_rows()


def _other_rows(
    inputs: BuildInputs,
    cache: ExtractCache,
    fresh: Mapping[str, Stamp],
    reports: list[Report],
    failures: list[Failure],
) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    """Rows of what is new beside the reports' own, and of tables that are always made whole."""
    archived = [item for item in inputs.archived if item.sha256 in fresh]
    held = {item.sha256 for item in inputs.archived}
    # A file refused once and archived since stands where the archived one does.
    refused = [
        refusal for refusal in inputs.refused if refusal.sha256 in fresh and refusal.sha256 not in held
    ]
    read = {report.sha256 for report in (*reports, *(failure.report for failure in failures))}
    yield "archive_manifest", dimensions.manifest_rows(archived)
    yield "archive_origin", origin_rows(archived)
    yield "quality_quarantine", quarantine_rows(archived, cache, refused, read)
    yield "quality_quarantine", [_quarantine_row(failure) for failure in failures]
    yield "dim_department", dimensions.department_rows(reports)
    yield "quality_correction", correction_rows(inputs.corrections)
    yield "fetch_document", inputs.documents
    yield "etl_input", increments.input_rows(fresh)


def _quarantine_row(failure: Failure) -> dict[str, Any]:
    archived: ArchivedReport = failure.report.archived
    return {
        "sha256": archived.sha256,
        "file_name": archived.file_name,
        "path": archived.archive_path,
        "reason": "shape_failed",
        "detail": failure.detail,
    }


def _replace_build(connection: duckdb.DuckDBPyConnection, inputs: BuildInputs) -> None:
    """Say in etl_build what this build is made of; what follows the facts is not there yet."""
    connection.execute("DELETE FROM etl_build")
    build = {
        "build_id": f"build-{inputs.input_hash[:16]}",
        "juesuan_version": version("juesuan"),
        "extractor_version": inputs.extractor_version,
        "build_version": inputs.build_version,
        "stage": "facts",
        "input_hash": inputs.input_hash,
        **{
            column: warehouse.count(connection, table)
            for column, table in (
                ("reports", "dim_report"),
                ("quarantined", "quality_quarantine"),
                ("cells", "fact_cell"),
            )
        },
    }
    warehouse.insert(connection, "etl_build", [build])


def _count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return {table: warehouse.count(connection, table) for table in contracts()}
