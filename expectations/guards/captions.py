"""Years and departments that titles, captions, headings and notes name, held against the report's own."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from expectations.findings import Finding
from expectations.folding import fold_text, fold_width
from expectations.guards.department_names import are_of_other_regions, is_surely_other
from expectations.guards.rules import tell
from expectations.guards.words import load_words, weaken
from expectations.printed import PrintedReport, PrintedTable
from expectations.statements import Section

MAIN_PARTS = frozenset({1, 2, 3})
MOST_HEADINGS = 3  # quoted in one finding


class Spot(NamedTuple):
    """A table, by its code, or a heading that names something."""

    table_code: str | None
    heading: str
    page: int


def guard_years(printed: PrintedReport) -> Iterator[Finding]:
    """Another year than the report's in titles or captions of tables, or in headings of its main parts."""
    named: dict[int, list[Spot]] = {}
    for table in printed.tables:
        _note_year(_years_of(table.captions) or _years_of(table.title), _spot_of(table), printed, named)
    wanted = load_words().patterns["sections_of_the_year"]
    for section in printed.sections:
        if section.part in MAIN_PARTS and wanted.search(section.title):
            _note_year(_years_of(section.title), _spot_of(section), printed, named)
    for year, spots in named.items():
        values = {"named": str(year), "year": str(printed.fiscal_year)}
        yield _tell("G19", values, spots, _weaken_all(printed, spots))


def _note_year(
    years: Sequence[int], spot: Spot, printed: PrintedReport, named: dict[int, list[Spot]]
) -> None:
    if years and printed.fiscal_year not in years:
        named.setdefault(years[0], []).append(spot)


def guard_closing_dates(printed: PrintedReport) -> Iterator[Finding]:
    """Assets or staff as they stood at the end of another year than the report's, once for each such year."""
    words = load_words().patterns
    told = {printed.fiscal_year}
    for section in printed.sections:
        if section.part not in MAIN_PARTS:
            continue
        for sentence in re.split(r"[。\n]", fold_width(section.text)):
            found = words["closing_date"].search("".join(sentence.split()))
            if not found or int(found["year"]) in told:
                continue
            if words["closing_date_meant"].search(sentence):
                told.add(int(found["year"]))
                values = {"printed": found.group(), "year": printed.fiscal_year}
                weak = weaken(printed, section.first_page, section.last_page)
                yield tell("G21", values, page=section.first_page, **weak)


def guard_departments(printed: PrintedReport) -> Iterator[Finding]:
    """Another department's name in captions or notes of tables, or in headings; once for each such name.

    For information in the report of a unit, which may name the department above it in the same region.
    """
    named: dict[str, list[Spot]] = {}
    for name, spot in _list_names(printed):
        spots = named.setdefault(fold_text(name), [])
        if spot not in spots:
            spots.append(spot)
    for name, spots in named.items():
        if is_surely_other(name, printed.department):
            may_be_above = printed.report_level == "unit" and not are_of_other_regions(
                name, printed.department
            )
            weak = {"severity": "info"} if may_be_above else _weaken_all(printed, spots)
            yield _tell("G20", {"named": name, "department": printed.department}, spots, weak)


def _list_names(printed: PrintedReport) -> Iterator[tuple[str, Spot]]:
    """Names of departments where a caption, a note or a heading has that of the report's own."""
    words = load_words().patterns
    for table in printed.tables:
        lines = [fold_width(line) for line in f"{table.captions}\n{table.note}".split("\n")]
        for pattern in (words["caption_of_department"], words["note_of_department"]):
            for found in filter(None, map(pattern.search, lines)):
                yield found["name"], _spot_of(table)
    for section in printed.sections:
        found_in_heading = words["heading_of_department"].search(fold_text(section.title))
        if found_in_heading:
            yield found_in_heading["name"], _spot_of(section)


def _years_of(text: str) -> list[int]:
    """Years that the lines of a text name, but for those of another year's budget or a comparison."""
    words = load_words().patterns
    lines = [fold_text(line) for line in text.split("\n")]
    return [
        int(found["year"])
        for line in lines
        if not words["other_year_meant"].search(_without_titles(line))
        for found in words["year_named"].finditer(line)
    ]


def _without_titles(line: str) -> str:
    """A line without the words that titles of the nine tables are made of (一般公共预算财政拨款)."""
    return re.sub(r"(?:一般公共|政府性基金|国有资本经营|财政拨款)?预算(?=财政|收入|支出|数|拨款)", "", line)


def _spot_of(place: PrintedTable | Section) -> Spot:
    if isinstance(place, Section):
        return Spot(None, place.title, place.first_page)
    return Spot(place.table_code, "", place.pages[0])


def _weaken_all(printed: PrintedReport, spots: Sequence[Spot]) -> dict[str, str]:
    """Information only, where none of the places was printed as text (``weaken``)."""
    weak = [weaken(printed, spot.page, spot.page) for spot in spots]
    return weak[0] if all(weak) else {}


def _tell(rule_id: str, values: dict[str, str], spots: Sequence[Spot], weak: dict[str, str]) -> Finding:
    """One finding for all the places that name the same."""
    tables = [spot.table_code for spot in spots if spot.table_code]
    headings = [spot.heading for spot in spots if not spot.table_code]
    quoted = headings[:MOST_HEADINGS]
    zh = [f"第{'、'.join(tables)}表"] if tables else []
    zh += [f"标题{''.join(f'“{heading}”' for heading in quoted)}"] if quoted else []
    en = [f"Table {', '.join(tables)}"] if tables else []
    en += [f"the heading {'; '.join(quoted)}"] if quoted else []
    more = len(headings) - len(quoted)
    where = {
        "where_zh": "和".join(zh) + (f"等{len(spots)}处" if more else ""),
        "where_en": " and ".join(en) + (f" and {more} more" if more else ""),
    }
    table_code = tables[0] if len(spots) == 1 and tables else None
    return tell(rule_id, {**values, **where}, table_code=table_code, page=spots[0].page, **weak)
