"""Extracts are kept whole or not at all, and those cut off are known as such."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assets.extract.cache import ExtractCache
from assets.extract.reading import extract_reports
from assets.sandbox.pool import Limits, TaskResult

CELL: dict[str, Any] = {
    "table_code": "03",
    "printed_table_no": "公开03表",
    "row_no": 1,
    "side": None,
    "block_no": 1,
    "item": "合计",
    "printed_label": "合 计",
    "row_kind": "total",
    "subject_code": "",
    "measure": "total",
    "printed": "1,234.50",
    "value_kind": "amount",
    "unit": "万元",
    "amount": "12345000.00",
    "decimals": 2,
    "page": 7,
    "box": [1.0, 2.0, 3.0, 4.0],
    "source": "text",
    "agreement": "agreed",
    "confidence": None,
    "doubt": None,
}


@pytest.fixture
def cache(tmp_path: Path) -> ExtractCache:
    return ExtractCache(tmp_path, "v1")


def test_what_is_kept_comes_back(cache: ExtractCache) -> None:
    cache.put("ab1", {"status": "read", "pages": 20, "cells": [CELL]})
    assert cache.get_cells("ab1").to_pylist() == [CELL]
    assert cache.get_summary("ab1") == {"status": "read", "pages": 20}
    assert Decimal(cache.get_cells("ab1").to_pylist()[0]["amount"]) == Decimal("12345000.00")


def test_another_version_has_nothing(cache: ExtractCache, tmp_path: Path) -> None:
    cache.put("ab1", {"status": "read", "cells": [CELL]})
    assert cache.missing(["ab1", "cd2"]) == ["cd2"]
    assert ExtractCache(tmp_path, "v2").missing(["ab1"]) == ["ab1"]


@pytest.mark.parametrize("left", [0, 3, 200])
def test_a_file_cut_short_is_missing(cache: ExtractCache, left: int) -> None:
    cache.put("ab1", {"status": "read", "cells": [CELL]})
    path = cache.path_of("ab1")
    path.write_bytes(path.read_bytes()[:left])
    assert cache.missing(["ab1"]) == ["ab1"]
    assert cache.failed(["ab1"]) == []


def test_what_the_machine_did_is_told_and_tried_again(cache: ExtractCache, tmp_path: Path) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("not a PDF", encoding="utf-8")
    sha256 = hashlib.sha256(b"not a PDF").hexdigest()
    sources = [("ab1", tmp_path / "absent.pdf", "absent.pdf"), (sha256, text, "text.pdf")]
    results: list[TaskResult] = []
    extract_reports(sources, cache, workers=1, limits=Limits(seconds=20), on_done=results.append)
    assert {result.key for result in results} == {"ab1", sha256}
    assert cache.get_summary("ab1")["reason"] == "error"
    assert "absent.pdf" in cache.get_summary("ab1")["detail"]
    assert cache.get_summary(sha256)["reason"] == "not_pdf"
    assert cache.missing(["ab1", sha256]) == ["ab1"]
    cache.put("ab1", {"status": "read", "cells": [CELL]})
    assert cache.missing(["ab1", sha256]) == []
    assert cache.get_summary("ab1")["status"] == "read"


def test_bytes_that_changed_are_not_published_under_the_old_hash(cache: ExtractCache, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 something else")
    extract_reports([("cd2", other, "other.pdf")], cache, workers=1, limits=Limits(seconds=20))
    assert cache.get_summary("cd2")["reason"] == "damaged"
    assert "changed since" in cache.get_summary("cd2")["detail"]
    assert cache.failed(["cd2"]) == ["cd2"]
