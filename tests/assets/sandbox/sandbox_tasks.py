"""Tasks as bad as the worst files, for the workers of test_sandbox.py to run."""

import mmap
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def double(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"number": arguments["number"] * 2, "process": os.getpid()}


def misbehave(arguments: dict[str, Any]) -> dict[str, Any]:
    return BEHAVIOURS[arguments["how"]]() or {"how": arguments["how"]}


def tell_environment(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"environment": dict(os.environ)}


def loop_for_ever() -> None:
    while True:
        time.sleep(60)


def wait_for_a_child(arguments: dict[str, Any]) -> dict[str, Any]:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(arguments["note"]).write_text(str(child.pid))
    child.wait()
    return {}


def be_killed(arguments: dict[str, Any]) -> dict[str, Any]:
    """Be killed from outside, the given number of times in all."""
    notes = Path(arguments["notes"])
    killed = len(list(notes.iterdir()))
    if killed < arguments["times"]:
        (notes / str(killed)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"killed": killed}


def take_ten_gibibytes() -> None:
    bytearray(10 * 1024**3)


def map_ten_gibibytes() -> None:
    mmap.mmap(-1, 10 * 1024**3)


def write_a_large_file() -> None:
    with open(os.path.join(os.environ["TMPDIR"], "large"), "wb") as large:  # noqa: PTH118, PTH123
        large.write(bytes(2 * 1024**2))


def end_by_signal() -> None:
    print("a last word", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)


def close_every_descriptor() -> None:
    os.closerange(3, 256)
    os._exit(3)


def stop_iteration() -> None:
    next(iter(()))


def exit_the_interpreter() -> None:
    raise SystemExit(0)


def recurse() -> None:
    recurse()


def raise_an_unprintable_error() -> None:
    class UnprintableError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    raise UnprintableError


def print_garbage() -> None:
    os.write(1, b"\x00\xff{garbage}" * 100_000)
    os.write(2, "决算".encode() * 100_000)


def return_no_json() -> Any:
    return {"value": object()}


def return_a_list() -> Any:
    return [1]


def return_much() -> Any:
    return {"text": "收" * 3_000_000}


def read_standard_input() -> Any:
    return {"read": sys.stdin.read()}


BEHAVIOURS = {
    function.__name__: function
    for function in (
        loop_for_ever,
        take_ten_gibibytes,
        map_ten_gibibytes,
        write_a_large_file,
        end_by_signal,
        close_every_descriptor,
        stop_iteration,
        exit_the_interpreter,
        recurse,
        raise_an_unprintable_error,
        print_garbage,
        return_no_json,
        return_a_list,
        return_much,
        read_standard_input,
    )
}
