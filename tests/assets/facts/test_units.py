"""Units and the departments whose accounts include theirs: told by names, and held against each other."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.judging import write_verdicts
from assets.facts.units import link_units
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

LINKS = (
    "SELECT u.department, d.department FROM dim_report u "
    "LEFT JOIN dim_report d ON d.sha256 = u.superior_sha256 WHERE u.report_level <> 'department' ORDER BY 1"
)
VERDICTS = (
    "SELECT instance, verdict, left_amount, right_amount, residual, reason FROM quality_verdict "
    "JOIN dim_report USING (sha256) WHERE identity_id = 'I32' AND department = '某市教育局本级'"
)


def report(name: str, more: int = 0, level: str = "unit", year: int = 2023) -> tuple[Any, ...]:
    """A report of table 03 with a total of 300.00 and so much more, spent under one code."""
    cells = small_report()
    for cell in (cells[0], cells[1], cells[2], cells[4]):
        amount = Decimal(cell["amount"]) + more
        cell.update(printed=str(amount), amount=str(amount))
    return name, level, year, cells


@pytest.fixture
def build_of(cache: ExtractCache, tmp_path: Path) -> Any:
    """Build a warehouse of 某市教育局, a department, and of the reports given."""

    def run(*others: tuple[Any, ...], listed: str = "") -> Path:
        archived = []
        for number, (name, level, year, cells) in enumerate(
            [report("某市教育局", level="department"), *others]
        ):
            key = f"{number} {name}"
            keep(cache, key, make_extract(name, year, cells, level))
            archived.append(make_archived(key, f"2025-06-0{number + 1}T08:00:00+08:00"))
        path = tmp_path / "w.duckdb"
        build.write_facts(path, build.BuildInputs(tuple(archived), (), "v1", "v1"), cache)
        with warehouse.writing(path) as connection:
            connection.execute(
                "UPDATE dim_report SET units_included = ? WHERE department = '某市教育局'", [listed]
            )
            link_units(connection)
        return path

    return run


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("name", ["某市教育局", "某市教育局本级", "某市教育局（机关）"])
def test_a_department_s_own_offices_are_told_by_their_name(build_of: Any, name: str) -> None:
    assert ask(build_of(report(name)), LINKS) == [(name, "某市教育局")]


@pytest.mark.parametrize(
    ("name", "listed", "belongs"),
    [
        ("某市第一中学", "某市教育局本级、某市第一中学、某市电化教育馆", True),
        ("某市第一中学", "教育局本级、第一中学", True),
        ("某市第一中学", "第一中学（含分校）", False),
        ("某市第一中学", "中学", False),
        ("别市第一中学", "第一中学", False),
        ("某市第一中学", "", False),
        ("某市教育局教师进修学校", "", False),
    ],
)
def test_a_unit_is_told_by_its_department_s_list(
    build_of: Any, name: str, listed: str, belongs: bool
) -> None:
    path = build_of(report(name), listed=listed)
    assert ask(path, LINKS) == [(name, "某市教育局" if belongs else None)]
    parents = f"SELECT parent_name FROM dim_department WHERE department = '{name}'"
    assert ask(path, parents) == [("某市教育局" if belongs else None,)]


def test_another_year_s_report_is_not_its_department_s(build_of: Any) -> None:
    assert ask(build_of(report("某市教育局本级", year=2022)), LINKS) == [("某市教育局本级", None)]


def test_where_two_departments_fit_nothing_is_said(build_of: Any) -> None:
    path = build_of(report("某市体育局", level="department"), report("某市体育学校"), listed="某市体育学校")
    assert ask(path, LINKS) == [("某市体育学校", "某市教育局")]
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE dim_report SET superior_sha256 = NULL")
        connection.execute(
            "UPDATE dim_report SET units_included = '某市体育学校' WHERE department = '某市体育局'"
        )
        link_units(connection)
    assert ask(path, LINKS) == [("某市体育学校", None)]


def test_the_current_version_of_the_department_s_report_counts(build_of: Any) -> None:
    path = build_of(report("某市教育局", level="department"), report("某市教育局本级"))
    links = "SELECT superior_sha256 FROM dim_report WHERE report_level = 'unit'"
    assert ask(path, links) == [(hash_of("1 某市教育局"),)]


def test_a_unit_may_not_exceed_its_department(build_of: Any) -> None:
    path = build_of(report("某市教育局本级", more=7))
    write_verdicts(path)
    found = {instance: rest for instance, *rest in ask(path, VERDICTS)}
    total = [Decimal("307.00"), Decimal("300.00"), Decimal("7.00")]
    assert found["03/total"] == ["violated", *total, None]
    assert found["05/total"] == ["not_evaluable", None, None, None, "missing_table:05"]
    findings = "SELECT severity, table_code, page FROM quality_finding WHERE rule_id = 'I32'"
    assert ask(path, findings) == [("warning", "03", 5)]


def test_what_is_equal_or_less_holds(build_of: Any) -> None:
    path = build_of(report("某市教育局本级", more=-1))
    write_verdicts(path)
    found = {instance: rest for instance, *rest in ask(path, VERDICTS)}
    assert found["03/total"][0] == "exact"


def test_without_a_department_s_report_nothing_is_passed(build_of: Any) -> None:
    path = build_of(report("别局本级"))
    write_verdicts(path)
    reasons = (
        "SELECT DISTINCT report_level, verdict, reason FROM quality_verdict JOIN dim_report USING (sha256) "
        "WHERE identity_id = 'I32' ORDER BY 1"
    )
    assert ask(path, reasons) == [
        ("department", "not_evaluable", "not_a_unit:"),
        ("unit", "not_evaluable", "no_department_report:"),
    ]
