"""What a backup holds: places of a warehouse under their names, and a manifest that tells of each file.

A backup is a tar archive of plain files; its last member, the manifest, names every other one with its size
and SHA-256. A backup without it is not whole. See `backup.py` for writing one, `restore.py` for reading it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from assets.archive.places import Places

MANIFEST = "backup.json"
FORMAT = 1
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BundleError(RuntimeError):
    """A backup cannot be made or used; the message says why, and nothing has been changed."""


class Part(NamedTuple):
    """A place of a warehouse and its name in a backup: a folder, or else a file."""

    name: str
    place: Path
    is_folder: bool


class Member(NamedTuple):
    """What the manifest says of a file; builds go by the exact time of change of the extracts."""

    size_bytes: int
    sha256: str
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made (UTC, ISO), by which version, and what is in it."""

    made_at: str
    juesuan_version: str
    is_everything: bool
    files: Mapping[str, Member]

    @property
    def total_bytes(self) -> int:
        """Bytes of all files together."""
        return sum(member.size_bytes for member in self.files.values())


def parts(places: Places) -> list[Part]:
    """What cannot be made again: archive, what operators wrote, journal, and the state of fetching."""
    return [
        Part("archive", places.archive, True),
        Part("corrections.yml", places.corrections, False),
        Part("sources.yml", places.sources, False),
        Part("fetch.sqlite", places.fetch_state, False),
        Part("runs", places.runs, True),
    ]


def built_parts(places: Places) -> list[Part]:
    """What a build makes from the rest, given time."""
    return [
        Part("extracts", places.extracts, True),
        Part("quality", places.quality, True),
        Part("warehouse.duckdb", places.warehouse.absolute(), False),
    ]


def place_of(name: str, places: Places) -> Path:
    """Where a file of a backup belongs; BundleError for a name that leads anywhere else."""
    path = PurePosixPath(name)
    plain = str(path) == name and not path.is_absolute() and not _UNSAFE.search(name)
    if plain and not {"..", "."} & set(path.parts):
        for part in (*parts(places), *built_parts(places)):
            if part.is_folder and path.parts[0] == part.name and len(path.parts) > 1:
                return part.place.joinpath(*path.parts[1:])
            if not part.is_folder and name == part.name:
                return part.place
    raise BundleError(f"it holds a file that belongs nowhere: {name!r}")


def encode_manifest(manifest: Manifest) -> bytes:
    """A manifest as its member's bytes."""
    files = {name: member._asdict() for name, member in manifest.files.items()}
    return (json.dumps({"format": FORMAT, **asdict(manifest), "files": files}, indent=1) + "\n").encode()


def decode_manifest(content: bytes) -> Manifest:
    """The manifest that a member holds; BundleError where it is none that this version understands."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise BundleError(f"it was made by another version of juesuan ({told['juesuan_version']})")
        files = {
            str(name): Member(int(file["size_bytes"]), str(file["sha256"]), int(file["modified_ns"]))
            for name, file in told["files"].items()
        }
        if not all(_SHA256.fullmatch(member.sha256) for member in files.values()):
            raise ValueError("a hash is none")
        return Manifest(
            str(told["made_at"]), str(told["juesuan_version"]), bool(told["is_everything"]), files
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"its manifest is damaged ({error})") from error
