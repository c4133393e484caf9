"""What a run is asked to do: its configuration and its tags in Dagster's words, however it is started."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Literal

from assets.extract.assets import BUCKETS
from assets.fingerprint import extractor_version

Trigger = Literal["schedule", "sensor", "command"]
# A file that somebody is still copying into the archive's folder waits for the next run.
SETTLED_SECONDS = 60
# Runs with this tag write to one warehouse: the queue lets them through one at a time (deploy/dagster.yaml).
WRITES = {"juesuan/writes": "warehouse"}


def every_bucket() -> dict[str, str]:
    """Tags that make a run of a partitioned job take all partitions of the reading at once."""
    keys = BUCKETS.get_partition_keys()
    return {"dagster/asset_partition_range_start": keys[0], "dagster/asset_partition_range_end": keys[-1]}


def night_config(sources: Sequence[str] = (), workers: int = 0) -> dict[str, Any]:
    """Configuration of a night: fetch from ``sources`` (none named: all enabled ones), then what is new.

    ``workers`` is the number of processes that read PDFs, 0 one for each processor.
    """
    fetching = {"fetch_document": {"config": {"sources": list(sources)}}} if sources else {}
    return {"ops": {**fetching, **_intake(workers)}}


def dropped_config(workers: int = 0) -> dict[str, Any]:
    """Configuration of a run that takes in what was dropped into the archive's folder, without fetching."""
    return {"ops": _intake(workers)}


def _intake(workers: int) -> dict[str, Any]:
    return {
        "archive_manifest": {"config": {"settled_seconds": SETTLED_SECONDS}},
        "report_extract": {"config": {"workers": workers}},
        "warehouse_tables": {"config": {"if_changed": True}},
    }


def run_tags(trigger: Trigger, sources: Sequence[str] = ()) -> dict[str, str]:
    """Tags by which runs are found again: what started them, from which sources, by which versions."""
    return {
        **every_bucket(),
        **WRITES,
        "juesuan/trigger": trigger,
        "juesuan/sources": ",".join(sources) or "all",
        "juesuan/version": version("juesuan"),
        "juesuan/extractor": extractor_version(),
    }
