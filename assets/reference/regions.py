"""Administrative divisions: provinces, prefectures and counties with their codes, year by year.

The list is data (`regions/divisions.csv`, made by tools/make_regions.py; it says from which source). A
division that changed its name has a row per period; a code that was abolished keeps its last period.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIVISIONS_CSV = Path(__file__).parent / "regions" / "divisions.csv"
# What may stand before the place in the name of a party, league or vertically led organisation.
ORGANISATION_PREFIXES = ("中国共产党", "中国共产主义青年团", "中共", "共青团", "国家税务总局")
# Shorter county names (郊区, 东区, 和县) begin too many other words to be taken alone.
MIN_CHARACTERS_ALONE = 3


@dataclass(frozen=True, slots=True)
class Region:
    """A division in one period. `valid_to` is None while it exists; `valid_from` 2000 means 2000 or earlier.

    `full_name` has the names of the divisions above it in front (湖南省株洲市荷塘区).
    """

    region_code: str
    name: str
    level: str
    parent_code: str | None
    full_name: str
    valid_from: int
    valid_to: int | None

    def holds_in(self, year: int) -> bool:
        """Whether the division had this code and name in a year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


def level_of(region_code: str) -> str:
    """'province', 'prefecture' or 'county', as the zeros at the end of a code tell."""
    if region_code.endswith("0000"):
        return "province"
    return "prefecture" if region_code.endswith("00") else "county"


@cache
def load_region_periods() -> tuple[Region, ...]:
    """Every division in every period, ordered by code and year."""
    with DIVISIONS_CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    latest = {row["code"]: row for row in rows}  # the last period wins
    return tuple(
        Region(
            region_code=row["code"],
            name=row["name"],
            level=level_of(row["code"]),
            parent_code=row["parent_code"] or None,
            full_name="".join(reversed(list(_names_upwards(row, latest)))),
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in rows
    )


def load_regions() -> list[Region]:
    """One region per code, in its latest period but valid from its first: the rows of `dim_region`."""
    first_years: dict[str, int] = {}
    latest: dict[str, Region] = {}
    for region in load_region_periods():
        first_years.setdefault(region.region_code, region.valid_from)
        latest[region.region_code] = region
    return [
        Region(r.region_code, r.name, r.level, r.parent_code, r.full_name, first_years[code], r.valid_to)
        for code, r in latest.items()
    ]


def match_region(department_name: str, year: int) -> str | None:
    """The code of the division that a department's name begins with, as divisions were in that year.

    The longest beginning counts: 上海市普陀区财政局 is Shanghai's district, not the one in Zhejiang. A county
    may stand with or without its prefecture and province; alone only when no other has its name that year.
    None when the name begins with no division, or with one that is ambiguous.
    """
    name = "".join(unicodedata.normalize("NFKC", department_name).split())
    for prefix in ORGANISATION_PREFIXES:
        name = name.removeprefix(prefix)
    beginnings, longest = _beginnings(_year_in_list(year))
    for length in range(min(longest, len(name)), 1, -1):
        if name[:length] in beginnings:
            return beginnings[name[:length]]
    return None


def province_name(region_code: str, year: int) -> str | None:
    """The name of the province a division belongs to."""
    code, in_list = f"{region_code[:2]}0000", _year_in_list(year)
    for region in load_region_periods():
        if region.region_code == code and region.holds_in(in_list):
            return region.name
    return None


def _year_in_list(year: int) -> int:
    """A year before the list counts as its first; after its last change, all that is open goes on."""
    return max(year, _first_year())


@cache
def _first_year() -> int:
    return min(region.valid_from for region in load_region_periods())


def _names_upwards(row: dict[str, str], latest: dict[str, dict[str, str]]) -> Iterator[str]:
    yield row["name"]
    while row["parent_code"]:
        row = latest[row["parent_code"]]
        yield row["name"]


@cache
def _beginnings(year: int) -> tuple[dict[str, str | None], int]:
    """The ways to begin a text with a division of a year, with its code (None: ambiguous); the longest."""
    current = {region.region_code: region for region in load_region_periods() if region.holds_in(year)}
    codes: dict[str, set[str]] = defaultdict(set)
    for region in current.values():
        for spelling in _spellings(region, current):
            codes[spelling].add(region.region_code)
    beginnings = {
        spelling: next(iter(found)) if len(found) == 1 else None for spelling, found in codes.items()
    }
    return beginnings, max(map(len, beginnings))


def _spellings(region: Region, current: dict[str, Region]) -> Iterator[str]:
    """A division's name alone and after some or all of those above it."""
    above: list[str] = []
    parent = current.get(region.parent_code or "")
    while parent is not None:
        above.insert(0, parent.name)
        parent = current.get(parent.parent_code or "")
    if region.level != "county" or len(region.name) >= MIN_CHARACTERS_ALONE:
        yield region.name
    for start in range(len(above)):
        yield "".join(above[start:]) + region.name
    if len(above) == 2:  # 湖南省荷塘区 leaves the prefecture out
        yield above[0] + region.name
