"""Reports as the warehouse holds them, put together again for everything that must be true of them."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import duckdb

from assets.reference.subjects import load_subjects
from expectations.cells import Cell
from expectations.evaluate_units import units_tables
from expectations.printed import (
    Catalogue,
    OtherTable,
    PrintedReport,
    PrintedTable,
    PriorReport,
    SubjectPeriod,
)
from expectations.statements import PerformanceRow, Section, Statement

Record = TypeVar("Record", Cell, Statement, Section, PerformanceRow)

# What a proof looks at beside the report itself is told by hash and extract: it is proved again when one of
# them changes.
_HEADS = """
WITH head AS (
    SELECT r.sha256, r.department, r.fiscal_year, r.report_level, coalesce(r.title, '') AS title,
           r.is_complete,
           (SELECT p.sha256 FROM dim_report p
            WHERE p.is_current AND p.department_id = r.department_id AND p.report_level = r.report_level
              AND p.report_kind = r.report_kind AND p.fiscal_year = r.fiscal_year - 1) AS prior,
           r.superior_sha256 AS superior
    FROM dim_report r
)
SELECT h.*, concat_ws(' ', 'prior', h.prior, p.extract, 'superior', h.superior, s.extract) AS looks_at,
       i.proof_inputs
FROM head h LEFT JOIN etl_input i ON i.sha256 = h.sha256
LEFT JOIN etl_input p ON p.sha256 = h.prior LEFT JOIN etl_input s ON s.sha256 = h.superior
ORDER BY h.sha256
"""


class Head(NamedTuple):
    """What is known of a report as a whole.

    ``prior`` is the current report of the year before, ``superior`` that of the department of a unit, if any;
    ``looks_at`` tells both with their extracts, ``proved_with`` the same for its last proof, if it has one.
    """

    sha256: str
    department: str
    fiscal_year: int
    report_level: str
    title: str
    is_complete: bool
    prior: str | None
    superior: str | None
    looks_at: str
    proved_with: str | None


def list_heads(connection: duckdb.DuckDBPyConnection) -> list[Head]:
    """Every report of a warehouse, ordered by SHA-256."""
    return [Head(*row) for row in connection.execute(_HEADS).fetchall()]


def load_printed(connection: duckdb.DuckDBPyConnection, heads: Sequence[Head]) -> Iterator[PrintedReport]:
    """The reports whole, in the order given, each beside its report of the year before."""
    wanted = sorted({sha256 for head in heads for sha256 in (head.sha256, head.prior) if sha256})
    cells = _records(connection, Cell, "fact_cell", "cell_no", sha256=wanted)
    statements = _records(connection, Statement, "fact_statement", "statement_no", sha256=wanted)
    own = [head.sha256 for head in heads]
    sections = _records(connection, Section, "report_section", "section_no", sha256=own)
    performance = _records(connection, PerformanceRow, "fact_performance", "row_no", sha256=own)
    tables = _tables(connection, wanted)
    others = _other_tables(connection, own)
    noticed = _noticed(connection, own)
    superiors = _superiors(connection, {head.superior for head in heads if head.superior})
    in_part = _list_in_part(connection)
    for head in heads:
        prior = None
        if head.prior:
            prior = PriorReport(
                head.prior,
                cells.get(head.prior, []),
                [table.table_code for table in tables.get(head.prior, [])],
                statements.get(head.prior, []),
                is_complete=head.prior not in in_part,
            )
        yield PrintedReport(
            sha256=head.sha256,
            department=head.department,
            fiscal_year=head.fiscal_year,
            report_level=head.report_level,
            title=head.title,
            cells=cells.get(head.sha256, []),
            tables=tables.get(head.sha256, []),
            statements=statements.get(head.sha256, []),
            sections=sections.get(head.sha256, []),
            performance=performance.get(head.sha256, []),
            prior=prior,
            superior=superiors.get(head.superior or ""),
            catalogue=load_catalogue(),
            is_complete=head.is_complete,
            other_tables=others.get(head.sha256, []),
            reader_findings=noticed.get(head.sha256, []),
        )


def _superiors(connection: duckdb.DuckDBPyConnection, hashes: Collection[str]) -> dict[str, PriorReport]:
    """Departments' reports, with those of their tables that units are held against."""
    if not hashes:
        return {}
    cells = _records(connection, Cell, "fact_cell", "cell_no", sha256=hashes, table_code=units_tables())
    found = {
        sha256: [table.table_code for table in own if table.table_code in units_tables()]
        for sha256, own in _tables(connection, sorted(hashes)).items()
    }
    in_part = _list_in_part(connection)
    return {
        sha256: PriorReport(
            sha256, cells.get(sha256, []), found.get(sha256, []), is_complete=sha256 not in in_part
        )
        for sha256 in hashes
    }


