"""A virtual environment for each peer, made when first needed and again when its requirements change.

Peers must not share one: some install over others' modules, and none of them belongs into the project's.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "peers"
ENVIRONMENTS = HERE / ".environments"
INSTALL_SECONDS = 600


class Unavailable(Exception):
    """A peer cannot be measured on this machine; the message says why."""


def python_for(name: str, needs: str | None = None) -> Path:
    """Return the interpreter of an environment, made if need be; ``project`` is the one running now.

    ``needs`` is a program that must be on the path. Raises ``Unavailable``.
    """
    if needs is not None and shutil.which(needs) is None:
        raise Unavailable(f"the program {needs} is not installed")
    if name == "project":
        return Path(sys.executable)
    requirements = REQUIREMENTS / f"{name}.txt"
    folder = ENVIRONMENTS / name
    stamp = folder / "installed.sha256"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    python = folder / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--no-input", "-r", str(requirements)])
        stamp.write_text(wanted)
    return python


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"not installed after {INSTALL_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        told = [line for line in error.stderr.splitlines() if line.startswith("ERROR")] or ["no reason told"]
        raise Unavailable(f"not installed: {told[-1].removeprefix('ERROR: ')[:200]}") from error
