"""Judging what differs tells the same as judging everything: random changes to small warehouses."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations import carrying, increment, outcomes, runner, side_by_side
from expectations.contracts import contracts
from expectations.ddl import quote_name
from expectations.increment import PROOFS, is_told_by_report, judge_increment
from expectations.outcomes import Outcome, load_outcomes, save_outcomes
from expectations.questions import Question, ask_schema, list_questions
from expectations.runner import run_suites
from expectations.suite_change import SuiteChange
from tests.expectations.judging import PlainSession
from tests.expectations.suite_rows import CELL, FINDING, ROWS, SUSPECT, VERDICT, build

Report = Mapping[str, list[dict[str, Any]]]
SHAS = [letter * 64 for letter in "abcdef"]
SUITES = {
    "fact_cell",
    "quality_verdict",
    "quality_finding",
    "dim_report",
    "dim_region",
    "etl_build",
    "schema",
}
SUITES |= {"owed", "verdicts", "I03", "I07", "findings", "suspects", "graded", "ledger", "quality_revision"}

cells = st.builds(
    lambda source, page, item: CELL | {"source": source, "page": page, "item": item},
    st.sampled_from(["text", "text", "guess"]),
    st.sampled_from([7, 7, 0]),
    st.sampled_from(["一般公共服务支出", None]),
)
verdicts = st.builds(
    lambda identity, right, verdict: (
        VERDICT | {"identity_id": identity} | _sides(right) | {"verdict": verdict}
    ),
    st.sampled_from(["I03", "I07"]),
    st.sampled_from(["464000.00", "463900.00", "0.00"]),
    st.sampled_from(["exact", "within_rounding", "violated", "not_evaluable"]),
)
reports = st.fixed_dictionaries(
    {
        "fact_cell": st.lists(cells, max_size=4),
        "quality_verdict": st.lists(verdicts, max_size=4),
        "quality_finding": st.lists(
            st.sampled_from(["G01", "G02", "X99"]).map(lambda rule: FINDING | {"rule_id": rule}), max_size=2
        ),
        "quality_suspect": st.lists(
            st.sampled_from(["zero", "carry"]).map(lambda kind: SUSPECT | {"kind": kind}), max_size=2
        ),
        "grade": st.sampled_from(["A", "D", None]),
    }
)
libraries = st.dictionaries(st.sampled_from(SHAS), reports, min_size=2, max_size=len(SHAS))


def _sides(right: str) -> dict[str, str]:
    return {"right_amount": right, "residual": f"{464000 - float(right):.2f}"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with dimensions and without reports."""
    dimensions = {table: ROWS[table] for table in ("dim_rule", "dim_region", "dim_department")}
    return build(tmp_path_factory.mktemp("empty") / "empty.duckdb", dimensions, with_keys=False)


@pytest.fixture(scope="module")
def asked(empty: Path) -> Iterator[None]:
    """Only some suites are asked, made once: building all of them takes long for what is asked here."""
    with duckdb.connect(str(empty), read_only=True) as connection:
        kept = list(ask_some(connection))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(increment, "list_questions", lambda connection: kept)
        tables = {table: contracts()[table] for table in contracts() if table in SUITES or table in PROOFS}
        patch.setattr(side_by_side, "contracts", lambda: tables)
        patch.setattr(increment, "MOST_TOUCHED", 9)
        # Few rows are listed, so that lists run full.
        patch.setattr(outcomes, "FAILING_ROWS_KEPT", 4)
        patch.setattr(carrying, "FAILING_ROWS_KEPT", 4)
        patch.setattr(carrying, "LISTED_AT_LEAST", 2)
        yield


def ask_some(connection: duckdb.DuckDBPyConnection) -> Iterator[Question]:
    """Questions of the suites asked here."""
    return (question for question in list_questions(connection) if question.suite.name in SUITES)


def put(empty: Path, path: Path, library: Mapping[str, Report]) -> Path:
    """A warehouse of these reports."""
    shutil.copy(empty, path)
    with duckdb.connect(str(path)) as connection:
        connection.begin()
        for sha256, report in library.items():
            tables = {table: rows for table, rows in report.items() if table != "grade"}
            head = ROWS["dim_report"][0] | {"grade": report["grade"], "cells": len(report["fact_cell"])}
            for table, rows in {
                **tables,
                "dim_report": [head],
                "archive_manifest": ROWS["archive_manifest"],
            }.items():
                for number, row in enumerate(rows, start=1):
                    _insert(connection, table, row | {"sha256": sha256} | _number(table, number))
        connection.execute("INSERT INTO etl_build (build_id) VALUES (?)", [path.stem])
        connection.commit()
    return path


