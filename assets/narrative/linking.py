"""What shares are shares of, and rates that stand before the figures they speak of: told once all is read."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from assets.narrative.drafts import RATE, VALUE, Draft
from assets.narrative.topics import Subject, change_topic, value_topic
from assets.narrative.wordings import Context, find_words
from expectations.topics import load_topics

_OF_YEAR = frozenset({"income", "expenditure"})
_TOTALS = frozenset({"total_income", "total_expenditure"})


def link(drafts: Sequence[Draft], contexts: dict[int, Context]) -> None:
    """Fill in the other ends of shares and of rates; ``contexts`` by number of the section."""
    _part_totals(drafts, contexts)
    _join_bare_totals(drafts, contexts)
    for place, draft in enumerate(drafts):
        if draft.role == VALUE or not draft.topic:
            continue
        context = contexts[draft.source.section.section_no]
        if draft.kind == "growth":
            _prefer_rival(draft, context)
        code = draft.subject.code if draft.subject else ""
        known = load_topics().get(draft.topic)
        of = draft.topic if draft.role == RATE else known.change_of if known else None
        if draft.of is None and of:
            draft.of = _nearest(drafts, place, of, code)
        is_of_budget = draft.role == RATE and draft.base == "budget"
        if is_of_budget and draft.against is None and known and known.budget:
            draft.against = _nearest(drafts, place, known.budget, code)
        if draft.kind == "share" and (draft.against is None or not _is_share(draft, draft.against)):
            named = (_nearest(drafts, place, topic, "", but=draft.of) for topic in _wholes(draft, context))
            other = next((whole for whole in named if whole is not None), None)
            if draft.against is None or (not draft.whole and other is not None and _is_share(draft, other)):
                draft.against = other


def _part_totals(drafts: Sequence[Draft], contexts: dict[int, Context]) -> None:
    """Tell 收入总计 from 本年收入合计 where a section on income states both: the total holds balances too.

    Where it states the total alone, that is what its list of sources adds up to.
    """
    both = {
        (d.source.section.section_no, d.topic)
        for d in drafts
        if d.role == VALUE and d.subject and d.subject.term in _OF_YEAR
    }
    for draft in drafts:
        number, subject = draft.source.section.section_no, draft.subject
        if subject is not None and subject.term in _TOTALS and (number, draft.topic) in both:
            draft.topic = value_topic(subject, contexts[number]._replace(family=""), draft.aspect)


def _join_bare_totals(drafts: Sequence[Draft], contexts: dict[int, Context]) -> None:
    """Take a bare 收入5万元，支出5万元 in a section on the totals as these: with balances they are equal."""
    values = [draft for draft in drafts if draft.role == VALUE]
    for one, other in pairwise(values):
        context = contexts[one.source.section.section_no]
        words = [draft.subject.words for draft in (one, other) if draft.subject]
        is_pair = one.source is other.source and one.amount == other.amount
        if is_pair and words == ["收入", "支出"] and context.term == "total":
            for draft in (one, other):
                draft.topic = value_topic(Subject("", context.term, context.scope), context)


def _prefer_rival(growth: Draft, context: Context) -> None:
    """Give a change and its rate to the figure that they recompute from, where it is not the nearest.

    占66.67%。与上年相比减少10万元，下降2.44%: the words do not tell whether the part is meant or the whole.
    """
    change = growth.against
    if change is None or not change.rivals or _recomputes(growth, change, change.of):
        return
    for rival in change.rivals:
        if rival.subject is not None and _recomputes(growth, change, rival):
            change.of = growth.of = rival
            change.subject = growth.subject = rival.subject
            change.topic = change_topic(rival.subject, context, change.base or "")
            growth.topic = rival.topic
            return


def _recomputes(growth: Draft, change: Draft, of: Draft | None) -> bool:
    """Whether a rate is that of a change in a figure, to its last digit and one more."""
    if of is None or not of.amount or not change.amount or growth.figure is None:
        return False
    up = change.direction in ("increase", "above")
    base = of.amount - change.amount if up else of.amount + change.amount
    if not base:
        return False
    tolerance = 2 * Decimal(1).scaleb(-growth.figure.decimals)
    return abs(change.amount / base * 100 - growth.figure.value) <= tolerance


def _is_share(share: Draft, whole: Draft) -> bool:
    """Whether a share is that of its figure in a whole, to its last digit; true where neither can be told."""
    if share.of is None or share.of.amount is None or share.figure is None or not whole.amount:
        return True
    tolerance = Decimal(1).scaleb(-share.figure.decimals)
    return abs(share.of.amount / whole.amount * 100 - share.figure.value) <= tolerance


def _wholes(draft: Draft, context: Context) -> list[str]:
    """Topics that a share may be of: the one in words, else the whole of the topic."""
    words = draft.whole or ""
    terms = [word for word in find_words(words) if word.kind == "term"]
    subjects = [Subject(word.words, word.term, word.scope) for word in terms[-1:]]
    topics = [value_topic(subject, context) for subject in subjects]
    # 占本年支出合计: under a fund's heading too, nothing is a share of itself.
    topics = [topic for topic in topics if topic != draft.topic] or [
        value_topic(subject, context._replace(scope="overall")) for subject in subjects
    ]
    known = load_topics().get(draft.topic)
    if not terms and known is not None and known.whole:
        topics.append(known.whole)
    return [topic for topic in topics if topic]


def _nearest(
    drafts: Sequence[Draft], place: int, topic: str, code: str, but: Draft | None = None
) -> Draft | None:
    """The figure of a topic stated nearest to a draft: before it if there is one, else after it."""

    def fits(other: Draft) -> bool:
        same = other.topic == topic and (other.subject.code if other.subject else "") == code
        return same and other.role == VALUE and other is not but and other.year == drafts[place].year

    before = next((other for other in reversed(drafts[:place]) if fits(other)), None)
    return before or next((other for other in drafts[place + 1 :] if fits(other)), None)
