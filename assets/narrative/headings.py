"""What a heading says: its number, the level of its style of numbering, its words, the part or kind it names.

What belongs here: single lines. Which of them are headings of a report, and what stands under them, is told
from their neighbours (``sections``).
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from assets.extract.text import match_key
from expectations.yaml_files import read_mapping

LONGEST_HEADING = 60  # characters
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
# Styles of numbering, the outermost first: 一、 （一） 1. （1） ①.
_STYLES = (
    re.compile(r"([一二三四五六七八九十]{1,3})[、.．:：]"),
    re.compile(r"[(（]([一二三四五六七八九十]{1,3})[)）][、.．]?"),
    re.compile(r"(\d{1,2})(?:[、．:：]|\.(?!\d))"),
    re.compile(r"[(（](\d{1,2})[)）][、.．]?"),
    re.compile(r"([①-⑳])"),
)
_SENTENCE = re.compile(r"[。；;！？!?]")
_LEADER = re.compile(r"[.·…．・_—-]{3,}\s*\d*$")
_PAGE_AT_END = re.compile(r"[\s.·…．・_—-]*[-—]?\d{1,3}[-—]?$")


class Numbering(NamedTuple):
    """The number a line opens with: its style (0 is the outermost), its value, where its words begin."""

    style: int
    value: int
    end: int


class Known(NamedTuple):
    """A part or a kind of section: its part by the template, the pattern of its headings.

    ``none`` are words that no heading of it has; ``titles`` is the pattern of headings that are so plain that
    they need not be set apart from the text. A kind ``within`` another stands in sections of that kind.
    """

    id: str
    part: int
    match: re.Pattern[str]
    titles: re.Pattern[str] | None
    none: re.Pattern[str] | None
    within: str | None

    def fits(self, key: str) -> bool:
        """Tell whether a folded heading names it."""
        return bool(self.match.search(key)) and not (self.none and self.none.search(key))


@cache
def _parts_data() -> dict[str, Any]:
    return read_mapping(resources.files("assets.reference") / "narrative" / "parts.yml")


@cache
def _kinds() -> tuple[Known, ...]:
    data = read_mapping(resources.files("assets.reference") / "narrative" / "headings.yml")
    return tuple(_named(entry) for entry in data["kinds"])


@cache
def _parts() -> tuple[Known, ...]:
    return tuple(_named(entry) for entry in _parts_data()["parts"])


def _named(entry: dict[str, Any]) -> Known:
    titles = _any_of(entry["titles"]) if "titles" in entry else None
    none = re.compile(entry["none"]) if "none" in entry else None
    return Known(entry["id"], entry["part"], _any_of(entry["match"]), titles, none, entry.get("within"))


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def numbering_of(text: str) -> Numbering | None:
    """Number that a line opens with; None where it opens with none."""
    for style, pattern in enumerate(_STYLES):
        found = pattern.match(text)
        if found:
            return Numbering(style, read_number(found.group(1)), found.end())
    return None


def read_number(number: str) -> int:
    """Value of a number below a hundred in digits, in Chinese (十二) or in a circle (⑫)."""
    if number.isascii():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def part_number(text: str) -> tuple[int, str] | None:
    """Number and words of a line that opens a part (第三部分 …); None for any other line."""
    key = _LEADER.sub("", match_key(text.strip("《》")))
    found = re.match(_parts_data()["numbered"], key) if len(key) <= LONGEST_HEADING else None
    if not found or _SENTENCE.search(found.group(2)):
        return None
    return read_number(found.group(1)), found.group(2)


def part_named(words: str) -> Known | None:
    """Part of the template that the words of a heading name."""
    return _first(_parts(), words)


def kind_of(words: str, above: str = "") -> str:
    """Kind of section, or else of part, that the words of a heading name; '' where it is none of those known.

    ``above`` is the kind of the section that it stands in.
    """
    found = _first(_kinds(), words) or _first(_parts(), words)
    if found is None:
        return ""
    return found.id if found.within in (None, above) else above


def is_plain_title(text: str) -> bool:
    """Tell whether a line is a title even where it is set like the text around it."""
    key = match_key(text)
    return any(known.titles.search(key) for known in _kinds() if known.titles)


def part_of_kind(kind: str) -> int | None:
    """Part of the template that a kind of section belongs to."""
    return next((known.part for known in (*_kinds(), *_parts()) if known.id == kind), None)


def _first(known: tuple[Known, ...], words: str) -> Known | None:
    key = match_key(words).strip(":.,。、《》")
    return next((entry for entry in known if entry.fits(key)), None)


def is_contents_title(text: str) -> bool:
    """Tell whether a line is the title of the table of contents."""
    return bool(re.match(_parts_data()["contents"], match_key(text), re.IGNORECASE))


def has_leader(text: str) -> bool:
    """Tell whether dots or dashes lead to a page number at the end of a line, as in a table of contents."""
    return bool(_LEADER.search(text))


def entry_key(text: str) -> str:
    """What a line of a table of contents names, folded, without leaders and page number."""
    return match_key(_PAGE_AT_END.sub("", text))


def is_sentence(text: str) -> bool:
    """Tell whether a line holds the end of a sentence, as no heading does."""
    return bool(_SENTENCE.search(text))
