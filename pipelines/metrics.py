"""Figures for an operator's monitoring, in Prometheus' text format: one file, replaced whole after each run.

A node exporter's textfile collector, or anything else that reads the format, takes it from there. All of it
is derived from the journal, the state of fetching, and the warehouse: nothing is counted anywhere else.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import TypeVar

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from assets.archive.places import Places
from assets.fetch.state import FetchStateError, SourceRecord, source_records
from assets.runs.journal import read_journal
from assets.runs.record import RunRecord
from pipelines.figures import Figures, read_figures

PREFIX = "juesuan"
Labels = TypeVar("Labels", bound=tuple[str, ...])


def write_metrics(places: Places) -> None:
    """Replace the file of metrics by today's; raises OSError."""
    registry = CollectorRegistry()
    gauge(registry, "info", "Version of juesuan", {(version("juesuan"),): 1}, ("version",))
    add_runs(registry, read_journal(places.runs).runs)
    add_warehouse(registry, places, read_figures(places.warehouse))
    try:
        add_sources(registry, source_records(places.fetch_state))
    except FetchStateError:
        gauge(registry, "fetch_state_damaged", "1 where the state of fetching cannot be read", {(): 1})
    write_to_textfile(str(places.metrics), registry)
    places.metrics.chmod(0o644)  # another user's collector reads it


def add_runs(registry: CollectorRegistry, runs: Sequence[RunRecord]) -> None:
    """Of each command the last run (when, how long, how it ended, what it counted) and the last good one."""
    last = {(run.command,): run for run in runs}
    good = {(run.command,): run for run in runs if run.state == "succeeded"}
    by = ("command",)
    gauge(registry, "last_run_start_seconds", "Start of the last run", _starts(last), by)
    ended = {key: run.duration_seconds or 0.0 for key, run in last.items() if run.finished}
    gauge(registry, "last_run_duration_seconds", "How long the last run took", ended, by)
    states = {(*key, run.state): 1 for key, run in last.items()}
    gauge(registry, "last_run_state", "How the last run ended, as a label", states, (*by, "state"))
    gauge(registry, "last_success_start_seconds", "Start of the last run that succeeded", _starts(good), by)
    counts = {(*key, name): n for key, run in last.items() for name, n in run.counts.items()}
    gauge(registry, "last_run_count", "What the last run counted", counts, (*by, "count"))
    failures = {key: len(run.failures) for key, run in last.items()}
    gauge(registry, "last_run_failures", "What went wrong in the last run without ending it", failures, by)


def add_warehouse(registry: CollectorRegistry, places: Places, figures: Figures | None) -> None:
    """What the warehouse holds, when it was published, and how much room is left beside it."""
    gauge(registry, "warehouse_up", "1 where the warehouse can be read", {(): int(figures is not None)})
    if figures is not None:
        gauge(registry, "reports", "Reports in the warehouse, all versions", {(): figures.reports})
        gauge(registry, "reports_incomplete", "Reports read in part", {(): figures.incomplete})
        gauge(registry, "quarantined", "Files in quarantine", {(): figures.quarantined})
        gauge(registry, "violated", "Violated identities, all versions", {(): figures.violated})
        gauge(registry, "errors", "Errors printed in current versions", {(): figures.errors})
        told = places.warehouse.stat()
        gauge(registry, "warehouse_bytes", "Size of the warehouse", {(): told.st_size})
        gauge(registry, "warehouse_published_seconds", "When it was published", {(): told.st_mtime})
    free = shutil.disk_usage(places.warehouse.absolute().parent).free
    gauge(registry, "disk_free_bytes", "Room left beside the warehouse", {(): free})


def add_sources(registry: CollectorRegistry, sources: Iterable[SourceRecord]) -> None:
    """When each source was last gone through, last without a problem, and last brought something new."""
    moments = {
        "source_last_run_seconds": ("Last time a source was gone through", "last_run_at"),
        "source_last_whole_seconds": ("Last time that went without a problem", "last_whole_at"),
        "source_last_new_seconds": ("Last time it brought something new", "last_new_at"),
    }
    listed = list(sources)
    for name, (words, field) in moments.items():
        values = {(source.name,): getattr(source, field) for source in listed if getattr(source, field)}
        seconds = {key: datetime.fromisoformat(value).timestamp() for key, value in values.items()}
        gauge(registry, name, words, seconds, ("source",))
    troubled = {(source.name,): int(source.problem is not None) for source in listed}
    gauge(registry, "source_problem", "1 where the last time met a problem", troubled, ("source",))


def gauge(
    registry: CollectorRegistry,
    name: str,
    words: str,
    values: Mapping[Labels, float],
    labels: tuple[str, ...] = (),
) -> None:
    """Enter one figure, with a value for each combination of its labels."""
    entered = Gauge(name, words, labels, namespace=PREFIX, registry=registry)
    for key, value in values.items():
        (entered.labels(*key) if labels else entered).set(value)


def _starts(runs: Mapping[Labels, RunRecord]) -> dict[Labels, float]:
    return {key: run.started.timestamp() for key, run in runs.items()}
