"""The check of killed runs sees what it is there to see: losses, doubles, half states, things left behind."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.facts import publication, warehouse
from expectations.outcomes import Outcome, ValidationRun, save_outcomes, validation_rows
from tools import kill_check, reader_check
from tools.crash_scene import Scene, Timing, hash_of
from tools.crash_verdict import NOTHING_NEW, faults_after, look_at
from tools.kill_check import KINDS, Trial, children_of, choose_victims, ends_soon, has_ended, table_of
from tools.warehouse_digests import differing, digest_tables

# A run that publishes the new warehouse which lies ready beside it, and says what a second one finds.
RUN = """
import sys
from pathlib import Path
from assets.archive.places import Places
from assets.facts import publication
places = Places(Path(sys.argv[1]))
publication.settle(places)
if places.staging.exists():
    publication.publish(places)
else:
    print({said!r})
"""


def build(path: Path, folder: Path, departments: int) -> None:
    """A warehouse of so many departments with the results of its suites."""
    warehouse.create(path)
    rows = [{"department_id": str(number), "department": "某局"} for number in range(departments)]
    outcome = Outcome(
        "s", "e", "dim_department", None, "检", "check", "error", True, False, "", departments, 0, 0, ()
    )
    folder.mkdir()
    (folder / "index.html").write_text("<html></html>\n", encoding="utf-8")
    run = ValidationRun("b", folder, (outcome,))
    save_outcomes(run, folder / publication.OUTCOMES)
    row = {
        "build_id": str(departments),
        "juesuan_version": "1",
        "extractor_version": "1",
        "build_version": "1",
    }
    counts = {"reports": departments, "quarantined": 0, "cells": 0}
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "dim_department", rows)
        warehouse.insert(connection, "quality_validation", validation_rows(run))
        build_row = {**row, **counts, "input_hash": "h", "stage": "validation"}
        warehouse.insert(connection, "etl_build", [build_row])


class MadeUp(Scene):
    """A scene of two tiny warehouses, whose runs publish the second one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.earlier, self.inbox = folder, folder / "earlier", folder / "inbox"
        self.inbox.mkdir()
        (self.inbox / "甲.pdf").write_bytes(b"%PDF one")
        self.offered, self.timing, self.status = {hash_of(self.inbox / "甲.pdf")}, Timing(), 0
        for name, departments in (("before", 1), ("undisturbed", 2)):
            places = self.places(name)
            places.warehouse.parent.mkdir()
            build(places.warehouse, places.quality, departments)
            Archive(places.archive).add(self.inbox / "甲.pdf")
        before = self.places("before")
        build(before.staging, before.quality_staging, 2)
        self.before, self.after = self._digests("before"), self._digests("undisturbed")

    def start(self, places: Places, *_: Any, **__: Any) -> "subprocess.Popen[bytes]":
        with (places.warehouse.parent / "log").open("ab") as log:
            command = [sys.executable, "-c", RUN.format(said=NOTHING_NEW), str(places.warehouse)]
            return subprocess.Popen(command, stdout=log)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    return MadeUp(tmp_path_factory.mktemp("scene"))


@pytest.fixture
def ended(made: MadeUp) -> Iterator[Places]:
    """A warehouse on which a run came to its end."""
    places = made.set_up("ended")
    assert made.start(places).wait() == 0
    yield places
    shutil.rmtree(places.warehouse.parent)


def test_trials_of_a_sound_run_find_no_fault(made: MadeUp) -> None:
    """Three real kills, of a run that only publishes."""
    trials = [kill_check.run_trial(made, number, seed=1) for number in range(3)]
    assert [(trial.faults, trial.lost, trial.too_many) for trial in trials] == [([], 0, 0)] * 3
    assert list(made.folder.glob("trial-*")) == []


def test_the_states_a_kill_can_leave_are_told(made: MadeUp) -> None:
    places = made.set_up("states")
    assert look_at(places, made).state == "the old warehouse, with a file half built"
    warehouse.publish(places.staging, places.warehouse)
    assert look_at(places, made).state == "the new warehouse, results of the old one"
    publication.settle(places)
    assert look_at(places, made).state == "the new warehouse"
    with warehouse.writing(places.warehouse) as connection:
        connection.execute("DELETE FROM dim_department WHERE department_id = '1'")
    assert "neither the old nor the new one: quality_validation" not in str(look_at(places, made).faults)
    assert look_at(places, made).state == "neither"
    places.warehouse.write_bytes(b"half a file")
    assert look_at(places, made).state == "broken"


