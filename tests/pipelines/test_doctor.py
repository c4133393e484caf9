"""The doctor finds what is wrong, says what to do, and changes nothing."""

import hashlib
import os
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.extract.scan.model import RecogniserMissing
from assets.fetch.state import FetchState, SourceRecord
from assets.fingerprint import extractor_version
from assets.runs import journal
from pipelines.doctor import machine
from pipelines.doctor.examining import CHECKS, examine
from pipelines.doctor.finding import Finding, sized
from pipelines.lock import exclusive
from pipelines.restore import restoring_folder
from tests.pipelines.healthy import change, healthy

TODAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return healthy(tmp_path)


def findings(places: Places, check: str, deep: bool = False) -> list[Finding]:
    """What one check finds that is not ok; what fetching remembers is looked at with the sources."""
    name = "check_" + ("sources" if check in ("fetching", "silence") else check)
    mine = [known for known in CHECKS if known.__name__ == name]
    found = examine(places, deep, checks=mine)
    return [finding for finding in found if finding.check == check and finding.level != "ok"]


def only(places: Places, check: str, deep: bool = False) -> Finding:
    (finding,) = findings(places, check, deep)
    return finding


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file()
    }


def first_pdf(places: Places) -> Path:
    return sorted(places.archive.rglob("*.pdf"))[0]


@pytest.mark.parametrize("deep", [False, True])
def test_all_is_well_and_nothing_is_changed(places: Places, deep: bool) -> None:
    before = snapshot(places.warehouse.parent)
    found = list(examine(places, deep))
    assert [finding for finding in found if finding.level != "ok"] == []
    assert len(found) >= len(CHECKS)
    assert snapshot(places.warehouse.parent) == before


def test_where_nothing_is_yet(tmp_path: Path) -> None:
    found = list(examine(Places(tmp_path / "w.duckdb")))
    assert [(f.check, f.level) for f in found if f.level != "ok"] == [
        ("archive", "warn"),
        ("warehouse", "bad"),
    ]
    assert list(tmp_path.iterdir()) == []


def pdf_gone(places: Places) -> None:
    first_pdf(places).unlink()


def pdf_cut(places: Places) -> None:
    first_pdf(places).write_bytes(b"%PDF")


def sidecar_spoilt(places: Places) -> None:
    first_pdf(places).with_suffix(".json").write_text("{")


def second_copy(places: Places) -> None:
    (places.archive / "elsewhere").mkdir()
    for path in (first_pdf(places), first_pdf(places).with_suffix(".json")):
        (places.archive / "elsewhere" / path.name).write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (pdf_gone, "its PDF is gone"),
        (pdf_cut, "4 bytes instead of 10"),
        (sidecar_spoilt, "not a sidecar"),
        (second_copy, "a second copy of"),
    ],
)
def test_damage_in_the_archive(places: Places, spoil: Callable[[Places], None], told: str) -> None:
    spoil(places)
    finding = next(finding for finding in findings(places, "archive") if finding.level == "bad")
    assert told in finding.told and finding.advice


def test_only_a_deep_look_finds_other_bytes_of_the_same_length(places: Places) -> None:
    first_pdf(places).write_bytes(b"%PDF other"[:10])
    assert findings(places, "archive") == []
    assert "no longer those that were archived" in only(places, "archive", deep=True).told


def test_a_report_on_the_move_is_no_damage(places: Places) -> None:
    pdf = first_pdf(places)
    (places.archive / "湖南省").mkdir()
    pdf.replace(places.archive / "湖南省" / pdf.name)
    assert findings(places, "archive") == []


def test_files_that_wait(places: Places) -> None:
    (places.archive / "dropped in.pdf").write_bytes(b"%PDF")
    assert only(places, "archive") == (
        "archive", "warn", f"1 PDF in {places.archive} not taken in yet", "juesuan ingest",
    )  # fmt: skip
    Archive(places.archive).add(places.archive / "dropped in.pdf")
    assert "1 archived file not in the warehouse yet" in only(places, "warehouse").told
    assert "1 report of 3 not read by today's readers" in only(places, "extracts").told


def test_files_that_were_taken_away(places: Places) -> None:
    for path in (first_pdf(places).with_suffix(".json"), first_pdf(places)):
        path.unlink()
    assert "1 file of the warehouse no longer in the archive" in only(places, "warehouse").told


def test_extracts(places: Places) -> None:
    cache = ExtractCache(places.extracts, extractor_version())
    first = Archive(places.archive).scan()[0]
    cache.path_of(first.sha256).write_bytes(b"half of it")
    assert "1 extract not whole" in only(places, "extracts").told
    cache.put(first.sha256, {"status": "quarantined", "cut_off": True})
    assert only(places, "extracts").advice == "juesuan build tries them again"
    cache.path_of(first.sha256).write_bytes(b"no Parquet at all, but it ends like it: PAR1")
    assert only(places, "extracts").level == "bad"
    cache.put(first.sha256, {"status": "read", "pages": 1})
    (places.extracts / "older").mkdir()
    told = [finding.told for finding in examine(places) if finding.check == "extracts"]
    assert told[1] == "0 bytes of older readers or other modes: older"


def test_a_warehouse_of_another_version(places: Places) -> None:
    change(places, "UPDATE etl_build SET build_version = 'older'")
    assert only(places, "warehouse")[1:] == (
        "warn", "other code or reference data than today's made it", "juesuan ingest",
    )  # fmt: skip
    change(places, "ALTER TABLE dim_report DROP COLUMN grade")
    assert only(places, "warehouse").advice == "juesuan build"


