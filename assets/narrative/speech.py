"""What the sentence being read speaks of: named subjects, inherited ones, and what was stated of them before.

What belongs here: the state that a reader of the text carries along, and the questions asked of it. What
figures then state is told in ``amounts`` and ``rates``, how words change the state in ``reading``.
"""

import re

from assets.narrative.clause import Clause
from assets.narrative.contexts import NO_CONTEXT
from assets.narrative.drafts import ITEM_DIGITS, VALUE, Draft, Source
from assets.narrative.figures import Figure
from assets.narrative.mentions import economic_subject
from assets.narrative.reasons import Reasons
from assets.narrative.sentences import Text
from assets.narrative.subject_names import SubjectNames
from assets.narrative.topics import Subject, value_topic
from assets.narrative.wordings import Context, Term, Token, load_terms, relation

EVALUATION = 5  # part of a report
_BARE = re.compile(
    r"[、，]?(?:本?部门|本?单位|我局)?(?:(?:19|20)\d\d年度?)?(?:本年度?|全年)?(?:实际|决算)?(收入|支出)(?:决算数?)?(?:总?共|共计|为|:)?"
)
_FLOWS = frozenset({"total", "income", "expenditure"})
_YEARS_FLOWS = frozenset({"income", "expenditure"})
_ANY_FLOW = _FLOWS | {""}
# Kinds of sections that speak of one expense and its parts.
_OF_ONE_EXPENSE = frozenset({"three", "basic", "procurement", "general_expenses", "other"})


