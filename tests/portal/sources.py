"""The sources of the portals of these tests, as an operator would write them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from tests.portal.server import Portal

# Real portals are given minutes; here a body that drips is given up within a second.
BRIEF = {
    "connect_seconds": 5,
    "read_seconds": 5,
    "page_seconds": 5,
    "document_seconds": 10,
    "attempts": 2,
    "first_backoff_seconds": 0,
    "longest_backoff_seconds": 0,
}
LINES = {
    "selector": "ul.list li a",
    "title": "决算",
    "exclude": "预算",
    "entry": "li",
    "date": "span.date",
}


def source(portal: Portal, name: str, listing: str, **more: Any) -> dict[str, Any]:
    """A source with one listing, whose lines are those of `pages.listing`."""
    return {
        "name": name,
        "publisher": "样川市",
        "hosts": [portal.host],
        "private_addresses": True,
        "seconds_between_requests": 0,
        "limits": BRIEF,
        **more,
        "listings": [{"url": portal.url(listing), **LINES}],
    }


def city_sources(portal: Portal) -> list[dict[str, Any]]:
    """The three portals of the city: articles over several pages, a GBK list of documents, a feed."""
    following = {"next": "div.pages a.next", "max_pages": 10}
    articles = {"headline": "h1", "selector": "div.content a"}
    city = source(portal, "city", "/zwgk/czjs/index.html", articles=articles)
    city["listings"][0] |= {"paging": following, "links_to": "articles"}
    county = source(portal, "county", "/shihe/list.asp?page=1", limits={**BRIEF, "document_seconds": 0.5})
    county["listings"][0] |= {"paging": following, "links_to": "documents"}
    district = source(portal, "district", "/fuqiao/rss.xml", articles=articles)
    district["listings"] = [{"url": portal.url("/fuqiao/rss.xml"), "kind": "feed", "links_to": "articles"}]
    return [city, county, district]


def trap_sources(portal: Portal, inner: Portal) -> list[dict[str, Any]]:
    """The list of traps, and each page that means harm, as a source of its own; little room is given.

    Two more sources name public hosts that turn out to lie on this machine, where `inner` listens.
    """
    tight = {**BRIEF, "document_bytes": 4 * 1024**2}
    traps = source(portal, "traps", "/traps/list.html", limits=tight)
    pages = [
        source(portal, f"page-{name}", f"/pages/{name}.html")
        for name in ("base", "bomb", "endless", "deep", "headers")
    ]
    feeds = [source(portal, f"feed-{name}", f"/pages/{name}.xml") for name in ("laughs", "entities")]
    for feed in feeds:
        feed["listings"] = [{"url": feed["listings"][0]["url"], "kind": "feed", "links_to": "documents"}]
    paging = source(portal, "paging", "/paging/0.html")
    paging["listings"][0] |= {"paging": {"next": "div.pages a.next", "max_pages": 5}}
    private = [
        source(inner, f"host-{name}", "/list.html", private_addresses=False, hosts=[f"{host}:{inner.port}"])
        for name, host in (("loopback", "127.0.0.1"), ("localhost", "localhost"))
    ]
    private[1]["listings"][0]["url"] = f"http://localhost:{inner.port}/list.html"
    return [traps, *pages, *feeds, paging, *private]


def write_sources(path: Path, sources: Iterable[dict[str, Any]]) -> Path:
    """Write an operator's file of sources; returns its path."""
    path.write_text(yaml.safe_dump(list(sources), allow_unicode=True), encoding="utf-8")
    return path