def test_a_warehouse_read_in_another_mode_is_no_other_version(places: Places) -> None:
    change(places, f"UPDATE etl_build SET extractor_version = '{extractor_version('single')}'")
    assert findings(places, "warehouse") == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"hello, I am something else", "no warehouse of juesuan"),
        (b"\0" * 8 + b"DUCK" + b"\0" * 5000, "cannot be read"),
    ],
)
def test_something_else_in_its_place(places: Places, content: bytes, told: str) -> None:
    places.warehouse.write_bytes(content)
    assert told in only(places, "warehouse").told


def test_a_warehouse_that_is_not_whole(places: Places) -> None:
    change(places, "UPDATE etl_build SET stage = 'facts'")
    assert only(places, "warehouse")[1:] == ("bad", "it is not whole", "juesuan build")


def test_a_deep_look_reads_every_block(places: Places) -> None:
    told = [finding.told for finding in examine(places, deep=True) if finding.check == "warehouse"]
    assert told == ["today's version made it; all 3 rows can be read"]


def test_results_of_another_warehouse(places: Places) -> None:
    (places.quality / "outcomes.json").unlink()
    assert only(places, "results").advice == "juesuan check"


def test_leftovers(places: Places) -> None:
    places.staging.write_bytes(b"half")
    restoring_folder(places).mkdir()
    assert "left .w.duckdb.building, .w.duckdb.restoring" in only(places, "leftovers").told
    with exclusive(places.lock):
        assert findings(places, "leftovers") == []
    places.staging.unlink()
    restoring_folder(places).rmdir()
    places.warehouse.with_name("w.duckdb.wal").write_bytes(b"x")
    assert "opened the warehouse for writing" in only(places, "leftovers").told


def test_runs(places: Places) -> None:
    (places.runs / "x.json").write_text("{")
    assert "no record of a run" in only(places, "journal").told
    (places.runs / "x.json").unlink()
    run = journal.start(places.runs, command="ingest")
    assert "was interrupted" in only(places, "journal").told
    with exclusive(places.lock):
        assert findings(places, "journal") == []
        told = [finding.told for finding in examine(places) if finding.check == "lock"]
        assert told[0].startswith(f"in use by process {os.getpid()}")
    journal.note(places.runs, failures=["county: 500"])
    journal.finish(places.runs, run.run_id, "the disk is full")
    failed, noted = findings(places, "journal")
    assert (failed.level, "failed: the disk is full" in failed.told) == ("bad", True)
    assert "county: 500" in noted.told


def test_a_run_that_takes_long(places: Places) -> None:
    with exclusive(places.lock):
        later = list(examine(places, now=datetime.now(UTC) + timedelta(hours=13)))
    (finding,) = (finding for finding in later if finding.check == "lock")
    assert finding.level == "warn" and f"end process {os.getpid()}" in finding.advice


def test_a_clock_behind_what_has_happened(places: Places) -> None:
    found = list(examine(places, now=datetime.now(UTC) - timedelta(days=1)))
    assert [finding.level for finding in found if finding.check == "clock"] == ["warn"]


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "level"), [(10**6, "bad"), (150 * 10**6, "warn"), (10**9, "ok")])
def test_room(places: Places, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: Usage(0, 0, free))
    assert [finding.level for finding in examine(places, checks=[machine.check_room])] == [level]


def test_folders_that_cannot_be_written(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != places.archive)
    assert only(places, "permissions").told == f"cannot write in {places.archive}"


def test_no_recogniser(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise RecogniserMissing("not installed: rapidocr")

    monkeypatch.setattr(machine, "model_path", missing)
    assert "scans wait in quarantine: not installed: rapidocr" in only(places, "recogniser").told


def test_files_that_operators_wrote(places: Places) -> None:
    places.corrections.write_text("nonsense")
    places.sources.write_text("- {name: x}")
    assert (only(places, "corrections").level, only(places, "sources").level) == ("bad", "bad")


def test_a_damaged_state_of_fetching(places: Places) -> None:
    places.fetch_state.write_bytes(b"no database" * 100)
    assert "move the file away" in only(places, "fetching").advice


def test_sources_in_trouble_and_silent_ones(places: Places) -> None:
    now = datetime.now(UTC)
    long_ago = (now - timedelta(days=100)).isoformat()
    with FetchState.open(places.fetch_state) as state:
        state.save(
            SourceRecord("county", 9, long_ago, now.isoformat(), now.isoformat(), long_ago, "listing: 500")
        )
        state.save(SourceRecord("removed", 9, long_ago, long_ago, None, None, "listing: 404"))
    assert only(places, "fetching").told == "county: listing: 500"
    assert "county (某县财政局): nothing new since" in only(places, "silence").told


def test_backups(places: Places) -> None:
    journal.finish(places.runs, journal.start(places.runs, command="backup").run_id)
    assert findings(places, "backup") == []
    run = journal.start(places.runs, command="night")
    journal.note(places.runs, counts={"new_files": 1})
    journal.finish(places.runs, run.run_id)
    late = datetime.now(UTC) + timedelta(days=31)
    assert [f.level for f in examine(places, now=late) if f.check == "backup"] == ["warn"]


def test_a_check_that_breaks_stops_no_other(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    places.runs.joinpath("y.json").mkdir()
    broken = only(places, "journal")
    assert broken.level == "bad" and "could not be looked at: IsADirectoryError" in broken.told


def test_sizes_for_people() -> None:
    assert [sized(n) for n in (0, 999, 12_000, 3_400_000, 71 * 10**9, 2 * 10**12)] == [
        "0 bytes", "999 bytes", "12 kB", "3 MB", "71 GB", "2.0 TB",
    ]  # fmt: skip
