"""What fetching has seen, in SQLite: pages and documents, what conditional requests need, when to ask again.

Losing the file costs requests and downloads, never a report: bytes are known by their hash. Time is counted
in runs of a source, not in hours, so that a clock set wrong, or a machine that was off, changes nothing.
What belongs here: the file and its tables, whose rows are the records of records.py.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from assets.fetch.records import DocumentRecord, PageRecord, SourceRecord

# Who uses the state uses its records.
__all__ = [
    "DocumentRecord",
    "FetchState",
    "FetchStateError",
    "PageRecord",
    "SourceRecord",
    "document_rows",
    "set_aside",
    "source_records",
    "what_is_damaged",
]

# Each script brings the file from the version before to its own; PRAGMA user_version counts them.
MIGRATIONS = (
    """
    CREATE TABLE source (
        name TEXT PRIMARY KEY, runs INTEGER NOT NULL, first_run_at TEXT NOT NULL, last_run_at TEXT NOT NULL,
        last_whole_at TEXT, last_new_at TEXT, problem TEXT
    ) STRICT;
    CREATE TABLE page (
        source TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, published_on TEXT,
        first_seen_at TEXT NOT NULL, etag TEXT, last_modified TEXT, body_sha256 TEXT, rules TEXT, found TEXT,
        swept_run INTEGER, checks INTEGER NOT NULL, failures INTEGER NOT NULL, due_run INTEGER NOT NULL,
        PRIMARY KEY (source, url)
    ) STRICT;
    CREATE TABLE document (
        source TEXT NOT NULL, url TEXT NOT NULL, member TEXT NOT NULL, page_url TEXT, title TEXT NOT NULL,
        published_on TEXT, first_seen_at TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, detail TEXT,
        sha256 TEXT, body_sha256 TEXT, etag TEXT, last_modified TEXT,
        checks INTEGER NOT NULL, failures INTEGER NOT NULL, due_run INTEGER NOT NULL,
        PRIMARY KEY (source, url, member)
    ) STRICT;
    """,
)


class FetchStateError(RuntimeError):
    """The file is damaged, or a newer version of juesuan made it."""


Record = TypeVar("Record", SourceRecord, PageRecord, DocumentRecord)
TABLES: dict[type[Any], tuple[str, tuple[str, ...]]] = {
    SourceRecord: ("source", ("name",)),
    PageRecord: ("page", ("source", "url")),
    DocumentRecord: ("document", ("source", "url", "member")),
}


class FetchState:
    """An open file of state. A change is durable when its call, or the ``transaction`` around it, returns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open the file, made if need be and brought up to date; raises FetchStateError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            _prepare(connection, path)
            yield cls(connection)
        finally:
            connection.close()

    @classmethod
    @contextmanager
    def rehearse(cls, path: Path) -> Iterator[Self]:
        """Open a copy in memory, for a run that must leave no trace; raises FetchStateError."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            if path.exists():
                _copy(path, connection)
            _prepare(connection, path)
            yield cls(connection)
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside become durable together, or none of them does."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def save(self, record: SourceRecord | PageRecord | DocumentRecord) -> None:
        """Put a record in place of the one with its key, if there is one."""
        table, key = TABLES[type(record)]
        names = [field.name for field in fields(record)]
        updates = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
        self._connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}",  # which keeps a row in its order
            astuple(record),
        )

    def source(self, name: str) -> SourceRecord | None:
        """A source that has been gone through before."""
        return self._one(SourceRecord, name)

    def page(self, source: str, url: str) -> PageRecord | None:
        """A page that was found before."""
        return self._one(PageRecord, source, url)

    def document(self, source: str, url: str, member: str = "") -> DocumentRecord | None:
        """A document that was found before."""
        return self._one(DocumentRecord, source, url, member)

    def due_articles(self, source: str, run: int) -> list[PageRecord]:
        """Articles to ask for in a run, in the order in which they were found."""
        where = "source = ? AND kind = 'article' AND due_run <= ? ORDER BY rowid"
        return self._select(PageRecord, where, source, run)

    def due_documents(self, source: str, run: int) -> list[DocumentRecord]:
        """Documents to ask for in a run, those never asked for first, each lot as it was found."""
        where = "source = ? AND member = '' AND due_run <= ? ORDER BY state <> 'waiting', rowid"
        return self._select(DocumentRecord, where, source, run)

    def members(self, source: str, url: str) -> list[DocumentRecord]:
        """What a zip held when it last came, by name."""
        return self._select(
            DocumentRecord, "source = ? AND url = ? AND member <> '' ORDER BY member", source, url
        )

    def archived(self, source: str) -> list[DocumentRecord]:
        """Every document and file in a zip that was archived."""
        return self._select(DocumentRecord, "source = ? AND state = 'archived' ORDER BY rowid", source)

    def sources(self) -> list[SourceRecord]:
        """Every source ever gone through, by name."""
        return self._select(SourceRecord, "TRUE ORDER BY name")

    def forget_page(self, source: str, url: str) -> None:
        """Remove a page that turned out to be none."""
        self._connection.execute("DELETE FROM page WHERE source = ? AND url = ?", (source, url))

    def forget_document(self, source: str, url: str, member: str = "") -> None:
        """Remove a row that stands for nothing any more."""
        key = (source, url, member)
        self._connection.execute("DELETE FROM document WHERE source = ? AND url = ? AND member = ?", key)

    def _one(self, kind: type[Record], *key: str) -> Record | None:
        where = " AND ".join(f"{name} = ?" for name in TABLES[kind][1])
        return next(iter(self._select(kind, where, *key)), None)

    def _select(self, kind: type[Record], where: str, *values: str | int) -> list[Record]:
        names = ", ".join(field.name for field in fields(kind))
        rows = self._connection.execute(f"SELECT {names} FROM {TABLES[kind][0]} WHERE {where}", values)
        return [kind(*row) for row in rows]


def document_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of fetch_document, ordered by source, address and member; none where nothing was ever fetched.

    Raises FetchStateError where the file cannot be read.
    """
    if not path.exists():
        return
    columns = "source, url, member, page_url, title, published_on, first_seen_at, state, reason, sha256"
    try:
        with _reading(path) as connection:
            _require_known_version(connection, path)
            rows = connection.execute(
                f"SELECT {columns} FROM document ORDER BY source, url, member"
            ).fetchall()
    except sqlite3.Error as error:
        raise FetchStateError(f"{path} cannot be read: {error}") from error
    for row in rows:
        named = dict(zip(columns.split(", "), row, strict=True))
        seen = datetime.fromisoformat(named["first_seen_at"])
        yield {**named, "first_seen_at": seen.replace(tzinfo=None)}


