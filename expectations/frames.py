"""SQL for the data frames that the suites judge.

Pure functions from contracts and identities to queries; running them is for expectations.fetch.

Money is handed over as whole fen and never as DECIMAL, which DuckDB's `.df()` would turn into floats. Only
what an expectation looks at is read: no long text leaves the warehouse merely to be found present.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from expectations.contracts import Check, Column, Contract, TableReference, contracts
from expectations.ddl import quote_name, quote_text
from expectations.identities import Identity

# Columns that tell a reader where a failing row stands, read along with the key where a table has them.
PLACE_COLUMNS = ("table_code", "row_no", "side", "subject_code", "item", "measure", "page")
VERDICT_PLACE_COLUMNS = (
    *("sha256", "identity_id", "instance", "table_code", "side", "item", "subject_code", "measure", "page"),
    *("verdict", "unit", "left_amount", "right_amount"),
)
REPORT_COLUMNS = ("department", "fiscal_year")
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


def schema_query() -> str:
    """One row per column of every contract: table_name, column_name, expected_type, actual_type, comment."""
    wanted = ", ".join(
        f"({quote_text(contract.table)}, {quote_text(column.name)}, {quote_text(column.type)}, {number})"
        for contract in contracts().values()
        for number, column in enumerate(contract.columns)
    )
    return f"""
        SELECT table_name, column_name, expected_type, coalesce(data_type, 'missing') AS actual_type, comment
        FROM (VALUES {wanted}) AS wanted(table_name, column_name, expected_type, position)
        LEFT JOIN (
            FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main'
        ) USING (table_name, column_name)
        ORDER BY table_name, position
    """


class OneSided(NamedTuple):
    """Identities whose instances need not have equal sides, by how their residual comes of them.

    `inequalities`: the left side may not exceed the right. `mixed`: so it is where no residual is stored.
    `directions`: the sides stand for words of comparison: where no residual is stored the words agree, and
    where they part equal sides the stored residual is the least by which these should differ.
    """

    inequalities: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()


def tell_one_sided(identities: Iterable[Identity]) -> OneSided:
    """Which of the identities need not have equal sides."""
    kinds = {identity.id: identity.kind for identity in identities}

    def of(*wanted: str) -> frozenset[str]:
        return frozenset(identity for identity, kind in kinds.items() if kind in wanted)

    return OneSided(of("inequality"), of("text", "performance"), of("direction"))


def instance_expressions(one_sided: OneSided) -> dict[str, str]:
    """What is looked at in an evaluated instance of an identity: frame column → SQL over quality_verdict.

    `residual_fen` is left - right, for an inequality the excess of left over right, computed here from the
    two sides; `stored_residual_fen` is the same by the stored residual. An instance that lacks a side, a
    residual or a bound gets the bound -1, which nothing satisfies.
    """
    unstored = "coalesce(residual, 0) = 0"
    at_most = f"{_is_among(one_sided.inequalities)} OR ({_is_among(one_sided.mixed)} AND {unstored})"
    words = _is_among(one_sided.directions)

    def residual(difference: str) -> str:
        of_words = (
            f"WHEN {words} AND {unstored} THEN 0 WHEN {words} AND left_amount = right_amount THEN residual"
        )
        return f"CASE {of_words} WHEN {at_most} THEN greatest({difference}, 0) ELSE {difference} END"

    recomputed = residual("left_amount - right_amount")
    unknown = "(left_amount IS NULL OR right_amount IS NULL OR residual IS NULL OR bound IS NULL)"
    named = {name: _of_report(name) for name in REPORT_COLUMNS}
    return (
        named
        | {name: _as_text(name) for name in VERDICT_PLACE_COLUMNS}
        | {
            "bound_fen": f"CASE WHEN {unknown} THEN -1 ELSE {in_fen('bound')} END",
            "abs_residual_fen": f"coalesce({in_fen(f'abs({recomputed})')}, 0)",
            "residual_fen": f"coalesce({in_fen(recomputed)}, 0)",
            "stored_residual_fen": f"coalesce({in_fen(residual('residual'))}, 0)",
            "called_exact": "verdict = 'exact'",
            "is_exact": f"NOT {unknown} AND {recomputed} = 0",
            "called_violated": "verdict = 'violated'",
            "beyond_bound": f"{unknown} OR abs({recomputed}) > bound",
        }
    )


def owed_query(identity_ids: Iterable[str]) -> str:
    """One row per report: sha256, department, fiscal_year, and per identity its rows in quality_verdict."""
    counts = ", ".join(
        f"count(*) FILTER (identity_id = {quote_text(identity)}) AS {identity}" for identity in identity_ids
    )
    return f"""
        SELECT sha256, department, fiscal_year, {counts}
        FROM dim_report LEFT JOIN (SELECT sha256, identity_id FROM quality_verdict) USING (sha256)
        GROUP BY ALL ORDER BY sha256
    """


def in_fen(amount: str) -> str:
    """SQL for a DECIMAL yuan expression in whole fen, NULL for NULL, capped at what 64 bits hold."""
    capped = f"greatest(least(({amount})::DECIMAL(34,2) * 100, {LARGEST_FEN}), -{LARGEST_FEN})"
    # least and greatest pass over a NULL, which would turn "no amount" into the largest one.
    return f"CASE WHEN ({amount}) IS NOT NULL THEN CAST({capped} AS BIGINT) END"


def _as_text(name: str) -> str:
    # An integer column with a NULL becomes one of floats, and 7 would be shown as 7.0.
    return f"CAST({name} AS VARCHAR)" if name.endswith("_amount") or name == "page" else name


def _of_report(name: str) -> str:
    named = f"SELECT any_value(report.{name}) FROM dim_report AS report"
    return f"({named} WHERE report.sha256 = quality_verdict.sha256)"


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
