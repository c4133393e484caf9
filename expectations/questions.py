"""What a run asks of a warehouse: every suite, the frames it judges, and how its failing rows are listed.

What belongs here: which suites there are, in the order they run. Not judging them (expectations.session).
Listing them imports Great Expectations.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from expectations import fetch
from expectations.contracts import Contract, contracts
from expectations.disclosure_items import load_disclosures
from expectations.frames import REPORT_COLUMNS, VERDICT_PLACE_COLUMNS, place_columns, tell_one_sided
from expectations.identities import load_identities
from expectations.ledger_rules import LEDGER_KINDS, load_ledger_rules
from expectations.registry import list_suspect_kinds
from expectations.rule_frames import (
    RULE_PLACE_COLUMNS,
    disclosure_query,
    findings_query,
    ledger_query,
    suspects_query,
)

if TYPE_CHECKING:
    import great_expectations as gx

FILLED_LATER = frozenset({"quality_validation"})  # from this very run


@dataclass(frozen=True, slots=True)
class Question:
    """One suite. `fetch` gets its frames, at least one, from a connection whose tables are unqualified.

    `contract` is that of the table it judges, None where it judges something else. `is_of_reports` says that
    it judges what was proved of reports: every row is of one report, and made of that report's rows alone.
    """

    suite: "gx.ExpectationSuite"
    fetch: Callable[[duckdb.DuckDBPyConnection], Iterable[pd.DataFrame]]
    place: Sequence[str]
    contract: Contract | None = None
    is_of_reports: bool = False
    not_evaluable: int = 0


def list_questions(connection: duckdb.DuckDBPyConnection) -> Iterator[Question]:
    """Every question to the warehouse of `connection`, but for that of its catalogue."""
    yield from _about_tables()
    yield from _about_identities(connection)
    yield from _about_rules(connection)


def ask_schema() -> Question:
    """The question whether every table and column stands in the catalogue."""
    from expectations import suites  # noqa: PLC0415 - imports Great Expectations

    return Question(suites.schema_suite(), lambda to: [fetch.fetch_schema(to)], ["table_name", "column_name"])


def _about_tables() -> Iterator[Question]:
    from expectations import suites  # noqa: PLC0415 - imports Great Expectations

    for contract in contracts().values():
        if contract.table not in FILLED_LATER:
            frames = partial(fetch.fetch_table, contract=contract)
            yield Question(suites.table_suite(contract), frames, place_columns(contract), contract)


def _about_identities(connection: duckdb.DuckDBPyConnection) -> Iterator[Question]:
    from expectations import suites  # noqa: PLC0415 - imports Great Expectations

    identities = load_identities()
    ids = tuple(identity.id for identity in identities)
    yield Question(
        suites.owed_suite(identities),
        lambda to: [fetch.fetch_owed(to, ids)],
        ["sha256", *REPORT_COLUMNS],
        is_of_reports=True,
    )
    one_sided, place = tell_one_sided(identities), (*REPORT_COLUMNS, *VERDICT_PLACE_COLUMNS)
    skipped = fetch.count_not_evaluable(connection)
    frames = partial(fetch.fetch_instances, one_sided=one_sided)
    yield Question(
        suites.verdict_suite(), frames, place, is_of_reports=True, not_evaluable=sum(skipped.values())
    )
    for identity in identities:
        frames = partial(fetch.fetch_instances, one_sided=one_sided, identity_id=identity.id)
        suite, not_evaluable = suites.identity_suite(identity), skipped.get(identity.id, 0)
        yield Question(suite, frames, place, is_of_reports=True, not_evaluable=not_evaluable)


def _about_rules(connection: duckdb.DuckDBPyConnection) -> Iterator[Question]:
    from expectations import suites  # noqa: PLC0415 - imports Great Expectations

    rules, kinds = fetch.fetch_rules(connection), list_suspect_kinds()
    found = [rule.rule_id for rule in rules if rule.family not in ("identity", "disclosure")]
    items = [rule.rule_id for rule in rules if rule.family == "disclosure"]
    owed = len(load_disclosures().items) + len(load_identities()) + len(load_ledger_rules().statements)
    asked: list[tuple[gx.ExpectationSuite, Callable[[str], str]]] = [
        (suites.finding_suite(rules), partial(findings_query, found)),
        (suites.suspect_suite(kinds), partial(suspects_query, [kind.id for kind in kinds])),
        (suites.disclosure_suite(rules), partial(disclosure_query, items)),
        (suites.ledger_suite(LEDGER_KINDS), partial(ledger_query, list(LEDGER_KINDS))),
        (suites.graded_suite(owed), partial(ledger_query, [])),
    ]
    for suite, query in asked:
        frames = partial(fetch.fetch_by_report, query=query)
        yield Question(suite, frames, RULE_PLACE_COLUMNS, is_of_reports=True)
