"""A warehouse with all that belongs to it, made by hand in no time, and nothing wrong with it."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import warehouse
from assets.facts.publication import OUTCOMES
from assets.fetch.state import FetchState, SourceRecord
from assets.fingerprint import build_version, extractor_version
from assets.runs import journal
from expectations.outcomes import ValidationRun, save_outcomes

SOURCE = """
- name: county
  publisher: 某县财政局
  silent_after_days: 90
  listings: [{url: "https://www.example.invalid/list.html"}]
"""


def healthy(folder: Path) -> Places:
    """Two archived reports, read and in the warehouse; a source looked at just now; a run in the journal."""
    places = Places(folder / "here" / "w.duckdb")
    archive = Archive(places.archive)
    cache = ExtractCache(places.extracts, extractor_version())
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(f"%PDF {name}".encode())
        report = archive.add(folder / name)
        cache.put(report.sha256, {"status": "read", "pages": 1})
    make_warehouse(places, sorted(report.sha256 for report in archive.scan()))
    places.sources.write_text(SOURCE, encoding="utf-8")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with FetchState.open(places.fetch_state) as state:
        state.save(SourceRecord("county", 1, now, now, now, now))
    journal.finish(places.runs, journal.start(places.runs, command="night", trigger="schedule").run_id)
    return places


def make_warehouse(places: Places, hashes: list[str]) -> None:
    """A whole warehouse of today's version without facts, made from those files, and results that fit it."""
    warehouse.create(places.warehouse)
    build = {
        "build_id": "build-1",
        "juesuan_version": "1",
        "extractor_version": extractor_version(),
        "build_version": build_version(),
        "stage": "validation",
        "input_hash": "0" * 64,
    }
    inputs = [{"sha256": sha256, "record": "0" * 16, "is_validated": True} for sha256 in hashes]
    with warehouse.writing(places.warehouse) as connection:
        warehouse.insert(connection, "etl_build", [{**build, "reports": 0, "quarantined": 0, "cells": 0}])
        warehouse.insert(connection, "etl_input", inputs)
    places.quality.mkdir()
    save_outcomes(ValidationRun("build-1", places.quality, ()), places.quality / OUTCOMES)


def change(places: Places, statement: str) -> None:
    """Change the warehouse behind everybody's back."""
    with duckdb.connect(str(places.warehouse)) as connection:
        connection.execute(statement)
