"""One self-evaluation form read row by row: its funds, its indicators and its total.

What belongs here: what each row of a form is. Not which rows make a form (``performance_forms``) nor the
records that facts and identities use (``performance``).
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from assets.extract.text import match_key, squeeze
from assets.narrative.performance_columns import (
    AMOUNTS,
    LEVELS,
    Columns,
    extend_header,
    read_funds_header,
    read_indicator_header,
    under,
    weight_in_header,
)
from assets.narrative.performance_grid import FormRow, Piece
from assets.narrative.performance_records import Form, Line, Printed
from assets.narrative.performance_words import (
    Number,
    column_role,
    fits,
    is_any,
    is_nothing,
    number_in,
    plain,
    points_in,
    unit_in,
    without_points,
    wordings,
)

GRAND_TOTAL = "总分"
_NUMBER_BEHIND = re.compile(r"[::]?(\d+(?:\.\d+)?分?)$")


def project_in(row: FormRow) -> str:
    """Name of the project that a row gives, '' where it gives none."""
    texts = row.texts
    if read_funds_header(row):
        return ""
    for place, text in enumerate(texts):
        if _labels_project(text):
            names = (squeeze(name) for name in texts[place + 1 :] if not _labels_project(name))
            return next(names, "")
        label, colon, name = match_key(text).partition(":")
        if colon and name and _labels_project(label):
            return name
    return ""


def _labels_project(text: str) -> bool:
    """Tell whether a cell is a label of the project's name, or two such labels that stand close."""
    return fits(plain(text), [f"(?:{'|'.join(wordings()['project_labels'])})+"])


