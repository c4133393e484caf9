"""The contracts: every one is readable, and the columns that other programs read are as fixed."""

from pathlib import Path

import pytest

from expectations.contracts import (
    CONTRACTS_DIR,
    ContractError,
    contract,
    contracts,
    load_contracts,
    printed_measures,
    printed_tables,
)

MONEY = "DECIMAL(20,2)"
FIXED_COLUMNS = {
    "fact_cell": {
        "sha256": "VARCHAR",
        "department": "VARCHAR",
        "fiscal_year": "INTEGER",
        "report_kind": "VARCHAR",
        "table_code": "VARCHAR",
        "printed_table_no": "VARCHAR",
        "row_no": "INTEGER",
        "side": "VARCHAR",
        "item": "VARCHAR",
        "subject_code": "VARCHAR",
        "measure": "VARCHAR",
        "printed": "VARCHAR",
        "unit": "VARCHAR",
        "amount": MONEY,
        "page": "INTEGER",
        "x0": "DOUBLE",
        "y0": "DOUBLE",
        "x1": "DOUBLE",
        "y1": "DOUBLE",
        "source": "VARCHAR",
    },
    "quality_verdict": {
        "sha256": "VARCHAR",
        "identity_id": "VARCHAR",
        "table_code": "VARCHAR",
        "subject_code": "VARCHAR",
        "measure": "VARCHAR",
        "verdict": "VARCHAR",
        "residual": MONEY,
        "bound": MONEY,
        "reason": "VARCHAR",
    },
    "quality_suspect": {
        "sha256": "VARCHAR",
        "table_code": "VARCHAR",
        "side": "VARCHAR",
        "item": "VARCHAR",
        "subject_code": "VARCHAR",
        "measure": "VARCHAR",
        "printed": "VARCHAR",
        "suggested": MONEY,
        "rank": "INTEGER",
        "kind": "VARCHAR",
        "evidence": "VARCHAR",
    },
    "quality_finding": {
        "sha256": "VARCHAR",
        "rule_id": "VARCHAR",
        "table_code": "VARCHAR",
        "subject_code": "VARCHAR",
        "measure": "VARCHAR",
        "page": "INTEGER",
        "severity": "VARCHAR",
        "message_zh": "VARCHAR",
        "message_en": "VARCHAR",
    },
    "dim_report": {"sha256": "VARCHAR", "is_current": "BOOLEAN"},
    "quality_quarantine": {"sha256": "VARCHAR", "reason": "VARCHAR"},
}
FIXED_VOCABULARIES = {
    ("fact_cell", "report_kind"): {"final", "budget"},
    ("fact_cell", "table_code"): {f"0{number}" for number in range(1, 10)},
    ("fact_cell", "side"): {"income", "expenditure"},
    ("fact_cell", "unit"): {"万元", "元"},
    ("fact_cell", "source"): {"text", "ocr"},
    ("quality_verdict", "verdict"): {"exact", "within_rounding", "suspicious", "violated", "not_evaluable"},
    ("quality_finding", "severity"): {"error", "warning", "info"},
}
MEASURES = {
    "01": "budget_initial budget_adjusted final",
    "02": "total fiscal_appropriation superior_subsidy business_income education_fees operating_income"
    " subordinate_remittance other_income",
    "03": "total basic project remitted_to_superior operating_expenditure subordinate_subsidy",
    "04": "final total general_public_budget government_fund state_capital budget_initial budget_adjusted",
    "05": "total basic project",
    "06": "final",
    "07": "budget_total budget_abroad budget_vehicle budget_vehicle_purchase budget_vehicle_operation"
    " budget_reception final_total final_abroad final_vehicle final_vehicle_purchase final_vehicle_operation"
    " final_reception",
    "08": "opening_balance income total basic project closing_balance",
    "09": "opening_balance income total basic project closing_balance",
}
SHARED = "{}\n"
HEAD = "table: t\ncomment_zh: 表\ncomment_en: Table\nprimary_key: [a]\n"
COLUMN = "  - {name: a, type: INTEGER, comment_zh: 甲, comment_en: A}\n"


@pytest.mark.parametrize("table", FIXED_COLUMNS)
def test_columns_read_by_other_programs_keep_their_types(table: str) -> None:
    described = {column.name: column.type for column in contract(table).columns}
    assert {name: described.get(name) for name in FIXED_COLUMNS[table]} == FIXED_COLUMNS[table]


