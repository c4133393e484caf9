"""Titles of tables read with one character wrong, lost or too many, put right: they name the tables."""

from dataclasses import replace

from assets.extract.forms import load_forms
from assets.extract.scan.recogniser import Read
from assets.extract.text import match_key
from assets.extract.titles import title_of

LEAST_LENGTH = 8  # characters of a title: shorter ones are parts of others


def with_title(read: Read) -> Read:
    """Return the line with the longest known title it nearly ends with; as it is where it has a title."""
    key = match_key(read.text)
    if not key.endswith("表") or title_of(read.text):
        return read
    titles = {title for form in load_forms() for title in form.titles if len(title) >= LEAST_LENGTH}
    for title in sorted(titles, key=len, reverse=True):
        for length in (len(title), len(title) - 1, len(title) + 1):
            head, tail = key[:-length], key[-length:]
            if len(tail) == length and _differ_by_one(tail, title) and title_of(head + title):
                return _rewritten(read, head + title)
    return read


def _differ_by_one(one: str, other: str) -> bool:
    """Tell whether one character is wrong, lost or too many between two texts."""
    if len(one) > len(other):
        one, other = other, one
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[start + (len(one) == len(other)) :] == other[start + 1 :]


def _rewritten(read: Read, text: str) -> Read:
    count = len(text)
    places = tuple((index + 0.5) / count for index in range(count))
    return replace(read, text=text, confidences=(read.confidence,) * count, places=places, corrected=True)