def _number(table: str, number: int) -> dict[str, Any]:
    names = {"fact_cell": "cell_no", "quality_finding": "finding_no", "quality_suspect": "suspect_no"}
    return (
        {names[table]: number} if table in names else {"instance": str(number)} if "verdict" in table else {}
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(map(quote_name, row))
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


def judge_all(path: Path, session: PlainSession) -> list[Outcome]:
    """Outcomes of the suites asked here on a whole warehouse."""
    with duckdb.connect(str(path), read_only=True) as connection:
        questions: list[Question] = [ask_schema(), *increment.list_questions(connection)]
        return [
            replace(outcome, not_evaluable_count=question.not_evaluable)
            for question in questions
            for outcome in session.judge(question.suite, question.fetch(connection), question.place)
        ]


def touched(before: Mapping[str, Report], now: Mapping[str, Report]) -> frozenset[str]:
    return frozenset(sha for sha in {*before, *now} if before.get(sha) != now.get(sha))


@pytest.mark.usefixtures("asked")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=libraries, now=libraries)
def test_outcomes_after_a_change_are_those_of_a_whole_run(
    empty: Path, tmp_path: Path, before: dict[str, Report], now: dict[str, Report]
) -> None:
    first, second = put(empty, tmp_path / "a.duckdb", before), put(empty, tmp_path / "b.duckdb", now)
    change = SuiteChange(touched(before, now), first, tuple(judge_all(first, PlainSession())), tmp_path)
    carried, whole = judge_increment(PlainSession(), second, change), judge_all(second, PlainSession())  # type: ignore[arg-type]
    assert carried is not None
    for told, expected in zip(carried, whole, strict=True):
        assert replace(told, failing_rows=()) == replace(expected, failing_rows=())
        _assert_rows(told, expected)


def _assert_rows(told: Outcome, expected: Outcome) -> None:
    listed = [repr(row) for row in told.failing_rows]
    assert min(2, told.unexpected_count) <= len(listed) <= min(4, told.unexpected_count)
    if told.unexpected_count <= 4 and len(listed) == told.unexpected_count:
        assert sorted(listed) == sorted(map(repr, expected.failing_rows))


A, B = (
    {
        "fact_cell": [CELL | {"source": source}],
        "quality_verdict": [VERDICT | {"identity_id": "I03"}],
        "quality_finding": [],
        "quality_suspect": [],
        "grade": "A",
    }
    for source in ("text", "guess")
)


def judge_change(
    empty: Path, folder: Path, then: Mapping[str, Report], now: Mapping[str, Report], **changed: Any
) -> tuple[list[Outcome] | None, PlainSession, list[Outcome]]:
    """Outcomes after a change, with the session that was asked, and those of a whole run."""
    first, second = put(empty, folder / "a.duckdb", then), put(empty, folder / "b.duckdb", now)
    change = SuiteChange(touched(then, now), first, tuple(judge_all(first, PlainSession())), folder)
    session = PlainSession()
    found = judge_increment(session, second, replace(change, **changed))  # type: ignore[arg-type]
    return found, session, judge_all(second, PlainSession())


@pytest.mark.usefixtures("asked")
def test_only_what_differs_is_asked(empty: Path, tmp_path: Path) -> None:
    found, session, whole = judge_change(empty, tmp_path, {SHAS[0]: A}, {SHAS[0]: A, SHAS[1]: B})
    assert found == whole
    assert not {"dim_region", "fact_cell", "I03", "I07", "findings"} & set(session.asked)
    assert {"schema", "dim_report", "etl_build"} <= set(session.asked), "these differ, or compare reports"
    assert {"increment/now/fact_cell", "increment/now/I03", "increment/now/owed"} <= set(session.asked)
    assert not [name for name in session.asked if name.startswith("increment/before")], "the report is new"
    assert "increment/now/findings" not in session.asked, "there is nothing in it to ask about"


