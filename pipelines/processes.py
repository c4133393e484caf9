"""Whether the process of a run still lives, told by a mark that no other process will ever have."""

import os
from pathlib import Path

PROCESS_TAG = "juesuan/process"
PROC = Path("/proc")


def mark_of(pid: int | None = None, proc: Path = PROC) -> str | None:
    """A process as boot, namespace, number and start; this one by default.

    None where there is no such process, or the system does not tell.
    """
    process = proc / str(os.getpid() if pid is None else pid)
    try:
        boot = (proc / "sys/kernel/random/boot_id").read_text().strip()
        # The name in brackets may hold anything; behind it stand the state (Z: dead, not yet buried) and,
        # nineteen fields on, the start in ticks since the boot.
        state, *rest = (process / "stat").read_text().rpartition(")")[2].split()
        return None if state in "ZX" else f"{boot}/{_namespace(proc)}/{process.name}/{rest[18]}"
    except (OSError, IndexError, ValueError):
        return None


def is_alive(mark: str, proc: Path = PROC) -> bool | None:
    """Whether the process with that mark lives; None where that cannot be told from here.

    A process of an earlier boot is dead; one of another container is not to be seen from this one.
    """
    here = mark_of(proc=proc)
    parts = mark.split("/")
    if here is None or len(parts) != 4:
        return None
    boot, namespace, _, _ = here.split("/")
    if parts[0] != boot:
        return False
    if parts[1] != namespace:
        return None
    return mark_of(int(parts[2]), proc) == mark if parts[2].isdigit() else None


def _namespace(proc: Path) -> str:
    """The namespace that process numbers count in."""
    return (proc / "self/ns/pid").readlink().name
