"""Fetching: every source in turn, each on its own, so that one that fails never stops the others."""

import errno
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import structlog

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.fetch.archiving import Keeper
from assets.fetch.articles import visit_article
from assets.fetch.client import Client
from assets.fetch.clock import Clock
from assets.fetch.courtesy import Courtesy
from assets.fetch.crawl import BrokenOffError, Crawl, NotNowError
from assets.fetch.documents import fetch_document, forget_lost
from assets.fetch.download import clear_leftovers
from assets.fetch.guard import shown
from assets.fetch.listings import walk_listing
from assets.fetch.reading import open_pool
from assets.fetch.results import SourceResult
from assets.fetch.settings import settings
from assets.fetch.sources import Source
from assets.fetch.state import FetchState, FetchStateError, SourceRecord, set_aside, what_is_damaged
from assets.progress import Progress, SilentProgress
from assets.sandbox.pool import WorkerPool, WorkerStartError

log = structlog.stdlib.get_logger(__name__)

# These are no source's fault: the next one would fare no better.
OF_THE_MACHINE = frozenset(
    (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.EMFILE,
        errno.ENOMEM,
    )
)


def fetch_sources(
    places: Places,
    sources: Sequence[Source],
    dry_run: bool = False,
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> list[SourceResult]:
    """Look at each source in turn and bring what is new into the archive; returns what became of each.

    The caller holds the lock of the warehouse: the archive has one writer. Nothing is built. A dry run asks
    for pages only, downloads nothing and remembers nothing. ``clock`` is for tests that do not wait. Raises
    OSError where the disk gives up, FetchStateError for a state that a newer version made, WorkerStartError.
    """
    courtesy = Courtesy(clock or Clock())
    results: list[SourceResult] = []
    stage = (progress or SilentProgress()).stage("Looking at sources", len(sources))
    with _open_state(places, dry_run) as (state, damage), open_pool() as pool, stage as advance:
        keeper = None if dry_run else Keeper(Archive(places.archive), pool)
        if not dry_run:
            clear_leftovers(places.downloads)
        for source in sources:
            results.append(_look_at(source, places, state, pool, keeper, courtesy))
            advance(source.name)
        if results:
            results[0].problems[:0] = damage
    return results


def _look_at(  # noqa: PLR0913, PLR0917  # all that one run shares
    source: Source,
    places: Places,
    state: FetchState,
    pool: WorkerPool,
    keeper: Keeper | None,
    courtesy: Courtesy,
) -> SourceResult:
    now = _telling(courtesy.clock)
    result = SourceResult(source.name, now(), dry_run=keeper is None)
    record = state.source(source.name) or SourceRecord(source.name, 0, now(), now())
    record.runs, record.last_run_at = record.runs + 1, now()
    state.save(record)
    agent = settings().user_agent
    with Client(source.host_rules, source.request_limits, agent, courtesy) as client:
        crawl = Crawl(source, record.runs, state, client, pool, places.downloads, keeper, now, result)
        try:
            go_through(crawl)
        except BrokenOffError as error:
            result.problems.append(str(error))
        except (sqlite3.Error, MemoryError, WorkerStartError):
            raise
        except Exception as error:  # whatever a foreign page leads to: the other sources go on
            if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
                raise
            result.problems.append(f"broken off: {type(error).__name__}: {error}")
        result.requests, result.bytes = client.requests, client.bytes
    result.finished_at = record.last_run_at = now()
    record.problem = result.problems[0] if result.problems else None
    record.last_whole_at = record.last_whole_at if result.problems else now()
    record.last_new_at = now() if result.new else record.last_new_at
    state.save(record)
    _log(result)
    return result


def _log(result: SourceResult) -> None:
    for problem in result.problems:
        log.warning("a source could not be gone through", source=result.source, problem=problem)
    for note in (*result.failed, *result.refused):
        where = {"source": result.source, "url": shown(note.url), "member": note.member}
        log.warning("a document could not be had", **where, state=note.state, reason=note.reason)
    counts = {kind: len(getattr(result, kind)) for kind in ("new", "known", "unsupported", "gone")}
    log.info("source gone through", source=result.source, requests=result.requests, **counts)


def go_through(crawl: Crawl) -> None:
    """One run of a source: listings first, so that what they link to is asked for in the same run."""
    for listing in crawl.source.listings:
        with suppress(NotNowError):
            walk_listing(crawl, listing)
    for article in crawl.state.due_articles(crawl.source.name, crawl.run):
        with suppress(NotNowError):
            visit_article(crawl, article)
    forget_lost(crawl)
    for document in crawl.state.due_documents(crawl.source.name, crawl.run):
        with suppress(NotNowError):  # the next one may be on another host
            fetch_document(crawl, document)


@contextmanager
def _open_state(places: Places, dry_run: bool) -> Iterator[tuple[FetchState, list[str]]]:
    """The state, or a new one where the file is damaged, and what there is to tell of that."""
    path, damage = places.fetch_state, list[str]()
    if (damaged := what_is_damaged(path)) is not None:
        if dry_run:
            raise FetchStateError(damaged)
        damage.append(f"{damaged}; it lies at {set_aside(path).name} now, and all is asked for again")
    with (FetchState.rehearse if dry_run else FetchState.open)(path) as state:
        yield state, damage


def _telling(clock: Clock) -> Callable[[], str]:
    """Tells the time in UTC (ISO, to the second)."""
    return lambda: datetime.fromtimestamp(clock.wall(), UTC).isoformat(timespec="seconds")
