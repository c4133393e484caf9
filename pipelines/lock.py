"""One writer at a time for one warehouse, and who it is.

The lock is the system's own: whatever becomes of a process, its lock goes with it. What the file says of its
holder counts only while it is locked.
"""

import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.2
# Somebody who only asks who holds the lock (`holder`) has it for an instant; that is no reason to give up.
GRACE_SECONDS = 0.3


class LockError(RuntimeError):
    """The lock cannot be had; nothing has been done."""


class Busy(LockError):
    """Another process is building the same warehouse."""


class Unwritable(LockError):
    """Nothing can be written where the warehouse lies."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock: its id, since when (UTC, ISO) and what it was started as."""

    pid: int
    since: str
    command: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command}), since {self.since}"


@contextmanager
def exclusive(
    path: Path,
    wait: float = 0.0,
    on_wait: Callable[[str], None] = lambda told: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Hold the lock file while the block runs, after up to ``wait`` seconds of waiting for it.

    ``on_wait`` is told once whom the waiting is for. Raises ``Busy`` where another process still holds it
    then, ``Unwritable`` where the file cannot be made.
    """
    with _open(path) as file:
        waited, limit = 0.0, max(wait, GRACE_SECONDS)
        while not _try(file, fcntl.LOCK_EX):
            if waited >= limit:
                raise Busy(f"another process is building this warehouse: {_told(path)}; {path} is locked")
            if waited <= GRACE_SECONDS < waited + POLL_SECONDS:
                on_wait(_told(path))
            sleep(POLL_SECONDS)
            waited += POLL_SECONDS
        _sign(file)
        yield


def holder(path: Path) -> Holder | None:
    """Who holds the lock now, None where nobody does; a holder that did not say who it is has pid 0."""
    try:
        with path.open(encoding="utf-8") as file:
            return None if _try(file, fcntl.LOCK_SH) else _read(path)
    except OSError:
        return None


def _open(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not emptied: until the lock is had it tells of another process.
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise Unwritable(f"cannot write in {path.parent}: {error.strerror or error}") from error


def _try(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str]) -> None:
    """Say who holds the lock; on a full disk the lock holds all the same."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    mine = Holder(os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"), command)
    with contextlib.suppress(OSError):
        file.truncate(0)
        file.write(json.dumps(asdict(mine), ensure_ascii=False) + "\n")
        file.flush()


def _read(path: Path) -> Holder:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Holder(int(fields["pid"]), str(fields["since"]), str(fields["command"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder(0, "", "")


def _told(path: Path) -> str:
    found = _read(path)
    return str(found) if found.pid else "it has not said who it is"
