"""Taking files in: every PDF found under the given paths is archived, or refused with a reason."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from assets.archive.discovery import discover
from assets.archive.sidecar import write_whole
from assets.archive.store import Archive, ArchiveError, DamagedError, TooLargeError, readable

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not in the archive, and why; it stands in quality_quarantine all the same."""

    sha256: str
    file_name: str
    path: str
    reason: str
    detail: str


@dataclass(slots=True)
class Intake:
    """What became of the files named on the command line. ``unreadable`` could not even be hashed."""

    new: list[str]
    known: list[str]
    refused: list[Refusal]
    unreadable: list[tuple[Path, str]]


def take_in(archive: Archive, paths: Iterable[Path]) -> Intake:
    """Archive every PDF at or under the paths; raises UnusablePathError for a path that is not there."""
    intake = Intake([], [], [], [])
    held = {report.sha256 for report in archive.scan()}
    for path in discover(paths):
        try:
            sha256 = path.stem if is_archived_copy(archive, path) else archive.add(path).sha256
            (intake.known if sha256 in held else intake.new).append(sha256)
            held.add(sha256)
        except ArchiveError as error:
            name, place = readable(path.name), readable(str(path))
            refusal = Refusal(error.sha256, name, place, _reason(error), readable(str(error)))
            refuse(archive.root, refusal)
            intake.refused.append(refusal)
        except OSError as error:
            intake.unreadable.append((path, str(error)))
    return intake


def refuse(root: Path, refusal: Refusal) -> None:
    """Remember a refusal beside the archive, so that a rebuild knows of it."""
    folder = root / REFUSED
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(asdict(refusal), ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / f"{refusal.sha256}.refused.json", content.encode())


def refusals(root: Path) -> list[Refusal]:
    """Refusals remembered beside the archive, by SHA-256; a damaged record still names its file's hash."""
    return [_read_refusal(file) for file in sorted((root / REFUSED).glob("*.refused.json"))]


def _read_refusal(file: Path) -> Refusal:
    try:
        return Refusal(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        sha256 = file.name.partition(".")[0]
        return Refusal(sha256, sha256, str(file), "refused", f"the record of its refusal is damaged: {error}")


def losses(archive: Archive) -> list[Refusal]:
    """Archived files that ``scan`` could not use, so that they stand in quarantine instead of nowhere.

    A second copy of a file that is in use is no loss.
    """
    lost = {problem.path.stem: problem for problem in archive.problems}
    return [
        Refusal(sha256, problem.path.name, str(problem.path), "archive_damaged", problem.reason)
        for sha256, problem in sorted(lost.items())
        if archive.find(sha256) is None
    ]


def is_archived_copy(archive: Archive, path: Path) -> bool:
    """Whether a path is where the archive itself keeps a report, and so needs no hashing to be known."""
    report = archive.find(path.stem)
    return report is not None and archive.path_of(report) == path.absolute()


def _reason(error: ArchiveError) -> str:
    return {TooLargeError: "too_large", DamagedError: "damaged"}.get(type(error), "refused")
