"""What becomes of the files named on a command line: archived, known, refused, or not to be opened."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from assets.archive.discovery import UnusablePathError
from assets.archive.intake import Refusal, refusals, take_in
from assets.archive.store import Archive

CONTENT = b"%PDF-1.7 a report"
HASH = sha256(CONTENT).hexdigest()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(CONTENT)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_the_same_bytes_under_two_names_are_one_report(inbox: Path, root: Path) -> None:
    (inbox / "b.pdf").write_bytes(CONTENT)
    intake = take_in(Archive(root), [inbox])
    assert (intake.new, intake.known) == ([HASH], [HASH])
    (report,) = Archive(root).scan()
    assert (report.file_name, report.also_seen_as) == ("a.pdf", ("b.pdf",))


def test_what_is_held_is_known(inbox: Path, root: Path) -> None:
    take_in(Archive(root), [inbox])
    again = take_in(Archive(root), [inbox, root])
    assert (again.new, again.known, again.refused, again.unreadable) == ([], [HASH, HASH], [], [])


def test_a_file_that_only_bears_the_ending_is_archived_for_the_reader_to_judge(
    inbox: Path, root: Path
) -> None:
    (inbox / "page.pdf").write_text("<html>404</html>")
    intake = take_in(Archive(root), [inbox])
    assert len(intake.new) == 2
    assert {report.file_name for report in Archive(root).scan()} == {"a.pdf", "page.pdf"}


def test_a_file_too_large_is_refused_and_remembered(inbox: Path, root: Path) -> None:
    large = inbox / "large.pdf"
    large.write_bytes(b"%PDF-" + b"0" * 100)
    intake = take_in(Archive(root, max_bytes=50), [inbox])
    assert intake.new == [HASH]
    (refusal,) = intake.refused
    assert refusal.sha256 == sha256(large.read_bytes()).hexdigest()
    assert (refusal.file_name, refusal.path, refusal.reason) == ("large.pdf", str(large), "too_large")
    assert refusals(root) == [refusal]
    take_in(Archive(root, max_bytes=50), [inbox])
    assert refusals(root) == [refusal]
    assert [report.sha256 for report in Archive(root).scan()] == [HASH]


def test_refusals_are_ordered_by_hash(root: Path, inbox: Path) -> None:
    for name in ("x", "y", "z"):
        (inbox / f"{name}.pdf").write_bytes(name.encode() * 99)
    take_in(Archive(root, max_bytes=50), [inbox])
    hashes = [refusal.sha256 for refusal in refusals(root)]
    assert len(hashes) == 3
    assert hashes == sorted(hashes)
    assert all(isinstance(refusal, Refusal) for refusal in refusals(root))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every file")
def test_a_file_without_permission_stops_no_other(inbox: Path, root: Path) -> None:
    locked = inbox / "0.pdf"
    locked.write_bytes(b"%PDF-1.7 secret")
    locked.chmod(0)
    intake = take_in(Archive(root), [inbox])
    assert intake.new == [HASH]
    ((path, reason),) = intake.unreadable
    assert path == locked
    assert "Permission denied" in reason


def test_a_file_that_fails_to_be_read_stops_no_other(
    inbox: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a disk or a network share may fail; the file cannot even be hashed."""
    broken = inbox / "0.pdf"
    broken.write_bytes(b"%PDF-1.7 on a bad sector")
    open_path = Path.open

    def open_or_fail(path: Path, *args: str) -> object:
        if path == broken:
            raise OSError(5, "Input/output error", str(path))
        return open_path(path, *args)

    monkeypatch.setattr(Path, "open", open_or_fail)
    intake = take_in(Archive(root), [inbox])
    assert intake.new == [HASH]
    assert [path for path, _ in intake.unreadable] == [broken]
    assert refusals(root) == []


def test_a_path_that_is_not_there_is_wrong_use(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusablePathError):
        take_in(Archive(root), [tmp_path / "nowhere"])
