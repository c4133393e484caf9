"""Dropped files are asked for once they have settled; runs without a process end; somebody is told."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.runs import journal
from pipelines import processes, sensors
from pipelines.definitions import defs
from pipelines.lock import exclusive
from pipelines.notices import record_of, tell
from pipelines.processes import PROCESS_TAG, is_alive, mark_of
from pipelines.sensors import dropped_files, lost_runs, old_runs
from tests.pipelines.receivers import web_service


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("JUESUAN_WAREHOUSE", str(tmp_path / "w.duckdb"))
    return Places(tmp_path / "w.duckdb")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


class Looks:
    """The sensor's looks at the folder, one after the other, as the daemon has them."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance
        self._cursor: str | None = None

    def next(self) -> str | dg.RunRequest:
        context = dg.build_sensor_context(
            self._instance, cursor=self._cursor, repository_def=defs().get_repository_def()
        )
        told = dropped_files.evaluate_tick(context)
        self._cursor = told.cursor
        requests = told.run_requests or []
        assert len(requests) <= 1
        return requests[0] if requests else str(told.skip_message)


@pytest.fixture
def looks(instance: dg.DagsterInstance) -> Looks:
    return Looks(instance)


def test_nothing_dropped(places: Places, looks: Looks, tmp_path: Path) -> None:
    assert looks.next() == "no file has been dropped"
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    Archive(places.archive).add(tmp_path / "a.pdf")
    (places.archive / "notes.txt").write_text("no report")
    assert looks.next() == "no file has been dropped"


def test_one_run_for_all_once_they_have_settled(places: Places, looks: Looks) -> None:
    places.archive.mkdir()
    growing, other = places.archive / "某局.pdf", places.archive / "deeper" / "b.PDF"
    growing.write_bytes(b"%PDF")
    assert looks.next() == "1 files; waiting until they have settled"
    growing.write_bytes(b"%PDF-1.7 and more")
    assert looks.next() == "1 files; waiting until they have settled"
    other.parent.mkdir()
    other.write_bytes(b"%PDF")
    assert looks.next() == "2 files; waiting until they have settled"
    request = looks.next()
    assert isinstance(request, dg.RunRequest)
    assert request.run_config["ops"]["warehouse_tables"] == {"config": {"if_changed": True}}
    assert request.tags["juesuan/trigger"] == "sensor"
    assert looks.next() == "2 files are asked for already, or could not be taken in"


def test_a_file_that_came_later_is_asked_for_anew(places: Places, looks: Looks) -> None:
    places.archive.mkdir()
    (places.archive / "a.pdf").write_bytes(b"%PDF")
    looks.next()
    first = looks.next()
    (places.archive / "a.pdf").unlink()
    assert looks.next() == "no file has been dropped"
    (places.archive / "b.pdf").write_bytes(b"%PDF")
    looks.next()
    second = looks.next()
    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    assert first.run_key != second.run_key


def started(instance: dg.DagsterInstance, **tags: str) -> str:
    run = create_run_for_test(instance, "nightly", status=dg.DagsterRunStatus.STARTED, tags=tags)
    return run.run_id


def dead() -> str:
    """The mark that a process had which is no more."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        mark = mark_of(process.pid)
    assert mark is not None
    return mark


def look_for_lost(instance: dg.DagsterInstance) -> None:
    lost_runs(dg.build_sensor_context(instance, repository_def=defs().get_repository_def()))


def test_a_run_without_its_process_ends(places: Places, instance: dg.DagsterInstance) -> None:
    lost = started(instance, **{PROCESS_TAG: dead()})
    going_on = started(instance, **{PROCESS_TAG: str(mark_of())})
    starting = started(instance)
    look_for_lost(instance)
    statuses = {run.run_id: run.status for run in instance.get_runs()}
    assert statuses == {
        lost: dg.DagsterRunStatus.FAILURE,
        going_on: dg.DagsterRunStatus.STARTED,
        starting: dg.DagsterRunStatus.STARTED,
    }


def test_a_process_of_another_container_is_told_by_the_lock(
    places: Places, instance: dg.DagsterInstance
) -> None:
    mark = str(mark_of()).replace("pid:[", "pid:[9")
    elsewhere = started(instance, **{PROCESS_TAG: mark})
    with exclusive(places.lock):
        look_for_lost(instance)
        assert instance.get_run_by_id(elsewhere).status is dg.DagsterRunStatus.STARTED
    look_for_lost(instance)
    assert instance.get_run_by_id(elsewhere).status is dg.DagsterRunStatus.FAILURE


def test_runs_of_long_ago_are_forgotten(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = create_run_for_test(instance, "nightly", status=dg.DagsterRunStatus.SUCCESS)
    going_on = create_run_for_test(instance, "nightly", status=dg.DagsterRunStatus.STARTED)
    context = dg.build_sensor_context(instance, repository_def=defs().get_repository_def())
    old_runs(context)
    assert {run.run_id for run in instance.get_runs()} == {ended.run_id, going_on.run_id}
    monkeypatch.setattr(sensors, "KEPT_DAYS", -1)
    old_runs(context)
    assert {run.run_id for run in instance.get_runs()} == {going_on.run_id}


def test_marks_of_processes(tmp_path: Path) -> None:
    mark = mark_of()
    assert mark is not None
    assert is_alive(mark)
    assert is_alive(dead()) is False
    boot, namespace, _, start = mark.split("/")
    assert is_alive(f"{boot}/{namespace}/{os.getppid()}/{start}") is False  # its number went to another
    assert is_alive(f"of-another-boot/{namespace}/{os.getpid()}/{start}") is False
    assert is_alive(f"{boot}/pid:[1]/{os.getpid()}/{start}") is None
    assert is_alive("nonsense") is None
    assert processes.mark_of(proc=tmp_path) is None
    assert processes.is_alive(mark, proc=tmp_path) is None


def test_what_is_told_of_runs(places: Places, instance: dg.DagsterInstance) -> None:
    run = create_run_for_test(instance, "nightly", tags={"dagster/schedule_name": "every_night"})
    unknown = record_of(places, run, "the queue was full")
    assert (unknown.state, unknown.trigger, unknown.error) == ("failed", "schedule", "the queue was full")
    entered = journal.start(places.runs, command="nightly", trigger="schedule", dagster_run=run.run_id)
    killed = record_of(places, run, "its process is gone")
    assert (killed.run_id, killed.state) == (entered.run_id, "interrupted")
    journal.finish(places.runs, entered.run_id)
    assert record_of(places, run, None).state == "succeeded"


def test_the_daemon_tells_whoever_wants_to_know(
    places: Places, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create_run_for_test(instance, "nightly")
    with web_service() as service:
        monkeypatch.setenv("JUESUAN_ALERT_WEBHOOK", f"http://127.0.0.1:{service.port}/")
        assert tell(run, instance, "no worker") == []
        assert tell(run, instance, None) == []  # nothing new: not due
    ((_, _, body),) = service.posts
    assert body["run"]["error"] == "no worker"
