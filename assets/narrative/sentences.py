"""A sentence as a run of marks: its words, the subjects it names and its figures, in order.

What belongs here: cutting paragraphs into sentences and finding everything known in them. What follows from
the order is told in ``reading``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assets.narrative.figures import Figure, find_figures
from assets.narrative.subject_names import NamedSubject, SubjectNames
from assets.narrative.wordings import MASKED, Token, find_words

_END = re.compile(r"[。！？]")
_CLAUSE_END = re.compile(r"[，;。！？]")
Mark = Token | Figure | NamedSubject


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph's plain text and all that is known in it."""

    plain: str
    marks: tuple[Mark, ...]

    def sentences(self) -> Iterator[tuple[int, int, list[Mark]]]:
        """Yield start and end of each sentence with what is known in it, from left to right."""
        start = 0
        for end in [*(found.end() for found in _END.finditer(self.plain)), len(self.plain)]:
            if end > start:
                yield start, end, [mark for mark in self.marks if start <= mark.start < end]
            start = end

    def clause_has_figure(self, start: int) -> bool:
        """Whether a figure stands between a place and the end of its clause."""
        found = _CLAUSE_END.search(self.plain, start)
        end = found.start() if found else len(self.plain)
        return any(isinstance(mark, Figure) and start <= mark.start < end for mark in self.marks)


def find_marks(plain: str, names: SubjectNames, unmarked: bool) -> Text:
    """Find words, subjects and figures; names without (类) (款) (项) count only where ``unmarked``."""
    subjects = names.find(plain, unmarked)
    figures = [
        figure
        for figure in find_figures(plain)
        if not figure.is_threshold
        and not any(subject.start < figure.end and figure.start < subject.end for subject in subjects)
    ]
    masked = list(plain)
    for subject in subjects:
        masked[subject.start : subject.end] = MASKED * (subject.end - subject.start)
    words = find_words("".join(masked))
    marks: list[Mark] = [*figures, *subjects, *words]
    return Text(plain, tuple(sorted(marks, key=lambda mark: (mark.start, mark.end))))
