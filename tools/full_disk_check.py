"""Let `juesuan ingest` run out of disk at one size after another, and write where it may not.

    python tools/full_disk_check.py FOLDER [--steps 8]

A copy of the warehouse before (see tools/crash_scene.py) is put on a small disk in memory with more and more
room to spare, then on one that can only be read; then the folder for temporary files is the one that is full.
Each run has to say what is wrong, the live warehouse has to be what it was, and the same command has to end
like the undisturbed run as soon as there is room. Works in a mount namespace of its own, as root or, where
the system lets users make one, as anybody. Exit status 1 for any fault.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assets.archive.places import Places
from tools.crash_scene import Scene
from tools.crash_verdict import faults_after
from tools.warehouse_digests import digest_tables

INSIDE = "JUESUAN_FULL_DISK_CHECK"
MIB = 1024**2
ROOMY = 2048 * MIB
SAYS = {"full": "the disk is full", "read-only": "cannot write in", "temporary": "the disk is full"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: what was wrong with the disk, what the command said last, and all faults."""

    disk: str
    status: int
    said: str
    faults: list[str]


@contextmanager
def small_disk(path: Path, size_bytes: int) -> Iterator[None]:
    """A disk in memory of that size, mounted at a folder while the block runs."""
    path.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(path)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def remount(path: Path, options: str) -> None:
    """Change what a mounted disk allows."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(path)], check=True)


def size_of(folder: Path) -> int:
    """Bytes that the files of a folder take on a disk of pages."""
    pages = sum((file.stat().st_size + 4095) // 4096 + 1 for file in folder.rglob("*"))
    return pages * 4096


def run(scene: Scene, places: Places, name: str, says: str, temporary: Path | None = None) -> Outcome:
    """Run on the disk as it is: a clear message, and the live warehouse as it was."""
    before = digest_tables(places.warehouse)
    log = scene.folder / f"{name.replace(' ', '-')}.log"
    log.unlink(missing_ok=True)
    status = scene.start(places, log, temporary).wait()
    lines = log.read_text(encoding="utf-8").splitlines()
    said = next((line for line in reversed(lines) if line.startswith("Error: ")), "")
    if any(line.startswith("Warehouse: ") for line in lines):
        return Outcome(name, status, "there was enough room", [])
    faults = [] if says in said else [f"it did not say so: {lines[-1:]}"]
    if digest_tables(places.warehouse) != before:
        faults.append("the live warehouse has changed")
    return Outcome(name, status, said, faults)


def settle(scene: Scene, places: Places, outcome: Outcome) -> Outcome:
    """Run again with enough room, and compare with the undisturbed run."""
    faults = [*outcome.faults, *scene.finish(places), *faults_after(places, scene).faults]
    return Outcome(outcome.disk, outcome.status, outcome.said, faults)


def check(scene: Scene, steps: int) -> Iterator[Outcome]:
    """Yield what came of each disk."""
    disk, temporary = scene.folder / "disk", scene.folder / "tmp"
    temporary.mkdir(exist_ok=True)
    least = size_of(scene.places("before").warehouse.parent) + MIB // 4
    most = 3 * size_of(scene.places("undisturbed").warehouse.parent)
    for step in range(steps):
        room = least + int((most - least) * (step / steps) ** 3)
        with small_disk(disk, ROOMY):
            places = copied(scene, disk)
            remount(disk, f"size={room}")
            spare = f"{(room - least) // 1024} KiB to spare"
            outcome = run(scene, places, spare, SAYS["full"], temporary)
            remount(disk, f"size={ROOMY}")
            yield settle(scene, places, outcome)
    with small_disk(disk, ROOMY):
        places = copied(scene, disk)
        remount(disk, "ro")
        outcome = run(scene, places, "read-only", SAYS["read-only"])
        remount(disk, "rw")
        yield settle(scene, places, outcome)
    with small_disk(disk, ROOMY):
        places = copied(scene, disk)
        with small_disk(places.warehouse.parent / "tmp", 4096):
            outcome = run(scene, places, "no temporary files", SAYS["temporary"])
        yield settle(scene, places, outcome)


def copied(scene: Scene, disk: Path) -> Places:
    """The warehouse before, copied onto a disk."""
    shutil.copytree(scene.places("before").warehouse.parent, disk / "w")
    return Places(disk / "w" / "w.duckdb")


def main() -> int:
    """Go into a mount namespace, run on every disk and print what came of it."""
    parser = argparse.ArgumentParser(description="Let runs meet full disks and disks that can only be read.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=8)
    asked = parser.parse_args()
    if INSIDE not in os.environ:
        unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        command = [*unshare, sys.executable, "-m", "tools.full_disk_check", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, INSIDE: "1"}, check=False).returncode
    scene, wrong = Scene(asked.folder.absolute()), False
    for outcome in check(scene, asked.steps):
        print(f"{outcome.disk}: ended with {outcome.status}: {outcome.said}", flush=True)
        for fault in outcome.faults:
            print(f"  fault: {fault}", flush=True)
        wrong = wrong or bool(outcome.faults)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
