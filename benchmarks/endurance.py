"""Memory of one worker over many reports, and where it goes."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from assets.extract.reading import EXTRACT_TASK, LIMITS
from assets.reading_mode import ReadingMode
from assets.sandbox.pool import WorkerPool
from benchmarks.corpus import Sample
from benchmarks.environments import Unavailable

STATUS_FIELDS = ("VmRSS", "VmHWM", "RssAnon", "RssFile")
# What a worker loads, in an order in which each adds only what is its own.
LOADED = (
    "json",
    "numpy",
    "pandas",
    "cv2",
    "pypdfium2",
    "pikepdf",
    "playa",
    "camelot",
    "assets.extract.tasks",
)


@dataclass(frozen=True, slots=True)
class Memory:
    """A worker's memory after so many reports, in MB: resident, its peak, private and of files."""

    reports: int
    rss: float
    peak: float
    private: float
    files: float


def watch(
    samples: Sequence[Sample],
    mode: ReadingMode,
    reports: int,
    every: int = 100,
    tell: Callable[[str], None] = print,
) -> list[Memory]:
    """Read samples over and over in one worker that is not retired; its memory after one and each ``every``.

    Raises ``Unavailable`` where the system does not tell, or where the worker did not last.
    """
    limits = replace(LIMITS, tasks_per_worker=reports + 1)
    seen: list[Memory] = []
    with WorkerPool(1, limits) as pool:
        for done, result in enumerate(pool.run(EXTRACT_TASK, _tasks(samples, mode, reports)), start=1):
            if result.failure is not None:
                raise Unavailable(f"{result.key}: {result.failure.kind}: {result.failure.detail}")
            if done == 1 or done % every == 0:
                seen.append(_memory(pool.process_ids[0], done))
                tell(f"{mode}: {done} reports, {seen[-1].rss:.0f} MB")
    return seen


def _tasks(
    samples: Sequence[Sample], mode: ReadingMode, reports: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    arguments = [
        {
            "sha256": hashlib.sha256(sample.path.read_bytes()).hexdigest(),
            "path": str(sample.path),
            "file_name": sample.path.name,
            "mode": mode,
        }
        for sample in samples
    ]
    return enumerate(islice(cycle(arguments), reports))


def peak_of(process_id: int) -> float:
    """Peak resident MB of a process; raises ``Unavailable`` where the system does not tell."""
    return _status(process_id)["VmHWM"]


def _memory(process_id: int, reports: int) -> Memory:
    told = _status(process_id)
    return Memory(reports, told["VmRSS"], told["VmHWM"], told["RssAnon"], told["RssFile"])


def _status(process_id: int) -> dict[str, float]:
    """What Linux tells of a process's memory, in MB."""
    try:
        text = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    except OSError as error:
        raise Unavailable("this system does not tell a process's memory under /proc") from error
    pairs = (line.partition(":") for line in text.splitlines())
    return {name: int(value.split()[0]) / 1000 for name, _, value in pairs if name in STATUS_FIELDS}


def loaded() -> list[tuple[str, float]]:
    """Resident MB that each module adds when loaded one after another; Python itself first."""
    script = (
        "import importlib, sys\n"
        "def rss():\n"
        "    return next(int(l.split()[1]) for l in open('/proc/self/status') if l.startswith('VmRSS'))\n"
        "print('Python', rss())\n"
        "for name in sys.argv[1:]:\n"
        "    before = rss()\n"
        "    importlib.import_module(name)\n"
        "    print(name, rss() - before)\n"
    )
    command = [sys.executable, "-c", script, *LOADED]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    pairs = (line.split() for line in ran.stdout.splitlines())
    return [(name, int(kilobytes) / 1000) for name, kilobytes in pairs]
