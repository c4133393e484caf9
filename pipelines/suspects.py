"""The suspects of a warehouse for a person: what is probably misprinted, why, and what it should be."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.summary import SummaryError, counted

# Errors first, then what a value is suggested for, then by how many verdicts the finding accounts for.
_SUSPECTS = """
SELECT s.sha256, r.department, r.fiscal_year, r.report_kind, r.is_current,
       (SELECT count(*) FROM dim_report o WHERE o.is_current AND o.department = r.department
            AND o.fiscal_year = r.fiscal_year AND o.report_kind = r.report_kind) AS namesakes,
       coalesce(f.rule_id, '') AS rule_id, coalesce(f.severity, '') AS severity,
       coalesce(f.message_zh, '') AS message_zh, coalesce(f.message_en, '') AS message_en,
       s.finding_no, s.rank, s.kind, s.table_code, s.side, s.item,
       coalesce(s.subject_code, '') AS subject_code, s.measure, s.page, s.printed, s.suggested,
       s.suggested_text, s.evidence_zh, s.evidence_en, c.row_no,
       (SELECT count(*) FROM fact_cell o WHERE o.sha256 = s.sha256 AND o.table_code = s.table_code
            AND o.measure = s.measure AND o.side IS NOT DISTINCT FROM s.side
            AND CASE WHEN coalesce(s.subject_code, '') = '' THEN o.item = s.item
                     ELSE o.subject_code = s.subject_code END) AS cells_alike,
       t.kind AS statement_kind, t.section, t.year, t.sentence,
       (SELECT min(q.correction_id || ' (' || q.correction_status || ')') FROM quality_correction q
        WHERE q.sha256 = s.sha256 AND q.outcome = 'applied' AND q.table_code = s.table_code
            AND q.measure = s.measure AND coalesce(q.side = s.side, q.side IS NULL)
            AND coalesce(q.item = s.item, true)
            AND coalesce(q.subject_code = if(s.measure = 'code', s.printed, s.subject_code), true)
            AND coalesce(q.row_no = c.row_no, true)) AS correction
FROM quality_suspect s JOIN dim_report r USING (sha256)
LEFT JOIN quality_finding f ON f.sha256 = s.sha256 AND f.finding_no = s.finding_no
LEFT JOIN fact_cell c ON c.sha256 = s.sha256 AND c.cell_no = s.cell_no
LEFT JOIN fact_statement t ON t.sha256 = s.sha256 AND t.statement_no = s.statement_no
WHERE {condition}
ORDER BY list_position(['error', 'warning', 'info'], f.severity) NULLS LAST,
    bool_or(coalesce(s.suggested::VARCHAR, s.suggested_text) IS NOT NULL)
        OVER (PARTITION BY s.sha256, s.finding_no) DESC,
    f.verdicts DESC NULLS LAST, f.amount DESC NULLS LAST,
    r.department, r.fiscal_year, s.sha256, s.finding_no, s.rank, s.set_no, s.suspect_no
