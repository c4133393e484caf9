"""Figures and comparisons of the text as rows of fact_statement."""

from collections.abc import Iterable
from typing import Any

from assets.facts.reports import Report
from expectations.statements import Statement

Rows = list[dict[str, Any]]
# Tables whose codes and labels the names of subjects in the text are told by; 06 has the economic ones.
CODED_TABLES = ("05", "03", "02", "08", "09", "06")


def own_rows(
    tables: Iterable[str], codes: Iterable[str | None], items: Iterable[str]
) -> list[tuple[str, str]]:
    """Pairs of subject code and printed item of a report's cells, given column by column.

    Once each; those of the table listed first in ``CODED_TABLES`` come first.
    """
    found: dict[str, dict[tuple[str, str], None]] = {table: {} for table in CODED_TABLES}
    for table, code, item in zip(tables, codes, items, strict=True):
        if code and table in found:
            found[table][code, item] = None
    return list(dict.fromkeys(row for rows in found.values() for row in rows))


def statement_rows(report: Report, statements: Iterable[Statement]) -> Rows:
    """One row per statement of the report's text, in reading order; none is corrected yet."""
    of_report = {
        "department": report.department,
        "fiscal_year": report.fiscal_year,
        "report_kind": "final",
    }
    return [
        {
            **of_report,
            **statement._asdict(),
            "amount_corrected": statement.amount,
            "value_corrected": statement.value,
        }
        for statement in statements
    ]
