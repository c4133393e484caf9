"""The night: when it begins, what it is asked to do, and what its job makes."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.jobs import NIGHTLY
from pipelines.requests import dropped_config, night_config, run_tags
from pipelines.schedules import every_night


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return defs()


def test_jobs_schedules_and_sensors_by_name(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    jobs = {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")}
    assert jobs == {
        *("nightly", "fetch_reports", "build_warehouse", "refresh_warehouse", "check_warehouse"),
        "extract_reports",
    }
    assert [(s.name, s.job_name, s.cron_schedule) for s in repository.schedule_defs] == [
        ("every_night", "nightly", "0 2 * * *")
    ]
    sensors = {sensor.name: sensor.default_status.value for sensor in repository.sensor_defs}
    assert sensors == dict.fromkeys(
        ("alert_on_failure", "alert_on_success", "dropped_files", "lost_runs", "old_runs"), "RUNNING"
    )


def test_the_night_fetches_and_the_build_does_not(definitions: dg.Definitions) -> None:
    keys = {
        job: definitions.resolve_job_def(job).asset_layer.selected_asset_keys
        for job in ("nightly", "build_warehouse")
    }
    assert keys["nightly"] - keys["build_warehouse"] == {dg.AssetKey("fetch_document")}
    assert keys["build_warehouse"] < keys["nightly"]


def test_every_job_that_writes_says_so(definitions: dg.Definitions) -> None:
    """The queue goes by this tag; a job without it would meet others at the warehouse's lock."""
    jobs = definitions.get_repository_def().get_all_jobs()
    named = [job for job in jobs if not job.name.startswith("__")]
    assert [job.tags.get("juesuan/writes") for job in named] == ["warehouse"] * 6


def test_steps_of_the_night_are_tried_again() -> None:
    policy = NIGHTLY.op_retry_policy
    assert policy is not None
    assert (policy.max_retries, policy.backoff) == (2, dg.Backoff.EXPONENTIAL)


def test_the_night_begins_at_two_in_shanghai() -> None:
    schedule = every_night()
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 7, 1, 18, tzinfo=UTC))
    assert schedule.execution_timezone == "Asia/Shanghai"
    request = schedule.evaluate_tick(context).run_requests[0]
    assert request.run_config == night_config()
    assert request.tags == run_tags("schedule") | {"dagster/schedule_name": "every_night"}


def test_another_hour_and_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUESUAN_NIGHT_CRON", "30 4 * * 1-5")
    monkeypatch.setenv("JUESUAN_TIMEZONE", "Asia/Urumqi")
    schedule = every_night()
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 4 * * 1-5", "Asia/Urumqi")


@pytest.mark.parametrize(
    ("name", "value"), [("JUESUAN_NIGHT_CRON", "two o'clock"), ("JUESUAN_TIMEZONE", "Shanghai")]
)
def test_a_time_that_is_none_does_not_load(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(dg.DagsterInvalidDefinitionError):
        every_night()


def test_what_runs_are_asked_to_do(definitions: dg.Definitions) -> None:
    """The configurations fit the jobs they are for."""
    intake = {
        "archive_manifest": {"config": {"settled_seconds": 60}},
        "report_extract": {"config": {"workers": 0}},
        "warehouse_tables": {"config": {"if_changed": True}},
    }
    assert dropped_config() == night_config() == {"ops": intake}
    named = night_config(["county"], workers=3)
    assert named["ops"]["fetch_document"] == {"config": {"sources": ["county"]}}
    assert named["ops"]["report_extract"] == {"config": {"workers": 3}}
    assert dg.validate_run_config(definitions.resolve_job_def("nightly"), named)
    assert dg.validate_run_config(definitions.resolve_job_def("build_warehouse"), dropped_config())


def test_tags_tell_trigger_sources_and_versions() -> None:
    tags = run_tags("sensor", ["city", "county"])
    assert tags["juesuan/trigger"] == "sensor"
    assert tags["juesuan/sources"] == "city,county"
    assert set(tags) >= {"juesuan/version", "juesuan/extractor"}
    ends = (tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"])
    assert ends == ("0", "f")
