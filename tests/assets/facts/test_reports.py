"""Who published what for which year, which version counts, and what stands in quarantine."""

from collections.abc import Callable
from typing import Any

import pytest

from assets.archive.intake import Refusal
from assets.extract.cache import ExtractCache
from assets.facts.reports import Report, list_reports, quarantine_rows
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

MORNING, NOON = "2025-06-01T08:00:00+00:00", "2025-06-01T12:00:00+00:00"


@pytest.fixture
def read(cache: ExtractCache) -> Callable[..., dict[str, Report]]:
    """List reports given as name=(extract, time of archiving); the result is by name."""

    def list_named(**reports: tuple[dict[str, Any], str]) -> dict[str, Report]:
        for name, (extract, _) in reports.items():
            keep(cache, name, extract)
        archived = [make_archived(name, archived_at) for name, (_, archived_at) in reports.items()]
        by_hash = {report.sha256: report for report in list_reports(archived, cache)}
        return {name: by_hash[hash_of(name)] for name in reports}

    return list_named


def extract_of(department: str = "某局", year: int = 2023, level: str = "department") -> dict[str, Any]:
    return make_extract(department, year, small_report(), level)


def test_the_report_archived_last_is_the_current_version(read: Any) -> None:
    reports = read(corrected=(extract_of(), NOON), first=(extract_of(), MORNING))
    assert {name: (r.version_no, r.is_current) for name, r in reports.items()} == {
        "first": (1, False),
        "corrected": (2, True),
    }


def test_a_damaged_copy_takes_no_whole_versions_place(read: Any) -> None:
    half = {**extract_of(), "complete": False, "incomplete_reasons": ["page 7: cut off"]}
    reports = read(whole=(extract_of(), MORNING), cut=(half, NOON))
    assert {name: (r.version_no, r.is_current) for name, r in reports.items()} == {
        "whole": (1, True),
        "cut": (2, False),
    }
    assert read(alone=({**half, "identity": extract_of(year=2021)["identity"]}, NOON))["alone"].is_current


def test_versions_archived_together_are_ordered_by_hash(read: Any) -> None:
    reports = read(a=(extract_of(), NOON), b=(extract_of(), NOON), c=(extract_of(), NOON))
    ordered = sorted(reports.values(), key=lambda report: report.sha256)
    assert [(r.version_no, r.is_current) for r in ordered] == [(1, False), (2, False), (3, True)]


@pytest.mark.parametrize("other", [{"year": 2022}, {"department": "别局"}, {"level": "unit"}])
def test_other_years_departments_and_levels_are_no_versions(read: Any, other: dict[str, Any]) -> None:
    reports = read(one=(extract_of(), MORNING), two=(extract_of(**other), NOON))
    assert {(r.version_no, r.is_current) for r in reports.values()} == {(1, True)}


def test_region_comes_from_the_name_of_the_department(read: Any) -> None:
    reports = read(
        real=(extract_of("株洲市荷塘区网格化管理服务中心", 2020), MORNING),
        fictional=(extract_of("样川市示河县水利局", 2020), MORNING),
    )
    assert reports["real"].region_code == "430202"
    assert reports["real"].department_id == "430202:株洲市荷塘区网格化管理服务中心"
    assert reports["fictional"].region_code is None
    assert reports["fictional"].department_id == "000000:样川市示河县水利局"


def test_what_was_not_read_is_quarantined_and_no_report(cache: ExtractCache) -> None:
    keep(cache, "good", extract_of())
    keep(cache, "bad", {"status": "quarantined", "reason": "not_pdf", "detail": "no %PDF-"})
    archived = [make_archived("good"), make_archived("bad")]
    assert [report.sha256 for report in list_reports(archived, cache)] == [hash_of("good")]
    assert list(quarantine_rows(archived, cache, [])) == [
        {
            "sha256": hash_of("bad"),
            "file_name": "bad.pdf",
            "path": f"incoming/{hash_of('bad')}.pdf",
            "reason": "not_pdf",
            "detail": "no %PDF-",
        }
    ]


def test_a_refused_file_is_quarantined_until_it_is_archived(cache: ExtractCache) -> None:
    keep(cache, "good", extract_of())
    refused = Refusal(hash_of("large"), "large.pdf", "/in/large.pdf", "too_large", "300 MB")
    since_archived = Refusal(
        hash_of("good"), "good.pdf", "/in/good.pdf", "too_large", "over an earlier limit"
    )
    rows = list(quarantine_rows([make_archived("good")], cache, [refused, since_archived]))
    assert [(row["sha256"], row["reason"]) for row in rows] == [(hash_of("large"), "too_large")]
