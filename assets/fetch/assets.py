"""Dagster asset of the fetch layer: what sources newly publish comes into the archive."""

from datetime import UTC, datetime

import dagster as dg
from pydantic import Field

from assets.archive.assets import column_schema
from assets.archive.places import Places
from assets.fetch.fetching import fetch_sources
from assets.fetch.silence import silent_sources
from assets.fetch.sources import SourcesError, choose_sources, load_sources
from assets.fetch.state import source_records

OWNERS = ["team:juesuan"]


class FetchConfig(dg.Config):
    """Sources to look at, by name; none: all that are enabled. A dry run downloads and changes nothing."""

    sources: list[str] = Field(default_factory=list)
    dry_run: bool = False


@dg.asset(
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="fetch",
    owners=OWNERS,
    kinds={"pdf"},
    required_resource_keys={"places", "progress"},
    metadata={"dagster/column_schema": column_schema("fetch_document")},
    description="从各来源抓取新公开的报告。Newly published reports, fetched into the archive.",
)
def fetch_document(context: dg.AssetExecutionContext, config: FetchConfig) -> dg.MaterializeResult[None]:
    """Look at each source and take what is new into the archive; one that fails never stops the others."""
    places: Places = context.resources.places
    if lost := places.lost_archive:
        raise dg.Failure(lost, allow_retries=False)
    try:
        sources = choose_sources(load_sources(places.sources), config.sources)
    except SourcesError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    results = fetch_sources(places, sources, config.dry_run, context.resources.progress)
    for result in results:
        for problem in result.problems:
            context.log.warning(f"{result.source}: {problem}")
    return dg.MaterializeResult(
        metadata={
            "dry_run": config.dry_run,
            "sources": len(results),
            "requests": sum(result.requests for result in results),
            "bytes": sum(result.bytes for result in results),
            "new": sum(len(result.new) for result in results),
            "failed": sum(len(result.failed) + len(result.problems) for result in results),
            "results": dg.MetadataValue.json([result.to_json() for result in results]),
        }
    )


@dg.asset_check(
    asset=fetch_document,
    required_resource_keys={"places"},
    description="来源未沉默。Every enabled source answers, and publishes in the months it is due.",
)
def source_is_alive(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Tell of sources that have gone silent: freshness by what they publish, not by when they were asked."""
    places: Places = context.resources.places
    records = source_records(places.fetch_state)
    silent = silent_sources(load_sources(places.sources), records, datetime.now(UTC).date())
    return dg.AssetCheckResult(
        passed=not silent,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"sources": len(records), "silent": [str(silence) for silence in silent]},
    )
