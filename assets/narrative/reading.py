"""What the sentences of a report state: each figure with what it speaks of, and each comparison in words.

A sentence is read from left to right. Its words leave behind what the next figure speaks of; a figure without
own words speaks of what the one before it did, of what its paragraph opened with, or of what the heading
announces. What belongs here: that walk. Which words there are is data (``wordings``), which topic follows from
them is told in ``topics``, which other statement a rate belongs to in ``linking``.
"""

import re
from collections.abc import Sequence

from assets.narrative.clause import Clause, Group
from assets.narrative.contexts import NO_CONTEXT, Headings
from assets.narrative.counting import count_topic
from assets.narrative.drafts import CHANGE, RATE, VALUE, Draft, Source
from assets.narrative.figures import Figure
from assets.narrative.mentions import economic_subject, find_mentions
from assets.narrative.plain import make_plain
from assets.narrative.prose import Paragraph
from assets.narrative.reasons import Reasons
from assets.narrative.sentences import find_marks
from assets.narrative.subject_names import NamedSubject, SubjectNames
from assets.narrative.topics import Subject, change_topic, value_topic
from assets.narrative.wordings import Context, Token, load_terms, relation
from expectations.statements import Section

NARRATIVE, GLOSSARY = 3, 4  # parts of a report
ASPECTS = ("initial", "adjusted", "final")
_JOINT = re.compile(r"[、，]?(?:和|与|及|以及)?(?:分别)?(?:为|是)?")
_NAMELESS = frozenset({"three", "basic", "procurement", "assets", "performance", "other", "general_expenses"})


