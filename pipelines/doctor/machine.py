"""The machine: room, permissions, the lock, the clock, the recogniser."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from assets.extract.scan.model import RecogniserMissing, model_path
from pipelines.bundle import parts
from pipelines.doctor.finding import Examination, Finding, sized

# A build writes a new file beside the live one, and the results of its suites.
ROOM_FOR_RESULTS_BYTES = 64 * 1024**2
COMFORTABLE_BUILDS = 5
LONG_RUN = timedelta(hours=12)
CLOCK_SLACK = timedelta(minutes=5)


def check_room(examined: Examination) -> Iterator[Finding]:
    """Is there room for the next build?"""
    places = examined.places
    held = places.warehouse.stat().st_size if places.warehouse.exists() else 0
    needed = held + ROOM_FOR_RESULTS_BYTES
    folders = map(_existing, (places.warehouse.absolute().parent, places.archive))
    for folder in {folder.stat().st_dev: folder for folder in reversed(list(folders))}.values():
        free = shutil.disk_usage(folder).free
        told = f"{sized(free)} free at {folder}; the next build takes about {sized(needed)}"
        if free < needed:
            yield Finding("room", "bad", told, "make room: without it a build ends and changes nothing")
        elif free < COMFORTABLE_BUILDS * needed:
            yield Finding("room", "warn", told, "make room before it is needed")
        else:
            yield Finding("room", "ok", told)


def check_permissions(examined: Examination) -> Iterator[Finding]:
    """Can everything be written that a run writes?"""
    places = examined.places
    folders = [places.warehouse.absolute().parent, places.extracts, places.quality]
    folders += [part.place if part.is_folder else part.place.parent for part in parts(places)]
    existing = dict.fromkeys(map(_existing, folders))
    closed = [folder for folder in existing if not os.access(folder, os.W_OK | os.X_OK)]
    for folder in closed:
        advice = "let the user that runs juesuan write there; readers need no more than to read"
        yield Finding("permissions", "bad", f"cannot write in {folder}", advice)
    if not closed:
        yield Finding("permissions", "ok", f"{len(existing)} folders can be written")


def check_lock(examined: Examination) -> Iterator[Finding]:
    """Is somebody at work, and since when?"""
    held_by = examined.holder
    if held_by is None:
        yield Finding("lock", "ok", "nobody is at work on this warehouse")
    elif held_by.pid and examined.now - datetime.fromisoformat(held_by.since) > LONG_RUN:
        advice = f"if it hangs, end process {held_by.pid}: the next run goes on where it was"
        yield Finding("lock", "warn", f"in use for long by {held_by}", advice)
    else:
        yield Finding("lock", "ok", f"in use by {held_by if held_by.pid else 'another process'}")


def check_clock(examined: Examination) -> Iterator[Finding]:
    """Is the clock behind what has happened already?"""
    moments = [run.finished or run.started for run in examined.journal.runs]
    latest = max(moments, default=examined.now)
    if latest - examined.now > CLOCK_SLACK:
        told = f"it is {examined.now:%Y-%m-%d %H:%M} UTC, but a run ended {latest:%Y-%m-%d %H:%M}"
        yield Finding("clock", "warn", told, "set the clock: versions that name no day follow their arrival")
    else:
        yield Finding("clock", "ok", f"it is {examined.now:%Y-%m-%d %H:%M} UTC")


def check_recogniser(examined: Examination) -> Iterator[Finding]:
    """Can scans be read?"""
    del examined
    try:
        yield Finding("recogniser", "ok", f"scans are read with {model_path().stem}")
    except RecogniserMissing as error:
        advice = "install the locked requirements, then juesuan ingest"
        yield Finding("recogniser", "warn", f"scans wait in quarantine: {error}", advice)


def _existing(path: Path) -> Path:
    """A path, or the first above it that is there."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
