"""What a warehouse holds, in a few lines for a person."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from expectations.outcomes import RULE_SUITES
from pipelines.attention import Attention, find_attention

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
# What rules found in reports is no fault of the tables; a check that broke is one whatever it looks at.
_VALIDATION = """
SELECT status || CASE WHEN status NOT IN ('failed', 'errored') THEN ''
                      WHEN identity_id IS NOT NULL THEN ' on identities'
                      WHEN status = 'failed' AND list_contains($rules, suite) THEN ' on findings'
                      ELSE ' on tables' END, count(*)
FROM quality_validation GROUP BY 1
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
    validation: dict[str, int]  # expectations by status
    corrections: int = 0  # that apply
    attention: Attention = field(default_factory=Attention)


def summarize(warehouse: Path) -> Summary:
    """Read the summary of a warehouse file; raises SummaryError."""
    with _reading(warehouse) as connection:
        reports = tuple(ReportLine(*row) for row in connection.execute(_REPORTS).fetchall())
        validation = dict(connection.execute(_VALIDATION, {"rules": list(RULE_SUITES)}).fetchall())
        ((applied,),) = connection.execute(_CORRECTED).fetchall()
        return Summary(reports, validation, applied, find_attention(connection))


def attention_to(warehouse: Path, hashes: Collection[str]) -> Attention:
    """What wants attention of the files with those SHA-256; raises SummaryError."""
    with _reading(warehouse) as connection:
        return find_attention(connection, hashes)


@contextmanager
def _reading(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise SummaryError(f"{warehouse} cannot be read: {first_line}") from error


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
    attention = summary.attention
    if summary.corrections or attention.failed_corrections:
        told.append(
            f"{counted(summary.corrections, 'correction')} applied, "
            f"{len(attention.failed_corrections)} failed (see quality_correction)"
        )
    if attention.incomplete:
        told.append(
            f"{counted(len(attention.incomplete), 'report')} read in part (see dim_report.is_complete)"
        )
    if attention.failed_proofs:
        told.append(f"{counted(len(attention.failed_proofs), 'report')} not proved (see quality_finding)")
    if attention.quarantined:
        told.append(f"{counted(len(attention.quarantined), 'file')} in quarantine (see quality_quarantine)")
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
