"""Runs the suites on a finished warehouse file and keeps what they say.

DuckDB answers the queries of `fetch`, pandas carries the answers, Great Expectations judges them. It is
imported inside functions only, for that costs some eight seconds of CPU.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from expectations import fetch
from expectations.contracts import contracts
from expectations.disclosure_items import load_disclosures
from expectations.frames import REPORT_COLUMNS, VERDICT_PLACE_COLUMNS, place_columns, tell_one_sided
from expectations.identities import load_identities
from expectations.ledger_rules import LEDGER_KINDS, load_ledger_rules
from expectations.outcomes import FAILING_ROWS_KEPT, Outcome, Row, ValidationRun, merge_outcomes
from expectations.registry import list_suspect_kinds
from expectations.report_page import write_page
from expectations.rule_frames import (
    RULE_PLACE_COLUMNS,
    disclosure_query,
    findings_query,
    ledger_query,
    suspects_query,
)
from expectations.suite_change import SuiteChange

if TYPE_CHECKING:
    import great_expectations as gx


def run_suites(
    warehouse: Path, out_dir: Path, run_id: str, change: SuiteChange | None = None
) -> ValidationRun:
    """Run every suite on the DuckDB file `warehouse` (opened read-only) and write the results to `out_dir`.

    Writes `results/<suite>.json` (with a number from the second batch of a large table on), Great
    Expectations' Data Docs under `data_docs/` and our own page `index.html`, replacing those of an earlier
    run. Raises duckdb.Error where the file cannot be opened; a missing table or column is an outcome, not an
    error. With a `change`, what the run before said of untouched reports may be taken over.
    """
    session = _Session(out_dir)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        outcomes = [
            *_judge_tables(session, connection),
            *_judge_identities(session, connection),
            *_judge_rules(session, connection),
        ]
    session.build_data_docs()
    run = ValidationRun(run_id=run_id, out_dir=out_dir, outcomes=tuple(outcomes))
    write_page(run, out_dir / "index.html")
    return run


def _judge_tables(session: "_Session", connection: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    from expectations import suites  # noqa: PLC0415 - imports Great Expectations

    schema = [fetch.fetch_schema(connection)]
    yield from session.judge(suites.schema_suite(), schema, ["table_name", "column_name"])
    for contract in contracts().values():
        if contract.table == "quality_validation":  # filled from this very run, later
            continue
        batches = fetch.fetch_table(connection, contract)
        yield from session.judge(suites.table_suite(contract), batches, place_columns(contract))


def _judge_identities(session: "_Session", connection: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
    from expectations import suites  # noqa: PLC0415 - imports Great Expectations

    identities = load_identities()
    owed = [fetch.fetch_owed(connection, tuple(identity.id for identity in identities))]
    yield from session.judge(suites.owed_suite(identities), owed, ["sha256", *REPORT_COLUMNS])
    one_sided = tell_one_sided(identities)
    place = (*REPORT_COLUMNS, *VERDICT_PLACE_COLUMNS)
    skipped = fetch.count_not_evaluable(connection)
    batches = fetch.fetch_instances(connection, one_sided)
    yield from session.judge(suites.verdict_suite(), batches, place, sum(skipped.values()))
    for identity in identities:
        batches = fetch.fetch_instances(connection, one_sided, identity.id)
        suite, not_evaluable = suites.identity_suite(identity), skipped.get(identity.id, 0)
        yield from session.judge(suite, batches, place, not_evaluable)


def _judge_rules(session: "_Session", connection: duckdb.DuckDBPyConnection) -> Iterator[Outcome]:
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
        yield from session.judge(suite, fetch.fetch_by_report(connection, query), RULE_PLACE_COLUMNS)


class _Session:
    """A Great Expectations context that keeps everything in memory but its Data Docs."""

    def __init__(self, out_dir: Path) -> None:
        import great_expectations as gx  # noqa: PLC0415 - slow to import
        from great_expectations.data_context.types.base import (  # noqa: PLC0415
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        self._gx = gx
        self._results_dir = out_dir / "results"
        for stale in (self._results_dir, out_dir / "data_docs"):
            shutil.rmtree(stale, ignore_errors=True)
        self._results_dir.mkdir(parents=True)
        docs = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str((out_dir / "data_docs").resolve()),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
        self._context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                data_docs_sites={"local_site": docs},
            ),
        )

    def judge(
        self,
        suite: "gx.ExpectationSuite",
        batches: Iterable[pd.DataFrame],
        place: Sequence[str],
        not_evaluable: int = 0,
    ) -> list[Outcome]:
        """Outcomes of a suite on all batches of a table; failing rows are listed by the columns `place`."""
        kept = self._context.suites.add(suite)
        parts = [
            self._judge_batch(kept, frame, place, f"{suite.name}.{number}" if number else suite.name)
            for number, frame in enumerate(batches)
        ]
        return [
            merge_outcomes([replace(outcome, not_evaluable_count=not_evaluable) for outcome in same])
            for same in zip(*parts, strict=True)
        ]

    def _judge_batch(
        self, suite: "gx.ExpectationSuite", frame: pd.DataFrame, place: Sequence[str], name: str
    ) -> list[Outcome]:
        # A source of its own, removed afterwards: a living one never lets go of its frames.
        asset = self._context.data_sources.add_pandas(name).add_dataframe_asset("rows")
        definition = self._context.validation_definitions.add(
            self._gx.ValidationDefinition(
                name=name, data=asset.add_batch_definition_whole_dataframe("all"), suite=suite
            )
        )
        shown = [column for column in place if column in frame.columns]
        result = definition.run(
            batch_parameters={"dataframe": frame},
            result_format={
                "result_format": "SUMMARY",
                "partial_unexpected_count": FAILING_ROWS_KEPT,
                "unexpected_index_column_names": shown,
            },
        )
        self._list_failing_rows(result, f"{name}-rows", shown)
        self._context.data_sources.delete(name)
        return self._keep(suite, result.to_json_dict(), place, name)

    def _list_failing_rows(
        self, result: "gx.core.ExpectationSuiteValidationResult", batch: str, shown: Sequence[str]
    ) -> None:
        """Let Data Docs show where the failing rows stand, which they do for complete results only."""
        failing = [item.result for item in result.results if item.result.get("partial_unexpected_index_list")]
        for told in failing:
            told["unexpected_index_list"] = told["partial_unexpected_index_list"]
            told["unexpected_index_column_names"] = list(shown)
        store = self._context.validation_results_store
        for key in store.list_keys() if failing else []:
            if key.batch_identifier == batch:
                store.set(key, result)

    def _keep(
        self, suite: "gx.ExpectationSuite", result: Mapping[str, Any], place: Sequence[str], name: str
    ) -> list[Outcome]:
        """Write the result of a batch as JSON and return its outcomes."""
        text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
        (self._results_dir / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        by_id = {item["expectation_config"]["meta"]["expectation_id"]: item for item in result["results"]}
        return [
            _outcome(suite.name, by_id[expectation.meta["expectation_id"]], place)
            for expectation in suite.expectations
        ]

    def build_data_docs(self) -> None:
        """Write Great Expectations' own pages of everything judged so far."""
        self._context.build_data_docs()


