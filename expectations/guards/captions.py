"""Years and departments that titles, captions, headings and notes name, held against the report's own."""

import re
from collections.abc import Iterator

from expectations.findings import Finding
from expectations.folding import fold_text, fold_width
from expectations.guards.rules import tell
from expectations.guards.words import load_words, weaken
from expectations.printed import PrintedReport

MAIN_PARTS = frozenset({1, 2, 3})


def guard_years(printed: PrintedReport) -> Iterator[Finding]:
    """Another year than the report's in a table's title or caption, or in a heading of its main parts."""
    for table in printed.tables:
        years = _years_of(table.captions) or _years_of(table.title)
        if years and printed.fiscal_year not in years:
            values = {"where_zh": f"第{table.table_code}表", "where_en": f"Table {table.table_code}"}
            yield _tell_year(printed, years[0], values, table.pages[0], table.table_code)
    wanted = load_words().patterns["sections_of_the_year"]
    for section in printed.sections:
        years = _years_of(section.title)
        if section.part not in MAIN_PARTS or not years or not wanted.search(section.title):
            continue
        if printed.fiscal_year not in years:
            values = {"where_zh": f"标题“{section.title}”", "where_en": f"The heading {section.title}"}
            yield _tell_year(printed, years[0], values, section.first_page)


def guard_closing_dates(printed: PrintedReport) -> Iterator[Finding]:
    """Assets or staff as they stood at the end of another year than the report's."""
    words = load_words().patterns
    for section in printed.sections:
        if section.part not in MAIN_PARTS:
            continue
        for sentence in re.split(r"[。\n]", fold_width(section.text)):
            found = words["closing_date"].search("".join(sentence.split()))
            if not found or int(found["year"]) == printed.fiscal_year:
                continue
            if words["closing_date_meant"].search(sentence):
                values = {"printed": found.group(), "year": printed.fiscal_year}
                weak = weaken(printed, section.first_page, section.last_page)
                yield tell("G21", values, page=section.first_page, **weak)


def guard_departments(printed: PrintedReport) -> Iterator[Finding]:
    """Another department's name in the caption or note of a table, or in a heading."""
    words = load_words().patterns
    for table in printed.tables:
        lines = [fold_width(line) for line in f"{table.captions}\n{table.note}".split("\n")]
        named = [found["name"] for line in lines if (found := words["caption_of_department"].search(line))]
        named += [found["name"] for line in lines if (found := words["note_of_department"].search(line))]
        for name in named:
            if _is_other(name, printed.department):
                values = {"where_zh": f"第{table.table_code}表", "where_en": f"Table {table.table_code}"}
                yield _tell_department(printed, name, values, table.table_code, table.pages[0])
    for section in printed.sections:
        found = words["heading_of_department"].search(fold_text(section.title))
        if found and _is_other(found["name"], printed.department):
            values = {"where_zh": f"标题“{section.title}”", "where_en": f"The heading {section.title}"}
            yield _tell_department(printed, found["name"], values, None, section.first_page)


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


def _is_other(name: str, department: str) -> bool:
    """Whether a name is surely another body's: neither the department's, a part or a short form of it."""
    words = load_words().patterns
    one, other = (_bare(each) for each in (name, department))
    if not one or words["names_nobody"].search(one) or not words["organisation"].search(one):
        return False
    return not (one in other or other in one or _shortens(one, other) or _shortens(other, one))


def _bare(name: str) -> str:
    folded = fold_text(name)
    while (shorter := load_words().patterns["level_words"].sub("", folded)) != folded:
        folded = shorter
    return folded


def _shortens(short: str, long: str) -> bool:
    """Whether all characters of the shorter name stand in the longer one, in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _tell_year(
    printed: PrintedReport, year: int, values: dict[str, str], page: int, table_code: str | None = None
) -> Finding:
    values = {**values, "named": str(year), "year": str(printed.fiscal_year)}
    return tell("G19", values, table_code=table_code, page=page, **weaken(printed, page, page))


def _tell_department(
    printed: PrintedReport, name: str, values: dict[str, str], table: str | None, page: int
) -> Finding:
    values = {**values, "named": name, "department": printed.department}
    return tell("G20", values, table_code=table, page=page, **weaken(printed, page, page))
