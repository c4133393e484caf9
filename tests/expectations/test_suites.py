"""The suites on real DuckDB files: a sound warehouse, one with a defect of every kind, a damaged one."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from expectations import fetch
from expectations.contracts import contracts
from expectations.identities import load_identities
from expectations.outcomes import RULE_SUITES, Outcome, ValidationRun, validation_rows
from expectations.registry import list_rules, list_suspect_kinds
from expectations.runner import run_suites
from tests.expectations.suite_rows import (
    DEPARTMENT,
    LOST_SHA,
    READER_FINDINGS,
    ROWS,
    SHA,
    build,
    spoil_rows,
)


def ids(outcomes: list[Outcome]) -> set[str]:
    return {outcome.expectation_id for outcome in outcomes}


def find(run: ValidationRun, expectation_id: str) -> Outcome:
    return next(outcome for outcome in run.outcomes if outcome.expectation_id == expectation_id)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ValidationRun:
    folder = tmp_path_factory.mktemp("sound")
    return run_suites(build(folder / "w.duckdb", ROWS), folder / "out", "run-1")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> ValidationRun:
    """One warehouse with one defect of each kind; the tests ask for the expectation that names it."""
    folder = tmp_path_factory.mktemp("broken")
    with pytest.MonkeyPatch.context() as patch:
        # Its seven cells of two reports are judged in two batches, which must not change what is found.
        patch.setattr(fetch, "ROWS_PER_BATCH", 6)
        return run_suites(build(folder / "w.duckdb", spoil_rows(), with_keys=False), folder / "out", "run-2")


def test_a_sound_warehouse_passes_every_expectation(sound: ValidationRun) -> None:
    assert sound.with_status("failed", "errored") == []
    assert find(sound, "I07.within_bound").status == "passed"
    assert find(sound, "I07.within_bound").element_count == 2
    assert find(sound, "I22.within_bound").status == "passed"


def test_every_contract_and_identity_has_its_suite(sound: ValidationRun) -> None:
    judged = set(sound.suites)
    assert set(contracts()) - judged == {"quality_validation"}
    assert judged >= set(RULE_SUITES)
    assert judged >= {identity.id for identity in load_identities()}


def test_an_empty_table_counts_as_nothing_checked_and_not_as_passed(sound: ValidationRun) -> None:
    assert find(sound, "quality_suspect.key").status == "nothing_checked"


def test_instances_that_could_not_be_evaluated_are_counted(sound: ValidationRun) -> None:
    outcome = find(sound, "I08.within_bound")
    assert (outcome.element_count, outcome.not_evaluable_count) == (1, 1)


def test_results_are_kept_as_json_data_docs_and_page(sound: ValidationRun) -> None:
    kept = json.loads((sound.out_dir / "results" / "I07.json").read_text(encoding="utf-8"))
    assert kept["success"] is True
    assert (sound.out_dir / "data_docs" / "index.html").is_file()
    assert "run-1" in (sound.out_dir / "index.html").read_text(encoding="utf-8")


def test_data_docs_show_where_failing_rows_stand(broken: ValidationRun) -> None:
    pages = (broken.out_dir / "data_docs" / "validations").rglob("*.html")
    docs = {page.stem: re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")) for page in pages}
    assert not [name for name, text in docs.items() if "unexpected Exception" in text]
    assert " ".join(docs["findings-rows"].split()).count(f"单位有误 1 {SHA} {DEPARTMENT} 2020 1 03") == 1
    assert re.search(rf"{SHA}\s+I03\s+03/201/sum\s.*?\s7\s+violated", docs["I03-rows"], re.DOTALL)


def test_validation_rows_are_those_of_the_contract(sound: ValidationRun) -> None:
    rows = validation_rows(sound)
    assert tuple(rows[0]) == contracts()["quality_validation"].column_names
    assert len({(row["suite"], row["expectation_id"]) for row in rows}) == len(rows) == len(sound.outcomes)


def test_each_defect_fails_the_expectations_that_name_it_and_no_other(broken: ValidationRun) -> None:
    assert broken.with_status("errored") == []
    assert ids(broken.with_status("failed")) == {
        "dim_region.key",
        "dim_report.cells_counted",
        "fact_cell.source.vocabulary",
        "fact_cell.sha256.reference",
        "fact_cell.table_code_measure.reference",
        "fact_cell.page.range",
        "fact_cell.required",
        "fact_cell.amount_only_where_printed",
        "quality_verdict.sides_known_when_evaluated",
        "owed.I25",
        "verdicts.residual_recomputed",
        "verdicts.violated_beyond_bound",
        "verdicts.exact_without_residual",
        "I03.within_bound",
        "I04.within_bound",
        "I05.within_bound",
        "I11.within_bound",
        "I24.within_bound",
        "quality_finding.rule_id.reference",
        "findings.G01",
        "suspects.zero",
        "disclosure.D12",
        "graded.ledger_whole",
        "graded.has_grade",
        "ledger.identity.checked",
    }


def test_a_table_judged_in_batches_has_one_outcome_per_expectation(broken: ValidationRun) -> None:
    assert {path.name for path in (broken.out_dir / "results").glob("fact_cell*")} == {
        "fact_cell.json",
        "fact_cell.1.json",
    }
    assert find(broken, "fact_cell.key").element_count == 7
    assert [outcome.expectation_id for outcome in broken.outcomes].count("fact_cell.key") == 1


def test_a_failing_cell_is_listed_with_its_key_and_page(broken: ValidationRun) -> None:
    (row,) = find(broken, "fact_cell.sha256.reference").failing_rows
    assert (row["sha256"], row["cell_no"], row["page"]) == (LOST_SHA, 3, 7)


def test_a_violated_instance_is_listed_with_its_place_and_both_sides(broken: ValidationRun) -> None:
    outcome = find(broken, "I03.within_bound")
    (row,) = outcome.failing_rows
    assert outcome.severity == "error"
    assert row["sha256"] == SHA
    assert (row["table_code"], row["subject_code"], row["measure"], row["page"]) == (
        "03",
        "201",
        "total",
        "7",
    )
    assert (row["left_amount"], row["right_amount"]) == ("464000.00", "0.00")
    assert (row["abs_residual_fen"], row["bound_fen"]) == (46_400_000, 15_000)


def test_a_flattering_verdict_does_not_hide_a_violation(broken: ValidationRun) -> None:
    assert find(broken, "I04.within_bound").unexpected_count == 1
    rows = find(broken, "verdicts.violated_beyond_bound").failing_rows
    assert {(row["identity_id"], row["verdict"]) for row in rows} == {
        ("I04", "exact"),
        ("I06", "violated"),
        ("I11", "exact"),
    }


def test_a_stored_residual_is_held_against_both_sides(broken: ValidationRun) -> None:
    rows = find(broken, "verdicts.residual_recomputed").failing_rows
    assert {row["identity_id"] for row in rows} == {"I05", "I11"}


def test_an_empty_required_column_is_named(broken: ValidationRun) -> None:
    (row,) = find(broken, "fact_cell.required").failing_rows
    assert (row["cell_no"], row["missing_required"]) == (6, "item")


def test_a_report_without_any_verdict_on_an_identity_is_named(broken: ValidationRun) -> None:
    (row,) = find(broken, "owed.I25").failing_rows
    assert (row["sha256"], row["department"]) == (SHA, DEPARTMENT)


def test_every_rule_has_an_expectation_with_its_severity(sound: ValidationRun) -> None:
    severities = {
        outcome.identity_id or outcome.expectation_id.partition(".")[2]: outcome.severity
        for outcome in sound.outcomes
        if outcome.suite in ("findings", "disclosure") or outcome.expectation_id.endswith(".within_bound")
    }
    assert severities == {rule.id: rule.severity for rule in list_rules(READER_FINDINGS)}
    kinds = {outcome.expectation_id for outcome in sound.suites["suspects"]}
    assert kinds == {f"suspects.{kind.id}" for kind in list_suspect_kinds()}
    assert {outcome.status for outcome in sound.suites["findings"]} == {"passed"}, "the report was asked"


def test_a_finding_is_listed_with_its_page_and_message(broken: ValidationRun) -> None:
    outcome = find(broken, "findings.G01")
    (row,) = outcome.failing_rows
    assert (outcome.severity, outcome.element_count) == ("error", 2)
    assert (row["sha256"], row["finding_no"], row["table_code"], row["page"]) == (SHA, "1", "03", "7")
    assert row["G01"] == "单位有误"


def test_a_suspect_is_listed_with_what_should_be_printed(broken: ValidationRun) -> None:
    (row,) = find(broken, "suspects.zero").failing_rows
    assert (row["page"], row["subject_code"], row["kind_zero"]) == ("7", "201", "0.00 → 46.40")
    assert find(broken, "suspects.carry").status == "passed", "only the first of the ranks counts"


def test_what_is_lacking_is_listed_with_page_and_words(broken: ValidationRun) -> None:
    (row,) = find(broken, "disclosure.D12").failing_rows
    assert (row["department"], row["D12"]) == (DEPARTMENT, "lacking p. 7 20101人大事务")
    assert find(broken, "disclosure.D13").status == "nothing_checked", "what was not read is not examined"


def test_what_is_owed_and_was_not_checked_is_named(broken: ValidationRun) -> None:
    (row,) = find(broken, "ledger.identity.checked").failing_rows
    assert row["unchecked_identity"] == "I01"
    assert find(broken, "ledger.table.checked").success


def test_a_lost_table_is_reported_as_broken_checks_never_as_passed(tmp_path: Path) -> None:
    warehouse = build(tmp_path / "w.duckdb", ROWS)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("DROP TABLE quality_verdict")
        connection.execute("ALTER TABLE dim_department DROP COLUMN department")
    run = run_suites(warehouse, tmp_path / "out", "run-3")
    of_verdicts = [outcome for outcome in run.outcomes if outcome.table == "quality_verdict"]
    assert {outcome.status for outcome in of_verdicts} == {"errored"}
    assert all(outcome.error and not outcome.success for outcome in of_verdicts)
    assert find(run, "dim_department.required").status == "errored"
    assert find(run, "dim_department.key").status == "passed"
    missing = {(row["table_name"], row["column_name"]) for row in find(run, "schema.types").failing_rows}
    assert ("quality_verdict", "bound") in missing
    assert ("dim_department", "department") in missing
