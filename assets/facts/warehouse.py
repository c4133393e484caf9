"""The warehouse file: written beside the live one, whole, and swapped in by one rename."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from expectations.contracts import Column, contract
from expectations.ddl import create_statements, quote_name

_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "DECIMAL(20,2)": pa.decimal128(20, 2),
    "TIMESTAMP": pa.timestamp("us"),
}


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse file for writing; everything is on disk, the log merged in, when the block ends."""
    connection = duckdb.connect(str(path))
    try:
        yield connection
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def create(path: Path) -> None:
    """Make an empty warehouse with all its tables and comments, in place of whatever was left there."""
    remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as connection:
        for statement in create_statements():
            connection.execute(statement)


def copy(live: Path, staging: Path) -> None:
    """Copy the live warehouse to be changed beside it."""
    remove(staging)
    shutil.copyfile(live, staging)


def remove(path: Path) -> None:
    """Remove a warehouse file and its log, where they are."""
    for file in (path, path.with_name(path.name + ".wal")):
        file.unlink(missing_ok=True)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> int:
    """Append rows to a table, columns by name and types by its contract; return how many.

    Columns the rows do not have become NULL. Raises ``duckdb.ConstraintException`` for a repeated key.
    """
    columns = contract(table).columns
    if isinstance(rows, pd.DataFrame):
        values = {c.name: rows[c.name].tolist() for c in columns if c.name in rows}
        count = len(rows)
    else:
        listed = list(rows)
        values = {c.name: [row.get(c.name) for row in listed] for c in columns}
        count = len(listed)
    if count:
        batch = pa.table([_array(c, values.get(c.name), count) for c in columns], names=[c.name for c in columns])
        connection.register("batch", batch)
        connection.execute(f"INSERT INTO {quote_name(table)} SELECT * FROM batch")
        connection.unregister("batch")
    return count


def publish(staging: Path, live: Path) -> None:
    """Put a finished warehouse in the live one's place: readers have the old file or the new one, never half."""
    with staging.open("rb") as file:
        os.fsync(file.fileno())
    staging.replace(live)
    folder = os.open(live.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _array(column: Column, values: list[Any] | None, count: int) -> pa.Array:
    kind = _ARROW_TYPES[column.type]
    if values is None:
        return pa.nulls(count, kind)
    return pa.array([None if _is_missing(value) else value for value in values], type=kind)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value
