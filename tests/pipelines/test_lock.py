"""One process at a time: the second one waits, or says whom it would have to wait for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import lock

HOLD = """
import sys
from pathlib import Path
from pipelines.lock import exclusive

with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / ".w.lock"


@pytest.fixture
def other(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def take_at_once(path: Path) -> None:
    with lock.exclusive(path, sleep=lambda seconds: None):
        pass


def test_the_holder_is_named(path: Path, other: subprocess.Popen[str]) -> None:
    with pytest.raises(lock.Busy, match=rf"process {other.pid} \(-c.*\), since \d{{4}}-"):
        take_at_once(path)
    found = lock.holder(path)
    assert found is not None
    assert found.pid == other.pid


def test_a_killed_holder_s_lock_is_free(path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    assert lock.holder(path) is None
    take_at_once(path)


def test_who_waits_gets_it_when_it_is_free(path: Path, other: subprocess.Popen[str]) -> None:
    told: list[str] = []
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 10:
            other.kill()
            other.wait()

    with lock.exclusive(path, wait=60, on_wait=told.append, sleep=sleep):
        mine = lock.holder(path)
        assert mine is not None
        assert mine.pid == os.getpid()
    assert len(naps) == 10
    assert [f"process {other.pid} " in line for line in told] == [True]


def test_waiting_ends(path: Path, other: subprocess.Popen[str]) -> None:
    naps: list[float] = []
    with pytest.raises(lock.Busy), lock.exclusive(path, wait=3, sleep=naps.append):
        pass
    assert 3 <= sum(naps) < 3.5


def test_nobody_holds_a_lock_that_is_not_there(path: Path) -> None:
    assert lock.holder(path) is None
    assert not path.exists()


def test_what_an_older_version_left_is_no_holder(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with lock.exclusive(path):
        path.write_text("not JSON", encoding="utf-8")
        found = lock.holder(path)
    assert found == lock.Holder(0, "", "")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(lock.Unwritable, match=r"cannot write in .*file/folder: Not a directory"):
        take_at_once(tmp_path / "file" / "folder" / ".w.lock")
