"""When the night begins: at two in the morning of Shanghai, unless the environment says otherwise."""

import os

import dagster as dg

from pipelines.jobs import NIGHTLY
from pipelines.requests import night_config, run_tags

DEFAULT_CRON = "0 2 * * *"
DEFAULT_TIMEZONE = "Asia/Shanghai"


def every_night() -> dg.ScheduleDefinition:
    """The nightly schedule, by JUESUAN_NIGHT_CRON and JUESUAN_TIMEZONE where they are set.

    Raises DagsterInvalidDefinitionError for a cron line or a time zone that is none: the code location then
    does not load, and says why. Nights missed while the daemon was down are made up for by one run.
    """

    @dg.schedule(
        name="every_night",
        job=NIGHTLY,
        cron_schedule=os.environ.get("JUESUAN_NIGHT_CRON") or DEFAULT_CRON,
        execution_timezone=os.environ.get("JUESUAN_TIMEZONE") or DEFAULT_TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="每夜抓取并入库。Every night: fetch what is new, and build where something has changed.",
    )
    def night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(run_config=night_config(), tags=run_tags("schedule"))

    return night