@pytest.mark.parametrize(("table", "column"), FIXED_VOCABULARIES)
def test_vocabularies_read_by_other_programs_stay(table: str, column: str) -> None:
    assert set(contract(table).column(column).vocabulary or ()) == FIXED_VOCABULARIES[table, column]


def test_measures_of_the_nine_tables_are_the_canonical_ones() -> None:
    described: dict[str, list[str]] = {}
    for code, measure, _, _ in printed_measures():
        described.setdefault(code, []).append(measure)
    assert {code: set(names) for code, names in described.items()} == {
        code: set(names.split()) for code, names in MEASURES.items()
    }


def test_every_measure_is_exact_money_and_may_be_blank() -> None:
    measures = [column for item in contracts().values() for column in item.columns if column.measure]
    assert {(column.type, column.unit, column.nullable) for column in measures} == {(MONEY, "yuan", True)}


def test_the_nine_printed_tables_each_have_a_fact_table() -> None:
    assert [(code, fact) for code, _, _, fact in printed_tables()] == [
        ("01", "fact_summary"),
        ("02", "fact_income"),
        ("03", "fact_expenditure"),
        ("04", "fact_fiscal_summary"),
        ("05", "fact_general_budget"),
        ("06", "fact_basic_expenditure"),
        ("07", "fact_three_public"),
        ("08", "fact_government_fund"),
        ("09", "fact_state_capital"),
    ]


def test_no_table_holds_floating_point_money() -> None:
    doubles = {
        column.name for item in contracts().values() for column in item.columns if column.type == "DOUBLE"
    }
    assert doubles == {"x0", "y0", "x1", "y1", "confidence", "elapsed_seconds"}


def test_no_subject_code_must_be_in_the_catalogue() -> None:
    coded = [
        item.column("subject_code") for item in contracts().values() if "subject_code" in item.column_names
    ]
    assert [column.references for column in coded] == [None] * len(coded)


def test_asking_for_an_unknown_table_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match=r"no contract for 'fact_typo'.*fact_cell"):
        contract("fact_typo")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HEAD + "columns:\n" + COLUMN.replace("INTEGER", "FLOAT"), r"t\.yml: .*columns\.0\.type"),
        (HEAD + "columns:\n" + COLUMN + COLUMN, "columns named twice: a"),
        (
            HEAD + "columns:\n" + COLUMN.replace("name: a", "name: b"),
            "keys name columns that do not exist: a",
        ),
        (HEAD + "columns:\n  - use: nothing\n", "no shared column 'nothing'"),
        (HEAD.replace("table: t", "table: other") + "columns:\n" + COLUMN, "describes the table other"),
        (
            HEAD + "columns:\n" + COLUMN.replace("}", ", nullable: true}"),
            "primary key column cannot be nullable",
        ),
        (HEAD + "colums:\n" + COLUMN, "'columns'"),
        (
            HEAD + "columns:\n" + COLUMN.replace("}", ", references: {table: gone, column: b}}"),
            r"refers to gone\.b, which no contract describes",
        ),
    ],
)
def test_a_malformed_contract_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    shared = tmp_path / "shared_columns.yaml"
    shared.write_text(SHARED, encoding="utf-8")
    (tmp_path / "t.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=rf"(?s){complaint}"):
        load_contracts(tmp_path, shared)


def test_a_shared_column_may_be_overridden(tmp_path: Path) -> None:
    shared = tmp_path / "shared_columns.yaml"
    shared.write_text(
        "a: {name: a, type: INTEGER, comment_zh: 甲, comment_en: A, min: 1}\n", encoding="utf-8"
    )
    text = HEAD + "columns:\n  - use: a\n  - {use: a, name: b, nullable: true}\n"
    (tmp_path / "t.yml").write_text(text, encoding="utf-8")
    first, second = load_contracts(tmp_path, shared)["t"].columns
    assert (first.name, first.nullable, first.min) == ("a", False, 1)
    assert (second.name, second.nullable, second.min) == ("b", True, 1)


def test_every_contract_file_is_loaded() -> None:
    assert set(contracts()) == {path.stem for path in CONTRACTS_DIR.iterdir()}
