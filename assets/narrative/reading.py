"""What the sentences of a report state: each figure with what it speaks of, and each comparison in words.

A sentence is read from left to right. Its words leave behind what the next figure speaks of; a figure without
own words speaks of what the one before it did, of what its paragraph opened with, or of what the heading
announces. What belongs here: that walk. Which words there are is data (``wordings``), which topic follows
from them is told in ``topics``, which other statement a rate belongs to in ``linking``.
"""

from collections.abc import Sequence

from assets.narrative.clause import NOTED, Clause, Group
from assets.narrative.contexts import NO_CONTEXT, Headings
from assets.narrative.drafts import VALUE, Draft, Source
from assets.narrative.figures import Figure
from assets.narrative.mentions import find_mentions
from assets.narrative.plain import make_plain
from assets.narrative.prose import Paragraph
from assets.narrative.rates import Rates
from assets.narrative.sentences import find_marks
from assets.narrative.subject_names import NamedSubject, SubjectNames
from assets.narrative.topics import Subject, value_topic
from assets.narrative.wordings import Token, relation
from expectations.statements import Section

NARRATIVE, GLOSSARY = 3, 4  # parts of a report
# Kinds of sections in which names of functional subjects without (类) are none: 住房公积金 among 基本支出.
_NAMELESS = frozenset({"three", "basic", "procurement", "assets", "performance", "other", "general_expenses"})


class Reader(Rates):
    """Reads a report's sections in order; ``drafts`` are the statements found."""

    def __init__(self, names: SubjectNames, economic: SubjectNames, fiscal_year: int) -> None:
        super().__init__(names, economic, fiscal_year)
        self.headings = Headings(names)
        self.brackets: list[
            tuple[Subject | None, Draft | None, list[Subject], Draft | None, Subject | None]
        ] = []

    def read(self, section: Section, paragraphs: Sequence[Paragraph]) -> None:
        """Read the text of one section. The glossary of part 4 states nothing."""
        self.context, opening = self.headings.enter(section)
        told = section.part == NARRATIVE or (section.part is None and self.context is not NO_CONTEXT)
        self.is_strict = not told or self.context.family == "performance"
        if section.part == GLOSSARY:
            return
        self.subject, self.head, self.last_value = opening, None, None
        left: Subject | None = None
        for paragraph in paragraphs:
            self.source = Source(section, paragraph, make_plain(paragraph.text))
            self.subject = left or self.subject
            unmarked = told and self.context.family not in _NAMELESS
            self.text = find_marks(self.source.plain.text, self.names, unmarked)
            left = self._read_sentences(opening)

    def _read_sentences(self, opening: Subject | None) -> Subject | None:
        """Read the sentences of a paragraph; what the next one speaks of if it does not say.

        That is what this one opened with, or, where it lists several things side by side, the section's own.
        None after a paragraph without figures: a heading of the next.
        """
        anchor: Subject | None = None
        stated: set[tuple[str, str]] = set()
        for start, end, marks in self.text.sentences():
            self._read_sentence(start, end, marks)
            anchor = anchor or self.clause.anchor
            if not self.clause.has_list:
                stated |= self.clause.stated
        return opening if len(stated) > 1 and opening is not None else anchor

    def _read_sentence(self, start: int, end: int, marks: Sequence[Token | Figure | NamedSubject]) -> None:
        self.clause = clause = Clause(start, start, opening=self.subject)
        self.sentence = self._raw(start, end)
        self.brackets = []
        for mark in marks:
            if isinstance(mark, Figure):
                self._take_figure(mark)
            elif isinstance(mark, NamedSubject):
                self._name(Subject(mark.words, digits=mark.digits, code=mark.code), mark.end)
            else:
                self._take_word(mark)
        self._settle()
        self._end_reason(end)
        self.subject = clause.left_over() or self.subject

    def _take_figure(self, figure: Figure) -> None:
        clause = self.clause
        if figure.kind in ("score", "pieces"):
            self._count(figure)
        elif clause.reason is not None:
            self.drafts.append(self._draft(figure, "amount" if figure.kind == "money" else "share"))
        elif figure.kind == "money":
            self._take_amount(figure)
        else:
            self._take_rate(figure)

    def _take_word(self, word: Token) -> None:
        clause = self.clause
        if word.kind == "mark":
            self._take_mark(word)
        elif clause.reason is not None:
            return
        elif word.kind in ("term", "scope"):
            self._name(Subject(word.words, word.term, word.scope), word.end)
        elif word.kind in NOTED:
            clause.note(word, self.fiscal_year)
        elif word.kind == "of_amount":
            clause.compared = (word.words, clause.last, clause.named[-1] if clause.named else self.subject)
            clause.clear_from = word.end
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
            self.brackets.append((self.subject, self.head, list(clause.named), clause.last, clause.within))
            if clause.last is not None and not clause.named:
                self.subject = clause.within = clause.last.subject or self.subject
            clause.named, clause.clear_from = [], mark.end
        elif sign == ")":
            if self.brackets:
                self.subject, self.head, clause.named, clause.last, clause.within = self.brackets.pop()
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
                clause.within = self.head.subject if clause.has_list and self.head else None
                if clause.has_list and self.head is not None:
                    self.subject = self.head.subject

    def _reason_ends(self, sign: str, place: int) -> bool:
        rest = self.text.plain[place:]
        if sign == ";":
            return not relation("reason_goes_on").match(rest)
        return bool(relation("resumes").match(rest))

    def _open_list(self) -> None:
        clause = self.clause
        self._settle()
        self.head = self._head_of_list()
        if clause.last is None:  # 其中… opens the sentence: what the parts are of stays spoken of
            clause.anchor = clause.anchor or clause.opening
        clause.has_list = True
        clause.within = self.subject
        clause.named = []

    def _head_of_list(self) -> Draft | None:
        """The figure whose parts a list tells: the last, or where it opens a sentence what is spoken of."""
        stated = [
            draft
            for draft in reversed(self.drafts)
            if draft.role == VALUE and not draft.is_yardstick and draft.source.section is self.source.section
        ]
        subject = self.subject
        if self.clause.last is None and subject is not None and subject.is_known:
            stated = [draft for draft in stated if draft.subject and self._is_same(draft.subject, subject)]
        return stated[0] if stated else None

    def _is_same(self, one: Subject, other: Subject) -> bool:
        same_topic = value_topic(one, self.context) == value_topic(other, self.context)
        return same_topic and one.code == other.code

    def _take_purpose(self, word: Token) -> None:
        subject = self.clause.last.subject if self.clause.last else self.subject
        if self.context.family == "basic" and subject is not None and not self.is_strict:
            mentions = find_mentions(self.text.plain, word.end, self.economic)
            for start, end, named in mentions:
                self.drafts.append(
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
        self.clause.within = subject

    def _end_reason(self, end: int) -> None:
        if self.clause.reason is not None:
            self.reasons.give(self._raw(self.clause.reason, end), self.source)
            self.clause.reason = None

    def _raw(self, start: int, end: int) -> str:
        if end <= start:
            return ""
        first, last = self.source.plain.span(start, end)
        return self.source.paragraph.text[first:last]
