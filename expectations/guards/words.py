"""The words and patterns that guards look for, read from rules/guard_words.yml."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from expectations.guards.rules import RULES
from expectations.printed import PrintedReport
from expectations.yaml_files import read_mapping

WORDS = RULES.with_name("guard_words.yml")


class Placeholder(NamedTuple):
    """What a template leaves to be filled in; where `is_sure` is false it may be meant as it stands."""

    pattern: re.Pattern[str]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns by name, and lists as the file has them; `short_forms` are long forms with their short one."""

    placeholders: tuple[Placeholder, ...]
    no_placeholder: tuple[re.Pattern[str], ...]
    short_forms: tuple[tuple[re.Pattern[str], str], ...]
    patterns: dict[str, re.Pattern[str]]
    lists: dict[str, Any]


@cache
def load_words() -> Words:
    """What the file holds; re.error for a pattern that is none."""
    record = read_mapping(WORDS)
    placeholders = tuple(
        Placeholder(re.compile(each["pattern"]), not each.get("unsure", False))
        for each in record.pop("placeholders")
    )
    spared = tuple(re.compile(pattern) for pattern in record.pop("no_placeholder"))
    short_forms = tuple((re.compile(long), short) for long, short in record.pop("short_forms"))
    patterns = {name: re.compile(value) for name, value in record.items() if isinstance(value, str)}
    lists = {name: value for name, value in record.items() if not isinstance(value, str)}
    return Words(placeholders, spared, short_forms, patterns, lists)


def weaken(printed: PrintedReport, first_page: int, last_page: int) -> dict[str, str]:
    """A severity for ``tell``: information only, where any of the pages was recognised in an image.

    A figure that the recogniser left out reads like a gap, a character it mistook like another name.
    """
    recognised = {cell.page for cell in printed.cells if cell.source == "ocr"}
    recognised |= {statement.page for statement in printed.statements if statement.source == "ocr"}
    pages = range(first_page, last_page + 1)
    return {} if recognised.isdisjoint(pages) else {"severity": "info"}