class Reader:
    """Reads a report's sections in order; ``drafts`` are the statements found."""

    def __init__(self, names: SubjectNames, economic: SubjectNames, fiscal_year: int) -> None:
        self.names, self.economic, self.fiscal_year = names, economic, fiscal_year
        self.headings = Headings(names)
        self.drafts: list[Draft] = []
        self.values: dict[tuple[str, str], Draft] = {}
        self.reasons = Reasons()
        self.context: Context = NO_CONTEXT
        self.subject: Subject | None = None
        self.head: Draft | None = None
        self.last_value: Draft | None = None
        self.is_strict = True

    def read(self, section: Section, paragraphs: Sequence[Paragraph]) -> None:
        """Read the text of one section. The glossary of part 4 states nothing."""
        self.context, opening = self.headings.enter(section)
        told = section.part == NARRATIVE or (section.part is None and self.context is not NO_CONTEXT)
        self.is_strict = not told or self.context.family == "performance"
        if section.part == GLOSSARY:
            return
        self.subject, self.head, self.last_value = opening, None, None
        anchor: Subject | None = None
        for paragraph in paragraphs:
            self.source = Source(section, paragraph, make_plain(paragraph.text))
            stated = len(self.drafts)
            if anchor is not None:
                self.subject = anchor
            unmarked = told and self.context.family not in _NAMELESS
            self.text = find_marks(self.source.plain.text, self.names, unmarked)
            anchor = None
            for start, end, marks in self.text.sentences():
                self._read_sentence(start, end, marks)
                anchor = anchor or self.clause.anchor
            anchor = anchor if len(self.drafts) > stated else None

    def _read_sentence(self, start: int, end: int, marks: Sequence[Token | Figure | NamedSubject]) -> None:
        self.clause = clause = Clause(start, start)
        self.sentence = self._raw(start, end)
        self.brackets: list[tuple[Subject | None, Draft | None, list[Subject], Draft | None]] = []
        for mark in marks:
            if isinstance(mark, Figure):
                self._take_figure(mark)
            elif isinstance(mark, NamedSubject):
                self._name(Subject(mark.words, digits=mark.digits, code=mark.code), mark.end)
            else:
                self._take_word(mark)
        self._settle()
        self._end_reason(end)
        if clause.has_list and clause.anchor is not None:
            self.subject = clause.anchor

    # Words

    def _take_word(self, word: Token) -> None:
        clause = self.clause
        if word.kind == "mark":
            self._take_mark(word)
        elif clause.reason is not None:
            return
        elif word.kind in ("term", "scope"):
            self._name(Subject(word.words, word.term, word.scope), word.end)
        elif word.kind in ASPECTS:
            clause.aspects.append(word.kind)
        elif word.kind in ("budget", "previous_year"):
            clause.base, clause.base_word = word.kind, word
        elif word.kind == "prior":
            clause.year_once = self.fiscal_year - 1
        elif word.kind == "year":
            clause.year = int(word.words[:4])
        elif word.kind in ("share", "completion", "up", "down", "up_to"):
            clause.pending = word
        elif word.kind == "respectively":
            clause.is_respective = True
            named = list(clause.named) or clause.group.subjects
            clause.group = Group(subjects=named, aspects=list(clause.aspects), of=clause.group)
        elif word.kind == "list":
            self._open_list()
        elif word.kind == "reason":
            self._settle()
            clause.reason = word.end
        elif word.kind == "purpose":
            self._take_purpose(word)
        elif word.kind in ("same", "above", "below", "equal"):
            self._compare(word)

    def _take_mark(self, mark: Token) -> None:
        clause, sign = self.clause, mark.words
        if sign == "(":
            self.brackets.append((self.subject, self.head, list(clause.named), clause.last))
            if clause.last is not None and not clause.named:
                self.subject = clause.last.subject or self.subject
            clause.named, clause.clear_from = [], mark.end
        elif sign == ")":
            if self.brackets:
                self.subject, self.head, clause.named, clause.last = self.brackets.pop()
                clause.clear_from = mark.end
        elif sign in "，;:":
            if clause.reason is not None:
                if sign == ":" or not self._reason_ends(sign, mark.end):
                    return
                self._end_reason(mark.start)
            if sign == ";" or self.text.clause_has_figure(mark.end):
                clause.is_purpose = False
            if not (clause.is_respective and clause.group.subjects):
                self._settle()
                clause.comma(mark.end)
            if sign == ";":
                clause.base = None
                if clause.has_list and self.head is not None:
                    self.subject = self.head.subject

    def _reason_ends(self, sign: str, place: int) -> bool:
        rest = self.text.plain[place:]
        if sign == ";":
            return not relation("reason_goes_on").match(rest)
        return bool(relation("resumes").match(rest))

    def _name(self, subject: Subject, end: int) -> None:
        clause = self.clause
        if clause.reason is not None or clause.is_purpose:
            return
        subject = self._in_context(subject)
        clause.named.append(subject)
        clause.clear_from = end

    def _in_context(self, subject: Subject) -> Subject:
        """A subject as its surroundings mean it: part of a functional subject, economic, or named by scope."""
        if subject.is_subject:
            return subject._replace(scope=self.context.scope)
        term = load_terms().get(subject.term)
        if term is None:
            return subject._replace(term=self._term_of_scope())
        if self.context.family == "basic" and not term.parts and not term.flow:
            return economic_subject(subject.words, self.economic) or subject
        before = self.subject
        if term.parts and not subject.scope and before is not None and before.is_subject:
            is_part = before.digits == 7 or (self.clause.has_list and self.head is not None)
            if is_part and before.classification == "functional":
                return before._replace(words=subject.words, part=term.parts)
        if term.fiscal_words and not subject.scope and term.fiscal_words in subject.words:
            return subject._replace(scope="fiscal")
        return subject

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

    def _open_list(self) -> None:
        clause = self.clause
        self._settle()
        self.head = next(
            (d for d in reversed(self.drafts) if d.role == VALUE and d.source.section is self.source.section),
            None,
        )
        clause.has_list = True
        clause.named = []

    def _take_purpose(self, word: Token) -> None:
        subject = self.clause.last.subject if self.clause.last else self.subject
        if self.context.family == "basic" and subject is not None and not self.is_strict:
            mentions = find_mentions(self.text.plain, word.end, self.economic)
            for start, end, named in mentions:
                self._add(
                    Draft(
                        self.source,
                        start,
                        end,
                        self.sentence,
                        "mention",
                        "",
                        "economic",
                        named,
                        year=self.fiscal_year,
                        of=self.clause.last,
                    )
                )
            if mentions:
                self.clause.is_purpose = True
                return
        self.clause.is_purpose = not self.text.clause_has_figure(word.end)

    # Figures

    def _take_figure(self, figure: Figure) -> None:
        clause = self.clause
        if figure.kind in ("score", "pieces"):
            self._count(figure)
        elif clause.reason is not None:
            self._add(self._draft(figure, "amount" if figure.kind == "money" else "share"))
        elif figure.kind == "money":
            self._take_amount(figure)
        else:
            self._take_rate(figure)

    def _take_amount(self, figure: Figure) -> None:
        clause = self.clause
        joint = self._joined(figure, "money")
        pending = clause.pending.kind if clause.pending else ""
        if joint is not None and not clause.named and not pending:
            first = clause.group.drafts[0]
            subject = self._nth(clause.group.subjects, joint) or (
                None if not clause.is_respective else self.subject
            )
            aspect = (clause.group.aspects[joint : joint + 1] or [first.aspect])[0]
            role, direction = first.role, first.direction
        else:
            if not clause.is_respective:
                clause.group = Group(of=clause.group if clause.group.drafts else clause.group.of)
            role = CHANGE if pending in ("up", "down") else VALUE
            direction = {"up": "increase", "down": "decrease"}.get(pending)
            subject = self._nth(clause.group.subjects, 0) if len(clause.group.subjects) > 1 else None
            subject = subject or self._spoken_of(figure.start)
            aspect = clause.group.aspects[0] if len(clause.group.aspects) > 1 else self._aspect()
        draft = (
            self._change(figure, subject, direction)
            if role == CHANGE
            else self._value(figure, subject, aspect)
        )
        clause.group.drafts.append(draft)
        self._add(draft)
        clause.take(draft, figure.end)

    def _value(self, figure: Figure, subject: Subject | None, aspect: str) -> Draft:
        clause = self.clause
        draft = self._draft(figure, "amount", VALUE)
        base = clause.base_word
        if base is not None and base.end == figure.start:  # 比上年决算数13万元减少2万元
            aspect = "initial" if base.kind == "budget" else aspect
            clause.year_once = self._year_in(base)
        draft.subject, draft.aspect = subject, aspect
        draft.year = clause.year_once or clause.year or self.fiscal_year
        if subject is None or (self.is_strict and not self._is_sure(subject)):
            return draft
        draft.topic = value_topic(subject, self.context, aspect)
        self.subject = subject
        self.last_value = draft
        clause.anchor = clause.anchor or subject
        if draft.topic and draft.year == self.fiscal_year:
            self.values[draft.topic, subject.code] = draft
        return draft

    def _year_in(self, base: Token) -> int | None:
        """The year that a comparison names, the one before the report's where it only says so."""
        if base.kind == "budget":
            return None
        named = re.search(r"\d{4}", base.words)
        return int(named[0]) if named else self.fiscal_year - 1

    def _change(self, figure: Figure, subject: Subject | None, direction: str | None) -> Draft:
        draft = self._draft(figure, "amount", CHANGE)
        draft.subject = subject
        draft.year = self.fiscal_year
        draft.of = self._final_of(subject)
        draft.base = self.clause.base or self._guess_base(draft)
        draft.direction = _against(draft.base, direction)
        if not self.clause.named:
            draft.rivals = [d for d in (self.last_value, self.head) if d is not None and d is not draft.of]
        if subject is not None and (not self.is_strict or draft.of is not None):
            draft.topic = change_topic(subject, self.context, draft.base)
            self.subject = subject
            self.reasons.expect(draft)
        return draft

    def _guess_base(self, draft: Draft) -> str:
        """Whether a change without words for its base is against the budget: if just that is the difference."""
        budget = self._budget_of(draft.subject)
        if draft.of is None or budget is None or draft.amount is None:
            return "previous_year"
        difference = abs((draft.of.amount or 0) - (budget.amount or 0))
        same_sentence = budget.source is self.source
        return "budget" if same_sentence and difference == draft.amount and difference else "previous_year"

    def _take_rate(self, figure: Figure) -> None:
        clause = self.clause
        joint = self._joined(figure, "percent")
        pending = clause.pending.kind if clause.pending else ""
        if joint is not None and not clause.named and not pending:
            draft = self._rate_like(clause.group.drafts[0], figure, joint)
        else:
            previous = clause.group
            clause.group = Group(of=previous if previous.drafts else previous.of)
            if figure.kind == "points":
                draft = self._draft(figure, "growth")
                draft.direction = {"up": "increase", "down": "decrease"}.get(pending)
            elif pending == "share":
                draft = self._share(figure)
            elif pending == "completion":
                draft = self._completion(figure)
            elif pending in ("up", "down") or self._follows_change(figure):
                draft = self._growth(figure, pending)
            else:
                draft = self._draft(figure, "share")
        clause.group.drafts.append(draft)
        self._add(draft)
        clause.take(draft, figure.end)

    def _rate_like(self, first: Draft, figure: Figure, place: int) -> Draft:
        """The draft of a further rate in a row: of the further figure, where the first was of the first."""
        draft = self._draft(figure, first.kind, first.role)
        of = self.clause.group.of
        other = of.drafts[place] if of and place < len(of.drafts) else None
        draft.direction, draft.base, draft.whole = first.direction, first.base, first.whole
        if other is not None:
            draft.subject, draft.topic = other.subject, first.topic and self._topic_of(other.subject)
            draft.of, draft.against = (other.of, other) if other.role == CHANGE else (other, None)
        return draft

    def _share(self, figure: Figure) -> Draft:
        clause = self.clause
        draft = self._draft(figure, "share", RATE)
        group = clause.group.of
        last = group.drafts[0] if group and len(group.drafts) > 1 and not clause.named else clause.last
        draft.base, draft.whole = "whole", clause.pending.whole if clause.pending else ""
        if clause.named:
            draft.subject = self._spoken_of(clause.pending.start if clause.pending else figure.start)
            draft.of = self._final_of(draft.subject)
        elif last is not None:
            of = last if last.role == VALUE else last.of
            draft.of, draft.subject = of, (of or last).subject
        else:
            draft.subject, draft.of = self.subject, self._final_of(self.subject)
        draft.topic = draft.of.topic if draft.of else self._topic_of(draft.subject)
        draft.against = self.head if not draft.whole and self.head is not draft.of else None
        return draft

    def _completion(self, figure: Figure) -> Draft:
        draft = self._draft(figure, "completion", RATE)
        draft.subject = self._spoken_of(self.clause.pending.start if self.clause.pending else figure.start)
        draft.topic, draft.base = self._topic_of(draft.subject), "budget"
        words = self.clause.pending.words if self.clause.pending else ""
        draft.of, draft.against = self._final_of(draft.subject), self._budget_of(draft.subject, words)
        self.reasons.expect(draft)
        return draft

    def _growth(self, figure: Figure, pending: str) -> Draft:
        clause = self.clause
        draft = self._draft(figure, "growth", RATE)
        group = clause.group.of
        last = group.drafts[0] if group and len(group.drafts) > 1 and not clause.named else clause.last
        change = last if last is not None and last.role == CHANGE and not clause.named else None
        draft.subject = change.subject if change else self._spoken_of(figure.start)
        draft.base = change.base if change else clause.base or "previous_year"
        draft.direction = _against(draft.base, {"up": "increase", "down": "decrease"}.get(pending))
        if change is not None and draft.direction is None:
            draft.direction = change.direction
        draft.topic = self._topic_of(draft.subject) if not change or change.topic else ""
        draft.of, draft.against = (change.of, change) if change else (self._final_of(draft.subject), None)
        self.reasons.expect(draft)
        return draft

    def _compare(self, word: Token) -> None:
        clause = self.clause
        base = clause.base if word.kind == "same" else "budget"
        if base is None and word.words.endswith("持平"):
            base = "previous_year"
        subject = self._spoken_of(word.start)
        if base is None or subject is None or self.is_strict:
            return
        direction = "equal" if word.kind == "same" and base == "budget" else word.kind
        draft = Draft(
            self.source,
            word.start,
            word.end,
            self.sentence,
            "comparison",
            RATE,
            self._topic_of(subject),
            subject,
        )
        draft.direction = "unchanged" if direction == "same" else direction
        draft.base, draft.year, draft.of = base, self.fiscal_year, self._final_of(subject)
        draft.against = self._budget_of(subject) if base == "budget" else None
        self.reasons.expect(draft)
        self._add(draft)
        self.subject = subject

    def _count(self, figure: Figure) -> None:
        clause = self.clause
        kind = "score" if figure.kind == "score" else "count"
        draft = self._draft(figure, kind)
        draft.year = clause.year or self.fiscal_year
        subject = clause.named[-1] if clause.named else self.subject
        if clause.reason is None and self.source.section.part != 5:
            draft.topic = count_topic(
                self.text.plain,
                clause.start,
                max(clause.clear_from, clause.start),
                figure,
                subject,
                self.context,
                self.source.section.part,
            )
        if draft.topic:
            lead = self.text.plain[max(clause.last_end, clause.start) : figure.start]
            draft.subject = Subject(re.split("[，;。:、]", lead.rstrip("，;。:、"))[-1])
        self._add(draft)
        if clause.reason is None:
            self._settle()
            clause.last_end = figure.end
            clause.last = draft
            clause.named, clause.clear_from = [], figure.end

    # What figures speak of

    def _spoken_of(self, place: int) -> Subject | None:
        """What the clause named, else what was spoken of before; None if other words stand between."""
        clause = self.clause
        if not self._only_filling(clause.clear_from, place):
            tail = self.text.plain[clause.clear_from : place]
            return economic_subject(tail, self.economic) if self.context.family == "basic" else None
        if clause.named:
            return clause.named[-1]
        if clause.last is not None and clause.last.kind == "count" and clause.last_end == clause.clear_from:
            return None
        if self.is_strict and (clause.last is None or clause.last.role != VALUE or not clause.last.topic):
            return None
        return self._of_other_flow(self.text.plain[clause.clear_from : place])

    def _of_other_flow(self, words: str) -> Subject | None:
        """What is spoken of, or its counterpart: 政府性基金收入5万元，支出4万元."""
        subject = self.subject
        bare = re.fullmatch("(收入|支出)(?:为|共|共计)?", words)
        term = load_terms().get(subject.term) if subject else None
        flow = {"收入": "income", "支出": "expenditure"}[bare[1]] if bare else ""
        if not bare or subject is None or term is None or not term.same_as or term.flow == flow:
            return subject
        return subject._replace(words=bare[1], term=flow)

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
        return (
            term.family == self.context.family
            if term.family
            else term.strong and self.context.family != "performance"
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
        return self.values.get((topic, subject.code)) if topic else None

    # Drafts

    def _draft(self, figure: Figure, kind: str, role: str = "") -> Draft:
        draft = Draft(self.source, figure.start, figure.number_end, self.sentence, kind, role, figure=figure)
        draft.year = self.fiscal_year
        return draft

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)

    def _joined(self, figure: Figure, kind: str) -> int | None:
        """The figure's place in a row of figures of one kind, None for one that opens a row."""
        clause = self.clause
        last = clause.last.figure if clause.last and clause.group.drafts else None
        if (
            last is None
            or last.kind != kind
            or figure.kind != kind
            or clause.group.drafts[-1] is not clause.last
        ):
            return None
        between = self.text.plain[last.end : figure.start]
        return len(clause.group.drafts) if _JOINT.fullmatch(between) else None

    def _follows_change(self, figure: Figure) -> bool:
        last = self.clause.last
        between = self.text.plain[self.clause.last_end : figure.start] if last else ""
        return last is not None and last.role == CHANGE and between in ("，", "(", "、", "")

    @staticmethod
    def _nth(subjects: Sequence[Subject], place: int) -> Subject | None:
        return subjects[place] if place < len(subjects) else None

    def _end_reason(self, end: int) -> None:
        if self.clause.reason is not None:
            self.reasons.give(self._raw(self.clause.reason, end), self.source)
            self.clause.reason = None

    def _raw(self, start: int, end: int) -> str:
        if end <= start:
            return ""
        first, last = self.source.plain.span(start, end)
        return self.source.paragraph.text[first:last]


def _against(base: str, direction: str | None) -> str | None:
    """A direction in the words for its base: above and below a budget, more and less than a year ago."""
    if base != "budget" or direction is None:
        return direction
    return {"increase": "above", "decrease": "below"}.get(direction, direction)
