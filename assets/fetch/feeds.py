"""Links out of a feed (RSS, Atom). Runs in a sandboxed worker, like the reading of pages."""

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime

import lxml.etree

from assets.fetch.links import Found, Link, LinkRules, absolute_url, keep_wanted
from assets.fetch.names import tidy
from assets.fetch.settings import settings

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_feed(text: str, url: str, encoding: str, rules: LinkRules) -> Found:
    """What a feed links to; an entry with enclosures stands for these, any other for the page it leads to."""
    # Entities are not expanded and nothing is loaded: a feed may name files, and grow when it is read.
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    found = Found()
    try:
        root = lxml.etree.fromstring(_DECLARATION.sub("", text).strip().encode(), parser)
    except lxml.etree.XMLSyntaxError:  # nothing in it can be made out
        return found
    if root is None:
        return found
    entries = [element for element in root.iter() if _name(element) in ("item", "entry")]
    found.candidates = len(entries)
    keep_wanted(found, (link for entry in entries for link in _links(entry, url, encoding)), rules)
    return found


def _links(entry: lxml.etree._Element, base: str, encoding: str) -> Iterator[Link]:
    title, day = "", None
    pages: list[str] = []
    enclosures: list[str] = []
    for child in entry:
        name, text = _name(child), "".join(child.itertext())
        if name == "title":
            title = tidy(text, settings().title_characters)
        elif name in ("pubdate", "published", "date") or (name == "updated" and day is None):
            day = _day(text) or day
        elif name == "enclosure" or (name == "link" and child.get("rel") == "enclosure"):
            enclosures.append(child.get("url") or child.get("href") or "")
        elif name == "link" and child.get("rel", "alternate") == "alternate":
            pages.append(child.get("href") or text)
    for address in enclosures or pages[:1]:
        if (whole := absolute_url(base, address, encoding)) is not None:
            yield Link(whole, title, day)


def _name(element: lxml.etree._Element) -> str:
    """Name of an element in lower case, without its namespace; empty for comments and the like."""
    return lxml.etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _day(text: str) -> str | None:
    """The day of a time as feeds write it: ISO 8601 or as in mail."""
    try:
        if found := _DAY.search(text):
            return date.fromisoformat(found.group()).isoformat()
        return parsedate_to_datetime(text.strip()).date().isoformat()
    except (ValueError, IndexError, TypeError):
        return None
