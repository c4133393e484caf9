"""Links, days and headlines out of a page's HTML. Runs in a sandboxed worker: pages are foreign.

What belongs here: one page's text in, what it links to out. Which pages are read, and what is done about
their links, is in listings.py and articles.py.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

import lxml.etree
import lxml.html

from assets.fetch.names import day_in, folded, tidy
from assets.fetch.settings import settings

# Links that lead nowhere; whatever else is not http is kept, so that it is refused by name.
_NOWHERE = re.compile(
    r"(mailto|tel|sms|about|weixin):|javascript:\s*(void\b|;|$|(window\.)?(print|close|history)\b)",
    re.IGNORECASE,
)
_PLAIN_BACKSLASHES = re.compile(r"\\?[^\\/:@]+(?:\\[^\\/:@]+)*")
_SESSION = re.compile(r";jsessionid=[^/;?#]*", re.IGNORECASE)
_ADDRESSES = ("href", "src", "data")
_SAFE_IN_PATH = "%/:=&~+!$,;'@()*[]|\\"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?"


@dataclass(frozen=True, slots=True)
class LinkRules:
    """How to read a page, as a source says it (see sources.py); None where it says nothing."""

    selector: str
    title: str | None = None
    exclude: str | None = None
    entry: str | None = None
    date: str | None = None
    date_pattern: str | None = None
    next: str | None = None
    headline: str | None = None
    drop_parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page links to, whole; `published_on` is an ISO day."""

    url: str
    title: str
    published_on: str | None = None


@dataclass(slots=True)
class Found:
    """What a page holds. `candidates` counts the links that the selector found, whatever their titles.

    `too_many` says that there were more links than one page may have, and the rest was left out.
    """

    links: list[Link] = field(default_factory=list)
    candidates: int = 0
    next_url: str | None = None
    headline: str = ""
    published_on: str | None = None
    too_many: bool = False


def read_html(text: str, url: str, encoding: str, rules: LinkRules) -> Found:
    """What a page holds by the rules; `url` is its address, `encoding` that of its bytes."""
    try:
        # As bytes, since a text must not declare an encoding of its own.
        parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        document = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # an empty page
        return Found()
    bases = document.xpath("//base/@href")
    base = urljoin(url, str(bases[0]).strip()) if bases else url
    pattern = rules.date_pattern or settings().date_pattern
    found = Found(headline=_headline(document, rules.headline), published_on=_day(document, rules, pattern))
    elements = document.cssselect(rules.selector)
    found.candidates = len(elements)
    entries = set(document.cssselect(rules.entry)) if rules.entry else set()
    links = filter(None, (_link(element, entries, base, encoding, rules) for element in elements))
    keep_wanted(found, links, rules)
    if rules.next is not None:
        following = (_address(element, base, encoding) for element in document.cssselect(rules.next))
        found.next_url = next(filter(None, following), None)
    return found


def keep_wanted(found: Found, links: Iterable[Link], rules: LinkRules) -> None:
    """Add the links with a title that is wanted, each address once, with the longest title it has."""
    wanted: dict[str, Link] = {}
    for each in links:
        link = replace(each, url=_without_parameters(each.url, rules.drop_parameters))
        title = folded(link.title)
        if rules.title and not re.search(rules.title, title):
            continue
        if rules.exclude and re.search(rules.exclude, title):
            continue
        other = wanted.get(link.url)
        if other is None and len(wanted) == settings().links_of_a_page:
            found.too_many = True
            break
        if other is None or len(link.title) > len(other.title):
            wanted[link.url] = link
    found.links = list(wanted.values())


def absolute_url(base: str, href: str, encoding: str) -> str | None:
    """A link as a whole address without its fragment; None for one that leads nowhere.

    Characters outside ASCII are encoded as browsers do: UTF-8 in the path, the page's encoding in the query.
    What Java servers write into a path to know a visitor again is left out.
    """
    plain = re.sub(r"[\t\r\n]", "", href).strip()
    if not plain or plain.startswith("#") or _NOWHERE.match(plain):
        return None
    if _PLAIN_BACKSLASHES.fullmatch(plain):  # a path as Windows writes it
        plain = plain.replace("\\", "/")
    try:
        whole = urldefrag(urljoin(base, plain)).url
        parts = urlsplit(whole)
    except ValueError:
        return plain  # it is no address, and will be refused as such
    if parts.scheme not in ("http", "https"):
        return whole
    path = quote(_SESSION.sub("", parts.path), safe=_SAFE_IN_PATH)
    query = quote(parts.query, safe=_SAFE_IN_QUERY, encoding=encoding, errors="replace")
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _without_parameters(url: str, names: Collection[str]) -> str:
    """An address without some parameters of its query, which otherwise stays as it is written."""
    address, question, query = url.partition("?")
    if not names or not question:
        return url
    kept = [part for part in query.split("&") if part.partition("=")[0] not in names]
    return f"{address}?{'&'.join(kept)}" if kept else address


def _link(
    element: lxml.html.HtmlElement,
    entries: set[lxml.html.HtmlElement],
    base: str,
    encoding: str,
    rules: LinkRules,
) -> Link | None:
    url = _address(element, base, encoding)
    if url is None:
        return None
    around = next((parent for parent in (element, *element.iterancestors()) if parent in entries), None)
    return Link(url, _title(element), None if around is None else _day_in_entry(around, rules))


def _address(element: lxml.html.HtmlElement, base: str, encoding: str) -> str | None:
    """Address of an element, or of the first link inside it."""
    for each in (element, *element.cssselect("a[href]")):
        for name in _ADDRESSES:
            if (href := each.get(name)) is not None:
                return absolute_url(base, href, encoding)
    return None


def _title(element: lxml.html.HtmlElement) -> str:
    """Text of a link; portals cut it short and put the whole into the title attribute."""
    said = _text(element)
    told = tidy(element.get("title") or "", settings().title_characters)
    return told if len(told) > len(said.rstrip("….")) else said


def _day_in_entry(entry: lxml.html.HtmlElement, rules: LinkRules) -> str | None:
    pattern = rules.date_pattern or settings().date_pattern
    places = entry.cssselect(rules.date) if rules.date else [entry]
    return next(filter(None, (day_in(place.text_content(), pattern) for place in places)), None)


def _day(document: lxml.html.HtmlElement, rules: LinkRules, pattern: str) -> str | None:
    """Day of publication of a whole page: where the source says it stands, else in its head."""
    texts = (
        [place.text_content() for place in document.cssselect(rules.date)]
        if rules.date and not rules.entry
        else []
    )
    texts += _meta(document, settings().date_meta)
    return next(filter(None, (day_in(text, pattern) for text in texts)), None)


def _headline(document: lxml.html.HtmlElement, selector: str | None) -> str:
    texts = [_text(place) for place in document.cssselect(selector)] if selector else []
    texts += [tidy(text, settings().title_characters) for text in _meta(document, settings().headline_meta)]
    texts += [_text(place) for place in document.cssselect("h1, title")]
    return next(filter(None, texts), "")


def _meta(document: lxml.html.HtmlElement, names: Iterable[str]) -> list[str]:
    wanted = [name.lower() for name in names]
    metas = document.cssselect("meta[name][content]")
    return [meta.get("content") for meta in metas if meta.get("name").lower() in wanted]


def _text(element: lxml.html.HtmlElement) -> str:
    return tidy(element.text_content(), settings().title_characters)
