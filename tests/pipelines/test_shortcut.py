"""When there is nothing to do, and when there is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.archive.intake import refusals, take_in
from assets.archive.places import Places
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.fingerprint import build_version, extractor_version
from assets.reference.corrections import load_corrections
from pipelines.shortcut import is_up_to_date
from tests.assets.facts.extracts import make_extract, small_report

LARGE = b"%PDF-1.7 " + b"0" * 1000


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 a report")
    (folder / "large.pdf").write_bytes(LARGE)
    return folder


@pytest.fixture
def places(tmp_path: Path, inbox: Path) -> Places:
    """A published warehouse of one report, with one file refused."""
    places = Places(tmp_path / "w.duckdb")
    take_in(Archive(places.archive, max_bytes=500), [inbox])
    held = Archive(places.archive).scan()
    cache = ExtractCache(places.extracts, extractor_version())
    for report in held:
        cache.put(report.sha256, make_extract("某局", 2023, small_report()))
    build.file_reports(Archive(places.archive), cache)
    archived = tuple(Archive(places.archive).scan())
    refused = tuple(refusals(places.archive))
    inputs = build.BuildInputs(archived, refused, extractor_version(), build_version(), load_corrections())
    build.write_facts(places.staging, inputs, cache)
    warehouse.publish(places.staging, places.warehouse)
    return places


def test_files_held_or_refused_are_nothing_new(places: Places, inbox: Path) -> None:
    assert len(refusals(places.archive)) == 1
    assert is_up_to_date(places, [inbox])
    assert is_up_to_date(places, [inbox / "large.pdf"])
    assert is_up_to_date(places, [])


def drop_into_inbox(places: Places, inbox: Path) -> None:
    (inbox / "b.pdf").write_bytes(b"%PDF-1.7 another report")


def drop_into_archive(places: Places, inbox: Path) -> None:
    (places.archive / "dropped.pdf").write_bytes(b"%PDF-1.7 another report")


def rename(places: Places, inbox: Path) -> None:
    (inbox / "a.pdf").rename(inbox / "another name.pdf")


def lose_extracts(places: Places, inbox: Path) -> None:
    for extract in places.extracts.rglob("*.parquet"):
        extract.unlink()


def lose_warehouse(places: Places, inbox: Path) -> None:
    places.warehouse.unlink()


def archive_without_building(places: Places, inbox: Path) -> None:
    """As a run leaves it that was cut off after archiving."""
    (inbox / "b.pdf").write_bytes(b"%PDF-1.7 another report")
    take_in(Archive(places.archive), [inbox / "b.pdf"])


def forget_inbox(places: Places, inbox: Path) -> None:
    for file in inbox.iterdir():
        file.unlink()
    inbox.rmdir()


@pytest.mark.parametrize(
    "change",
    [drop_into_inbox, rename, lose_extracts, lose_warehouse, archive_without_building, forget_inbox],
)
def test_any_change_is_something_to_do(
    places: Places, inbox: Path, change: Callable[[Places, Path], None]
) -> None:
    change(places, inbox)
    assert not is_up_to_date(places, [inbox])


def test_a_file_dropped_into_the_archive_is_seen_without_being_named(places: Places, inbox: Path) -> None:
    drop_into_archive(places, inbox)
    assert not is_up_to_date(places, [])


def test_other_code_or_reference_data_is_something_to_do(
    places: Places, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.facts.inputs.build_version", lambda: "another")
    assert not is_up_to_date(places, [inbox])
