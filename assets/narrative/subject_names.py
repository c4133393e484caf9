"""Names of subjects (类款项) in the text, told against the report's own tables and the catalogue.

What belongs here: which stretch of a text names which subject. Names are cut short, misspelt, written with or
without 支出, with their level in brackets, their code before or behind. Not what is stated of a subject.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from assets.narrative.plain import plain_words
from assets.narrative.wordings import find_words
from assets.reference.subjects import load_subjects

LEVELS = {"类": 3, "款": 5, "项": 7}  # digits of a code by level
ALIKE = 0.74  # from which two names are the same one, misspelt or cut short
SURE = 0.93
TOLD_BY = 2  # characters of a name that tell a code before it from an amount
SHORTEST = 3  # characters of a name that is told without its level and without 支出
_MARKER = re.compile(r"\((?P<code>\d{2,7})?(?P<level>[类款项])(?:级)?(?:科目)?\)")
_CODE_BEHIND = re.compile(r"\((?P<code>2\d{2}(?:\d{2}){0,2})\)")
_CODE_BEFORE = re.compile(
    r"(?<![\d.])(?P<code>2\d{2}(?:\d{2}){0,2})(?P<name>[\u4e00-\u9fff]{2}[\u4e00-\u9fff()、]*)"
)
_BOUNDARY = re.compile(
    r"[，。;:\d.—\-/>①-⑳]|\([\d一二三四五六七八九十]{1,3}\)|其中|用于|(?<=[\d一二三四五六七八九十])、"
)
_CLAUSE_START = re.compile(
    r"(?:^|[，。;:、(>/-])(?:其中:?|(?:主要)?用于|本?部门|本?单位|\(?[\d一二三四五六七八九十]{1,3}[)、.]+|[①-⑳]|\d{4}年度?)*$"
)
_STROKE = re.compile(r"[-/>]+")


class NamedSubject(NamedTuple):
    """A stretch of a plain text that names a subject; ``code`` is '' for one that is nowhere known."""

    start: int
    end: int
    code: str
    digits: int
    words: str


@dataclass(slots=True)
class SubjectNames:
    """Names of subjects: ``own`` of the report's tables, the catalogue of its year, ``former`` ones."""

    own: dict[str, list[str]]
    catalogue: dict[str, list[str]]
    former: dict[str, list[str]]
    path: dict[int, str] = field(default_factory=dict)
    _listed: re.Pattern[str] | None = None
    _by_name: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, rows: Iterable[tuple[str, str]], year: int, classification: str = "functional"
    ) -> "SubjectNames":
        """Names from (code, label) of a report's rows and from the catalogue of a fiscal year."""
        first = "3" if classification == "economic" else "2"
        own: dict[str, list[str]] = {}
        for code, label in rows:
            name = name_key(label)  # '' where the label could not be read
            if name and code.isdigit() and len(code) in (3, 5, 7) and code.startswith(first):
                own.setdefault(code, []).append(name)
        return cls(own, *_catalogue(classification, year))

    def find(self, text: str, unmarked: bool) -> list[NamedSubject]:
        """Subjects named in a text, in order; names without (类) (款) (项) only where ``unmarked``."""
        found = list(self._marked(text))
        if unmarked:
            found += _join_paths(text, list(self._unmarked(text, found)))
        found.sort()
        if found and found[-1].code:
            self.path = {digits: found[-1].code[:digits] for digits in range(3, found[-1].digits + 1, 2)}
        return found

    def resolve(self, name: str, digits: int, parent: str = "", least: float = ALIKE) -> str:
        """Code of a name on a level, under a parent where one is known; '' if nothing is so like it.

        Outside the parent's class only the very same name counts.
        """
        for prefix, likeness in {parent: least, parent[:3]: least, "": 1.0 if parent else least}.items():
            for known in (self.own, self.catalogue, self.former):
                below = [(c, n) for c, n in known.items() if len(c) == digits and c.startswith(prefix)]
                code = _most_alike(name, below, likeness)
                if code:
                    return code
        return ""

    def _marked(self, text: str) -> Iterator[NamedSubject]:
        """Names with their level in brackets; of those that follow each other the last is the subject."""
        before = 0
        run: NamedSubject | None = None
        for marker in _MARKER.finditer(text):
            digits = LEVELS[marker["level"]]
            start = max([before, *(m.end() for m in _BOUNDARY.finditer(text, before, marker.start()))])
            words = text[start : marker.start()].lstrip("的及和、-")
            start = marker.start() - len(words)
            if words or marker["code"]:
                code = self._step(words, digits, marker["code"])
                joined = (
                    run is not None and run.digits < digits and not text[run.end : start].strip("-—/>、 ")
                )
                if run is not None and not joined:
                    yield run
                at = run.start if run is not None and joined else start
                run = NamedSubject(at, marker.end(), code, digits, text[at : marker.end()])
            before = marker.end()
        if run is not None:
            yield run

    def _step(self, words: str, digits: int, printed: str | None) -> str:
        self.path = {level: code for level, code in self.path.items() if level < digits}
        parent = self.path[max(self.path)] if self.path else ""
        code = next((c for c in (printed, f"{parent}{printed}") if printed and len(c or "") == digits), None)
        code = code or self.resolve(name_key(words), digits, parent)
        if code:
            self.path[digits] = code
        return code

    def _unmarked(self, text: str, marked: Sequence[NamedSubject]) -> Iterator[NamedSubject]:
        """Names without a level, apart from those that are ``marked``."""
        for found in _CODE_BEFORE.finditer(text):
            code, words = found["code"], found["name"]
            known = [*self.own.get(code, ()), *self.catalogue.get(code, ()), *self.former.get(code, ())]
            if any(words.startswith(name[:TOLD_BY]) for name in known):
                name = self._known_start(words) or words
                yield NamedSubject(found.start(), found.start("name") + len(name), code, len(code), name)
        above = max(self.path.values(), key=len, default="")
        for found in self._names().finditer(text):
            tail = _CODE_BEHIND.match(text, found.end())
            end = tail.end() if tail else found.end()
            if any(found.start() < other.end and other.start < end for other in marked):
                continue
            if not _CLAUSE_START.search(text[: found.start()]) and not tail:
                continue
            before = [other.code for other in marked if other.end <= found.start() and other.code]
            code = tail["code"] if tail else self._choose(found[0], before[-1] if before else above)
            if code:
                above = code
                yield NamedSubject(found.start(), end, code, len(code), text[found.start() : end])

    def _known_start(self, words: str) -> str:
        found = self._names().match(words)
        return found[0] if found else ""

    def _choose(self, words: str, above: str) -> str:
        """The code that a name without level means: the only one, or the one under the subject named last."""
        codes = self._by_name[_bare(words)]
        own = [code for code in codes if code in self.own] or codes
        if len(own) == 1:
            return own[0]
        for digits in range(len(above), 2, -2):
            below = [code for code in own if code.startswith(above[:digits]) and len(code) > digits]
            if len(below) == 1:
                return below[0]
        by_length = sorted(own, key=len)
        return by_length[0] if len(by_length[0]) < len(by_length[1]) else ""

    def _names(self) -> re.Pattern[str]:
        """One pattern of all names that may stand alone: the report's own, and classes of the catalogue."""
        if self._listed is None:
            classes = {code: names for code, names in self.catalogue.items() if len(code) == 3}
            for known in (self.own, classes):
                for code, names in known.items():
                    for name in names:
                        codes = self._by_name.setdefault(_bare(name), [])
                        if code not in codes:
                            codes.append(code)
            told = sorted(filter(_stands_alone, self._by_name), key=len, reverse=True)
            spelt = [re.escape(name) + ("支出" if len(name) < SHORTEST else "(?:支出)?") for name in told]
            self._listed = re.compile("|".join(spelt) or r"(?!)")
        return self._listed


