"""Words of the narrative as patterns: what a text speaks of, and how its figures relate to that.

Data in assets/reference/narrative (terms.yml, relations.yml, contexts.yml, counts.yml). What belongs here:
the records of those files and the one pattern that finds all words. Not what sentences state (``reading``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from assets.narrative.figures import NUMBER
from assets.reference.narrative_words import read_words

YEAR = r"(?:19|20)\d\d"
SCOPE = "scope"
MASKED = "\ue000"  # stands for a character of a subject's name, in which no other word is looked for
_BETWEEN = "(?:的|当年|本年度?|年度|、)?"


class Term(NamedTuple):
    """A term of terms.yml; ``topics`` by scope, or one under ''. ``three`` is a column of 三公."""

    id: str
    topics: Mapping[str, str]
    strong: bool
    flow: str
    family: str
    three: str
    parts: str
    same_as: str
    fiscal_words: str
    in_family: Mapping[str, str]


class Context(NamedTuple):
    """What a heading announces: kind of section, whose money, and the term spoken of where none is named."""

    match: re.Pattern[str]
    family: str
    scope: str
    term: str


class Token(NamedTuple):
    """A word from ``start`` to ``end``; ``kind`` is of relations.yml, 'term', 'scope', 'year' or 'mark'."""

    start: int
    end: int
    kind: str
    words: str
    term: str = ""
    scope: str = ""
    whole: str = ""


class CountRule(NamedTuple):
    """What a number of things is the number of; every pattern that is given must fit."""

    topic: str
    unit: re.Pattern[str]
    lead: re.Pattern[str] | None
    clause: re.Pattern[str] | None
    tail: re.Pattern[str] | None
    terms: frozenset[str]
    family: frozenset[str]
    parts: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """All words, each with an empty group behind it whose name ``kinds``, ``terms`` or ``scopes`` know.

    A group around a word would be opened at every character of a text before the word is looked for, which
    takes three times as long.
    """

    pattern: re.Pattern[str]
    kinds: Mapping[str, str]
    terms: Mapping[str, str]
    scopes: Mapping[str, str]


def find_words(text: str) -> Iterator[Token]:
    """Yield the known words of a plain text from left to right, none inside another."""
    lexicon = _lexicon()
    for found in lexicon.pattern.finditer(text):
        name = found.lastgroup or ""
        if name in lexicon.kinds:
            yield Token(*found.span(), lexicon.kinds[name], found[0], whole=found["whole"] or "")
            continue
        scope = next((scope for group, scope in lexicon.scopes.items() if found[group] is not None), "")
        term = lexicon.terms.get(name, "")
        yield Token(*found.span(), "term" if term else SCOPE, found[0], term, scope)


@cache
def load_terms() -> Mapping[str, Term]:
    """The terms by id."""
    return {
        entry["id"]: Term(
            entry["id"],
            entry.get("topics") or {"": entry.get("topic", "")},
            entry.get("strong", False),
            entry.get("flow", ""),
            entry.get("family", ""),
            entry.get("three", ""),
            entry.get("parts", ""),
            entry.get("same_as", ""),
            entry.get("fiscal_words", ""),
            entry.get("in_family", {}),
        )
        for entry in read_words("terms")["terms"]
    }


@cache
def load_contexts() -> tuple[Context, ...]:
    """What headings announce, in the order in which they are tried."""
    return tuple(
        Context(re.compile(entry["match"]), entry["family"], entry.get("scope", ""), entry.get("term", ""))
        for entry in read_words("contexts")
    )


@cache
def load_counts() -> tuple[CountRule, ...]:
    """The rules for what is counted, in the order in which they are tried."""

    def pattern(entry: dict[str, Any], key: str) -> re.Pattern[str] | None:
        return re.compile(entry[key]) if entry.get(key) else None

    return tuple(
        CountRule(
            topic=entry["topic"],
            unit=re.compile(entry["unit"]),
            lead=pattern(entry, "lead"),
            clause=pattern(entry, "clause"),
            tail=pattern(entry, "tail"),
            terms=frozenset(entry.get("terms", ())),
            family=frozenset(entry.get("family", ())),
            parts=frozenset(entry.get("parts", ())),
        )
        for entry in read_words("counts")
    )


@cache
def relation(name: str) -> re.Pattern[str]:
    """The pattern of one entry of relations.yml."""
    return re.compile(_fill(read_words("relations")[name]))


@cache
def _scopes() -> Mapping[str, str]:
    scopes: dict[str, str] = read_words("terms")["scopes"]
    return scopes


@cache
def _lexicon() -> _Lexicon:
    """One alternation of all words: of those that begin at one place the first listed here is found."""
    relations: dict[str, Any] = read_words("relations")
    kinds: dict[str, str] = {}
    parts: list[str] = []

    def add(kind: str, words: str) -> None:
        name = f"k{len(kinds)}"
        kinds[name] = kind
        parts.append(f"(?:{words})(?P<{name}>)")

    for direction, words in relations["against_budget"].items():
        add(direction, words)
    for kind in (
        "budget",
        "previous_year",
        "prior",
        "of_amount",
        "completion",
        "share",
        "up_to",
        "up",
        "down",
    ):
        add(kind, _fill(relations[kind]))
    add("list", relations["list"])
    add("reason", _fill(relations["reason"]))
    add("purpose", _fill(relations["purpose"]))
    terms: dict[str, str] = {}
    free, bound = _alternatives(terms, False), _alternatives(terms, True)
    scopes: dict[str, str] = {}
    before, alone = _alternatives_of_scopes(scopes), _alternatives_of_scopes(scopes)
    parts.append(f"(?:(?:{before}){_BETWEEN})?(?:{free})|(?:{alone})(?:{_BETWEEN}(?:{bound}))?")
    for kind in ("adjusted", "initial", "final", "respectively", "same"):
        add(kind, _fill(relations[kind]))
    add("year", rf"{YEAR}年(?:度)?(?!\d)")
    add("mark", r"[，。;:、()！？]")
    return _Lexicon(re.compile("|".join(parts)), kinds, terms, scopes)


def _alternatives_of_scopes(names: dict[str, str]) -> str:
    """The words of scopes, each with its group behind it; ``names`` takes the scope of each group."""
    alternatives = []
    for scope, words in _scopes().items():
        name = f"s{len(names)}"
        names[name] = scope
        alternatives.append(f"(?:{words})(?P<{name}>)")
    return "|".join(alternatives)


def _alternatives(names: dict[str, str], needs_scope: bool) -> str:
    """The words of terms, each with its group behind it; ``names`` takes the term of each group."""
    alternatives = []
    for entry in read_words("terms")["terms"]:
        if entry.get("needs_scope", False) == needs_scope:
            name = f"t{len(names)}"
            names[name] = entry["id"]
            alternatives.append(f"(?:{'|'.join(entry['words'])})(?P<{name}>)")
    return "|".join(alternatives)


def _fill(words: str | list[str]) -> str:
    """Words of relations.yml with the patterns of numbers and years put in."""
    listed = [words] if isinstance(words, str) else words
    return "|".join(f"(?:{entry.replace('{number}', NUMBER).replace('{year}', YEAR)})" for entry in listed)
