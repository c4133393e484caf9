"""Frames fetched from a warehouse: whole reports per batch, money in fen, missing columns left out."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from expectations import fetch
from expectations.contracts import contract
from expectations.ddl import create_table
from expectations.frames import OneSided, tell_one_sided
from expectations.identities import load_identities
from expectations.outcomes import FAILING_ROWS_KEPT, Outcome, merge_outcomes

OUTCOME = Outcome(
    suite="fact_cell",
    expectation_id="fact_cell.key",
    table="fact_cell",
    identity_id=None,
    name_zh="主键",
    name_en="Key",
    severity="error",
    success=True,
    errored=False,
    error="",
    element_count=3,
    unexpected_count=0,
    not_evaluable_count=4,
    failing_rows=(),
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(create_table(contract("quality_verdict")).replace(" NOT NULL", ""))
        yield opened


def add(connection: duckdb.DuckDBPyConnection, sha256: str, instance: str, left: str, right: str) -> None:
    connection.execute(
        "INSERT INTO quality_verdict (sha256, identity_id, instance, verdict, left_amount, right_amount,"
        " residual, bound) VALUES (?, 'I24', ?, 'exact', ?, ?, ?::DECIMAL(20,2) - ?::DECIMAL(20,2), 0.01)",
        [sha256, instance, left, right, left, right],
    )


def test_batches_hold_whole_reports(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sha256, instances in {"a": 2, "b": 1, "c": 5, "d": 1}.items():
        for number in range(instances):
            add(connection, sha256, str(number), "1", "1")
    monkeypatch.setattr(fetch, "ROWS_PER_BATCH", 3)
    batches = [sorted(frame["sha256"]) for frame in fetch.fetch_instances(connection, OneSided())]
    assert batches == [["a", "a", "b"], ["c"] * 5, ["d"]]


def test_a_table_within_the_limit_is_one_batch(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "a", "1", "1", "1")
    add(connection, "b", "1", "1", "1")
    assert [len(frame) for frame in fetch.fetch_instances(connection, OneSided())] == [2]


def test_an_empty_table_is_one_empty_batch_with_its_columns(connection: duckdb.DuckDBPyConnection) -> None:
    (frame,) = fetch.fetch_instances(connection, OneSided())
    assert len(frame) == 0
    assert "abs_residual_fen" in frame.columns


def test_sides_are_compared_exactly_in_fen(connection: duckdb.DuckDBPyConnection) -> None:
    # As floats both sides are the same number.
    add(connection, "a", "1", "90071992547409.93", "90071992547409.92")
    add(connection, "a", "2", "999999999999999999.00", "0.00")
    (frame,) = fetch.fetch_instances(connection, OneSided())
    frame = frame.sort_values("instance")
    assert list(frame["abs_residual_fen"]) == [1, 9_000_000_000_000_000_000]
    assert list(frame["bound_fen"]) == [1, 1]
    assert str(frame["abs_residual_fen"].dtype) == "int64"


@pytest.mark.parametrize(("one_sided", "residual"), [(OneSided(), -500), (OneSided(frozenset({"I24"})), 0)])
def test_an_inequality_counts_only_the_excess(
    connection: duckdb.DuckDBPyConnection, one_sided: OneSided, residual: int
) -> None:
    add(connection, "a", "1", "1.00", "6.00")
    (frame,) = fetch.fetch_instances(connection, one_sided, "I24")
    assert list(frame["residual_fen"]) == [residual]
    assert list(frame["beyond_bound"]) == [residual != 0]


@pytest.mark.parametrize(("stored", "residual"), [("0.00", 0), ("-5.00", -500)])
def test_what_may_be_an_inequality_is_one_where_it_stores_no_residual(
    connection: duckdb.DuckDBPyConnection, stored: str, residual: int
) -> None:
    add(connection, "a", "1", "1.00", "6.00")
    connection.execute("UPDATE quality_verdict SET residual = ?", [stored])
    (frame,) = fetch.fetch_instances(connection, OneSided(mixed=frozenset({"I24"})))
    assert list(frame["residual_fen"]) == [residual]
    connection.execute("UPDATE quality_verdict SET left_amount = 9, residual = 0")
    (frame,) = fetch.fetch_instances(connection, OneSided(mixed=frozenset({"I24"})))
    assert list(frame["residual_fen"]) == [300], "an excess is one whatever is stored"
    (frame,) = fetch.fetch_instances(connection, OneSided(directions=frozenset({"I24"})))
    assert list(frame["residual_fen"]) == [0], "words that agree need no equal sides"
    connection.execute("UPDATE quality_verdict SET right_amount = 9, residual = 0.01")
    (frame,) = fetch.fetch_instances(connection, OneSided(directions=frozenset({"I24"})))
    assert list(frame["residual_fen"]) == [1], "words that part equal sides are wrong by what is stored"


def test_kinds_of_identities_tell_which_sides_may_differ() -> None:
    one_sided = tell_one_sided(load_identities())
    assert one_sided.inequalities >= {"I22", "I24"}
    assert one_sided.directions == {"I28"}
    assert "I26" in one_sided.mixed
    assert not {"I01", "I09", "I27"} & (one_sided.inequalities | one_sided.mixed | one_sided.directions)


def test_rows_of_reports_come_some_reports_at_a_time(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute("CREATE OR REPLACE TABLE dim_report AS SELECT unnest(['a', 'b', 'c']) AS sha256")
    monkeypatch.setattr(fetch, "REPORTS_PER_BATCH", 2)
    frames = fetch.fetch_by_report(connection, lambda reports: f"FROM dim_report WHERE {reports}")
    assert [list(frame["sha256"]) for frame in frames] == [["a", "b"], ["c"]]
    (lost,) = fetch.fetch_by_report(connection, lambda reports: f"FROM no_such_table WHERE {reports}")
    assert list(lost.columns) == []


def test_the_rules_come_from_the_warehouse_or_else_from_their_files(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert {rule.rule_id for rule in fetch.fetch_rules(connection)} >= {"I01", "D01", "L01"}
    connection.execute(
        "CREATE TABLE dim_rule AS SELECT 'X01' AS rule_id, 'guard' AS family, 'info' AS severity,"
        " '名' AS name_zh, 'name' AS name_en"
    )
    assert fetch.fetch_rules(connection) == [("X01", "guard", "info", "名", "name")]


def test_an_instance_without_a_side_has_a_bound_nothing_meets(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "INSERT INTO quality_verdict (sha256, identity_id, instance, verdict)"
        " VALUES ('a', 'I01', '1', 'exact')"
    )
    (frame,) = fetch.fetch_instances(connection, OneSided())
    assert frame[["bound_fen", "abs_residual_fen", "beyond_bound", "is_exact"]].to_dict("records") == [
        {"bound_fen": -1, "abs_residual_fen": 0, "beyond_bound": True, "is_exact": False}
    ]


def test_what_the_warehouse_cannot_answer_is_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE dim_department (department_id VARCHAR, department VARCHAR)")
    (frame,) = fetch.fetch_table(connection, contract("dim_department"))
    assert "department_id" in frame.columns
    # The contract's region_code is not there to be resolved, nor is dim_region.
    assert "unresolved_region_code" not in frame.columns


def test_a_missing_table_gives_a_frame_without_columns(connection: duckdb.DuckDBPyConnection) -> None:
    (frame,) = fetch.fetch_table(connection, contract("fact_cell"))
    assert list(frame.columns) == []


def test_outcomes_of_batches_add_up() -> None:
    rows = tuple({"sha256": str(number)} for number in range(FAILING_ROWS_KEPT))
    failed = replace(OUTCOME, success=False, unexpected_count=250, element_count=300, failing_rows=rows)
    broke = replace(OUTCOME, success=False, errored=True, error="no column", element_count=0)
    merged = merge_outcomes([OUTCOME, failed, failed])
    assert (merged.status, merged.element_count, merged.unexpected_count) == ("failed", 603, 500)
    assert merged.failing_rows == rows
    assert merged.not_evaluable_count == 4
    assert merge_outcomes([OUTCOME, broke]).status == "errored"
    assert merge_outcomes([OUTCOME, OUTCOME]).status == "passed"
