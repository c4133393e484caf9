"""The step that shapes facts: skipped where nothing has changed, and only there."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import warehouse
from assets.facts.assets import warehouse_tables
from assets.fingerprint import extractor_version
from assets.progress import SilentProgress
from tests.assets.facts.extracts import make_extract, small_report

KILLED: dict[str, Any] = {"status": "quarantined", "reason": "crashed", "detail": "ended by SIGKILL"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "w.duckdb")


def shape(places: Places) -> bool:
    """Run the step as a night does; return whether there is something to publish, and put it in place."""
    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize(
            [warehouse_tables],
            instance=instance,
            resources={"places": places, "progress": SilentProgress()},
            run_config={"ops": {"warehouse_tables": {"config": {"if_changed": True}}}},
        )
    if not places.staging.exists():
        return False
    with warehouse.writing(places.staging) as connection:
        warehouse.mark_stage(connection, "validation")
    warehouse.publish(places.staging, places.warehouse)
    return True


def test_a_report_read_at_last_ends_the_quiet(places: Places, tmp_path: Path) -> None:
    """It was filed by an earlier version: archive and code stay as they are, only what was read does not."""
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(b"%PDF-1.7 a report")
    archive = Archive(places.archive)
    sha256 = archive.add(pdf).sha256
    archive.file_report(sha256, None, 2023, "甲局")
    cache = ExtractCache(places.extracts, extractor_version(places.reading))
    cache.put(sha256, KILLED, lasting=False)
    assert shape(places)
    cache.put(sha256, KILLED, lasting=False)  # tried again, in vain: nothing has changed
    assert not shape(places)
    cache.put(sha256, make_extract("甲局", 2023, small_report()))
    assert shape(places)
    assert not shape(places)


def test_a_report_that_is_read_otherwise_is_filed_otherwise(places: Places, tmp_path: Path) -> None:
    """The first reading was cut off before it came to the year."""
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(b"%PDF-1.7 a report")
    sha256 = Archive(places.archive).add(pdf).sha256
    cache = ExtractCache(places.extracts, extractor_version(places.reading))
    for year in (2022, 2023):
        cache.put(sha256, make_extract("甲局", year, small_report()))
        assert shape(places)
        (filed,) = Archive(places.archive).scan()
        assert filed.fiscal_year == year
