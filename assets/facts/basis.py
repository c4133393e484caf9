"""What a build can go on from: the live warehouse, where the same code made it whole.

Each input file leaves a stamp in etl_input: what the archive said of it and which extract was shaped. A build
redoes the files whose stamp differs, and only those.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from assets.archive.sidecar import ArchivedReport
from assets.extract.cache import ExtractCache
from assets.facts import warehouse
from assets.facts.build_inputs import BuildInputs
from assets.facts.reports import Report

STAMP_DIGITS = 16


class Stamp(NamedTuple):
    """What decides, apart from the code, which rows an input file leaves: equal stamps make equal rows."""

    record: str
    extract: str | None


def stamp_inputs(inputs: BuildInputs, cache: ExtractCache) -> dict[str, Stamp]:
    """The stamp of every input file, archived or refused, by SHA-256."""
    stamps = {refusal.sha256: Stamp(_digest(repr(refusal)), None) for refusal in inputs.refused}
    for item in inputs.archived:
        # Another name for the same bytes changes nothing that a build holds.
        record = _digest(repr(replace(item, also_seen_as=())))
        stamps[item.sha256] = Stamp(record, cache.mark_of(item.sha256))
    return stamps


def stamps_in(connection: duckdb.DuckDBPyConnection) -> dict[str, Stamp]:
    """The stamps of what a warehouse was made from."""
    rows = connection.execute("SELECT sha256, record, extract FROM etl_input").fetchall()
    return {sha256: Stamp(*stamp) for sha256, *stamp in rows}


def can_go_on_from(live: Path, inputs: BuildInputs) -> bool:
    """Whether a warehouse is whole and was made by just the code and reference data of today."""
    if warehouse.stage_of(live) != "validation" or warehouse.is_outdated(live):
        return False
    with duckdb.connect(str(live), read_only=True) as connection:
        made_by = connection.execute("SELECT extractor_version, build_version FROM etl_build").fetchone()
    return made_by == (inputs.extractor_version, inputs.build_version)


def fresh_inputs(live: Path | None, inputs: BuildInputs, cache: ExtractCache) -> list[str]:
    """The archived files that a build has to shape: those new or changed since ``live``, if it can go on."""
    stamped: dict[str, Stamp] = {}
    if live is not None and can_go_on_from(live, inputs):
        with duckdb.connect(str(live), read_only=True) as connection:
            stamped = stamps_in(connection)
    stamps = stamp_inputs(inputs, cache)
    return [item.sha256 for item in inputs.archived if stamped.get(item.sha256) != stamps[item.sha256]]


def filed_in(live: Path, inputs: BuildInputs, cache: ExtractCache) -> frozenset[str]:
    """The reports of the live warehouse that today's code and extracts would file no other way."""
    if not can_go_on_from(live, inputs):
        return frozenset()
    with duckdb.connect(str(live), read_only=True) as connection:
        rows = connection.execute("SELECT sha256, extract FROM dim_report JOIN etl_input USING (sha256)")
        return frozenset(sha256 for sha256, extract in rows.fetchall() if cache.mark_of(sha256) == extract)


def reports_in(
    connection: duckdb.DuckDBPyConnection, archived: Mapping[str, ArchivedReport]
) -> dict[str, Report]:
    """The reports that a warehouse holds, those that are still archived, by SHA-256."""
    rows = connection.execute(
        "SELECT sha256, department_id, department, fiscal_year, report_level, region_code, title, "
        "is_complete, version_no, is_current FROM dim_report"
    ).fetchall()
    return {sha256: Report(archived[sha256], *rest) for sha256, *rest in rows if sha256 in archived}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:STAMP_DIGITS]
