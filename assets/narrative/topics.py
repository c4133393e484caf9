"""Which topic a figure has: from the term it speaks of, whose money that is, and whose figure it is.

What belongs here: the composition of topics. Their list, and where the tables print them, is in
expectations/identities/vocabulary/topics.yml; which term a figure speaks of is told in ``reading``.
"""

from typing import NamedTuple

from assets.narrative.wordings import Context, Term, load_terms
from expectations.topics import load_topics

LEVELS = {3: "class", 5: "group", 7: "leaf"}  # a subject's level by the digits of its code
_OF_FUNDS = {"general": "", "fund": "gf_", "capital": "sc_", "fiscal": "fiscal_", "overall": "exp_", "": ""}
_ENDINGS = {"final": "", "initial": "_budget", "adjusted": "_adjusted"}
# Scopes of sections that the word 财政拨款 alone does not leave.
FUNDS = frozenset({"general", "fund", "capital"})


class Subject(NamedTuple):
    """What a figure speaks of: a term, or the functional or economic subject ``code`` of ``digits`` digits.

    ``scope`` are the words on whose money it is. With ``part`` ('_basic') it is that part of the subject.
    """

    words: str
    term: str = ""
    scope: str = ""
    digits: int = 0
    code: str = ""
    classification: str = "functional"
    part: str = ""

    @property
    def is_subject(self) -> bool:
        """Whether it is a subject of a classification."""
        return self.digits > 0

    @property
    def is_known(self) -> bool:
        """Whether its words name a term or a subject; those on whose money it is alone name none."""
        return bool(self.term) or self.is_subject


def value_topic(subject: Subject, context: Context, aspect: str = "final") -> str:
    """Topic of a subject's figure; ``aspect`` is 'final', 'initial' or 'adjusted' (budget). '' if none."""
    if subject.is_subject:
        return _known(_subject_stem(subject, context) + _ENDINGS[aspect])
    term = load_terms().get(subject.term)
    if term is None or (term.family and term.family != context.family):
        return ""
    if term.three:
        return _three_topic(term.three, aspect)
    stem = term_topic(term, subject.scope, context)
    if stem == "gpb_total" and aspect != "final":
        return f"gpb{_ENDINGS[aspect]}"
    return _known(stem + _ENDINGS[aspect])


def change_topic(subject: Subject, context: Context, base: str) -> str:
    """Topic of the amount by which a figure changed, against the year before or the 'budget'."""
    ending = "_budget_change" if base == "budget" else "_change"
    if subject.is_subject:
        return _known(_subject_stem(subject, context) + ending)
    term = load_terms().get(subject.term)
    if term is None:
        return ""
    return _known((f"three_{term.three}" if term.three else value_topic(subject, context)) + ending)


def are_side_by_side(one: Subject, other: Subject, context: Context) -> bool:
    """Whether two subjects are parts of one whole, so that the ``other`` is no share of the ``one``."""
    if one.is_subject and other.is_subject:
        return not other.code.startswith(one.code) if other.code else other.digits <= one.digits
    terms = load_terms()
    first, second = terms.get(one.term), terms.get(other.term)
    if first is None or second is None:
        return False
    if first.three and second.three:
        return first.three != "total" and not second.three.startswith(f"{first.three}_")
    if first is second and one.scope == "fiscal":  # 财政拨款收入5万元，其中一般公共预算4万元
        return False
    wholes = [load_topics()[topic].whole for s in (one, other) if (topic := value_topic(s, context))]
    return len(wholes) == 2 and wholes[0] == wholes[1] is not None


def term_topic(term: Term, scope: str, context: Context) -> str:
    """Topic of a term, which may differ by whose money it is; '' if none."""
    if "" in term.topics:
        return term.topics[""]
    other = term.in_family.get(context.family)
    if other:
        return term_topic(load_terms()[other], scope, context)
    return term.topics.get(_scope_of(term, scope, context), "")


def _scope_of(term: Term, scope: str, context: Context) -> str:
    if scope == "fiscal" and context.scope in FUNDS:
        return context.scope
    return scope or context.scope or "overall"


def _subject_stem(subject: Subject, context: Context) -> str:
    if subject.classification == "economic":
        return "economic"
    prefix = "income_" if context.family == "income" else _OF_FUNDS[subject.scope or context.scope]
    return f"{prefix}{LEVELS[subject.digits]}{subject.part}"


def _three_topic(column: str, aspect: str) -> str:
    if aspect == "final" and column.startswith("vehicle_"):
        return f"three_{column}"
    return f"three_{'final' if aspect == 'final' else 'budget'}_{column}"


def _known(topic: str) -> str:
    return topic if topic in load_topics() else ""
