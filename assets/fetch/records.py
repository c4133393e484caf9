"""What is remembered of sources, pages and documents between runs of fetching, as records."""

from dataclasses import dataclass
from typing import Literal

from assets.fetch.results import State

PageKind = Literal["listing", "article"]


@dataclass(slots=True)
class SourceRecord:
    """A source: how often it was gone through, when last wholly, and when it last brought new bytes."""

    name: str
    runs: int
    first_run_at: str
    last_run_at: str
    last_whole_at: str | None = None
    last_new_at: str | None = None
    problem: str | None = None


@dataclass(slots=True)
class PageRecord:
    """A listing or article. `found` is what was read from it (JSON), by rules with the hash `rules`.

    `checks` counts answers in a row that brought nothing new, `failures` attempts in a row that failed;
    `due_run` is the run of its source in which it is asked for again. `swept_run`, on a listing's first page,
    is the last run that went through all its pages.
    """

    source: str
    url: str
    kind: PageKind
    title: str
    published_on: str | None
    first_seen_at: str
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    rules: str | None = None
    found: str | None = None
    swept_run: int | None = None
    checks: int = 0
    failures: int = 0
    due_run: int = 0


@dataclass(slots=True)
class DocumentRecord:
    """A document, or a file inside one that is a zip (`member`); see the contract of fetch_document.

    `body_sha256` is that of the last whole download, whatever it was; the rest is as for pages.
    """

    source: str
    url: str
    member: str
    page_url: str | None
    title: str
    published_on: str | None
    first_seen_at: str
    state: State = "waiting"
    reason: str | None = None
    detail: str | None = None
    sha256: str | None = None
    body_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    checks: int = 0
    failures: int = 0
    due_run: int = 0
