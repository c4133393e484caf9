"""Rows of the dimensions, from the reports of a build and the reference data."""

from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

from assets.archive.sidecar import ArchivedReport
from assets.facts.origins import origin_columns, utc_timestamp
from assets.facts.reports import Report
from assets.reference.regions import load_regions
from assets.reference.subjects import load_subjects
from expectations.contracts import printed_measures, printed_tables
from expectations.identities import load_identities
from expectations.registry import list_rules


def department_rows(reports: Iterable[Report]) -> Iterator[dict[str, Any]]:
    """One row per department, ordered by its identifier."""
    departments = {report.department_id: report for report in reports}
    for department_id in sorted(departments):
        report = departments[department_id]
        yield {
            "department_id": department_id,
            "department": report.department,
            "region_code": report.region_code,
            "parent_name": None,
        }


def region_rows() -> Iterator[dict[str, Any]]:
    """Every administrative division of the list, in its latest period."""
    for region in load_regions():
        yield {
            "region_code": region.region_code,
            "name": region.name,
            "level": region.level,
            "parent_code": region.parent_code,
            "full_name": region.full_name,
            "valid_from": region.valid_from,
            "valid_to": region.valid_to,
        }


def subject_rows() -> Iterator[dict[str, Any]]:
    """The catalogue of subjects, functional and economic."""
    for subject in load_subjects():
        yield {
            "classification": subject.classification,
            "subject_code": subject.subject_code,
            "name": subject.name,
            "level": subject.level,
            "parent_code": subject.parent_code,
            "valid_from": subject.valid_from,
            "valid_to": subject.valid_to,
            "source": subject.source,
        }


def identity_rows() -> Iterator[dict[str, Any]]:
    """The identities that reports are held to."""
    for identity in load_identities():
        yield {
            "identity_id": identity.id,
            "name_zh": identity.name_zh,
            "name_en": identity.name_en,
            "severity": identity.severity,
        }


def rule_rows() -> Iterator[dict[str, Any]]:
    """Every rule that a finding can come from."""
    with resources.as_file(resources.files("assets.reference") / "findings.yml") as reader_findings:
        for rule in list_rules(reader_findings):
            yield {
                "rule_id": rule.id,
                "family": rule.family,
                "severity": rule.severity,
                "name_zh": rule.name_zh,
                "name_en": rule.name_en,
                "message_zh": rule.message_zh,
                "message_en": rule.message_en,
            }


def table_rows() -> Iterator[dict[str, Any]]:
    """The nine tables."""
    names = ("table_code", "title_zh", "title_en", "fact_table")
    return (dict(zip(names, row, strict=True)) for row in printed_tables())


def measure_rows() -> Iterator[dict[str, Any]]:
    """The measures of the nine tables."""
    names = ("table_code", "measure", "label_zh", "label_en")
    return (dict(zip(names, row, strict=True)) for row in printed_measures())


def manifest_rows(archived: Iterable[ArchivedReport]) -> Iterator[dict[str, Any]]:
    """One row per distinct file of the archive."""
    for report in archived:
        yield {
            "sha256": report.sha256,
            "archive_path": report.archive_path,
            "file_name": report.file_name,
            "size_bytes": report.size_bytes,
            **origin_columns(report),
            "archived_at": utc_timestamp(report.archived_at),
        }
