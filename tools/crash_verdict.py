"""What is found after a kill, and after the run that follows it: faults in words, and rows too many."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from assets.archive.intake import refusals
from assets.archive.places import Places
from assets.facts.publication import results_belong
from tools.crash_scene import Scene, hash_of
from tools.warehouse_digests import differing, digest_tables

NOTHING_NEW = "Nothing new: every file is in the warehouse already."


@dataclass(slots=True)
class Found:
    """What a kill left: which warehouse is live, and what is wrong with that."""

    state: str
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    """What the following run came to: reports lost, rows too many, and all faults in words."""

    lost: int
    too_many: int
    faults: list[str]


def look_at(places: Places, scene: Scene) -> Found:
    """Look at a warehouse right after a kill: it must be the old one or the new one, whole."""
    try:
        digests = digest_tables(places.warehouse)
    except duckdb.Error as error:
        return Found("broken", [f"the live warehouse cannot be read: {error}"])
    if digests == scene.after:
        return Found("the new warehouse" + ("" if _results(places) else ", results of the old one"))
    if digests != scene.before:
        told = ", ".join(differing(digests, scene.after))
        return Found("neither", [f"the live warehouse is neither the old nor the new one: {told}"])
    left = "with a file half built" if places.staging.exists() else "nothing built yet"
    return Found(f"the old warehouse, {left}")


def faults_after(places: Places, scene: Scene) -> Verdict:
    """Compare what the following run left with what the undisturbed one did."""
    archived = Counter(hash_of(file) for file in places.archive.rglob("*.pdf"))
    kept = {*archived, *(refusal.sha256 for refusal in refusals(places.archive))}
    lost, faults = scene.offered - kept, []
    if lost:
        faults.append(f"lost: {', '.join(sorted(lost))}")
    if twice := [sha256 for sha256, count in archived.items() if count > 1]:
        faults.append(f"archived twice: {', '.join(twice)}")
    digests = digest_tables(places.warehouse)
    too_many = sum(max(0, digests[table][0] - scene.after.get(table, (0, 0))[0]) for table in digests)
    if different := differing(digests, scene.after):
        faults.append(f"unlike the undisturbed: {', '.join(different)}")
    if sidecars(places) != sidecars(scene.places("undisturbed")):
        faults.append("sidecars of the archive are unlike the undisturbed ones")
    if not _results(places):
        faults.append("the results are not those of the live warehouse")
    faults += [f"left behind: {path}" for path in leftovers(places)]
    status = scene.start(places).wait()
    if status != scene.status or NOTHING_NEW not in (places.warehouse.parent / "log").read_text("utf-8"):
        faults.append(f"a third run found something to do, or failed ({status})")
    return Verdict(len(lost), too_many, faults)


def sidecars(places: Places) -> dict[str, object]:
    """What the archive says of each report, but for the time it came in, by path."""
    told = {}
    for path in places.archive.rglob("*.json"):
        fields = json.loads(path.read_text(encoding="utf-8"))
        fields.pop("archived_at", None)
        told[path.relative_to(places.archive).as_posix()] = fields
    return told


def leftovers(places: Places) -> list[str]:
    """Files that only a run at work has any use for."""
    folder = places.warehouse.parent
    hidden = [path for path in folder.rglob(".*") if path != places.lock]
    unfinished = [path for path in folder.rglob("*") if path.suffix in (".announced", ".wal", ".part")]
    return sorted({str(Path(path).relative_to(folder)) for path in (*hidden, *unfinished)})


def _results(places: Places) -> bool:
    return results_belong(places.quality, places.warehouse)
