"""Titles of links and names of files: what they say, and which of them a document goes by."""

import re
import unicodedata
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from assets.fetch.settings import settings

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("[二2][〇○零0][〇○零一二三四五六七八九0-9]{2}(?=年)")
_HAN = re.compile("[\u4e00-\u9fff]")


def tidy(text: str, characters: int) -> str:
    """Text on one line without invisible characters, cut to a length."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(visible.split())[:characters].strip()


def folded(text: str) -> str:
    """Text as patterns see it: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def years_in(title: str) -> set[int]:
    """The years that a title names, in Arabic or Chinese numerals."""
    plain = folded(title)
    plain = _CHINESE_YEAR.sub(lambda found: found.group().translate(_CHINESE_DIGITS), plain)
    return {int(year) for year in _YEAR.findall(plain)}


def day_in(text: str, pattern: str) -> str | None:
    """The first day (ISO) that a text names by a pattern with groups year, month and day."""
    for found in re.finditer(pattern, " ".join(unicodedata.normalize("NFKC", text).split())):
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
        except ValueError:
            continue
    return None


def ending_of(name: str) -> str:
    """What a file's name ends with after its last dot, in lower case; '' without one."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def suffix_of(url: str) -> str:
    """The same of the path of an address."""
    return ending_of(unquote(urlsplit(url).path))


def document_name(file_name: str | None, title: str, url: str) -> str:
    """What a document is called: as its server calls it, unless only its title says something to people.

    Its ending is that of the server's name or of the title, whichever has one that documents have.
    """
    served = file_name or PurePosixPath(unquote(urlsplit(url).path)).name or "report.pdf"
    if _HAN.search(served) or not _HAN.search(title):
        return served
    endings = (ending_of(name) for name in (served, title))
    ending = next((ending for ending in endings if ending in settings().document_suffixes), "pdf")
    return f"{without_ending(title).replace('/', '-')}.{ending}"


def without_ending(title: str) -> str:
    """A title without the ending of a document's name."""
    stem, dot, ending = title.rpartition(".")
    return stem if dot and ending.lower() in settings().document_suffixes else title
