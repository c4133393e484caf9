"""The warehouse file: written beside the live one, whole, and swapped in by one rename."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from expectations.contracts import Column, contract, contracts
from expectations.ddl import create_statements, quote_name

FICLONE = 0x40049409  # Linux: let one file share the blocks of another (linux/fs.h)
COPY_BYTES = 16 * 1024**2
MAGIC, MAGIC_OFFSET = b"DUCK", 8  # what a DuckDB file carries near its start, after a checksum
_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "DECIMAL(20,2)": pa.decimal128(20, 2),
    "DECIMAL(20,4)": pa.decimal128(20, 4),
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
        connection.begin()
        for statement in create_statements():
            connection.execute(statement)
        connection.commit()


def copy(live: Path, staging: Path) -> None:
    """Copy the live warehouse to be changed beside it; at no cost where the file system shares blocks.

    A copy cut off in the middle does not get the name: its beginning alone may look like a whole file.
    """
    remove(staging)
    with live.open("rb") as source, _part_of(staging).open("wb") as target:
        try:
            fcntl.ioctl(target, FICLONE, source.fileno())
        except OSError:  # most file systems cannot
            shutil.copyfileobj(source, target, COPY_BYTES)
    _part_of(staging).replace(staging)


def stored_input_hash(path: Path) -> str | None:
    """Hash of the inputs that a finished build was made of; None where there is none, or none of ours."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute("SELECT input_hash FROM etl_build").fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None


def stage_of(path: Path) -> str | None:
    """How far the build of a warehouse file has come (etl_build.stage); None where nothing whole is there."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute("SELECT stage FROM etl_build").fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None


def mark_stage(connection: duckdb.DuckDBPyConnection, stage: str) -> None:
    """Note that a build has come so far; the stages before it are then done.

    Each step notes the stage before its own as it begins: cut off in the middle, it has to be done again.
    """
    connection.execute("UPDATE etl_build SET stage = ?", [stage])


def is_foreign(path: Path) -> bool:
    """Whether something else than a warehouse lies there, which a build must not replace.

    A DuckDB file that cannot be looked into, since somebody is writing to it, counts as ours.
    """
    if not path.exists() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + MAGIC_OFFSET)
    if head[MAGIC_OFFSET:] != MAGIC:
        return True
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return not connection.execute("FROM duckdb_tables() WHERE table_name = 'etl_build'").fetchall()
    except duckdb.Error:
        return False


def is_outdated(path: Path) -> bool:
    """Whether a warehouse has other tables, or other columns in them, than the contracts describe.

    False for a file that cannot be looked into: what is wrong with it shows when it is used.
    """
    query = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY table_name, column_index"
    )
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute(query).fetchall()
    except duckdb.Error:
        return False
    there: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in found:
        there.setdefault(table, []).append((column, kind))
    wanted = {
        table: [(column.name, column.type) for column in described.columns]
        for table, described in contracts().items()
    }
    return any(there.get(table) != columns for table, columns in wanted.items())


def remove(path: Path) -> None:
    """Remove a warehouse file, its log and what was to become it, where they are."""
    for file in (path, _log_of(path), _part_of(path)):
        file.unlink(missing_ok=True)


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table | Iterable[Mapping[str, Any]]
) -> int:
    """Append rows to a table, columns by name and types by its contract; return how many.

    Columns the rows do not have become NULL. Raises ``duckdb.ConstraintException`` for a repeated key or a
    required column without a value, KeyError for a table without a contract or a column it does not describe.
    """
    columns = contract(table).columns
    values: Mapping[str, Any]
    if isinstance(rows, pa.Table):
        values, count = dict(zip(rows.column_names, rows.columns, strict=True)), len(rows)
    else:
        listed = list(rows)
        names = {name for row in listed for name in row}
        values, count = {name: [row.get(name) for row in listed] for name in names}, len(listed)
    if unknown := sorted(set(values) - {column.name for column in columns}):
        raise KeyError(f"{table} has no column {', '.join(unknown)}")
    if count:
        arrays = {column.name: _array(column, values.get(column.name), count) for column in columns}
        connection.register("batch", pa.table(arrays))
        connection.execute(f"INSERT INTO {quote_name(table)} SELECT * FROM batch")
        connection.unregister("batch")
    return count


@contextmanager
def named_hashes(connection: duckdb.DuckDBPyConnection, hashes: Iterable[str]) -> Iterator[str]:
    """Hashes as a table of one column that queries can name while the block runs."""
    connection.register("named_hash", pa.table({"sha256": pa.array(sorted(hashes), pa.string())}))
    try:
        yield "named_hash"
    finally:
        connection.unregister("named_hash")


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    row = connection.execute(f"SELECT count(*) FROM {quote_name(table)}").fetchone()
    return int(row[0]) if row else 0


def array(table: str, column: str, values: Sequence[Any]) -> pa.Array:
    """Values as an Arrow array of the type that the table's contract gives the column."""
    return pa.array(values, _ARROW_TYPES[contract(table).column(column).type])


def publish(staging: Path, live: Path) -> None:
    """Put a finished warehouse in the live one's place: readers have the old file or the new, never half.

    The log that a dead client left beside the live file belongs to that file: DuckDB would replay it onto the
    new one, so it goes first.
    """
    with staging.open("rb") as file:
        os.fsync(file.fileno())
    _log_of(live).unlink(missing_ok=True)
    staging.replace(live)
    folder = os.open(live.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _part_of(path: Path) -> Path:
    """Where a copy lies until it is whole."""
    return path.with_name(f"{path.name}.part")


def _log_of(path: Path) -> Path:
    """DuckDB's write-ahead log of a file."""
    return path.with_name(f"{path.name}.wal")


def _array(column: Column, values: Any, count: int) -> pa.Array | pa.ChunkedArray:
    kind = _ARROW_TYPES[column.type]
    if values is None:
        return pa.nulls(count, kind)
    return values.cast(kind) if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, kind)
