"""What shares are shares of, and rates that stand before the figures they speak of: told once all is read."""

from collections.abc import Sequence

from assets.narrative.drafts import RATE, VALUE, Draft
from assets.narrative.topics import Subject, value_topic
from assets.narrative.wordings import Context, find_words
from expectations.topics import load_topics


def link(drafts: Sequence[Draft], contexts: dict[int, Context]) -> None:
    """Fill in the other ends of shares and of rates; ``contexts`` by number of the section."""
    for place, draft in enumerate(drafts):
        if draft.role != RATE or not draft.topic:
            continue
        code = draft.subject.code if draft.subject else ""
        if draft.of is None:
            draft.of = _nearest(drafts, place, draft.topic, code)
        if draft.kind == "share" and draft.against is None:
            context = contexts[draft.source.section.section_no]
            for topic in _wholes(draft, context):
                draft.against = _nearest(drafts, place, topic, "", but=draft.of)
                if draft.against is not None:
                    break


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
