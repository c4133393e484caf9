"""Two warehouse files side by side: the one judged before and the one to be judged, and what differs.

What belongs here: DuckDB over both files. The rows of touched reports stand in small databases in memory, in
which the queries of `fetch` run as they do on a whole warehouse.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.contracts import contracts
from expectations.ddl import quote_name, quote_text


class Touched:
    """The touched reports' rows of one file; `tables` counts them by table."""

    def __init__(
        self, both: duckdb.DuckDBPyConnection, name: str, whole: str, touched: Collection[str]
    ) -> None:
        both.execute(f"ATTACH ':memory:' AS {name}")
        self.tables: dict[str, int] = {}
        for contract in contracts().values():
            if contract.primary_key[0] == "sha256":
                table = f"main.{quote_name(contract.table)}"
                rows = f"FROM {whole}.{table} WHERE sha256 IN (SELECT unnest(?::VARCHAR[]))"
                copied = both.execute(f"CREATE TABLE {name}.{table} AS {rows}", [sorted(touched)]).fetchone()
                self.tables[contract.table] = int(copied[0]) if copied else 0
        self.connection = _cursor(both, f"{name}.main,{whole}.main")


class SideBySide:
    """Both files, read only. `now` sees the one to be judged, `gone` and `come` only touched reports.

    `gone` has their rows as they were before, `come` as they are now; tables that are not of reports are
    whole in both. Raises duckdb.Error where a file lacks a table of reports.
    """

    def __init__(self, both: duckdb.DuckDBPyConnection, touched: Collection[str]) -> None:
        self._both = both
        self.now = _cursor(both, "now.main")
        self.gone = Touched(both, "gone", "before", touched)
        self.come = Touched(both, "come", "now", touched)

    def has_same_columns(self) -> bool:
        """Whether both files have the same columns in all tables."""
        columns = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = ?"
        before, now = (set(self._both.execute(columns, [name]).fetchall()) for name in ("before", "now"))
        return before == now

    def is_same(self, table: str) -> bool:
        """Whether both files have the same rows in a table."""
        return self._is_same(quote_name(table), "*")

    def has_same_values(self, table: str, columns: Sequence[str]) -> bool:
        """Whether both files have the same values in some columns of a table, however often."""
        return self._is_same(quote_name(table), "DISTINCT " + ", ".join(map(quote_name, columns)))

    def has_same_rest(self, table: str) -> bool:
        """Whether both files have as many rows of untouched reports in a table."""
        before = self._count("before", table) - self.gone.tables[table]
        return before == self._count("now", table) - self.come.tables[table]

    def count_reports(self) -> int:
        """Reports of the file that has more of them."""
        return max(self._count(file, "dim_report") for file in ("before", "now"))

    def _count(self, database: str, table: str) -> int:
        row = self._both.sql(f"SELECT count(*) FROM {database}.main.{quote_name(table)}").fetchone()
        return int(row[0]) if row else 0

    def _is_same(self, table: str, selected: str) -> bool:
        before, now = (f"SELECT {selected} FROM {database}.main.{table}" for database in ("before", "now"))
        differs = f"({before} EXCEPT ALL {now}) UNION ALL ({now} EXCEPT ALL {before}) LIMIT 1"
        return self._both.sql(differs).fetchone() is None


@contextmanager
def open_side_by_side(now: Path, before: Path, touched: Collection[str]) -> Iterator[SideBySide]:
    """Both warehouse files, closed afterwards."""
    with duckdb.connect() as connection:
        for name, path in (("now", now), ("before", before)):
            connection.execute(f"ATTACH {quote_text(str(path))} AS {name} (READ_ONLY)")
        yield SideBySide(connection, touched)


def _cursor(both: duckdb.DuckDBPyConnection, search_path: str) -> duckdb.DuckDBPyConnection:
    cursor = both.cursor()
    cursor.execute(f"SET search_path = {quote_text(search_path)}")
    return cursor
