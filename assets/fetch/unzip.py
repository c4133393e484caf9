"""Files out of a zip, under limits. Runs in a sandboxed worker: archives are foreign.

No name in a zip becomes a path: files are written under numbers into the folder given, and their names are
handed on as hints. Nothing in a zip is unpacked further.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath

from assets.fetch.file_names import plain_name, readable
from assets.fetch.settings import MEBIBYTE, ZipSettings, settings
from assets.fetch.sniff import kind_of_file

CHUNK_BYTES = 1024**2
LOCAL_HEADER_BYTES = 30
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
# What operating systems put into archives beside what people did.
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
# Below this a ratio says nothing: a page of blanks packs well.
SMALL_BYTES = 1024**2


class ZipRefusedError(ValueError):
    """A zip is damaged or holds too much; the message begins with a reason's code."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip: written to `file` (in the folder), its `kind` told by its bytes; or `refused`."""

    name: str
    file: str | None = None
    kind: str | None = None
    refused: str | None = None
    detail: str | None = None


def unpack(path: Path, folder: Path, limits: ZipSettings | None = None) -> list[Member]:
    """Write the files of a zip into an existing folder; raises ZipRefusedError where all is refused."""
    limits = limits or settings().zip
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(_name(info))]
            if len(infos) > limits.members:
                raise ZipRefusedError(f"too_many_members: {len(infos)} files, more than {limits.members}")
            if _overlap(infos):
                raise ZipRefusedError("overlapping_members: its files share the same bytes")
            return list(_unpacked(archive, infos, folder, limits))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ZipRefusedError(f"damaged_zip: {error}") from error


def _unpacked(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], folder: Path, limits: ZipSettings
) -> Iterator[Member]:
    left = limits.total_mebibytes * MEBIBYTE
    taken: set[str] = set()
    for number, info in enumerate(infos, start=1):
        printed = _name(info)
        name = _apart(plain_name(printed) or f"{number}", taken)
        if (refused := _unwanted(info, printed, limits)) is not None:
            yield Member(name, refused=refused[0], detail=refused[1])
            continue
        target = folder / f"{number:05}"
        try:
            left -= _write(archive, info, target, min(left, limits.member_mebibytes * MEBIBYTE), limits.ratio)
        except ZipRefusedError as error:
            target.unlink(missing_ok=True)
            code, _, detail = str(error).partition(": ")
            yield Member(name, refused=code, detail=detail)
            continue
        yield Member(name, target.name, kind_of_file(target))


def _unwanted(info: zipfile.ZipInfo, printed: str, limits: ZipSettings) -> tuple[str, str] | None:
    """Why a member is not even looked into, as a code and in words."""
    windows = PureWindowsPath(printed)
    if windows.drive or windows.root or ".." in windows.parts or PurePosixPath(printed).is_absolute():
        return "path", f"its name leads out of the archive: {printed[:200]}"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return ("symlink" if kind == stat.S_IFLNK else "special_file"), "it is no plain file"
    if info.flag_bits & ENCRYPTED_FLAG:
        return "encrypted", "it wants a password"
    if info.file_size > limits.member_mebibytes * MEBIBYTE:
        return "too_large", f"{info.file_size} bytes"
    if info.file_size > SMALL_BYTES and info.file_size > info.compress_size * limits.ratio:
        return "bomb", f"{info.compress_size} bytes would become {info.file_size}"
    return None


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether members lie over each other, so that few bytes make many."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    return any(
        one.header_offset + LOCAL_HEADER_BYTES + one.compress_size > other.header_offset
        for one, other in pairwise(ordered)
    )


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, most: int, ratio: int) -> int:
    """Write one member, counting what really comes out of it rather than what its header says."""
    written = 0
    try:
        with archive.open(info) as packed, target.open("wb") as file:
            while chunk := packed.read(CHUNK_BYTES):
                written += len(chunk)
                if written > most:
                    raise ZipRefusedError(f"too_large: more than {most} bytes come out of it")
                if written > max(SMALL_BYTES, info.compress_size * ratio):
                    raise ZipRefusedError(f"bomb: {info.compress_size} bytes become more than {written}")
                file.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's fault, not the zip's
        raise ZipRefusedError(f"damaged: {error}") from error
    return written


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; unless it says that it is UTF-8, in whatever code page its maker's machine had."""
    if info.flag_bits & UTF8_FLAG:
        return info.orig_filename
    try:
        return readable(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.orig_filename


def _is_litter(name: str) -> bool:
    parts = PureWindowsPath(name).parts
    return bool(parts) and (parts[0] in _LITTER or parts[-1] in _LITTER)


def _apart(name: str, taken: set[str]) -> str:
    """A name that no other member has."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name} ({number})"
    taken.add(unique)
    return unique
