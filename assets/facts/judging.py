"""Every report of a warehouse file proved: verdicts, doubts, findings and suspects written into it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from assets.facts import warehouse
from assets.facts.collector import collector_paused
from assets.facts.corrections import apply_corrections, list_marks
from assets.facts.failed_proofs import failed_proof, unsettled_doubts
from assets.facts.increments import open_again
from assets.facts.insertion import OF_THE_MACHINE
from assets.facts.owed_proofs import note_proofs, owed_proofs, remove_proofs
from assets.facts.printed import Head, load_printed
from assets.facts.proofs import finding_rows_of, record_rows, suspect_rows, verdict_table
from expectations.contracts import contracts
from expectations.proof import Proof, prove_report

BATCH_REPORTS = 100  # reports whose rows are held in memory at a time
_ROW_KEYS = ("row_no", "block_no", "side")


def write_verdicts(
    path: Path, on_report: Callable[[str], None] = lambda sha256: None, anew: bool = True
) -> dict[str, int]:
    """Prove the reports of a warehouse file from its facts; return verdicts by kind.

    All of them ``anew``, or only those without a proof that looked at what is there now. Replaces what the
    tables of verdicts, suspects, doubts and findings of an earlier proof held. A report whose proof fails
    gets a finding that says so (``proof_failed``), no verdicts and no grade; errors of the machine are
    raised.
    """
    with warehouse.writing(path) as connection:
        warehouse.mark_stage(connection, "facts")
        owed = owed_proofs(connection, anew)
        marks = list_marks(connection)
        remove_proofs(connection, [head.sha256 for head in owed])
        last = _last_findings(connection)
        for start in range(0, len(owed), BATCH_REPORTS):
            batch = owed[start : start + BATCH_REPORTS]
            with collector_paused():
                proofs = _prove(connection, batch, last, on_report)
                proofs = _insert_apart(connection, proofs, last)
            _apply_doubts(connection, proofs)
            note_proofs(connection, batch)
        apply_corrections(connection)
        marked = {sha256 for sha256, _ in marks.items() ^ list_marks(connection).items()}
        open_again(connection, marked | {head.sha256 for head in owed})
        warehouse.mark_stage(connection, "verdicts")
        rows = connection.execute("SELECT verdict, count(*) FROM quality_verdict GROUP BY 1").fetchall()
    return dict(rows)


def _last_findings(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The number of the last finding that its reader left of each report."""
    rows = connection.execute(
        "SELECT sha256, coalesce(max(finding_no), 0) FROM dim_report "
        "LEFT JOIN quality_finding USING (sha256) GROUP BY ALL"
    )
    return dict(rows.fetchall())


def _prove(
    connection: duckdb.DuckDBPyConnection,
    heads: Sequence[Head],
    last: Mapping[str, int],
    on_report: Callable[[str], None],
) -> dict[str, Proof]:
    proofs = {}
    for printed in load_printed(connection, heads):
        try:
            proof = prove_report(printed, last[printed.sha256] + 1)
        except OF_THE_MACHINE:
            raise
        # Whatever a misread page leads to may be raised here; the other reports are proved all the same.
        except Exception as error:
            proof = failed_proof(error, unsettled_doubts(printed.cells))
        proofs[printed.sha256] = proof
        on_report(printed.sha256)
    return proofs


def _insert_apart(
    connection: duckdb.DuckDBPyConnection, proofs: Mapping[str, Proof], last: Mapping[str, int]
) -> dict[str, Proof]:
    """Insert proofs in one transaction, or one by one where that fails; return them as they went in."""
    try:
        with _transaction(connection):
            _insert(connection, proofs, last)
    except OF_THE_MACHINE:
        raise
    # As above: a value that no column takes may be raised by Arrow, by DuckDB or by our own checks.
    except Exception as error:
        if len(proofs) > 1:
            apart = [_insert_apart(connection, {sha256: proof}, last) for sha256, proof in proofs.items()]
            return {sha256: proof for inserted in apart for sha256, proof in inserted.items()}
        proofs = {sha256: failed_proof(error, proof.doubts) for sha256, proof in proofs.items()}
        _insert(connection, proofs, last)
    return dict(proofs)


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _insert(
    connection: duckdb.DuckDBPyConnection, proofs: Mapping[str, Proof], last: Mapping[str, int]
) -> None:
    verdicts = verdict_table(proofs.values())
    if verdicts is not None:
        warehouse.insert(connection, "quality_verdict", verdicts)
    warehouse.insert(connection, "quality_finding", finding_rows_of(proofs, last))
    warehouse.insert(connection, "quality_suspect", suspect_rows(proofs, last))
    entries: list[NamedTuple] = [entry for proof in proofs.values() for entry in proof.ledger]
    disclosed: list[NamedTuple] = [entry for proof in proofs.values() for entry in proof.disclosures]
    warehouse.insert(connection, "quality_ledger", record_rows(entries))
    warehouse.insert(connection, "quality_disclosure", record_rows(disclosed))
    grades = [[proof.grade or None, sha256] for sha256, proof in proofs.items()]
    connection.executemany("UPDATE dim_report SET grade = ? WHERE sha256 = ?", grades)


def _apply_doubts(connection: duckdb.DuckDBPyConnection, proofs: Mapping[str, Proof]) -> None:
    """Write doubts to fact_cell, and what follows from them to dim_report and to the fact tables' rows."""
    found = [(sha256, *doubt) for sha256, own in proofs.items() for doubt in own.doubts.items()]
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
            connection.execute(_update_rows(contract.table, keys), [contract.table_code])
    connection.unregister("doubts")


def _update_rows(table: str, keys: list[str]) -> str:
    """SQL that says of each row of a fact table whether one of its cells is doubtful."""
    same_row = " AND ".join(f"c.{key} = {table}.{key}" for key in keys)
    return (
        f"UPDATE {table} SET doubtful = c.doubtful "
        f"FROM (SELECT {', '.join(keys)}, bool_or(doubt IS NOT NULL) AS doubtful FROM fact_cell "
        "WHERE table_code = ? AND sha256 IN (SELECT sha256 FROM doubts) GROUP BY ALL) c "
        f"WHERE {same_row} AND {table}.doubtful IS DISTINCT FROM c.doubtful"
    )
