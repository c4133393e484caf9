"""Jobs over the asset graph."""

import dagster as dg

from pipelines.requests import WRITES, every_bucket, night_config

# A portal or a disk that fails for a moment is tried again by the step, after half a minute, then a minute.
RETRIES = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)

NIGHTLY = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    # What the pages propose for a night launched by hand.
    config=night_config(),
    tags={**WRITES, **every_bucket()},
    op_retry_policy=RETRIES,
    description="A night: fetch from the sources, then the whole way; without news nothing is built.",
)
FETCH = dg.define_asset_job(
    "fetch_reports",
    selection=dg.AssetSelection.groups("fetch").without_checks(),
    tags=WRITES,
    description="Look at the sources and take what is new into the archive; nothing is built.",
)
BUILD = dg.define_asset_job(
    "build_warehouse",
    selection=dg.AssetSelection.assets("archive_manifest").downstream(),
    tags=WRITES,
    description="The whole way: archive, extract, facts, verdicts, suites, swap.",
)
REFRESH = dg.define_asset_job(
    "refresh_warehouse",
    selection=dg.AssetSelection.assets("fact_cell").required_multi_asset_neighbors().downstream(),
    tags=WRITES,
    description="Facts, verdicts, suites and swap again, from what has been extracted.",
)
CHECK = dg.define_asset_job(
    "check_warehouse",
    selection=dg.AssetSelection.assets("quality_verdict").required_multi_asset_neighbors().downstream(),
    tags=WRITES,
    description="Verdicts and suites again on the existing warehouse.",
)
EXTRACT = dg.define_asset_job(
    "extract_reports",
    selection=dg.AssetSelection.assets("report_extract"),
    tags=WRITES,
    description="Read archived reports that the cache does not have; by partition, for backfills.",
)
