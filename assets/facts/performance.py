"""Figures of the self-evaluation forms as rows of fact_performance."""

from collections.abc import Iterable, Iterator
from typing import Any

from assets.facts.reports import Report
from expectations.statements import PerformanceRow

Rows = list[dict[str, Any]]


def performance_rows(report: Report, figures: Iterable[PerformanceRow]) -> Rows:
    """One row per printed figure of the report's forms, in reading order."""
    of_report = {
        "department": report.department,
        "fiscal_year": report.fiscal_year,
        "report_kind": "final",
    }
    return [{**of_report, **figure._asdict()} for figure in figures]


def findings_left(
    findings: Iterable[dict[str, Any]], figures: Iterable[PerformanceRow]
) -> Iterator[dict[str, Any]]:
    """What the reader noticed, but for numbers outside tables on pages whose forms were read after all."""
    pages = {figure.page for figure in figures}
    for finding in findings:
        if finding["rule_id"] != "rows_outside_tables" or finding["page"] not in pages:
            yield finding