class Speech:
    """State of reading a report's text.

    ``values`` holds the draft last stated for a topic and code, and for these and a term: 总收入 and 总支出
    have one topic. ``subject`` is what is spoken of now, ``head`` the figure whose parts are being listed.
    ``is_strict`` where only what is named outright has a topic: outside the narrative's own part, and where
    it speaks of single projects.
    """

    def __init__(self, names: SubjectNames, economic: SubjectNames, fiscal_year: int) -> None:
        self.names, self.economic, self.fiscal_year = names, economic, fiscal_year
        self.drafts: list[Draft] = []
        self.values: dict[tuple[str, ...], Draft] = {}
        self.reasons = Reasons()
        self.context: Context = NO_CONTEXT
        self.is_strict = True
        self.source: Source
        self.text = Text("", ())
        self.sentence = ""
        self.clause = Clause(0, 0)
        self.subject: Subject | None = None
        self.head: Draft | None = None
        self.last_value: Draft | None = None

    def _name(self, subject: Subject, end: int) -> None:
        clause = self.clause
        if clause.reason is not None or clause.is_purpose:
            return
        if not self._is_flow_of_another(subject):
            clause.named.append(self._in_context(subject))
            clause.clear_from = end

    def _is_flow_of_another(self, subject: Subject) -> bool:
        """Whether a bare 全年支出 is not the whole report's but of what is spoken of: 接待费全年支出5万元."""
        if subject.term not in _YEARS_FLOWS or subject.scope:
            return False
        if not relation("bare_flow").fullmatch(subject.words):
            return False
        named = self.clause.named[-1] if self.clause.named else None
        if named is None and self.context.family not in _OF_ONE_EXPENSE:
            return False
        spoken_of = named or self.subject
        return spoken_of is not None and (spoken_of.is_subject or spoken_of.term not in _ANY_FLOW)

    def _in_context(self, subject: Subject) -> Subject:
        """A subject as its surroundings mean it: part of another, economic, or named by its scope alone."""
        if subject.is_subject:
            return subject._replace(scope=self.context.scope, part=self._part_within())
        term = load_terms().get(subject.term)
        if term is None:
            return subject._replace(term=self._term_of_scope())
        if self.context.family == "basic" and not term.parts and not term.flow:
            return economic_subject(subject.words, self.economic) or subject
        before = self.subject
        if term.parts and not subject.scope and before is not None and before.is_subject:
            is_part = before.digits == ITEM_DIGITS or (self.clause.has_list and self.head is not None)
            if is_part and before.classification == "functional":
                return before._replace(words=subject.words, part=term.parts)
        if not subject.scope and self._is_only_a_part(term):
            return subject._replace(term="")
        return subject._replace(scope=subject.scope or self._money_of(subject, term))

    def _part_within(self) -> str:
        """Part of a subject that is told of where it is listed under 基本支出 or 项目支出."""
        within = load_terms().get(self.clause.within.term) if self.clause.within else None
        return within.parts if within else ""

    def _is_only_a_part(self, term: Term) -> bool:
        """Whether a term is listed under another thing, so that it is not the whole report's.

        行政运行(项)5万元，其中人员经费4万元;机关运行经费9万元，其中公务接待费1万元;支出5万元(含上年结转1万元).
        """
        within = self.clause.within
        if within is None or within.classification != "functional":
            return False
        parent = load_terms().get(within.term)
        if within.is_subject or parent is None:
            return within.is_subject
        flows = (parent.id in _FLOWS or bool(parent.flow), term.id in _FLOWS or bool(term.flow))
        if flows == (False, False):  # of one kind: three_vehicle, three_operation
            return parent.id.partition("_")[0] != term.id.partition("_")[0]
        return flows != (True, True) or (parent.flow, term.flow) == ("expenditure", "income")

    def _money_of(self, subject: Subject, term: Term) -> str:
        """Whose money a term without words for it speaks of, where other words of the clause tell it."""
        if term.fiscal_words and term.fiscal_words in subject.words:
            return "fiscal"
        money = self.clause.named[-1] if self.clause.named else None
        if money is not None and term.id in _YEARS_FLOWS and money.term in ("", term.id):
            return money.scope  # 政府性基金预算财政拨款2023年度本年支出
        return ""

    def _term_of_scope(self) -> str:
        """What is meant where only the money is named (一般公共预算财政拨款5万元): income or expenditure."""
        before = self.head.subject if self.head else self.subject
        term = load_terms().get(before.term) if before else None
        if term is None:
            return ""
        if term.id in ("opening", "closing"):
            return term.id
        return {"income": "income", "expenditure": "expenditure"}.get(term.flow, "")

    def _settle(self) -> None:
        """Let what a clause named, and gave no figure of, be what is spoken of."""
        named = [subject for subject in self.clause.named if subject.term or subject.is_subject]
        if named:
            self.subject = named[-1]

    def _spoken_of(self, place: int) -> Subject | None:
        """What the clause named, else what was spoken of before; None if other words stand between."""
        clause = self.clause
        start = self._behind_who(clause.clear_from)
        if not self._only_filling(start, place):
            tail = self.text.plain[start:place]
            return economic_subject(tail, self.economic) if self.context.family == "basic" else None
        if clause.named:
            return clause.named[-1]
        if clause.last is not None and clause.last.kind == "count" and clause.last_end == clause.clear_from:
            return None
        if self.is_strict and (clause.last is None or clause.last.role != VALUE or not clause.last.topic):
            return None
        return self._of_other_flow(self.text.plain[start:place])

    def _behind_who(self, start: int) -> int:
        """Where the words on whose report it is end, before the year and a section's first figure."""
        if start != self.clause.start or self.last_value is not None:
            return start
        who = relation("who").match(self.text.plain, start)
        return who.end() if who else start

    def _of_other_flow(self, words: str) -> Subject | None:
        """What is spoken of, or what the bare word says: 政府性基金收入5万元，支出4万元."""
        subject = self.subject
        bare = _BARE.fullmatch(words)
        term = load_terms().get(subject.term) if subject else None
        if not bare or subject is None or term is None or not (term.same_as or term.id in _FLOWS):
            return subject
        flow = {"收入": "income", "支出": "expenditure"}[bare[1]]
        return subject if term.flow == flow else subject._replace(words=bare[1], term=flow)

    def _only_filling(self, start: int, place: int) -> bool:
        """Whether nothing but known words and words without meaning stands between two places."""
        rest = list(self.text.plain[start:place])
        for mark in self.text.marks:
            if isinstance(mark, Token) and mark.kind != "mark" and start <= mark.start and mark.end <= place:
                rest[mark.start - start : mark.end - start] = "," * (mark.end - mark.start)
        return relation("filling").fullmatch("".join(rest)) is not None

    def _aspect(self) -> str:
        if self.clause.aspects:
            return self.clause.aspects[-1]
        if self.clause.pending is None and self.head is not None and self.clause.has_list:
            return self.head.aspect
        return "final"

    def _is_sure(self, subject: Subject) -> bool:
        """Whether a subject outside the narrative's own sections is one of the whole report."""
        term = load_terms().get(subject.term)
        if term is None or subject not in self.clause.named:
            return False
        if term.family:
            return term.family == self.context.family
        # Part 3 tells under 绩效 of projects; a report of part 5 tells of the whole department as well.
        return term.strong and (
            self.context.family != "performance" or self.source.section.part == EVALUATION
        )

    def _topic_of(self, subject: Subject | None) -> str:
        return "" if subject is None or self.is_strict else value_topic(subject, self.context)

    def _final_of(self, subject: Subject | None) -> Draft | None:
        return self._stated(subject, "final")

    def _budget_of(self, subject: Subject | None, words: str = "") -> Draft | None:
        """The budget of a subject that was stated: the one as changed in the year if ``words`` say so."""
        initial, adjusted = self._stated(subject, "initial"), self._stated(subject, "adjusted")
        return (adjusted or initial) if re.search("全年|调整", words) else (initial or adjusted)

    def _stated(self, subject: Subject | None, aspect: str) -> Draft | None:
        if subject is None:
            return None
        topic = value_topic(subject, self.context, aspect)
        if not topic:
            return None
        named = self.values.get((topic, subject.code, subject.term))
        return named or self.values.get((topic, subject.code))

    def _draft(self, figure: Figure, kind: str, role: str = "") -> Draft:
        draft = Draft(self.source, figure.start, figure.number_end, self.sentence, kind, role, figure=figure)
        draft.year = self.fiscal_year
        return draft
