"""SQL for the data frames the suites judge, and how they are fetched from a finished warehouse.

Money is handed over as whole fen and never as DECIMAL, which DuckDB's `.df()` would turn into floats. Only
what an expectation looks at is read: no long text leaves the warehouse merely to be found present.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import duckdb

from expectations.contracts import Check, Column, Contract, TableReference, contracts
from expectations.ddl import quote_name, quote_text

if TYPE_CHECKING:
    import pandas as pd

# Columns that tell a reader where a failing row stands, read along with the key where a table has them.
PLACE_COLUMNS = ("table_code", "row_no", "side", "subject_code", "item", "measure", "page")
VERDICT_PLACE_COLUMNS = (
    *("sha256", "identity_id", "instance", "table_code", "side", "item", "subject_code", "measure", "page"),
    *("verdict", "left_amount", "right_amount"),
)
# Frame column that names the required columns a row leaves empty, NULL where it leaves none.
MISSING_REQUIRED = "missing_required"
# Beyond 64 bits (some 9·10^16 yuan) an amount is capped, so that a misread one fails its check, not the run.
LARGEST_FEN = 9_000_000_000_000_000_000


def fen_name(column: Column) -> str:
    """Name in a frame of a DECIMAL column handed over in fen."""
    return f"{column.name}_fen"


def unresolved_name(reference: Column | TableReference) -> str:
    """Name in a frame of the column that holds a reference's value where no row has it, else NULL."""
    if isinstance(reference, Column):
        return f"unresolved_{reference.name}"
    return f"unresolved_{'_'.join(reference.columns)}"


def check_name(check: Check) -> str:
    """Name in a frame of the column that says whether a contract's check holds in the row."""
    return f"check_{check.id}"


def place_columns(contract: Contract) -> list[str]:
    """The columns by which a failing row of the table is listed: its key, then where it is printed."""
    extra = [
        name for name in PLACE_COLUMNS if name in contract.column_names and name not in contract.primary_key
    ]
    return [*contract.primary_key, *extra]


def table_expressions(contract: Contract) -> dict[str, str]:
    """What the suite of a table looks at: frame column → SQL expression over the table."""
    listed = place_columns(contract)
    expressions = {name: quote_name(name) for name in listed}
    expressions[MISSING_REQUIRED] = _missing_required(contract)
    for column in contract.columns:
        source = quote_name(column.name)
        ranged = column.min is not None or column.max is not None
        if column.type == "DECIMAL(20,2)" and ranged:
            expressions[fen_name(column)] = in_fen(source)
        elif column.name in listed or column.vocabulary or column.pattern or ranged:
            expressions[column.name] = source
        if column.references:
            pairs = {column.name: column.references.column}
            expressions[unresolved_name(column)] = _unresolved(contract.table, pairs, column.references.table)
    for reference in contract.references:
        pairs = {name: name for name in reference.columns}
        expressions[unresolved_name(reference)] = _unresolved(contract.table, pairs, reference.table)
    for check in contract.checks:
        expressions[check_name(check)] = f"({check.sql}) IS TRUE"
    return expressions


def fetch_table(connection: duckdb.DuckDBPyConnection, contract: Contract) -> "pd.DataFrame":
    """Rows of a table as its suite wants them; an expression the warehouse cannot answer is left out.

    Its expectations then fail for want of a column, which the runner reports as errored.
    """
    table = quote_name(contract.table)
    expressions = table_expressions(contract)
    try:
        return _select(connection, expressions, table)
    except duckdb.Error:
        return _select(connection, _answerable(connection, expressions, table), table)


def fetch_schema(connection: duckdb.DuckDBPyConnection) -> "pd.DataFrame":
    """One row per column of every contract: table_name, column_name, expected_type, actual_type, comment."""
    wanted = ", ".join(
        f"({quote_text(contract.table)}, {quote_text(column.name)}, {quote_text(column.type)}, {number})"
        for contract in contracts().values()
        for number, column in enumerate(contract.columns)
    )
    return connection.sql(f"""
        SELECT table_name, column_name, expected_type, coalesce(data_type, 'missing') AS actual_type, comment
        FROM (VALUES {wanted}) AS wanted(table_name, column_name, expected_type, position)
        LEFT JOIN (FROM duckdb_columns() WHERE schema_name = 'main') USING (table_name, column_name)
        ORDER BY table_name, position
    """).df()


