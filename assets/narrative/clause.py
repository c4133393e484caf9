"""What a sentence has said so far of the figure to come: terms, year, base, relation.

What belongs here: the state that the marks of a sentence leave behind. What a figure then states is told in
``reading``.
"""

from dataclasses import dataclass, field

from assets.narrative.drafts import Draft
from assets.narrative.topics import Subject
from assets.narrative.wordings import Token

ASPECTS = frozenset({"initial", "adjusted", "final"})
BASES = frozenset({"budget", "previous_year"})
RELATIONS = frozenset({"share", "completion", "up", "down", "up_to"})
NOTED = ASPECTS | BASES | RELATIONS | {"prior", "year"}
YEAR_DIGITS = 4


@dataclass(slots=True)
class Group:
    """Figures that follow each other with nothing but 、 or 和 between them: 分别增加5万元、3万元."""

    drafts: list[Draft] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    aspects: list[str] = field(default_factory=list)
    of: "Group | None" = None


@dataclass(slots=True)
class Clause:
    """What is known of the next figure.

    ``named`` are the subjects since the last figure or comma, ``clear_from`` the place after the last of
    them; ``reason`` is where a reason began. ``opening`` was spoken of before the sentence, ``anchor`` is
    what its first figure is of, ``stated`` are the topics and codes of all its figures. ``compared`` is what
    占 or 完成 before an amount said, which a rate follows. ``within`` is what a list, or words on what
    money went on, tells the parts of.
    """

    start: int
    clear_from: int
    named: list[Subject] = field(default_factory=list)
    aspects: list[str] = field(default_factory=list)
    year: int | None = None
    year_once: int | None = None
    base: str | None = None
    base_word: Token | None = None
    pending: Token | None = None
    compared: tuple[str, Draft | None, Subject | None] | None = None
    is_respective: bool = False
    reason: int | None = None
    is_purpose: bool = False
    within: Subject | None = None
    last: Draft | None = None
    last_end: int = -1
    group: Group = field(default_factory=Group)
    opening: Subject | None = None
    anchor: Subject | None = None
    stated: set[tuple[str, str]] = field(default_factory=set)
    has_list: bool = False

    def left_over(self) -> Subject | None:
        """What the sentence leaves spoken of: the head of its list; after several things what was before."""
        if self.has_list:
            return self.anchor
        return self.opening if self.is_parallel() else None

    def is_parallel(self) -> bool:
        """Whether the sentence speaks of several things side by side."""
        return len(self.stated) > 1 and not self.has_list

    def comma(self, place: int) -> None:
        """Forget what only the words up to a comma said."""
        self.named, self.aspects, self.pending = [], [], None
        self.year_once, self.clear_from = None, place
        self.is_respective = False

    def take(self, draft: Draft, end: int) -> None:
        """Remember a figure's draft, and that the next figure is named anew."""
        self.last, self.last_end, self.clear_from = draft, end, end
        self.named, self.aspects, self.pending, self.year_once = [], [], None, None

    def note(self, word: Token, fiscal_year: int) -> None:
        """Remember a word that says whose figure comes next, of which year, or against what."""
        if word.kind in ASPECTS:
            self.aspects.append(word.kind)
        elif word.kind in BASES:
            self.base, self.base_word = word.kind, word
        elif word.kind == "prior":
            self.year_once = fiscal_year - 1
        elif word.kind == "year":
            self.year = int(word.words[:YEAR_DIGITS])
        elif word.kind in RELATIONS:
            self.pending = word
