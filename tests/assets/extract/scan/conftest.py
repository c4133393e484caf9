"""Scans of a committed sample report, made once for all tests that read them."""

import json
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from assets.extract.grid import Page
from assets.extract.scan.page import recognise_page
from tools.samples.scan import Scanner, scan

PROJECT = Path(__file__).resolve().parents[4]
SAMPLE = "fuqiao-culture-2018"
COVER, GENERAL_BUDGET, THREE_PUBLIC, PROSE = 1, 8, 11, 12  # pages of the sample
SKEW = 0.7


def truth() -> dict[str, Any]:
    path = PROJECT / "tests" / "samples" / f"{SAMPLE}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def sample() -> Path:
    (path,) = (PROJECT / "data" / "raw").rglob(f"{truth()['sha256']}.pdf")
    return path


def recognise(path: Path) -> dict[int, Page]:
    document = pdfium.PdfDocument(path)
    try:
        return {n: recognise_page(document[n - 1], n) for n in range(1, len(document) + 1)}
    finally:
        document.close()


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four pages of the sample at 150 dpi, askew: cover, table 05, table 07, prose."""
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    scan(sample(), path, Scanner(dpi=150, skew=SKEW), [COVER, GENERAL_BUDGET, THREE_PUBLIC, PROSE])
    return path


@pytest.fixture(scope="session")
def recognised(scanned: Path) -> dict[int, Page]:
    """What is recognised of ``scanned``."""
    return recognise(scanned)