def _join_paths(text: str, subjects: Sequence[NamedSubject]) -> list[NamedSubject]:
    """Names parted by strokes alone, each below the one before it, are one path: 类-款-项."""
    joined: list[NamedSubject] = []
    for subject in sorted(subjects):
        above = joined[-1] if joined else None
        if (
            above is not None
            and above.digits < subject.digits
            and _STROKE.fullmatch(text, above.end, subject.start)
        ):
            joined[-1] = subject._replace(start=above.start, words=text[above.start : subject.end])
        else:
            joined.append(subject)
    return joined


@cache
def name_key(label: str) -> str:
    """A name as names are compared: plain, without white space and a colon at its end."""
    return plain_words(label).strip(":，、 ")


def _stands_alone(name: str) -> bool:
    """Whether a name without (类) is told from other words: not 国有资本经营预算, which is a scope."""
    return not any(word.scope and word.start == 0 for word in find_words(name))


def _bare(name: str) -> str:
    return name.removesuffix("支出") or name


def _most_alike(name: str, known: Sequence[tuple[str, list[str]]], least: float) -> str:
    """Code of the name most like ``name``, '' if none is at least so like it or two are alike to it."""
    wanted = _bare(name)
    spelt = frozenset(same for same in (wanted, f"{wanted}支出") if _bare(same) == wanted)
    very_same = [code for code, names in known if not spelt.isdisjoint(names)]
    if very_same or least == 1.0:
        return very_same[0] if len(very_same) == 1 else ""
    scores: list[tuple[float, str]] = []
    for code, names in known:
        score = max(_likeness(wanted, _bare(other)) for other in names)
        if score >= least:
            scores.append((score, code))
    scores.sort(reverse=True)
    if not scores:
        return ""
    tied = len(scores) > 1 and scores[0][0] == scores[1][0]
    return "" if tied else scores[0][1]


@cache
def _likeness(one: str, other: str) -> float:
    """How like two names are, 1 for the same; a name cut short at its end is as good as whole."""
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 4 and longer.startswith(shorter):
        return SURE
    return min(SequenceMatcher(None, one, other).ratio(), SURE)


@cache
def _catalogue(classification: str, year: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Names of every code in force in a year, and those of other years."""
    named: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    for subject in load_subjects():
        if subject.classification == classification:
            holds = subject.holds_in(year)
            named[not holds].setdefault(subject.subject_code, []).append(name_key(subject.name))
    return named
