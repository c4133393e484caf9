"""What a warehouse holds, in a few lines for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from expectations.outcomes import RULE_SUITES

_REPORTS = """
SELECT r.department, r.fiscal_year, r.version_no, r.sha256,
       (SELECT count(*) FROM fact_cell c WHERE c.sha256 = r.sha256 AND c.amount IS NOT NULL) AS amounts,
       count(*) FILTER (v.verdict = 'exact') AS exact,
       count(*) FILTER (v.verdict = 'within_rounding') AS rounding,
       count(*) FILTER (v.verdict = 'suspicious') AS suspicious,
       count(*) FILTER (v.verdict = 'violated') AS violated,
       count(*) FILTER (v.verdict = 'not_evaluable') AS not_evaluable,
       r.tables_missing, r.doubtful_cells, coalesce(r.grade, '-') AS grade,
       (SELECT count(*) FROM quality_finding f WHERE f.sha256 = r.sha256 AND f.origin = 'proof'
        AND f.severity = 'error' AND f.rule_id <> 'proof_failed') AS errors
FROM dim_report r LEFT JOIN quality_verdict v ON v.sha256 = r.sha256
GROUP BY ALL ORDER BY r.department, r.fiscal_year, r.version_no
"""
_QUARANTINED = (
    "SELECT file_name, reason, coalesce(detail, '') FROM quality_quarantine ORDER BY reason, file_name"
)
_INCOMPLETE = """
SELECT file_name, coalesce(incomplete_reason, '') FROM dim_report WHERE NOT is_complete ORDER BY file_name
"""
# What rules found in reports is no fault of the tables; a check that broke is one whatever it looks at.
_VALIDATION = f"""
SELECT status || CASE WHEN status NOT IN ('failed', 'errored') THEN ''
                      WHEN identity_id IS NOT NULL THEN ' on identities'
                      WHEN status = 'failed' AND suite IN {tuple(RULE_SUITES)} THEN ' on findings'
                      ELSE ' on tables' END, count(*)
FROM quality_validation GROUP BY 1
"""
_CORRECTIONS = """
SELECT correction_id, outcome,
       concat_ws(' ', coalesce(department || ' ' || fiscal_year, named_sha256), table_code, side,
           subject_code, item, measure)
       || ': expected "' || expected || '"' || coalesce(', printed "' || printed || '"', '')
FROM quality_correction WHERE has_failed ORDER BY correction_id
"""
_FAILED_PROOFS = """
SELECT file_name, message_en FROM quality_finding JOIN dim_report USING (sha256)
WHERE rule_id = 'proof_failed' ORDER BY file_name
"""
_CORRECTED = "SELECT count(*) FILTER (outcome = 'applied') FROM quality_correction"
_HEADINGS = ["Report", "Year", "Amounts", "Exact", "Rounding", "Suspicious", "Violated", "Not evaluable"]
_HEADINGS += ["Missing tables", "Grade", "Errors"]
# On a terminal of 80 columns these leave room for eleven Chinese characters a line.
_SHORT_HEADINGS = [
    "Report",
    "Year",
    "Grade",
    "Errors",
    "Amounts",
    "Exact",
    "Rounding",
    "Violated",
    "Not\neval.",
]


class SummaryError(RuntimeError):
    """A warehouse cannot be read, or has other columns than today's."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in the summary; the counts are of identity instances where nothing else is said."""

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
    doubtful: int = 0  # cells, not identities
    grade: str = "-"
    errors: int = 0  # findings of severity error, one a cause


@dataclass(frozen=True, slots=True)
class Summary:
    """What a warehouse holds."""

    reports: tuple[ReportLine, ...]
    quarantined: tuple[tuple[str, str, str], ...]  # file name, reason, detail
    incomplete: tuple[tuple[str, str], ...]  # file name, what could not be read
    validation: dict[str, int]  # expectations by status
    failed_corrections: tuple[
        tuple[str, str, str], ...
    ] = ()  # id, outcome, what it expects and what is there
    corrections: int = 0  # that apply
    failed_proofs: tuple[tuple[str, str], ...] = ()  # file name, what went wrong


