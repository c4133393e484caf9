"""A backup holds all that cannot be made again, and comes back as it was or not at all."""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.runs import journal
from pipelines import restore as restoring
from pipelines.backup import back_up, write_backup
from pipelines.bundle import MANIFEST, BundleError, Manifest, place_of
from pipelines.restore import restore, restoring_folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A place with two archived files, of which one is filed, and all else that a backup holds."""
    there = Places(tmp_path / "here" / "w.duckdb")
    archive = Archive(there.archive)
    for name in ("甲局2023.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(f"%PDF {name}".encode())
        archive.add(tmp_path / name)
    archive.file_report(archive.scan()[0].sha256, "湖南省", 2023, "甲局")
    there.corrections.write_text("[]\n")
    with closing(sqlite3.connect(there.fetch_state)) as state:
        state.executescript("CREATE TABLE page (url TEXT); INSERT INTO page VALUES ('http://例')")
    journal.finish(there.runs, journal.start(there.runs, command="night").run_id)
    (there.extracts / "v").mkdir(parents=True)
    (there.extracts / "v" / "x.parquet").write_bytes(b"PAR1")
    there.warehouse.write_bytes(b"a warehouse")
    return there


@pytest.fixture
def elsewhere(tmp_path: Path) -> Places:
    return Places(tmp_path / "there" / "other.duckdb")


def backed_up(places: Places, everything: bool = False) -> bytes:
    stream = io.BytesIO()
    write_backup(places, stream, everything)
    return stream.getvalue()


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def repacked(backup: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A backup with other members, its manifest as it was or as `change` leaves it."""
    with tarfile.open(fileobj=io.BytesIO(backup)) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    change(members)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, content in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            tar.addfile(told, io.BytesIO(content))
    return stream.getvalue()


def with_link(backup: bytes, kind: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(backup)) as old, tarfile.open(fileobj=stream, mode="w") as new:
        link = tarfile.TarInfo("archive/link.pdf")
        link.type, link.linkname = kind, "/etc/passwd"
        new.addfile(link)
        for member in old:
            new.addfile(member, old.extractfile(member))
    return stream.getvalue()


def test_what_cannot_be_made_again_comes_back_as_it_was(
    places: Places, elsewhere: Places, tmp_path: Path
) -> None:
    manifest = back_up(places, tmp_path / "b.tar")
    assert restore(elsewhere, io.BytesIO((tmp_path / "b.tar").read_bytes())) == manifest
    assert files_below(elsewhere.archive) == files_below(places.archive)
    assert Archive(elsewhere.archive).scan() == Archive(places.archive).scan()
    assert elsewhere.corrections.read_text() == "[]\n"
    assert journal.read_journal(elsewhere.runs) == journal.read_journal(places.runs)
    with closing(sqlite3.connect(elsewhere.fetch_state)) as state:
        assert state.execute("SELECT url FROM page").fetchall() == [("http://例",)]
    assert not elsewhere.warehouse.exists() and not elsewhere.extracts.exists()
    assert not restoring_folder(elsewhere).exists()


def test_everything_is_everything(places: Places, elsewhere: Places, tmp_path: Path) -> None:
    manifest = back_up(places, tmp_path / "b.tgz", everything=True)
    assert (tmp_path / "b.tgz").read_bytes()[:2] == b"\x1f\x8b"
    restore(elsewhere, (tmp_path / "b.tgz").open("rb"))
    assert elsewhere.warehouse.read_bytes() == b"a warehouse"
    assert files_below(elsewhere.extracts) == {"v/x.parquet": b"PAR1"}
    assert manifest.total_bytes == sum(member.size_bytes for member in manifest.files.values()) > 0
    old, new = (place.extracts / "v" / "x.parquet" for place in (places, elsewhere))
    assert old.stat().st_mtime_ns == new.stat().st_mtime_ns


