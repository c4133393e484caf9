"""What a section's heading announces to the sentences under it, its parents' announcements included.

What belongs here: telling it from headings. What the words of the text say comes before it (``reading``).
"""

import re
from dataclasses import dataclass, field

from assets.narrative.plain import plain_words
from assets.narrative.subject_names import SubjectNames
from assets.narrative.topics import FUNDS, Subject
from assets.narrative.wordings import Context, find_words, load_contexts
from expectations.statements import Section

NO_CONTEXT = Context(re.compile(""), "", "", "")


@dataclass(slots=True)
class Headings:
    """The headings above the section that is being read, by the numbers of their sections."""

    names: SubjectNames
    above: list[tuple[int | None, str, Context, Subject | None]] = field(default_factory=list)

    def enter(self, section: Section) -> tuple[Context, Subject | None]:
        """Context of a section, and what it speaks of where a sentence does not say."""
        self.above = [entry for entry in self.above if self._holds(entry[0], entry[1], section)]
        context, subject = (self.above[-1][2], self.above[-1][3]) if self.above else (NO_CONTEXT, None)
        title = plain_words(section.title)
        own = next((known for known in load_contexts() if known.match.search(title)), None)
        if own is not None:
            kept = own.scope or (context.scope if own.family == context.family else "")
            kept = context.scope if kept == "fiscal" and context.scope in FUNDS else kept
            context = own._replace(scope=kept)
            subject = Subject("", own.term, own.scope) if own.term else None
        else:
            subject = self._named_in(title) or subject
        self.above.append((section.part, section.number, context, subject))
        return context, subject

    @staticmethod
    def _holds(part: int | None, number: str, section: Section) -> bool:
        """Whether a section stands under the one of a part and number."""
        return part == section.part and (not number or section.number.startswith(f"{number}."))

    def _named_in(self, title: str) -> Subject | None:
        """What a heading without known announcement names (1.公务接待费)."""
        subjects = self.names.find(title, unmarked=True)
        if subjects:
            last = subjects[-1]
            return Subject(last.words, digits=last.digits, code=last.code)
        terms = [token for token in find_words(title) if token.kind == "term"]
        return Subject(terms[0].words, terms[0].term, terms[0].scope) if terms else None
