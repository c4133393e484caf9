"""SQL that creates the warehouse tables as their contracts describe them.

Pure functions from contracts to statements; running them is the caller's. References between tables are not
declared as foreign keys: the suites check them, so that a missing row is published as a failed check
instead of stopping the build (and DuckDB 1.5 cannot copy a database that has foreign keys).
"""

from collections.abc import Iterable

from expectations.contracts import Column, Contract, contracts


def create_table(contract: Contract) -> str:
    """The CREATE TABLE statement of one contract: types, NOT NULL and the primary key."""
    lines = [_column(column) for column in contract.columns]
    lines.append(f"    PRIMARY KEY ({', '.join(map(quote_name, contract.primary_key))})")
    return f"CREATE TABLE {quote_name(contract.table)} (\n" + ",\n".join(lines) + "\n)"


def comments(contract: Contract) -> list[str]:
    """COMMENT statements for the table and each of its columns, `中文 | English`."""
    table = quote_name(contract.table)
    statements = [f"COMMENT ON TABLE {table} IS {quote_text(contract.comment)}"]
    statements += [
        f"COMMENT ON COLUMN {table}.{quote_name(column.name)} IS {quote_text(column.comment)}"
        for column in contract.columns
    ]
    return statements


def create_statements(tables: Iterable[str] | None = None) -> list[str]:
    """All statements that make the given tables (every table by default), in the order to run them.

    Raises KeyError for a table without a contract.
    """
    chosen = contracts() if tables is None else {table: contracts()[table] for table in tables}
    return [
        statement
        for contract in chosen.values()
        for statement in (create_table(contract), *comments(contract))
    ]


def quote_name(name: str) -> str:
    """An SQL identifier in quotes, so that words like `final` may name columns."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """An SQL string literal, for the project's own codes and for paths, where SQL takes no parameter.

    What reports, servers or operators say is never part of a statement.
    """
    return "'" + text.replace("'", "''") + "'"


def _column(column: Column) -> str:
    required = "" if column.nullable else " NOT NULL"
    return f"    {quote_name(column.name)} {column.type}{required}"
