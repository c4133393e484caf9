"""Writes a backup: everything that cannot be made again, or all there is, as one tar archive.

To be used under the warehouse's lock, so that what is copied belongs together.
"""

import hashlib
import io
import os
import sqlite3
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from glob import escape
from importlib.metadata import version
from pathlib import Path
from typing import IO

from assets.archive.places import Places
from assets.archive.sidecar import sync_folder
from assets.runs.journal import POINTER, current
from pipelines.bundle import (
    MANIFEST,
    BundleError,
    Manifest,
    Member,
    Part,
    built_parts,
    encode_manifest,
    parts,
)


def back_up(places: Places, target: Path, everything: bool = False) -> Manifest:
    """Write a backup to a file, whole or not at all; one ending in .gz or .tgz is compressed.

    Raises BundleError, OSError.
    """
    target = target.absolute()
    for part in (*parts(places), *built_parts(places)):
        if part.is_folder and target.is_relative_to(part.place):
            raise BundleError(
                f"{target} lies in {part.place}, which is to be backed up; choose another place"
            )
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    for left in target.parent.glob(f".{escape(target.name)}.*.part"):
        left.unlink(missing_ok=True)  # by a run that was killed; the lock says that it is no other's
    try:
        with beside.open("wb") as stream:
            manifest = write_backup(places, stream, everything, target.suffix in (".gz", ".tgz"))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return manifest


def write_backup(
    places: Places, stream: IO[bytes], everything: bool = False, compressed: bool = False
) -> Manifest:
    """Write a backup to a stream and return its manifest; raises BundleError, OSError."""
    files: dict[str, Member] = {}
    wanted = [*parts(places), *(built_parts(places) if everything else ())]
    with tarfile.open(fileobj=stream, mode="w|gz" if compressed else "w|", format=tarfile.PAX_FORMAT) as tar:
        for part in wanted:
            for name, path in _files_of(part, places):
                files[name] = _add(tar, name, path)
        manifest = Manifest(_now(), version("juesuan"), everything, files)
        content = encode_manifest(manifest)
        told = tarfile.TarInfo(MANIFEST)
        told.size, told.mtime = len(content), int(datetime.fromisoformat(manifest.made_at).timestamp())
        tar.addfile(told, io.BytesIO(content))
    return manifest


class _Hashing(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read, and remember."""
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as file:
        held = os.fstat(file.fileno())
        told = tarfile.TarInfo(name)
        told.size, told.mtime = held.st_size, int(held.st_mtime)
        reader = _Hashing(file)
        try:
            tar.addfile(told, reader)
        except OSError as error:
            raise OSError(error.errno, f"{error.strerror or error} (while {path} was copied)") from error
    return Member(held.st_size, reader.digest.hexdigest(), held.st_mtime_ns)


def _files_of(part: Part, places: Places) -> Iterator[tuple[str, Path]]:
    """Files of a part with their names in the backup, in the order of names; links are left out."""
    if part.place == places.fetch_state:
        yield from _copy_of_state(part)
    elif not part.is_folder:
        if part.place.is_file():
            yield part.name, part.place
    else:
        passed_over = _in_motion(places) if part.place == places.runs else set()
        for path in sorted(_regular_files(part.place)):
            if path.name not in passed_over:
                yield f"{part.name}/{path.relative_to(part.place).as_posix()}", path


def _regular_files(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    if not folder.exists():
        return
    for parent, _, names in os.walk(folder, onerror=refuse, followlinks=False):
        for name in names:
            path = Path(parent, name)
            half_written = name.startswith(".") and name.endswith(".part")
            if not half_written and stat.S_ISREG(path.lstat().st_mode):
                yield path


def _in_motion(places: Places) -> set[str]:
    """What of the journal tells of the run that makes the backup: restored, it would never end."""
    run = current(places.runs)
    return {POINTER, *([f"{run.run_id}.json"] if run else [])}


def _copy_of_state(part: Part) -> Iterator[tuple[str, Path]]:
    """The state of fetching as SQLite itself copies it, whatever a killed run left beside it."""
    if not part.place.exists():
        return
    with tempfile.TemporaryDirectory(prefix="juesuan-backup-") as folder:
        copy = Path(folder, part.name)
        try:
            with closing(sqlite3.connect(part.place)) as state, closing(sqlite3.connect(copy)) as target:
                state.backup(target)
        except sqlite3.Error as error:
            raise BundleError(
                f"the state of fetching, {part.place}, cannot be read ({error}); see juesuan doctor"
            ) from error
        yield part.name, copy


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
