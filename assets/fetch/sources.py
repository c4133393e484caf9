"""Sources as data: where reports are published, how their links are found, and how politely to ask.

Two files hold them, both lists of entries in YAML: `sources.yml` in assets/reference, for everybody, and one
that operators keep beside their own warehouse; an entry of theirs replaces the shipped one of the same name.
What belongs here: reading and checking the files. How a source is gone through is in crawl.py.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assets.fetch.errors import Refused
from assets.fetch.guard import HostRules
from assets.fetch.limits import Limits
from assets.fetch.source_fields import DatePattern, Encoding, LimitName, Month, Pattern, Selector, Url
from expectations.yaml_files import read_yaml

PROJECT_FILE = Path(__file__).parents[1] / "reference" / "sources.yml"
PAGE_NUMBER = "{page}"


class SourcesError(ValueError):
    """A file of sources is malformed, or there is no source of that name; the message says where and what."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Links(_Strict):
    """How links are found on a page.

    `title` and `exclude` are searched in the link's title after NFKC, without white space. `entry` selects
    the element around a link (a list's line) in which its date is looked for; `date` narrows that down, and
    without `entry` it is looked for in the whole page. `date_pattern` has groups year, month and day.
    """

    selector: Selector = "a[href]"
    title: Pattern | None = None
    exclude: Pattern | None = None
    entry: Selector | None = None
    date: Selector | None = None
    date_pattern: DatePattern | None = None


class Paging(_Strict):
    """How a listing goes on: a link to the next page, or an address with {page} in it, counted from `first`.

    `first` is the number of the second page, which many portals call index_1. `max_pages` counts all pages.
    """

    next: Selector | None = None
    pages: Url | None = None
    first: int = Field(default=1, ge=0)
    max_pages: int = Field(default=50, ge=1, le=1000)

    @model_validator(mode="after")
    def _one_way(self) -> "Paging":
        if (self.next is None) == (self.pages is None):
            raise ValueError("paging has either `next`, a selector, or `pages`, an address with {page}")
        if self.pages is not None and PAGE_NUMBER not in self.pages:
            raise ValueError("`pages` has {page} where the number stands")
        return self


class Listing(Links):
    """A page or feed (RSS, Atom) with links to reports or to the articles that they are attached to.

    `links_to` either: an address that ends like a document is one, any other is an article where the source
    says how to read those, else a document.
    """

    url: Url
    kind: Literal["page", "feed"] = "page"
    links_to: Literal["either", "articles", "documents"] = "either"
    paging: Paging | None = None

    @model_validator(mode="after")
    def _feeds_have_no_pages(self) -> "Listing":
        if self.kind == "feed" and self.paging is not None:
            raise ValueError("a feed has no paging")
        return self


class Articles(Links):
    """How attachments are found on article pages; `headline` selects the article's own title."""

    headline: Selector | None = None


class Source(_Strict):
    """One publisher's place on the web.

    `hosts` are all that may be asked (name or name:port); without any, those of the listings. What an
    address says under `drop_parameters` (a time, a visitor) is left out of it. A report whose title names
    only years outside `first_year`..`last_year` is left alone. In `expected_months` publication is expected
    every year; a source without anything new for `silent_after_days` days has gone silent.
    `limits` are those of limits.py that shall be others here.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    publisher: str = Field(min_length=1)
    region: str | None = Field(default=None, pattern=r"^[0-9]{6}$")
    enabled: bool = True
    hosts: tuple[str, ...] = ()
    private_addresses: bool = False
    seconds_between_requests: float = Field(default=3.0, ge=0, le=3600)
    encoding: Encoding | None = None
    drop_parameters: tuple[str, ...] = ()
    first_year: int | None = Field(default=None, ge=2000, le=2100)
    last_year: int | None = Field(default=None, ge=2000, le=2100)
    expected_months: tuple[Month, ...] = ()
    silent_after_days: int = Field(default=400, ge=1)
    listings: tuple[Listing, ...] = Field(min_length=1)
    articles: Articles | None = None
    limits: dict[LimitName, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Every host (with its port, where it is named) that may be asked, in lower case."""
        named = self.hosts or tuple(_host_of(listing.url) for listing in self.listings)
        return tuple(dict.fromkeys(host.lower() for host in named))

    @property
    def request_limits(self) -> Limits:
        """How much time and room its requests may take."""
        chosen: dict[str, Any] = asdict(Limits())
        for name, value in self.limits.items():
            chosen[name] = int(value) if isinstance(chosen[name], int) and value == int(value) else value
        chosen["seconds_between"] = self.seconds_between_requests
        return Limits(**chosen)

    @property
    def host_rules(self) -> HostRules:
        """Where requests for this source may go."""
        return HostRules.of(self.allowed_hosts, self.private_addresses)

    @model_validator(mode="after")
    def _agree(self) -> "Source":
        for listing in self.listings:
            _check_host(self.host_rules, listing.url)
            if listing.paging and listing.paging.pages:
                _check_host(self.host_rules, listing.paging.pages)
            if listing.links_to == "articles" and self.articles is None:
                raise ValueError("links to articles need `articles`, which says how attachments are found")
        if self.first_year and self.last_year and self.first_year > self.last_year:
            raise ValueError("first_year comes after last_year")
        return self


def load_sources(own: Path | None = None, shipped: Path = PROJECT_FILE) -> tuple[Source, ...]:
    """All sources, ordered by name, whether enabled or not. Raises SourcesError for a malformed file."""
    found = {source.name: source for source in read_sources(shipped)}
    if own is not None and own.exists():
        found |= {source.name: source for source in read_sources(own)}
    return tuple(found[name] for name in sorted(found))


def choose_sources(sources: Iterable[Source], names: Iterable[str]) -> tuple[Source, ...]:
    """The named sources, also those that are not enabled; without names, all that are.

    Raises SourcesError for a name that no source has.
    """
    by_name, wanted = {source.name: source for source in sources}, tuple(dict.fromkeys(names))
    if unknown := [name for name in wanted if name not in by_name]:
        there = ", ".join(by_name) or "none"
        raise SourcesError(f"no source is called {', '.join(unknown)}; there are: {there}")
    return tuple(by_name[n] for n in wanted) or tuple(s for s in by_name.values() if s.enabled)


def read_sources(path: Path) -> list[Source]:
    """The sources of one file, in its order; raises SourcesError."""
    try:
        document = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise SourcesError(f"{path}: {error}") from error
    if document is not None and not isinstance(document, list):
        raise SourcesError(f"{path}: a list of sources is wanted")
    sources = list(_validate(path, document or []))
    names = [source.name for source in sources]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise SourcesError(f"{path}: two sources are called {', '.join(doubled)}")
    return sources


def _validate(path: Path, entries: list[Any]) -> Iterator[Source]:
    for number, entry in enumerate(entries, start=1):
        name = entry.get("name") if isinstance(entry, dict) else None
        where = f"{path}: entry {number}" + (f" ({name})" if name else "")
        try:
            yield Source.model_validate(entry)
        except ValidationError as error:
            told = (
                ": ".join(filter(None, (".".join(map(str, fault["loc"])), fault["msg"])))
                for fault in error.errors()
            )
            raise SourcesError(f"{where}: {'; '.join(told)}") from error


def _host_of(url: str) -> str:
    """Host of an address in lower case, with its port where it names one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _check_host(rules: HostRules, url: str) -> None:
    try:
        rules.check(url.replace(PAGE_NUMBER, "1"))
    except Refused as error:
        raise ValueError(error.message) from error