def source_records(path: Path) -> list[SourceRecord]:
    """Every source that was ever gone through, by name; raises FetchStateError."""
    if not path.exists():
        return []
    with FetchState.rehearse(path) as state:
        return state.sources()


def what_is_damaged(path: Path) -> str | None:
    """What is wrong with the file, in words; None where it is sound or not there."""
    if not path.exists():
        return None
    try:
        with _reading(path) as connection:
            told = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        told = str(error)
    return None if told == "ok" else f"{path} is damaged: {told}"


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, with what SQLite keeps beside it; returns where it lies now."""
    aside = path.with_name(f"{path.name}.damaged")
    path.replace(aside)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    return aside


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    # Opened for writing, though nothing is written: only so can SQLite undo what a power cut left half done.
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _copy(path: Path, target: sqlite3.Connection) -> None:
    try:
        with _reading(path) as original:
            original.backup(target)
    except sqlite3.DatabaseError as error:
        raise FetchStateError(f"{path} cannot be used: {error}") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    try:
        connection.execute("PRAGMA synchronous = FULL")
        version = _require_known_version(connection, path)
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
    except sqlite3.DatabaseError as error:
        raise FetchStateError(f"{path} cannot be used: {error}") from error


def _require_known_version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise FetchStateError(f"{path} was made by a newer version of juesuan")
    return version
