"""Finds the PDFs that a command line names: files as they are, folders with everything below them."""

import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

from assets.archive.sidecar import SHA256_PATTERN, sidecar_of


class UnusablePathError(ValueError):
    """A path named on the command line does not exist or is neither a file nor a folder."""


def discover(paths: Iterable[Path]) -> list[Path]:
    """The files to take in, each once, in the order of the paths and sorted within a folder.

    A file named directly is taken whatever it is called. In folders, regular files ending in .pdf (any
    case) are taken, at any depth. A link is followed only when it is itself named: a folder full of links
    may lead anywhere. UnusablePathError for a path that is not there or is a device; OSError for a folder
    that cannot be listed.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files_at(path):
            found.setdefault(file.resolve(), file)
    return list(found.values())


def dropped(root: Path) -> list[Path]:
    """PDFs that somebody put into the archive's folder: those that the archive itself does not keep."""
    return sorted(path for path in _pdfs_below(root) if not _is_kept(path)) if root.is_dir() else []


def settled(root: Path, seconds: int) -> list[Path]:
    """PDFs in the archive's folder, without those dropped there that changed less than ``seconds`` ago.

    A file of the future has its time from another clock, which says nothing: it is not waited for.
    """
    if not root.is_dir():
        return []
    now = time.time()
    return sorted(
        path for path in _pdfs_below(root) if _is_kept(path) or abs(now - _changed(path)) >= seconds
    )


def _is_kept(path: Path) -> bool:
    """Whether a file is named by a hash and has a sidecar beside it, as the archive's own have."""
    return bool(SHA256_PATTERN.fullmatch(path.stem)) and sidecar_of(path).exists()


def _changed(path: Path) -> float:
    """When a file was last written to; 0 where it has just gone."""
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return 0.0


def _files_at(path: Path) -> list[Path]:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnusablePathError(f"{path}: no such file or folder") from error
    if stat.S_ISREG(mode):
        return [path]
    if stat.S_ISDIR(mode):
        return sorted(_pdfs_below(path))
    raise UnusablePathError(f"{path}: neither a file nor a folder")


def _pdfs_below(folder: Path) -> Iterable[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for parent, _, names in os.walk(folder, onerror=refuse, followlinks=False):
        for name in names:
            path = Path(parent, name)
            if name.lower().endswith(".pdf") and stat.S_ISREG(path.lstat().st_mode):
                yield path
