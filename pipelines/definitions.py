"""The Dagster code location: what there is, gathered from the asset layers. Nothing else belongs here."""

import dagster as dg

from assets.archive import assets as archive_assets
from assets.extract import assets as extract_assets
from assets.facts import assets as facts_assets
from assets.fetch import assets as fetch_assets
from pipelines.jobs import BUILD, CHECK, EXTRACT, FETCH, NIGHTLY, REFRESH
from pipelines.resources import places_resource, progress_resource
from pipelines.schedules import every_night
from pipelines.sensors import alert_on_failure, alert_on_success, dropped_files, lost_runs, old_runs

LAYERS = [fetch_assets, archive_assets, extract_assets, facts_assets]


@dg.definitions
def defs() -> dg.Definitions:
    """Assets, checks, jobs, schedules, sensors and resources of the project."""
    return dg.Definitions(
        assets=dg.load_assets_from_modules(LAYERS),
        asset_checks=dg.load_asset_checks_from_modules(LAYERS),
        jobs=[NIGHTLY, FETCH, BUILD, REFRESH, CHECK, EXTRACT],
        schedules=[every_night()],
        sensors=[dropped_files, lost_runs, old_runs, alert_on_success, alert_on_failure],
        resources={"places": places_resource, "progress": progress_resource},
        # A step costs some four seconds in a process of its own; parallel reading happens inside the step.
        executor=dg.in_process_executor,
    )
