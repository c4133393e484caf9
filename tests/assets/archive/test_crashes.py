"""An intake killed at any instant: the next one ends with the same archive as if nothing had happened."""

import errno
import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.archive import intake_times
from assets.archive.intake import take_in
from assets.archive.sidecar import ArchivedReport, Origin
from assets.archive.store import Archive

CONTENTS = {"甲局2023决算.pdf": b"%PDF one", "乙局2023决算.pdf": b"%PDF two", "乙局更正.pdf": b"%PDF three"}
ORIGIN = Origin("某市", "https://example.test/1.pdf", fetched_at="2026-01-02T03:04:05+00:00")


class Killed(BaseException):
    """As sudden as a signal: no handler of the code under test may see it."""


def die_at(monkeypatch: pytest.MonkeyPatch, instant: int) -> None:
    """End the run before the given one of its changes to the disk, and let no clean-up happen after it."""
    calls = itertools.count()

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            if next(calls) >= instant:
                raise Killed
            return real(*words, **more)

        return call

    for name in ("replace", "unlink", "mkdir"):
        monkeypatch.setattr(Path, name, dying(getattr(Path, name)))
    monkeypatch.setattr(os, "fsync", dying(os.fsync))


def offer(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    return folder


def told(reports: list[ArchivedReport]) -> set[tuple[object, ...]]:
    return {(r.sha256, r.file_name, r.archive_path, r.archived_at, r.also_seen_as) for r in reports}


def archive_at(root: Path, time: str) -> Archive:
    archive = Archive(root)
    archive.taken_in_at = time
    return archive


EARLIER, LATER = "2026-01-02T03:04:05+00:00", "2026-01-09T03:04:05+00:00"
CHANGES = {"dropped": 29, "elsewhere": 31}  # that an intake of files makes on the disk, by where they lie
INSTANTS = [(where, instant) for where, changes in CHANGES.items() for instant in range(changes + 1)]


@pytest.mark.parametrize(("where", "instant"), INSTANTS)
def test_an_intake_killed_at_any_instant_is_finished_by_the_next(
    tmp_path: Path, instant: int, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = archive_at(tmp_path / "undisturbed", EARLIER)
    take_in(undisturbed, [offer(tmp_path / "inbox")])
    root = tmp_path / "archive"
    inbox = offer(root if where == "dropped" else tmp_path / "inbox")
    with monkeypatch.context() as patch:
        die_at(patch, instant)
        try:
            take_in(archive_at(root, EARLIER), [inbox])
            assert instant == CHANGES[where]
        except Killed:
            pass
    # Files that were not offered before it died are offered for the first time by the next run.
    began = (root / intake_times.RECORD).exists()
    take_in(archive_at(root, LATER if began else EARLIER), [inbox])
    archive = Archive(root)
    assert told(archive.scan()) == told(undisturbed.scan())
    assert archive.problems == []
    for report in archive.scan():
        assert archive.path_of(report).read_bytes() == CONTENTS[report.file_name]
    assert not (root / intake_times.RECORD).exists()
    assert list(root.rglob("*.announced")) == []
    if where == "dropped":
        assert [path.name for path in root.iterdir() if path.suffix == ".pdf"] == []


def test_an_announced_report_keeps_its_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the PDF came to its place; the next night's download has another name."""
    file = offer(tmp_path / "inbox") / "甲局2023决算.pdf"
    archive = Archive(tmp_path / "archive")
    with monkeypatch.context() as patch:
        patch.setattr("assets.archive.announcing.sidecar_of", lambda path: path / "nowhere")
        with pytest.raises(NotADirectoryError):
            archive.add(file, ORIGIN, "公开名.pdf")
    (report,) = Archive(tmp_path / "archive").scan()
    assert (report.file_name, report.origins) == ("公开名.pdf", (ORIGIN,))


def test_an_old_announcement_without_a_pdf_goes(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    old, young = incoming / f"{'a' * 64}.announced", incoming / f"{'b' * 64}.announced"
    for file in (old, young):
        file.write_text("{}")
    os.utime(old, (1e9, 1e9))
    archive = Archive(tmp_path)
    assert archive.scan() == []
    assert (archive.problems, list(incoming.iterdir())) == ([], [young])


def test_a_file_changed_since_is_offered_for_the_first_time(tmp_path: Path) -> None:
    inbox = offer(tmp_path / "inbox")
    record = tmp_path / intake_times.RECORD
    entries = {}
    for path in inbox.iterdir():
        status = path.stat()
        entries[str(path)] = [status.st_size, status.st_mtime_ns, EARLIER]
    entries[str(inbox / "乙局更正.pdf")][0] += 1
    record.write_text(json.dumps(entries))
    with intake_times.first_offered(tmp_path, sorted(inbox.iterdir()), LATER) as times:
        assert {path.name: time for path, time in times.items()} == {
            "甲局2023决算.pdf": EARLIER,
            "乙局2023决算.pdf": EARLIER,
            "乙局更正.pdf": LATER,
        }


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": [1, 2]}'])
def test_a_damaged_note_of_times_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / intake_times.RECORD).write_text(text)
    file = offer(tmp_path / "inbox") / "甲局2023决算.pdf"
    with intake_times.first_offered(tmp_path, [file], LATER) as times:
        assert times == {file: LATER}


def fail_with(number: int) -> Callable[..., object]:
    def fail(*words: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS])
def test_an_archive_that_cannot_be_written_is_no_file_s_fault(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = offer(tmp_path / "inbox")
    with monkeypatch.context() as patch:
        patch.setattr("assets.archive.announcing.write_whole", fail_with(number))
        with pytest.raises(OSError, match=os.strerror(number)):
            take_in(Archive(tmp_path / "archive"), [inbox])
    assert list((tmp_path / "archive").rglob("*.pdf")) == []
    assert list((tmp_path / "archive").rglob("*.part")) == []
    assert len(take_in(Archive(tmp_path / "archive"), [inbox]).new) == 3


def test_a_folder_of_the_archive_that_may_not_be_written_is_no_file_s_fault(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    root.mkdir()
    (root / "incoming").touch()  # whoever it is, no folder can be made there
    with pytest.raises(OSError, match="incoming"):
        take_in(Archive(root), [offer(tmp_path / "inbox")])


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = offer(tmp_path / "inbox")
    copied = shutil.copy(inbox / "甲局2023决算.pdf", inbox / "坏.pdf")
    open_path = Path.open

    def open_unless_broken(path: Path, *words: object, **more: object) -> object:
        if path == copied:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return open_path(path, *words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", open_unless_broken)
    intake = take_in(Archive(tmp_path / "archive"), [inbox])
    assert len(intake.new) == 3
    assert [path for path, _ in intake.unreadable] == [copied]
