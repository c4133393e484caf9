"""The tasks that sandboxed workers run: JSON in, JSON out."""

from pathlib import Path
from typing import Any

from assets.extract.report import read_report


def extract(arguments: dict[str, Any]) -> dict[str, Any]:
    """Read the report at ``arguments["path"]``, which was called ``arguments["file_name"]`` at its source."""
    return read_report(Path(arguments["path"]), arguments.get("file_name", ""))
