"""Publication: a finished file and the results of its suites take the live ones' places, also after a crash.

Each of the two swaps happens in one instant, the file's first. Killed between them, a run leaves a new file
beside old results. Which results belong to a file is told by what the file itself holds of them
(quality_validation), so the next run can finish what was begun before it looks at anything else.
"""

import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from assets.archive.places import Places
from assets.archive.sidecar import sync_folder
from assets.facts import warehouse
from assets.facts.exchange import exchange
from expectations.outcomes import ValidationRun, load_outcomes, validation_rows

OUTCOMES = "outcomes.json"
PARTS = ".*.part"
OWN_PARTS = ".????????.part"  # as the archive names them; people, too, put files there
SYNCING = 8  # files at a time


def publish(places: Places) -> None:
    """Put the staging file and its results in the live ones' places; without results only the file."""
    _sync_below(places.quality_staging)
    warehouse.publish(places.staging, places.warehouse)
    publish_results(places)


def publish_results(places: Places) -> None:
    """Put the waiting results in the live ones' place; nothing happens where there are none."""
    waiting, live = places.quality_staging, places.quality
    if not waiting.exists():
        return
    if live.exists() and not exchange(waiting, live):
        live.replace(_replaced(places))
    if not live.exists():
        waiting.replace(live)
    sync_folder(live.parent)
    for old in (waiting, _replaced(places)):
        shutil.rmtree(old, ignore_errors=True)


def settle(places: Places) -> None:
    """Finish the publication that a killed run began, and remove what else such a run left.

    Only under the warehouse's lock, and before a run looks at anything. A staging file stays, for steps that
    go on from it; so do results that belong to it.
    """
    if places.staging.exists():
        if not results_belong(places.quality_staging, places.staging):
            shutil.rmtree(places.quality_staging, ignore_errors=True)
    elif _is_owed(places):
        publish_results(places)
    else:
        shutil.rmtree(places.quality_staging, ignore_errors=True)
    if not places.quality.exists() and results_belong(_replaced(places), places.warehouse):
        _replaced(places).replace(places.quality)
    shutil.rmtree(_replaced(places), ignore_errors=True)
    shutil.rmtree(places.staging.with_name(f"{places.staging.name}.tmp"), ignore_errors=True)
    places.staging.with_name(f"{places.staging.name}.part").unlink(missing_ok=True)
    _remove_parts(places)


def discard(places: Places) -> None:
    """Remove what a cut-off build left, for one that begins anew.

    The results go first: without a staging file they would count as waiting to be published.
    """
    shutil.rmtree(places.quality_staging, ignore_errors=True)
    warehouse.remove(places.staging)


def results_belong(folder: Path, path: Path) -> bool:
    """Whether a folder holds just the results that a warehouse file has of its suites."""
    try:
        run = ValidationRun("", folder, load_outcomes(folder / OUTCOMES))
        with duckdb.connect(str(path), read_only=True) as connection:
            table = connection.execute("SELECT * EXCLUDE run_id FROM quality_validation")
            columns = [str(column[0]) for column in table.description or ()]
            held = Counter(table.fetchall())
        return held == Counter(_in_order(row, columns) for row in validation_rows(run))
    # Results of another version, half of them, or none; a file that is none or cannot be looked into.
    except (OSError, ValueError, KeyError, TypeError, duckdb.Error):
        return False


def _in_order(row: dict[str, Any], columns: list[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _is_owed(places: Places) -> bool:
    """Whether waiting results are those of the live file, and newer than what is published."""
    if not results_belong(places.quality_staging, places.warehouse):
        return False
    if not results_belong(places.quality, places.warehouse):
        return True
    # Both fit: either swap may have been the last thing done. The later results are the file's own.
    waiting, live = (folder / OUTCOMES for folder in (places.quality_staging, places.quality))
    return waiting.stat().st_mtime_ns > live.stat().st_mtime_ns


def _replaced(places: Places) -> Path:
    """Where the old results wait to be removed, on systems that cannot exchange two folders."""
    return places.quality_staging.with_name(f"{places.quality_staging.name}.replaced")


def _remove_parts(places: Places) -> None:
    for root, pattern in ((places.extracts, PARTS), (places.runs, PARTS), (places.archive, OWN_PARTS)):
        for part in root.rglob(pattern):
            part.unlink(missing_ok=True)


def _sync_below(folder: Path) -> None:
    """Bring a folder's files to the disk: a rename survives a power cut, what is not written yet does not.

    Hundreds of pages one after the other take half a second; asked for together, the disk does them at once.
    """
    with ThreadPoolExecutor(SYNCING) as threads:
        list(threads.map(sync_folder, [folder, *folder.rglob("*")] if folder.exists() else []))
