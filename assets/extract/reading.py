"""Reading archived reports through the sandbox into the cache."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assets.extract.cache import ExtractCache
from assets.extract.recognising import LIMITS as RECOGNISING_LIMITS
from assets.extract.recognising import missing_recogniser, recognise_pages, with_failures
from assets.reading_mode import ReadingMode
from assets.sandbox.pool import Limits, TaskResult, WorkerPool

EXTRACT_TASK = "assets.extract.tasks:extract"
# Seconds of wall clock one file may take: what remains of half a minute after a worker's start.
LIMITS = Limits(seconds=25.0)

# What the machine did, not the file: such a report is read again by the next run.
PASSING_ERRORS = ("FileNotFoundError", "PermissionError", "OSError", "BlockingIOError", "InterruptedError")

Source = tuple[str, Path, str]  # sha256, where the PDF lies, what it was called
OnDone = Callable[[TaskResult], None]


def extract_reports(  # noqa: PLR0913, PLR0917  # the last three are for callers that know better
    sources: Sequence[Source],
    cache: ExtractCache,
    workers: int,
    limits: Limits = LIMITS,
    on_done: OnDone = lambda result: None,
    mode: ReadingMode = "double",
) -> None:
    """Extract every source into the cache; a file that fails is kept with the reason, and the others go on.

    Reports that hold scanned pages come last: their pages are recognised by workers of their own.
    ``on_done`` is called with each result, in order of completion; its key is the SHA-256.
    """
    tasks = {
        sha256: {"sha256": sha256, "path": str(path), "file_name": name, "mode": mode}
        for sha256, path, name in sources
    }
    if not tasks:
        return
    scans: list[TaskResult] = []
    with WorkerPool(min(workers, len(tasks)), limits) as pool:
        for result in pool.run(EXTRACT_TASK, tasks.items()):
            if result.value is not None and result.value["status"] == "needs_ocr":
                scans.append(result)
            else:
                _keep(result, cache)
                on_done(result)
    for result, lasting in _read_scans(scans, tasks, workers, limits):
        _keep(result, cache, lasting)
        on_done(result)


def _read_scans(
    scans: Sequence[TaskResult], tasks: dict[str, dict[str, Any]], workers: int, limits: Limits
) -> Iterator[tuple[TaskResult, bool]]:
    """Yield the second reading of each report that needs recognition, and whether it holds for good."""
    if not scans:
        return
    with WorkerPool(workers, RECOGNISING_LIMITS) as recognisers, WorkerPool(1, limits) as readers:
        for first in scans:
            assert first.value is not None
            if waiting := missing_recogniser(first.value):
                yield replace(first, value=waiting), False
                continue
            task = tasks[str(first.key)]
            reached = recognise_pages(task["path"], first.value, recognisers)
            spent = first.cpu_seconds + reached.cpu_seconds
            for second in readers.run(EXTRACT_TASK, [(first.key, {**task, "recognised": reached.pages})]):
                value = with_failures(second.value, reached) if second.value is not None else None
                yield replace(second, value=value, cpu_seconds=second.cpu_seconds + spent), True


def _keep(result: TaskResult, cache: ExtractCache, lasting: bool = True) -> None:
    failure = result.failure
    if failure is not None:
        summary = {"status": "quarantined", "reason": failure.kind, "detail": failure.detail}
        passing = failure.from_outside or failure.detail.startswith(PASSING_ERRORS)
        cache.put(str(result.key), {**summary, "cut_off": True}, lasting=not passing)
    elif result.value is not None:
        value = {**result.value, "cpu_seconds": round(result.cpu_seconds, 3)}
        cache.put(str(result.key), value, lasting)
