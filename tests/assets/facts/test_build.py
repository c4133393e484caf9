"""A whole build of the samples: repeatable to the row, and each report's rows its own."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive.intake import Refusal
from assets.facts import build, warehouse
from assets.facts.judging import write_verdicts
from assets.reference.corrections import load_corrections
from expectations.contracts import contracts

NAMES = ["fuqiao-justice-2024", "hetang-2020", "qingshi-school-2023"]
HETANG = "hetang-2020"
REFUSED = Refusal("f" * 64, "large.pdf", "/in/large.pdf", "too_large", "300 MB")
Tables = dict[str, list[tuple[Any, ...]]]


def inputs_of(samples: Any, names: Iterable[str]) -> build.BuildInputs:
    archived = sorted((samples.archived[name] for name in names), key=lambda report: report.sha256)
    return build.BuildInputs(tuple(archived), (REFUSED,), "extractor-1", "build-1")


def build_at(path: Path, samples: Any, names: Iterable[str]) -> Path:
    build.write_facts(path, inputs_of(samples, names), samples.cache)
    write_verdicts(path)
    return path


def read_tables(path: Path) -> Tables:
    """Every row of every table, in the order of its key."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            table: connection.execute(f'FROM "{table}" ORDER BY {", ".join(contract.primary_key)}').fetchall()
            for table, contract in contracts().items()
        }


def rows_of(tables: Tables, sha256: str) -> Tables:
    return {table: [row for row in rows if sha256 in row] for table, rows in tables.items()}


