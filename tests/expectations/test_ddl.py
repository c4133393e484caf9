"""The DDL on a real DuckDB file: keys, required columns, types and comments as the contracts say."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations.contracts import contract, contracts
from expectations.ddl import create_statements, create_table, quote_name, quote_text


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path: Path = tmp_path_factory.mktemp("ddl") / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in create_statements():
            connection.execute(statement)
    with duckdb.connect(str(path), read_only=True) as reopened:
        yield reopened


def test_columns_have_the_types_order_and_comments_of_the_contracts(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.sql("""
        SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
        WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index
    """).fetchall()
    assert rows == [
        (item.table, column.name, column.type, column.nullable, column.comment)
        for item in contracts().values()
        for column in item.columns
    ]


def test_comments_carry_both_languages_and_the_unit(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql("""
        SELECT comment FROM duckdb_columns() WHERE table_name = 'fact_expenditure' AND column_name = 'project'
    """).fetchone()
    assert found == ("项目支出（元） | Project expenditure (yuan)",)


def test_tables_have_keys_and_comments(warehouse: duckdb.DuckDBPyConnection) -> None:
    keys = warehouse.sql("""
        SELECT table_name, constraint_column_names FROM duckdb_constraints()
        WHERE constraint_type = 'PRIMARY KEY' ORDER BY table_name
    """).fetchall()
    assert keys == [(item.table, list(item.primary_key)) for item in contracts().values()]
    comments = warehouse.sql("SELECT table_name, comment FROM duckdb_tables() ORDER BY table_name").fetchall()
    assert comments == [(item.table, item.comment) for item in contracts().values()]


def test_no_foreign_key_can_reject_a_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    kinds = warehouse.sql("SELECT DISTINCT constraint_type FROM duckdb_constraints() ORDER BY 1").fetchall()
    assert kinds == [("NOT NULL",), ("PRIMARY KEY",)]


def test_the_key_rejects_a_second_row() -> None:
    with duckdb.connect() as connection:
        connection.execute(create_table(contract("dim_table")))
        connection.execute("INSERT INTO dim_table VALUES ('01', '总表', 'Summary', 'fact_summary')")
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO dim_table VALUES ('01', '又一', 'Again', 'fact_summary')")


def test_only_the_tables_asked_for_are_made() -> None:
    made = create_statements(["dim_region"])
    assert made[0].startswith('CREATE TABLE "dim_region"')
    assert not any("fact_" in statement for statement in made)
    with pytest.raises(KeyError):
        create_statements(["dim_typo"])


def test_quotes_inside_names_and_texts_are_doubled() -> None:
    assert quote_name('a"b') == '"a""b"'
    assert quote_text("page's") == "'page''s'"
