"""The identities asked of every report of a warehouse file: verdicts, doubts and findings written into it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from assets.facts import warehouse
from assets.facts.findings import doubt_rows, violation_rows
from expectations.cells import Cell
from expectations.contracts import contracts, printed_measures
from expectations.evaluate import Judgement, judge_report

BATCH_REPORTS = 100  # reports whose rows are held in memory at a time
DOUBTS_RULE = "numbers_doubtful"
_CELL_COLUMNS = ", ".join(Cell._fields)
_ROW_KEYS = ("row_no", "block_no", "side")

Reports = list[tuple[str, str, int]]  # sha256, tables found, findings of its reader


def write_verdicts(path: Path, on_report: Callable[[str], None] = lambda sha256: None) -> dict[str, int]:
    """Judge every report of a warehouse file anew, from its fact_cell; return verdicts by kind.

    Replaces what quality_verdict, the doubts and the findings that follow from them held.
    """
    tally: dict[str, int] = {}
    with warehouse.writing(path) as connection:
        connection.execute("DELETE FROM quality_verdict")
        connection.execute(
            "DELETE FROM quality_finding WHERE regexp_matches(rule_id, '^I[0-9]{2}$') OR rule_id = ?",
            [DOUBTS_RULE],
        )
        reports = _list_reports(connection)
        for start in range(0, len(reports), BATCH_REPORTS):
            batch = reports[start : start + BATCH_REPORTS]
            with _collector_paused():
                judged = _judge(connection, batch, on_report)
                _insert_verdicts(connection, judged)
            _apply_doubts(connection, judged)
            warehouse.insert(connection, "quality_finding", _finding_rows(batch, judged))
            for judgement in judged.values():
                for verdict in judgement.verdicts:
                    tally[verdict.verdict] = tally.get(verdict.verdict, 0) + 1
    return tally


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking through a batch again and again, a third of the time.

    It would find nothing: claims and verdicts hold no cycles and go when the batch is done.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _list_reports(connection: duckdb.DuckDBPyConnection) -> Reports:
    query = (
        "SELECT sha256, tables_found, coalesce(max(finding_no), 0) FROM dim_report "
        "LEFT JOIN quality_finding USING (sha256) GROUP BY ALL ORDER BY sha256"
    )
    return connection.execute(query).fetchall()


def _judge(
    connection: duckdb.DuckDBPyConnection, reports: Reports, on_report: Callable[[str], None]
) -> dict[str, Judgement]:
    """Judge some reports, which follow each other in the order of their hashes."""
    cells = {sha256: list(own) for sha256, own in groupby(_cells(connection, reports), attrgetter("sha256"))}
    judged = {}
    for sha256, tables, _ in reports:
        judged[sha256] = judge_report(cells.get(sha256, []), tables.split(",") if tables else [], sha256)
        on_report(sha256)
    return judged


def _cells(connection: duckdb.DuckDBPyConnection, reports: Reports) -> Iterator[Cell]:
    rows = connection.execute(
        f"SELECT {_CELL_COLUMNS} FROM fact_cell WHERE sha256 BETWEEN ? AND ? ORDER BY sha256, cell_no",
        [reports[0][0], reports[-1][0]],
    ).to_arrow_table()
    return map(Cell._make, zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _insert_verdicts(connection: duckdb.DuckDBPyConnection, judged: dict[str, Judgement]) -> None:
    verdicts = [verdict for judgement in judged.values() for verdict in judgement.verdicts]
    if verdicts:
        columns = zip(type(verdicts[0])._fields, zip(*verdicts, strict=True), strict=True)
        rows = {name: warehouse.array("quality_verdict", name, values) for name, values in columns}
        warehouse.insert(connection, "quality_verdict", pa.table(rows))


def _finding_rows(reports: Reports, judged: dict[str, Judgement]) -> Iterator[dict[str, Any]]:
    labels = {(table, measure): (zh, en) for table, measure, zh, en in printed_measures()}
    for sha256, _, last in reports:
        rows = list(violation_rows(sha256, judged[sha256].verdicts, labels, last))
        yield from rows
        yield from doubt_rows(sha256, judged[sha256].doubts, last + len(rows))


def _apply_doubts(connection: duckdb.DuckDBPyConnection, judged: dict[str, Judgement]) -> None:
    """Write doubts to fact_cell, and what follows from them to dim_report and to the fact tables' rows."""
    found = [(sha256, *doubt) for sha256, own in judged.items() for doubt in own.doubts.items()]
    if not found:
        return
    hashes, numbers, doubts = zip(*found, strict=True)
    table = {
        "sha256": hashes,
        "cell_no": pa.array(numbers, pa.int32()),
        "doubt": pa.array(doubts, pa.string()),
    }
    connection.register("doubts", pa.table(table))
    connection.execute(
        "UPDATE fact_cell SET doubt = d.doubt FROM doubts d WHERE fact_cell.sha256 = d.sha256 "
        "AND fact_cell.cell_no = d.cell_no AND fact_cell.doubt IS DISTINCT FROM d.doubt"
    )
    connection.execute(
        "UPDATE dim_report SET doubtful_cells = d.doubtful "
        "FROM (SELECT sha256, count(doubt) AS doubtful FROM doubts GROUP BY sha256) d "
        "WHERE dim_report.sha256 = d.sha256"
    )
    for contract in contracts().values():
        if contract.table_code is not None:
            keys = ["sha256", *(key for key in _ROW_KEYS if key in contract.primary_key)]
            connection.execute(_update_rows(contract.table, contract.table_code, keys))
    connection.unregister("doubts")


def _update_rows(table: str, table_code: str, keys: list[str]) -> str:
    """SQL that says of each row of a fact table whether one of its cells is doubtful."""
    same_row = " AND ".join(f"c.{key} = {table}.{key}" for key in keys)
    return (
        f"UPDATE {table} SET doubtful = c.doubtful "
        f"FROM (SELECT {', '.join(keys)}, bool_or(doubt IS NOT NULL) AS doubtful FROM fact_cell "
        f"WHERE table_code = '{table_code}' AND sha256 IN (SELECT sha256 FROM doubts) GROUP BY ALL) c "
        f"WHERE {same_row} AND {table}.doubtful IS DISTINCT FROM c.doubtful"
    )
