"""All sources of a run, over the network of this machine and through real workers."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.fetch.answers import Page
from assets.fetch.client import Client
from assets.fetch.fetching import fetch_sources
from assets.fetch.results import SourceResult
from assets.fetch.sources import Source
from assets.fetch.state import FetchStateError, document_rows, source_records
from tests.assets.fetch.crawling import pdf
from tests.portal.answers import Site, page
from tests.portal.answers import pdf as served
from tests.portal.pages import Link, listing
from tests.portal.server import Portal
from tests.portal.sources import source

REPORT = pdf("a report")


def site(portal: Portal) -> Site:
    gbk = listing(
        "示河县", [Link("/文件/某局.pdf", "某局2024年度部门决算公开", "2025-09-20")], encoding="gbk"
    )
    return {
        "/gbk.html": [page(gbk, "gbk", in_header=False)],
        "/%E6%96%87%E4%BB%B6/%E6%9F%90%E5%B1%80.pdf": [served(REPORT)],
        "/empty.html": [page(listing("空", []))],
        "/gone.html": [page(listing("陈", [Link("/none.pdf", "某局2023年度部门决算公开")]))],
    }


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal(site) as running:
        yield running


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "w.duckdb")


def sources(portal: Portal, *paths: str) -> list[Source]:
    made = [source(portal, path.strip("/").removesuffix(".html"), path) for path in paths]
    return [Source.model_validate(one) for one in made]


def test_a_report_comes_in_over_the_network_and_through_a_worker(portal: Portal, places: Places) -> None:
    (first,) = fetch_sources(places, sources(portal, "/gbk.html"))
    assert (first.ok, [note.title for note in first.new]) == (True, ["某局2024年度部门决算公开"])
    (report,) = Archive(places.archive).scan()
    assert (report.file_name, report.published_on) == ("某局.pdf", "2025-09-20")
    rows = list(document_rows(places.fetch_state))
    assert [(row["source"], row["state"], row["sha256"]) for row in rows] == [
        ("gbk", "archived", report.sha256)
    ]
    (again,) = fetch_sources(places, sources(portal, "/gbk.html"))
    assert (again.unchanged, again.new, again.requests) == (1, [], 3)
    assert [request.status for request in portal.requests()][-2:] == [304, 304]
    assert list(document_rows(places.fetch_state)) == rows


def test_one_source_that_fails_does_not_stop_the_others(
    portal: Portal, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_page = Client.get_page

    def stumble(client: Client, url: str, *rest: Any) -> Page:
        if url.endswith("/empty.html"):
            raise RuntimeError("nobody thought of that")
        return get_page(client, url, *rest)

    monkeypatch.setattr(Client, "get_page", stumble)
    results = fetch_sources(
        places, sources(portal, "/missing.html", "/empty.html", "/gone.html", "/gbk.html")
    )
    assert [result.source for result in results] == ["missing", "empty", "gone", "gbk"]
    assert [result.ok for result in results] == [False, False, True, True]
    assert "404" in results[0].problems[0]
    assert results[1].problems == ["broken off: RuntimeError: nobody thought of that"]
    assert [len(result.new) for result in results] == [0, 0, 0, 1]
    records = {record.name: record for record in source_records(places.fetch_state)}
    assert (records["gbk"].runs, records["gbk"].problem) == (1, None)
    assert records["gbk"].last_new_at == records["gbk"].last_whole_at is not None
    assert (records["empty"].last_whole_at, records["gone"].last_new_at) == (None, None)
    assert records["empty"].problem == results[1].problems[0]


def test_a_full_disk_is_no_fault_of_the_source(
    portal: Portal, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Archive, "add", full)
    with pytest.raises(OSError, match="No space left"):
        fetch_sources(places, sources(portal, "/gbk.html"))
    monkeypatch.undo()
    (result,) = fetch_sources(places, sources(portal, "/gbk.html"))
    assert len(result.new) == 1


def test_without_its_state_everything_is_asked_for_again_and_nothing_is_new(
    portal: Portal, places: Places
) -> None:
    chosen = sources(portal, "/gbk.html")
    fetch_sources(places, chosen)
    places.fetch_state.write_bytes(b"power cut" * 1000)
    with pytest.raises(FetchStateError, match="is damaged"):
        fetch_sources(places, chosen, dry_run=True)
    (result,) = fetch_sources(places, chosen)
    assert "fetch.sqlite.damaged now, and all is asked for again" in result.problems[0]
    assert (result.new, len(result.known)) == ([], 1)
    (after,) = fetch_sources(places, chosen)
    assert (after.ok, after.unchanged) == (True, 1)


def test_results_travel_as_json(portal: Portal, places: Places) -> None:
    (result,) = fetch_sources(places, sources(portal, "/gbk.html"), dry_run=True)
    assert [note.title for note in result.would_fetch] == ["某局2024年度部门决算公开"]
    assert SourceResult.from_json(result.to_json()) == result
    with pytest.raises(TypeError):
        SourceResult.from_json(replace(result).to_json() | {"colour": "red"})