class FormReader:
    """Reads one form; ``part`` is the part that the rows at hand belong to."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.part: str | None = None
        self.funds: Columns | None = None
        self.indicators: Columns | None = None
        self.level1 = self.level2 = ""
        self.execution: tuple[Piece, str] | None = None  # where a label tells the weight of the execution
        self.header_before = False

    def take(self, row: FormRow) -> None:
        """Take the next row of the form."""
        after_header, self.header_before = self.header_before, False
        if self.form.is_closed:
            return
        self._note_names(row)
        if columns := read_indicator_header(row):
            self.indicators, self.part, self.header_before = columns, "indicators", True
        elif columns := read_funds_header(row):
            self.funds, self.part = columns, "funds"
            told = weight_in_header(row)
            self.execution = (told, row.source) if told else None
        elif after_header and self.indicators and (extended := extend_header(self.indicators, row)):
            self.indicators = extended
        elif self.indicators and self.part != "funds" and (label := _total_label(row)):
            self._total_row(row, label)
        elif self.part == "funds" and not self._ends(row, "funds_end"):
            self._funds_row(row)
        elif self.part == "indicators" and not self._ends(row, "indicator_end"):
            self._indicator_row(row)
        elif self.part is None:
            self._named_figures(row)

    def _note_names(self, row: FormRow) -> None:
        form = self.form
        if not form.project and not form.lines:
            form.project = project_in(row)
        if form.unit is None and self.part != "indicators":
            form.unit = next(filter(None, map(unit_in, row.texts)), None)

    def _ends(self, row: FormRow, group: str) -> bool:
        """Tell whether a row ends the part at hand, and leave it if so."""
        texts = row.texts
        if not texts or not is_any(texts[0], group):
            return False
        self.part = None
        return True

    def _funds_row(self, row: FormRow) -> None:
        columns = self.funds
        assert columns is not None
        figures = _figures(row, columns, (*AMOUNTS, "rate", "weight", "score"))
        label = _funds_label(row, columns)
        if label is None or not any(role in AMOUNTS and figures[role].number for role in figures):
            return
        line = Line("funds", squeeze(label.text), figures=figures, formula=columns.formula)
        told = (label, row.source) if points_in(label.text) else self.execution
        if told and "weight" not in figures and not any(known.kind == "funds" for known in self.form.lines):
            line.figures["weight"] = Printed(told[0].text, points_in(told[0].text), *told)
        self.form.lines.append(line)

    def _named_figures(self, row: FormRow) -> None:
        """Figures beside their names (全年预算数 | 100 | 全年执行数 | 98), and the total told up front."""
        pieces = [piece for piece in row.pieces if piece.is_own and piece.text.strip()]
        figures: dict[str, Printed] = {}
        for name, value in pairwise(pieces):
            if (number := number_in(value.text)) is None:
                continue
            printed = Printed(value.text, number, value, row.source)
            role = column_role(name.text, "funds_columns")
            if role in (*AMOUNTS, "rate"):
                figures.setdefault(role, printed)
            elif is_any(name.text, "grand_total"):
                self.form.lines.append(Line("total", GRAND_TOTAL, figures={"score": printed}))
        if len(figures) > 1 and any(role in AMOUNTS for role in figures):
            self.form.lines.append(Line("funds", "合计", figures=figures))

    def _indicator_row(self, row: FormRow) -> None:
        columns = self.indicators
        assert columns is not None
        shift = columns.displacement(row)
        figures = _figures(row, columns, ("target", "actual", "weight", "score"), shift)
        if self._goes_on_overleaf(row, figures, shift):
            return
        self._enter_levels(row, shift)
        item = columns.find(row, "level3", shift)
        if item is not None and "weight" not in figures and (number := points_in(item.text)):
            figures["weight"] = Printed(item.text, number, item, row.source)
        name = without_points(item.text) if item is not None else ""
        if figures and (name or self.level2 or self.level1):
            own_unit = columns.find_figure(row, "unit", shift)
            line = Line("indicator", name or self.level2 or self.level1, self.level1, self.level2, figures)
            line.unit = squeeze(own_unit.text) if own_unit is not None else ""
            self.form.lines.append(line)

    def _goes_on_overleaf(self, row: FormRow, figures: dict[str, Printed], shift: int) -> bool:
        """Add a row that a page break parted to its first half; tell whether it is one."""
        last = self.form.lines[-1] if self.form.lines else None
        columns = self.indicators
        if not row.opens_table or last is None or last.kind != "indicator" or columns is None:
            return False
        scored = {"weight", "score"} & figures.keys()
        item = columns.find(row, "level3", shift)
        if scored and (last.is_scored or (item is not None and item.text.strip())):
            return False
        for role in LEVELS:
            piece = columns.find(row, role, shift)
            if piece is not None and piece.text.strip():
                self._lengthen(last, role, squeeze(piece.text))
        for role, printed in figures.items():
            known = last.figures.get(role)
            text = known.text + printed.text if known else printed.text
            number = None if is_nothing(text) else number_in(text)
            last.figures[role] = (known or printed)._replace(text=text, number=number)
        return True

    def _lengthen(self, last: Line, role: str, rest: str) -> None:
        if role == "level3":
            last.item += rest
            return
        before = getattr(self, role)
        setattr(self, role, before + rest)
        for line in self.form.lines:
            if getattr(line, role) == before:
                setattr(line, role, before + rest)

    def _enter_levels(self, row: FormRow, shift: int) -> None:
        """Note the first and second level that a row stands in, and the weights they carry."""
        assert self.indicators is not None
        for role in LEVELS[:2]:
            piece = self.indicators.find(row, role, shift if role == "level2" else min(shift, 0))
            if piece is None or not piece.text.strip():
                continue
            name = without_points(piece.text)
            before = getattr(self, role)
            if name == before or (shift > 0 and role == "level1" and not piece.is_own):
                continue
            if row.opens_table and _is_rest(before, name):
                self._lengthen(Line("", ""), role, name)
                continue
            setattr(self, role, name)
            if role == "level1":
                self.level2 = ""
            self._group(row, role, name, piece)

    def _group(self, row: FormRow, role: str, name: str, piece: Piece) -> None:
        """Enter the weight of a first or second level, in its own column or in brackets."""
        assert self.indicators is not None
        own = self.indicators.find(row, f"weight{role[-1]}")
        number = number_in(own.text) if own is not None else None
        place = own if own is not None and number else piece
        number = number or points_in(piece.text)
        if number:
            path = self.level1 if role == "level2" else ""
            figures = {"weight": Printed(place.text, number, place, row.source)}
            self.form.lines.append(Line("group", name, path, figures=figures))

    def _total_row(self, row: FormRow, label: Piece) -> None:
        """Enter the total: the numbers under weight and score, where they stand elsewhere in this order."""
        assert self.indicators is not None
        own = [p for p in row.pieces if p.is_own and p.left >= label.right - 1 and number_in(p.text)]
        printed = [Printed(piece.text, number_in(piece.text), piece, row.source) for piece in own]
        if not printed and (number := points_in(label.text) or _number_behind(label.text)):
            printed = [Printed(label.text, number, label, row.source)]
        if not printed:
            return
        weight, score = (self.indicators.find(row, role) for role in ("weight", "score"))
        figures: dict[str, Printed] = {}
        if len(printed) == 1:
            is_weight = weight == printed[0].piece and score != weight
            figures["weight" if is_weight else "score"] = printed[0]
        elif printed[-1].piece == score and weight in own and weight != score:
            figures = {"weight": printed[own.index(weight)], "score": printed[-1]}
        else:
            figures = {"weight": printed[-2], "score": printed[-1]}
        self.form.lines.append(Line("total", GRAND_TOTAL, figures=figures))
        self.form.is_closed = True


def _funds_label(row: FormRow, columns: Columns) -> Piece | None:
    """The label of a row of funds: under the header of labels, else next to the amounts."""
    first = min(column.left for column in columns.all if column.role in AMOUNTS)
    headed = [column for column in columns.all if column.right <= first + 1]
    under_header = [under(row, column) for column in headed if is_any(column.header, "funds_labels")]
    labels = [piece for piece in row.pieces if piece.text.strip() and (piece.left + piece.right) / 2 < first]
    named = [piece for piece in under_header if piece is not None and piece.text.strip()]
    return next(iter([*named, *reversed(labels)]), None)


def _total_label(row: FormRow) -> Piece | None:
    """The first cell of a row, if the row is that of the total."""
    label = next((piece for piece in row.pieces if piece.is_own and piece.text.strip()), None)
    is_total = label and fits(_NUMBER_BEHIND.sub("", plain(label.text)), wordings()["total"])
    return label if is_total else None


def _figures(row: FormRow, columns: Columns, roles: Iterable[str], shift: int = 0) -> dict[str, Printed]:
    """Cells of a row that begin in it and are not blank, by the role of their column."""
    figures = {}
    for role in roles:
        piece = columns.find_figure(row, role, shift)
        if piece is not None:
            number = None if is_nothing(piece.text) else number_in(piece.text)
            figures[role] = Printed(piece.text, number, piece, row.source)
    return figures


def _number_behind(label: str) -> Number | None:
    """The number at the end of a label: 总分：98."""
    found = _NUMBER_BEHIND.search(plain(label))
    return number_in(found[1]) if found else None


def _is_rest(before: str, text: str) -> bool:
    """Tell whether a text overleaf is the rest of the name of a level, which a page break cut."""
    known = [*wordings()["first_levels"], *wordings()["second_levels"]]
    return (
        not fits(plain(text), known) and not fits(plain(before), known) and fits(plain(before + text), known)
    )
