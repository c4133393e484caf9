"""Crawls of a made-up site without a network: pages and documents from a dict, workers in this process."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.fetch.answers import Download, Page, Validators
from assets.fetch.archiving import Keeper
from assets.fetch.crawl import BrokenOffError, Crawl
from assets.fetch.errors import FetchError, Gone
from assets.fetch.fetching import go_through
from assets.fetch.file_names import told_name
from assets.fetch.results import SourceResult
from assets.fetch.sniff import kind_of
from assets.fetch.sources import Source
from assets.fetch.state import DocumentRecord, FetchState, PageRecord
from assets.sandbox.pool import Failure, TaskResult, WorkerPool
from assets.sandbox.worker import find_function

ROOT = "http://site.example"
NOW = "2026-03-01T18:00:00+00:00"
Site = dict[str, bytes | FetchError]


def pdf(text: str) -> bytes:
    """What passes for a PDF where nobody opens it."""
    return f"%PDF-1.4\n{text}\n%%EOF\n".encode()


def listing(*links: tuple[str, str, str], after: str = "") -> bytes:
    """A list of links: address, title, day."""
    rows = "".join(f'<li><a href="{href}">{title}</a><span>{day}</span></li>' for href, title, day in links)
    return f'<html><ul>{rows}</ul><a class="next" href="{after}">下一页</a></html>'.encode()


def article(title: str, *links: tuple[str, str]) -> bytes:
    """An article with attachments: address and title."""
    rows = "".join(f'<a href="{href}">{said}</a>' for href, said in links)
    return f"<html><h1>{title}</h1><div class=content>{rows}</div></html>".encode()


def make_source(**changes: Any) -> Source:
    """A source whose listing is the site's first page."""
    page = {"url": f"{ROOT}/", "selector": "li a", "entry": "li"} | changes.pop("listing", {})
    return Source.model_validate({"name": "site", "publisher": "某局", "listings": [page]} | changes)


class SiteClient:
    """Answers from a site, of which a test may change what it likes; every request is in the log."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.log: list[tuple[str, bool]] = []  # address, and whether the request was conditional
        self.requests = self.bytes = 0

    def get_page(self, url: str, validators: Validators | None = None) -> Page:
        body = self._answer(url, validators)
        same = body is None
        return Page(
            url, url, 304 if same else 200, same, body or b"", "text/html", None, self._etag(url), None
        )

    def download(self, url: str, folder: Path, validators: Validators | None = None) -> Download:
        body = self._answer(url, validators)
        etag = self._etag(url)
        if body is None:
            return Download(url, url, True, None, 0, "", None, None, etag, None)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / hashlib.sha256(url.encode()).hexdigest()
        path.write_bytes(body)
        name = told_name(None, url)
        return Download(url, url, False, path, len(body), kind_of(body), name, "application/pdf", etag, None)

    def asked(self) -> list[str]:
        """Paths asked for since this was last called."""
        paths = [url.removeprefix(ROOT) for url, _ in self.log]
        self.log.clear()
        return paths

    def _answer(self, url: str, validators: Validators | None) -> bytes | None:
        self.log.append((url, validators is not None))
        answer = self.site.get(url.removeprefix(ROOT), Gone("status_404", "not there"))
        if isinstance(answer, FetchError):
            raise answer
        return None if validators and validators.etag == self._etag(url) else answer

    def _etag(self, url: str) -> str:
        answer = self.site[url.removeprefix(ROOT)]
        assert isinstance(answer, bytes)
        return hashlib.sha256(answer).hexdigest()


class InlinePool(WorkerPool):
    """Runs tasks here and now; their arguments and results travel as JSON all the same."""

    def run(
        self,
        function: Callable[[dict[str, Any]], dict[str, Any]] | str,
        tasks: Iterable[tuple[Any, dict[str, Any]]],
    ) -> Iterator[TaskResult]:
        assert isinstance(function, str)
        for key, arguments in tasks:
            try:
                value = find_function(function)(json.loads(json.dumps(arguments)))
                yield TaskResult(key, json.loads(json.dumps(value)))
            except Exception as error:
                yield TaskResult(key, failure=Failure("error", f"{type(error).__name__}: {error}"))


class Visits:
    """Visits of one source, run after run, into an archive and a state of their own."""

    def __init__(self, folder: Path, site: Site, source: Source | None = None) -> None:
        self.places = Places(folder / "w.duckdb")
        self.client = SiteClient(site)
        self.site = site
        self.source = source or make_source()
        self.run = 0

    def visit(self, dry_run: bool = False) -> SourceResult:
        """One run; what it broke off for is a problem of the result, as in ``fetch_sources``."""
        self.run += 1
        result = SourceResult(self.source.name, NOW)
        opening = FetchState.rehearse if dry_run else FetchState.open
        with opening(self.places.fetch_state) as state, InlinePool() as pool:
            keeper = None if dry_run else Keeper(Archive(self.places.archive), pool)
            crawl = Crawl(
                self.source, self.run, state, self.client, pool,
                self.places.downloads, keeper, lambda: NOW, result,
            )  # fmt: skip
            try:
                go_through(crawl)
            except BrokenOffError as error:
                result.problems.append(str(error))
        return result

    def visits(self, count: int) -> list[SourceResult]:
        """So many runs."""
        return [self.visit() for _ in range(count)]

    @contextmanager
    def state(self) -> Iterator[FetchState]:
        """What is remembered, to look into."""
        with FetchState.open(self.places.fetch_state) as state:
            yield state

    def document(self, path: str, member: str = "") -> DocumentRecord:
        """What is remembered of a document."""
        with self.state() as state:
            record = state.document(self.source.name, ROOT + path, member)
        assert record is not None
        return record

    def page(self, path: str) -> PageRecord | None:
        """What is remembered of a page."""
        with self.state() as state:
            return state.page(self.source.name, ROOT + path)

    def archived(self) -> dict[str, Any]:
        """Reports of the archive by SHA-256."""
        return {report.sha256: report for report in Archive(self.places.archive).scan()}


def sha256_of(body: bytes) -> str:
    """Name of some bytes."""
    return hashlib.sha256(body).hexdigest()
