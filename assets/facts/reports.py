"""The reports of a build: who published what for which year, which version is current, what is unread."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from assets.archive.intake import Refusal
from assets.archive.sidecar import CHINA_TIME, ArchivedReport
from assets.extract.cache import ExtractCache
from assets.reference.regions import match_region

NO_REGION = "000000"


@dataclass(frozen=True, slots=True)
class Report:
    """One read report of the build: its place in the archive and its row of dim_report but for the cells."""

    archived: ArchivedReport
    department_id: str
    department: str
    fiscal_year: int
    report_level: str
    region_code: str | None
    title: str
    is_complete: bool = True
    version_no: int = 1
    is_current: bool = True

    @property
    def sha256(self) -> str:
        """SHA-256 of the PDF."""
        return self.archived.sha256


def list_reports(archived: Iterable[ArchivedReport], cache: ExtractCache) -> list[Report]:
    """Read reports, ordered by SHA-256, with versions counted in the order of their publication."""
    return count_versions(
        report for item in archived if (report := _report(item, cache.get_head(item.sha256)))
    )


def count_versions(reports: Iterable[Report]) -> list[Report]:
    """Number the versions of what a department published for a year, as they were published; by SHA-256.

    The last that could be read whole is current: a damaged copy takes nothing's place, unless there is
    nothing better. In what order files came in does not matter where the days of their publication are known.
    """
    versions: dict[tuple[str, int, str], list[Report]] = defaultdict(list)
    for report in reports:
        versions[(report.department_id, report.fiscal_year, report.report_level)].append(report)
    numbered: list[Report] = []
    for group in versions.values():
        ordered = sorted(group, key=lambda report: _published(report.archived))
        whole = [number for number, report in enumerate(ordered, start=1) if report.is_complete]
        current = whole[-1] if whole else len(ordered)
        for number, report in enumerate(ordered, start=1):
            numbered.append(replace(report, version_no=number, is_current=number == current))
    return sorted(numbered, key=lambda r: r.sha256)


def _published(archived: ArchivedReport) -> tuple[str, datetime, str]:
    """What versions are ordered by: the day of publication, else of archiving; when archived; the hash.

    Days are those of China, as pages print them.
    """
    archived_at = datetime.fromisoformat(archived.archived_at).astimezone(CHINA_TIME)
    return (archived.published_on or archived_at.date().isoformat(), archived_at, archived.sha256)


def quarantine_rows(
    archived: Iterable[ArchivedReport],
    cache: ExtractCache,
    refused: Iterable[Refusal],
    read: Collection[str] = frozenset(),
) -> Iterator[dict[str, Any]]:
    """Rows of quality_quarantine: files refused at the door, and files that could not be read.

    ``read`` has the hashes of files known to have been read, whose extracts need not be opened again.
    """
    held: set[str] = set()
    for item in archived:
        held.add(item.sha256)
        if item.sha256 in read:
            continue
        summary = cache.get_head(item.sha256)
        if summary["status"] != "read":
            yield {
                "sha256": item.sha256,
                "file_name": item.file_name,
                "path": item.archive_path,
                "reason": summary["reason"],
                "detail": summary["detail"],
            }
    # A file refused once and archived since stands where the archived one does.
    yield from (asdict(refusal) for refusal in refused if refusal.sha256 not in held)


def _report(archived: ArchivedReport, summary: dict[str, Any]) -> Report | None:
    if summary["status"] != "read":
        return None
    identity = summary["identity"]
    department, year = identity["department"], identity["fiscal_year"]
    region = match_region(department, year)
    return Report(
        archived=archived,
        department_id=f"{region or NO_REGION}:{department}",
        department=department,
        fiscal_year=year,
        report_level=identity["report_level"],
        region_code=region,
        title=identity["title"],
        is_complete=summary.get("complete", True),
    )
