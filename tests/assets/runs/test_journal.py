"""The journal of runs: what stands in it at any instant, whatever became of the process."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from assets.runs import journal
from assets.runs.record import COUNTS, RunRecord, RunRecordError, decode_record, encode_record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def only(folder: Path) -> RunRecord:
    (record,) = journal.read_journal(folder).runs
    return record


def test_a_run_stands_in_the_journal_from_its_start(folder: Path) -> None:
    started = journal.start(folder, command="night", trigger="schedule", sources=["长沙市财政局"])
    assert only(folder) == started == journal.current(folder)
    assert (started.state, started.finished_at, started.duration_seconds) == ("running", None, None)
    assert started.started.utcoffset() is not None
    assert started.pid == os.getpid()


def test_what_steps_tell_is_kept_until_the_end(folder: Path) -> None:
    run = journal.start(folder, command="night")
    journal.note(folder, counts={"requests": 3, "fetched": 1}, seconds={"fetch": 1.5}, failures=["a: 500"])
    journal.note(folder, counts={"requests": 4}, build_id="build-1", changes={"new": 1}, failures=["b: 404"])
    ended = journal.finish(folder, run.run_id)
    assert only(folder) == ended
    assert ended.state == "succeeded"
    assert ended.counts == {"requests": 4, "fetched": 1}
    assert (ended.seconds, ended.build_id, ended.changes) == ({"fetch": 1.5}, "build-1", {"new": 1})
    assert ended.failures == ("a: 500", "b: 404")
    assert ended.finished is not None and ended.finished >= ended.started


def test_a_run_that_ends_with_an_error_has_failed(folder: Path) -> None:
    run = journal.start(folder, command="ingest")
    assert journal.finish(folder, run.run_id, "report_extract: no space left").state == "failed"
    assert only(folder).error == "report_extract: no space left"


def test_nothing_is_noted_of_a_run_that_has_ended(folder: Path) -> None:
    journal.note(folder, counts={"requests": 1})
    assert not folder.exists()
    run = journal.start(folder, command="fetch")
    ended = journal.finish(folder, run.run_id)
    journal.note(folder, counts={"requests": 1})
    assert journal.current(folder) is None
    assert only(folder) == ended


def test_a_run_of_another_process_is_not_added_to(folder: Path) -> None:
    run = journal.start(folder, command="fetch")
    (folder / f"{run.run_id}.json").write_bytes(encode_record(replace(run, pid=run.pid + 1)))
    journal.note(folder, counts={"requests": 1})
    assert only(folder).counts == {}


def test_counts_have_names(folder: Path) -> None:
    journal.start(folder, command="fetch")
    with pytest.raises(KeyError, match="do not count requets"):
        journal.note(folder, counts={"requets": 1})


def test_the_next_run_settles_one_that_was_killed(folder: Path) -> None:
    killed = journal.start(folder, command="night")
    journal.note(folder, counts={"fetched": 2})
    journal.finish(folder, journal.start(folder, command="night").run_id)
    first, second = journal.read_journal(folder).runs
    assert first == replace(killed, state="interrupted", counts={"fetched": 2})
    assert second.state == "succeeded"


def test_a_clock_set_back_does_not_hide_what_goes_on(folder: Path) -> None:
    run = journal.start(folder, command="night")
    later = replace(run, run_id="99990101T000000.000000-000000", started_at="9999-01-01T00:00:00+00:00")
    (folder / f"{later.run_id}.json").write_bytes(encode_record(replace(later, state="succeeded")))
    assert journal.current(folder) == run
    assert [record.run_id for record in journal.read_journal(folder).runs] == [run.run_id, later.run_id]


def test_a_pointer_to_nothing_stops_no_run(folder: Path) -> None:
    folder.mkdir()
    (folder / journal.POINTER).write_text("../elsewhere")
    assert journal.start(folder, command="ingest") == only(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b'{"state": "running"}'],
)
def test_a_damaged_file_is_told_of_and_stops_nothing(folder: Path, content: bytes) -> None:
    run = journal.start(folder, command="ingest")
    (folder / "20200101T000000.000000-aaaaaa.json").write_bytes(content)
    found = journal.read_journal(folder)
    assert found.runs == (run,)
    assert [file.name for file in found.damaged] == ["20200101T000000.000000-aaaaaa.json"]


def test_a_record_survives_writing_and_fields_of_later_versions() -> None:
    record = RunRecord(
        run_id="r", command="night", trigger="schedule", state="failed",
        started_at="2026-01-02T02:00:00+08:00",
        finished_at="2026-01-02T02:01:30+08:00", counts=dict.fromkeys(COUNTS, 1), changes={"new": [1]},
        failures=("甲",), error="盘满",
    )  # fmt: skip
    assert decode_record(encode_record(record)) == record
    assert record.duration_seconds == 90
    later = {**json.loads(encode_record(record)), "mood": "good"}
    assert decode_record(json.dumps(later).encode()) == record


@pytest.mark.parametrize(
    "wrong",
    [{"state": "asleep"}, {"started_at": "2026-01-02T02:00:00"}, {"finished_at": "2026-01-02"}],
)
def test_a_record_with_an_impossible_value_is_none(folder: Path, wrong: dict[str, str]) -> None:
    told = json.loads(encode_record(journal.start(folder, command="fetch")))
    with pytest.raises(RunRecordError):
        decode_record(json.dumps({**told, **wrong}).encode())
