"""Reads a backup back: all of it is unpacked beside its place and checked before anything is put there.

Nothing is ever overwritten. What lies in the place already must be, byte for byte, what the backup holds:
so a restore that was cut off is finished by doing it again, and never mixes two warehouses.
"""

import errno
import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from assets.archive.places import Places
from assets.archive.sidecar import sync_folder
from assets.archive.store import hash_file
from pipelines.bundle import (
    MANIFEST,
    BundleError,
    Manifest,
    Member,
    built_parts,
    decode_manifest,
    parts,
    place_of,
)

CHUNK_BYTES = 1024**2
MANIFEST_MAX_BYTES = 256 * 1024**2
NAMED = 3  # files that stand in the way and are named

Content = tuple[int, str]  # size in bytes, SHA-256


def restore(places: Places, stream: IO[bytes]) -> Manifest:
    """Put what a backup holds in its place; to be used under the lock of the warehouse that is to come.

    Raises BundleError where the backup is damaged, unsafe or not whole, or the place holds something else;
    then nothing has been put there. OSError when something cannot be written: doing it again goes on.
    """
    staging = restoring_folder(places)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        staging.mkdir(parents=True)
        unpacked, manifest = _unpack(stream, places, staging)
        _compare(unpacked, manifest)
        _require_room(places, manifest.files)
        filled: set[Path] = set()
        for name in sorted(unpacked, key=_commits_last):
            modified_ns = manifest.files[name].modified_ns
            os.utime(staging / name, ns=(modified_ns, modified_ns))
            target = place_of(name, places)
            _put(staging / name, target)
            filled |= {target.parent, target.parent.parent}
        for folder in filled:
            sync_folder(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return manifest


def restoring_folder(places: Places) -> Path:
    """Where a backup is unpacked first."""
    absolute = places.warehouse.absolute()
    return absolute.with_name(f".{absolute.name}.restoring")


def _unpack(stream: IO[bytes], places: Places, staging: Path) -> tuple[dict[str, Content], Manifest]:
    """Write the files to the staging folder under their names; return what they turned out to be."""
    unpacked: dict[str, Content] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as tar:
            for member in tar:
                if manifest is not None:
                    raise BundleError("it goes on after its manifest")
                if not member.isreg():
                    raise BundleError(f"it holds something that is no plain file: {member.name!r}")
                file = tar.extractfile(member)
                assert file is not None  # of a plain file
                if member.name == MANIFEST:
                    manifest = decode_manifest(file.read(MANIFEST_MAX_BYTES))
                    continue
                place_of(member.name, places)
                if member.name in unpacked:
                    raise BundleError(f"it holds {member.name!r} twice")
                unpacked[member.name] = _write(file, staging / member.name)
    except (tarfile.TarError, EOFError) as error:
        raise BundleError(f"it is damaged or not whole ({error})") from error
    if manifest is None:
        raise BundleError("it is not whole: its manifest, which comes last, is not there")
    return unpacked, manifest


def _write(file: IO[bytes], path: Path) -> Content:
    digest, size_bytes = hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return size_bytes, digest.hexdigest()


def _compare(unpacked: Mapping[str, Content], manifest: Manifest) -> None:
    if missing := sorted(manifest.files.keys() - unpacked.keys()):
        raise BundleError(f"it is not whole: {_some(missing)} not there")
    if unknown := sorted(unpacked.keys() - manifest.files.keys()):
        raise BundleError(f"its manifest does not know {_some(unknown)}")
    promised = {name: (member.size_bytes, member.sha256) for name, member in manifest.files.items()}
    if damaged := [name for name, content in sorted(unpacked.items()) if content != promised[name]]:
        raise BundleError(f"it is damaged: {_some(damaged)} not what the manifest says")


def _require_room(places: Places, files: Mapping[str, Member]) -> None:
    """Refuse a place where anything lies that the backup does not hold just so."""
    wanted = {place_of(name, places): member for name, member in files.items()}
    in_the_way = [path for path in _there(places) if not _is_it(path, wanted.get(path))]
    if in_the_way:
        raise BundleError(
            f"the place is not empty: {_some([str(path) for path in in_the_way])} in the way; move what is "
            "there elsewhere, or restore into another place with --into"
        )


def _there(places: Places) -> Iterator[Path]:
    for part in (*parts(places), *built_parts(places)):
        if part.is_folder and part.place.is_dir():
            for parent, _, names in os.walk(part.place):
                yield from (Path(parent, name) for name in sorted(names))
        elif os.path.lexists(part.place):
            yield part.place


def _is_it(path: Path, member: Member | None) -> bool:
    if member is None or path.is_symlink() or not path.is_file() or path.stat().st_size != member.size_bytes:
        return False
    return hash_file(path)[0] == member.sha256


def _commits_last(name: str) -> tuple[bool, bool, str]:
    """The warehouse after all it is made of; a sidecar, which says that a PDF is there, after the PDF."""
    return name == "warehouse.duckdb", name.startswith("archive/") and name.endswith(".json"), name


def _put(source: Path, target: Path) -> None:
    """Move a file to its place in one instant, also where that is another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}.part")
        shutil.copy2(source, beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{shown}{more} {'is' if len(names) == 1 else 'are'}"
