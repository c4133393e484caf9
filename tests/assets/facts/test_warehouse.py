"""The warehouse file: rows by contract, and a swap that readers never notice."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from assets.facts import warehouse
from expectations.contracts import contracts

DEPARTMENT = {"department_id": "000000:某局", "department": "某局"}
TOKEN = {"sha256": "a" * 64, "token_no": 1, "page": 3, "token": "1", "token_class": "lost"} | dict.fromkeys(
    ("x0", "y0", "x1", "y1"), 1.5
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "folder" / "w.duckdb"
    warehouse.create(file)
    return file


def put(path: Path, table: str, rows: Any) -> int:
    with warehouse.writing(path) as connection:
        return warehouse.insert(connection, table, rows)


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def finish(path: Path, build_id: str = "build-1") -> None:
    """Give a file the row that a finished build ends with."""
    columns = {"juesuan_version": "1", "extractor_version": "1", "input_hash": f"hash of {build_id}"}
    columns |= {"build_version": "1", "stage": "validation"}
    counts = {"reports": 0, "quarantined": 0, "cells": 0}
    put(path, "etl_build", [{"build_id": build_id, **columns, **counts}])


def test_a_new_warehouse_has_every_table_with_its_comment(path: Path) -> None:
    comments = dict(query(path, "SELECT table_name, comment FROM duckdb_tables()"))
    assert comments == {table: contract.comment for table, contract in contracts().items()}


def test_rows_are_inserted_by_name_and_missing_columns_are_null(path: Path) -> None:
    assert put(path, "dim_department", [DEPARTMENT]) == 1
    assert query(path, "SELECT department, region_code, parent_name FROM dim_department") == [
        ("某局", None, None)
    ]


def test_columns_and_dicts_give_the_same_rows(path: Path) -> None:
    columns = pa.Table.from_pylist([{**TOKEN, "token_no": 2}])
    assert put(path, "quality_token", [TOKEN]) + put(path, "quality_token", columns) == 2
    first, second = query(path, "SELECT * EXCLUDE token_no FROM quality_token ORDER BY token_no")
    assert first == second


def test_decimals_arrive_exact_and_missing_values_as_null(path: Path) -> None:
    verdict = {
        **{"sha256": "a" * 64, "identity_id": "I01", "table_code": "01", "measure": "final"},
        **{"subject_code": "", "verdict": "exact", "severity": "error", "unit": "yuan"},
    }
    amounts = [(Decimal("123456789012345678.99"), 7), (None, None)]
    rows = [
        {**verdict, "instance": str(number), "residual": residual, "page": page}
        for number, (residual, page) in enumerate(amounts)
    ]
    put(path, "quality_verdict", rows[:1])
    put(path, "quality_verdict", pa.Table.from_pylist(rows[1:]))
    assert query(path, "SELECT residual, page FROM quality_verdict ORDER BY instance") == amounts


@pytest.mark.parametrize("rows", [[DEPARTMENT, DEPARTMENT], [{**DEPARTMENT, "department": None}]])
def test_a_repeated_key_or_a_lacking_value_is_an_error(path: Path, rows: list[dict[str, Any]]) -> None:
    with pytest.raises(duckdb.ConstraintException):
        put(path, "dim_department", rows)
    assert query(path, "SELECT count(*) FROM dim_department") == [(0,)]


@pytest.mark.parametrize("as_columns", [False, True])
def test_a_column_without_a_contract_is_an_error(path: Path, as_columns: bool) -> None:
    rows = [{**DEPARTMENT, "colour": "red"}]
    with pytest.raises(KeyError, match="dim_department has no column colour"):
        put(path, "dim_department", pa.Table.from_pylist(rows) if as_columns else rows)
    with pytest.raises(KeyError, match="no_such_table"):
        put(path, "no_such_table", rows)


def test_a_reader_keeps_the_old_file_and_a_new_one_sees_the_new(path: Path, tmp_path: Path) -> None:
    live = tmp_path / "live.duckdb"
    warehouse.copy(path, live)
    put(live, "dim_department", [DEPARTMENT])
    put(path, "dim_department", [{"department_id": "000000:别局", "department": "别局"}])
    reader = duckdb.connect(str(live), read_only=True)
    warehouse.publish(path, live)
    assert not path.exists()
    assert reader.execute("SELECT department FROM dim_department").fetchall() == [("某局",)]
    reader.close()
    assert query(live, "SELECT department FROM dim_department") == [("别局",)]


def test_what_a_crash_left_is_replaced(path: Path) -> None:
    log = path.with_name(path.name + ".wal")
    path.write_bytes(b"half a file")
    log.write_bytes(b"half a log")
    warehouse.create(path)
    assert not log.exists()
    assert query(path, "SELECT count(*) FROM fact_cell") == [(0,)]


def test_only_a_finished_build_has_an_input_hash(path: Path, tmp_path: Path) -> None:
    assert warehouse.stored_input_hash(tmp_path / "nothing.duckdb") is None
    assert warehouse.stored_input_hash(path) is None
    finish(path, "build-7")
    assert warehouse.stored_input_hash(path) == "hash of build-7"
    path.write_text("not a database")
    assert warehouse.stored_input_hash(path) is None


def test_foreign_files_are_told_from_warehouses(path: Path, tmp_path: Path) -> None:
    other, notes, empty = (tmp_path / name for name in ("other.duckdb", "notes.md", "empty"))
    duckdb.connect(str(other)).execute("CREATE TABLE mine AS SELECT 1").close()
    notes.write_text("some notes")
    empty.touch()
    foreign = [file for file in (path, other, notes, empty, tmp_path / "none") if warehouse.is_foreign(file)]
    assert foreign == [other, notes]


def test_a_dead_client_s_log_is_not_replayed_onto_the_new_file(tmp_path: Path) -> None:
    live, staging = tmp_path / "w.duckdb", tmp_path / ".w.building"
    warehouse.create(live)
    warehouse.create(staging)
    # What a client killed in the middle of a write leaves: a log beside the file.
    left = tmp_path / "w.duckdb.wal"
    left.write_bytes(b"a log of the old file")
    warehouse.publish(staging, live)
    assert not left.exists()
    with duckdb.connect(str(live), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM fact_cell").fetchone() == (0,)


def test_a_file_says_how_far_it_has_come(path: Path, tmp_path: Path) -> None:
    assert warehouse.stage_of(tmp_path / "nothing.duckdb") is None
    assert warehouse.stage_of(path) is None
    finish(path)
    with warehouse.writing(path) as connection:
        warehouse.mark_stage(connection, "verdicts")
    assert warehouse.stage_of(path) == "verdicts"
    path.write_text("not a database")
    assert warehouse.stage_of(path) is None
