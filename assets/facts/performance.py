"""Figures of the self-evaluation forms as rows of fact_performance."""

from collections.abc import Iterable
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
