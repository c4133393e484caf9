"""Jobs over the asset graph."""

import dagster as dg

BUILD = dg.define_asset_job(
    "build_warehouse",
    selection=dg.AssetSelection.all(),
    description="The whole way: archive, extract, facts, verdicts, suites, swap.",
)
REFRESH = dg.define_asset_job(
    "refresh_warehouse",
    selection=dg.AssetSelection.assets("fact_cell").required_multi_asset_neighbors().downstream(),
    description="Facts, verdicts, suites and swap again, from what has been extracted.",
)
CHECK = dg.define_asset_job(
    "check_warehouse",
    selection=dg.AssetSelection.assets("quality_verdict").required_multi_asset_neighbors().downstream(),
    description="Verdicts and suites again on the existing warehouse.",
)
EXTRACT = dg.define_asset_job(
    "extract_reports",
    selection=dg.AssetSelection.assets("report_extract"),
    description="Read archived reports that the cache does not have; by partition, for backfills.",
)
