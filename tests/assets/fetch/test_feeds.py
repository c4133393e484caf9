"""Links out of feeds, and feeds that mean harm."""

from assets.fetch.feeds import read_feed
from assets.fetch.links import Found, Link, LinkRules

URL = "http://h.example/rss.xml"


def read(text: str, **rules: str) -> Found:
    return read_feed(text, URL, "utf-8", LinkRules("a", **rules))


def test_rss() -> None:
    found = read(
        """<?xml version="1.0" encoding="GBK"?><rss version="2.0"><channel><title>决算</title>
        <link>http://h.example/</link><item><title>甲局决算</title><link> /a.html </link>
        <pubDate>Fri, 12 Sep 2025 23:30:00 +0800</pubDate></item>
        <item><title>乙局决算</title><link>/b.html</link><enclosure url="/b.pdf" type="x"/></item>
        <item><title>丙局预算</title><link>/c.html</link></item></channel></rss>""",
        title="决算",
    )
    assert found.links == [
        Link("http://h.example/a.html", "甲局决算", "2025-09-12"),
        Link("http://h.example/b.pdf", "乙局决算"),
    ]
    assert found.candidates == 3


def test_atom() -> None:
    found = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>甲局决算</title>
        <updated>2025-10-01T00:00:00Z</updated><published>2025-09-12T23:30:00+08:00</published>
        <link rel="self" href="/self"/><link href="/a.html"/></entry>
        <entry><title>乙局决算</title><updated>2025-10-02T00:00:00Z</updated>
        <link rel="alternate" href="/b.html"/><link rel="enclosure" href="/b.pdf"/></entry></feed>"""
    )
    assert found.links == [
        Link("http://h.example/a.html", "甲局决算", "2025-09-12"),
        Link("http://h.example/b.pdf", "乙局决算", "2025-10-02"),
    ]


def test_entities_are_neither_expanded_nor_loaded() -> None:
    found = read(
        """<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">
        <!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
        <rss><channel><item><title>&file;&b;决算</title><link>/a.html</link></item></channel></rss>"""
    )
    (link,) = found.links
    assert "root:" not in link.title and "aaaa" not in link.title


def test_what_is_no_feed_has_no_entries() -> None:
    for text in ("", "plain", "<html><body><p>maintenance</body></html>", "<rss><channel>"):
        assert read(text).candidates == 0


def test_a_day_that_is_none_is_left_open() -> None:
    for day in ("yesterday", "2025-13-40", ""):
        item = f"<rss><item><title>x</title><link>/a</link><pubDate>{day}</pubDate></item></rss>"
        assert [link.published_on for link in read(item).links] == [None]
