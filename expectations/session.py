"""Puts suites to Great Expectations and keeps what it says.

What belongs here: judging frames, and writing the results as JSON and as Data Docs. Not which suites there
are (expectations.suites) nor what they are asked about (expectations.questions). Great Expectations is
imported inside functions only, for that costs some seconds of CPU.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from expectations.outcomes import FAILING_ROWS_KEPT, Outcome, Row, merge_outcomes

if TYPE_CHECKING:
    import great_expectations as gx
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch

# Counts alone take half the time of the places of failing rows, which only what fails is asked for.
COUNTS: Mapping[str, Any] = {"result_format": "BASIC", "partial_unexpected_count": 0}
PLACES: Mapping[str, Any] = {"result_format": "SUMMARY", "partial_unexpected_count": FAILING_ROWS_KEPT}


class Session:
    """A Great Expectations context that keeps everything in memory but its Data Docs.

    Results are written as `<results>/<name>.json`, Data Docs to the folder `data_docs` where one is given.
    """

    def __init__(self, results: Path, data_docs: Path | None = None) -> None:
        import great_expectations as gx  # noqa: PLC0415 - slow to import
        from great_expectations.core import RunIdentifier  # noqa: PLC0415
        from great_expectations.data_context.types.base import (  # noqa: PLC0415
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        self._results, self._data_docs = results, data_docs
        self._run = RunIdentifier(run_time=datetime.now(UTC))
        self._context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                data_docs_sites={"local_site": _site(data_docs)} if data_docs else {},
            ),
        )
        # One source for all frames: a batch takes the place of the one before, which is let go of.
        rows = self._context.data_sources.add_pandas("warehouse").add_dataframe_asset("rows")
        self._batches = rows.add_batch_definition_whole_dataframe("all")

    def judge(
        self,
        suite: "gx.ExpectationSuite",
        batches: Iterable[pd.DataFrame],
        place: Sequence[str],
        name: str | None = None,
    ) -> list[Outcome]:
        """Outcomes of a suite on all batches of a table; failing rows are listed by the columns `place`.

        The results bear the name of the suite or the `name` given, from the second batch on with a number.
        """
        if self._data_docs:
            self._context.suites.add(suite)
        name = name or suite.name
        parts = [
            self._judge_batch(suite, frame, place, f"{name}.{number}" if number else name)
            for number, frame in enumerate(batches)
        ]
        return [merge_outcomes(same) for same in zip(*parts, strict=True)]

    def build_data_docs(self) -> None:
        """Write Great Expectations' own pages of everything judged so far."""
        self._context.build_data_docs()

    def _judge_batch(
        self, suite: "gx.ExpectationSuite", frame: pd.DataFrame, place: Sequence[str], name: str
    ) -> list[Outcome]:
        batch = self._batches.get_batch(batch_parameters={"dataframe": frame})
        with _configurations_told_once():
            result = batch.validate(suite, result_format=dict(COUNTS))
            _list_failing_rows(batch, suite, result, [column for column in place if column in frame.columns])
        result.meta |= {"run_id": self._run, "validation_time": self._run.run_time}
        if self._data_docs:
            self._keep_for_docs(result, f"{name}-rows")
        told = result.to_json_dict()
        path = self._results / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(told, ensure_ascii=False, indent=1, default=str)
        path.write_text(text + "\n", encoding="utf-8")
        by_id = {item["expectation_config"]["meta"]["expectation_id"]: item for item in told["results"]}
        return [
            _outcome(suite.name, by_id[expectation.meta["expectation_id"]], place)
            for expectation in suite.expectations
        ]

    def _keep_for_docs(self, result: "ExpectationSuiteValidationResult", batch: str) -> None:
        from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
            ExpectationSuiteIdentifier,
            ValidationResultIdentifier,
        )

        suite = ExpectationSuiteIdentifier(result.suite_name)
        key = ValidationResultIdentifier(suite, run_id=self._run, batch_identifier=batch)
        self._context.validation_results_store.set(key, result)


def _site(data_docs: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(data_docs.resolve()),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _list_failing_rows(
    batch: "Batch",
    suite: "gx.ExpectationSuite",
    result: "ExpectationSuiteValidationResult",
    shown: Sequence[str],
) -> None:
    """Ask what fails once more, for where its failing rows stand, told as Data Docs show complete results."""
    wanted = {**PLACES, "unexpected_index_column_names": list(shown)}
    by_id = {expectation.meta["expectation_id"]: expectation for expectation in suite.expectations}
    for number, item in enumerate(result.results):
        if item.success or not item.result.get("unexpected_count"):
            continue
        placed = batch.validate(by_id[item.expectation_config.meta["expectation_id"]], result_format=wanted)
        placed.result["unexpected_index_list"] = placed.result.get("partial_unexpected_index_list")
        placed.result["unexpected_index_column_names"] = list(shown)
        result.results[number] = placed


@contextmanager
def _configurations_told_once() -> Iterator[None]:
    """Let each expectation work out its configuration once, while none of them changes.

    Great Expectations asks it for that over a hundred times a judgement, which is half of all it does.
    """
    from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    worked_out = vars(Expectation)["configuration"]
    told: dict[int, tuple[Expectation, object]] = {}

    def configuration(self: Expectation) -> object:
        if id(self) not in told:  # kept along, so that no other object gets its id
            told[id(self)] = (self, worked_out.fget(self))
        return told[id(self)][1]

    setattr(Expectation, "configuration", property(configuration))  # noqa: B010
    try:
        yield
    finally:
        setattr(Expectation, "configuration", worked_out)  # noqa: B010


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
