"""Corrections for tests, and what a corrected warehouse says of them."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from assets.extract.cache import ExtractCache
from assets.facts import build
from assets.facts.judging import write_verdicts
from assets.reference.corrections import Correction
from expectations.contracts import contracts
from tests.assets.facts.extracts import keep, make_archived, make_extract

TOTAL = {"table_code": "03", "item": "合计", "measure": "total"}
BUREAU = {"department": "某局", "fiscal_year": 2023}


def correct(name: str, **more: Any) -> Correction:
    """A correction of the total of table 03, 800.00 where the parts give 300.00, unless told otherwise."""
    entry = {
        "id": name,
        "report": BUREAU,
        "cell": TOTAL,
        "expected": "800.00",
        "action": "override",
        "value": "300.00",
        "reason": "parts give 300.00",
        "status": "open",
        "reviewer": "a reviewer",
        "reviewed_on": date(2025, 3, 1),
        "origin": "warehouse",
        **more,
    }
    if entry["action"] != "override":
        entry["value"] = None
    if "statement" in more:
        entry["cell"] = None
    return Correction.model_validate(entry)


def build_corrected(
    cache: ExtractCache, path: Path, reports: dict[str, list[dict[str, Any]]], *corrections: Correction
) -> Path:
    """Build and judge a warehouse of reports, by name their cells, with some corrections.

    Reports are versions of one another in the order of their names.
    """
    archived = []
    for day, (name, cells) in enumerate(sorted(reports.items()), start=1):
        keep(cache, name, make_extract("某局", 2023, cells))
        archived.append(make_archived(name, f"2025-06-{day:02}T08:00:00+08:00"))
    inputs = build.BuildInputs(tuple(archived), (), "v1", "v1", tuple(corrections))
    build.write_facts(path, inputs, cache)
    write_verdicts(path)
    return path


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def outcomes(path: Path) -> dict[str, str]:
    assert_contracts_hold(path)
    return dict(ask(path, "SELECT correction_id, outcome FROM quality_correction"))


def corrected(path: Path) -> list[tuple[Any, ...]]:
    """Cells that bear a correction: report, code, amounts printed and corrected."""
    return ask(
        path,
        "SELECT sha256, subject_code, amount, amount_corrected, correction_id FROM fact_cell "
        "WHERE correction_id IS NOT NULL ORDER BY ALL",
    )


def failures(path: Path) -> list[tuple[Any, ...]]:
    return ask(
        path,
        "SELECT rule_id, severity, page, message_en FROM quality_finding "
        "WHERE starts_with(rule_id, 'correction_') ORDER BY ALL",
    )


def assert_contracts_hold(path: Path) -> None:
    for table in ("fact_cell", "fact_statement", "quality_correction"):
        for check in contracts()[table].checks:
            failed = f"SELECT count(*) FROM (SELECT ({check.sql}) IS TRUE AS ok FROM {table}) WHERE NOT ok"
            assert ask(path, failed) == [(0,)], check.id
