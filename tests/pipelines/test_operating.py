"""Commands of those who run juesuan, as they are typed."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assets.archive.places import Places
from assets.runs import journal
from pipelines.cli import main
from pipelines.lock import exclusive
from tests.pipelines.healthy import change, healthy


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return healthy(tmp_path)


def invoke(*words: str | Path, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_doctor_tells_that_all_is_well(places: Places) -> None:
    result = invoke("doctor", "--deep", "--warehouse", places.warehouse)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Everything is as it should be."
    assert "ok   archive: 2 reports: every byte as it was archived" in result.stdout


def test_the_doctor_says_what_to_do(places: Places) -> None:
    change(places, "UPDATE etl_build SET build_version = 'older'")
    warned = invoke("doctor", "--warehouse", places.warehouse)
    assert warned.exit_code == 0
    assert "WARN warehouse: other code" in warned.stdout and "→ juesuan ingest" in warned.stdout
    next(places.archive.rglob("*.pdf")).unlink()
    bad = invoke("doctor", "--json", "--warehouse", places.warehouse)
    assert bad.exit_code == 1
    levels = [finding["level"] for finding in json.loads(bad.stdout)]
    assert (levels.count("bad"), levels.count("warn")) == (1, 1)


def test_a_backup_comes_back_elsewhere(places: Places, tmp_path: Path) -> None:
    made = invoke("backup", tmp_path / "b.tar", "--all", "--warehouse", places.warehouse)
    assert (made.exit_code, made.stdout.partition(" files")[0]) == (0, "Backed up 11")
    other = tmp_path / "there" / "x.duckdb"
    restored = invoke("restore", tmp_path / "b.tar", "--into", other)
    assert restored.exit_code == 0
    assert restored.stdout.startswith("Restored 11 files")
    assert invoke("doctor", "--deep", "--warehouse", other).exit_code == 0
    commands = [run.command for run in journal.read_journal(Places(other).runs).runs]
    assert commands == ["night", "restore"]
    assert [run.command for run in journal.read_journal(places.runs).runs] == ["night", "backup"]


def test_a_backup_without_the_warehouse_says_how_to_make_it(places: Places, tmp_path: Path) -> None:
    streamed = invoke("backup", "-", "--warehouse", places.warehouse)
    assert tarfile.is_tarfile(io.BytesIO(streamed.stdout_bytes))
    other = tmp_path / "there" / "x.duckdb"
    restored = invoke("restore", "-", "--into", other, stdin=streamed.stdout_bytes)
    assert restored.stdout.splitlines()[1:] == [
        f"The warehouse is made from it by: juesuan build --warehouse {other}"
    ]
    again = invoke("restore", "-", "--into", places.warehouse, stdin=streamed.stdout_bytes)
    assert again.exit_code == 1
    assert "- was not restored: the place is not empty" in again.stderr


def test_a_damaged_backup_changes_nothing(places: Places, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(b"no archive")
    result = invoke("restore", tmp_path / "b.tar", "--into", tmp_path / "there" / "x.duckdb")
    assert result.exit_code == 1
    assert "b.tar was not restored: it is damaged or not whole" in result.stderr
    assert [path.name for path in (tmp_path / "there").iterdir()] == [".x.duckdb.lock"]


def test_nothing_happens_while_somebody_is_at_work(places: Places, tmp_path: Path) -> None:
    with exclusive(places.lock):
        for words in (("backup", tmp_path / "b.tar"), ("restore", tmp_path / "a.pdf")):
            result = invoke(*words, "--warehouse", places.warehouse)
            assert result.exit_code == 1
            assert "another process is building this warehouse" in result.stderr
    assert not (tmp_path / "b.tar").exists()


def test_nothing_to_back_up(tmp_path: Path) -> None:
    assert invoke("backup", tmp_path / "b.tar", "--warehouse", tmp_path / "w.duckdb").exit_code == 2


def test_status_tells_of_the_last_runs_and_what_to_look_at(places: Places) -> None:
    run = journal.start(places.runs, command="ingest")
    journal.note(places.runs, counts={"new_files": 1, "read": 2, "fetched": 0})
    journal.finish(places.runs, run.run_id)
    journal.start(places.runs, command="night")
    (places.archive / "dropped.pdf").write_bytes(b"%PDF")
    lines = invoke("status", "--warehouse", places.warehouse).stdout.splitlines()
    told = lines[lines.index("Last runs:") + 1 :]
    assert told[0].endswith(" UTC night interrupted")
    assert told[1].endswith("ingest succeeded in 0 s: 1 new file archived, 2 reports read")
    assert told[2].endswith("night succeeded in 0 s")
    assert told[3] == "To be looked at (juesuan doctor knows more):"
    assert "was interrupted → juesuan ingest goes on where it was" in told[4]
    assert told[5] == f"  archive: 1 PDF in {places.archive} not taken in yet → juesuan ingest"
    assert len(told) == 6


def test_status_for_programs(places: Places) -> None:
    with exclusive(places.lock):
        told = json.loads(invoke("status", "--json", "--warehouse", places.warehouse).stdout)
    assert told["figures"]["build_id"] == "build-1"
    assert told["in_use_by"]["pid"] > 0
    assert [run["command"] for run in told["runs"]] == ["night"]
    assert {finding["level"] for finding in told["findings"]} == {"ok"}
    change(places, "ALTER TABLE dim_report DROP COLUMN is_complete")
    outdated = invoke("status", "--json", "--warehouse", places.warehouse)
    assert (outdated.exit_code, json.loads(outdated.stdout)["figures"]) == (0, None)


def test_logs_go_where_the_command_says(places: Places, tmp_path: Path) -> None:
    log = tmp_path / "log" / "juesuan.log"
    result = invoke(
        *("--log-format", "json", "--log-file", log),
        "backup",
        tmp_path / "b",
        "--warehouse",
        places.warehouse,
    )
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in told] == ["run started", "run succeeded"]
    assert len({line["run_id"] for line in told}) == 1
    assert result.stderr.splitlines() == log.read_text(encoding="utf-8").splitlines()


def test_a_log_that_cannot_be_written_is_wrong_use(places: Places, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = invoke("--log-file", tmp_path / "file" / "log", "status", "--warehouse", places.warehouse)
    assert result.exit_code == 2
    assert "the logs cannot be written" in result.stderr
