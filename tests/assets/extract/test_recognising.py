"""Scans on their way through the workers: recognised, read anew, or waiting with a reason."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assets.extract import recognising
from assets.extract.cache import ExtractCache
from assets.extract.reading import extract_reports
from assets.extract.recognising import Recognised, missing_recogniser, recognise_pages, with_failures
from assets.extract.scan.model import RecogniserMissing, model_path
from assets.sandbox.pool import Failure, TaskResult
from tests.assets.extract.scan.conftest import COVER, THREE_PUBLIC, sample, truth
from tools.samples.scan import Scanner, scan

SUMMARY = {"status": "needs_ocr", "pages": {"2": "image_only", "10": "image_only"}, "page_count": 12}


class _Pool:
    """Stands for the workers: recognises every page but some."""

    def __init__(self, failing: frozenset[int] = frozenset()) -> None:
        self.failing = failing
        self.asked: list[int] = []

    def run(self, function: str, tasks: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[TaskResult]:
        for number, arguments in tasks:
            self.asked.append(arguments["page"])
            if number in self.failing:
                yield TaskResult(number, failure=Failure("timeout", "not done after 25 s"), cpu_seconds=25)
            else:
                yield TaskResult(number, {"number": number, "glyphs": [["合", 0, 0, 1, 1, 0]]}, cpu_seconds=2)


def test_the_pages_that_need_it_are_recognised() -> None:
    pool = _Pool()
    reached = recognise_pages("scan.pdf", SUMMARY, pool)  # type: ignore[arg-type]
    assert pool.asked == [2, 10]
    assert [page["number"] for page in reached.pages] == [2, 10]
    assert (reached.failures, reached.cpu_seconds) == ({}, 4.0)


def test_a_page_that_fails_becomes_a_finding() -> None:
    reached = recognise_pages("scan.pdf", SUMMARY, _Pool(frozenset({10})))  # type: ignore[arg-type]
    result = with_failures({"status": "read", "findings": []}, reached)
    why = "timeout: not done after 25 s"
    assert result["status"] == "read"
    assert result["findings"] == [
        {"rule_id": "page_not_recognised", "table_code": None, "page": 10, "why": why}
    ]


def test_a_report_whose_pages_all_fail_waits() -> None:
    summary = {**SUMMARY, "pages": {str(number): "image_only" for number in range(1, 13)}}
    pool = _Pool(frozenset(range(1, 13)))
    reached = recognise_pages("scan.pdf", summary, pool)  # type: ignore[arg-type]
    assert pool.asked == [1, 2, 3]
    assert set(reached.failures) == set(range(1, 13))
    result = with_failures({"status": "quarantined", "reason": "no_tables", "detail": ""}, reached)
    assert (result["status"], result["reason"], result["cut_off"]) == ("quarantined", "needs_ocr", True)
    assert "timeout" in result["detail"]


def test_what_was_recognised_whole_stays_as_it_is() -> None:
    result = {"status": "read", "findings": []}
    assert with_failures(result, Recognised([{"number": 1, "glyphs": []}])) == result


def test_without_a_recogniser_the_report_waits_and_says_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_recogniser(SUMMARY) is None

    def missing() -> Path:
        raise RecogniserMissing("not installed: rapidocr")

    monkeypatch.setattr(recognising, "model_path", missing)
    waiting = missing_recogniser(SUMMARY)
    assert waiting is not None
    assert (waiting["status"], waiting["reason"]) == ("quarantined", "needs_ocr")
    assert "2 of its 12 pages" in waiting["detail"]
    assert "requirements.lock" in waiting["detail"]


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.extract.scan.model.PACKAGES", ("rapidocr", "no_such_recogniser"))
    with pytest.raises(RecogniserMissing, match="no_such_recogniser"):
        model_path()


def test_a_scan_is_read_into_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    scan(sample(), path, Scanner(dpi=150, skew=-0.4), [COVER, THREE_PUBLIC])
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    cache = ExtractCache(tmp_path / "cache", "test")
    done: list[TaskResult] = []
    extract_reports([(sha256, path, "scan.pdf")], cache, workers=1, on_done=done.append)
    assert [(result.key, result.ok) for result in done] == [(sha256, True)]
    summary = cache.get_summary(sha256)
    assert (summary["status"], summary["identity"]["department"]) == ("read", truth()["department"])
    rows = cache.get_cells(sha256).to_pylist()
    final = {row["measure"]: row["amount"] for row in rows if row["table_code"] == "07"}
    true = {cell["measure"]: cell["amount"] for cell in truth()["cells"] if cell["table"] == "07"}
    assert final == true
    assert {row["source"] for row in rows} == {"ocr"}
