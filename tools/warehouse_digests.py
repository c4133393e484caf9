"""What a warehouse says, in a few numbers: two that say the same have the same, whenever they were made."""

from pathlib import Path

import duckdb

from expectations.ddl import quote_name

# What tells of the making rather than of the reports: times, hashes of inputs, numbers of runs.
OF_THE_MAKING = frozenset({"archived_at", "build_id", "fetched_at", "input_hash", "run_id"})
Digests = dict[str, tuple[int, int]]


def digest_tables(path: Path) -> Digests:
    """Rows of each table and a hash of them all, whatever their order; tables about builds and runs left out.

    Raises duckdb.Error where the file cannot be read.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        return {table: _digest(connection, table) for (table,) in tables if not str(table).startswith("etl_")}


def differing(one: Digests, other: Digests) -> list[str]:
    """The tables in which two warehouses differ, with both counts of rows."""
    told = []
    for table in sorted({*one, *other}):
        here, there = one.get(table, (0, 0)), other.get(table, (0, 0))
        if here != there:
            told.append(f"{table} ({here[0]}/{there[0]})")
    return told


def _digest(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    columns = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    ).fetchall()
    # A suite counts the rows of every table, those about runs included.
    others = " WHERE NOT starts_with(table_name, 'etl_')" if table == "quality_validation" else ""
    kept = ", ".join(quote_name(str(column)) for (column,) in columns if column not in OF_THE_MAKING)
    row = connection.execute(
        "SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) "
        f"FROM (SELECT {kept} FROM {quote_name(table)}{others}) t"
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])
