"""The archive: every distinct report once, named by its SHA-256, with a sidecar that survives crashes.

    <root>/incoming/<sha256>.pdf|json                          taken in, not read yet
    <root>/<region>/<year>/<department>/<sha256>.pdf|json      read and filed

The order of steps makes every instant safe. Taking in: see `announcing.py`; the sidecar commits it. Filing:
the sidecar is rewritten with the new place while it still lies in the old one, then the PDF moves, then the
sidecar follows; `scan` finishes whatever a crash cut off. Nothing is ever overwritten by other bytes, since
the name is the hash of the content.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assets.archive import announcing
from assets.archive.naming import (
    INCOMING,
    UNKNOWN_DEPARTMENT,
    UNKNOWN_REGION,
    known_or_none,
    report_folder,
)
from assets.archive.sidecar import (
    SHA256_PATTERN,
    ArchivedReport,
    Origin,
    SidecarError,
    encode_sidecar,
    read_sidecar,
    sidecar_of,
    sync_folder,
    write_whole,
)

DEFAULT_MAX_BYTES = 256 * 1024**2
CHUNK_BYTES = 1024**2
PART = ".part"
STALE_PART_SECONDS = 24 * 3600


class ArchiveError(Exception):
    """A file cannot be taken in. `sha256` is that of its bytes."""

    def __init__(self, message: str, sha256: str) -> None:
        super().__init__(message)
        self.sha256 = sha256


class TooLargeError(ArchiveError):
    """A file over the archive's size cap; it was not copied."""


class DamagedError(ArchiveError):
    """An archived PDF no longer has the bytes its name promises."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the archive that `scan` could not use, and why."""

    path: Path
    reason: str


