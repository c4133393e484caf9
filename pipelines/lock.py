"""One build at a time for one warehouse."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another process is building the same warehouse."""


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file while the block runs; the system frees it whatever becomes of the process.

    Raises ``Busy`` at once where another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = (
                f"another process is building this warehouse ({path} is locked); try again when it is done"
            )
            raise Busy(message) from error
        yield
