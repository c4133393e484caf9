"""Suspects for a person to look at, and stubs of corrections that a reviewer fills in."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from rich.console import Console

from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.corrections import apply_corrections, correction_rows
from assets.reference.corrections import Correction, CorrectionsError, read_corrections
from pipelines.cli import main
from pipelines.suspects import list_suspects, print_suspects
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

SUSPECT = {
    **{
        "finding_no": 1,
        "table_code": "03",
        "item": "合计",
        "subject_code": "",
        "measure": "total",
        "page": 5,
    },
    **{"printed": "800.00", "set_no": 1, "rank": 1, "kind": "changed_digit", "cell_no": 1},
    **{"evidence": "各项相加为300.00 | the parts give 300.00", "evidence_zh": "各项相加为300.00"},
    "evidence_en": "the parts give 300.00",
}
FINDING = {
    **{
        "finding_no": 1,
        "rule_id": "I09",
        "origin": "proof",
        "table_code": "03",
        "subject_code": "",
        "verdicts": 2,
    },
    **{"measure": "total", "page": 5, "severity": "error", "amount": Decimal(500)},
    **{"message_zh": "合计与各项之和不符", "message_en": "the total is not the sum of its parts"},
}
STATEMENT = {
    **{
        "statement_no": 1,
        "department": "乙局",
        "fiscal_year": 2023,
        "report_kind": "final",
        "kind": "growth",
    },
    **{
        "topic": "operating_cost_change",
        "subject_code": "",
        "subject": "机关运行经费",
        "year": 2023,
        "unit": "",
    },
    **{
        "printed": "45.2%",
        "value": Decimal("45.2"),
        "section": "11",
        "page": 9,
        "reason": "",
        "source": "text",
    },
    **{"x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0, "sentence": "比上年降低45.2%"},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two reports: two candidates for a total of 甲局, a rate and a unit label of 乙局."""
    cache = ExtractCache(tmp_path / "extracts", "made-by-hand")
    keep(cache, "first", make_extract("甲局", 2023, small_report("800.00")))
    keep(cache, "second", make_extract("乙局", 2023, small_report()))
    archived = (make_archived("first"), make_archived("second"))
    made = tmp_path / "w.duckdb"
    build.write_facts(made, build.BuildInputs(archived, (), "v1", "v1"), cache)
    first, second = {"sha256": hash_of("first")}, {"sha256": hash_of("second")}
    rate = {**SUSPECT, "table_code": "narrative", "measure": "operating_cost_change", "item": "机关运行经费"}
    unit = {
        **SUSPECT,
        "measure": "unit",
        "item": "",
        "printed": "元",
        "suggested_text": "万元",
        "kind": "unit_label",
    }
    suspects = [
        {
            **second,
            **rate,
            "suspect_no": 1,
            "printed": "45.2%",
            "suggested_text": "45.7%",
            "statement_no": 1,
            "cell_no": None,
        },
        {**second, **unit, "suspect_no": 2, "finding_no": 2, "cell_no": None},
        {**first, **SUSPECT, "suspect_no": 1, "suggested": Decimal(300), "suggested_text": "300.00"},
        {
            **first,
            **SUSPECT,
            "suspect_no": 2,
            "rank": 2,
            "set_no": 2,
            "item": "一般公共服务支出",
            "subject_code": "201",
            "printed": "300.00",
            "cell_no": 2,
            "kind": "unknown",
        },
    ]
    findings = [
        {**first, **FINDING},
        {**second, **FINDING, "severity": "warning", "rule_id": "I27"},
        {**second, **FINDING, "finding_no": 2, "severity": "warning", "rule_id": "G01", "verdicts": 0},
    ]
    with warehouse.writing(made) as connection:
        warehouse.insert(connection, "quality_suspect", suspects)
        warehouse.insert(connection, "quality_finding", findings)
        warehouse.insert(connection, "fact_statement", [{**second, **STATEMENT}])
    return made


