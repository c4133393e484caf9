"""Names of departments: whether two of them are surely those of two bodies.

One body goes by many names: the Party's and the people's offices under one roof, short forms, with or without
the region above it. What is not surely another's name is taken for the department's own.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from expectations.folding import fold_text
from expectations.guards.words import load_words

FEWEST_TELLING = 2  # characters of a name that tell what a body is for: a single one may belong to any
FEWEST_SHARED = 2  # of them in both names: then it may be one body under an older or another name


class BodyName(NamedTuple):
    """A name in parts: the regions that it begins with, by level, and what the body is called there."""

    regions: Mapping[str, str]
    own: str

    @property
    def whole(self) -> str:
        """The name with its regions, for names that leave out the level of one (湘潭中院)."""
        return "".join(self.regions.values()) + self.own


def is_surely_other(name: str, department: str) -> bool:
    """Whether a printed name is that of an organisation and surely not of the department.

    It is another's where both name a region of one level and not the same, or where the words for what they
    do have next to nothing in common.
    """
    words = load_words().patterns
    if words["names_nobody"].search(fold_text(name)) or not words["organisation"].search(_bare(name)):
        return False
    if are_of_other_regions(name, department):
        return True
    one, other = read_name(name), read_name(department)
    pairs = [(one.own, other.own), (one.whole, other.whole)]
    if any(_shortens(*pair) or _shortens(*reversed(pair)) for pair in pairs):
        return False
    return _do_other_things(one.own, other.own)


def are_of_other_regions(name: str, department: str) -> bool:
    """Whether two names begin with different regions of one level: two counties, two cities."""
    one, other = read_name(name).regions, read_name(department).regions
    return any(one[level] != other[level] for level in one.keys() & other.keys())


@cache
def read_name(name: str) -> BodyName:
    """A name in parts, with the short forms of guard_words.yml in place of the long ones."""
    words = load_words()
    short = _bare(name)
    for long, form in words.short_forms:
        short = long.sub(form, short)
    found = words.patterns["regions_in_name"].match(short)
    if found is None:
        return BodyName({}, short)
    regions = words.patterns["region_in_name"].finditer(found["regions"])
    by_level = {region["level"]: region.group() for region in regions}
    return BodyName(by_level, f"{found['head'] or ''}{short[found.end() :]}")


def _bare(name: str) -> str:
    folded = fold_text(name)
    while (shorter := load_words().patterns["level_words"].sub("", folded)) != folded:
        folded = shorter
    return folded


def _shortens(short: str, long: str) -> bool:
    """Whether all characters of the shorter name stand in the longer one, in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _do_other_things(one: str, other: str) -> bool:
    """Whether what tells the two apart from any other body differs from its first character on."""
    untelling = load_words().patterns["untelling"]
    telling = [untelling.sub("", each) for each in (one, other)]
    if min(map(len, telling)) < FEWEST_TELLING or telling[0][0] == telling[1][0]:
        return False
    return len(set(telling[0]) & set(telling[1])) < FEWEST_SHARED
