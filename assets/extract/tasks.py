"""The tasks that sandboxed workers run: JSON in, JSON out."""

import hashlib
from pathlib import Path
from typing import Any

from assets.extract.report import read_report


def extract(arguments: dict[str, Any]) -> dict[str, Any]:
    """Read the report at ``arguments["path"]``, whose bytes must have the hash ``arguments["sha256"]``.

    ``arguments["file_name"]`` is what it was called at its source.
    """
    path = Path(arguments["path"])
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != arguments["sha256"]:
        detail = f"its bytes have changed since they were archived: their SHA-256 is {found}"
        return {"status": "quarantined", "reason": "damaged", "detail": detail, "cut_off": True}
    return read_report(path, arguments["file_name"])
