"""Fetches the frames that the suites judge from a finished warehouse, a bounded number of rows at a time.

A table of many reports comes in batches of whole reports, so that memory does not grow with the warehouse and
a key that begins with the report is still seen whole. What the warehouse cannot answer, for want of a table
or a column, is left out of the frame: the expectations on it then raise, which the runner reports as errored.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import duckdb
import pandas as pd

from expectations.contracts import Contract
from expectations.ddl import quote_name
from expectations.frames import OneSided, instance_expressions, owed_query, schema_query, table_expressions
from expectations.outcomes import Severity
from expectations.registry import list_rules

ROWS_PER_BATCH = 250_000
REPORTS_PER_BATCH = 4_000  # of frames with a row or a few per report


class Rows(NamedTuple):
    """Some rows of a table: an SQL condition, and the values of its parameters."""

    condition: str
    values: tuple[str, ...] = ()


ALL_ROWS = Rows("TRUE")


class RuleName(NamedTuple):
    """What the suites need to know of a rule."""

    rule_id: str
    family: str
    severity: Severity
    name_zh: str
    name_en: str


def fetch_schema(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Rows of `frames.schema_query`."""
    return connection.sql(schema_query()).df()


def fetch_owed(connection: duckdb.DuckDBPyConnection, identity_ids: tuple[str, ...]) -> pd.DataFrame:
    """Rows of `frames.owed_query`."""
    try:
        return _to_frame(connection.sql(owed_query(identity_ids)))
    except duckdb.Error:
        return pd.DataFrame()


def count_not_evaluable(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """How many instances of each identity could not be evaluated, by identity."""
    query = "SELECT identity_id, count(*) FROM quality_verdict WHERE verdict = 'not_evaluable' GROUP BY ALL"
    try:
        return dict(connection.sql(query).fetchall())
    except duckdb.Error:
        return {}


def fetch_rules(connection: duckdb.DuckDBPyConnection) -> list[RuleName]:
    """The rules of dim_rule, in its order; those that need no warehouse where it has no such table."""
    columns = ", ".join(RuleName._fields)
    try:
        return [
            RuleName(*row)
            for row in connection.sql(f"SELECT {columns} FROM dim_rule ORDER BY rowid").fetchall()
        ]
    except duckdb.Error:
        rules = [rule._asdict() for rule in list_rules()]
        return [RuleName(*(rule[field] for field in ("id", *RuleName._fields[1:]))) for rule in rules]


def fetch_by_report(
    connection: duckdb.DuckDBPyConnection, query: Callable[[str], str]
) -> Iterator[pd.DataFrame]:
    """Frames of a query (expectations.rule_frames) over all reports, at least one, some reports at a time.

    `query` takes the condition on `sha256`. Without the tables it needs the frame is empty.
    """
    try:
        hashes = [row[0] for row in connection.sql("SELECT sha256 FROM dim_report ORDER BY 1").fetchall()]
        batches = [
            (hashes[start], hashes[min(start + REPORTS_PER_BATCH, len(hashes)) - 1])
            for start in range(0, len(hashes), REPORTS_PER_BATCH)
        ]
        for batch in batches or [("", "")]:  # where there is no report the frame has no row
            yield _to_frame(connection.sql(query("sha256 BETWEEN ? AND ?"), params=batch))
    except duckdb.Error:
        yield pd.DataFrame()


def fetch_table(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Iterator[pd.DataFrame]:
    """Rows of a table as its suite wants them, at least one frame (see `frames.table_expressions`)."""
    by_report = contract.primary_key[0] == "sha256"
    return _fetch(connection, contract.table, table_expressions(contract), by_report=by_report)


def fetch_instances(
    connection: duckdb.DuckDBPyConnection, one_sided: OneSided, identity_id: str | None = None
) -> Iterator[pd.DataFrame]:
    """Evaluated instances of one identity or of all, at least one frame (`frames.instance_expressions`)."""
    evaluated = "verdict <> 'not_evaluable'"
    rows = (
        Rows(evaluated) if identity_id is None else Rows(f"{evaluated} AND identity_id = ?", (identity_id,))
    )
    return _fetch(connection, "quality_verdict", instance_expressions(one_sided), rows)


def part_by_report(connection: duckdb.DuckDBPyConnection, table: str, rows: Rows = ALL_ROWS) -> list[Rows]:
    """Conditions on `report` that part a table into batches of ROWS_PER_BATCH rows or one report."""
    counts = connection.sql(
        f"SELECT sha256, count(*) FROM {quote_name(table)} WHERE {rows.condition} GROUP BY sha256"
        " ORDER BY sha256",
        params=rows.values,
    ).fetchall()
    if sum(count for _, count in counts) <= ROWS_PER_BATCH:
        return [ALL_ROWS]
    batches: list[tuple[str, str, int]] = []
    for sha256, count in counts:
        if sha256 is None:
            continue
        if batches and batches[-1][2] + count <= ROWS_PER_BATCH:
            batches[-1] = (batches[-1][0], sha256, batches[-1][2] + count)
        else:
            batches.append((sha256, sha256, count))
    parts = [Rows("report BETWEEN ? AND ?", (low, high)) for low, high, _ in batches]
    nameless = any(sha256 is None for sha256, _ in counts)
    return [*parts, Rows("report IS NULL")] if nameless else parts


def _fetch(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    expressions: Mapping[str, str],
    rows: Rows = ALL_ROWS,
    *,
    by_report: bool = True,
) -> Iterator[pd.DataFrame]:
    for narrow in (False, True):
        some = _answerable(connection, expressions, table) if narrow else expressions
        frames = _select(connection, table, some, rows, by_report=by_report)
        try:
            first = next(frames)
        except duckdb.Error:
            continue
        yield first
        yield from frames
        return
    yield pd.DataFrame()


def _select(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    expressions: Mapping[str, str],
    rows: Rows,
    *,
    by_report: bool,
) -> Iterator[pd.DataFrame]:
    parts = part_by_report(connection, table, rows) if by_report else [ALL_ROWS]
    selected = _select_list({**expressions, "report": "sha256" if by_report else "NULL"})
    for part in parts:
        # Conditions stand outside, for a check may look at other rows of its table through a window.
        inner = f"SELECT {selected} FROM {quote_name(table)} WHERE {rows.condition}"
        query = f"SELECT * EXCLUDE (report) FROM ({inner}) WHERE {part.condition}"
        yield _to_frame(connection.sql(query, params=(*rows.values, *part.values)))


def _answerable(
    connection: duckdb.DuckDBPyConnection, expressions: Mapping[str, str], table: str
) -> Mapping[str, str]:
    """Those of the expressions that the warehouse has the tables and columns for."""

    def answers(some: Mapping[str, str]) -> bool:
        try:
            connection.sql(f"SELECT {_select_list(some)} FROM {quote_name(table)} LIMIT 0").fetchall()
        except duckdb.Error:
            return False
        return True

    return {name: expression for name, expression in expressions.items() if answers({name: expression})}


def _select_list(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{expression} AS {quote_name(name)}" for name, expression in expressions.items())


def _to_frame(rows: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """A frame whose texts are categories: a hash, a code or a label recurs in thousands of rows."""
    frame: pd.DataFrame = rows.to_arrow_table().to_pandas(strings_to_categorical=True)
    return frame
