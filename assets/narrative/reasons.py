"""Reasons given for changes, put to the changes, rates and comparisons that they explain."""

from dataclasses import dataclass, field

from assets.narrative.drafts import Draft, Source


@dataclass(slots=True)
class Reasons:
    """Drafts that wait for a reason: those of the last thing spoken of, in one section."""

    waiting: list[Draft] = field(default_factory=list)

    def expect(self, draft: Draft) -> None:
        """Let a draft wait; what waited for a reason of something else is given up."""
        if self.waiting and not _alike(self.waiting[-1], draft):
            self.waiting = []
        self.waiting.append(draft)

    def give(self, reason: str, source: Source) -> None:
        """Put a reason to all that wait for it in this section."""
        words = reason.strip("：:，,；;。 ")
        for draft in self.waiting:
            if draft.source.section is source.section and words:
                draft.reason = words
        self.waiting = []


def _alike(one: Draft, other: Draft) -> bool:
    """Whether two drafts speak of the same thing."""
    if one.source.section is not other.source.section:
        return False
    first, second = one.subject, other.subject
    if first is None or second is None:
        return first is second
    return (first.term, first.code, first.digits) == (second.term, second.code, second.digits)
