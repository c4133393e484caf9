"""Runs enter the journal, the log and the metrics, whoever starts them and however they end."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import structlog

from assets.archive.places import Places
from assets.runs.journal import read_journal
from assets.runs.record import RunRecord
from pipelines.lock import holder
from pipelines.recording import command_of, follow, recorded, trigger_of
from pipelines.resources import places_resource


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "w.duckdb")


def only(places: Places) -> RunRecord:
    (run,) = read_journal(places.runs).runs
    return run


def counting(new: list[str], requests: int) -> dg.AssetsDefinition:
    @dg.asset(name="archive_manifest")
    def archive() -> dg.MaterializeResult[None]:
        metadata = {"new": len(new), "refused": new, "known": 3, "archive": dg.MetadataValue.path("x")}
        return dg.MaterializeResult(metadata={**metadata, "requests": requests, "rows": 9})

    return archive


@dg.asset(name="fetch_document")
def fetching() -> dg.MaterializeResult[None]:
    """What the asset of that name tells."""
    lists = {kind: [{}] * n for kind, n in {"new": 2, "known": 1, "refused": 1, "unsupported": 3}.items()}
    good = {"source": "a", "failed": [], "gone": [{}], "problems": [], **lists}
    bad = {"source": "b", "failed": [{}], "gone": [], "problems": ["listing: 500", "article: 404"]}
    results = dg.MetadataValue.json([good, {**bad, **{kind: [] for kind in lists}}])
    return dg.MaterializeResult(
        metadata={"sources": 2, "bytes": 10, "new": 2, "failed": 3, "results": results}
    )


@dg.asset(name="extract", deps=["fetch_document"])
def failing() -> None:
    """A step that fails."""
    raise dg.Failure("the disk is on fire")


def test_a_run_ends_in_the_journal_and_the_metrics(places: Places) -> None:
    with recorded(places, "ingest") as recording:
        assert only(places).state == "running"
    run = only(places)
    assert (run.run_id, run.command, run.trigger, run.state) == (
        recording.run.run_id, "ingest", "command", "succeeded",
    )  # fmt: skip
    assert run.extractor_version
    assert 'juesuan_last_run_state{command="ingest",state="succeeded"} 1.0' in places.metrics.read_text()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (KeyboardInterrupt(), "interrupted"),
    ],
)
def test_an_error_is_kept_and_goes_on(places: Places, error: BaseException, told: str) -> None:
    with pytest.raises(type(error)), recorded(places, "ingest"):
        raise error
    assert (only(places).state, only(places).error) == ("failed", told)


def test_no_secret_gets_into_the_journal(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUESUAN_ALERT_WEBHOOK", "https://chat.invalid/hook/s3cr3t")
    with pytest.raises(OSError), recorded(places, "night"):
        raise OSError("https://chat.invalid/hook/s3cr3t: https://me:pw@host/a")
    assert only(places).error == "***: https://***@host/a"


def test_what_dagster_counted_and_what_failed(places: Places) -> None:
    with dg.DagsterInstance.ephemeral() as instance, recorded(places, "night") as recording:
        result = dg.materialize(
            [fetching, failing, counting(["a.pdf"], 7)], instance=instance, raise_on_error=False
        )
        follow(recording, instance, result.run_id)
    run = only(places)
    assert run.state == "failed"
    assert run.error == "extract: the disk is on fire"
    assert run.counts == {
        "sources": 2, "downloaded_bytes": 10, "failed_sources": 1, "fetched": 3, "not_fetched": 6,
        "new_files": 1, "refused_files": 1, "known_files": 3, "requests": 7,
    }  # fmt: skip
    assert run.sources == ("a", "b")
    assert run.failures == ("b: listing: 500", "b: article: 404")
    assert set(run.seconds) == {"fetch_document", "archive_manifest"}


def test_trouble_with_the_journal_at_the_end_changes_nothing(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs() as lines, recorded(places, "ingest"):
        (file,) = places.runs.glob("*.json")
        file.unlink()
    assert [line["event"] for line in lines] == ["run started", "the run is not told of as it should be"]


def test_a_full_disk_does_not_hide_what_failed(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assets.runs.assets.note_events", full)
    with dg.DagsterInstance.ephemeral() as instance, recorded(places, "night") as recording:
        result = dg.materialize([fetching, failing], instance=instance, raise_on_error=False)
        follow(recording, instance, result.run_id)
    assert only(places).error == "extract: the disk is on fire"


def runs_by_dagster(places: Places, tags: dict[str, str], assets: list[dg.AssetsDefinition]) -> str:
    @dg.asset(required_resource_keys={"places"})
    def locked(context: dg.AssetExecutionContext) -> None:
        assert context.resources.places == places
        assert holder(places.lock) is not None

    job = dg.define_asset_job("nightly")
    definitions = dg.Definitions([locked, *assets], jobs=[job], resources={"places": places_resource})
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("nightly").execute_in_process(
            instance=instance,
            run_config={"resources": {"places": {"config": {"warehouse": str(places.warehouse)}}}},
            tags=tags,
            raise_on_error=False,
        )
    return result.run_id


@pytest.fixture
def _quiet_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("pipelines.resources.configure_from_environment", lambda: None)
    yield


@pytest.mark.usefixtures("_quiet_logs")
def test_a_run_that_dagster_launched_is_entered_too(places: Places) -> None:
    dagster_run = runs_by_dagster(places, {"dagster/schedule_name": "every_night"}, [counting([], 2)])
    run = only(places)
    assert (run.command, run.trigger, run.state, run.dagster_run) == (
        "night", "schedule", "succeeded", dagster_run,
    )  # fmt: skip
    assert (run.counts["requests"], run.counts["new_files"]) == (2, 0)
    assert holder(places.lock) is None


@pytest.mark.usefixtures("_quiet_logs")
def test_a_run_that_dagster_launched_and_that_failed(places: Places) -> None:
    runs_by_dagster(places, {}, [fetching, failing])
    run = only(places)
    assert (run.trigger, run.state, run.error) == ("manual", "failed", "extract: the disk is on fire")


@dg.op(required_resource_keys={"places"})
def look() -> None:
    """A step that needs the places."""


@dg.job(name="nightly", resource_defs={"places": places_resource}, executor_def=dg.in_process_executor)
def nightly() -> None:
    """A job that is loaded by name, as those are that Dagster's own command line runs."""
    look()


@pytest.mark.usefixtures("_quiet_logs")
def test_asking_for_the_outputs_of_a_run_is_no_further_run(places: Places, tmp_path: Path) -> None:
    config = {"resources": {"places": {"config": {"warehouse": str(places.warehouse)}}}}
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        with dg.execute_job(dg.reconstructable(nightly), instance, run_config=config) as result:
            assert result.success
        assert only(places).dagster_run == result.run_id


def test_what_started_a_run() -> None:
    tags = ["dagster/schedule_name", "dagster/sensor_name", "dagster/backfill", "dagster/solid_selection"]
    assert [trigger_of({tag: "x"}) for tag in tags] == ["schedule", "sensor", "backfill", "manual"]


def test_a_job_stands_under_its_command() -> None:
    assert [command_of(job) for job in ("nightly", "check_warehouse", "extract_reports")] == [
        "night", "check", "extract_reports",
    ]  # fmt: skip