"""
# A report is told by the beginning of its hash, or by part of its department's or its file's name.
_TOLD_BY = (
    "(starts_with(r.sha256, ?) AND length(?) >= 6) OR contains(r.department, ?) OR contains(r.file_name, ?)"
)
_HEADINGS = (
    *("Report", "Year", "Version", "Finding", "Rule", "Severity", "Rank", "Table", "Side", "Code", "Item"),
    *("Measure", "Page", "Printed", "Suggested", "Suggested yuan", "Kind", "Evidence (zh)"),
    *("Evidence (en)", "Correction"),
)
_SHORT_HEADINGS = ("Report", "Place", "Page", "Printed", "Suggested", "Evidence")


class UnknownReport(ValueError):
    """No report of the warehouse is told by these words."""


class SuspectLine(NamedTuple):
    """One suspect with the finding it belongs to, the report it stands in and what tells its place.

    `namesakes` are the current reports of the same department, year and kind; `cells_alike` the cells that
    table, side, code or label, and measure tell. `correction` is the correction that applies to it.
    """

    sha256: str
    department: str
    fiscal_year: int
    report_kind: str
    is_current: bool
    namesakes: int
    rule_id: str
    severity: str
    message_zh: str
    message_en: str
    finding_no: int
    rank: int
    kind: str
    table_code: str
    side: str | None
    item: str
    subject_code: str
    measure: str
    page: int | None
    printed: str
    suggested: Decimal | None
    suggested_text: str | None
    evidence_zh: str
    evidence_en: str
    row_no: int | None
    cells_alike: int
    statement_kind: str | None
    section: str | None
    year: int | None
    sentence: str | None
    correction: str | None


def list_suspects(warehouse: Path, reports: Sequence[str], everything: bool) -> list[SuspectLine]:
    """Suspects of a warehouse, best first: of all its reports, or of those that words tell.

    Only those of rank 1 in current versions, unless ``everything`` is asked for. Raises UnknownReport for
    words that tell none, SummaryError where the warehouse cannot be read.
    """
    told = [f"({_TOLD_BY})"] * len(reports)
    conditions = [f"({' OR '.join(told)})"] if reports else []
    conditions += [] if everything else ["s.rank = 1", "r.is_current"]
    query = _SUSPECTS.format(condition=" AND ".join(conditions) or "true")
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            for words in reports:
                if not connection.execute(f"FROM dim_report r WHERE {_TOLD_BY}", [words] * 4).fetchone():
                    raise UnknownReport(f"no report of the warehouse is told by {words}")
            rows = connection.execute(query, [words for words in reports for _ in range(4)]).fetchall()
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise SummaryError(f"{warehouse} cannot be read: {first_line}") from error
    return [SuspectLine(*row) for row in rows]


def print_suspects(console: Console, lines: Sequence[SuspectLine]) -> None:
    """Print a line per suspect: a table on a terminal, tab-separated values elsewhere."""
    if not console.is_terminal:
        # Rich would turn tabs into spaces and fold long lines.
        rows = [_HEADINGS, *map(_values, lines)]
        console.file.writelines("\t".join(row) + "\n" for row in rows)
        return
    if lines:
        console.print(_table(lines))
    console.print(f"{counted(len(lines), 'suspect')}", highlight=False)


def describe_place(line: SuspectLine) -> str:
    """Table, row and column of a suspect in a few words, or the topic of a statement."""
    where = "text" if line.table_code == "narrative" else line.table_code
    return " ".join(filter(None, (where, line.side, line.subject_code, line.item, line.measure)))


def _table(lines: Iterable[SuspectLine]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    for heading in _SHORT_HEADINGS:
        right = heading in ("Page", "Printed", "Suggested")
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for line in lines:
        evidence = f"{line.kind}: {line.evidence_en}"
        if line.correction:
            evidence += f" [{line.correction}]"
        row = [f"{line.department} {line.fiscal_year}", describe_place(line), _text(line.page), line.printed]
        row += [_suggestion(line), evidence]
        table.add_row(*map(escape, row), style="red" if line.severity == "error" and line.rank == 1 else "")
    return table


def _suggestion(line: SuspectLine) -> str:
    """What should be printed; without such a text the amount in yuan."""
    return line.suggested_text or _text(line.suggested)


def _values(line: SuspectLine) -> list[str]:
    version = line.sha256[:8] if line.is_current else f"{line.sha256[:8]} (superseded)"
    values = [line.department, line.fiscal_year, version, line.finding_no, line.rule_id, line.severity]
    values += [line.rank, line.table_code, line.side, line.subject_code, line.item, line.measure, line.page]
    values += [line.printed, line.suggested_text, line.suggested, line.kind, line.evidence_zh]
    values += [line.evidence_en, line.correction]
    return [" ".join(_text(value).split()) for value in values]


def _text(value: object) -> str:
    return "" if value is None else str(value)
