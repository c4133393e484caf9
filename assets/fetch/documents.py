"""Documents: asked for, conditionally where they are known, kept, and remembered with what became of them."""

from dataclasses import replace

from assets.archive.sidecar import Origin
from assets.archive.store import hash_file
from assets.fetch.answers import Download, Validators
from assets.fetch.archiving import Kept
from assets.fetch.crawl import Crawl
from assets.fetch.errors import FetchError, Gone, Refused
from assets.fetch.results import DocumentNote, State
from assets.fetch.state import DocumentRecord

# What was archived or unpacked once stays so in the books, whatever its address brings later.
HELD: tuple[State, ...] = ("archived", "unpacked")
KNOWN: tuple[State, ...] = (*HELD, "unsupported")


def remember_document(crawl: Crawl, url: str, page_url: str | None, title: str, day: str | None) -> bool:
    """Remember a document that a page links to, and say whether it is new.

    Of a known one, title and day become what the page that it was first found on says of it now.
    """
    known = crawl.state.document(crawl.source.name, url)
    if known is None:
        seen_at = crawl.now()
        record = DocumentRecord(crawl.source.name, url, "", page_url, title, day, seen_at, due_run=crawl.run)
        crawl.state.save(record)
        return True
    if known.page_url == page_url:
        crawl.state.save(replace(known, title=title or known.title, published_on=day or known.published_on))
    return False


def forget_lost(crawl: Crawl) -> None:
    """Ask anew for reports that were archived once and that the archive does not have any more."""
    keeper = crawl.keeper
    if keeper is None:
        return
    lost = {
        record.url for record in crawl.state.archived(crawl.source.name) if not keeper.holds(record.sha256)
    }
    for url in sorted(lost):
        whole = crawl.state.document(crawl.source.name, url)
        if whole is not None:
            known = replace(whole, etag=None, last_modified=None, body_sha256=None)
            crawl.state.save(replace(known, due_run=crawl.run))


def fetch_document(crawl: Crawl, record: DocumentRecord) -> None:
    """Ask for a document and keep what comes; a dry run only says what it would ask for.

    Raises NotNowError, BrokenOffError, and OSError for the archive's disk.
    """
    if crawl.keeper is None:
        if record.state not in KNOWN:
            crawl.result.would_fetch.append(note(record))
        return
    known = Validators(record.etag, record.last_modified) if record.state in KNOWN else None
    try:
        download = crawl.client.download(record.url, crawl.downloads, known)
    except FetchError as error:
        crawl.went_wrong(record.url, error)
        _put_off(crawl, record, error)
        return
    crawl.answered()
    if download.path is None:
        _unchanged(crawl, record)
        return
    body_sha256 = hash_file(download.path)[0]
    if record.state in KNOWN and body_sha256 == record.body_sha256:
        download.path.unlink(missing_ok=True)
        _unchanged(crawl, replace(record, etag=download.etag, last_modified=download.last_modified))
        return
    _keep(crawl, record, download, body_sha256)


def settle(
    crawl: Crawl, record: DocumentRecord, state: State, reason: str | None, detail: str | None
) -> None:
    """Remember that a document was not to be had or is not wanted, and tell of it.

    As long as it fails its first reason stands, so that a night which fails in another way changes nothing.
    """
    told = replace(record, state=state, reason=reason, detail=detail)
    if record.state not in HELD:
        first = record.reason if (record.state, state) == ("failed", "failed") else reason
        record = replace(record, state=state, reason=first, detail=detail)
    crawl.state.save(record)
    if state == "failed" or record.failures <= 1:
        lists = {"failed": crawl.result.failed, "gone": crawl.result.gone, "refused": crawl.result.refused}
        lists.get(state, crawl.result.unsupported).append(note(told))


def note(record: DocumentRecord) -> DocumentNote:
    """What there is to tell of a document."""
    return DocumentNote(
        record.url, record.title, record.state, record.member, record.reason, record.detail, record.sha256
    )


def _put_off(crawl: Crawl, record: DocumentRecord, error: FetchError) -> None:
    state: State = (
        "gone" if isinstance(error, Gone) else "refused" if isinstance(error, Refused) else "failed"
    )
    record.failures += 1
    record.due_run = crawl.retried(record.failures)
    settle(crawl, record, state, error.reason_code, error.message)


def _unchanged(crawl: Crawl, record: DocumentRecord) -> None:
    record.checks, record.failures = record.checks + 1, 0
    record.due_run = crawl.rechecked(record.checks)
    crawl.state.save(record)
    crawl.result.unchanged += 1


def _keep(crawl: Crawl, record: DocumentRecord, download: Download, body_sha256: str) -> None:
    """Bring a download into the archive, then into the books: a run killed in between downloads it again."""
    assert crawl.keeper is not None
    origin = Origin(
        source=record.source,
        url=record.url,
        fetched_at=crawl.now(),
        page_url=record.page_url,
        title=record.title or None,
        published_on=record.published_on,
        content_type=download.content_type,
        etag=download.etag,
        last_modified=download.last_modified,
    )
    whole, *members = crawl.keeper.keep(download, origin)
    with crawl.state.transaction():
        if whole.state == "refused":
            record.failures += 1
            record.due_run = crawl.retried(record.failures)
            settle(crawl, record, "refused", whole.reason, whole.detail)
            return
        record = replace(
            record, checks=0, failures=0, due_run=crawl.rechecked(0), body_sha256=body_sha256,
            etag=download.etag, last_modified=download.last_modified,
        )  # fmt: skip
        _enter(crawl, record, whole)
        for kept in members:
            known = crawl.state.document(record.source, record.url, kept.member)
            _enter(crawl, known or replace(record, member=kept.member, first_seen_at=crawl.now()), kept)


def _enter(crawl: Crawl, record: DocumentRecord, kept: Kept) -> None:
    """Put into the books what became of a document or of a file inside it."""
    if kept.state != "archived" and record.state in HELD and kept.state not in HELD:
        settle(crawl, record, kept.state, kept.reason, kept.detail)
        return
    record = replace(record, state=kept.state, reason=kept.reason, detail=kept.detail, sha256=kept.sha256)
    crawl.state.save(record)
    if kept.state == "archived":
        (crawl.result.new if kept.is_new else crawl.result.known).append(note(record))
    elif kept.state == "refused":
        crawl.result.refused.append(note(record))
    elif kept.state == "unsupported":
        crawl.result.unsupported.append(note(record))
