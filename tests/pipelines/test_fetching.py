"""``juesuan fetch``: what it prints, how it exits, what it leaves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.facts import warehouse
from assets.facts.publication import OUTCOMES
from assets.fetch.results import DocumentNote, SourceResult
from assets.runs import journal
from expectations.outcomes import ValidationRun, save_outcomes
from pipelines.cli import main
from pipelines.fetching import needs_attention, tell_results
from tests.portal.answers import Site, failure, page, pdf
from tests.portal.pages import Link, listing
from tests.portal.server import Portal
from tests.portal.sources import source, write_sources

REPORT = b"%PDF-1.4\na report\n%%EOF\n"


def site(portal: Portal) -> Site:
    links = [Link("/a.pdf", "甲局2024年度部门决算"), Link("/b.pdf", "乙局2024年度部门决算")]
    return {"/": [page(listing("决算", links))], "/a.pdf": [pdf(REPORT)], "/b.pdf": [failure(500)]}


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with Portal(site) as running:
        yield running


def fetch(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["fetch", "--warehouse", str(folder / "w.duckdb"), *arguments])


def test_a_dry_run_and_a_real_one(portal: Portal, tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    write_sources(places.sources, [source(portal, "city", "/")])
    dry = fetch(tmp_path, "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    assert (
        "city: 2 to download" in dry.stdout and f"甲局2024年度部门决算 {portal.url('/a.pdf')}" in dry.stdout
    )
    assert not places.fetch_state.exists() and not places.archive.exists()
    real = fetch(tmp_path, "--source", "city")
    assert real.exit_code == 1
    assert "city: 1 new, 1 failed" in real.stdout
    assert f"failed: 乙局2024年度部门决算 {portal.url('/b.pdf')}: status_500" in real.stderr
    assert len(Archive(places.archive).scan()) == 1
    assert not places.warehouse.exists()
    assert [run.command for run in journal.read_journal(places.runs).runs] == ["dry run", "fetch"]


def test_results_that_a_killed_run_left_are_published_first(portal: Portal, tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    write_sources(places.sources, [source(portal, "city", "/")])
    warehouse.create(places.warehouse)
    places.archive.mkdir()
    places.quality_staging.mkdir()
    save_outcomes(ValidationRun("b", places.quality_staging, ()), places.quality_staging / OUTCOMES)
    assert fetch(tmp_path, "--dry-run").exit_code == 0
    assert (places.quality / OUTCOMES).exists()
    assert not places.quality_staging.exists()


def test_a_damaged_state_is_told_to_those_who_build(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    places.fetch_state.write_bytes(b"no file of SQLite, and longer than its header would be".ljust(200))
    (tmp_path / "report.pdf").write_bytes(REPORT)
    words = ["ingest", "--warehouse", str(places.warehouse), str(tmp_path / "report.pdf")]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 1
    assert "w.fetch.sqlite cannot be read: file is not a database; move it away" in told.stderr


@pytest.mark.parametrize(
    ("entries", "arguments", "told"),
    [
        ([], [], "no source is enabled; describe one in"),
        ([], ["--source", "x"], "no source is called x; there are: example-county"),
        ([{"name": "x"}], [], "entry 1 (x): publisher: Field required"),
    ],
)
def test_wrong_use(tmp_path: Path, entries: list[dict[str, Any]], arguments: list[str], told: str) -> None:
    write_sources(Places(tmp_path / "w.duckdb").sources, entries)
    result = fetch(tmp_path, *arguments)
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["w.sources.yml"]


def note(state: Any, **more: Any) -> DocumentNote:
    return DocumentNote("http://h.example/a.pdf", "某局决算", state, **more)


def result(**lists: Any) -> SourceResult:
    return SourceResult("city", "2026-03-01T18:00:00+00:00", **lists)


@pytest.mark.parametrize(
    ("told", "attention"),
    [
        (result(new=[note("archived")]), False),
        (result(unsupported=[note("unsupported", reason="doc")]), False),
        (result(gone=[note("gone", reason="status_404")]), False),
        (result(refused=[note("refused", reason="web_page")]), True),
        (result(failed=[note("failed", reason="timeout")]), True),
        (result(problems=["no answer"]), True),
    ],
)
def test_what_makes_it_exit_with_1(told: SourceResult, attention: bool) -> None:
    assert needs_attention(told) is attention


def test_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    told = result(
        requests=7,
        bytes=12345,
        unchanged=2,
        new=[note("archived", member="某\x1b[31m.pdf")],
        unsupported=[note("unsupported", reason="doc", detail="a.doc")],
        refused=[note("refused", reason="robots", detail="http://h.example/a.pdf: forbidden")],
        problems=["http://h.example/: no answer"],
    )
    tell_results([told])
    printed = capsys.readouterr()
    assert printed.out == (
        "city: 1 new, 2 unchanged, 1 unsupported, 1 refused (7 requests, 12,345 bytes)\n"
        "  某局决算 http://h.example/a.pdf (某?[31m.pdf)\n"
    )
    assert printed.err == (
        "source failed: city: http://h.example/: no answer\n"
        "refused: 某局决算 http://h.example/a.pdf: robots (forbidden)\n"
        "unsupported: 某局决算 http://h.example/a.pdf: doc\n"
    )
