"""What a check finds, and what all checks look at."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal, NamedTuple

import duckdb

from assets.archive.places import Places
from assets.fingerprint import extractor_version
from assets.reading_mode import READING_MODES, ReadingMode
from assets.runs.journal import Journal, read_journal
from pipelines.doctor.archive_look import ArchiveLook, look_through
from pipelines.lock import Holder, holder

# warn: works, but somebody should look; bad: does not work, or something may be lost.
Level = Literal["ok", "warn", "bad"]


class Finding(NamedTuple):
    """One thing found; ``advice`` says what to do about it."""

    check: str
    level: Level
    told: str
    advice: str = ""


@dataclass(frozen=True)
class Examination:
    """What the checks look at, and whether they read every byte of it (``deep``)."""

    places: Places
    deep: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def holder(self) -> Holder | None:
        """Who is at work on the warehouse right now."""
        return holder(self.places.lock)

    @cached_property
    def journal(self) -> Journal:
        """The journal of runs."""
        return read_journal(self.places.runs)

    @cached_property
    def archive(self) -> ArchiveLook:
        """What lies in the archive."""
        return look_through(self.places.archive, self.deep)

    @cached_property
    def extractor_version(self) -> str:
        """Version of today's readers, in the mode in which the warehouse was made."""
        return extractor_version(_reading_of(self.places))


def _reading_of(places: Places) -> ReadingMode:
    """The mode of reading that a warehouse's version of the extractor ends with; else the one asked for."""
    try:
        with duckdb.connect(str(places.warehouse), read_only=True) as connection:
            row = connection.execute("SELECT extractor_version FROM etl_build").fetchone()
    except duckdb.Error:
        return places.reading
    named = str(row[0]).partition("-")[2] or "double" if row else places.reading
    return next((mode for mode in READING_MODES if mode == named), places.reading)


def counted(count: int, noun: str) -> str:
    """A count with its noun: '1 file', '2 files'."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def sized(size_bytes: float) -> str:
    """A size for people: '12 MB'."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"