def _list_in_part(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Reports some pages of which could not be read."""
    rows = connection.execute("SELECT sha256 FROM dim_report WHERE NOT is_complete").fetchall()
    return {sha256 for (sha256,) in rows}


@cache
def load_catalogue() -> Catalogue:
    """Names of the subjects and the years they held in, as the identities and guards ask for them."""
    catalogue: dict[tuple[str, str], list[SubjectPeriod]] = {}
    for subject in load_subjects():
        period = SubjectPeriod(subject.name, subject.valid_from, subject.valid_to)
        catalogue.setdefault((subject.classification, subject.subject_code), []).append(period)
    return catalogue


def _records(
    connection: duckdb.DuckDBPyConnection,
    kind: type[Record],
    table: str,
    order: str,
    **chosen: Collection[str],
) -> dict[str, list[Record]]:
    """Rows of a table as records, by report; the record's fields are columns of the table.

    ``chosen`` names columns and the values that are wanted of them.
    """
    columns = ", ".join(kind._fields)
    conditions = " AND ".join(f"{column} IN (SELECT unnest(?))" for column in chosen)
    rows = connection.execute(
        f"SELECT {columns} FROM {table} WHERE {conditions} ORDER BY sha256, {order}",
        [list(values) for values in chosen.values()],
    ).to_arrow_table()
    records = map(kind._make, zip(*(column.to_pylist() for column in rows.columns), strict=True))
    return {sha256: list(own) for sha256, own in groupby(records, attrgetter("sha256"))}


def _tables(connection: duckdb.DuckDBPyConnection, hashes: Sequence[str]) -> dict[str, list[PrintedTable]]:
    rows = connection.execute(
        "SELECT sha256, table_code, printed_table_no, title, unit, pages, rows, is_empty, captions, note "
        "FROM report_table WHERE sha256 IN (SELECT unnest(?)) ORDER BY sha256, table_code",
        [list(hashes)],
    ).fetchall()
    return {sha256: [_table(*row[1:]) for row in own] for sha256, own in groupby(rows, lambda row: row[0])}


def _table(code: str, number: str, title: str, unit: str, pages: str, *rest: Any) -> PrintedTable:
    return PrintedTable(code, number, title, unit, tuple(map(int, pages.split(","))), *rest)


def _other_tables(
    connection: duckdb.DuckDBPyConnection, hashes: Sequence[str]
) -> dict[str, list[OtherTable]]:
    """Tables beside the nine that are known of some province's set."""
    rows = connection.execute(
        "SELECT sha256, kind, title, page, text FROM raw_table "
        "WHERE sha256 IN (SELECT unnest(?)) AND kind IS NOT NULL ORDER BY sha256, table_no",
        [list(hashes)],
    ).fetchall()
    by_report = groupby(rows, lambda row: row[0])
    return {sha256: [OtherTable(*row[1:]) for row in own] for sha256, own in by_report}


def _noticed(connection: duckdb.DuckDBPyConnection, hashes: Sequence[str]) -> dict[str, list[str]]:
    rows = connection.execute(
        "SELECT sha256, rule_id FROM quality_finding "
        "WHERE sha256 IN (SELECT unnest(?)) AND origin = 'reader' ORDER BY sha256, finding_no",
        [list(hashes)],
    ).fetchall()
    return {sha256: [rule for _, rule in own] for sha256, own in groupby(rows, lambda row: row[0])}
