"""Amounts of money in the text: figures in themselves, and differences from a year ago or the budget.

What belongs here: what an amount states, given what is spoken of (``speech``).
"""

import re

from assets.narrative.clause import Group
from assets.narrative.drafts import CHANGE, VALUE, Draft
from assets.narrative.figures import Figure
from assets.narrative.speech import Speech
from assets.narrative.subject_names import SubjectNames
from assets.narrative.topics import Subject, change_topic, value_topic
from assets.narrative.wordings import Token

DIRECTIONS = {"up": "increase", "down": "decrease"}
BOTH_SIDES, SIDES = frozenset({"total"}), 2
_JOINT = re.compile(r"[、，]?(?:和|与|及|以及)?(?:分别)?(?:为|是)?")


class Amounts(Speech):
    """Reads amounts. ``sides`` are the totals of income and expenditure stated last in one row."""

    def __init__(self, names: SubjectNames, economic: SubjectNames, fiscal_year: int) -> None:
        super().__init__(names, economic, fiscal_year)
        self.sides: list[Draft] = []

    def _take_amount(self, figure: Figure) -> None:
        clause = self.clause
        place = self._joined(figure, "money")
        pending = clause.pending.kind if clause.pending else ""
        if place is not None and not clause.named and not pending:
            first = clause.group.drafts[0]
            subject = self._in_row(place)
            aspect = (clause.group.aspects[place : place + 1] or [first.aspect])[0]
            role, direction = first.role, first.direction
        else:
            place = 0
            if not clause.is_respective or clause.compared is not None:
                clause.group = Group(of=clause.group if clause.group.drafts else clause.group.of)
            role = CHANGE if pending in DIRECTIONS else VALUE
            direction = DIRECTIONS.get(pending)
            is_row = len(clause.group.subjects) > 1 or (clause.is_respective and self._opens_row(figure))
            subject = self._in_row(0) if is_row else self._spoken_of(figure.start)
            aspect = clause.group.aspects[0] if len(clause.group.aspects) > 1 else self._aspect()
        draft = (
            self._change(figure, subject, direction)
            if role == CHANGE
            else self._value(figure, subject, aspect)
        )
        clause.group.drafts.append(draft)
        self._pair_sides(draft, place)
        self.drafts.append(draft)
        clause.take(draft, figure.end)

    def _pair_sides(self, draft: Draft, place: int) -> None:
        """Let the change at a place of a row be of the total at that place: first income, then the rest."""
        subject = draft.subject
        if subject is None or subject.term not in BOTH_SIDES:
            return
        if draft.role == VALUE and draft.year == self.fiscal_year:
            self.sides = [*self.sides[:place], draft]
        elif (
            draft.role == CHANGE
            and place < len(self.sides)
            and self.sides[place].topic == self._topic_of(subject)
        ):
            draft.of = self.sides[place]

    def _in_row(self, place: int) -> Subject | None:
        """What the figure at a place of a row speaks of: 人员经费和公用经费分别为5万元、3万元.

        None where there are more figures than subjects, but for a total of income and expenditure, which are
        equal, and for the budget and the final account of one subject.
        """
        group = self.clause.group
        if len(group.subjects) > 1:
            return group.subjects[place] if place < len(group.subjects) else None
        subject = group.subjects[0] if group.subjects else self.subject
        is_one = subject is not None and subject.term in BOTH_SIDES and place < SIDES
        return subject if is_one or place < len(group.aspects) else None

    def _opens_row(self, figure: Figure) -> bool:
        """Whether another amount follows with nothing between but 、 or 和."""
        following = (
            mark for mark in self.text.marks if isinstance(mark, Figure) and mark.start >= figure.end
        )
        other = next(following, None)
        return other is not None and _JOINT.fullmatch(self.text.plain, figure.end, other.start) is not None

    def _value(self, figure: Figure, subject: Subject | None, aspect: str) -> Draft:
        clause = self.clause
        draft = self._draft(figure, "amount", VALUE)
        base = clause.base_word
        if base is not None and base.end == figure.start:  # 比上年决算数13万元减少2万元
            aspect = "initial" if base.kind == "budget" else aspect
            clause.year_once = self._year_in(base)
            draft.is_yardstick = True
        draft.subject, draft.aspect = subject, aspect
        draft.year = clause.year_once or clause.year or self.fiscal_year
        if clause.compared is not None and subject is not None:
            subject = draft.subject = self._whole_of(clause.compared, subject)
        if subject is None or not subject.is_known or (self.is_strict and not self._is_sure(subject)):
            return draft
        draft.topic = value_topic(subject, self.context, aspect)
        self.subject = subject
        if not draft.is_yardstick:
            self.last_value = draft
        clause.anchor = clause.anchor or subject
        clause.stated.add((value_topic(subject, self.context), subject.code))
        if draft.topic and draft.year == self.fiscal_year:
            for key in ((draft.topic, subject.code), (draft.topic, subject.code, subject.term)):
                self.values[key] = draft
        return draft

    def _whole_of(self, compared: tuple[str, Draft | None, Subject | None], subject: Subject) -> Subject:
        """What a share is of: nothing is a share of itself, under a fund's heading too (占支出5万元的60%)."""
        words, last, _ = compared
        is_same = last is not None and not subject.scope and self._topic_of(subject) == last.topic
        return subject._replace(scope="overall") if words == "占" and is_same else subject

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
        draft.direction = against_base(draft.base, direction)
        if not self.clause.named:
            draft.rivals = [d for d in (self.last_value, self.head) if d is not None and d is not draft.of]
        if subject is not None and subject.is_known and (not self.is_strict or draft.of is not None):
            draft.topic = change_topic(subject, self.context, draft.base)
            self.subject = subject
            self.reasons.expect(draft)
        return draft

    def _guess_base(self, draft: Draft) -> str:
        """Base of a change without words for it: the budget, if just that is the difference from it."""
        budget = self._budget_of(draft.subject)
        if draft.of is None or budget is None or draft.amount is None:
            return "previous_year"
        difference = abs((draft.of.amount or 0) - (budget.amount or 0))
        same_sentence = budget.source is self.source
        return "budget" if same_sentence and difference == draft.amount and difference else "previous_year"

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


def against_base(base: str | None, direction: str | None) -> str | None:
    """A direction in the words for its base: above and below a budget, more and less than a year ago."""
    if base != "budget" or direction is None:
        return direction
    return {"increase": "above", "decrease": "below"}.get(direction, direction)
