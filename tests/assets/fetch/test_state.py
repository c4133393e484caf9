"""The file of what fetching has seen: durable, brought up to date, set aside where it is damaged."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assets.fetch.state import (
    MIGRATIONS,
    DocumentRecord,
    FetchState,
    FetchStateError,
    PageRecord,
    SourceRecord,
    document_rows,
    set_aside,
    source_records,
    what_is_damaged,
)

SEEN = "2026-03-01T18:00:00+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fetch.sqlite"


def document(url: str, **changes: object) -> DocumentRecord:
    return replace(DocumentRecord("city", url, "", None, "决算", None, SEEN), **changes)


def test_records_come_back_as_they_were_saved(path: Path) -> None:
    source = SourceRecord("city", 3, SEEN, SEEN, SEEN, None, "x")
    page = PageRecord("city", "u", "listing", "t", "2025-01-01", SEEN, "e", "m", "b", "r", "{}", 2, 3, 4, 5)
    record = document("u", member="a.pdf", state="refused", reason="path", detail="d", checks=2, due_run=7)
    with FetchState.open(path) as state:
        for each in (source, page, record):
            state.save(each)
    with FetchState.open(path) as state:
        assert state.source("city") == source
        assert state.page("city", "u") == page
        assert state.document("city", "u", "a.pdf") == record
        assert (state.source("x"), state.page("city", "x"), state.document("city", "u")) == (None, None, None)


def test_documents_are_due_in_the_order_found_and_new_ones_first(path: Path) -> None:
    with FetchState.open(path) as state:
        for url, changes in {
            "b": {"state": "archived", "due_run": 2},
            "a": {"due_run": 1},
            "later": {"due_run": 3},
            "c": {"state": "failed", "due_run": 1},
            "0": {"due_run": 2},
        }.items():
            state.save(document(url, **changes))
        state.save(document("zip", member="inside", due_run=1))
        first = state.document("city", "b")
        assert first is not None
        state.save(replace(first, title="changed"))
        assert [record.url for record in state.due_documents("city", 2)] == ["a", "0", "b", "c"]
        assert state.due_documents("other", 2) == []


def test_a_transaction_is_whole_or_not_at_all(path: Path) -> None:
    with FetchState.open(path) as state:
        with pytest.raises(KeyError), state.transaction():
            state.save(document("a"))
            raise KeyError
        assert state.document("city", "a") is None
        with state.transaction():
            state.save(document("a"))
    with FetchState.open(path) as state:
        assert state.document("city", "a") is not None


def test_a_rehearsal_leaves_no_trace(path: Path) -> None:
    with FetchState.rehearse(path) as state:
        state.save(document("a"))
    assert not path.exists()
    with FetchState.open(path) as state:
        state.save(document("a"))
    content = path.read_bytes()
    with FetchState.rehearse(path) as state:
        assert state.document("city", "a") is not None
        state.save(document("b"))
    assert path.read_bytes() == content


def test_rows_for_the_warehouse_are_settled_facts_in_a_fixed_order(path: Path) -> None:
    assert list(document_rows(path)) == []
    with FetchState.open(path) as state:
        for url, member in (("b", ""), ("a", "2"), ("a", ""), ("a", "1")):
            state.save(document(url, member=member))
    rows = list(document_rows(path))
    assert [(row["url"], row["member"]) for row in rows] == [("a", ""), ("a", "1"), ("a", "2"), ("b", "")]
    assert rows[0]["first_seen_at"] == datetime(2026, 3, 1, 18)
    with FetchState.open(path) as state:
        state.save(document("b", checks=9, failures=3, due_run=50, etag="x", detail="y"))
    assert list(document_rows(path)) == rows


def test_a_file_of_a_newer_version_is_refused_and_left(path: Path) -> None:
    with FetchState.open(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    for use in (lambda: list(document_rows(path)), lambda: source_records(path), lambda: _open(path)):
        with pytest.raises(FetchStateError, match="newer version"):
            use()
    assert what_is_damaged(path) is None


def test_a_file_of_an_older_version_is_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FetchState.open(path) as state:
        state.save(document("a"))
    added = "ALTER TABLE document ADD COLUMN colour TEXT; UPDATE document SET colour = 'red';"
    monkeypatch.setattr("assets.fetch.state.MIGRATIONS", (*MIGRATIONS, added))
    with FetchState.open(path) as state:
        assert state.document("city", "a") == document("a")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT url, colour FROM document").fetchall() == [("a", "red")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)
    connection.close()


def test_a_migration_that_breaks_off_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FetchState.open(path) as state:
        state.save(document("a"))
    broken = "ALTER TABLE document ADD COLUMN colour TEXT; SELECT no_such_function();"
    monkeypatch.setattr("assets.fetch.state.MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(FetchStateError, match="cannot be used"):
        _open(path)
    monkeypatch.undo()
    with FetchState.open(path) as state:
        assert state.document("city", "a") == document("a")


@pytest.mark.parametrize(
    "spoil", [lambda body: b"not a database" * 500, lambda body: body[:5000] + b"\xff" * 9000]
)
def test_a_damaged_file_is_told_and_can_be_set_aside(path: Path, spoil: Callable[[bytes], bytes]) -> None:
    with FetchState.open(path) as state, state.transaction():
        for number in range(300):
            state.save(document(f"http://h.example/{number}"))
    path.write_bytes(spoil(path.read_bytes()))
    assert "is damaged" in (what_is_damaged(path) or "")
    assert set_aside(path).name == "fetch.sqlite.damaged"
    assert (what_is_damaged(path), path.exists()) == (None, False)
    assert list(document_rows(path)) == []


def _open(path: Path) -> None:
    with FetchState.open(path):
        pass
