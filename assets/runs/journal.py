"""The journal of runs: a file each, written when a run starts and again with all it tells until it ends.

Runs of one warehouse come one after the other (its lock sees to that), so at most one is going on; the file
`running` names it. One that it still names when the next run starts was killed.
"""

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assets.archive.sidecar import write_whole
from assets.runs.record import (
    COUNTS,
    RunRecord,
    RunRecordError,
    RunState,
    Trigger,
    decode_record,
    encode_record,
)

POINTER = "running"


@dataclass(frozen=True, slots=True)
class Journal:
    """What a folder of runs holds, oldest first, and the files of it that are no records."""

    runs: tuple[RunRecord, ...]
    damaged: tuple[Path, ...]


def start(  # noqa: PLR0913  # all of it is told by name
    folder: Path,
    *,
    command: str,
    trigger: Trigger = "command",
    juesuan_version: str = "",
    extractor_version: str = "",
    dagster_run: str | None = None,
    sources: Iterable[str] = (),
) -> RunRecord:
    """Enter a run that begins; one that was never ended is settled as interrupted.

    To be called under the warehouse's lock. Raises OSError where the journal cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (killed := _running(folder)) is not None:
        _write(folder, replace(killed, state="interrupted"))
    now = datetime.now(UTC)
    record = RunRecord(
        run_id=f"{now:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(3)}",
        command=command,
        trigger=trigger,
        state="running",
        started_at=_iso(now),
        pid=os.getpid(),
        juesuan_version=juesuan_version,
        extractor_version=extractor_version,
        dagster_run=dagster_run,
        sources=tuple(sources),
    )
    # The pointer first: a record that nothing points to would say 'running' for ever.
    write_whole(folder / POINTER, record.run_id.encode())
    _write(folder, record)
    return record


def note(  # noqa: PLR0913  # all of it is told by name
    folder: Path,
    *,
    counts: Mapping[str, int] | None = None,
    seconds: Mapping[str, float] | None = None,
    build_id: str | None = None,
    changes: Mapping[str, Any] | None = None,
    sources: Iterable[str] | None = None,
    failures: Iterable[str] = (),
) -> None:
    """Add what a step has to tell to the run this process has going; nothing happens where it has none.

    A count (one of ``COUNTS``, else KeyError) told again replaces what was told before; failures add up, each
    once.
    """
    if unknown := set(counts or ()) - set(COUNTS):
        raise KeyError(f"runs do not count {', '.join(sorted(unknown))}")
    record = current(folder)
    if record is None:
        return
    _write(
        folder,
        replace(
            record,
            counts={**record.counts, **(counts or {})},
            seconds={**record.seconds, **(seconds or {})},
            build_id=build_id or record.build_id,
            changes=record.changes if changes is None else changes,
            sources=record.sources if sources is None else tuple(sources),
            failures=tuple(dict.fromkeys((*record.failures, *failures))),
        ),
    )


def finish(folder: Path, run_id: str, error: str | None = None) -> RunRecord:
    """Enter that a run has ended, failed where there is an error; return what is kept of it.

    Raises FileNotFoundError for a run that was never entered, RunRecordError for a damaged entry.
    """
    state: RunState = "failed" if error else "succeeded"
    record = decode_record(_file_of(folder, run_id).read_bytes())
    ended = replace(record, state=state, finished_at=_iso(datetime.now(UTC)), error=error)
    _write(folder, ended)
    (folder / POINTER).unlink(missing_ok=True)
    return ended


def current(folder: Path) -> RunRecord | None:
    """The run that this process has going."""
    record = _running(folder)
    return record if record is not None and record.pid == os.getpid() else None


def read_journal(folder: Path) -> Journal:
    """Read every file of the journal; an absent folder holds none. Raises OSError."""
    runs: list[RunRecord] = []
    damaged: list[Path] = []
    for file in sorted(folder.glob("*.json")):
        try:
            runs.append(decode_record(file.read_bytes()))
        except RunRecordError:
            damaged.append(file)
    return Journal(tuple(sorted(runs, key=lambda run: (run.started, run.run_id))), tuple(damaged))


def _running(folder: Path) -> RunRecord | None:
    """The run that the pointer names, unless it has ended."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
        record = decode_record(_file_of(folder, Path(name).name).read_bytes())
    except (FileNotFoundError, RunRecordError, UnicodeDecodeError):
        return None
    return record if record.state == "running" else None


def _write(folder: Path, record: RunRecord) -> None:
    write_whole(_file_of(folder, record.run_id), encode_record(record))


def _file_of(folder: Path, run_id: str) -> Path:
    return folder / f"{run_id}.json"


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds")
