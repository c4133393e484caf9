"""What a warehouse file says of each report and file, in so few words that two files can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from expectations.outcomes import RULE_SUITES

Address = tuple[str, str, str]  # SHA-256, source, URL

_REPORTS = """
WITH wrong AS (
    SELECT sha256, count(*) AS errors FROM quality_finding
    WHERE origin = 'proof' AND severity = 'error' AND rule_id <> 'proof_failed' GROUP BY sha256
), violated AS (
    SELECT sha256, count(*) AS violated FROM quality_verdict WHERE verdict = 'violated' GROUP BY sha256
)
SELECT r.sha256, r.department_id, r.department, r.fiscal_year, r.report_kind, r.report_level, r.version_no,
       r.is_current, r.file_name, r.grade, coalesce(w.errors, 0), coalesce(v.violated, 0)
FROM dim_report r LEFT JOIN wrong w USING (sha256) LEFT JOIN violated v USING (sha256)
ORDER BY r.department, r.fiscal_year, r.report_level, r.version_no, r.sha256
"""
# Each version beside the one before it; the first of all beside the one after it.
_REVISIONS = """
WITH told AS (
    SELECT sha256, previous_sha256, state, cells_added + cells_removed + cells_changed AS cells
    FROM quality_revision
)
SELECT previous_sha256, sha256, state, cells FROM told
WHERE previous_sha256 NOT IN (SELECT sha256 FROM told)
UNION ALL SELECT * FROM told
"""
_QUARANTINED = "SELECT sha256, file_name, reason, coalesce(detail, '') FROM quality_quarantine ORDER BY ALL"
_INCOMPLETE = """
SELECT sha256, file_name, 'read_in_part', coalesce(incomplete_reason, '') FROM dim_report
WHERE NOT is_complete ORDER BY file_name, sha256
"""
_UNPROVED = """
SELECT sha256, file_name, rule_id, message_en FROM quality_finding JOIN dim_report USING (sha256)
WHERE rule_id = 'proof_failed' ORDER BY file_name, sha256, finding_no
"""
_CORRECTIONS = """
SELECT correction_id, correction_id, outcome, 'expected ' || expected FROM quality_correction
WHERE has_failed ORDER BY correction_id
"""
_ADDRESSES = "SELECT sha256, source, url FROM archive_origin ORDER BY ALL"
# Failures of tables, not what rules or identities found in reports; a check that broke counts wherever it is.
_BROKEN = """
SELECT suite || ': ' || expectation_id, table_name, status, '' FROM quality_validation
WHERE identity_id IS NULL AND (status = 'errored' OR (status = 'failed' AND suite NOT IN (SELECT unnest(?))))
ORDER BY ALL
"""


class Standing(NamedTuple):
    """How one report stands: whose it is, which version, and what was found in it."""

    sha256: str
    department_id: str
    department: str
    fiscal_year: int
    report_kind: str
    report_level: str
    version_no: int
    is_current: bool
    file_name: str
    grade: str | None
    errors: int
    violated: int

    @property
    def group(self) -> tuple[str, int, str, str]:
        """What all versions of one report have in common."""
        return (self.department_id, self.fiscal_year, self.report_kind, self.report_level)


class Revision(NamedTuple):
    """One version beside another, and the number of cells in which their facts differ."""

    sha256: str
    other_sha256: str
    state: str
    cells: int


class Trouble(NamedTuple):
    """Something that wants looking at; ``key`` tells whether the other file has it too."""

    key: str
    name: str
    reason: str
    detail: str


Troubles = Mapping[str, Trouble]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a warehouse file says. Of an older version's file, what it does not tell is None."""

    build_id: str
    reports: Mapping[str, Standing]
    revisions: Mapping[str, Revision]
    quarantined: Troubles | None
    incomplete: Troubles | None
    unproved: Troubles | None
    corrections: Troubles | None
    broken: Troubles | None
    addresses: frozenset[Address] | None


def take_snapshot(path: Path) -> Snapshot | None:
    """What a warehouse file says; None where there is no file, or none that tells of its reports."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            builds, reports = _ask(connection, "SELECT build_id FROM etl_build"), _ask(connection, _REPORTS)
            if not builds or reports is None:
                return None
            addresses = _ask(connection, _ADDRESSES)
            return Snapshot(
                build_id=builds[0][0],
                reports={row[0]: Standing(*row) for row in reports},
                revisions={row[0]: Revision(*row) for row in _ask(connection, _REVISIONS) or ()},
                quarantined=_troubles(connection, _QUARANTINED),
                incomplete=_troubles(connection, _INCOMPLETE),
                unproved=_troubles(connection, _UNPROVED),
                corrections=_troubles(connection, _CORRECTIONS),
                broken=_troubles(connection, _BROKEN, [list(RULE_SUITES)]),
                addresses=None if addresses is None else frozenset(addresses),
            )
    except duckdb.Error:
        return None  # no warehouse, or somebody is writing to it


def _troubles(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()
) -> Troubles | None:
    rows = _ask(connection, query, values)
    return None if rows is None else {row[0]: Trouble(*row) for row in rows}


def _ask(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> list[Any] | None:
    """Rows of a query; None where the file lacks a table or a column of it."""
    try:
        return connection.execute(query, list(values)).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
