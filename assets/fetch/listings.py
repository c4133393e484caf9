"""Listings: pages and feeds whose links are remembered as articles and documents to ask for."""

from collections.abc import Iterable
from dataclasses import replace

from assets.fetch.asking import ask_page, hash_of, known_page, rules_of
from assets.fetch.crawl import Crawl
from assets.fetch.documents import remember_document
from assets.fetch.errors import FetchError, Gone
from assets.fetch.links import Found, Link
from assets.fetch.names import suffix_of, years_in
from assets.fetch.reading import UnreadableError
from assets.fetch.settings import settings
from assets.fetch.sources import PAGE_NUMBER, Listing
from assets.fetch.state import PageRecord


class ListingError(Exception):
    """A page of a listing cannot be had or read, or holds no link at all."""


def walk_listing(crawl: Crawl, listing: Listing) -> None:
    """Go through a listing's pages as far as they bring something new, now and then to the last one.

    A walk that broke off is made up for by the next one, which goes through all pages.
    """
    first = known_page(crawl, listing.url, "listing")
    swept = first.swept_run if first.rules == hash_of(rules_of(crawl.source, listing)) else None
    sweeping = swept is None or crawl.run - swept >= settings().sweep_every_runs
    url, seen = listing.url, set[str]()
    try:
        for number in range(1, (listing.paging.max_pages if listing.paging else 1) + 1):
            if (found := _read(crawl, listing, url, number)) is None:
                break
            addresses = {link.url for link in found.links}
            fresh = _remember(crawl, url, found.links, listing)
            following = _following(listing, found, number)
            if following is None or (number > 1 and addresses <= seen) or not (fresh or sweeping):
                break
            seen |= addresses
            url = following
            _mark_swept(crawl, listing, None)
    except ListingError as error:
        told = str(error)
        crawl.result.problems.append(told if told.startswith(url) else f"{url}: {told}")
        return
    _mark_swept(crawl, listing, crawl.run if sweeping else swept)


def _read(crawl: Crawl, listing: Listing, url: str, number: int) -> Found | None:
    """What one page of a listing holds; None past the last page.

    Raises ListingError, NotNowError, BrokenOffError.
    """
    record = known_page(crawl, url, "listing")
    try:
        found, _ = ask_page(crawl, record, listing.kind, rules_of(crawl.source, listing))
    except Gone as error:
        if number > 1 and listing.paging is not None and listing.paging.pages is not None:
            return None
        raise ListingError(error.message) from error
    except (FetchError, UnreadableError) as error:
        raise ListingError(str(error)) from error
    if number == 1 and not found.candidates:
        raise ListingError("no link stands where the source says; the page may have been made anew")
    if found.too_many:
        crawl.result.problems.append(f"{url}: more links than a page may have")
    crawl.state.save(record)
    return found


def _remember(crawl: Crawl, url: str, links: Iterable[Link], listing: Listing) -> int:
    """Remember what a listing's page links to; returns how many addresses were not known."""
    fresh = 0
    with crawl.state.transaction():
        for link in links:
            if link.url == url or not _in_years(crawl, link.title):
                continue
            if _is_document(crawl, link, listing):
                fresh += remember_document(crawl, link.url, url, link.title, link.published_on)
            else:
                fresh += _remember_article(crawl, link)
    return fresh


def _is_document(crawl: Crawl, link: Link, listing: Listing) -> bool:
    """Whether a link is taken for a document's; its bytes may still tell otherwise."""
    if listing.links_to != "either":
        return listing.links_to == "documents"
    return crawl.source.articles is None or suffix_of(link.url) in settings().document_suffixes


def _remember_article(crawl: Crawl, link: Link) -> bool:
    name = crawl.source.name
    known = crawl.state.page(name, link.url)
    if known is None:
        if crawl.state.document(name, link.url) is not None:  # it turned out to be one
            return False
        seen_at = crawl.now()
        record = PageRecord(name, link.url, "article", link.title, link.published_on, seen_at)
        crawl.state.save(replace(record, due_run=crawl.run))
        return True
    if known.kind == "article":
        title, day = link.title or known.title, link.published_on or known.published_on
        crawl.state.save(replace(known, title=title, published_on=day))
    return False


def _following(listing: Listing, found: Found, number: int) -> str | None:
    """Address of the page after page ``number``."""
    if listing.paging is None or listing.paging.pages is None:
        return found.next_url
    return listing.paging.pages.replace(PAGE_NUMBER, str(listing.paging.first + number - 1))


def _mark_swept(crawl: Crawl, listing: Listing, run: int | None) -> None:
    """Remember which run went through the whole listing last; None while a walk is under way."""
    record = crawl.state.page(crawl.source.name, listing.url)
    if record is not None and record.swept_run != run:
        crawl.state.save(replace(record, swept_run=run))


def _in_years(crawl: Crawl, title: str) -> bool:
    """Whether a title names a year that the source is asked for, or none at all."""
    first, last = crawl.source.first_year or 0, crawl.source.last_year or 9999
    years = years_in(title)
    return not years or any(first <= year <= last for year in years)
