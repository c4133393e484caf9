"""Dagster assets of the facts layer: the tables of the warehouse, the verdicts on them, and its publication.

Asset key = DuckDB table. The steps of one run write one staging file; ``warehouse`` swaps it in whole.
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb

from assets.archive.assets import column_schema
from assets.archive.places import Places
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import build, publication, warehouse
from assets.facts.basis import filed_in, fresh_inputs
from assets.facts.change_words import headline
from assets.facts.changes import compare
from assets.facts.conservation import tell_numbers
from assets.facts.inputs import gather_inputs
from assets.facts.judging import write_verdicts
from assets.facts.owed_proofs import PROOF_TABLES, owed_proofs
from assets.facts.runs import write_runs
from assets.facts.validating import change_between, write_validation
from assets.fingerprint import extractor_version
from assets.runs.assets import note_events
from assets.runs.journal import note
from expectations.contracts import Contract, contracts
from expectations.identities import load_identities
from expectations.outcomes import (
    RULE_SUITES,
    Outcome,
    count_statuses,
    load_outcomes,
    save_outcomes,
)
from expectations.runner import run_suites

OWNERS = ["team:juesuan"]
ARCHIVE_TABLES = frozenset({"archive_manifest", "fetch_document"})
VALIDATION_TABLES = frozenset({"quality_validation"})
# How far a staging file must have come for each step to go on from it (etl_build.stage).
WANTED = {
    "verdicts": ("facts", "verdicts", "validation"),
    "validation": ("verdicts", "validation"),
    "publication": ("validation",),
}


def _group(table: str) -> str:
    return {"dim": "dimensions", "fact": "facts"}.get(table.split("_", maxsplit=1)[0], "quality")


class ShapingConfig(dg.Config):
    """When to shape facts, and of what.

    ``if_changed``: not where the live warehouse was made from the same inputs. Nothing is then written, and
    the steps that follow are skipped: how a night without news ends. ``whole``: of every report, whatever the
    live warehouse has of it already.
    """

    if_changed: bool = False
    whole: bool = False


def _spec(contract: Contract, deps: list[str], skippable: bool = False) -> dg.AssetSpec:
    return dg.AssetSpec(
        contract.table,
        deps=deps,
        skippable=skippable,
        description=contract.comment,
        group_name=_group(contract.table),
        owners=OWNERS,
        kinds={"duckdb"},
        metadata={"dagster/column_schema": column_schema(contract.table)},
    )


# What a proof looks at: reports, their cells and texts, what their reader noticed, and corrections.
JUDGED_TABLES = [
    *("dim_report", "etl_input", "fact_cell", "fact_performance", "fact_statement", "quality_correction"),
    *("quality_finding", "raw_table", "report_section", "report_table"),
]
FACT_TABLES = sorted(set(contracts()) - ARCHIVE_TABLES - PROOF_TABLES - VALIDATION_TABLES)


@dg.multi_asset(
    name="warehouse_tables",
    backfill_policy=dg.BackfillPolicy.single_run(),
    specs=[_spec(contracts()[table], ["report_extract"], skippable=True) for table in FACT_TABLES],
    required_resource_keys={"places", "progress"},
)
def warehouse_tables(
    context: dg.AssetExecutionContext, config: ShapingConfig
) -> Iterator[dg.MaterializeResult[None]]:
    """Shape what is new among the extracts into dimensions and facts, and file reports where they belong."""
    places: Places = context.resources.places
    cache = ExtractCache(places.extracts, extractor_version(places.reading))
    archive = Archive(places.archive)
    inputs = gather_inputs(archive, places.reading, places.corrections, places.fetch_state)
    build.file_reports(archive, cache, filed_in(places.warehouse, inputs, cache))
    inputs = gather_inputs(archive, places.reading, places.corrections, places.fetch_state)
    live = None if config.whole else places.warehouse
    # An extract may be another one of the same file: what was cut off one night is read the next.
    fresh = fresh_inputs(live, inputs, cache)
    is_same = not fresh and warehouse.stored_input_hash(places.warehouse) == inputs.input_hash
    if config.if_changed and is_same:
        context.log.info("Nothing has changed: the warehouse stays as it is.")
        return
    with context.resources.progress.stage("Shaping facts", len(fresh)) as advance:
        counts = build.write_facts(places.staging, inputs, cache, advance, live)
    for table in FACT_TABLES:
        yield dg.MaterializeResult(asset_key=table, metadata={"dagster/row_count": counts[table]})


@dg.asset_check(
    asset="quality_token",
    required_resource_keys={"places"},
    description="Every number printed in a table is in a cell or of a named class; the unread have a reason.",
    additional_deps=["warehouse"],
)
def numbers_are_conserved(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Count the numbers lost on table pages, in tables or in rows outside, and the files not read."""
    told = tell_numbers(context.resources.places.warehouse)
    return dg.AssetCheckResult(
        passed=not told.lost,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"numbers": told.classes, "lost": told.lost, "quarantined": told.unread},
    )


