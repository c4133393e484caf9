"""A statement in the making: what it states, and the other drafts that it speaks of or is measured against.

What belongs here: the record, its place on the page and its number. Not how it comes about (``reading``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from assets.narrative.figures import Figure
from assets.narrative.plain import Plain, plain_words
from assets.narrative.prose import Paragraph
from assets.narrative.topics import Subject
from expectations.statements import Section, Statement

VALUE, CHANGE, RATE = "value", "change", "rate"
ITEM_DIGITS = 7  # of the code of a 项


@dataclass(slots=True, eq=False)
class Source:
    """The paragraph that is being read, with its plain form and section."""

    section: Section
    paragraph: Paragraph
    plain: Plain


@dataclass(slots=True, eq=False)
class Draft:
    """One statement before it has a number. ``role`` is 'value' for a figure in itself, 'change' for a
    difference, 'rate' for what relates two figures, else ''; ``aspect`` is whose value it is.
    ``is_yardstick`` where it is only what another figure is compared with: 比上年决算数13万元减少2万元.
    """

    source: Source
    start: int
    end: int
    sentence: str
    kind: str
    role: str = ""
    topic: str = ""
    subject: Subject | None = None
    aspect: str = "final"
    is_yardstick: bool = False
    year: int | None = None
    figure: Figure | None = None
    direction: str | None = None
    base: str | None = None
    of: "Draft | None" = None
    against: "Draft | None" = None
    whole: str | None = None  # words for the whole of a share, '' where none are given
    reason: str = ""
    rivals: "list[Draft]" = field(default_factory=list)  # what a change without own words may be of instead

    @property
    def amount(self) -> Decimal | None:
        """Amount in yuan, None for what is no money."""
        return self.figure.value if self.figure and self.figure.kind == "money" else None


def number_statements(drafts: Iterable[Draft]) -> Iterator[Statement]:
    """Yield the statements in reading order, numbered from 1."""
    listed = list(drafts)
    numbers = {id(draft): number for number, draft in enumerate(listed, start=1)}

    def number_of(other: Draft | None) -> int | None:
        return numbers.get(id(other)) if other is not None else None

    for number, draft in enumerate(listed, start=1):
        paragraph, section, figure = draft.source.paragraph, draft.source.section, draft.figure
        start, end = draft.source.plain.span(draft.start, draft.end)
        page, box = paragraph.place(start, end)
        x0, y0, x1, y1 = (round(corner, 2) for corner in box)
        yield Statement(
            sha256=section.sha256,
            statement_no=number,
            kind=draft.kind,
            topic=draft.topic,
            subject_code=draft.subject.code if draft.subject else "",
            subject=draft.subject.words if draft.subject else "",
            year=draft.year,
            printed=figure.printed if figure else paragraph.text[start:end],
            unit=figure.unit if figure else "",
            amount=draft.amount,
            value=figure.value if figure and figure.kind != "money" else None,
            decimals=figure.decimals if figure else None,
            direction=draft.direction,
            of_no=number_of(draft.of),
            base_no=number_of(draft.against),
            base=draft.base,
            part=section.part,
            section=section.number,
            page=page,
            x0=x0,
            y0=y0,
            x1=x1,
            y1=y1,
            sentence=draft.sentence,
            reason=draft.reason,
            source=paragraph.source,
            doubt=None if _is_named_near(draft) else "subject_inferred",
        )


def _is_named_near(draft: Draft) -> bool:
    """Whether what a figure speaks of stands in its paragraph or in the heading above it.

    Where it was only taken over from an earlier paragraph the text may mean something else, unless it is
    a 项: those are often named in a line of their own.
    """
    subject = draft.subject if draft.topic else None
    if subject is None or subject.digits == ITEM_DIGITS:
        return True
    words = subject.words
    return words in draft.source.plain.text or words in plain_words(draft.source.section.title)
