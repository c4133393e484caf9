"""What makes a command exit with 1: everything in the warehouse, or what was named on the command line."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive.intake import Refusal
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.build_inputs import BuildInputs
from pipelines.attention import Attention, find_attention
from pipelines.shortcut import hashes_of
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

NAMES = ("good", "cut", "unproved", "bad")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report without a fault, one read in part, one not proved, a file quarantined and one refused."""
    folder = tmp_path_factory.mktemp("attention")
    cache = ExtractCache(folder / "extracts", "made-by-hand")
    for year, name in enumerate(NAMES[:3], start=2020):
        keep(cache, name, make_extract("某局", year, small_report()))
    cut = {**make_extract("某局", 2021, small_report()), "complete": False, "incomplete_reasons": ["page 7"]}
    keep(cache, "cut", cut)
    keep(cache, "bad", {"status": "quarantined", "reason": "not_pdf", "detail": "no %PDF-"})
    archived = sorted((make_archived(name) for name in NAMES), key=lambda report: report.sha256)
    refused = Refusal(hash_of("large"), "large.pdf", "/in/large.pdf", "too_large", "300 MB")
    path = folder / "w.duckdb"
    build.write_facts(path, BuildInputs(tuple(archived), (refused,), "v1", "v1"), cache)
    finding: dict[str, Any] = {
        "sha256": hash_of("unproved"),
        "finding_no": 99,
        "rule_id": "proof_failed",
        "origin": "proof",
    }
    finding |= {"severity": "error", "verdicts": 0, "message_zh": "断", "message_en": "it broke"}
    stale: dict[str, Any] = {
        **{"correction_id": "c1", "origin": "warehouse", "report_kind": "final", "table_code": "03"},
        **{"measure": "total", "expected": "1.00", "action": "flag", "reason": "r", "reviewer": "x"},
        **{"correction_status": "open", "reviewed_on": "2025-01-01", "outcome": "stale", "has_failed": True},
        **{"places": 1, "rows_marked": 0, "sha256": hash_of("good")},
    }
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "quality_finding", [finding])
        warehouse.insert(connection, "quality_correction", [stale])
    return path


def attention(path: Path, *names: str) -> Attention:
    hashes = [hash_of(name) for name in names] if names else None
    with duckdb.connect(str(path), read_only=True) as connection:
        return find_attention(connection, hashes)


def test_of_the_whole_warehouse_everything_is_told(built: Path) -> None:
    assert attention(built).lines() == [
        "quarantined: bad.pdf: not_pdf: no %PDF-",
        "quarantined: large.pdf: too_large: 300 MB",
        "read in part: cut.pdf: page 7",
        "not proved: unproved.pdf: it broke",
        'correction failed: c1: stale: 03 total: expected "1.00"',
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bad", "quarantined: bad.pdf"),
        ("large", "quarantined: large.pdf"),
        ("cut", "read in part: cut.pdf"),
        ("unproved", "not proved: unproved.pdf"),
        ("good", "correction failed: c1"),
    ],
)
def test_of_a_file_that_was_named_only_what_is_its_own(built: Path, name: str, told: str) -> None:
    found = attention(built, name)
    assert found.is_needed
    (line,) = found.lines()
    assert line.startswith(told)


def test_nothing_is_told_of_other_files(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        assert not find_attention(connection, [hash_of("elsewhere")]).is_needed
        assert not find_attention(connection, []).is_needed


def test_a_correction_is_told_by_its_name(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        (line,) = find_attention(connection, [hash_of("elsewhere"), "c1"]).lines()
    assert line.startswith("correction failed: c1")


def test_broken_tables_are_told_whatever_was_named(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(built.read_bytes())
    row: dict[str, Any] = {
        "run_id": "r",
        "suite": "contracts",
        "expectation_id": "key",
        "table_name": "dim_report",
    }
    row |= {"severity": "error", "status": "failed", "success": False, "errored": False}
    counts = {"element_count": 1, "unexpected_count": 1, "not_evaluable_count": 0}
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "quality_validation", [{**row, **counts}])
    found = attention(path, "elsewhere")
    assert found == Attention(broken=1)
    assert found.lines() == ["inconsistent: 1 expectations on tables failed; see the quality report"]


def test_files_are_told_by_their_bytes_or_as_archived(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 one")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 one")
    (tmp_path / "c.txt").write_bytes(b"not taken from a folder")
    archive = Archive(tmp_path / "archive")
    report = archive.add(tmp_path / "a.pdf")
    archived = archive.path_of(report)
    assert hashes_of(archive, [tmp_path / "a.pdf", tmp_path / "b.pdf"]) == {report.sha256}
    assert hashes_of(archive, [archived]) == {report.sha256}
    assert len(hashes_of(archive, [tmp_path / "c.txt", tmp_path])) == 2
