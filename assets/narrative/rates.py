"""Shares, growth and completion rates in the text, comparisons in words, and numbers of things.

What belongs here: what a rate states, given what is spoken of and the amounts before it. Whole and base that
stand elsewhere in the report are told in ``linking``.
"""

import re

from assets.narrative.amounts import DIRECTIONS, Amounts, against_base
from assets.narrative.clause import Group
from assets.narrative.counting import count_topic, words_around
from assets.narrative.drafts import CHANGE, RATE, VALUE, Draft
from assets.narrative.figures import NUMBER, Figure
from assets.narrative.topics import Subject, are_side_by_side
from assets.narrative.wordings import Token

_SIDES = {"above": "up", "below": "down"}
_COUNTED = re.compile(r"[，;。:、]|[()]?其中")
_AMOUNT = re.compile(NUMBER)


class Rates(Amounts):
    """Reads rates, comparisons and counts."""

    def _take_rate(self, figure: Figure) -> None:
        clause = self.clause
        joint = self._joined(figure, "percent")
        pending = clause.pending.kind if clause.pending else ""
        if joint is not None and not clause.named and not pending:
            draft = self._rate_like(clause.group.drafts[0], figure, joint)
        else:
            previous = clause.group
            named = list(clause.named) if pending == "share" and len(clause.named) > 1 else []
            clause.group = Group(subjects=named, of=previous if previous.drafts else previous.of)
            if clause.compared is not None and clause.last is not None:
                draft = self._rate_of_amount(figure, clause.last)
            elif figure.kind == "points":
                draft = self._draft(figure, "growth")
                draft.direction = DIRECTIONS.get(pending)
            elif pending == "share" or self._is_in_brackets(figure):
                draft = self._share(figure)
            elif pending == "completion":
                draft = self._completion(figure)
            elif pending in ("up", "down") or self._follows_change(figure):
                draft = self._growth(figure, pending)
            else:
                draft = self._draft(figure, "share")
        clause.group.drafts.append(draft)
        self.drafts.append(draft)
        clause.take(draft, figure.end)

    def _rate_like(self, first: Draft, figure: Figure, place: int) -> Draft:
        """The draft of a further rate in a row: of the further figure, where the first was of the first."""
        draft = self._draft(figure, first.kind, first.role)
        of = self.clause.group.of
        other = of.drafts[place] if of and place < len(of.drafts) else None
        draft.direction, draft.base, draft.whole = first.direction, first.base, first.whole
        draft.against = first.against if first.kind == "share" else None
        if place < len(self.clause.group.subjects):
            draft.subject = self.clause.group.subjects[place]
            draft.topic, draft.of = self._topic_of(draft.subject), self._final_of(draft.subject)
        elif other is not None:
            draft.subject, draft.topic = other.subject, first.topic and self._topic_of(other.subject)
            draft.of, draft.against = (other.of, other) if other.role == CHANGE else (other, draft.against)
        return draft

    def _rate_of_amount(self, figure: Figure, base: Draft) -> Draft:
        """A share or completion behind the amount that it is of: 完成预算500万元的60%."""
        assert self.clause.compared is not None
        words, last, subject = self.clause.compared
        self.clause.compared = None
        is_share = words == "占" and base.aspect == "final"
        draft = self._draft(figure, "share" if is_share else "completion", RATE)
        draft.of = last if is_share and last is not None and last.role == VALUE else self._final_of(subject)
        row = self.clause.group.of.of if self.clause.group.of else None
        if is_share and row is not None and len(row.drafts) > 1:  # 分别为5万元和3万元，占8万元的62.5%和37.5%
            draft.of, self.clause.group.of = row.drafts[0], row
        draft.subject, draft.against = (draft.of.subject if draft.of else subject), base
        draft.topic, draft.base = self._topic_of(draft.subject), "whole" if is_share else "budget"
        self.subject = draft.subject
        return draft

    def _share(self, figure: Figure) -> Draft:
        clause = self.clause
        draft = self._draft(figure, "share", RATE)
        group = clause.group.of
        last = group.drafts[0] if group and len(group.drafts) > 1 and not clause.named else clause.last
        draft.base, draft.whole = "whole", clause.pending.whole if clause.pending else ""
        if clause.named:
            place = clause.pending.start if clause.pending else figure.start
            draft.subject = clause.group.subjects[0] if clause.group.subjects else self._spoken_of(place)
            draft.of = self._final_of(draft.subject)
            self.subject = draft.subject or self.subject
        elif last is not None:
            of = last if last.role == VALUE else last.of
            draft.of, draft.subject = of, (of or last).subject
        else:
            draft.subject, draft.of = self.subject, self._final_of(self.subject)
        draft.topic = draft.of.topic if draft.of else self._topic_of(draft.subject)
        if self.head is not draft.of and not draft.whole and not self._is_beside_head(draft.subject):
            draft.against = self.head
        return draft

    def _is_beside_head(self, subject: Subject | None) -> bool:
        """Whether the head's parts are over: 基本支出5万元，其中人员经费4万元;项目支出3万元，占37.5%."""
        head = self.head.subject if self.head else None
        return head is not None and subject is not None and are_side_by_side(head, subject, self.context)

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
        if clause.named and draft.subject is not None and draft.subject.is_known:
            self.subject = draft.subject
        draft.base = change.base if change else clause.base or "previous_year"
        draft.direction = against_base(draft.base, DIRECTIONS.get(pending))
        if change is not None and draft.direction is None:
            draft.direction = change.direction
        draft.topic = self._topic_of(draft.subject) if not change or change.topic else ""
        draft.of, draft.against = (change.of, change) if change else (self._final_of(draft.subject), None)
        self.reasons.expect(draft)
        return draft

    def _follows_change(self, figure: Figure) -> bool:
        last = self.clause.last
        between = self.text.plain[self.clause.last_end : figure.start] if last else ""
        return last is not None and last.role == CHANGE and between in ("，", "(", "、", "")

    def _is_in_brackets(self, figure: Figure) -> bool:
        """Whether a percentage stands alone in brackets behind a figure of a list: 财政拨款5万元（50%）."""
        last = self.clause.last
        if last is None or last.role != VALUE or not last.topic or last is self.head or self.head is None:
            return False
        return self.text.plain[self.clause.last_end : figure.start] == "(" and figure.kind == "percent"

    def _compare(self, word: Token) -> None:
        clause = self.clause
        if word.kind in _SIDES and _AMOUNT.match(self.text.plain, word.end):  # 决算数大于预算数5万元
            clause.base, clause.pending = "budget", word._replace(kind=_SIDES[word.kind])
            return
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
        self.drafts.append(draft)
        self.subject = subject

    def _count(self, figure: Figure) -> None:
        clause = self.clause
        kind = "score" if figure.kind == "score" else "count"
        draft = self._draft(figure, kind)
        draft.year = clause.year or self.fiscal_year
        subject = clause.named[-1] if clause.named else self.subject
        if clause.reason is None and self.source.section.part != 5:
            words = words_around(self.text.plain, clause.start, figure)
            part = self.source.section.part
            draft.topic = count_topic(figure, words, subject, self.context, part)
        if draft.topic:
            lead = self.text.plain[max(clause.last_end, clause.start) : figure.start]
            draft.subject = Subject(_COUNTED.split(lead.rstrip("，;。:、)"))[-1])
        self.drafts.append(draft)
        if clause.reason is None:
            self._settle()
            clause.last_end = figure.end
            clause.last = draft
            clause.named, clause.clear_from = [], figure.end
