"""What is kept of one run: when and why it ran, what it counted, how it ended. One JSON file each."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, get_args

# interrupted: the process ended without a word (killed, power cut); the next run says so of it.
RunState = Literal["running", "succeeded", "failed", "interrupted"]
# command: the command line; manual: launched by hand in Dagster's pages.
Trigger = Literal["command", "schedule", "sensor", "backfill", "manual"]

# What runs count, in the order in which it is told; columns of etl_run bear the same names.
COUNTS: Mapping[str, str] = {
    "sources": "sources looked at",
    "failed_sources": "sources that could not be looked through",
    "requests": "requests made to sources",
    "downloaded_bytes": "bytes that sources sent",
    "fetched": "documents downloaded",
    "not_fetched": "documents that were not to be had or were turned away",
    "new_files": "files new to the archive",
    "known_files": "files that the archive held already",
    "refused_files": "files that the archive did not take",
    "unreadable_files": "files that could not be opened",
    "read": "reports read by this run",
    "reports": "reports in the warehouse afterwards",
    "quarantined": "files in quarantine afterwards",
    "violated": "violated identities in the warehouse afterwards",
}


class RunRecordError(ValueError):
    """A file of the journal is no record of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run. Times are UTC (ISO, seconds); ``seconds`` tells the wall-clock seconds of each step.

    ``counts`` holds some of ``COUNTS``; a count that is not there was not made, which is not zero.
    ``build_id`` is that of the warehouse the run published, None where it published none; ``changes`` what
    that warehouse changed, as JSON. ``failures`` tell what went wrong without ending the run, ``error``
    what ended it.
    """

    run_id: str
    command: str
    trigger: Trigger
    state: RunState
    started_at: str
    finished_at: str | None = None
    pid: int = 0
    juesuan_version: str = ""
    extractor_version: str = ""
    dagster_run: str | None = None
    sources: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    build_id: str | None = None
    changes: Mapping[str, Any] | None = None
    failures: tuple[str, ...] = ()
    error: str | None = None

    @property
    def started(self) -> datetime:
        """When it started, with its zone."""
        return datetime.fromisoformat(self.started_at)

    @property
    def finished(self) -> datetime | None:
        """When it ended, with its zone; None while it runs, and for a run that was interrupted."""
        return datetime.fromisoformat(self.finished_at) if self.finished_at else None

    @property
    def duration_seconds(self) -> float | None:
        """Seconds from start to end by the clock; None where the end is not known."""
        return (self.finished - self.started).total_seconds() if self.finished else None


def encode_record(record: RunRecord) -> bytes:
    """A record as its file's bytes."""
    return (json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n").encode()


def decode_record(content: bytes) -> RunRecord:
    """The record that a file holds; fields of later versions are passed over. Raises RunRecordError."""
    try:
        told = json.loads(content)
        known = {item.name: told[item.name] for item in fields(RunRecord) if item.name in told}
        record = RunRecord(
            **{**known, **{name: tuple(told.get(name, ())) for name in ("sources", "failures")}}
        )
        wrong = record.state not in get_args(RunState) or record.started.tzinfo is None
        if wrong or (record.finished is not None and record.finished.tzinfo is None):
            raise ValueError("no such state, or a time without its zone")
        return record
    except (ValueError, TypeError, AttributeError) as error:
        raise RunRecordError(f"not the record of a run ({error})") from error
