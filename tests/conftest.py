"""Fixtures every test may use: the shared material beside the project, where it exists."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """Folder of real and typeset reports with true cells; skips where this checkout stands alone."""
    reports = SHARED / "reports"
    if not reports.is_dir():
        pytest.skip(f"needs the shared reports at {reports}")
    return reports
