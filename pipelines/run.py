"""Running the jobs from the command line: the same ones that ``dagster dev`` shows, in this process."""

import logging
import os
import warnings
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assets.archive.places import Places
from assets.facts import publication
from assets.facts.changes import Changes
from assets.fetch.results import SourceResult
from assets.progress import Progress
from assets.sandbox.scratch import ScratchFolder
from pipelines.recording import follow, recorded

if TYPE_CHECKING:
    import dagster as dg


class RunFailed(RuntimeError):
    """A step failed; the message is that of the step."""


class TakenIn(NamedTuple):
    """The files named (those that could not be opened, with the reason; SHA-256 of the others), what changed.

    Those that were opened and not understood are in the warehouse's quarantine.
    """

    unreadable: list[str]
    hashes: frozenset[str]
    changes: Changes


def ingest(
    places: Places, paths: Sequence[Path], workers: int, progress: Progress, retry: bool = False
) -> TakenIn:
    """Take files in and do the whole way to a published warehouse.

    ``retry`` reads again what was cut off, and makes the warehouse from all extracts rather than from what is
    new since the last build. Raises RunFailed.
    """
    ops = {
        "archive_manifest": {"config": {"paths": [str(path) for path in paths]}},
        "report_extract": {"config": {"workers": workers, "retry": retry}},
        "warehouse_tables": {"config": {"whole": retry}},
    }
    result = _execute("build_warehouse", "build" if retry else "ingest", places, progress, ops)
    (intake,) = result.asset_materializations_for_node("archive_manifest")
    told: dict[str, Any] = {name: entry.value for name, entry in intake.metadata.items()}
    return TakenIn(told["unreadable"], frozenset(told["named"]), _changes_of(result))


class Night(NamedTuple):
    """What a night found at each source, the files it could not open, and what it changed."""

    results: list[SourceResult]
    unreadable: list[str]
    changes: Changes


def night(places: Places, sources: Sequence[str], workers: int, progress: Progress) -> Night:
    """Fetch from the sources of those names, take in what is new, build where that changes anything.

    Without names, from all that are enabled. Settles first what a killed run left. Raises RunFailed.
    """
    _quiet_dagster()
    from pipelines.requests import night_config  # noqa: PLC0415

    publication.settle(places)
    result = _execute("nightly", "night", places, progress, night_config(sources, workers)["ops"])
    told = {
        asset: {name: entry.value for name, entry in event.metadata.items()}
        for asset in ("fetch_document", "archive_manifest")
        for event in result.asset_materializations_for_node(asset)
    }
    results: Any = told["fetch_document"]["results"]
    unreadable: Any = told["archive_manifest"]["unreadable"]
    return Night([SourceResult.from_json(record) for record in results], unreadable, _changes_of(result))


def fetch(places: Places, sources: Sequence[str], dry_run: bool, progress: Progress) -> list[SourceResult]:
    """Look at the sources of those names and take what is new into the archive.

    Settles first what a killed run left. Raises RunFailed.
    """
    publication.settle(places)
    ops = {"fetch_document": {"config": {"sources": list(sources), "dry_run": dry_run}}}
    result = _execute("fetch_reports", "dry run" if dry_run else "fetch", places, progress, ops)
    (fetched,) = result.asset_materializations_for_node("fetch_document")
    told: Any = fetched.metadata["results"].value
    return [SourceResult.from_json(record) for record in told]


def check(places: Places, progress: Progress) -> Changes:
    """Evaluate an existing warehouse again: verdicts, suites, swap; return what changed. Raises RunFailed."""
    return _changes_of(_execute("check_warehouse", "check", places, progress, {}))


def _changes_of(result: "dg.ExecuteInProcessResult") -> Changes:
    """What a run changed in the warehouse; nothing, where it published none."""
    published = result.asset_materializations_for_node("warehouse")
    told: Any = published[-1].metadata["changes"].value if published else {}
    return Changes.from_json(told)


def _quiet_dagster() -> None:
    """Keep Dagster from calling home, and from warning of its own beta parameters; before it is imported."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    warnings.filterwarnings("ignore", message=".*currently in beta.*")


def _execute(
    job: str, command: str, places: Places, progress: Progress, ops: dict[str, Any]
) -> "dg.ExecuteInProcessResult":
    """Execute a job of the definitions, every partition of it, with its checks; enter it in the journal.

    Dagster is imported here: it costs two seconds that ``status`` need not spend.
    """
    _quiet_dagster()
    import dagster as dg  # noqa: PLC0415

    from assets.extract.assets import BUCKETS  # noqa: PLC0415
    from pipelines.definitions import defs  # noqa: PLC0415

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    publication.discard(places)  # what a run that was cut off has built so far
    buckets = BUCKETS.get_partition_keys()
    with (
        recorded(places, command) as recording,
        closing(ScratchFolder()) as scratch,  # the next run removes it where this one is killed
        dg.DagsterInstance.ephemeral(str(scratch.path)) as instance,
    ):
        result = (
            defs()
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                resources={"places": places, "progress": progress},
                run_config={"ops": ops, "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                tags={
                    "dagster/asset_partition_range_start": buckets[0],
                    "dagster/asset_partition_range_end": buckets[-1],
                },
                raise_on_error=False,
            )
        )
        follow(recording, instance, result.run_id)
        if not result.success:
            raise RunFailed(recording.error or "the run failed before its first step")
    return result
