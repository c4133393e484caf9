"""Dagster asset of the extract layer: every archived report read once per version of the extractor."""

import os

import dagster as dg

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.extract.reading import extract_reports
from assets.fingerprint import extractor_version
from assets.sandbox.pool import TaskResult

OWNERS = ["team:juesuan"]
# By the hash's first digit: known before a file is opened, evenly spread, and never more of them.
BUCKETS = dg.StaticPartitionsDefinition(list("0123456789abcdef"))


class ExtractConfig(dg.Config):
    """How to read.

    ``workers`` is the number of processes, 0 one for each processor; ``retry`` reads again what was cut off
    by a limit or a crash.
    """

    workers: int = 0
    retry: bool = False


@dg.asset(
    deps=["archive_manifest"],
    partitions_def=BUCKETS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="extract",
    owners=OWNERS,
    kinds={"parquet"},
    required_resource_keys={"places", "progress"},
    description="逐份读取的单元格，每个读取版本一次。Cells of every report, read once per extractor version.",
)
def report_extract(context: dg.AssetExecutionContext, config: ExtractConfig) -> dg.MaterializeResult[None]:
    """Read the reports of these buckets that the cache does not have."""
    places: Places = context.resources.places
    archive = Archive(places.archive)
    cache = ExtractCache(places.extracts, extractor_version(places.reading))
    mine = {r.sha256: r for r in archive.scan() if r.sha256[0] in context.partition_keys}
    missing = cache.missing(mine) + (cache.failed(mine) if config.retry else [])
    seconds = 0.0
    with context.resources.progress.stage("Reading reports", len(missing)) as advance:

        def on_done(result: TaskResult) -> None:
            nonlocal seconds
            seconds += result.cpu_seconds
            advance(mine[str(result.key)].file_name)

        sources = [(sha256, archive.path_of(mine[sha256]), mine[sha256].file_name) for sha256 in missing]
        workers = config.workers or os.cpu_count() or 1
        extract_reports(sources, cache, workers, on_done=on_done, mode=places.reading)
    return dg.MaterializeResult(
        metadata={
            "reports": len(mine),
            "read_now": len(missing),
            "cpu_seconds": round(seconds, 2),
            "extractor_version": cache.folder.name,
        }
    )