def invoke(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows_of(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    head, *rows = [line.split("\t") for line in result.stdout.splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_suspects_are_listed_best_first_as_tab_separated_values(path: Path) -> None:
    rows = rows_of(invoke("suspects", "--warehouse", path))
    assert [(row["Report"], row["Rule"], row["Measure"]) for row in rows] == [
        ("甲局", "I09", "total"),
        ("乙局", "I27", "operating_cost_change"),
        ("乙局", "G01", "unit"),
    ]
    best = rows[0]
    assert (best["Page"], best["Printed"], best["Suggested"]) == ("5", "800.00", "300.00")
    assert (best["Suggested yuan"], best["Severity"], best["Rank"]) == ("300.00", "error", "1")
    assert (best["Evidence (zh)"], best["Evidence (en)"]) == ("各项相加为300.00", "the parts give 300.00")


def test_other_candidates_are_listed_on_demand(path: Path) -> None:
    rows = rows_of(invoke("suspects", "--warehouse", path, "--all", "甲局"))
    assert [(row["Rank"], row["Code"], row["Suggested"]) for row in rows] == [
        ("1", "", "300.00"),
        ("2", "201", ""),
    ]


@pytest.mark.parametrize("told", ["乙", "second", hash_of("second")[:6]])
def test_a_report_is_told_by_name_file_or_hash(path: Path, told: str) -> None:
    assert {row["Report"] for row in rows_of(invoke("suspects", "--warehouse", path, told))} == {"乙局"}


def test_a_report_that_is_not_there_is_wrong_use(path: Path) -> None:
    result = invoke("suspects", "--warehouse", path, "甲局", "丙局")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "丙局" in result.stderr


def test_a_terminal_gets_a_table(path: Path) -> None:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=120, color_system=None)
    print_suspects(console, list_suspects(path, [], False))
    text = file.getvalue()
    assert "甲局 2023" in text
    assert "changed_digit: the parts give 300.00" in text
    assert "3 suspects" in text
    assert "\t" not in text


def stubs_of(path: Path, *words: str) -> tuple[Path, list[dict[str, Any]]]:
    file = path.parent / "stubs.yml"
    result = invoke("suspects", "--warehouse", path, "--stubs", file, *words)
    assert result.exit_code == 0
    assert "stubs" in result.stderr or "1 stub " in result.stderr
    return file, yaml.safe_load(file.read_text(encoding="utf-8"))


def test_stubs_wait_for_a_reviewer_and_validate_when_filled(path: Path) -> None:
    file, stubs = stubs_of(path)
    assert {(stub["status"], stub["action"]) for stub in stubs} == {("open", "override")}
    with pytest.raises(CorrectionsError, match="reviewer"):
        read_corrections(file, "warehouse")
    filled = [{**stub, "reviewer": "a reviewer", "reviewed_on": date(2025, 3, 1)} for stub in stubs]
    file.write_text(yaml.safe_dump(filled, allow_unicode=True), encoding="utf-8")
    corrections = read_corrections(file, "warehouse")
    assert [(correction.expected, correction.value) for correction in corrections] == [
        ("800.00", "300.00"),
        ("45.2%", "45.7"),
        ("元", "万元"),
    ]


def test_filled_stubs_meet_the_report_they_were_made_from(path: Path) -> None:
    file, stubs = stubs_of(path)
    filled = [{**stub, "reviewer": "a reviewer", "reviewed_on": date(2025, 3, 1)} for stub in stubs]
    corrections = [Correction.model_validate({**stub, "origin": "warehouse"}) for stub in filled]
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "quality_correction", correction_rows(corrections))
        apply_corrections(connection)
        outcomes = connection.execute("SELECT DISTINCT outcome FROM quality_correction").fetchall()
    assert outcomes == [("applied",)]
    file.unlink()
    again = rows_of(invoke("suspects", "--warehouse", path))
    assert [row["Correction"] for row in again] == [f"{stub['id']} (open)" for stub in stubs]
    assert stubs_of(path)[1] is None


def test_a_stub_without_a_suggestion_has_no_value_yet(path: Path) -> None:
    _, stubs = stubs_of(path, "--all", "甲")
    assert [(stub["value"], stub["cell"]) for stub in stubs] == [
        ("300.00", {"table_code": "03", "item": "合计", "measure": "total"}),
        (None, {"table_code": "03", "subject_code": "201", "measure": "total"}),
    ]
    assert len({stub["id"] for stub in stubs}) == 2


def test_a_misspelt_code_is_told_by_its_print_and_a_form_s_figure_has_no_stub(path: Path) -> None:
    code = {
        **SUSPECT,
        "sha256": hash_of("first"),
        "subject_code": "2010102",
        "measure": "code",
        "item": "事务",
    }
    code |= {"printed": "2010152", "suggested_text": "2010102", "suspect_no": 3, "cell_no": 5}
    form = {**SUSPECT, "sha256": hash_of("first"), "table_code": "performance", "suspect_no": 4}
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE fact_cell SET subject_code = '2010152' WHERE cell_no = 5")
        warehouse.insert(connection, "quality_suspect", [code, form])
    _, stubs = stubs_of(path, "甲")
    assert [(stub["cell"]["measure"], stub["expected"], stub["value"]) for stub in stubs] == [
        ("total", "800.00", "300.00"),
        ("code", "2010152", "2010102"),
    ]
    assert stubs[1]["cell"] == {"table_code": "03", "subject_code": "2010152", "measure": "code"}


def test_stubs_are_not_written_over_a_file(path: Path) -> None:
    file = path.parent / "stubs.yml"
    file.write_text("half filled in")
    result = invoke("suspects", "--warehouse", path, "--stubs", file)
    assert result.exit_code == 2
    assert "stubs.yml is there already" in result.stderr
    assert file.read_text() == "half filled in"


def test_a_row_printed_twice_is_told_by_its_number(path: Path) -> None:
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE fact_cell SET item = '合计', subject_code = '' WHERE cell_no = 5")
    _, stubs = stubs_of(path, "甲")
    assert stubs[0]["cell"] == {"table_code": "03", "item": "合计", "row_no": 1, "measure": "total"}