def summarize(warehouse: Path) -> Summary:
    """Read the summary of a warehouse file; raises SummaryError."""
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            reports = tuple(ReportLine(*row) for row in connection.execute(_REPORTS).fetchall())
            quarantined = tuple(connection.execute(_QUARANTINED).fetchall())
            incomplete = tuple(connection.execute(_INCOMPLETE).fetchall())
            validation = dict(connection.execute(_VALIDATION).fetchall())
            failed = tuple(connection.execute(_CORRECTIONS).fetchall())
            failed_proofs = tuple(connection.execute(_FAILED_PROOFS).fetchall())
            ((applied,),) = connection.execute(_CORRECTED).fetchall()
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise SummaryError(f"{warehouse} cannot be read: {first_line}") from error
    return Summary(reports, quarantined, incomplete, validation, failed, applied, failed_proofs)


def print_reports(console: Console, lines: Sequence[ReportLine], limit: int) -> None:
    """Print a line per report, the worst first: a table on a terminal, tab-separated values elsewhere."""
    worst_first = sorted(lines, key=lambda r: (-r.errors, -r.violated, r.department, r.fiscal_year))
    shown = worst_first[:limit]
    if console.is_terminal:
        console.print(_table(shown))
    else:
        # Rich would turn tabs into spaces and fold long lines.
        rows = [_HEADINGS, *(_values(line) for line in shown)]
        console.file.writelines("\t".join(row) + "\n" for row in rows)
    if len(lines) > limit:
        console.print(
            f"… and {len(lines) - limit} more reports (juesuan status --all lists them)", highlight=False
        )


def total_lines(summary: Summary) -> list[str]:
    """Totals of a warehouse, in words."""
    lines = summary.reports
    counts = {
        "exact": sum(line.exact for line in lines),
        "within rounding": sum(line.rounding for line in lines),
        "suspicious": sum(line.suspicious for line in lines),
        "violated": sum(line.violated for line in lines),
        "not evaluable": sum(line.not_evaluable for line in lines),
    }
    identities = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    checks = ", ".join(
        f"{count} {kind.replace('_', ' ')}" for kind, count in sorted(summary.validation.items())
    )
    told = [
        f"{counted(len(lines), 'report')}, {counted(sum(line.amounts for line in lines), 'amount')}; "
        f"identities: {identities}",
        f"Great Expectations: {checks or 'not run'}",
    ]
    if errors := sum(line.errors for line in lines):
        where = "juesuan suspects lists those of current versions"
        told.append(f"{counted(errors, 'error')} found in what is printed ({where})")
    if missing := sum(bool(line.tables_missing) for line in lines):
        told.append(f"{counted(missing, 'report')} without some table (see dim_report.tables_missing)")
    if doubtful := sum(line.doubtful for line in lines):
        told.append(
            f"{counted(doubtful, 'cell')} not certain: not to be taken as they stand (see fact_cell.doubt)"
        )
    if summary.corrections or summary.failed_corrections:
        told.append(
            f"{counted(summary.corrections, 'correction')} applied, {len(summary.failed_corrections)} failed "
            "(see quality_correction)"
        )
    if summary.incomplete:
        told.append(f"{counted(len(summary.incomplete), 'report')} read in part (see dim_report.is_complete)")
    if summary.failed_proofs:
        told.append(f"{counted(len(summary.failed_proofs), 'report')} not proved (see quality_finding)")
    if summary.quarantined:
        told.append(f"{counted(len(summary.quarantined), 'file')} in quarantine (see quality_quarantine)")
    return told


def counted(count: int, noun: str) -> str:
    """A count with its noun: '1 report', '2 reports'."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _table(lines: Iterable[ReportLine]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    for heading in _SHORT_HEADINGS:
        justify: JustifyMethod = "left" if heading == "Report" else "right"
        table.add_column(heading, justify=justify, overflow="fold", no_wrap=False)
    for line in lines:
        name, year, amounts, exact, rounding, _, violated, not_evaluable, _, grade, errors = _values(line)
        row = [name, year, grade, errors, amounts, exact, rounding, violated, not_evaluable]
        table.add_row(*map(escape, row), style="red" if line.errors else "")
    return table


def _values(line: ReportLine) -> list[str]:
    name = line.department if line.version_no == 1 else f"{line.department} (version {line.version_no})"
    counts = [line.amounts, line.exact, line.rounding, line.suspicious, line.violated, line.not_evaluable]
    last = [line.tables_missing or "-", line.grade, str(line.errors)]
    return [name, str(line.fiscal_year), *map(str, counts), *last]
