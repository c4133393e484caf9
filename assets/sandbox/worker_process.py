"""One worker process seen from its parent: started under limits, fed, listened to, killed with its group.

What belongs here: a single child and its pipes. Which task it gets, and what its end means for that task, is
decided in `pool.py`; what happens inside it is in `worker.py`.
"""

import collections
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.sandbox.worker import LENGTH, MAX_DETAIL_CHARACTERS, encode_frame

MIB = 1024**2
MAX_REPLY_BYTES = 256 * MIB
STDERR_TAIL_BYTES = 4096
READ_BYTES = 1 * MIB
START_SECONDS = 120.0  # a cold disk may need long to load the libraries; a task's clock starts after that
TRANSFER_SECONDS = 30.0
ENDING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take. `memory_bytes` is address space on top of what its imports map."""

    memory_bytes: int = 2048 * MIB
    seconds: float = 30.0
    file_bytes: int = 64 * MIB
    open_files: int = 256
    tasks_per_worker: int = 200


class ReplyTooLargeError(ValueError):
    """The worker announced a reply that the parent will not take in."""


class WorkerProcess:
    """A running child. Its reply pipe and its standard error are non-blocking, for a selector to watch."""

    def __init__(self, target: str, limits: Limits, scratch: Path, python_path: Sequence[Path]) -> None:
        """Start a child that loads `module:function` and says when it is ready."""
        self.limits = limits
        self.ready = False
        self.tasks_done = 0
        self.task: tuple[Hashable, dict[str, Any]] | None = None
        self.deadline = time.monotonic() + START_SECONDS
        self._buffer = bytearray()
        self._stderr_tail: collections.deque[int] = collections.deque(maxlen=STDERR_TAIL_BYTES)
        self.reply_fd, write_end = os.pipe()
        bounds = {name: getattr(limits, name) for name in ("memory_bytes", "file_bytes", "open_files")}
        arguments = [str(write_end), str(os.getpid()), json.dumps(bounds), target]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "assets.sandbox.worker", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[write_end],
                start_new_session=True,
                env=_environment(scratch, python_path),
            )
        except BaseException:
            os.close(self.reply_fd)
            raise
        finally:
            os.close(write_end)
        assert self._process.stdin is not None and self._process.stderr is not None
        self._stdin, self._stderr = self._process.stdin, self._process.stderr
        self.stderr_fd = self._stderr.fileno()
        for descriptor in (self.reply_fd, self.stderr_fd):
            os.set_blocking(descriptor, False)

    @property
    def process_id(self) -> int:
        """The child's process id, which is its group's too."""
        return self._process.pid

    def send_task(self, target: str) -> None:
        """Hand over the assigned task; its clock starts now."""
        assert self.task is not None
        self.deadline = time.monotonic() + self.limits.seconds
        # A worker that has just died cannot take it; the end of its reply pipe will tell.
        with contextlib.suppress(BrokenPipeError):
            self._stdin.write(encode_frame({"target": target, "arguments": self.task[1]}))
            self._stdin.flush()

    def read_reply(self) -> bytes | None:
        """A whole reply's body, b"" when the pipe has ended, None while there is more to come.

        Raises ReplyTooLargeError for a reply over MAX_REPLY_BYTES.
        """
        piece = _read(self.reply_fd)
        if not piece:
            return piece
        if not self._buffer and self.ready:
            self.deadline = time.monotonic() + TRANSFER_SECONDS  # it is done; only the transfer remains
        self._buffer += piece
        if len(self._buffer) < LENGTH.size:
            return None
        length: int = LENGTH.unpack_from(self._buffer)[0]
        if length > MAX_REPLY_BYTES:
            raise ReplyTooLargeError(f"a result of {length} bytes is too large")
        if len(self._buffer) < LENGTH.size + length:
            return None
        body = bytes(self._buffer[LENGTH.size :])
        self._buffer.clear()
        return body

    def read_stderr(self) -> bool:
        """Take in what the child printed, keeping its tail; False once there can be no more."""
        while piece := _read(self.stderr_fd):
            self._stderr_tail.extend(piece[-STDERR_TAIL_BYTES:])
        return piece is None

    def stderr_text(self) -> str:
        """The end of what the child printed, on one line."""
        text = bytes(self._stderr_tail).decode("utf-8", "replace")
        return " ".join(text.split())[-MAX_DETAIL_CHARACTERS:]

    def ending(self) -> str:
        """How a child that closed its reply pipe ended: by which signal or with which status."""
        try:
            code = self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            return "closed its result pipe without ending"
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"ended by {signal.Signals(-code).name}"
        return f"ended with status {code}"

    def kill(self) -> None:
        """Kill the whole process group, wait for the child and close its pipes."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self.reply_fd)
        self._stderr.close()
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()


def _environment(scratch: Path, python_path: Sequence[Path]) -> dict[str, str]:
    """All a parser needs to know of this machine: where programs and modules are, and to use one thread."""
    one_thread = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "OPENCV_FOR", "VECLIB_MAXIMUM")
    paths = [*map(str, python_path), *(entry or str(Path.cwd()) for entry in sys.path)]
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # a set printed in another order must not make two builds differ
        "MALLOC_ARENA_MAX": "2",  # each further arena reserves 64 MiB of the address space under limit
        **{f"{name}_NUM_THREADS": "1" for name in one_thread},
    }


def _read(descriptor: int) -> bytes | None:
    """What a non-blocking descriptor has now: b"" at its end, None when there is nothing yet."""
    try:
        return os.read(descriptor, READ_BYTES)
    except BlockingIOError:
        return None
