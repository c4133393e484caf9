"""A paragraph's text in the form in which its words are told, each character with its place in the paragraph.

Without white space and quotation marks, punctuation of half width but for the Chinese comma and full stop.
What belongs here: that form and the way back. Not what the words mean.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from assets.extract.text import fold_characters

_DROPPED = frozenset("“”\"‘’'〝〞「」『』\u200b")
_MARKS = {
    "，": "，",
    ",": ",",
    "。": "。",
    "．": ".",
    "､": "、",
    "﹐": "，",
    "–": "-",
    "—": "-",
    "―": "-",
    "－": "-",
}
# A comma between digits is of thousands; any other is punctuation, whatever its width.
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
# What a recogniser makes of a decimal point.
_POINT = re.compile(r"(?<=\d)[。·](?=\d{1,2}(?:万|亿|元|%))")
_WIDE_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}\.\d{2}(?!\d))")


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` to be read, and ``spots``: the place of each of its characters in the paragraph's text."""

    text: str
    spots: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the paragraph's text a slice of the plain one stands."""
        return self.spots[start], self.spots[end - 1] + 1


def make_plain(text: str) -> Plain:
    """Return the plain form; white space stays only where it parts two numbers, as one blank."""
    kept: list[str] = []
    spots: list[int] = []
    for place, folded in enumerate(map(_fold, text)):
        if folded == " " and not (kept and kept[-1].isdigit() and _digit_follows(text, place)):
            continue
        if folded:
            kept.append(folded)
            spots.append(place)
    plain = _POINT.sub(".", _WIDE_THOUSANDS.sub(",", "".join(kept)))
    return Plain(_COMMA.sub("，", plain), tuple(spots))


@cache
def plain_words(words: str) -> str:
    """Return words of a label or heading in the plain form."""
    return make_plain(words).text


@cache
def _fold(char: str) -> str:
    """What is kept of a character: another one, a blank for any white space, or nothing."""
    if char.isspace():
        return " "
    if char in _DROPPED:
        return ""
    if char in _MARKS:
        return _MARKS[char]
    folded = fold_characters(char)
    if folded != char or len(folded) != 1:
        return folded
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 else char


def _digit_follows(text: str, place: int) -> bool:
    rest = text[place:].lstrip()
    return bool(rest) and rest[0].isdigit()
