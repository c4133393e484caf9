"""A step run by itself goes on from what is whole, and never publishes what an earlier run left half done."""

from pathlib import Path

import dagster as dg
import pytest

from assets.archive.places import Places
from assets.facts import warehouse
from assets.facts.assets import warehouse_asset
from assets.progress import SilentProgress


def finished(path: Path, input_hash: str, results: int) -> None:
    """A warehouse file with a build's row, and validation results if any."""
    warehouse.create(path)
    row = {"build_id": "b", "juesuan_version": "1", "extractor_version": "1", "input_hash": input_hash}
    row |= {"build_version": "1", "stage": "validation" if results else "verdicts"}
    result = {"run_id": "r", "suite": "s", "table_name": "t", "severity": "info", "status": "passed"}
    counts = {"success": True, "errored": False, "element_count": 1, "unexpected_count": 0}
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "etl_build", [{**row, "reports": 0, "quarantined": 0, "cells": 0}])
        for number in range(results):
            extra = {"expectation_id": str(number), "not_evaluable_count": 0}
            warehouse.insert(connection, "quality_validation", [{**result, **counts, **extra}])


def publish(places: Places) -> dg.ExecuteInProcessResult:
    with dg.DagsterInstance.ephemeral() as instance:
        return dg.materialize(
            [warehouse_asset],
            instance=instance,
            resources={"places": places, "progress": SilentProgress()},
            raise_on_error=False,
        )


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "w.duckdb")


def test_an_unvalidated_file_is_not_published(places: Places) -> None:
    finished(places.warehouse, "a" * 64, results=1)
    finished(places.staging, "b" * 64, results=0)
    assert publish(places).success
    assert warehouse.stored_input_hash(places.warehouse) == "a" * 64


def test_a_validated_one_is(places: Places) -> None:
    finished(places.warehouse, "a" * 64, results=1)
    finished(places.staging, "b" * 64, results=1)
    assert publish(places).success
    assert warehouse.stored_input_hash(places.warehouse) == "b" * 64
    assert not places.staging.exists()


def test_there_is_nothing_to_publish_without_either(places: Places) -> None:
    assert not publish(places).success
