"""What a warehouse holds, in a few lines for a person."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

_REPORTS = """
SELECT r.department, r.fiscal_year, r.version_no, r.sha256,
       (SELECT count(*) FROM fact_cell c WHERE c.sha256 = r.sha256 AND c.amount IS NOT NULL) AS amounts,
       count(*) FILTER (v.verdict = 'exact') AS exact,
       count(*) FILTER (v.verdict = 'within_rounding') AS rounding,
       count(*) FILTER (v.verdict = 'suspicious') AS suspicious,
       count(*) FILTER (v.verdict = 'violated') AS violated,
       count(*) FILTER (v.verdict = 'not_evaluable') AS not_evaluable,
       r.tables_missing
FROM dim_report r LEFT JOIN quality_verdict v ON v.sha256 = r.sha256
GROUP BY ALL ORDER BY r.department, r.fiscal_year, r.version_no
"""
_HEADINGS = ["Report", "Year", "Amounts", "Exact", "Rounding", "Suspicious", "Violated", "Not evaluable", "Missing tables"]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in the summary; the counts are of identity instances."""

    department: str
    fiscal_year: int
    version_no: int
    sha256: str
    amounts: int
    exact: int
    rounding: int
    suspicious: int
    violated: int
    not_evaluable: int
    tables_missing: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a warehouse holds."""

    reports: tuple[ReportLine, ...]
    quarantined: tuple[tuple[str, str, str], ...]  # file name, reason, detail
    validation: dict[str, int]  # expectations by status
    build_id: str


def summarize(warehouse: Path) -> Summary:
    """Read the summary of a warehouse file; raises ``duckdb.Error`` where it is none of ours."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        reports = tuple(ReportLine(*row) for row in connection.execute(_REPORTS).fetchall())
        quarantined = connection.execute(
            "SELECT file_name, reason, coalesce(detail, '') FROM quality_quarantine ORDER BY reason, file_name"
        ).fetchall()
        statuses = connection.execute("SELECT status, count(*) FROM quality_validation GROUP BY 1").fetchall()
        build = connection.execute("SELECT build_id FROM etl_build").fetchone()
    return Summary(reports, tuple(quarantined), dict(statuses), build[0] if build else "none")


def print_reports(console: Console, lines: tuple[ReportLine, ...], limit: int) -> None:
    """Print a line per report: a table on a terminal, tab-separated values elsewhere. The worst come first."""
    shown = sorted(lines, key=lambda line: (-line.violated, line.department, line.fiscal_year))[:limit]
    rows = [_values(line) for line in shown]
    if console.is_terminal:
        table = Table(*_HEADINGS)
        for row in rows:
            table.add_row(*row, style="red" if row[6] != "0" else "")
        console.print(table)
    else:
        for row in [_HEADINGS, *rows]:
            console.print("\t".join(row), highlight=False, soft_wrap=True)
    if len(lines) > limit:
        console.print(f"… and {len(lines) - limit} more reports")


def print_totals(console: Console, summary: Summary) -> None:
    """Print the totals of a warehouse."""
    lines = summary.reports
    counts = {
        "exact": sum(line.exact for line in lines),
        "within rounding": sum(line.rounding for line in lines),
        "suspicious": sum(line.suspicious for line in lines),
        "violated": sum(line.violated for line in lines),
        "not evaluable": sum(line.not_evaluable for line in lines),
    }
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    console.print(f"{len(lines)} reports, {sum(line.amounts for line in lines)} amounts; identities: {told}", soft_wrap=True)
    expectations = ", ".join(f"{count} {status}" for status, count in sorted(summary.validation.items()))
    console.print(f"Great Expectations: {expectations or 'not run'}", soft_wrap=True)
    if summary.quarantined:
        console.print(f"{len(summary.quarantined)} files in quarantine (see quality_quarantine)", soft_wrap=True)


def _values(line: ReportLine) -> list[str]:
    name = line.department if line.version_no == 1 else f"{line.department} (version {line.version_no})"
    counts = [line.amounts, line.exact, line.rounding, line.suspicious, line.violated, line.not_evaluable]
    return [name, str(line.fiscal_year), *map(str, counts), line.tables_missing or "-"]
