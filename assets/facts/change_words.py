"""The changes of a build in words, in Chinese or English, for a terminal, a log or an alert."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any, Literal

from assets.facts.changes import AddressChange, Changes, FileChange, ReportChange
from expectations.yaml_files import read_mapping

Language = Literal["zh", "en"]
LISTED = 20  # lines of one kind; the rest is counted
# In the order of what an operator wants to know first.
_KINDS = (
    *("quarantined", "incomplete", "unproved", "failed_corrections", "broken", "new_reports"),
    *("new_versions", "promoted", "rejudged", "removed", "released", "addresses"),
)


def headline(changes: Changes, language: Language = "en") -> str:
    """How many of each kind there are, in one line."""
    words = _words()
    is_first = changes.since is None and not changes.is_empty
    counts = {"first": 1, **changes.counts} if is_first else changes.counts
    told = [_counted(kind, counts[kind], language) for kind in words["headline"] if counts.get(kind, 0)]
    between: str = words["between"][language]
    return between.join(told) or str(words["nothing"][language])


def change_lines(changes: Changes, language: Language = "en", listed: int = LISTED) -> list[str]:
    """A line for each change, what needs attention first; of many of one kind the first ``listed``."""
    return [line for kind in _KINDS for line in _kind_lines(changes, kind, language, listed)]


def version_lines(changes: Changes, language: Language = "en", listed: int = LISTED) -> list[str]:
    """Of the changes the lines on new versions alone."""
    return list(_kind_lines(changes, "new_versions", language, listed))


def _kind_lines(changes: Changes, kind: str, language: Language, listed: int) -> Iterator[str]:
    things: tuple[Any, ...] = getattr(changes, kind)
    for thing in things[:listed]:
        yield _line(kind, thing, language)
    if (rest := max(changes.count(kind), len(things)) - len(things[:listed])) > 0:
        yield _words()["unnamed"][language].format(n=f"{rest:,}")


def _line(kind: str, thing: ReportChange | FileChange | AddressChange, language: Language) -> str:
    words, values = _words(), asdict(thing)
    if isinstance(thing, ReportChange):
        ungraded = words["ungraded"][language]
        values |= {
            "level": words["levels"][thing.report_level][language],
            "grade": thing.grade or ungraded,
            "grade_before": thing.grade_before or ungraded,
        }
        kind = f"versions_{thing.state}" if thing.state else kind
    template: str = words["lines"].get(kind, words["lines"]["new_reports"])[language]
    return template.format(**{name: _printable(value) for name, value in values.items()})


def _counted(kind: str, count: int, language: Language) -> str:
    words = _words()["headline"][kind]
    template: str = words["zh"] if language == "zh" else words["en"][count != 1]
    return template.format(n=f"{count:,}")


def _printable(value: Any) -> str:
    """A value as text of one line: names of files come from anywhere, and may hold line breaks and worse."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))


@cache
def _words() -> dict[str, Any]:
    return read_mapping(resources.files("assets.reference") / "change_words.yml")
