"""Corrections in the warehouse: applied where their text is printed, loud where it is not, never over it."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.judging import write_verdicts
from assets.reference.corrections import PROJECT_FILE, read_corrections
from tests.assets.facts.correcting import TOTAL, ask, build_corrected, correct, corrected, failures, outcomes
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_cell, make_extract, small_report

LEAF = {"table_code": "03", "subject_code": "2010102", "measure": "total"}


@pytest.fixture
def build_of(cache: ExtractCache, tmp_path: Path) -> Any:
    """Build and judge a warehouse of reports, by name their cells, with some corrections."""
    return partial(build_corrected, cache, tmp_path / "w.duckdb")


def test_an_override_stands_beside_the_printed_amount(build_of: Any) -> None:
    path = build_of({"one": small_report("800.00")}, correct("total"))
    assert outcomes(path) == {"total": "applied"}
    assert corrected(path) == [(hash_of("one"), "", Decimal("800.00"), Decimal("300.00"), "total")]
    assert ask(path, "SELECT total FROM fact_expenditure WHERE item = '合计'") == [(Decimal("800.00"),)]
    assert ask(path, "SELECT count(*) FROM quality_verdict WHERE verdict = 'violated'") == [(1,)]
    held = "SELECT sha256, page, printed, places, rows_marked, has_failed FROM quality_correction"
    assert ask(path, held) == [(hash_of("one"), 5, "800.00", 1, 1, False)]
    assert failures(path) == []


def test_every_other_cell_has_its_own_amount_as_corrected(build_of: Any) -> None:
    path = build_of({"one": small_report("800.00")}, correct("total"))
    others = (
        "SELECT amount = amount_corrected, count(*) FROM fact_cell WHERE correction_id IS NULL GROUP BY 1"
    )
    assert ask(path, others) == [(True, 4)]


def test_a_dropped_amount_is_null_and_a_flagged_one_stays(build_of: Any) -> None:
    drop = correct("total", action="drop")
    flag = correct("leaf", cell=LEAF, expected="200.00", action="flag", status="reported")
    path = build_of({"one": small_report("800.00")}, drop, flag)
    assert [row[2:] for row in corrected(path)] == [
        (Decimal("800.00"), None, "total"),
        (Decimal("200.00"), Decimal("200.00"), "leaf"),
    ]
    statuses = "SELECT correction_status FROM fact_cell WHERE correction_id IS NOT NULL ORDER BY cell_no"
    assert ask(path, statuses) == [("open",), ("reported",)]


def test_a_unit_label_scales_its_table_and_a_cell_s_own_correction_is_not_scaled(build_of: Any) -> None:
    unit = {"table_code": "03", "measure": "unit"}
    path = build_of(
        {"one": small_report("800.00")},
        correct("unit", cell=unit, expected="元", value="万元"),
        correct("total", value="3000000.00"),
    )
    assert outcomes(path) == {"unit": "applied", "total": "applied"}
    found = {code: (amount, name) for _, code, _, amount, name in corrected(path)}
    assert found[""] == (Decimal("3000000.00"), "total")
    assert found["2010101"] == (Decimal("1000000.00"), "unit")


def test_a_unit_label_scales_down_exactly(build_of: Any) -> None:
    cells = [{**cell, "unit": "万元"} for cell in small_report()]
    cells[3]["amount"] = "123456789012.34"
    unit = {"table_code": "03", "measure": "unit"}
    path = build_of({"one": cells}, correct("unit", cell=unit, expected="万元", value="元"))
    (row,) = [row for row in corrected(path) if row[1] == "2010101"]
    assert row[3] == Decimal("12345678.90")


def test_a_misspelt_code_is_corrected_beside_the_printed_one(build_of: Any) -> None:
    cells = small_report()
    cells[4]["subject_code"] = "2010152"
    place = {"table_code": "03", "subject_code": "2010152", "measure": "code"}
    path = build_of({"one": cells}, correct("code", cell=place, expected="2010152", value="2010102"))
    codes = "SELECT subject_code, subject_code_corrected, amount_corrected FROM fact_cell ORDER BY cell_no"
    assert ask(path, codes)[3:] == [
        ("2010101", "2010101", Decimal("100.00")),
        ("2010152", "2010102", Decimal("200.00")),
    ]
    assert outcomes(path) == {"code": "applied"}


@pytest.mark.parametrize(
    ("change", "rule_id", "told"),
    [
        ({"expected": "900.00"}, "correction_stale", '"900.00" here, where "800.00" is printed'),
        ({"cell": {**TOTAL, "item": "总计"}}, "correction_no_place", "no place such as"),
        ({"cell": {**TOTAL, "table_code": "05"}}, "correction_no_place", "no place such as"),
        ({"cell": {"table_code": "03", "measure": "total"}}, "correction_several_places", "5 places"),
        ({"status": "fixed_upstream"}, "correction_not_fixed", "still printed"),
    ],
)
def test_what_does_not_meet_the_report_is_a_finding_and_not_applied(
    build_of: Any, change: dict[str, Any], rule_id: str, told: str
) -> None:
    leaf = correct("leaf", cell=LEAF, expected="200.00")
    path = build_of({"one": small_report("800.00")}, correct("total", **change), leaf)
    assert outcomes(path) == {"total": rule_id.removeprefix("correction_"), "leaf": "applied"}
    assert [row[4] for row in corrected(path)] == ["leaf"]
    ((rule, severity, _, message),) = failures(path)
    assert (rule, severity) == (rule_id, "warning")
    assert "total" in message
    assert told in message


def test_two_corrections_of_one_cell_fail_both(build_of: Any) -> None:
    by_file = correct("by-file", report={"sha256": hash_of("one")})
    path = build_of({"one": small_report("800.00")}, correct("by-name"), by_file)
    assert outcomes(path) == {"by-file": "conflict", "by-name": "conflict"}
    assert corrected(path) == []
    assert [row[0] for row in failures(path)] == ["correction_conflict"] * 2


def test_an_older_file_s_own_correction_goes_before_that_of_the_report(build_of: Any) -> None:
    versions = {"1st": small_report("800.00"), "2nd": small_report("800.00")}
    by_file = correct("by-file", report={"sha256": hash_of("1st")}, action="drop")
    path = build_of(versions, correct("by-name"), by_file)
    assert outcomes(path) == {"by-file": "applied", "by-name": "applied"}
    amounts = {row[0]: row[3:] for row in corrected(path)}
    assert amounts == {hash_of("1st"): (None, "by-file"), hash_of("2nd"): (Decimal("300.00"), "by-name")}


def test_a_report_that_is_not_there_fails_unless_the_project_corrects_it(build_of: Any) -> None:
    elsewhere = {"department": "别局", "fiscal_year": 2023}
    path = build_of(
        {"one": small_report("800.00")},
        correct("own", report=elsewhere),
        correct("project", report={"sha256": "0" * 64}, origin="project"),
    )
    assert outcomes(path) == {"own": "no_report", "project": "no_such_report_here"}
    assert ask(path, "SELECT correction_id FROM quality_correction WHERE has_failed") == [("own",)]


def test_a_correction_that_names_a_department_and_its_unit_alike_is_told_in_both(
    cache: ExtractCache, tmp_path: Path
) -> None:
    archived = []
    for name, level in (("whole", "department"), ("own", "unit")):
        keep(cache, name, make_extract("某局", 2023, small_report("800.00"), level))
        archived.append(make_archived(name, "2025-06-01T08:00:00+08:00"))
    path = tmp_path / "w.duckdb"
    build.write_facts(path, build.BuildInputs(tuple(archived), (), "v1", "v1", (correct("total"),)), cache)
    write_verdicts(path)
    assert outcomes(path) == {"total": "several_reports"}
    assert corrected(path) == []
    assert [row[0] for row in failures(path)] == ["correction_several_reports"] * 2


def test_versions_before_are_corrected_with_the_current_one(build_of: Any) -> None:
    versions = {"1st": small_report("800.00"), "2nd": small_report("700.00"), "3rd": small_report("800.00")}
    path = build_of(versions, correct("total"))
    assert outcomes(path) == {"total": "applied"}
    assert {row[0] for row in corrected(path)} == {hash_of("1st"), hash_of("3rd")}
    assert ask(path, "SELECT sha256, rows_marked FROM quality_correction") == [(hash_of("3rd"), 2)]


def test_a_version_that_is_right_makes_the_correction_fail_until_it_says_so(build_of: Any) -> None:
    versions = {"1st": small_report("800.00"), "2nd": small_report("300.00")}
    path = build_of(versions, correct("total"))
    assert outcomes(path) == {"total": "stale"}
    assert corrected(path) == []
    path = build_of(versions, correct("total", status="fixed_upstream"))
    assert outcomes(path) == {"total": "fixed"}
    assert [row[0] for row in corrected(path)] == [hash_of("1st")]
    assert failures(path) == []


def test_a_file_named_by_its_hash_is_corrected_alone(build_of: Any) -> None:
    versions = {"1st": small_report("800.00"), "2nd": small_report("800.00")}
    path = build_of(versions, correct("total", report={"sha256": hash_of("1st")}, status="fixed_upstream"))
    assert outcomes(path) == {"total": "applied"}
    assert [row[0] for row in corrected(path)] == [hash_of("1st")]


def test_a_blank_may_be_expected_and_print_is_compared_without_spaces(build_of: Any) -> None:
    cells = [*small_report("８00. 00"), make_cell("05", 1, "total", "", item="合计", row_kind="total")]
    cells[0].update(value_kind="amount", amount="800.00", decimals=2)
    blank = correct("blank", cell={**TOTAL, "table_code": "05"}, expected="", value="5")
    path = build_of({"one": cells}, correct("total"), blank)
    assert outcomes(path) == {"total": "applied", "blank": "applied"}
    assert corrected(path)[-1][2:4] == (None, Decimal("5.00"))


def test_judging_again_starts_from_what_is_printed_now(build_of: Any) -> None:
    path = build_of({"one": small_report("800.00")}, correct("total"))
    queries = ["FROM quality_correction", "FROM quality_finding ORDER BY ALL", "FROM fact_cell ORDER BY ALL"]
    before = [ask(path, query) for query in queries]
    write_verdicts(path)
    assert [ask(path, query) for query in queries] == before
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE fact_cell SET printed = '801.00', amount = 801 WHERE item = '合计'")
    write_verdicts(path)
    assert outcomes(path) == {"total": "stale"}
    assert corrected(path) == []
    assert len(failures(path)) == 1


def test_the_project_s_own_corrections_apply_to_its_samples(samples: Any, tmp_path: Path) -> None:
    """As published: table 03 prints 0.00 for 201 项目支出, whose only group has 46.40 万元."""
    archived = tuple(sorted(samples.archived.values(), key=lambda report: report.sha256))
    shipped = tuple(read_corrections(PROJECT_FILE, "project"))
    path = tmp_path / "w.duckdb"
    build.write_facts(path, build.BuildInputs(archived, (), "v1", "v1", shipped), samples.cache)
    write_verdicts(path)
    assert set(outcomes(path).values()) == {"applied"}
    (first, *_) = shipped
    amounts = f"SELECT printed, amount, amount_corrected FROM fact_cell WHERE correction_id = '{first.id}'"
    assert ask(path, amounts) == [("0.00", Decimal("0.00"), Decimal("464000.00"))]
