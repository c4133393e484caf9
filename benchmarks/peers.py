"""The peers: what is measured, and a process for each that reads one file at a time."""

import json
import os
import queue
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from benchmarks.environments import HERE, Unavailable, python_for

ADAPTERS = HERE / "adapters"
START_SECONDS = 120.0
FILE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Peer:
    """One reader in one configuration; ``cost`` is about its processor milliseconds a page."""

    id: str
    name: str
    environment: str
    adapter: str
    options: dict[str, Any] = field(default_factory=dict)
    needs: str | None = None
    cost: int = 50

    @property
    def is_slow(self) -> bool:
        """Whether it reads the files once only, and not in every round."""
        return self.cost > 100


def load_peers() -> list[Peer]:
    """Every peer of peers.yml, in its order."""
    listed = yaml.safe_load((HERE / "peers.yml").read_text(encoding="utf-8"))
    return [Peer(**entry) for entry in listed]


class PeerProcess:
    """A running adapter; a context manager that leaves no process behind."""

    def __init__(self, peer: Peer) -> None:
        """Start it in its environment and wait until it is ready. Raises ``Unavailable``."""
        self.peer = peer
        python = python_for(peer.environment, peer.needs)
        script = str(ADAPTERS / "serve.py")
        self._process = subprocess.Popen(
            [str(python), script, peer.adapter, json.dumps(peer.options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=HERE.parent,
            env=_environment(peer),
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.start_mb = float(self._next_reply(START_SECONDS)["peak_mb"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def read(self, path: Path, grids: bool) -> dict[str, Any]:
        """Have one file read: ``cpu`` seconds, ``peak_mb``, ``grids`` (if asked for) and ``error`` or None.

        Raises ``Unavailable`` when it takes longer than ``FILE_SECONDS`` or dies.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"path": str(path), "grids": grids}) + "\n")
        self._process.stdin.flush()
        return self._next_reply(FILE_SECONDS)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def _next_reply(self, seconds: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self._process.kill()
            raise Unavailable(f"no answer within {seconds:g} s") from None
        if not line:
            raise Unavailable("its process ended; run its adapter by hand to see why")
        reply: dict[str, Any] = json.loads(line)
        return reply


def _environment(peer: Peer) -> dict[str, str]:
    """This process's environment with one thread for each numeric library, as the project's workers have.

    The project is imported from this checkout, wherever else one may be installed; peers do not see it.
    """
    libraries = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "OPENCV_FOR")
    threads = {f"{name}_NUM_THREADS": "1" for name in libraries}
    path = {"PYTHONPATH": str(HERE.parent)} if peer.environment == "project" else {}
    return {**os.environ, **threads, **path}
