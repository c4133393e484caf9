"""What Dagster looks after between nights: dropped files, lost and old runs, and alerts about runs."""

import hashlib
import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from assets.archive.discovery import dropped
from pipelines.jobs import BUILD, CHECK, EXTRACT, FETCH, NIGHTLY, REFRESH
from pipelines.lock import holder
from pipelines.notices import places_of, tell
from pipelines.processes import PROCESS_TAG, is_alive
from pipelines.requests import dropped_config, run_tags
from pipelines.resources import configured_places

WATCH_SECONDS = 60
# A run is marked with its process within moments of its start.
UNMARKED_SECONDS = 600
KEPT_DAYS = 180
FORGOTTEN_AT_ONCE = 100
EVERY_JOB = [NIGHTLY, FETCH, BUILD, REFRESH, CHECK, EXTRACT]


@dg.sensor(
    job=BUILD,
    minimum_interval_seconds=WATCH_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="放入存档文件夹的文件。Files dropped into the archive's folder, once they stay as they are.",
)
def dropped_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Ask for one run over all dropped files when no file has come, grown or changed since the last look.

    Files that no run could take in (they stay where they are) are not asked for again until something
    changes; the night looks at them again.
    """
    cursor = json.loads(context.cursor or "{}")
    files = dropped(configured_places().archive)
    if not files:
        context.update_cursor("{}")
        return dg.SkipReason("no file has been dropped")
    seen = _digest(files)
    if seen == cursor.get("asked"):
        return dg.SkipReason(f"{len(files)} files are asked for already, or could not be taken in")
    if seen != cursor.get("seen"):
        context.update_cursor(json.dumps({**cursor, "seen": seen}))
        return dg.SkipReason(f"{len(files)} files; waiting until they have settled")
    request = dg.RunRequest(run_key=seen, run_config=dropped_config(), tags=run_tags("sensor"))
    return dg.SensorResult(run_requests=[request], cursor=json.dumps({"seen": seen, "asked": seen}))


@dg.sensor(
    minimum_interval_seconds=WATCH_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="进程已消失的运行记为失败。Ends runs that lost their process and would hold up the queue.",
)
def lost_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Mark a run as failed whose process is no more: it was killed, or the machine went down."""
    going_on = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    lost = [record for record in context.instance.get_run_records(going_on) if _is_lost(record)]
    for record in lost:
        context.instance.report_run_failed(record.dagster_run, "The process of this run is gone.")
    return dg.SkipReason(f"{len(lost)} runs ended, whose process was gone" if lost else "none is lost")


def _is_lost(record: dg.RunRecord) -> bool:
    """Whether the process of a run is gone.

    Where that cannot be told from here (another container's), a run without the lock is: it takes the lock as
    it starts. One that never said which process it is has gone before it could.
    """
    run = record.dagster_run
    mark = run.tags.get(PROCESS_TAG)
    if mark is None:
        return time.time() - (record.start_time or time.time()) > UNMARKED_SECONDS
    alive = is_alive(mark)
    return holder(places_of(run).lock) is None if alive is None else not alive


@dg.sensor(
    minimum_interval_seconds=24 * 3600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="删除过久的运行记录。Forgets runs of long ago in Dagster's history, which nothing else cuts.",
)
def old_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Delete ended runs of more than so many days ago, some at a time; the journal keeps what they were."""
    before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    ended = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    filters = dg.RunsFilter(statuses=ended, created_before=before)
    records = context.instance.get_run_records(filters, limit=FORGOTTEN_AT_ONCE, ascending=True)
    for record in records:
        context.instance.delete_run(record.dagster_run.run_id)
    return dg.SkipReason(f"{len(records)} runs forgotten")


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=EVERY_JOB,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="运行结束后按设置告知。Tells of runs that ended well, where somebody wants to know.",
)
def alert_on_success(context: dg.RunStatusSensorContext) -> None:
    """Send what a run brought."""
    tell(context.dagster_run, context.instance, None)


@dg.run_failure_sensor(
    monitored_jobs=EVERY_JOB,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="运行失败后按设置告知。Tells of runs that failed.",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    """Send why a run failed."""
    data = context.failure_event.event_specific_data
    error = getattr(data, "error", None)
    told = error.message if error is not None else context.failure_event.message
    tell(context.dagster_run, context.instance, told or "failed")


def _digest(files: Iterable[Path]) -> str:
    """A hash of which files there are, how large they are and when they were written."""
    digest = hashlib.sha256()
    for file in files:
        try:
            told = file.lstat()
        except FileNotFoundError:
            continue
        digest.update(f"{file}\0{told.st_size}\0{told.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
