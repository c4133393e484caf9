"""Looks through an archive and changes nothing in it, unlike a scan, which finishes what was cut off."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.archive.intake import REFUSED
from assets.archive.sidecar import SHA256_PATTERN, ArchivedReport, SidecarError, read_sidecar, sidecar_of
from assets.archive.store import hash_file


@dataclass(frozen=True, slots=True)
class ArchiveLook:
    """What lies in an archive.

    ``waiting`` are PDFs that nobody has taken in yet, ``problems`` say what is wrong with which file.
    """

    exists: bool
    reports: dict[str, ArchivedReport]
    refused: frozenset[str]
    waiting: tuple[Path, ...]
    problems: tuple[str, ...]


def look_through(root: Path, deep: bool) -> ArchiveLook:
    """Look at every PDF and sidecar below a root; ``deep`` reads the PDFs and compares their hashes."""
    reports: dict[str, ArchivedReport] = {}
    waiting: list[Path] = []
    problems: list[str] = []
    for path in _files(root):
        if path.suffix == ".json" and SHA256_PATTERN.fullmatch(path.stem):
            try:
                report = read_sidecar(path, root)
            except (SidecarError, OSError) as error:
                problems.append(str(error))
                continue
            if report.sha256 in reports:
                problems.append(f"{path}: a second copy of {reports[report.sha256].archive_path}")
                continue
            reports[report.sha256] = report
            problems += _wrong_with(path, report, root, deep)
        elif path.suffix.lower() == ".pdf" and not sidecar_of(path).exists():
            waiting.append(path)
    moving = {report.sha256 for report in reports.values() if not (root / report.archive_path).exists()}
    refused = frozenset(
        path.name.partition(".")[0] for path in sorted((root / REFUSED).glob("*.refused.json"))
    )
    return ArchiveLook(
        root.is_dir(),
        reports,
        refused,
        # A PDF that was moved ahead of its sidecar is no new one.
        tuple(path for path in waiting if path.stem not in moving),
        tuple(problems),
    )


def _files(root: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def _wrong_with(sidecar: Path, report: ArchivedReport, root: Path, deep: bool) -> Iterator[str]:
    pdf = root / report.archive_path
    if not pdf.exists():
        # Filing moves the PDF before its sidecar; a crash between is finished by the next run.
        if not any(root.rglob(f"{report.sha256}.pdf")):
            yield f"{sidecar}: its PDF is gone"
    elif pdf.stat().st_size != report.size_bytes:
        yield f"{pdf}: {pdf.stat().st_size} bytes instead of {report.size_bytes}"
    elif deep and hash_file(pdf)[0] != report.sha256:
        yield f"{pdf}: its bytes are no longer those that were archived"
