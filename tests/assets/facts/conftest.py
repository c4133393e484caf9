"""The sample reports of data/raw, read once for all tests of facts."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from assets.archive.sidecar import ArchivedReport, read_sidecar
from assets.extract.cache import ExtractCache
from assets.extract.report import read_report
from assets.facts.reports import Report, list_reports

PROJECT = Path(__file__).resolve().parents[3]
RAW = PROJECT / "data" / "raw"
TRUTHS = PROJECT / "tests" / "samples"


@dataclass(frozen=True)
class Samples:
    """The shipped samples: their archive entries by short name, and a cache with their extracts."""

    archived: dict[str, ArchivedReport]
    cache: ExtractCache

    def report(self, name: str) -> Report:
        """The sample as a report of a build."""
        (report,) = list_reports([self.archived[name]], self.cache)
        return report


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Every shipped sample, read by the real reader."""
    cache = ExtractCache(tmp_path_factory.mktemp("extracts"), "samples")
    sidecars = {path.stem: read_sidecar(path, RAW) for path in RAW.rglob("*.json")}
    archived: dict[str, ArchivedReport] = {}
    for truth in sorted(TRUTHS.glob("*.json")):
        entry = sidecars[json.loads(truth.read_text(encoding="utf-8"))["sha256"]]
        cache.put(entry.sha256, read_report(RAW / entry.archive_path, entry.file_name))
        archived[truth.stem] = entry
    return Samples(archived, cache)


@pytest.fixture
def cache(tmp_path: Path) -> ExtractCache:
    """An empty cache for extracts made by hand."""
    return ExtractCache(tmp_path / "extracts", "made-by-hand")