@pytest.fixture(scope="module")
def built(samples: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of three samples, not to be changed."""
    return build_at(tmp_path_factory.mktemp("built") / "w.duckdb", samples, NAMES)


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(built, tmp_path / "w.duckdb"))


def test_the_same_inputs_give_equal_tables(samples: Any, built: Path, tmp_path: Path) -> None:
    again = build_at(tmp_path / "again.duckdb", samples, reversed(NAMES))
    first, second = read_tables(built), read_tables(again)
    assert [table for table in first if first[table] != second[table]] == []
    assert sum(map(len, first.values())) > 5000


def test_counts_are_those_of_the_tables(samples: Any, tmp_path: Path) -> None:
    seen: list[str] = []
    inputs = inputs_of(samples, NAMES)
    counts = build.write_facts(tmp_path / "w.duckdb", inputs, samples.cache, seen.append)
    tables = read_tables(tmp_path / "w.duckdb")
    assert counts == {table: len(rows) for table, rows in tables.items()}
    assert seen == [report.sha256 for report in inputs.archived]
    assert [row[0] for row in tables["quality_quarantine"]] == [REFUSED.sha256]


def test_judging_again_changes_nothing(copied: Path) -> None:
    before = read_tables(copied)
    tally = write_verdicts(copied)
    assert read_tables(copied) == before
    assert sum(tally.values()) == len(before["quality_verdict"])


def test_a_report_left_out_takes_just_its_own_rows(samples: Any, built: Path, tmp_path: Path) -> None:
    sha256 = samples.archived[HETANG].sha256
    fewer = read_tables(build_at(tmp_path / "w.duckdb", samples, [name for name in NAMES if name != HETANG]))
    tables = read_tables(built)
    own = rows_of(tables, sha256)
    assert {"fact_cell", "dim_report", "quality_verdict", "quality_finding", "fact_summary"} <= {
        table for table, rows in own.items() if rows
    }
    for table in tables.keys() - {"etl_build", "dim_department"}:
        assert fewer[table] == [row for row in tables[table] if row not in own[table]], table
    gone = {row[1] for row in tables["dim_department"]} - {row[1] for row in fewer["dim_department"]}
    assert gone == {"株洲市荷塘区网格化管理服务中心"}


def test_the_misprints_of_the_hetang_report_are_found(samples: Any, built: Path) -> None:
    """As published: 03 prints no 项目支出 for 201, 07 lost columns, the text states what no table prints."""
    sha256 = samples.archived[HETANG].sha256
    with duckdb.connect(str(built), read_only=True) as connection:
        violated = connection.execute(
            "SELECT identity_id, instance, residual FROM quality_verdict "
            "WHERE sha256 = ? AND verdict = 'violated' ORDER BY ALL",
            [sha256],
        ).fetchall()
        findings = connection.execute(
            "SELECT rule_id, f.page, verdicts, arg_min((item, printed, suggested_text), suspect_no) "
            "FROM quality_finding f JOIN quality_suspect s USING (sha256, finding_no) "
            "WHERE sha256 = ? AND severity = 'error' "
            "GROUP BY finding_no, rule_id, f.page, verdicts ORDER BY finding_no",
            [sha256],
        ).fetchall()
        unexplained = connection.execute(
            "SELECT count(*) FROM quality_verdict WHERE verdict = 'violated' AND finding_no IS NULL"
        ).fetchall()
    assert violated == [
        ("I07", "03/201/total", Decimal("464000.00")),
        ("I09", "03/201/project", Decimal("-464000.00")),
        ("I09", "03/合计/project", Decimal("464000.00")),
        ("I15", "07/budget_total", Decimal("20000.00")),
        ("I22", "05/201/project", Decimal("464000.00")),
        ("I26", "closing/01/closing_balance/final", Decimal("213500.00")),
        ("I26", "three_budget_reception/07/only/budget_reception", Decimal("20000.00")),
        ("I26", "three_final_total/07/only/final_total", Decimal("-20000.00")),
        ("I27", "operating_cost/growth", Decimal("-1176.98")),
        ("I27", "operating_cost/growth#2", Decimal("-0.49")),
    ]
    assert [found[:3] for found in findings] == [
        ("G28", 12, 3),
        ("L01", 6, 4),
        ("L01", 15, 1),
        ("L04", 16, 1),
        ("L04", 16, 1),
    ]
    assert [found[3] for found in findings[1:]] == [
        ("一般公共服务支出", "0.00", "46.40"),
        ("年末结转和结余", "21.35", "0.00"),
        ("机关运行经费支出", "92.7%", "1269.7%"),
        ("机关运行经费支出", "45.2%", "45.7%"),
    ]
    assert unexplained == [(0,)]


def test_the_samples_without_misprint_owe_and_pass_every_identity(built: Path, samples: Any) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        kinds = connection.execute(
            "SELECT verdict, count(*), count(DISTINCT identity_id) FROM quality_verdict "
            "WHERE sha256 = ? GROUP BY ALL",
            [samples.archived["qingshi-school-2023"].sha256],
        ).fetchall()
    found = {kind: identities for kind, _, identities in kinds}
    assert found.keys() == {"exact", "not_evaluable"}
    # What it owes to forms, to its last year's report and to its department's, none of which is there.
    assert found["exact"] == 28


def test_one_changed_amount_is_found_where_it_stands(samples: Any, copied: Path) -> None:
    """The school prints exact sums; a yuan more in one leaf breaks those it is part of, and no others."""
    sha256 = samples.archived["qingshi-school-2023"].sha256
    with warehouse.writing(copied) as connection:
        row = connection.execute(
            "SELECT subject_code FROM fact_expenditure WHERE sha256 = ? AND is_leaf ORDER BY row_no", [sha256]
        ).fetchone()
        assert row is not None
        connection.execute(
            "UPDATE fact_cell SET amount = amount + 1 "
            "WHERE sha256 = ? AND table_code = '03' AND subject_code = ? AND measure = 'total'",
            [sha256, row[0]],
        )
    before = {tuple(v[:3]) for v in violated_in(copied)}
    write_verdicts(copied)
    new = {tuple(v[:3]) for v in violated_in(copied)} - before
    assert new
    assert {found[0] for found in new} == {sha256}
    assert all(found[2].startswith("03/") for found in new)
    assert f"03/{row[0]}" in {found[2] for found in new} | {found[2].rpartition("/")[0] for found in new}


def violated_in(path: Path) -> list[tuple[str, str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "SELECT sha256, identity_id, instance FROM quality_verdict WHERE verdict = 'violated'"
        ).fetchall()


def test_the_input_hash_follows_every_input(samples: Any) -> None:
    inputs = inputs_of(samples, NAMES)
    renamed = replace(inputs.archived[0], file_name="another.pdf")
    others = [
        inputs_of(samples, NAMES[:2]),
        replace(inputs, refused=()),
        replace(inputs, extractor_version="extractor-2"),
        replace(inputs, build_version="build-2"),
        replace(inputs, corrections=load_corrections()),
        replace(inputs, archived=(renamed, *inputs.archived[1:])),
    ]
    assert inputs.input_hash == inputs_of(samples, reversed(NAMES)).input_hash
    assert len({other.input_hash for other in [inputs, *others]}) == 7
