"""Which files a command line means."""

import os
import time
from pathlib import Path

import pytest

from assets.archive.discovery import UnusablePathError, discover, settled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    for name in ("b.pdf", "a.PDF", "sub/c.Pdf", "a.json", "sub/pdf", "note.pdf.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_gives_its_pdfs_at_any_depth_sorted(folder: Path) -> None:
    assert names(discover([folder]), folder) == ["a.PDF", "b.pdf", "sub/c.Pdf"]


def test_a_named_file_is_taken_whatever_it_is_called_and_once(folder: Path) -> None:
    chosen = discover([folder / "sub/pdf", folder / "b.pdf", folder, folder / "sub/../b.pdf"])
    assert names(chosen, folder) == ["sub/pdf", "b.pdf", "a.PDF", "sub/c.Pdf"]


def test_links_are_followed_only_where_named(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(b"x")
    (folder / "linked.pdf").symlink_to(outside / "secret.pdf")
    (folder / "linked").symlink_to(outside)
    assert names(discover([folder]), folder) == ["a.PDF", "b.pdf", "sub/c.Pdf"]
    assert discover([folder / "linked.pdf"]) == [folder / "linked.pdf"]
    assert discover([folder / "linked"]) == [folder / "linked/secret.pdf"]


def test_pipes_are_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    assert "pipe.pdf" not in names(discover([folder]), folder)
    with pytest.raises(UnusablePathError, match="neither a file nor a folder"):
        discover([folder / "pipe.pdf"])


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusablePathError, match=r"nowhere: no such file"):
        discover([tmp_path / "nowhere"])


@pytest.mark.parametrize(("age", "is_settled"), [(3600, True), (1, False), (-3600, True)])
def test_what_is_still_being_copied_waits(tmp_path: Path, age: float, is_settled: bool) -> None:
    """A file of the future is not: another clock made its time, and it would wait until then."""
    file = tmp_path / "report.pdf"
    file.write_bytes(b"x")
    os.utime(file, (time.time() - age,) * 2)
    assert settled(tmp_path, 60) == ([file] if is_settled else [])
