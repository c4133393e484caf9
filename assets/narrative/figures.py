"""Figures in a plain text: amounts of money, percentages, scores and numbers of things, each with its unit.

Data in assets/reference/narrative/figures.yml. What belongs here: which numbers are figures. Not what they
are figures of (``reading``), nor the years that sentences name, which are told here only to be no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from assets.reference.narrative_words import read_words

NUMBER_HERE = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
NUMBER = rf"(?<![\d.]){NUMBER_HERE}"
MOST_DIGITS = 16  # longer numbers are no figures of a report; see assets.extract.numerals
CENT = Decimal("0.01")


class Figure(NamedTuple):
    """A figure from ``start`` to ``end`` of a plain text, ``number_end`` where its number ends.

    ``kind`` is 'money', 'percent', 'points' (of percentages), 'score' or 'pieces'; ``value`` is in yuan,
    percent, points or pieces, ``decimals`` those printed.
    """

    start: int
    number_end: int
    end: int
    kind: str
    printed: str
    unit: str
    value: Decimal
    decimals: int
    is_threshold: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    score_before: re.Pattern[str]
    share_before: re.Pattern[str]
    shared_unit: re.Pattern[str]
    threshold_after: re.Pattern[str]
    money: dict[str, Decimal]
    percent: dict[str, Decimal]


def find_figures(text: str) -> Iterator[Figure]:
    """Yield the figures of a plain text from left to right; dates and numbers of documents are none."""
    words = _words()
    for found in words.pattern.finditer(text):
        number = found["number"]
        if number is None or sum(char.isdigit() for char in number) > MOST_DIGITS:
            continue
        kind = next((name for name in ("money", "percent", "points", "score", "pieces") if found[name]), None)
        unit = found[kind] if kind else ""
        if kind is None:
            kind, unit = _without_unit(words, text, found)
            if not kind:
                continue
        value = Decimal(number.replace(",", ""))
        decimals = len(number.partition(".")[2])
        yield Figure(
            found.start("number"),
            found.end("number"),
            found.end(),
            kind,
            number,
            unit,
            _scaled(words, kind, unit, value),
            decimals,
            kind == "money" and bool(words.threshold_after.search(text[found.end() :])),
        )


def _without_unit(words: _Words, text: str, found: re.Match[str]) -> tuple[str, str]:
    """Kind and unit of a number with nothing behind it, ('', '') for one that is no figure."""
    start, end = found.span("number")
    shared = words.shared_unit.match(text, end)
    if shared:
        return "money", shared["unit"]
    if text[end : end + 1] == "年":
        return "", ""
    if words.score_before.search(text, 0, start):
        return "score", ""
    return ("percent", "") if words.share_before.search(text, 0, start) else ("", "")


def _scaled(words: _Words, kind: str, unit: str, value: Decimal) -> Decimal:
    if not unit:
        return value
    if kind == "money":
        return (value * words.money[unit]).quantize(CENT)
    return value * words.percent[unit] if kind == "percent" else value


@cache
def _words() -> _Words:
    data: dict[str, Any] = read_words("figures")
    money = "|".join(data["money"])
    pattern = (
        f"(?:{'|'.join(data['not_figures'])})"
        f"|(?P<number>{NUMBER})"
        f"(?:(?P<money>(?:{money})(?!{data['money_not_before']}))"
        f"|(?P<percent>{'|'.join(data['percent'])})"
        f"|(?P<points>{'|'.join(data['points'])})"
        f"|(?P<score>{data['score_after']})"
        f"|(?P<pieces>{'|'.join(data['pieces'])}))?"
    )
    return _Words(
        re.compile(pattern),
        re.compile(data["score_before"]),
        re.compile(data["share_before"]),
        re.compile(
            data["shared_unit"].replace("{number}", NUMBER_HERE).replace("{unit}", f"(?P<unit>{money})")
        ),
        re.compile(data["threshold_after"]),
        {unit: Decimal(worth) for unit, worth in data["money"].items()},
        {unit: Decimal(str(worth)) for unit, worth in data["percent"].items()},
    )
