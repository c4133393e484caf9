"""The scene of the kills: reports on offer, a warehouse with some of them, and a run left undisturbed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import pikepdf

from assets.archive.places import Places
from tools.warehouse_digests import Digests, digest_tables

PROJECT = Path(__file__).resolve().parents[1]
EARLIER = 3  # reports that are in the warehouse before the run that is killed
MOST_BYTES = 2_000_000
NO_PDF = "<html>404 not found</html>"


@dataclass(slots=True)
class Timing:
    """How long the parts of an undisturbed run took, in seconds."""

    whole: float = 0.0
    archiving: float = 0.1
    reading: float = 0.5
    filing: float = 0.1
    facts: float = 0.5
    swap: float = 0.5


class Scene:
    """Folders of reports, the warehouse before, and what an undisturbed run made of it; made once."""

    def __init__(self, folder: Path, reports: int = 6) -> None:
        self.folder = folder
        self.earlier, self.inbox = folder / "earlier", folder / "inbox"
        if not (folder / "scene.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            self._make_inbox(reports)
            self._run_undisturbed()
        told = json.loads((folder / "scene.json").read_text(encoding="utf-8"))
        self.timing, self.status = Timing(**told["timing"]), int(told["status"])
        self.offered = {hash_of(file) for file in (*self.earlier.iterdir(), *self.inbox.iterdir())}
        self.before = self._digests("before")
        self.after = self._digests("undisturbed")

    def places(self, name: str) -> Places:
        """Where a warehouse of this scene lies."""
        return Places(self.folder / name / "w.duckdb")

    def set_up(self, name: str) -> Places:
        """A fresh copy of the warehouse before, with all that belongs to it."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder / "before", target)
        (target / "tmp").mkdir(exist_ok=True)
        return self.places(name)

    def start(
        self, places: Places, log: Path | None = None, temporary: Path | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a run that takes in all that is on offer.

        What it says goes to ``log``, its temporary files to a folder, both beside the warehouse if not named.
        """
        folder = places.warehouse.parent
        offered = self.inbox if (self.folder / "before" / "w.duckdb").exists() else self.earlier
        command = [sys.executable, "-m", "pipelines.cli", "ingest", "--warehouse", str(places.warehouse)]
        with (log or folder / "log").open("ab") as file:
            return subprocess.Popen(
                [*command, str(offered)],
                cwd=PROJECT,
                env={**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(temporary or folder / "tmp")},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def finish(self, places: Places) -> list[str]:
        """Let the next run go its way; return what is wrong with how it ended."""
        status = self.start(places).wait()
        return [] if status == self.status else [f"the next run ended with {status}, not {self.status}"]

    def _make_inbox(self, reports: int) -> None:
        self.earlier.mkdir(parents=True)
        self.inbox.mkdir()
        samples = [path for path in (PROJECT / "data" / "raw").rglob("*.pdf") if _is_small(path)]
        for number, path in enumerate(sorted(samples, key=lambda path: path.name)[:reports]):
            folder = self.earlier if number < EARLIER else self.inbox
            shutil.copyfile(path, folder / f"report-{number}.pdf")
            if number in (0, EARLIER):  # another version of one that is there, and two of a new one
                with pikepdf.open(path) as pdf:
                    pdf.docinfo["/Producer"] = "another printing"
                    pdf.save(self.inbox / f"report-{number}-again.pdf", deterministic_id=True)
        (self.inbox / "no-report.pdf").write_text(NO_PDF, encoding="utf-8")

    def _run_undisturbed(self) -> None:
        (self.folder / "before" / "tmp").mkdir(parents=True)
        if self.start(self.places("before")).wait() != 0:
            raise RuntimeError(f"the first run failed; see {self.folder / 'before' / 'log'}")
        places = self.set_up("undisturbed")
        process = self.start(places)
        timing = measure(process, places)
        told = {"timing": asdict(timing), "status": process.wait()}
        (self.folder / "scene.json").write_text(json.dumps(told), encoding="utf-8")

    def _digests(self, name: str) -> Digests:
        return digest_tables(self.places(name).warehouse)


def measure(process: "subprocess.Popen[bytes]", places: Places) -> Timing:
    """Watch a run to its end and time its parts by what is on the disk."""
    started = time.monotonic()
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    while process.poll() is None:
        now = time.monotonic()
        present = {
            "archiving": (places.archive / ".intake.json").exists(),
            "reading": bool(children_of(process.pid)),
            "facts": places.staging.exists(),
            "swap": (places.quality_staging / "outcomes.json").exists(),
        }
        for part in (part for part, is_there in present.items() if is_there):
            first.setdefault(part, now)
            last[part] = now
        time.sleep(0.001)
    timing = Timing(whole=time.monotonic() - started)
    for part, began in first.items():
        setattr(timing, part, max(getattr(timing, part), last[part] - began))
    if "reading" in last and "facts" in first:
        timing.filing = max(timing.filing, first["facts"] - last["reading"])
    return timing


def children_of(process_id: int) -> list[int]:
    """The children of a process that are alive."""
    try:
        text = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def hash_of(file: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= MOST_BYTES
