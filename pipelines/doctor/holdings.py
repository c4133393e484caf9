"""What juesuan has gathered: the archive, what was read of it, the journal, backups."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from assets.extract.cache import ExtractCache
from pipelines.doctor.finding import Examination, Finding, counted, sized

NAMED = 5  # faults of one kind that are told one by one
OLD_BACKUP = timedelta(days=30)
INGEST = "juesuan ingest"


def check_archive(examined: Examination) -> Iterator[Finding]:
    """Is every report there, as it was archived?"""
    look, root = examined.archive, examined.places.archive
    if not look.exists:
        yield Finding("archive", "warn", f"there is none at {root}", "juesuan ingest PATH… or juesuan fetch")
        return
    for told in look.problems[:NAMED]:
        advice = "put the file back from a backup or its source; until then it stands in quarantine"
        yield Finding("archive", "bad", told, advice)
    if (more := len(look.problems) - NAMED) > 0:
        yield Finding("archive", "bad", f"and {counted(more, 'other file')} likewise")
    if look.waiting:
        told = f"{counted(len(look.waiting), 'PDF')} in {root} not taken in yet"
        yield Finding("archive", "warn", told, INGEST)
    how = "every byte as it was archived" if examined.deep else "sizes as archived; --deep compares the bytes"
    if not look.problems:
        turned_away = f", {len(look.refused)} refused" if look.refused else ""
        yield Finding("archive", "ok", f"{counted(len(look.reports), 'report')}{turned_away}: {how}")


def check_extracts(examined: Examination) -> Iterator[Finding]:
    """Has everything been read, by today's readers?"""
    held = sorted(examined.archive.reports)
    cache = ExtractCache(examined.places.extracts, examined.extractor_version)
    missing = set(cache.missing(held))
    spoilt = sorted(sha256 for sha256 in missing if cache.path_of(sha256).exists())
    broken, cut_off = _look_into(cache, [sha256 for sha256 in held if sha256 not in missing], examined.deep)
    if spoilt:
        told = f"{counted(len(spoilt), 'extract')} not whole, such as {cache.path_of(spoilt[0])}"
        yield Finding("extracts", "warn", told, f"{INGEST} reads those reports again")
    for path in broken[:NAMED]:
        yield Finding("extracts", "bad", f"{path} cannot be read", "remove the file, then juesuan build")
    if unread := len(missing) - len(spoilt):
        told = f"{counted(unread, 'report')} of {len(held)} not read by today's readers"
        yield Finding("extracts", "warn", told, f"{INGEST} reads them, one by one")
    if cut_off:
        told = f"the reading of {counted(cut_off, 'report')} was cut off by a limit or a crash"
        yield Finding("extracts", "warn", told, "juesuan build tries them again")
    if not (missing or broken or cut_off):
        yield Finding("extracts", "ok", f"all of {counted(len(held), 'report')} read by today's readers")
    yield from _older_extracts(examined)


def _look_into(cache: ExtractCache, held: list[str], deep: bool) -> tuple[list[Path], int]:
    """Extracts that cannot be read, and how many tell of a reading that was cut off."""
    broken, cut_off = [], 0
    for sha256 in held:
        try:
            cut_off += bool(cache.get_head(sha256).get("cut_off", False))
            if deep:
                cache.get(sha256)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            broken.append(cache.path_of(sha256))
    return broken, cut_off


def _older_extracts(examined: Examination) -> Iterator[Finding]:
    root = examined.places.extracts
    older = sorted(f for f in root.glob("*") if f.is_dir() and f.name != examined.extractor_version)
    if older:
        size = sum(file.stat().st_size for folder in older for file in folder.rglob("*") if file.is_file())
        told = f"{sized(size)} of older readers or other modes: {', '.join(folder.name for folder in older)}"
        yield Finding("extracts", "ok", told, f"they may be deleted from {root}")


def check_journal(examined: Examination) -> Iterator[Finding]:
    """How did the last runs end?"""
    runs, damaged = examined.journal.runs, examined.journal.damaged
    for path in damaged[:NAMED]:
        yield Finding("journal", "warn", f"{path} is no record of a run", "remove the file")
    if not runs:
        yield Finding("journal", "ok", "no run yet")
        return
    last = runs[-1]
    named = f"{last.command} of {last.started:%Y-%m-%d %H:%M} UTC"
    killed = last.state == "interrupted" or (last.state == "running" and examined.holder is None)
    if killed:
        yield Finding("journal", "warn", f"{named} was interrupted", f"{INGEST} goes on where it was")
    elif last.state == "failed":
        yield Finding(
            "journal", "bad", f"{named} failed: {last.error}", "mend what it says, then run it again"
        )
    else:
        yield Finding("journal", "ok", f"{counted(len(runs), 'run')}; {named}: {last.state}")
    for told in last.failures[:NAMED]:
        yield Finding("journal", "warn", f"{named}: {told}")
    recent = Counter(run.state for run in runs[-10:])
    if recent["failed"] + recent["interrupted"] > len(runs[-10:]) / 2:
        told = f"most of the last {counted(len(runs[-10:]), 'run')} did not succeed"
        yield Finding("journal", "warn", told, "juesuan status shows them")


def check_backup(examined: Examination) -> Iterator[Finding]:
    """When was the last backup made?"""
    made = [run for run in examined.journal.runs if run.command == "backup" and run.state == "succeeded"]
    if not made:
        yield Finding("backup", "ok", "none on record", "juesuan backup FILE makes one")
        return
    age = examined.now - made[-1].started
    told = f"the last one was made {made[-1].started:%Y-%m-%d}"
    newer = any(
        run.counts.get("new_files") for run in examined.journal.runs if run.started > made[-1].started
    )
    if age > OLD_BACKUP and newer:
        yield Finding("backup", "warn", f"{told}, and reports have come since", "juesuan backup FILE")
    else:
        yield Finding("backup", "ok", told)
