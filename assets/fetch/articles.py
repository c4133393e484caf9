"""Articles: pages with reports attached. One that has none is told of in their place."""

import re

from assets.fetch.asking import NoPageError, ask_page, rules_of
from assets.fetch.crawl import Crawl
from assets.fetch.documents import remember_document, settle
from assets.fetch.errors import FetchError, Gone, Refused
from assets.fetch.links import Found, Link
from assets.fetch.names import folded, suffix_of, without_ending
from assets.fetch.reading import UnreadableError
from assets.fetch.results import State
from assets.fetch.settings import settings
from assets.fetch.state import DocumentRecord, PageRecord

# The row that stands for an article itself is never asked for: the article is.
NEVER = 2**31 - 1


def visit_article(crawl: Crawl, record: PageRecord) -> None:
    """Read an article and remember its attachments; one without any is told as an unsupported report.

    Raises NotNowError, BrokenOffError.
    """
    articles = crawl.source.articles
    if articles is None:  # the source once said how to read them, and does no more
        return
    try:
        found, changed = ask_page(crawl, record, "page", rules_of(crawl.source, articles))
    except NoPageError:
        crawl.state.forget_page(record.source, record.url)
        remember_document(crawl, record.url, None, record.title, record.published_on)
        return
    except (FetchError, UnreadableError) as error:
        _put_off(crawl, record, error)
        return
    record.checks = 0 if changed else record.checks + 1
    record.failures, record.due_run = 0, crawl.rechecked(record.checks)
    links = found.links
    if "selector" not in articles.model_fields_set:  # every link of the page, its menus included
        links = [link for link in links if suffix_of(link.url) in settings().document_suffixes]
    with crawl.state.transaction():
        crawl.state.save(record)
        _remember_attachments(crawl, record, found, links)
        if links:
            _forget_stand_in(crawl, record)
        else:
            _stand_in(crawl, record, "unsupported", "no_attachment", None)


def _remember_attachments(crawl: Crawl, record: PageRecord, found: Found, links: list[Link]) -> None:
    headline = record.title or found.headline
    for link in links:
        said = folded(without_ending(link.title))
        says_something = said and not re.search(settings().generic_title, said, re.IGNORECASE)
        day = found.published_on or record.published_on or link.published_on
        remember_document(crawl, link.url, record.url, link.title if says_something else headline, day)


def _put_off(crawl: Crawl, record: PageRecord, error: FetchError | UnreadableError) -> None:
    state: State = (
        "gone" if isinstance(error, Gone) else "refused" if isinstance(error, Refused) else "failed"
    )
    reason = error.reason_code if isinstance(error, FetchError) else "unreadable"
    record.failures += 1
    record.due_run = crawl.retried(record.failures)
    with crawl.state.transaction():
        crawl.state.save(record)
        _stand_in(crawl, record, state, reason, str(error))


def _stand_in(crawl: Crawl, record: PageRecord, state: State, reason: str, detail: str | None) -> None:
    """Tell of an article in the place of the documents that nobody knows of."""
    known = crawl.state.document(record.source, record.url) or DocumentRecord(
        record.source, record.url, "", record.url, record.title, record.published_on, record.first_seen_at
    )
    known.failures, known.due_run = known.failures + 1, NEVER
    settle(crawl, known, state, reason, detail)


def _forget_stand_in(crawl: Crawl, record: PageRecord) -> None:
    known = crawl.state.document(record.source, record.url)
    if known is not None and known.due_run == NEVER:
        crawl.state.forget_document(record.source, record.url)
