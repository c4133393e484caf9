"""Whether a report's text says what it is to say: where it is looked for, and what counts as saying it.

Text is compared folded: in half width, without spaces and quotation marks, for lines wrap anywhere and both
widths occur. Evidence is quoted in that form.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from expectations.disclosure_items import Disclosures, Place, TextCondition
from expectations.folding import fold_prose
from expectations.printed import PrintedReport
from expectations.statements import Section, Statement

WORDS_KEPT = 60  # characters of evidence, unless what was found is longer
WORDS_BEFORE = 8  # characters of them before what was found


class Told(NamedTuple):
    """What was found: the page and the words; `is_none` where they say that there is nothing."""

    page: int | None
    words: str
    is_none: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A folded piece of text and the page its section begins on."""

    page: int
    text: str


class _Part(NamedTuple):
    """A section with its folded heading and lines; `aside` where it, or one above it, only explains words."""

    section: Section
    title: str
    lines: list[str]
    aside: Section | None


class FoldedText:
    """A report's text, folded once, section by section."""

    def __init__(self, printed: PrintedReport, wanted: Disclosures) -> None:
        self.statements = printed.statements
        self._definition = _compile(wanted.definition)
        self._parts: list[_Part] = []
        aside: Section | None = None
        for section in printed.sections:
            title = fold_prose(section.title)
            if aside is None or not _is_below(section, aside):
                aside = section if _is_of(section, wanted.not_told_in) else None
            lines = [line for line in map(fold_prose, section.text.split("\n")) if line]
            self._parts.append(_Part(section, title, lines, aside))

    @property
    def is_read(self) -> bool:
        """Whether any text was read at all."""
        return any(part.lines for part in self._parts)

    def list_own(self, place: Place) -> list[Passage]:
        """The text of the sections that are of this place, with those below them."""
        own: list[Passage] = []
        above: Section | None = None
        for section, _, lines, aside in self._parts:
            if above is None or not _is_below(section, above):
                above = section if _is_of(section, place) else None
            if above is not None and lines and (aside is None or _is_of(aside, place)):
                own.append(Passage(section.first_page, "\n".join(lines)))
        return own

    def list_elsewhere(self, words: Sequence[str] | None) -> Iterator[Passage]:
        """Paragraphs that name one of the words and define none, or all of them without words.

        Glossaries and lists of duties are left out.
        """
        for section, title, lines, aside in self._parts:
            if aside is None:
                for line in lines:
                    if words is None or (_names(title + line, words) and not self._definition.search(line)):
                        yield Passage(section.first_page, line)


def find_statement(statements: Iterable[Statement], topics: Sequence[str]) -> Told | None:
    """The first statement whose figure is not nought, by the order of the topics, else the first."""
    of_topics = [s for s in statements if s.topic in topics]
    of_topics.sort(key=lambda statement: topics.index(statement.topic))
    for statement in of_topics:
        if statement.amount != 0 and statement.value != 0:
            return Told(statement.page, _cut(fold_prose(statement.sentence), fold_prose(statement.printed)))
    if of_topics:
        first = of_topics[0]
        return Told(first.page, _cut(fold_prose(first.sentence), fold_prose(first.printed)), is_none=True)
    return None


def find_words(passages: Iterable[Passage], patterns: Iterable[str]) -> Told | None:
    """The first words that fit one of the patterns with a figure other than nought, else with nought."""
    compiled = [_compile(pattern) for pattern in patterns]
    nought: Told | None = None
    for passage in passages:
        for pattern in compiled:
            for match in pattern.finditer(passage.text):
                told = Told(passage.page, quote(passage.text, match.start(), match.end()))
                if not _is_nought(match):
                    return told
                nought = nought or told._replace(is_none=True)
    return nought


def find_denial(passages: Iterable[Passage], noun: str, wanted: Disclosures) -> Told | None:
    """Words that say that there is no such thing."""
    patterns = [_compile(template.replace("{noun}", noun)) for template in wanted.negations]
    for passage in passages:
        for pattern in patterns:
            if match := pattern.search(passage.text):
                return Told(passage.page, quote(passage.text, match.start(), match.end()), is_none=True)
    return None


def find_told(condition: TextCondition, text: FoldedText, wanted: Disclosures) -> Told | None:
    """What the text says of the condition's matter, None where it does not speak of it."""
    told = find_statement(text.statements, condition.topics)
    if told is not None:
        return told
    own = text.list_own(condition)
    if condition.any_text and condition.none is None and own:
        return Told(own[0].page, quote(own[0].text, 0, WORDS_KEPT))
    elsewhere = list(text.list_elsewhere(None if condition.anywhere else condition.titles))
    told = find_words([*own, *elsewhere], condition.words)
    if told is None and condition.none is not None:
        told = find_denial([*own, *elsewhere], condition.none, wanted)
    if told is None and condition.any_text and own:
        told = Told(own[0].page, quote(own[0].text, 0, WORDS_KEPT))
    return told


def quote(text: str, start: int, end: int) -> str:
    """The words from `start` to `end` with a little of what stands around them, on one line."""
    begin = max(0, start - WORDS_BEFORE)
    return text[begin : max(end, begin + WORDS_KEPT)].replace("\n", "")[: 2 * WORDS_KEPT]


def _cut(sentence: str, printed: str) -> str:
    place = max(sentence.find(printed), 0)
    return quote(sentence, place, place + len(printed)) or printed


def _names(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _is_of(section: Section, place: Place) -> bool:
    if section.kind:
        return section.kind in place.sections
    return _names(fold_prose(section.title), place.titles)


def _is_below(section: Section, above: Section) -> bool:
    same_part = section.part == above.part
    return same_part and bool(above.number) and section.number.startswith(f"{above.number}.")


def _is_nought(match: re.Match[str]) -> bool:
    if "n" not in match.re.groupindex or match["n"] is None:
        return False
    try:
        return Decimal(match["n"].replace(",", "").rstrip(".")) == 0
    except InvalidOperation:
        return False


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