def test_a_run_that_ended_well_has_no_fault(made: MadeUp, ended: Places) -> None:
    verdict = faults_after(ended, made)
    assert (verdict.faults, verdict.lost, verdict.too_many) == ([], 0, 0)


def test_a_lost_report_and_one_archived_twice_are_seen(made: MadeUp, ended: Places) -> None:
    (pdf,) = ended.archive.rglob("*.pdf")
    (pdf.parent / "twice.pdf").write_bytes(pdf.read_bytes())
    assert any(fault.startswith("archived twice") for fault in faults_after(ended, made).faults)
    for file in pdf.parent.glob("*.pdf"):
        file.unlink()
    verdict = faults_after(ended, made)
    assert verdict.lost == 1
    assert any(fault.startswith("lost: ") for fault in verdict.faults)


def test_rows_too_many_and_things_left_behind_are_seen(made: MadeUp, ended: Places) -> None:
    with warehouse.writing(ended.warehouse) as connection:
        warehouse.insert(connection, "dim_department", [{"department_id": "3", "department": "某局"}])
    (ended.archive / "incoming" / ".x.part").touch()
    shutil.rmtree(ended.quality)
    verdict = faults_after(ended, made)
    assert verdict.too_many == 1
    assert verdict.faults[:3] == [
        "unlike the undisturbed: dim_department (3/2)",
        "the results are not those of the live warehouse",
        "left behind: w.archive/incoming/.x.part",
    ]


def test_digests_do_not_hang_on_order_or_on_the_making(made: MadeUp, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    build(path, tmp_path / "quality", 2)
    with warehouse.writing(path) as connection:
        connection.execute("CREATE TEMP TABLE held AS FROM dim_department ORDER BY department_id DESC")
        connection.execute("DELETE FROM dim_department")
        connection.execute("INSERT INTO dim_department FROM held")
        connection.execute("UPDATE quality_validation SET run_id = 'another'")
    assert differing(digest_tables(path), made.after) == []
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE dim_department SET department = '别局' WHERE department_id = '1'")
    assert differing(digest_tables(path), made.after) == ["dim_department (2/2)"]


def test_victims_are_of_the_kind_asked_for() -> None:
    chance = random.Random(1)
    assert choose_victims("parent", 1, [2, 3], chance) == [1]
    assert choose_victims("everything", 1, [2, 3], chance) == [1, 2, 3]
    assert choose_victims("worker", 1, [2, 3], chance) in ([2], [3])
    assert choose_victims("worker", 1, [], chance) == [1]
    assert len(KINDS) == 20


def test_an_unawaited_process_has_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert ends_soon(process.pid)
    assert children_of(process.pid) == []
    process.wait()
    assert has_ended(process.pid)


def test_the_table_counts_by_kind() -> None:
    trials = [Trial(0, "swap", 1.0, "a"), Trial(1, "swap", 1.0, "b", lost=2, faults=["lost: x"])]
    lines = table_of([*trials, Trial(2, "worker", 1.0, "a")]).splitlines()
    assert [line.split() for line in lines if line.startswith(("swap", "worker"))] == [
        ["swap", "2", "2", "0", "1"],
        ["worker", "1", "0", "0", "1"],
    ]
    assert lines[-1] == "found after the kill: 2 × a, 1 × b"


def test_a_reader_s_answers_are_counted(
    made: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, places = tmp_path / "stop", made.places("before")
    given = iter([["one"], ["one", "two"], OSError("no"), ["one"]])

    def answer(asked: Places) -> list[str]:
        assert asked == places
        said = next(given)
        if isinstance(said, OSError):
            stop.touch()
            raise said
        return said

    monkeypatch.setitem(reader_check.READERS, "opens it each time", answer)
    answers = reader_check.read_on("opens it each time", places, stop)
    assert answers == {"one": 2, "two": 1, "failed: OSError: no": 1}


def test_readers_are_answered_by_one_warehouse_or_the_other(made: MadeUp) -> None:
    places = made.set_up("swaps")
    publication.discard(places)
    for build_name in ("undisturbed", "before", "undisturbed"):
        reader_check.swap(made.places(build_name), places)
        for name in ("opens it each time", "reads the results"):
            read = reader_check.READERS[name]
            assert read(places) == read(made.places(build_name))
    (places.quality / "index.html").write_text("<html>", encoding="utf-8")
    assert reader_check.read_results(places) == ["half a page"]
    assert json.loads((places.quality / publication.OUTCOMES).read_text("utf-8"))["run_id"] == "b"
