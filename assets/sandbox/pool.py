"""Runs a function on untrusted files in worker processes that cannot take the build down with them.

A PDF found on the web may loop for ever, ask for gigabytes or crash the parser. So each task runs in a
process with limits on memory, written bytes and open files, with a wall-clock limit kept by the parent, and
with no secrets in its environment. Workers are long-lived: importing the PDF libraries costs seconds. One
that overstays is killed with its whole process group and replaced, and so is one that crashed; the task's
result says why, and the other tasks go on. A task whose worker was killed from outside is given to another
one, once. Tasks and results travel as JSON (see `worker.py`).

What belongs here: which worker gets which task, and what its reply, silence or end means for that task.
"""

import contextlib
import json
import selectors
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGKILL, SIGTERM
from types import TracebackType
from typing import Any, Literal, Self

from assets.sandbox.scratch import ScratchFolder
from assets.sandbox.worker_process import START_SECONDS, Limits, ReplyTooLargeError, WorkerProcess

__all__ = ["Failure", "FailureKind", "Limits", "TaskResult", "WorkerPool", "WorkerStartError"]

# What allocators of C++ libraries print before they abort.
OUT_OF_MEMORY_SIGNS = ("bad_alloc", "MemoryError", "out of memory", "Out of memory", "Cannot allocate memory")

# Signals that nothing inside a worker sends itself: the system short of memory, an operator, a shutdown.
FROM_OUTSIDE = frozenset(f"ended by {signal.name}" for signal in (SIGHUP, SIGINT, SIGKILL, SIGTERM))

FailureKind = Literal["timeout", "memory", "crashed", "error"]
Task = tuple[Hashable, dict[str, Any]]


class WorkerStartError(RuntimeError):
    """A worker did not come up: the function or one of its imports is wrong, whatever the files."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no value."""

    kind: FailureKind
    detail: str
    from_outside: bool = False  # the worker was killed, which says nothing of the file


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What became of one task: `value` when `failure` is None. Seconds are those spent in the task itself."""

    key: Hashable
    value: dict[str, Any] | None = None
    failure: Failure | None = None
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the task returned."""
        return self.failure is None


