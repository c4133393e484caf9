"""What Dagster's events tell of a run, in the journal's words. This layer knows Dagster here only."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from assets.runs.journal import note
from assets.runs.record import COUNTS

# What assets tell under names of their own; a number told under the name of a count is that count.
TOLD_AS: Mapping[str, Mapping[str, str]] = {
    "fetch_document": {"bytes": "downloaded_bytes"},
    "archive_manifest": {
        "new": "new_files",
        "known": "known_files",
        "refused": "refused_files",
        "unreadable": "unreadable_files",
    },
    "report_extract": {"read_now": "read"},
}


def note_events(folder: Path, instance: dg.DagsterInstance, dagster_run: str) -> None:
    """Note what the assets of a Dagster run have counted so far, and the seconds of its finished steps."""
    events = [entry.dagster_event for entry in instance.all_logs(dagster_run) if entry.dagster_event]
    counts: dict[str, int] = {}
    sources: list[str] | None = None
    failures: list[str] = []
    for asset, metadata in _materializations(events):
        counts |= _counts(asset, metadata)
        # The table of that name is written by builds that fetch nothing, too.
        if asset == "fetch_document" and (results := metadata.get("results")) is not None:
            counts |= _count_documents(results)
            sources = [result["source"] for result in results]
            failures += [f"{result['source']}: {told}" for result in results for told in result["problems"]]
    note(folder, counts=counts, seconds=dict(_seconds(events)), sources=sources, failures=failures)


def _materializations(events: Iterable[dg.DagsterEvent]) -> Iterator[tuple[str, dict[str, Any]]]:
    for event in events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            told = event.step_materialization_data.materialization
            yield (
                told.asset_key.to_user_string(),
                {key: entry.value for key, entry in told.metadata.items()},
            )


def _counts(asset: str, metadata: Mapping[str, Any]) -> dict[str, int]:
    """Numbers that an asset told; where it lists several things by name, their number counts."""
    names = TOLD_AS.get(asset, {})
    numbers = {
        names.get(key, key): len(value) if isinstance(value, list) else value
        for key, value in metadata.items()
    }
    return {name: n for name, n in numbers.items() if name in COUNTS and isinstance(n, int)}


def _count_documents(results: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Documents and sources by what became of them, from what fetching tells of each source."""
    counts = dict.fromkeys(("failed_sources", "fetched", "not_fetched"), 0)
    for result in results:
        counts["failed_sources"] += bool(result["problems"])
        counts["fetched"] += sum(len(result[kind]) for kind in ("new", "known"))
        counts["not_fetched"] += sum(
            len(result[kind]) for kind in ("refused", "unsupported", "failed", "gone")
        )
    return counts


def _seconds(events: Iterable[dg.DagsterEvent]) -> Iterator[tuple[str, float]]:
    for event in events:
        if event.is_step_success and event.step_key:
            yield event.step_key, round(event.step_success_data.duration_ms / 1000, 3)
