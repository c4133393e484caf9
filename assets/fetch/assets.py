"""Dagster asset of the fetch layer: what sources newly publish comes into the archive."""

import dagster as dg
from pydantic import Field

from assets.archive.assets import column_schema
from assets.archive.places import Places
from assets.fetch.fetching import fetch_sources
from assets.fetch.sources import SourcesError, choose_sources, load_sources

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
    try:
        sources = choose_sources(load_sources(places.sources), config.sources)
    except SourcesError as error:
        raise dg.Failure(str(error)) from error
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
