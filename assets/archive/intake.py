"""Taking files in: every PDF found under the given paths is archived, or refused with a reason."""

import errno
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from assets.archive.discovery import discover
from assets.archive.intake_times import first_offered
from assets.archive.sidecar import write_whole
from assets.archive.store import Archive, ArchiveError, DamagedError, TooLargeError, readable

REFUSED = "refused"
# A full disk, a quota, a limit, a file system that only reads: no file's fault.
UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


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

    def hashes(self) -> list[str]:
        """SHA-256 of all that could be read."""
        return sorted({*self.new, *self.known, *(refusal.sha256 for refusal in self.refused)})


def take_in(archive: Archive, paths: Iterable[Path]) -> Intake:
    """Archive every PDF at or under the paths.

    Raises UnusablePathError for a path that is not there, OSError where the archive cannot be written.
    """
    intake = Intake([], [], [], [])
    held = {report.sha256 for report in archive.scan()}
    files = discover(paths)
    offered = [path for path in files if not is_archived_copy(archive, path)]
    with first_offered(archive.root, offered, archive.taken_in_at) as times:
        for path in files:
            _take_file(archive, path, times.get(path), held, intake)
    return intake


def _take_file(archive: Archive, path: Path, time: str | None, held: set[str], intake: Intake) -> None:
    try:
        sha256 = path.stem if time is None else archive.add(path, taken_in_at=time).sha256
        (intake.known if sha256 in held else intake.new).append(sha256)
        held.add(sha256)
    except ArchiveError as error:
        name, place = readable(path.name), readable(str(path))
        refusal = Refusal(error.sha256, name, place, _reason(error), readable(str(error)))
        refuse(archive.root, refusal)
        intake.refused.append(refusal)
    except OSError as error:
        if _is_of_the_archive(error, archive.root, path):
            raise
        intake.unreadable.append((path, str(error)))


def _is_of_the_archive(error: OSError, root: Path, path: Path) -> bool:
    """Whether the archive could not be written, rather than a file not be read."""
    if error.errno in UNWRITABLE or error.filename is None:
        return error.errno in UNWRITABLE
    return Path(error.filename) != path and Path(error.filename).is_relative_to(root)


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
