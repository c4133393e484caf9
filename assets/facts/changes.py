"""What a build changes against the warehouse it takes the place of: kept with the run, printed and sent out.

Reports are compared by what is stored of them as a whole, not cell by cell: how a new version differs from
the one before it stands in quality_revision already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from assets.facts.snapshot import Snapshot, Standing, Trouble, Troubles, take_snapshot

LISTED = 200  # things of one kind that are named; the counts tell of all
_QUIET = frozenset({"new_versions", "versions_identical", "addresses"})
_OF_REPORTS = ("new_reports", "new_versions", "promoted", "rejudged", "removed")
_ATTENTION = ("quarantined", "incomplete", "unproved", "failed_corrections", "broken")


@dataclass(frozen=True, slots=True)
class ReportChange:
    """A report that came, went, is judged otherwise or, though known, has become the current version.

    ``state`` is how a new version compares with its neighbour: changed, reprinted, identical (other bytes,
    the same facts) or read_in_part, and ``cells`` the number of cells that differ; None and 0 for what is no
    new version. ``errors`` are findings of severity error, ``violated`` verdicts; ``*_before`` what they were
    in the other file, or are in the version that a new one is compared with.
    """

    sha256: str
    department: str
    fiscal_year: int
    report_level: str
    version_no: int
    is_current: bool
    file_name: str
    state: str | None = None
    cells: int = 0
    grade: str | None = None
    errors: int = 0
    violated: int = 0
    grade_before: str | None = None
    errors_before: int | None = None
    violated_before: int | None = None


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file in quarantine, read in part or not proved; or a correction or a table's check that failed.

    ``key`` is a file's SHA-256, else the name of the correction or the check; ``reason`` is a code.
    """

    key: str
    name: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """A report that was known already, found at one more address."""

    sha256: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build changes. ``counts`` tells how many of each kind, also where the list names only the first.

    Its keys are the names of the lists, ``versions_changed``, ``versions_reprinted``, ``versions_identical``
    and ``versions_read_in_part`` (which add up to ``new_versions``), ``new_errors`` and ``new_violated`` (of
    current versions, beyond what was found before).
    Without ``since`` there was nothing to compare with, and all that is there is new.
    """

    build_id: str = ""
    since: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    new_reports: tuple[ReportChange, ...] = ()
    new_versions: tuple[ReportChange, ...] = ()
    promoted: tuple[ReportChange, ...] = ()
    rejudged: tuple[ReportChange, ...] = ()
    removed: tuple[ReportChange, ...] = ()
    quarantined: tuple[FileChange, ...] = ()
    released: tuple[FileChange, ...] = ()
    incomplete: tuple[FileChange, ...] = ()
    unproved: tuple[FileChange, ...] = ()
    failed_corrections: tuple[FileChange, ...] = ()
    broken: tuple[FileChange, ...] = ()
    addresses: tuple[AddressChange, ...] = ()

    def count(self, kind: str) -> int:
        """How many changes of a kind there are."""
        return self.counts.get(kind, 0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is otherwise than before."""
        return not any(self.counts.values())

    @property
    def is_quiet(self) -> bool:
        """Whether no figure is new: at most other bytes with the same facts, or known bytes elsewhere."""
        told = {kind for kind, count in self.counts.items() if count}
        return told <= _QUIET and self.count("new_versions") == self.count("versions_identical")

    @property
    def needs_attention(self) -> bool:
        """Whether something came that could not be read or proved, or a correction or a table has failed."""
        return any(self.count(kind) for kind in _ATTENTION)

    @property
    def troubled(self) -> frozenset[str]:
        """Keys of what newly needs attention, as far as it is named: files by their SHA-256, corrections."""
        return frozenset(trouble.key for kind in _ATTENTION for trouble in getattr(self, kind))

    def to_json(self) -> dict[str, Any]:
        """The same as plain lists and dicts."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Changes":
        """What ``to_json`` gave; what a later version of juesuan says beyond it is passed over."""
        kinds: dict[str, type[ReportChange | FileChange | AddressChange]] = {
            **dict.fromkeys(_OF_REPORTS, ReportChange),
            **dict.fromkeys((*_ATTENTION, "released"), FileChange),
            "addresses": AddressChange,
        }
        lists = {
            name: tuple(kind(**_known(kind, item)) for item in record.get(name, ()))
            for name, kind in kinds.items()
        }
        return cls(**{**_known(cls, record), **lists})


def _known(kind: type, record: Mapping[str, Any]) -> dict[str, Any]:
    names = {entry.name for entry in fields(kind)}
    return {name: value for name, value in record.items() if name in names}


def compare(live: Path | None, staging: Path, listed: int = LISTED) -> Changes:
    """What the warehouse file ``staging`` changes against ``live``.

    The live one may be missing, or made by another version; then what it does not tell is not compared. At
    most ``listed`` things of a kind are named, in the order of departments or names. ValueError where staging
    is no warehouse.
    """
    after = take_snapshot(staging)
    if after is None:
        raise ValueError(f"{staging} is no warehouse")
    before = take_snapshot(live) if live else None
    whole = _compare(before, after)
    cut = {name: things[:listed] for name, things in whole.items()}
    return Changes(after.build_id, before.build_id if before else None, _count(whole), **cut)


def _compare(before: Snapshot | None, after: Snapshot) -> dict[str, tuple[Any, ...]]:
    known = before.reports if before else {}
    groups = {report.group for report in known.values()}
    came = [report for sha256, report in after.reports.items() if sha256 not in known]
    first = {report.sha256 for report in came if report.version_no == 1 and report.group not in groups}
    return {
        "new_reports": tuple(_report(report) for report in came if report.sha256 in first),
        "new_versions": tuple(_version(report, after) for report in came if report.sha256 not in first),
        "promoted": tuple(
            _report(report, known[sha256])
            for sha256, report in after.reports.items()
            if sha256 in known and report.is_current and not known[sha256].is_current
        ),
        "rejudged": tuple(
            _report(report, known[sha256])
            for sha256, report in after.reports.items()
            if sha256 in known and _judgement(report) != _judgement(known[sha256])
        ),
        "removed": tuple(_report(report) for sha256, report in known.items() if sha256 not in after.reports),
        "quarantined": _new(before.quarantined if before else {}, after.quarantined),
        "released": _new(after.quarantined, before.quarantined if before else {}),
        "incomplete": _new(before.incomplete if before else {}, after.incomplete),
        "unproved": _new(before.unproved if before else {}, after.unproved),
        "failed_corrections": _new(before.corrections if before else {}, after.corrections),
        "broken": _new(before.broken if before else {}, after.broken),
        "addresses": _addresses(before, after),
    }


def _judgement(report: Standing) -> tuple[str | None, int, int]:
    return (report.grade, report.errors, report.violated)


def _version(report: Standing, after: Snapshot) -> ReportChange:
    """A new version beside the one before it; the first, which came late, beside the one after it."""
    revision = after.revisions.get(report.sha256)
    if revision is None:
        return _report(report)
    return replace(
        _report(report, after.reports.get(revision.other_sha256)), state=revision.state, cells=revision.cells
    )


def _report(report: Standing, before: Standing | None = None) -> ReportChange:
    return ReportChange(
        sha256=report.sha256,
        department=report.department,
        fiscal_year=report.fiscal_year,
        report_level=report.report_level,
        version_no=report.version_no,
        is_current=report.is_current,
        file_name=report.file_name,
        grade=report.grade,
        errors=report.errors,
        violated=report.violated,
        grade_before=before.grade if before else None,
        errors_before=before.errors if before else None,
        violated_before=before.violated if before else None,
    )


def _new(before: Troubles | None, after: Troubles | None) -> tuple[FileChange, ...]:
    """What only the later one has; nothing where one of both does not tell."""
    if before is None or after is None:
        return ()
    return tuple(_trouble(trouble) for key, trouble in after.items() if key not in before)


def _trouble(trouble: Trouble) -> FileChange:
    return FileChange(trouble.key, trouble.name, trouble.reason, trouble.detail)


def _addresses(before: Snapshot | None, after: Snapshot) -> tuple[AddressChange, ...]:
    if before is None or before.addresses is None or after.addresses is None:
        return ()
    new = sorted(after.addresses - before.addresses)
    return tuple(AddressChange(*address) for address in new if address[0] in before.reports)


def _count(changes: Mapping[str, Sequence[Any]]) -> dict[str, int]:
    counts = {name: len(things) for name, things in changes.items()}
    versions: Sequence[ReportChange] = changes["new_versions"]
    for state in ("changed", "reprinted", "identical", "read_in_part"):
        counts[f"versions_{state}"] = sum(report.state == state for report in versions)
    judged = [r for r in (*changes["new_reports"], *versions, *changes["rejudged"]) if r.is_current]
    counts["new_errors"] = sum(max(0, r.errors - (r.errors_before or 0)) for r in judged)
    counts["new_violated"] = sum(max(0, r.violated - (r.violated_before or 0)) for r in judged)
    return counts
