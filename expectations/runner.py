"""Runs the suites on a finished warehouse file and keeps what they say.

DuckDB answers the queries of `fetch`, pandas carries the answers, Great Expectations judges them. It is
imported inside functions only, for that costs some seconds of CPU.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from expectations.increment import INCREMENT, judge_increment
from expectations.outcomes import Outcome, ValidationRun
from expectations.questions import ask_schema, list_questions
from expectations.report_page import write_page
from expectations.session import Session
from expectations.suite_change import SuiteChange

PAGES = ("results", "data_docs")  # what Great Expectations says, as JSON and as its own pages


def run_suites(
    warehouse: Path, out_dir: Path, run_id: str, change: SuiteChange | None = None
) -> ValidationRun:
    """Run every suite on the DuckDB file `warehouse` (opened read-only) and write the results to `out_dir`.

    Writes `results/<suite>.json` (with a number from the second batch of a large table on), Great
    Expectations' Data Docs under `data_docs/` and our own page `index.html`, replacing those of an earlier
    run. With a `change` only what differs is judged, where that tells the same: the outcomes are those of a
    whole run but for the order and choice of the failing rows listed. Results are then written to
    `results/increment/`, beside those and the Data Docs of the last whole run.

    Raises duckdb.Error where the file cannot be opened; a missing table or column is an outcome.
    """
    outcomes, touched = None, None
    if change is not None:
        _keep_pages(change.out_dir, out_dir)
        outcomes, touched = judge_increment(Session(out_dir / "results"), warehouse, change), change.touched
    if outcomes is None:
        outcomes, touched = _judge_all(warehouse, out_dir), None
    run = ValidationRun(run_id, out_dir, tuple(outcomes), None if touched is None else len(touched))
    write_page(run, out_dir / "index.html")
    return run


def _judge_all(warehouse: Path, out_dir: Path) -> list[Outcome]:
    _remove_pages(out_dir)
    session = Session(out_dir / "results", out_dir / "data_docs")
    outcomes: list[Outcome] = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for question in (ask_schema(), *list_questions(connection)):
            found = session.judge(question.suite, question.fetch(connection), question.place)
            outcomes += [replace(outcome, not_evaluable_count=question.not_evaluable) for outcome in found]
    session.build_data_docs()
    return outcomes


def _keep_pages(from_dir: Path, out_dir: Path) -> None:
    """Put what the last whole run wrote into `out_dir`, without what increments after it did."""
    if from_dir.resolve() != out_dir.resolve():
        _remove_pages(out_dir)
        for folder in PAGES:
            if (from_dir / folder).is_dir():
                shutil.copytree(from_dir / folder, out_dir / folder)
    shutil.rmtree(out_dir / "results" / INCREMENT, ignore_errors=True)


def _remove_pages(out_dir: Path) -> None:
    for folder in PAGES:
        shutil.rmtree(out_dir / folder, ignore_errors=True)
