"""Listings over many runs: pages gone through, left at what is known, made up for when they broke off."""

from pathlib import Path
from typing import Any

import pytest

from assets.fetch.errors import Gone, Unreachable
from assets.fetch.settings import settings
from tests.assets.fetch.crawling import ROOT, Site, Visits, article, listing, make_source, pdf

NEXT = {"paging": {"next": "a.next"}}
PAGES = {"paging": {"pages": f"{ROOT}/index_{{page}}.html", "first": 1}}


def paged(pages: int, paths: list[str]) -> Site:
    """Pages of a listing with one document each."""
    site: Site = {}
    for number in range(pages):
        after = paths[number + 1] if number + 1 < pages else ""
        site[paths[number]] = listing((f"/{number}.pdf", f"决算{number}", ""), after=after)
        site[f"/{number}.pdf"] = pdf(str(number))
    return site


def visiting(folder: Path, site: Site, **listing: Any) -> Visits:
    return Visits(folder, site, make_source(listing=listing))


def pages_asked(visits: Visits) -> list[str]:
    return [path for path in visits.client.asked() if not path.endswith(".pdf")]


def test_the_first_visit_goes_through_all_pages(tmp_path: Path) -> None:
    visits = visiting(tmp_path, paged(3, ["/", "/p2", "/p3"]), **NEXT)
    assert len(visits.visit().new) == 3
    assert pages_asked(visits) == ["/", "/p2", "/p3"]


def test_later_visits_stop_at_the_page_that_brings_nothing_new(tmp_path: Path) -> None:
    visits = visiting(tmp_path, paged(3, ["/", "/p2", "/p3"]), **NEXT)
    visits.visits(2)
    visits.client.asked()
    visits.site["/"] = listing(("/new.pdf", "决算新", ""), ("/0.pdf", "决算0", ""), after="/p2")
    visits.site["/new.pdf"] = pdf("new")
    assert len(visits.visit().new) == 1
    assert pages_asked(visits) == ["/", "/p2"]


def test_now_and_then_a_visit_goes_through_all_pages(tmp_path: Path) -> None:
    visits = visiting(tmp_path, paged(2, ["/", "/p2"]), **NEXT)
    whole = [run for run in range(1, 70) if visits.visit() and "/p2" in pages_asked(visits)]
    assert whole == [1, 1 + settings().sweep_every_runs, 1 + 2 * settings().sweep_every_runs]


def test_numbered_pages_end_where_the_server_has_none(tmp_path: Path) -> None:
    visits = visiting(tmp_path, paged(3, ["/", "/index_1.html", "/index_2.html"]), **PAGES)
    result = visits.visit()
    assert (len(result.new), result.problems) == (3, [])
    assert pages_asked(visits)[-1] == "/index_3.html"
    visits.visit()
    assert pages_asked(visits) == ["/"]


def test_a_server_that_repeats_its_last_page_is_left(tmp_path: Path) -> None:
    site = paged(2, ["/", "/index_1.html"])
    site |= {f"/index_{number}.html": site["/index_1.html"] for number in range(2, 9)}
    visits = visiting(tmp_path, site, **PAGES)
    visits.visit()
    assert pages_asked(visits) == ["/", "/index_1.html", "/index_2.html"]


def test_a_circle_of_pages_and_an_endless_one_end(tmp_path: Path) -> None:
    site = paged(2, ["/", "/p2"])
    site["/p2"] = listing(("/1.pdf", "决算1", ""), after="/")
    circle = visiting(tmp_path / "circle", site, **NEXT)
    circle.visit()
    assert pages_asked(circle) == ["/", "/p2", "/"]
    endless = visiting(
        tmp_path / "endless",
        paged(30, ["/", *(f"/p{number}" for number in range(2, 31))]),
        paging={"next": "a.next", "max_pages": 4},
    )
    endless.visit()
    assert len(pages_asked(endless)) == 4


@pytest.mark.parametrize("paging", [NEXT, PAGES])
def test_a_walk_that_broke_off_is_made_up_for(tmp_path: Path, paging: dict[str, Any]) -> None:
    site = paged(3, ["/", "/index_1.html", "/index_2.html"])
    visits = visiting(tmp_path, site, **paging)
    visits.visits(2)
    last = site["/index_2.html"]
    # Two pages of news at once, and the second of them cannot be had.
    visits.site["/"] = listing(("/a.pdf", "决算甲", ""), after="/index_1.html")
    visits.site |= {"/a.pdf": pdf("a"), "/index_1.html": Unreachable("timeout", "no answer")}
    result = visits.visit()
    assert (len(result.new), result.problems) == (1, [f"{ROOT}/index_1.html: no answer"])
    visits.site["/index_1.html"] = listing(("/b.pdf", "决算乙", ""), after="/index_2.html")
    visits.site |= {"/b.pdf": pdf("b"), "/index_2.html": last}
    assert [note.title for note in visits.visit().new] == ["决算乙"]


