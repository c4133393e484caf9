"""The child's side of the sandbox: limits itself, then answers one task after another until its input ends.

Run as `python -P -m assets.sandbox.worker REPLY_FD PARENT_PID LIMITS module:function`. Requests come in on
standard input, replies leave on a descriptor of their own, because libraries print where they like. Both
are frames: eight bytes of length, then JSON. Nothing is pickled, so a parser taken over by a hostile file can
send its parent wrong data, but no code.

What belongs here: only what runs inside the worker. Starting, timing and killing are in `pool.py`.
"""

import contextlib
import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
MAX_DETAIL_CHARACTERS = 500
PR_SET_PDEATHSIG = 1
# Made beforehand: after a MemoryError there may be no room left to build a reply.
OUT_OF_MEMORY = json.dumps({"kind": "memory", "detail": "the task ran out of its memory limit"}).encode()

Task = Callable[[dict[str, Any]], dict[str, Any]]


def encode_frame(message: dict[str, Any]) -> bytes:
    """One message as length-prefixed JSON; TypeError or ValueError if it is not JSON data."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTH.pack(len(body)) + body


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """The next message of a blocking stream, or None at its end."""
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        return None
    body = stream.read(LENGTH.unpack(prefix)[0])
    message: dict[str, Any] = json.loads(body)
    return message


def find_function(target: str) -> Task:
    """The function a `module:function` string names; ImportError or AttributeError when there is none."""
    module_name, _, function_name = target.partition(":")
    function: Task = getattr(importlib.import_module(module_name), function_name)
    return function


def die_with_parent(parent_pid: int) -> None:
    """Ask the kernel to end this process when its parent ends, however that happens (Linux only)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it ended before the request was made
        os._exit(1)


def mapped_bytes() -> int:
    """Address space this process has mapped now, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def apply_limits(limits: dict[str, int]) -> None:
    """Bound what a task may take; libraries already imported do not count (they alone map about 0.7 GB)."""
    wanted = {
        resource.RLIMIT_AS: mapped_bytes() + limits["memory_bytes"],
        resource.RLIMIT_FSIZE: limits["file_bytes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # macOS refuses RLIMIT_AS; the clock still holds there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


def describe(error: BaseException) -> str:
    """Type and message of an exception, cut to a bearable length, whatever its __str__ does."""
    try:
        message = str(error)
    except BaseException:  # a parser's own exception class may be as broken as its input
        message = "(no message)"
    return f"{type(error).__name__}: {message}"[:MAX_DETAIL_CHARACTERS]


def cpu_seconds() -> float:
    """Processor time this process has used so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def perform(request: dict[str, Any]) -> tuple[bytes, bool]:
    """Run one task; the reply's body and whether the worker is still fit for another."""
    started_cpu, started = cpu_seconds(), time.monotonic()
    try:
        value = find_function(request["target"])(request["arguments"])
        reply = {"value": value, "cpu": cpu_seconds() - started_cpu, "wall": time.monotonic() - started}
        return json.dumps(reply, ensure_ascii=False).encode("utf-8", "surrogatepass"), True
    except MemoryError:
        return OUT_OF_MEMORY, False
    except BaseException as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:  # how mmap says it
            return OUT_OF_MEMORY, False
        # Even StopIteration and SystemExit, when they come out of a parser, are failures of the file.
        return json.dumps({"kind": "error", "detail": describe(error)}).encode(), True


def main(arguments: list[str]) -> None:
    """Serve tasks until standard input ends."""
    reply_fd, parent_pid, limits, target = int(arguments[0]), int(arguments[1]), arguments[2], arguments[3]
    die_with_parent(parent_pid)
    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.set_inheritable(reply_fd, False)
    replies = os.fdopen(reply_fd, "wb", buffering=0)
    find_function(target)
    apply_limits(json.loads(limits))
    send(replies, b'{"ready": true}')
    fit = True
    while fit and (request := read_frame(requests)) is not None:
        body, fit = perform(request)
        send(replies, body)


def send(stream: BinaryIO, body: bytes) -> None:
    """Write one frame whole; a raw stream may take it in pieces."""
    for piece in (LENGTH.pack(len(body)), body):
        view = memoryview(piece)
        while view:
            view = view[stream.write(view) :]


if __name__ == "__main__":
    main(sys.argv[1:])