@pytest.mark.usefixtures("asked")
def test_reports_that_are_not_named_are_not_overlooked(empty: Path, tmp_path: Path) -> None:
    before, now = {SHAS[0]: A, SHAS[1]: A}, {SHAS[0]: A, SHAS[1]: A, SHAS[2]: B}
    found, session, whole = judge_change(empty, tmp_path, before, now, touched=frozenset())
    assert found == whole
    assert {"fact_cell", "I03", "findings"} <= set(session.asked), "asked about everything"


@pytest.mark.usefixtures("asked")
def test_outcomes_of_other_expectations_or_broken_checks_are_not_taken_over(
    empty: Path, tmp_path: Path
) -> None:
    first = put(empty, tmp_path / "first.duckdb", {SHAS[0]: A})
    said = judge_all(first, PlainSession())
    renamed = {"fact_cell": {"name_zh": "旧名"}, "I03": {"errored": True, "error": "no such column"}}
    spoiled = tuple(replace(outcome, **renamed.get(outcome.suite, {})) for outcome in said)
    found, session, whole = judge_change(empty, tmp_path, {SHAS[0]: A}, {SHAS[0]: B}, outcomes=spoiled)
    assert found == whole
    assert {"fact_cell", "I03"} <= set(session.asked)


@pytest.mark.usefixtures("asked")
def test_a_file_with_other_columns_or_with_most_reports_touched_is_judged_whole(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = put(empty, tmp_path / "older.duckdb", {SHAS[0]: A})
    with duckdb.connect(str(older)) as connection:
        connection.execute("ALTER TABLE dim_department DROP COLUMN parent_name")
    assert judge_change(empty, tmp_path, {SHAS[0]: A}, {SHAS[0]: B}, before=older)[0] is None
    assert judge_change(empty, tmp_path, {SHAS[0]: A}, {SHAS[0]: B}, before=tmp_path / "none")[0] is None
    monkeypatch.setattr(increment, "MOST_TOUCHED", 0.5)
    assert judge_change(empty, tmp_path, {SHAS[0]: A}, {SHAS[0]: B})[0] is None


def test_tables_whose_rows_tell_of_one_report_alone() -> None:
    told = {table for table, contract in contracts().items() if is_told_by_report(contract)}
    assert told >= {"fact_cell", "fact_summary", "quality_verdict", "quality_ledger", "raw_cell"}
    assert not told & {"dim_report", "dim_region", "quality_revision", "quality_correction", "etl_build"}


@pytest.mark.usefixtures("asked")
def test_great_expectations_says_the_same_of_an_increment_as_of_everything(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (runner, increment):  # every run with suites of its own, which become its own
        monkeypatch.setattr(module, "list_questions", ask_some)
    then, now = {SHAS[0]: A, SHAS[1]: B, SHAS[2]: A}, {SHAS[0]: A, SHAS[1]: A, SHAS[3]: B}
    first, second = put(empty, tmp_path / "a.duckdb", then), put(empty, tmp_path / "b.duckdb", now)
    before = run_suites(first, tmp_path / "before", "run-1")
    save_outcomes(before, tmp_path / "outcomes.json")
    change = SuiteChange(touched(then, now), first, load_outcomes(tmp_path / "outcomes.json"), before.out_dir)
    after = run_suites(second, tmp_path / "after", "run-2", change)
    whole = run_suites(second, tmp_path / "whole", "run-3")
    assert (before.touched, after.touched, whole.touched) == (None, 3, None)
    assert list(map(_in_order, after.outcomes)) == list(map(_in_order, whole.outcomes))
    assert any(outcome.failing_rows for outcome in after.suites["fact_cell"])
    assert (after.out_dir / "data_docs" / "index.html").is_file(), "kept from the whole run"
    results = {path.relative_to(after.out_dir / "results").as_posix() for path in _files(after.out_dir)}
    assert results >= {"fact_cell.json", "increment/now/fact_cell.json", "increment/before/fact_cell.json"}
    page = (after.out_dir / "index.html").read_text(encoding="utf-8")
    assert "Only 3 reports differ" in page
    assert "reports differ" not in (whole.out_dir / "index.html").read_text(encoding="utf-8")


def _in_order(outcome: Outcome) -> Outcome:
    return replace(outcome, failing_rows=tuple(sorted(outcome.failing_rows, key=repr)))


def _files(out_dir: Path) -> Iterator[Path]:
    return (out_dir / "results").rglob("*.json")
