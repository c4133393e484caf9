"""What became of a source in one run of fetching, as data that travels as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

State = Literal["waiting", "archived", "unpacked", "unsupported", "refused", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class DocumentNote:
    """A document of which this run has something to tell; `member` is a file's name inside a zip.

    `sha256` is there for archived files only; `reason` is a stable code, `detail` is for people.
    """

    url: str
    title: str
    state: State
    member: str = ""
    reason: str | None = None
    detail: str | None = None
    sha256: str | None = None


@dataclass(slots=True)
class SourceResult:
    """One source in one run.

    `new` documents brought bytes that the archive did not have, `known` ones bytes that it had, from a new
    address or from an old one after other bytes. `unchanged` counts documents asked for again in vain.
    `refused`, `unsupported`, `failed` and `gone` name what came to be so in this run, and failures again each
    time. `would_fetch` is what a dry run would have asked for. `pages` counts listings and articles asked
    for, `problems` tell what went wrong with those, one line each.
    """

    source: str
    started_at: str
    finished_at: str = ""
    dry_run: bool = False
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    unchanged: int = 0
    new: list[DocumentNote] = field(default_factory=list)
    known: list[DocumentNote] = field(default_factory=list)
    refused: list[DocumentNote] = field(default_factory=list)
    unsupported: list[DocumentNote] = field(default_factory=list)
    failed: list[DocumentNote] = field(default_factory=list)
    gone: list[DocumentNote] = field(default_factory=list)
    would_fetch: list[DocumentNote] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all that was asked for could be had; what is refused or unsupported is no failure."""
        return not self.problems and not self.failed

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "SourceResult":
        """What ``to_json`` made; TypeError for other fields."""
        fields = dict(record)
        for name in ("new", "known", "refused", "unsupported", "failed", "gone", "would_fetch"):
            fields[name] = [DocumentNote(**note) for note in fields[name]]
        return cls(**fields)
