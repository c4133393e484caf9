"""Reading archived reports through the sandbox into the cache."""

from collections.abc import Callable, Sequence
from pathlib import Path

from assets.extract.cache import ExtractCache
from assets.extract.sandbox import Limits, TaskResult, WorkerPool

EXTRACT_TASK = "assets.extract.tasks:extract"
# Seconds of wall clock one file may take: what remains of half a minute after a worker's start.
LIMITS = Limits(seconds=25.0)

# What the machine did, not the file: such a report is read again by the next run.
PASSING_ERRORS = ("FileNotFoundError", "PermissionError", "OSError", "BlockingIOError", "InterruptedError")

Source = tuple[str, Path, str]  # sha256, where the PDF lies, what it was called


def extract_reports(
    sources: Sequence[Source],
    cache: ExtractCache,
    workers: int,
    limits: Limits = LIMITS,
    on_done: Callable[[TaskResult], None] = lambda result: None,
) -> None:
    """Extract every source into the cache; a file that fails is kept with the reason, and the others go on.

    ``on_done`` is called with each result, in order of completion; its key is the SHA-256.
    """
    tasks = [
        (sha256, {"sha256": sha256, "path": str(path), "file_name": name}) for sha256, path, name in sources
    ]
    if not tasks:
        return
    with WorkerPool(min(workers, len(tasks)), limits) as pool:
        for result in pool.run(EXTRACT_TASK, tasks):
            failure = result.failure
            if failure is not None:
                summary = {"status": "quarantined", "reason": failure.kind, "detail": failure.detail}
                passing = failure.detail.startswith(PASSING_ERRORS)
                cache.put(str(result.key), {**summary, "cut_off": True}, lasting=not passing)
            elif result.value is not None:
                cache.put(str(result.key), {**result.value, "cpu_seconds": round(result.cpu_seconds, 3)})
            on_done(result)
