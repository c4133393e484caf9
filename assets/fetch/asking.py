"""Asking for listings and articles, conditionally, and reading what has changed of them."""

import hashlib
import json
from dataclasses import asdict

from assets.fetch.answers import Validators
from assets.fetch.crawl import Crawl
from assets.fetch.errors import FetchError, Refused
from assets.fetch.links import Found, LinkRules
from assets.fetch.reading import found_from_json, read_page
from assets.fetch.records import PageKind, PageRecord
from assets.fetch.settings import settings
from assets.fetch.sniff import HEAD_BYTES, kind_of
from assets.fetch.sources import Links, Source

READABLE_KINDS = ("html", "xml", "text", "unknown", "empty")


class NoPageError(Exception):
    """The address of an article turned out to be a document's."""


def known_page(crawl: Crawl, url: str, kind: PageKind) -> PageRecord:
    """What is known of a page; a record not saved yet for one that is new."""
    known = crawl.state.page(crawl.source.name, url)
    if known is not None and known.kind == kind:
        return known
    return PageRecord(crawl.source.name, url, kind, "", None, crawl.now())


def ask_page(crawl: Crawl, record: PageRecord, kind: str, rules: LinkRules) -> tuple[Found, bool]:
    """What a page (``kind`` page) or feed holds, and whether that is something else than before.

    The record has the answer afterwards, but is not saved. What was read by other rules is asked for whole.
    Raises FetchError, UnreadableError, NoPageError, NotNowError, BrokenOffError.
    """
    same_rules = record.found is not None and record.rules == hash_of(rules)
    known = Validators(record.etag, record.last_modified) if same_rules else None
    crawl.result.pages += 1
    try:
        page = crawl.client.get_page(record.url, known)
    except FetchError as error:
        if isinstance(error, Refused) and error.reason_code == "too_large" and record.kind == "article":
            raise NoPageError from error
        crawl.went_wrong(record.url, error)
        raise
    crawl.answered()
    body_sha256 = hashlib.sha256(page.body).hexdigest()
    if same_rules and (page.not_modified or body_sha256 == record.body_sha256):
        assert record.found is not None
        return found_from_json(json.loads(record.found)), False
    if record.kind == "article" and kind_of(page.body[:HEAD_BYTES]) not in READABLE_KINDS:
        raise NoPageError
    found = read_page(crawl.pool, page, kind, crawl.source.encoding, rules)
    record.etag, record.last_modified, record.body_sha256 = page.etag, page.last_modified, body_sha256
    # Counters of visitors and the like are another each time; what counts is what was found.
    before, record.found = record.found, json.dumps(asdict(found), ensure_ascii=False)
    record.rules = hash_of(rules)
    return found, record.found != before


def rules_of(source: Source, links: Links) -> LinkRules:
    """How a listing or an article of a source is read, as the worker takes it."""
    shared = links.model_dump(include={"selector", "title", "exclude", "entry", "date", "date_pattern"})
    paging = getattr(links, "paging", None)
    return LinkRules(
        **shared,
        next=paging and paging.next,
        headline=getattr(links, "headline", None),
        drop_parameters=source.drop_parameters,
    )


def hash_of(rules: LinkRules) -> str:
    """Tells whether a page was read by these rules, and by what holds for every source."""
    common = settings()
    shared = (common.date_pattern, common.date_meta, common.headline_meta, common.links_of_a_page)
    return hashlib.sha256(repr((rules, shared)).encode()).hexdigest()
