"""The JSON file beside each archived PDF: what the archive knows of it, and the mark that it is wholly there.

A PDF without a sidecar is not archived yet. The sidecar also says where the pair belongs, so that a move
cut short by a crash can be finished from it (see `store.py`).
"""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from assets.archive.naming import UNKNOWN_DEPARTMENT, UNKNOWN_REGION, known_or_none

CHINA_TIME = timezone(timedelta(hours=8))
SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")


class SidecarError(ValueError):
    """A sidecar cannot be read: not JSON, or not with the fields it must have."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file was published, as fetching it told.

    `source` is the source's name, `url` the address the bytes came from, `page_url` the page that links to
    it, `title` the text of the link or the headline of its page, `published_on` the day printed there (ISO).
    `fetched_at` is in UTC (ISO); `content_type`, `etag` and `last_modified` are headers as sent.
    """

    source: str
    url: str
    fetched_at: str
    page_url: str | None = None
    title: str | None = None
    published_on: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    def __post_init__(self) -> None:
        """Refuse what names no place, and what is no day or no moment: the order of versions hangs on it."""
        if not (self.source and self.url):
            raise ValueError("an origin has a source and an address")
        datetime.fromisoformat(self.fetched_at)
        day = self.published_on
        if day is not None and date.fromisoformat(day).isoformat() != day:
            raise ValueError(f"published_on is {day!r}, not a day like 2025-08-20")

    @property
    def possible_day(self) -> str | None:
        """The day printed there, unless it was still to come in China: what can be fetched is published."""
        fetched_on = datetime.fromisoformat(self.fetched_at).astimezone(CHINA_TIME).date().isoformat()
        return self.published_on if self.published_on and self.published_on <= fetched_on else None


@dataclass(frozen=True, slots=True)
class ArchivedReport:
    """One distinct file of the archive.

    `archive_path` is relative to the archive's root. `file_name` and `source_path` tell what it was called
    where it came from, `also_seen_as` under which further names the same bytes came, all of it hints only.
    `origins` are the addresses it was fetched from, the first one first.
    `region`, `fiscal_year` and `department` are None until the report has been read and filed.
    """

    sha256: str
    archive_path: str
    file_name: str
    size_bytes: int
    archived_at: str
    source: str = "file"
    source_path: str | None = None
    source_url: str | None = None
    region: str | None = None
    fiscal_year: int | None = None
    department: str | None = None
    also_seen_as: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def published_on(self) -> str | None:
        """The earliest day (ISO) that any of its addresses gives for its publication, misprints left out."""
        return min((day for origin in self.origins if (day := origin.possible_day)), default=None)

    def published_at(self, *origins: Origin) -> "ArchivedReport":
        """The same report, with those addresses remembered that are new."""
        known = {(origin.source, origin.url): origin for origin in self.origins}
        for origin in origins:
            known.setdefault((origin.source, origin.url), origin)
        return self if len(known) == len(self.origins) else replace(self, origins=tuple(known.values()))

    def seen_as(self, file_name: str) -> "ArchivedReport":
        """The same report, with one more name remembered if it is new."""
        if file_name == self.file_name or file_name in self.also_seen_as:
            return self
        return replace(self, also_seen_as=(*self.also_seen_as, file_name))


def sidecar_of(pdf: Path) -> Path:
    """Where the sidecar of a PDF lies."""
    return pdf.with_suffix(".json")


def encode_sidecar(report: ArchivedReport) -> bytes:
    """A report as its sidecar's bytes; the path is left out, the sidecar's own place tells it.

    So are origins where there are none: of a file that was not fetched nothing is to be said of them.
    """
    fields = asdict(report)
    del fields["archive_path"]
    if not report.origins:
        del fields["origins"]
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def read_sidecar(path: Path, root: Path) -> ArchivedReport:
    """The report a sidecar describes; SidecarError if it is none."""
    try:
        fields = json.loads(path.read_bytes())
        return _report_from(fields, path.with_suffix(".pdf").relative_to(root).as_posix())
    except (ValueError, KeyError, TypeError) as error:
        raise SidecarError(f"{path}: not a sidecar ({type(error).__name__}: {error})") from error


def _report_from(fields: Mapping[str, Any], archive_path: str) -> ArchivedReport:
    sha256, year = fields["sha256"], fields.get("fiscal_year")
    if not SHA256_PATTERN.fullmatch(sha256):
        raise ValueError("sha256 is not one")
    return ArchivedReport(
        sha256=sha256,
        archive_path=archive_path,
        file_name=str(fields["file_name"]),
        size_bytes=int(fields["size_bytes"]),
        archived_at=_checked_time(str(fields["archived_at"])),
        source=str(fields.get("source", "file")),
        source_path=fields.get("source_path"),
        source_url=fields.get("source_url"),
        region=known_or_none(fields.get("region"), UNKNOWN_REGION),
        fiscal_year=None if year is None else int(year),
        department=known_or_none(fields.get("department"), UNKNOWN_DEPARTMENT),
        also_seen_as=tuple(fields.get("also_seen_as", ())),
    ).published_at(*map(_origin_from, fields.get("origins", ())))


def _origin_from(fields: Mapping[str, Any]) -> Origin:
    """An origin; what a later version of juesuan says beyond it is passed over."""
    told = {name: value for name, value in fields.items() if name in Origin.__dataclass_fields__}
    if not all(value is None or isinstance(value, str) for value in told.values()):
        raise TypeError("an origin holds what is no text")
    return Origin(**told)


def _checked_time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place in one instant, and on the disk before this returns."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder, or what was written to a file, survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
