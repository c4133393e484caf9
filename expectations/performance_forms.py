"""The figures of a report's self-evaluation forms arranged as forms and rows, so that they can be checked.

What belongs here: finding a form's rows and telling what they are. Not what must hold between them
(expectations.evaluate_performance).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from expectations.folding import fold_label
from expectations.identities import VOCABULARY
from expectations.statements import PerformanceRow
from expectations.yaml_files import read_mapping

_BRACKETED = re.compile(r"\([^()]*\)")
_OF_WHICH = re.compile(r"^其中[::]?")


@dataclass(slots=True)
class FormLine:
    """One row of a form with its figures by measure."""

    line_no: int
    kind: str
    path: str
    item: str
    page: int
    figures: dict[str, PerformanceRow]

    def value(self, measure: str) -> Decimal | None:
        """Points or percent of a figure, None where it is not printed or no number."""
        row = self.figures.get(measure)
        return None if row is None else row.value

    @property
    def levels(self) -> list[str]:
        """Folded names of the levels above the row, the highest first; its own where none is above it."""
        return [bare(level) for level in (self.path or self.item).split("/")]

    @property
    def is_of_which(self) -> bool:
        """Whether the row's label begins with 其中."""
        return fold_label(self.item).startswith("其中")


@dataclass(slots=True)
class EvaluationForm:
    """One form: its rows by kind."""

    form_no: int
    kind: str
    project: str
    lines: list[FormLine] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[FormLine]:
        """Rows of one kind, top to bottom."""
        return [line for line in self.lines if line.kind == kind]

    @property
    def funds_total(self) -> FormLine | None:
        """The row of the funds that sums the others, None where only tasks are listed."""
        funds = self.of_kind("funds")
        named = [line for line in funds if is_named(line.item, "funds_total") and not line.is_of_which]
        alone = [line for line in funds if len(funds) == 1 and is_named(line.item, "funds_alone")]
        return next(iter([*named, *alone]), None)

    @property
    def total(self) -> FormLine | None:
        """The row of the total score: the last one, which stands below what it sums."""
        return next(reversed(self.of_kind("total")), None)


def arrange_forms(rows: Iterable[PerformanceRow]) -> list[EvaluationForm]:
    """Rows of one report in reading order → its forms."""
    forms = []
    for form_no, own in groupby(rows, lambda row: row.form_no):
        form: EvaluationForm | None = None
        for line_no, figures in groupby(own, lambda row: row.line_no):
            of_line = list(figures)
            first = of_line[0]
            form = form or EvaluationForm(form_no, first.form_kind, first.project)
            by_measure = {row.measure: row for row in of_line}
            form.lines.append(
                FormLine(line_no, first.row_kind, first.indicator_path, first.item, first.page, by_measure)
            )
        if form is not None:
            forms.append(form)
    return forms


def bare(label: str) -> str:
    """A label as wordings are written: folded, without brackets and what they hold, without 其中."""
    return _OF_WHICH.sub("", _BRACKETED.sub("", fold_label(label)))


def is_named(label: str, group: str) -> bool:
    """Whether a label has one of the wordings of a group of the vocabulary."""
    return matches(bare(label), load_wordings()[group])


def matches(label: str, patterns: Sequence[str]) -> bool:
    """Whether a whole label fits one of some patterns."""
    return any(re.fullmatch(pattern, label) for pattern in patterns)


def second_levels(group: str) -> Sequence[str] | None:
    """Patterns of the second levels that belong to a first one; None for a first level of one's own."""
    groups: dict[str, Sequence[str]] = load_wordings()["groups"]
    return next((members for name, members in groups.items() if re.fullmatch(name, group)), None)


def is_second_level(level: str) -> bool:
    """Whether a level is one of those that are known to belong to a first one."""
    return any(matches(level, members) for members in load_wordings()["groups"].values())


@cache
def load_wordings() -> dict[str, Any]:
    """The vocabulary of the forms: wordings of labels, and what is said of forms."""
    return read_mapping(VOCABULARY / "performance.yml")