@dg.multi_asset(
    name="judge_reports",
    backfill_policy=dg.BackfillPolicy.single_run(),
    specs=[_spec(contracts()[table], JUDGED_TABLES) for table in sorted(PROOF_TABLES)],
    required_resource_keys={"places", "progress"},
)
def judge_reports(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Prove every report: identities, causes of what is wrong, disclosure, and the ledger of all it owes."""
    # A step run by itself is asked to prove again; after the facts, what is not proved yet.
    anew = not _is_at(context.resources.places.staging, "verdicts")
    staging = _staging(context.resources.places, "verdicts")
    with duckdb.connect(str(staging), read_only=True) as connection:
        owed = len(owed_proofs(connection, anew))
    with context.resources.progress.stage("Proving reports", owed) as advance:
        tally = write_verdicts(staging, advance, anew)
    for table in sorted(PROOF_TABLES):
        told = {str(kind): n for kind, n in tally.items()} if table == "quality_verdict" else {}
        metadata = {"dagster/row_count": _count(staging, table), **told}
        yield dg.MaterializeResult(asset_key=table, metadata=metadata)


@dg.multi_asset(
    name="validate_warehouse",
    backfill_policy=dg.BackfillPolicy.single_run(),
    specs=[_spec(contracts()["quality_validation"], [*sorted(PROOF_TABLES), *FACT_TABLES])],
    required_resource_keys={"places", "progress"},
)
def validate_warehouse(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Run the Great Expectations suites on the finished tables and keep what they say."""
    places: Places = context.resources.places
    staging = _staging(places, "validation")
    change = change_between(places.warehouse, staging, places.quality)
    with context.resources.progress.stage("Running Great Expectations", 1) as advance:
        run = run_suites(staging, places.quality_staging, _build_id(staging), change)
        advance("suites")
    # The results first: a file that is whole must not be without them, whenever a run is killed.
    save_outcomes(run, places.quality_staging / publication.OUTCOMES)
    write_validation(staging, run)
    yield dg.MaterializeResult(
        asset_key="quality_validation",
        metadata={
            "dagster/row_count": len(run.outcomes),
            **{str(status): count for status, count in count_statuses(run.outcomes).items()},
            "page": dg.MetadataValue.path(str(places.quality / "index.html")),
            "data_docs": dg.MetadataValue.path(str(places.quality / "data_docs")),
        },
    )


@dg.asset(
    name="warehouse",
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=["quality_validation"],
    group_name="quality",
    owners=OWNERS,
    kinds={"duckdb"},
    required_resource_keys={"places"},
    description="发布的数据仓库文件。The published warehouse file, swapped in whole.",
)
def warehouse_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Swap the staging file in, and the results of its suites beside it; the journal goes into it first."""
    places: Places = context.resources.places
    staging = _staging(places, "publication")
    changes = compare(places.warehouse if places.warehouse.exists() else None, staging)
    note_events(places.runs, context.instance, context.run_id)
    note(places.runs, build_id=changes.build_id, changes=changes.to_json())
    write_runs(staging, places.runs)
    publication.publish(places)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(places.warehouse)),
            "bytes": places.warehouse.stat().st_size,
            "reports": _count(places.warehouse, "dim_report"),
            "told": headline(changes),
            "changes": dg.MetadataValue.json(changes.to_json()),
        }
    )


def _check_specs() -> list[dg.AssetCheckSpec]:
    tables = [t for t in contracts() if t not in VALIDATION_TABLES]
    specs = [
        dg.AssetCheckSpec(
            "contract",
            asset=table,
            description=f"Schema, key, vocabularies and references of {table}, by Great Expectations.",
            additional_deps=["warehouse"],
        )
        for table in tables
    ]
    specs += [
        dg.AssetCheckSpec(
            identity.id,
            asset="quality_verdict",
            description=f"{identity.name_zh} | {identity.name_en}",
            additional_deps=["warehouse"],
        )
        for identity in load_identities()
    ]
    specs += [
        dg.AssetCheckSpec(
            suite,
            asset=table,
            description=f"What the rules found in reports, as {table} has it, by Great Expectations.",
            additional_deps=["warehouse"],
        )
        for suite, table in RULE_SUITES.items()
    ]
    return specs


@dg.multi_asset_check(
    name="expectation_results", specs=_check_specs(), required_resource_keys={"places"}, can_subset=True
)
def expectation_results(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Show what Great Expectations found as asset checks: for each table, identity and suite of findings.

    A check whose expectation raised has not passed. One that had nothing to examine gets no result at all: it
    has neither passed nor failed.
    """
    outcomes = load_outcomes(context.resources.places.quality / publication.OUTCOMES)
    for spec in _check_specs():
        if spec.key not in context.op_execution_context.selected_asset_check_keys:
            continue
        mine = [outcome for outcome in outcomes if _belongs(outcome, spec)]
        if any(outcome.status != "nothing_checked" for outcome in mine):
            yield _check_result(spec, mine)


def _belongs(outcome: Outcome, spec: dg.AssetCheckSpec) -> bool:
    """Whether an outcome is of the identity, the table's contract or the suite that a check stands for."""
    if outcome.suite in RULE_SUITES:
        return outcome.suite == spec.name
    if spec.name == "contract":
        return outcome.table == spec.asset_key.path[-1] and not outcome.identity_id
    return outcome.identity_id == spec.name


def _check_result(spec: dg.AssetCheckSpec, outcomes: list[Outcome]) -> dg.AssetCheckResult:
    bad = [o for o in outcomes if o.status in ("failed", "errored")]
    breaks = any(o.severity == "error" for o in bad) and spec.name == "contract"
    return dg.AssetCheckResult(
        passed=not bad,
        check_name=spec.name,
        asset_key=spec.asset_key,
        severity=dg.AssetCheckSeverity.ERROR if breaks else dg.AssetCheckSeverity.WARN,
        metadata={
            "expectations": len(outcomes),
            "examined": sum(o.element_count for o in outcomes),
            "unexpected": sum(o.unexpected_count for o in outcomes),
            "not_evaluable": max((o.not_evaluable_count for o in outcomes), default=0),
            "failed": [o.name_en for o in bad],
            "raised": [o.error for o in bad if o.errored],
            "failing_rows": dg.MetadataValue.json([dict(row) for o in bad for row in o.failing_rows[:20]]),
        },
    )


def _staging(places: Places, step: str) -> Path:
    """The file this run is writing, if it has come as far as ``step`` needs; else a copy of the live one.

    A run that failed leaves a file without what its later steps would have added: nothing to go on from.
    """
    if not _is_at(places.staging, step):
        if not places.warehouse.exists():
            raise dg.Failure(
                f"there is no warehouse at {places.warehouse} yet: materialize the whole graph first"
            )
        warehouse.copy(places.warehouse, places.staging)
    return places.staging


def _is_at(staging: Path, step: str) -> bool:
    return warehouse.stage_of(staging) in WANTED[step]


def _count(path: Path, table: str) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _build_id(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("SELECT build_id FROM etl_build").fetchone()
    return str(row[0]) if row else "unknown"