class Archive:
    """The archive below `root`, which is created when the first file comes. One writer at a time."""

    def __init__(self, root: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        self.root = root.absolute()
        self.max_bytes = max_bytes
        # One time for all that one run takes in: the order of versions must not hang on the order of copying.
        self.taken_in_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.problems: list[Problem] = []
        self._known: dict[str, ArchivedReport] | None = None

    def scan(self) -> list[ArchivedReport]:
        """Read every sidecar, finish moves that were cut off, and return the reports ordered by SHA-256.

        What cannot be used (unreadable sidecar, PDF gone) is listed in `problems`.
        """
        self.problems = []
        known: dict[str, ArchivedReport] = {}
        announcing.finish(self.root / INCOMING)
        self._remove_stale_parts()
        # The unfiled come last, so that of two copies the filed one counts.
        sidecars = sorted(self.root.rglob("*.json"), key=lambda path: (path.parent.name == INCOMING, path))
        for path in sidecars:
            if not SHA256_PATTERN.fullmatch(path.stem):
                continue  # somebody else's file
            try:
                report = self._settle(read_sidecar(path, self.root))
            except (SidecarError, OSError) as error:
                self.problems.append(Problem(path, str(error)))
                continue
            other = known.get(report.sha256)
            if other is not None:
                self.problems.append(Problem(path, f"a second copy of {other.archive_path}"))
            else:
                known[report.sha256] = report
        self._known = known
        return [known[sha256] for sha256 in sorted(known)]

    def find(self, sha256: str) -> ArchivedReport | None:
        """The report with that hash, if it is in the archive."""
        return self._index().get(sha256)

    def path_of(self, report: ArchivedReport) -> Path:
        """Where the report's PDF lies."""
        return self.root / report.archive_path

    def add(
        self,
        path: Path,
        origin: Origin | None = None,
        name: str | None = None,
        taken_in_at: str | None = None,
    ) -> ArchivedReport:
        """Take a file in, or find it there already; the same bytes under another name are the same report.

        ``origin`` tells where it was fetched from, ``name`` what it was called there, ``taken_in_at`` when it
        was first offered, if not now. A file that already lies below the root is moved rather than copied.
        Raises TooLargeError, DamagedError for an archived PDF whose bytes have changed, OSError.
        """
        sha256, size_bytes = hash_file(path)
        inside = not path.is_symlink() and path.resolve().is_relative_to(self.root.resolve())
        if inside and SHA256_PATTERN.fullmatch(path.stem) and sidecar_of(path).exists():
            if path.stem != sha256:
                raise DamagedError(f"{path}: its bytes have the SHA-256 {sha256}", sha256)
            file_name = None  # it is its own archived copy
        else:
            file_name = name or known_as(path, sha256)
        if size_bytes > self.max_bytes:
            raise TooLargeError(f"{path}: {size_bytes} bytes, more than the {self.max_bytes} allowed", sha256)
        elsewhere = neighbour(path, sha256)
        origins = (*(elsewhere.origins if elsewhere else ()), *((origin,) if origin else ()))
        known = self.find(sha256)
        if known is not None:
            return self._remember(known, file_name, origins)
        source = path
        if not inside:
            source, sha256, size_bytes = self._copied(path)
        report = ArchivedReport(
            sha256=sha256,
            archive_path=f"{INCOMING}/{sha256}.pdf",
            file_name=file_name or readable(path.name),
            size_bytes=size_bytes,
            # The order of versions is that in which they were first archived, wherever that was.
            archived_at=elsewhere.archived_at if elsewhere else taken_in_at or self.taken_in_at,
            source=origins[0].source if origins else "file",
            source_path=None if origin else readable(str(path)),
            source_url=origins[0].url if origins else None,
        )
        return self._take(source, report.published_at(*origins), is_copy=not inside)

    def file_report(
        self, sha256: str, region: str | None, fiscal_year: int | None, department: str | None
    ) -> ArchivedReport:
        """Move a report to the folder of what it turned out to be; nothing happens if it is there.

        KeyError if the archive has no such report.
        """
        report = self._index()[sha256]
        filed = replace(
            report,
            region=known_or_none(region, UNKNOWN_REGION),
            fiscal_year=fiscal_year,
            department=known_or_none(department, UNKNOWN_DEPARTMENT),
        )
        if filed != report:
            write_whole(sidecar_of(self.path_of(filed)), encode_sidecar(filed))
        settled = self._settle(filed)
        self._index()[sha256] = settled
        return settled

    def _index(self) -> dict[str, ArchivedReport]:
        if self._known is None:
            self.scan()
        assert self._known is not None
        return self._known

    def _remember(
        self, report: ArchivedReport, file_name: str | None, origins: Iterable[Origin]
    ) -> ArchivedReport:
        known = report if file_name is None else report.seen_as(file_name)
        known = known.published_at(*origins)
        return report if known is report else self._commit(known)

    def _take(self, source: Path, report: ArchivedReport, is_copy: bool) -> ArchivedReport:
        try:
            announcing.place(source, self._incoming() / f"{report.sha256}.pdf", report)
        except BaseException:
            if is_copy:
                source.unlink(missing_ok=True)
            raise
        self._index()[report.sha256] = report
        return report

    def _commit(self, report: ArchivedReport) -> ArchivedReport:
        write_whole(sidecar_of(self.path_of(report)), encode_sidecar(report))
        self._index()[report.sha256] = report
        return report

    def _place(self, report: ArchivedReport) -> str:
        """Where a report belongs, relative to the root."""
        if report.region is None and report.fiscal_year is None and report.department is None:
            return f"{INCOMING}/{report.sha256}.pdf"
        folders = report_folder(report.region, report.fiscal_year, report.department)
        return "/".join((*folders, f"{report.sha256}.pdf"))

    def _settle(self, report: ArchivedReport) -> ArchivedReport:
        """Bring PDF and sidecar to where the sidecar says they belong, from wherever a crash left them."""
        here, there = self.path_of(report), self.root / self._place(report)
        if here == there:
            if not there.exists():
                raise FileNotFoundError(f"{there}: the PDF is gone")
            return report
        if here.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            move(here, there)
        elif not there.exists():
            raise FileNotFoundError(f"{here}: the PDF is gone")
        move(sidecar_of(here), sidecar_of(there))
        self._remove_empty_folders(here.parent)
        return replace(report, archive_path=there.relative_to(self.root).as_posix())

    def _incoming(self) -> Path:
        folder = self.root / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _copied(self, path: Path) -> tuple[Path, str, int]:
        """A copy beside its future place, with hash and size of the bytes that were copied."""
        descriptor, name = tempfile.mkstemp(dir=self._incoming(), prefix=".", suffix=PART)
        try:
            digest, size_bytes = hashlib.sha256(), 0
            with os.fdopen(descriptor, "wb") as part:
                for chunk in _chunks(path):
                    digest.update(chunk)
                    size_bytes += len(chunk)
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
            Path(name).chmod(0o644)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name), digest.hexdigest(), size_bytes

    def _remove_empty_folders(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # the first that is not empty ends it
            while folder not in (self.root, self.root / INCOMING):
                folder.rmdir()
                folder = folder.parent

    def _remove_stale_parts(self) -> None:
        """Remove half-written files of processes that died; a young one may still be in the writing."""
        oldest = time.time() - STALE_PART_SECONDS
        announced = (self.root / INCOMING).glob(f"*{announcing.ENDING}")
        for part in (*self.root.rglob(f".*{PART}"), *announced):
            with contextlib.suppress(FileNotFoundError):
                if part.lstat().st_mtime < oldest:
                    part.unlink()


def known_as(path: Path, sha256: str) -> str:
    """What a file is called: for one that another archive named by its hash, what its sidecar there says."""
    elsewhere = neighbour(path, sha256)
    return elsewhere.file_name if elsewhere else readable(path.name)


def neighbour(path: Path, sha256: str) -> ArchivedReport | None:
    """What another archive's sidecar beside a file says of it."""
    if path.stem == sha256 and sidecar_of(path).exists():
        with contextlib.suppress(SidecarError, OSError):
            return read_sidecar(sidecar_of(path), path.parent)
    return None


def readable(name: str) -> str:
    """A file name as text; one in a Chinese code page (zip files from Windows are) is decoded as such."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "replace")


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 in hexadecimal and size in bytes of a file of any length."""
    digest, size_bytes = hashlib.sha256(), 0
    for chunk in _chunks(path):
        digest.update(chunk)
        size_bytes += len(chunk)
    return digest.hexdigest(), size_bytes


def move(source: Path, target: Path) -> None:
    """Rename within the archive's file system, durably."""
    source.replace(target)
    sync_folder(target.parent)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