class WorkerPool:
    """Worker processes under limits; a context manager that leaves none behind.

    `workers` processes at most, started when there is work for them. `python_path` adds folders to the
    workers' import path.
    """

    def __init__(
        self, workers: int = 2, limits: Limits | None = None, python_path: Sequence[Path] = ()
    ) -> None:
        if workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._size = workers
        self._limits = limits or Limits()
        self._python_path = tuple(python_path)
        self._workers: list[WorkerProcess] = []
        self._again: list[Task] = []
        self._killed: set[Hashable] = set()
        self._selector = selectors.DefaultSelector()
        self._scratch = ScratchFolder()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker and remove their scratch folder."""
        for worker in list(self._workers):
            self._remove(worker)
        self._selector.close()
        self._scratch.close()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The workers alive now."""
        return tuple(worker.process_id for worker in self._workers)

    def run(
        self,
        function: Callable[[dict[str, Any]], dict[str, Any]] | str,
        tasks: Iterable[Task],
    ) -> Iterator[TaskResult]:
        """Yield a result for each (key, arguments) as it completes, in no particular order.

        `function` is a module-level function or its `module:name`; it takes and returns a dict of JSON data.
        Tasks are drawn as workers come free. WorkerStartError if the function cannot be imported.
        """
        target = function if isinstance(function, str) else _address(function)
        queue = iter(tasks)
        waiting = None
        try:
            while (waiting := waiting or self._next(queue)) or any(worker.task for worker in self._workers):
                while waiting is not None and (worker := self._free_worker(target)) is not None:
                    worker.task, waiting = waiting, self._next(queue)
                    if worker.ready:
                        worker.send_task(target)
                yield from self._await_results(target)
        finally:
            # The consumer may stop early; a worker in the middle of a task is of no use to the next run.
            for worker in [worker for worker in self._workers if worker.task]:
                self._remove(worker)
            self._again.clear()
            self._killed.clear()

    def _next(self, queue: Iterator[Task]) -> Task | None:
        return self._again.pop() if self._again else next(queue, None)

    def _free_worker(self, target: str) -> WorkerProcess | None:
        """An idle worker, or a new one while there is room for it."""
        for worker in self._workers:
            if worker.task is None:
                return worker
        if len(self._workers) == self._size:
            return None
        worker = WorkerProcess(target, self._limits, self._scratch.path, self._python_path)
        for descriptor in (worker.reply_fd, worker.stderr_fd):
            self._selector.register(descriptor, selectors.EVENT_READ, worker)
        self._workers.append(worker)
        return worker

    def _await_results(self, target: str) -> Iterator[TaskResult]:
        """Wait until some worker says something or overstays, and yield the results that brings."""
        next_deadline = min(worker.deadline for worker in self._workers if worker.task)
        for key, _ in self._selector.select(max(0.0, next_deadline - time.monotonic())):
            worker: WorkerProcess = key.data
            if worker not in self._workers:  # removed by an earlier event of this round
                continue
            if key.fd == worker.stderr_fd:
                if not worker.read_stderr():
                    self._selector.unregister(worker.stderr_fd)
            elif (result := self._take_reply(worker, target)) is not None:
                yield result
        now = time.monotonic()
        for worker in [worker for worker in self._workers if worker.task and worker.deadline <= now]:
            yield self._overstayed(worker)

    def _take_reply(self, worker: WorkerProcess, target: str) -> TaskResult | None:
        try:
            body = worker.read_reply()
        except ReplyTooLargeError as error:
            return self._failed(worker, Failure("memory", str(error)))
        if body is None:
            return None
        if body == b"":
            return self._ended(worker)
        if not worker.ready:
            worker.ready = True
            worker.send_task(target)
            return None
        return self._finished(worker, body)

    def _finished(self, worker: WorkerProcess, body: bytes) -> TaskResult | None:
        """Turn a whole reply into a result, and retire a worker that has served its time."""
        if worker.task is None:  # it speaks unasked: not to be trusted with another task
            self._remove(worker)
            return None
        try:
            result = _parse_reply(worker.task[0], body)
        except (ValueError, KeyError, TypeError, RecursionError):
            return self._failed(worker, Failure("crashed", "the worker sent an unreadable result"))
        worker.task = None
        worker.tasks_done += 1
        exhausted = result.failure is not None and result.failure.kind == "memory"
        if exhausted or worker.tasks_done >= self._limits.tasks_per_worker:
            self._remove(worker)
        return result

    def _ended(self, worker: WorkerProcess) -> TaskResult | None:
        """The worker closed its reply pipe: it died, in a task, before its first one or between two."""
        ending = worker.ending()
        worker.read_stderr()
        said = worker.stderr_text()
        killed = ending in FROM_OUTSIDE
        if killed and worker.task is not None and worker.task[0] not in self._killed:
            self._killed.add(worker.task[0])
            self._again.append(worker.task)
            self._remove(worker)
            return None
        if not worker.ready:
            self._remove(worker)
            raise WorkerStartError(f"a worker did not start: {said or ending}")
        if worker.task is None:
            self._remove(worker)
            return None
        kind: FailureKind = "memory" if any(sign in said for sign in OUT_OF_MEMORY_SIGNS) else "crashed"
        return self._failed(worker, Failure(kind, f"{ending}; {said}" if said else ending, killed))

    def _overstayed(self, worker: WorkerProcess) -> TaskResult:
        if not worker.ready:
            self._remove(worker)
            raise WorkerStartError(f"a worker was not ready after {START_SECONDS:g} s")
        return self._failed(worker, Failure("timeout", f"not done after {self._limits.seconds:g} s"))

    def _failed(self, worker: WorkerProcess, failure: Failure) -> TaskResult:
        assert worker.task is not None
        key = worker.task[0]
        self._remove(worker)
        return TaskResult(key, failure=failure)

    def _remove(self, worker: WorkerProcess) -> None:
        for descriptor in (worker.reply_fd, worker.stderr_fd):
            with contextlib.suppress(KeyError):
                self._selector.unregister(descriptor)
        worker.kill()
        self._workers.remove(worker)


def _parse_reply(key: Hashable, body: bytes) -> TaskResult:
    reply = json.loads(body)
    if "kind" not in reply:
        if not isinstance(reply["value"], dict):
            raise TypeError("a task returns a dict")
        return TaskResult(key, reply["value"], None, float(reply["cpu"]), float(reply["wall"]))
    kind: FailureKind = "memory" if reply["kind"] == "memory" else "error"
    return TaskResult(key, failure=Failure(kind, str(reply["detail"])))


def _address(function: Callable[..., Any]) -> str:
    name = function.__qualname__
    if function.__module__ == "__main__" or "<" in name or "." in name:
        raise ValueError(f"{name} is not a function of an importable module")
    return f"{function.__module__}:{name}"
