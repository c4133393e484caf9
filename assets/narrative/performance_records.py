"""What is read of a self-evaluation form: its rows and their figures, as they stand in their cells."""

from dataclasses import dataclass, field
from typing import NamedTuple

from assets.narrative.performance_grid import Piece
from assets.narrative.performance_words import Number, form_kind


class Printed(NamedTuple):
    """One figure as it stands in its cell; `number` is None for a dash or words."""

    text: str
    number: Number | None
    piece: Piece
    source: str


@dataclass(slots=True)
class Line:
    """One row of a form: its place among the levels, its label and its figures by measure.

    `unit` is what target and actual value are counted in, where a column of its own says so.
    """

    kind: str
    item: str
    level1: str = ""
    level2: str = ""
    figures: dict[str, Printed] = field(default_factory=dict)
    formula: str = ""
    unit: str = ""

    @property
    def is_scored(self) -> bool:
        """Whether a weight or score is printed in the row."""
        return "weight" in self.figures or "score" in self.figures


@dataclass(slots=True)
class Form:
    """One form. `unit` is that of its amounts, None where it names none; `kind` None where nothing tells."""

    title: str
    kind: str | None
    page: int
    project: str = ""
    unit: str | None = None
    lines: list[Line] = field(default_factory=list)
    is_closed: bool = False

    @property
    def is_scored(self) -> bool:
        """Whether indicators with scores were read; a form of targets (绩效目标表) has weights alone."""
        return any("score" in line.figures for line in self.lines if line.kind == "indicator")

    @property
    def is_evaluation(self) -> bool:
        """Whether what was read is a self-evaluation: indicators with scores, or funds under its title."""
        return self.is_scored or (form_kind(self.title) is not None and bool(self.lines))

    @property
    def last_page(self) -> int:
        """Page of the last figure."""
        return max((figure.piece.page for line in self.lines for figure in line.figures.values()), default=0)
