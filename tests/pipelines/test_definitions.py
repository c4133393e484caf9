"""What Dagster is told of: a snapshot of names, and that nothing comes without words, owner and schema."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.facts.owed_proofs import PROOF_TABLES
from expectations.contracts import contracts
from expectations.identities import load_identities
from expectations.outcomes import RULE_SUITES
from pipelines.definitions import defs
from pipelines.lock import Busy, exclusive
from pipelines.resources import places_resource

PROJECT = Path(__file__).resolve().parents[2]
# Assets that are no table of the warehouse: the extraction cache and the published file.
FILES = {"report_extract", "warehouse"}
GROUPS = {
    "fetch": {"fetch_document"},
    "archive": {"archive_manifest"},
    "extract": {"report_extract"},
    "dimensions": {
        *("dim_department", "dim_identity", "dim_measure", "dim_region", "dim_report", "dim_rule"),
        *("dim_subject", "dim_table"),
    },
    "facts": {
        *("fact_cell", "fact_summary", "fact_income", "fact_expenditure", "fact_fiscal_summary"),
        *("fact_general_budget", "fact_basic_expenditure", "fact_three_public"),
        *("fact_government_fund", "fact_state_capital", "fact_statement", "fact_performance"),
    },
    "quality": {
        *("etl_build", "quality_finding", "quality_quarantine", "quality_suspect", "quality_token"),
        *("quality_correction", "quality_revision", "quality_revision_cell", "quality_validation"),
        *("quality_verdict", "quality_disclosure", "quality_ledger", "raw_cell", "raw_table", "warehouse"),
        *("report_section", "report_table", "archive_origin", "etl_input", "etl_run"),
    },
}
TABLES = set().union(*GROUPS.values()) - FILES


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return defs()


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


def selected(definitions: dg.Definitions, job: str) -> set[str]:
    keys = definitions.resolve_job_def(job).asset_layer.selected_asset_keys
    return {key.to_user_string() for key in keys}


def test_the_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_assets_by_group(specs: dict[str, dg.AssetSpec]) -> None:
    assert {name: spec.group_name for name, spec in specs.items()} == {
        name: group for group, names in GROUPS.items() for name in names
    }


def test_asset_key_contract_and_dictionary_page_are_one_name() -> None:
    pages = {page.stem for page in (PROJECT / "docs" / "dictionary").glob("*.md")} - {"index"}
    assert set(contracts()) == pages == TABLES


def test_every_asset_has_words_and_an_owner(specs: dict[str, dg.AssetSpec]) -> None:
    assert [name for name, spec in specs.items() if not spec.description or not spec.owners] == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_shows_the_columns_of_its_contract(specs: dict[str, dg.AssetSpec], table: str) -> None:
    schema = specs[table].metadata["dagster/column_schema"]
    shown = [(c.name, c.type, c.description, c.constraints.nullable) for c in schema.columns]
    assert shown == [(c.name, c.type, c.comment, c.nullable) for c in contracts()[table].columns]


def test_checks_of_every_layer(definitions: dg.Definitions) -> None:
    keys = definitions.resolve_asset_graph().asset_check_keys
    checks: dict[str, set[str]] = {}
    for key in keys:
        checks.setdefault(key.name, set()).add(key.asset_key.to_user_string())
    identities = {identity.id for identity in load_identities()}
    assert checks.pop("contract") == TABLES - {"quality_validation"}
    assert checks.pop("source_is_alive") == {"fetch_document"}
    assert checks.pop("archive_is_sound") == {"archive_manifest"}
    assert checks.pop("numbers_are_conserved") == {"quality_token"}
    assert {suite: checks.pop(suite) for suite in RULE_SUITES} == {
        suite: {table} for suite, table in RULE_SUITES.items()
    }
    assert checks == {identity: {"quality_verdict"} for identity in identities}
    assert identities == {f"I{number:02}" for number in range(1, 33)}


def test_jobs_and_what_they_make(definitions: dg.Definitions) -> None:
    built = (TABLES | FILES) - {"fetch_document"}
    assert selected(definitions, "nightly") == TABLES | FILES
    assert selected(definitions, "fetch_reports") == {"fetch_document"}
    assert selected(definitions, "build_warehouse") == built
    assert selected(definitions, "refresh_warehouse") == built - {"archive_manifest", "report_extract"}
    assert selected(definitions, "check_warehouse") == PROOF_TABLES | {"quality_validation", "warehouse"}
    assert selected(definitions, "extract_reports") == {"report_extract"}


def test_only_reading_is_partitioned_and_the_partitions_stay_the_same(specs: dict[str, dg.AssetSpec]) -> None:
    partitions = {name: spec.partitions_def for name, spec in specs.items() if spec.partitions_def}
    assert list(partitions) == ["report_extract"]
    assert partitions["report_extract"].get_partition_keys() == list("0123456789abcdef")


def test_nothing_is_published_before_it_is_judged(definitions: dg.Definitions) -> None:
    graph: Any = definitions.resolve_asset_graph()
    upstream = {key.to_user_string() for key in graph.get_ancestor_asset_keys(dg.AssetKey("warehouse"))}
    assert upstream == (TABLES | FILES) - {"warehouse"}


def test_a_dagster_run_locks_the_warehouse(tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    resource = places_resource.configured({"warehouse": str(file)})
    with dg.build_resources({"places": resource}) as resources:
        places = resources.places
        assert places.warehouse == file
        with pytest.raises(Busy), exclusive(places.lock):
            pass
    with exclusive(places.lock):
        pass