def test_the_run_that_makes_it_and_half_written_files_are_left_out(places: Places, tmp_path: Path) -> None:
    journal.start(places.runs, command="backup")
    (places.archive / ".x.part").write_bytes(b"half")
    (places.archive / "link.pdf").symlink_to("/etc/passwd")
    names = back_up(places, tmp_path / "b.tar").files
    assert sorted(name.split("/")[0] for name in names) == [
        *["archive"] * 4, "corrections.yml", "fetch.sqlite", "runs",
    ]  # fmt: skip


def test_names_that_are_no_text_come_back(places: Places, elsewhere: Places) -> None:
    odd = os.fsdecode(b"\xb2\xc6\xd5\xfe.pdf")
    (places.archive / odd).write_bytes(b"dropped in")
    restore(elsewhere, io.BytesIO(backed_up(places)))
    assert (elsewhere.archive / odd).read_bytes() == b"dropped in"


def test_a_backup_takes_the_place_of_an_older_one_whole_or_not_at_all(places: Places, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    target.write_bytes(b"the older one")
    places.fetch_state.write_bytes(b"no database at all, but long enough to look like a file")
    with pytest.raises(BundleError, match="state of fetching"):
        back_up(places, target)
    assert target.read_bytes() == b"the older one"
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []
    places.fetch_state.unlink()
    back_up(places, target)
    assert tarfile.is_tarfile(target)


def test_what_a_killed_backup_left_is_removed(places: Places, tmp_path: Path) -> None:
    (tmp_path / ".b.tar.1.part").write_bytes(b"half")
    back_up(places, tmp_path / "b.tar")
    assert not (tmp_path / ".b.tar.1.part").exists()


def test_a_backup_does_not_hold_itself(places: Places) -> None:
    with pytest.raises(BundleError, match="choose another place"):
        back_up(places, places.archive / "b.tar")


def test_nothing_to_back_up_is_an_empty_backup(elsewhere: Places, tmp_path: Path) -> None:
    assert back_up(elsewhere, tmp_path / "b.tar").files == {}


def test_a_restore_that_was_cut_off_is_finished_by_doing_it_again(
    places: Places, elsewhere: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, put = backed_up(places, everything=True), restoring._put
    done: list[Path] = []

    def put_three(source: Path, target: Path) -> None:
        if len(done) == 3:
            raise OSError(28, "No space left on device")
        put(source, target)
        done.append(target)

    monkeypatch.setattr(restoring, "_put", put_three)
    with pytest.raises(OSError, match="No space"):
        restore(elsewhere, io.BytesIO(backup))
    assert not elsewhere.warehouse.exists()
    monkeypatch.setattr(restoring, "_put", put)
    restore(elsewhere, io.BytesIO(backup))
    assert files_below(elsewhere.archive) == files_below(places.archive)
    assert elsewhere.warehouse.read_bytes() == b"a warehouse"


def test_pdfs_come_before_the_sidecars_that_vouch_for_them(
    places: Places, elsewhere: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    put = restoring._put

    def put_noted(source: Path, target: Path) -> None:
        order.append(target.suffix)
        put(source, target)

    monkeypatch.setattr(restoring, "_put", put_noted)
    restore(elsewhere, io.BytesIO(backed_up(places, everything=True)))
    assert order[-1] == ".duckdb"
    assert order[-3:-1] == [".json", ".json"]
    assert order.index(".pdf") < len(order) - 3


@pytest.mark.parametrize("stray", ["archive/a.pdf", "extracts/v/x.parquet", "duckdb", "corrections.yml"])
def test_a_place_that_holds_anything_else_is_refused(places: Places, elsewhere: Places, stray: str) -> None:
    path = elsewhere.warehouse.parent / f"other.{stray}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"mine")
    with pytest.raises(BundleError, match=r"not empty: .*other\..* is in the way"):
        restore(elsewhere, io.BytesIO(backed_up(places)))
    assert files_below(elsewhere.warehouse.parent) == {f"other.{stray}": b"mine"}


def drop_a_file(members: dict[str, bytes]) -> None:
    del members["corrections.yml"]


def change_a_byte(members: dict[str, bytes]) -> None:
    members["corrections.yml"] = b"[ \n"


def add_a_file(members: dict[str, bytes]) -> None:
    members["archive/z.pdf"] = b"z"
    members[MANIFEST] = members.pop(MANIFEST)


def follow_the_manifest(members: dict[str, bytes]) -> None:
    members["archive/z.pdf"] = b"z"


def drop_the_manifest(members: dict[str, bytes]) -> None:
    del members[MANIFEST]


def spoil_the_manifest(members: dict[str, bytes]) -> None:
    members[MANIFEST] = b"{}"


def come_from_the_future(members: dict[str, bytes]) -> None:
    members[MANIFEST] = json.dumps({"format": 2, "juesuan_version": "9"}).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (drop_a_file, "not whole: corrections.yml is not there"),
        (change_a_byte, "damaged: corrections.yml is not what"),
        (add_a_file, "does not know archive/z.pdf"),
        (follow_the_manifest, "goes on after its manifest"),
        (drop_the_manifest, "not whole: its manifest"),
        (spoil_the_manifest, "manifest is damaged"),
        (come_from_the_future, r"another version of juesuan \(9\)"),
    ],
)
def test_a_backup_that_is_not_what_it_was_is_refused_before_anything_is_put_in_place(
    places: Places, elsewhere: Places, change: Callable[[dict[str, bytes]], None], told: str
) -> None:
    with pytest.raises(BundleError, match=told):
        restore(elsewhere, io.BytesIO(repacked(backed_up(places), change)))
    assert files_below(elsewhere.warehouse.parent) == {}


def test_a_backup_that_breaks_off_anywhere_is_refused(places: Places, elsewhere: Places) -> None:
    backup = backed_up(places)
    for length in range(0, len(backup) - 10240, 4096 + 512):
        with pytest.raises(BundleError):
            restore(elsewhere, io.BytesIO(backup[:length]))
    assert files_below(elsewhere.warehouse.parent) == {}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_nothing_but_plain_files_is_unpacked(places: Places, elsewhere: Places, kind: bytes) -> None:
    with pytest.raises(BundleError, match="no plain file"):
        restore(elsewhere, io.BytesIO(with_link(backed_up(places), kind)))
    assert files_below(elsewhere.warehouse.parent) == {}


@pytest.mark.parametrize(
    "name",
    [
        *("/etc/passwd", "../w.duckdb", "archive/../../x", "archive/..", "archive", "archive/", "archive//x"),
        *("archive/./x", "./archive/x", "runs", "corrections.yml/x", "elsewhere/x", "x", "", "archive/a\\b"),
        *("archive/a\x00b", "archive/a\nb", "C:/x", "backup.json"),
    ],
)
def test_names_that_lead_elsewhere_belong_nowhere(elsewhere: Places, name: str) -> None:
    with pytest.raises(BundleError, match="belongs nowhere"):
        place_of(name, elsewhere)


def test_an_unsafe_member_is_refused(places: Places, elsewhere: Places) -> None:
    def climb(members: dict[str, bytes]) -> None:
        members["archive/../../../escaped"] = b"x"
        members[MANIFEST] = members.pop(MANIFEST)

    with pytest.raises(BundleError, match="belongs nowhere"):
        restore(elsewhere, io.BytesIO(repacked(backed_up(places), climb)))
    assert files_below(elsewhere.warehouse.parent) == {}


def test_a_file_of_the_same_bytes_is_not_in_the_way(places: Places, elsewhere: Places) -> None:
    elsewhere.corrections.parent.mkdir(parents=True)
    elsewhere.corrections.write_text("[]\n")
    manifest = restore(elsewhere, io.BytesIO(backed_up(places)))
    assert isinstance(manifest, Manifest)
    digest = hashlib.sha256(elsewhere.corrections.read_bytes()).hexdigest()
    assert manifest.files["corrections.yml"].sha256 == digest
