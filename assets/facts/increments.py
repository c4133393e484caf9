"""What one build changes of a warehouse that an earlier one made, apart from the new reports' own rows.

Every statement is over all that is touched at once. What a report's rows say of other reports (its number
among the versions, the department it belongs to) is compared before and after, so that it is known whose
proof and validation no longer hold.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import duckdb

from assets.facts.basis import Stamp
from assets.facts.reports import Report
from assets.facts.warehouse import named_hashes
from expectations.contracts import contracts
from expectations.ddl import quote_name

# Made whole by every build: a few rows each, or none that belongs to one file.
MADE_WHOLE = ("dim_department", "fetch_document", "quality_correction")
State = dict[str, tuple[Any, ...]]


def remove_inputs(connection: duckdb.DuckDBPyConnection, hashes: Collection[str]) -> None:
    """Remove all rows of some input files, and the tables that every build makes whole.

    Committed at once: DuckDB takes a key back only after the transaction that removed it.
    """
    for table in MADE_WHOLE:
        connection.execute(f"DELETE FROM {quote_name(table)}")
    if not hashes:
        return
    with named_hashes(connection, hashes) as name:
        for table, contract in contracts().items():
            if contract.primary_key[0] == "sha256":
                connection.execute(f"DELETE FROM {quote_name(table)} WHERE sha256 IN (FROM {name})")


def numbers_and_superiors(connection: duckdb.DuckDBPyConnection) -> State:
    """What each report's row says of other reports, by SHA-256: version, whether current, superior."""
    rows = connection.execute("SELECT sha256, version_no, is_current, superior_sha256 FROM dim_report")
    return {sha256: tuple(rest) for sha256, *rest in rows.fetchall()}


def changed_since(connection: duckdb.DuckDBPyConnection, before: State) -> set[str]:
    """The reports that were there before and whose rows say something else of other reports now."""
    now = numbers_and_superiors(connection)
    return {sha256 for sha256, said in now.items() if before.get(sha256, said) != said}


def renumber(connection: duckdb.DuckDBPyConnection, reports: Iterable[Report]) -> None:
    """Bring version_no and is_current of dim_report to what versions count to now."""
    before = numbers_and_superiors(connection)
    moved = [
        [report.version_no, report.is_current, report.sha256]
        for report in reports
        if before[report.sha256][:2] != (report.version_no, report.is_current)
    ]
    if moved:
        connection.executemany("UPDATE dim_report SET version_no = ?, is_current = ? WHERE sha256 = ?", moved)


def input_rows(stamps: Mapping[str, Stamp]) -> Iterator[dict[str, Any]]:
    """Rows of etl_input for files that are new or changed: nothing proved, nothing validated."""
    for sha256, stamp in stamps.items():
        yield {"sha256": sha256, **stamp._asdict(), "proof_inputs": None, "is_validated": False}


def open_again(connection: duckdb.DuckDBPyConnection, hashes: Collection[str]) -> None:
    """Note that the suites have to look at some files' rows again."""
    with named_hashes(connection, hashes) as name:
        connection.execute(f"UPDATE etl_input SET is_validated = false WHERE sha256 IN (FROM {name})")