def _outcome(suite: str, item: Mapping[str, Any], place: Sequence[str]) -> Outcome:
    meta, result = item["expectation_config"]["meta"], item["result"]
    error = _exception_message(item["exception_info"])
    return Outcome(
        suite=suite,
        expectation_id=meta["expectation_id"],
        table=meta["table"],
        identity_id=meta["identity_id"],
        name_zh=meta["name_zh"],
        name_en=meta["name_en"],
        severity=meta["severity"],
        success=bool(item["success"]) and not error,
        errored=bool(error),
        error=error,
        element_count=int(result.get("element_count", 0)) - int(result.get("missing_count") or 0),
        unexpected_count=int(result.get("unexpected_count", 0)),
        not_evaluable_count=0,
        failing_rows=tuple(
            _plain_row(row, place) for row in result.get("partial_unexpected_index_list") or ()
        ),
    )


def _exception_message(info: Mapping[str, Any]) -> str:
    """What an expectation raised, or ''; told flat by Great Expectations, or nested by the metric."""
    told = [info] if "raised_exception" in info else list(info.values())
    messages = [
        str(entry.get("exception_message") or "raised")
        for entry in told
        if entry.get("raised_exception", True)
    ]
    return "; ".join(messages)


def _plain_row(row: Mapping[str, Any], place: Sequence[str]) -> Row:
    """Where the row stands first, then the values that were judged."""
    names = [*(name for name in place if name in row), *(name for name in row if name not in place)]
    return {name: None if pd.isna(row[name]) else row[name] for name in names}