def test_a_listing_that_is_gone_or_made_anew_is_a_problem(tmp_path: Path) -> None:
    visits = visiting(tmp_path, {"/": Gone("status_404", "not there")})
    assert visits.visit().problems == [f"{ROOT}/: not there"]
    visits.site["/"] = b"<html><div><a href='/a.pdf'>x</a></div></html>"
    assert "no link stands where the source says" in visits.visit().problems[0]


def test_a_listing_without_wanted_titles_is_none(tmp_path: Path) -> None:
    visits = visiting(tmp_path, {"/": listing(("/a.pdf", "某局预算", ""))}, title="决算")
    assert (visits.visit().problems, visits.client.asked()) == ([], ["/"])


def test_a_page_read_by_other_rules_is_asked_for_whole(tmp_path: Path) -> None:
    site = {
        "/": listing(("/a.pdf", "某局预算", ""), ("/b.pdf", "某局决算", "")),
        "/a.pdf": pdf("a"),
        "/b.pdf": pdf("b"),
    }
    visits = visiting(tmp_path, site, title="决算")
    visits.visit()
    visits.source = make_source(listing={"title": "预算"})
    visits.client.log.clear()
    visits.visit()
    assert visits.client.log[0] == (f"{ROOT}/", False)
    assert visits.document("/a.pdf").state == "archived"


def test_titles_and_days_follow_the_page_that_first_linked(tmp_path: Path) -> None:
    visits = visiting(tmp_path, {"/": listing(("/a.pdf", "某局决算", "")), "/a.pdf": pdf("a")})
    visits.visit()
    visits.site["/"] = listing(("/a.pdf", "某局决算（更正）", "2025-09-01"))
    visits.visit()
    record = visits.document("/a.pdf")
    assert (record.title, record.published_on) == ("某局决算（更正）", "2025-09-01")


def test_articles_and_documents_are_told_apart_by_their_addresses(tmp_path: Path) -> None:
    site: Site = {
        "/": listing(("/a.pdf", "甲决算", ""), ("/b.html", "乙决算", "")),
        "/a.pdf": pdf("a"),
        "/b.html": article("乙决算", ("/b.pdf", "附件1")),
        "/b.pdf": pdf("b"),
    }
    visits = Visits(tmp_path, site, make_source(articles={}))
    assert sorted(note.title for note in visits.visit().new) == ["乙决算", "甲决算"]


def test_all_links_may_be_documents_or_articles(tmp_path: Path) -> None:
    site: Site = {"/": listing(("/down?id=1", "甲决算", "")), "/down?id=1": pdf("a")}
    documents = Visits(tmp_path / "1", site, make_source(articles={}, listing={"links_to": "documents"}))
    assert (len(documents.visit().new), documents.page("/down?id=1")) == (1, None)
    site["/"] = listing(("/a.pdf", "甲决算", ""))
    site["/a.pdf"] = article("甲决算", ("/real.pdf", "正文"))
    site["/real.pdf"] = pdf("real")
    articles = Visits(tmp_path / "2", site, make_source(articles={}, listing={"links_to": "articles"}))
    assert [note.url for note in articles.visit().new] == [f"{ROOT}/real.pdf"]


def test_a_feed_is_read_like_a_list(tmp_path: Path) -> None:
    feed = (
        "<rss><channel><item><title>某局决算</title><link>/a.pdf</link>"
        "<pubDate>Fri, 12 Sep 2025 08:00:00 +0800</pubDate></item></channel></rss>"
    )
    source = make_source(listings=[{"url": f"{ROOT}/rss.xml", "kind": "feed", "title": "决算"}])
    visits = Visits(tmp_path, {"/rss.xml": feed.encode(), "/a.pdf": pdf("a")}, source)
    visits.visit()
    assert (visits.document("/a.pdf").state, visits.document("/a.pdf").published_on) == (
        "archived",
        "2025-09-12",
    )
