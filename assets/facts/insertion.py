"""Reports put into a warehouse batch by batch, so that one which cannot be shaped holds up no other.

A batch goes in whole, in one transaction. Where that fails its reports go in one by one, each in a
transaction of its own; the one that fails again leaves no row behind and is named with what went wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from assets.extract.cache import ExtractCache
from assets.facts import warehouse
from assets.facts.frames import shape_reports
from assets.facts.reports import Report

# These are no report's fault: the disk, memory or the warehouse itself gave up, and so must the build.
OF_THE_MACHINE = (
    OSError,
    MemoryError,
    duckdb.OperationalError,
    duckdb.InternalException,
    duckdb.FatalException,
    duckdb.InterruptException,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be shaped or inserted, and the error in words."""

    report: Report
    detail: str


def insert_reports(
    connection: duckdb.DuckDBPyConnection,
    reports: Sequence[Report],
    cache: ExtractCache,
    extractor_version: str,
) -> list[Failure]:
    """Insert what is known of some reports; return those that failed.

    Errors of the machine (disk, memory, a broken warehouse) are raised; nothing of these reports is then in.
    """
    try:
        _insert_whole(connection, reports, cache, extractor_version)
        return []
    except OF_THE_MACHINE:
        raise
    # Whatever a misread page leads to may be raised here, by pandas, Arrow, DuckDB or our own checks.
    except Exception as error:
        if len(reports) == 1:
            return [Failure(reports[0], f"{type(error).__name__}: {error}")]
    return [
        failure
        for report in reports
        for failure in insert_reports(connection, [report], cache, extractor_version)
    ]


def _insert_whole(
    connection: duckdb.DuckDBPyConnection,
    reports: Sequence[Report],
    cache: ExtractCache,
    extractor_version: str,
) -> None:
    shaped = shape_reports(reports, cache, extractor_version)
    connection.begin()
    try:
        for table, rows in shaped.items():
            warehouse.insert(connection, table, rows)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
