"""What the labels of a self-evaluation form mean, and the figures in its cells.

What belongs here: one text at a time. The wordings are data (assets/reference/narrative/performance.yml).
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from assets.extract.text import DASHES, item_of, match_key, squeeze
from expectations.yaml_files import read_mapping

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_OF_WHICH = re.compile(r"^其中[::]?")
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_FIGURE = re.compile(r"(?:[≥≤=<>＝~约]*)(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)([^\d.,]{0,6})")
_POINTS = re.compile(r"[(\[【]?(\d{1,3}(?:\.\d+)?)(?:分|%)[)\]】]?|\((\d{1,3}(?:\.\d+)?)\)$")
_POINTS_AT_END = re.compile(r"[(（\[【]\d{1,3}(?:\.\d+)?(?:分|%|％)?[)）\]】]$|\d{1,3}(?:\.\d+)?分$")
_NOTHING = frozenset({"", "/", "\\", "无", "——", "--", "×", "x", "不适用"})
YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}


class Number(NamedTuple):
    """A number as printed: its value, decimal places and the unit that stands behind it, '' without one."""

    value: Decimal
    decimals: int
    unit: str


@cache
def wordings() -> dict[str, Any]:
    """The wordings of the forms, as the data file has them."""
    return read_mapping(resources.files("assets.reference") / "narrative" / "performance.yml")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A label without white space, brackets and what they hold, ordinal and 其中：, in half width."""
    bare = match_key(item_of(text))
    while (shorter := _BRACKETED.sub("", bare)) != bare:
        bare = shorter
    return _OF_WHICH.sub("", bare).strip(":;,、。.")


def is_any(text: str, group: str) -> bool:
    """Tell whether a label has one of the wordings of a group."""
    return fits(plain(text), wordings()[group])


@lru_cache(maxsize=8192)
def column_role(text: str, group: str) -> str | None:
    """What the column headed by this text holds, by the wordings of ``group``; None if that is not known."""
    label = plain(text)
    if not label:
        return None
    roles: Mapping[str, Sequence[str]] = wordings()[group]
    return next((role for role, patterns in roles.items() if fits(label, patterns)), None)


def fits(label: str, patterns: Sequence[str]) -> bool:
    """Tell whether a whole label has one of some wordings."""
    return bool(label) and _alternatives(tuple(patterns)).fullmatch(label) is not None


def searched(text: str, patterns: Sequence[str]) -> bool:
    """Tell whether one of some wordings stands anywhere in a text."""
    return _alternatives(tuple(patterns)).search(match_key(text)) is not None


@cache
def _alternatives(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def form_kind(title: str) -> str | None:
    """'department' or 'project', as the title over a form says; None for any other title."""
    kinds: Mapping[str, Sequence[str]] = wordings()["titles"]
    return next((kind for kind, patterns in kinds.items() if searched(title, patterns)), None)


def number_in(text: str) -> Number | None:
    """The number that a cell holds, alone or with a unit behind it or a sign of comparison in front."""
    found = _FIGURE.fullmatch(match_key(text))
    if found is None:
        return None
    digits = found[1].replace(",", "")
    unit = found[2].strip(";,。、")
    return Number(Decimal(digits), len(digits.partition(".")[2]), unit)


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that it holds no figure: blank, a dash, 无."""
    bare = match_key(text)
    return bare in _NOTHING or all(char in DASHES for char in bare)


def points_in(text: str) -> Number | None:
    """The weight that a label carries in brackets or at its end: 产出指标（50分）; None without one."""
    found = list(_POINTS.finditer(match_key(text)))
    if not found:
        return None
    digits = found[-1][1] or found[-1][2]
    return Number(Decimal(digits), len(digits.partition(".")[2]), "分")


def without_points(text: str) -> str:
    """A label without white space and the weight that it carries."""
    return _POINTS_AT_END.sub("", squeeze(text))


def unit_in(text: str) -> str | None:
    """The unit of money that a label names: 资金情况（万元）, 单位：元; None without one."""
    found = _alternatives((str(wordings()["unit_label"]),)).search(match_key(text))
    return next(filter(None, found.groups()), None) if found else None


def formula_in(text: str) -> str:
    """What a header says its score is made of, without brackets; '' where it says nothing."""
    found = _alternatives((str(wordings()["score_formula"]),)).search(match_key(text))
    return found[0].strip("()") if found else ""
