"""Which reports of a warehouse have yet to be proved, and the removal of proofs that no longer hold."""

from collections.abc import Collection, Sequence

import duckdb

from assets.facts.printed import Head, list_heads
from assets.facts.warehouse import named_hashes

# Tables that hold nothing but what is proved of reports.
PROOF_TABLES = frozenset({"quality_verdict", "quality_suspect", "quality_disclosure", "quality_ledger"})
# Findings that say how corrections fared, which every build finds out anew.
_OF_CORRECTIONS = "origin = 'proof' AND starts_with(rule_id, 'correction_')"


def owed_proofs(connection: duckdb.DuckDBPyConnection, anew: bool = False) -> list[Head]:
    """The reports without a proof, or whose proof looked at other reports than there are now; or all."""
    return [head for head in list_heads(connection) if anew or head.proved_with != head.looks_at]


def remove_proofs(connection: duckdb.DuckDBPyConnection, hashes: Collection[str]) -> None:
    """Remove the proofs of some reports, and what is told of corrections in any."""
    connection.execute(f"DELETE FROM quality_finding WHERE {_OF_CORRECTIONS}")
    with named_hashes(connection, hashes) as name:
        for table in sorted(PROOF_TABLES):
            connection.execute(f"DELETE FROM {table} WHERE sha256 IN (FROM {name})")
        connection.execute(f"DELETE FROM quality_finding WHERE origin = 'proof' AND sha256 IN (FROM {name})")


def note_proofs(connection: duckdb.DuckDBPyConnection, heads: Sequence[Head]) -> None:
    """Note of reports just proved what their proofs looked at."""
    connection.executemany(
        "UPDATE etl_input SET proof_inputs = ? WHERE sha256 = ?",
        [[head.looks_at, head.sha256] for head in heads],
    )
