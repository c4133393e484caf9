"""Five nights of the schedule against a portal: exactly the right reports, versions and facts each night.

What the portal does on its days stands in tests/portal/city.py. Building costs tens of seconds, so that the
nights are passed once, and everything is asked of what they left behind.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from assets.archive.places import Places
from tests.assets.extract.scoring import differences
from tests.portal import city
from tests.portal.city import AUDIT, CULTURE, FINANCE, FORESTRY, HETANG, JUSTICE, SCHOOL, WATER, WEATHER
from tests.portal.nights import Installation, Night
from tests.portal.reports import made, made_truth, rewritten, sample, sample_truth, sha256_of
from tests.portal.server import Portal
from tests.portal.sources import city_sources, write_sources

Version = tuple[str, int, int, bool, str]


def version(department: str, year: int, content: bytes, number: int = 1, current: bool = True) -> Version:
    return department, year, number, current, sha256_of(content)


CORRECTED, MISPRINTED = made(JUSTICE), made(JUSTICE, misprint=True)
FINAL, EARLIER = made(FINANCE), made(FINANCE, misprint=True)
OLD, REWRITTEN = sample("hetang-2020"), rewritten(sample("hetang-2020"))
SAMPLES = (
    "fuqiao-culture-2018",
    "hetang-2020",
    "qingshi-school-2023",
    "shihe-water-2021",
    "shihe-water-2022",
)
UNTOUCHED = [
    version(CULTURE, 2018, sample("fuqiao-culture-2018")),
    version(SCHOOL, 2023, sample("qingshi-school-2023")),
    version(WATER, 2021, sample("shihe-water-2021")),
    version(WATER, 2022, sample("shihe-water-2022")),
]
FIRST = [
    *UNTOUCHED,
    version(FINANCE, 2024, FINAL),
    version(HETANG, 2020, OLD),
    version(JUSTICE, 2024, MISPRINTED),
]
THIRD = [
    *FIRST[:-1],
    version(JUSTICE, 2024, MISPRINTED, 1, False),
    version(JUSTICE, 2024, CORRECTED, 2),
    *(version(name, 2024, made(name)) for name in (AUDIT, WEATHER, FORESTRY)),
]
FOURTH = [
    *THIRD[:4],
    version(FINANCE, 2024, EARLIER, 1, False),
    version(FINANCE, 2024, FINAL, 2),
    version(HETANG, 2020, OLD, 1, False),
    version(HETANG, 2020, REWRITTEN, 2),
    *THIRD[6:],
]
EXPECTED = {1: FIRST, 2: FIRST, 3: THIRD, 4: FOURTH, 5: FOURTH}


@dataclass(frozen=True)
class Passed:
    """Nights that have passed, and what the warehouse said after the last one."""

    nights: dict[int, Night]
    installation: Installation

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.installation.query(sql)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Passed:
    home = tmp_path_factory.mktemp("home")
    installation = Installation(tmp_path_factory.mktemp("nights") / "w.duckdb", home)
    with pytest.MonkeyPatch.context() as patch, Portal(city.city) as portal:
        patch.setenv("JUESUAN_WAREHOUSE", str(installation.warehouse))
        patch.setenv("JUESUAN_READING", "single")
        write_sources(Places(installation.warehouse).sources, city_sources(portal))
        return Passed({day: installation.night(portal, day) for day in EXPECTED}, installation)


@pytest.mark.parametrize("day", EXPECTED)
def test_exactly_the_reports_and_versions_of_the_night(passed: Passed, day: int) -> None:
    assert passed.nights[day].succeeded
    assert passed.nights[day].reports == sorted(EXPECTED[day])


def test_a_night_with_nothing_new_leaves_the_file_as_it_is(passed: Passed) -> None:
    files = {day: night.warehouse for day, night in passed.nights.items()}
    assert (files[2], files[5]) == (files[1], files[4])
    assert len(set(files.values())) == 3


def test_a_night_with_nothing_new_asks_for_no_body_that_is_known(passed: Passed) -> None:
    """Only robots.txt, a page that is made anew for each request, and what was refused once come whole."""
    whole = [request for request in passed.nights[5].requests if request.status == 200]
    asked = {request.target.partition("?")[0] for request in whole}
    assert asked == {"/robots.txt", "/shihe/list.asp", "/files/stats.pdf"}
    assert len(passed.nights[5].requests) < 45


def test_what_the_nights_brought(passed: Passed) -> None:
    new = {day: len(night.notes("new")) for day, night in passed.nights.items()}
    assert new == {1: 7, 2: 0, 3: 4, 4: 2, 5: 0}
    known = {day: night.notes("known") for day, night in passed.nights.items()}
    assert known == {1: [], 2: [], 3: [("/fuqiao/copy.pdf", "")], 4: [], 5: []}


def test_what_could_not_be_had_is_told_with_its_reason(passed: Passed) -> None:
    first = passed.nights[1]
    failures = [
        ("/files/audit.pdf", "status_500"),
        ("/shihe/down.asp?id=3", "too_slow"),
        ("/shihe/down.asp?id=4", "truncated"),
    ]
    assert first.notes("failed") == passed.nights[2].notes("failed") == failures
    assert first.notes("gone") == [("/files/gone.pdf", "status_404")]
    assert first.notes("refused") == [("/files/stats.pdf", "web_page"), ("/neibu/secret.pdf", "robots")]
    assert first.notes("unsupported") == [
        ("/files/a.doc", "doc"),
        ("/files/a.rar", "rar"),
        ("/files/a.xls", "xls"),
        ("/fuqiao/school.zip 说明.txt", "txt"),
    ]
    for day in (3, 4, 5):
        assert [passed.nights[day].notes(kind) for kind in ("failed", "refused", "unsupported")] == [
            [],
            [],
            [],
        ]


def test_what_must_not_be_asked_for_is_not(passed: Passed) -> None:
    targets = [request.target for night in passed.nights.values() for request in night.requests]
    assert [
        target for target in targets if "neibu" in target or "budget" in target or "t3.html" in target
    ] == []
    assert {request.headers["user-agent"].partition("/")[0] for request in passed.nights[1].requests} == {
        "juesuan"
    }


def test_a_download_that_broke_off_is_gone_on_with(passed: Passed) -> None:
    asked = [request for request in passed.nights[1].requests if request.target == "/files/finance.pdf"]
    assert [(request.status, request.headers.get("range")) for request in asked] == [
        (200, None),
        (206, "bytes=9000-"),
    ]


def test_where_everything_came_from(passed: Passed) -> None:
    urls = passed.query(f"SELECT url FROM archive_origin WHERE sha256 = '{sha256_of(OLD)}' ORDER BY url")
    assert [url.partition("//")[2].partition("/")[2] for (url,) in urls] == [
        "fuqiao/copy.pdf",
        "zwgk/czjs/202509/hetang.pdf",
    ]
    ((title, day, source),) = passed.query(
        f"SELECT title, published_on, source FROM archive_origin WHERE sha256 = '{sha256_of(CORRECTED)}'"
    )
    assert (title, day, source) == ("司法局决算（更正）.pdf", "2025-11-20", "city")


def test_versions_are_told_apart_by_their_facts(passed: Passed) -> None:
    states = passed.query("SELECT department, version_no, state FROM quality_revision ORDER BY department")
    assert states == [(HETANG, 2, "identical"), (JUSTICE, 2, "changed"), (FINANCE, 2, "changed")]
    cells = passed.query(
        "SELECT subject_code, measure, old_printed, new_printed FROM quality_revision_cell "
        f"WHERE sha256 = '{sha256_of(CORRECTED)}'"
    )
    assert cells == [("2040604", "project", "36.19", "63.19")]


def test_the_facts_are_those_of_the_pages(passed: Passed) -> None:
    truths = [sample_truth(name) for name in SAMPLES]
    truths += [made_truth(name) for name in (AUDIT, WEATHER, FORESTRY, FINANCE, JUSTICE)]
    truths += [made_truth(name, misprint=True) for name in (FINANCE, JUSTICE)]
    truths.append({**sample_truth("hetang-2020"), "sha256": sha256_of(REWRITTEN)})
    assert {truth["sha256"] for truth in truths} == {sha256 for *_, sha256 in passed.nights[5].reports}
    names = ("table_code", "side", "subject_code", "item", "measure", "amount")
    for truth in truths:
        cells = passed.query(f"SELECT {', '.join(names)} FROM fact_cell WHERE sha256 = '{truth['sha256']}'")
        read = {"status": "read", "cells": [dict(zip(names, cell, strict=True)) for cell in cells]}
        assert differences(truth, read) == []


def test_dagster_remembers_every_night(passed: Passed) -> None:
    runs = passed.installation.runs()
    assert [(run.job_name, run.is_success, run.tags["juesuan/trigger"]) for run in runs] == [
        ("nightly", True, "schedule")
    ] * len(EXPECTED)