def fetch_instances(connection: duckdb.DuckDBPyConnection, inequalities: frozenset[str]) -> "pd.DataFrame":
    """Every evaluated instance of every identity, with both sides compared afresh.

    `residual_fen` is left - right, for the identities in `inequalities` (left may not exceed right) the
    excess of left over right, computed here from the two sides; `stored_residual_fen` is the same by the
    stored residual. An instance that lacks a side, a residual or a bound gets the bound -1, which nothing
    satisfies.
    """

    def residual(difference: str) -> str:
        return f"CASE WHEN {_is_among(inequalities)} THEN greatest({difference}, 0) ELSE {difference} END"

    recomputed = residual("left_amount - right_amount")
    unknown = "(left_amount IS NULL OR right_amount IS NULL OR residual IS NULL OR bound IS NULL)"
    query = f"""
        SELECT {", ".join(f"{_as_text(name)} AS {name}" for name in VERDICT_PLACE_COLUMNS)},
            CASE WHEN {unknown} THEN -1 ELSE {in_fen("bound")} END AS bound_fen,
            coalesce({in_fen(f"abs({recomputed})")}, 0) AS abs_residual_fen,
            coalesce({in_fen(recomputed)}, 0) AS residual_fen,
            coalesce({in_fen(residual("residual"))}, 0) AS stored_residual_fen,
            verdict = 'violated' AS called_violated,
            {unknown} OR abs({recomputed}) > bound AS beyond_bound
        FROM quality_verdict WHERE verdict <> 'not_evaluable' ORDER BY identity_id, sha256, instance
    """
    return _to_frame(connection.sql(query))


def fetch_owed(connection: duckdb.DuckDBPyConnection, identity_ids: tuple[str, ...]) -> "pd.DataFrame":
    """One row per report: sha256, and per identity the number of its rows in quality_verdict."""
    counts = ", ".join(
        f"count(*) FILTER (identity_id = {quote_text(identity)}) AS {identity}" for identity in identity_ids
    )
    return connection.sql(f"""
        SELECT sha256, department, fiscal_year, {counts}
        FROM dim_report LEFT JOIN (SELECT sha256, identity_id FROM quality_verdict) USING (sha256)
        GROUP BY ALL ORDER BY sha256
    """).df()


def count_not_evaluable(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """How many instances of each identity could not be evaluated, by identity."""
    rows = connection.sql("""
        SELECT identity_id, count(*) FROM quality_verdict WHERE verdict = 'not_evaluable' GROUP BY identity_id
    """).fetchall()
    return dict(rows)


def in_fen(amount: str) -> str:
    """SQL for a DECIMAL yuan expression in whole fen, capped at what 64 bits hold."""
    capped = f"greatest(least(({amount})::DECIMAL(34,2) * 100, {LARGEST_FEN}), -{LARGEST_FEN})"
    return f"CAST({capped} AS BIGINT)"


def _as_text(name: str) -> str:
    return f"CAST({name} AS VARCHAR)" if name.endswith("_amount") else name


def _is_among(identities: frozenset[str]) -> str:
    return f"identity_id IN ({', '.join(map(quote_text, sorted(identities)))})" if identities else "FALSE"


def _missing_required(contract: Contract) -> str:
    named = ", ".join(
        f"CASE WHEN {quote_name(column.name)} IS NULL THEN {quote_text(column.name)} END"
        for column in contract.columns
        if not column.nullable
    )
    return f"nullif(concat_ws(', ', {named}), '')"


def _unresolved(table: str, pairs: Mapping[str, str], target: str) -> str:
    """SQL for the value of a reference that no row of the target has; NULL where it is found or not given."""
    own = [f"{quote_name(table)}.{quote_name(name)}" for name in pairs]
    meets = " AND ".join(
        f"target.{quote_name(to)} = {name}" for name, to in zip(own, pairs.values(), strict=True)
    )
    shown = "concat_ws(' ', " + ", ".join(own) + ")"
    given = " AND ".join(f"{name} IS NOT NULL" for name in own)
    exists = f"EXISTS (SELECT 1 FROM {quote_name(target)} AS target WHERE {meets})"
    return f"CASE WHEN {given} AND NOT {exists} THEN {shown} END"


def _select(
    connection: duckdb.DuckDBPyConnection, expressions: Mapping[str, str], table: str
) -> "pd.DataFrame":
    selected = ", ".join(f"{expression} AS {quote_name(name)}" for name, expression in expressions.items())
    return _to_frame(connection.sql(f"SELECT {selected} FROM {table}"))


def _to_frame(rows: duckdb.DuckDBPyRelation) -> "pd.DataFrame":
    """A frame whose texts are categories: a hash, a code or a label recurs in thousands of rows."""
    frame: pd.DataFrame = rows.to_arrow_table().to_pandas(strings_to_categorical=True)
    return frame


def _answerable(
    connection: duckdb.DuckDBPyConnection, expressions: Mapping[str, str], table: str
) -> dict[str, str]:
    answered = {}
    for name, expression in expressions.items():
        try:
            connection.sql(f"SELECT {expression} FROM {table} LIMIT 0").fetchall()
        except duckdb.Error:
            continue
        answered[name] = expression
    return answered
