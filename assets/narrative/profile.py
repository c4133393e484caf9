"""What a report says of its department: duties, inner offices, the units that it includes.

What belongs here: lists of names taken from part 1. Which sections they stand in is told by ``sections``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Any, NamedTuple

from assets.extract.text import match_key
from assets.narrative.headings import numbering_of, read_number
from expectations.statements import Section
from expectations.yaml_files import read_mapping

MOST_NAMES = 400  # a list with more is none of offices or units
_SEPARATORS = re.compile(r"[、,;]|以及|和(?=[㐀-鿿]{2,12}(?:科|室|股|处|办|中心)$)")
_LIST_ENDS = re.compile(r"。|;(?=[^、;。]{0,30}(?:职责|负责))")


class Profile(NamedTuple):
    """A department as its report describes it; counts are as stated, None where no number is."""

    duties: str
    inner_offices: tuple[str, ...]
    inner_office_count: int | None
    units_included: tuple[str, ...]
    unit_count: int | None


@cache
def _rules() -> dict[str, Any]:
    return read_mapping(resources.files("assets.reference") / "narrative" / "profile.yml")


def profile_of(sections: Sequence[Section], raw_tables: Iterable[dict[str, Any]] = ()) -> Profile:
    """Profile of a department from the sections of its report.

    Lists stand in sections of their kind, else anywhere in part 1. ``raw_tables`` are the tables of the
    extract that are none of the nine: units may be listed in one on the pages of their section.
    """
    offices, office_count = _listed("inner_offices", sections)
    units, unit_count = _listed("units", sections)
    return Profile(
        "\n".join(_with_parts(sections, "duties")),
        offices,
        office_count,
        units or _units_of_table(sections, raw_tables),
        unit_count,
    )


def _with_parts(sections: Sequence[Section], kind: str) -> Iterator[str]:
    """Text of the first section of a kind and of those in it."""
    first = next((section for section in sections if section.kind == kind), None)
    if first is None:
        return
    for section in sections:
        inside = first.number and section.number.startswith(f"{first.number}.")
        if section is first or (section.part == first.part and inside):
            yield from filter(None, section.text.split("\n"))


def _listed(what: str, sections: Sequence[Section]) -> tuple[tuple[str, ...], int | None]:
    rules = _rules()[what]
    own = [section for section in sections if section.kind in rules["sections"]]
    own.sort(key=lambda section: rules["sections"].index(section.kind))
    others = [section for section in sections if section.part == 1 and section not in own]
    texts = [[match_key(line) for line in section.text.split("\n")] for section in (*own, *others)]
    names = next((found for lines in texts if (found := _names(rules, lines))), ())
    if not names:
        names = next((f for s in own if s.kind == what and (f := _names_by_line(rules, s.text))), ())
    return names, _count(rules, [line for lines in texts for line in lines])


def _count(rules: dict[str, Any], lines: Sequence[str]) -> int | None:
    """Number stated of them; where the department itself is not counted in it, with that."""
    for besides, key in enumerate(("count", "count_besides")):
        for line in lines:
            for pattern in rules.get(key, []):
                if found := re.search(pattern, line):
                    return read_number(found.group(1)) + besides
    return None


def _names(rules: dict[str, Any], lines: Sequence[str]) -> tuple[str, ...]:
    """Names in the sentence after words that open a list, or in the lines after one that ends in them."""
    for place, line in enumerate(lines):
        for pattern in rules["list"]:
            if not (opening := re.search(pattern, line)):
                continue
            rest = line[opening.end() :]
            if rest.strip("。"):
                found = _named(rules, _SEPARATORS.split(_list_in(_LIST_ENDS.split(rest)[0])))
            else:
                found = _named(rules, lines[place + 1 :])
            if found:
                return found
    return ()


def _list_in(sentence: str) -> str:
    """The list that a sentence begins with: in one parted by 、 a comma begins something else."""
    clauses = sentence.split(",")
    if "、" not in clauses[0]:
        return sentence
    return ",".join(takewhile(lambda clause: "、" in clause, clauses))


def _names_by_line(rules: dict[str, Any], text: str) -> tuple[str, ...]:
    """Names that stand on lines of their own, numbered or not."""
    return _named(rules, [match_key(line).rstrip(";。,") for line in text.split("\n")])


def _named(rules: dict[str, Any], pieces: Sequence[str]) -> tuple[str, ...]:
    """Names among some pieces of text; none where most of the pieces are no names."""
    bare = [name for piece in pieces if (name := _bare(piece))]
    names = [name for name in bare if re.match(rules["name"], name)]
    if not names or 2 * len(names) < len(bare) or len(names) > MOST_NAMES:
        return ()
    return tuple(dict.fromkeys(names))


def _bare(piece: str) -> str:
    number = numbering_of(piece)
    words = piece[number.end :] if number else piece
    noise = _rules()["noise"]
    while (shorter := re.sub(noise, "", words).strip("。;,:")) != words:
        words = shorter
    return words


def _units_of_table(sections: Sequence[Section], tables: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    rules = _rules()
    kinds = rules["units"]["sections"]
    pages = {p for s in sections if s.kind in kinds for p in range(s.first_page, s.last_page + 2)}
    for table in tables:
        rows = [[match_key(text) for text in row] for row in table["rows"]]
        heads = [
            (number, column)
            for number, row in enumerate(rows[:3])
            for column, text in enumerate(row)
            if re.match(rules["table_headers"], text)
        ]
        if table["page"] in pages and heads:
            number, column = heads[0]
            if found := _named(rules["units"], [row[column] for row in rows[number + 1 :]]):
                return found
    return ()
