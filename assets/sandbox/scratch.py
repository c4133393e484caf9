"""A folder for temporary files of a run or its workers; what a killed process left is removed by the next.

Its maker holds a lock on the folder itself, which the system frees however that process ends: a folder whose
lock can be had is nobody's any more.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "juesuan-scratch-"
YOUNG_SECONDS = 60  # between making a folder and locking it there is an instant


class ScratchFolder:
    """A new folder below the system's one for temporary files, until ``close``. OSError where none can be."""

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def close(self) -> None:
        """Remove the folder and what is in it, as far as may be."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _sweep(root: Path) -> None:
    """Remove the folders of this user's processes that have ended without doing so."""
    for folder in root.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # gone, another user's, or still in use
            status = folder.lstat()
            if status.st_uid == os.getuid() and status.st_mtime < time.time() - YOUNG_SECONDS:
                _remove_unused(folder)


def _remove_unused(folder: Path) -> None:
    # What is a link, or became one since, is not followed.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
