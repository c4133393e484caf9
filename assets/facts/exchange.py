"""Two folders change places in one instant, which renaming one after the other cannot do."""

import ctypes
import errno
import os
from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE = -100, 2
# What kernels, C libraries and file systems say that do not know of it.
UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


def exchange(first: Path, second: Path) -> bool:
    """Let two existing paths of a file system change places; False where this system cannot.

    Raises OSError where it could but may not (permissions, a read-only file system).
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # Linux only
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(first), None, str(second))
