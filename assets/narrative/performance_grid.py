"""Rows of the tables that a self-evaluation form is printed as, on one page or over several.

What belongs here: which cells stand in a row and how far they reach. Not what they mean
(``performance_reader``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from assets.extract.grid import Box

SAME_EDGE = 6.0  # points by which the sides of a table that goes on overleaf may differ


class Piece(NamedTuple):
    """One cell of a row: its text and how far it reaches along the row, in points.

    `is_own` tells a cell that begins in this row from one that reaches down from a row above.
    """

    text: str
    left: float
    right: float
    page: int
    box: Box
    is_own: bool = True

    def overlap(self, left: float, right: float) -> float:
        """Points that the piece has in common with a stretch of the row."""
        return max(min(self.right, right) - max(self.left, left), 0.0)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row, left to right, blank cells included; `opens_table` tells the first row of a table."""

    pieces: tuple[Piece, ...]
    page: int
    source: str
    title: str = ""
    opens_table: bool = False
    table: int = 0

    @property
    def texts(self) -> list[str]:
        """Texts of the cells that begin in the row, blank ones left out."""
        return [piece.text for piece in self.pieces if piece.is_own and piece.text.strip()]

    @property
    def sides(self) -> tuple[float, float]:
        """Where the row begins and ends, in points."""
        return self.pieces[0].left, self.pieces[-1].right


def rows_of(raw_tables: Sequence[dict[str, Any]]) -> Iterator[FormRow]:
    """Rows of all tables that are none of the nine, in reading order (``summary["raw_tables"]``)."""
    for number, table in enumerate(raw_tables, start=1):
        cells = table["cells"]
        if not cells:
            continue
        axis = _axis(cells)
        for row in range(max(cell["row"] + cell["row_span"] for cell in cells)):
            covering = [cell for cell in cells if cell["row"] <= row < cell["row"] + cell["row_span"]]
            pieces = [_piece(cell, row, axis, table["page"]) for cell in covering]
            if pieces:
                pieces.sort(key=lambda piece: piece.left)
                yield FormRow(tuple(pieces), table["page"], table["source"], table["title"], row == 0, number)


def _axis(cells: Sequence[dict[str, Any]]) -> tuple[int, int, int]:
    """Places in a displayed box of where a cell begins and ends along its row, and the sign of that way.

    Boxes are those of the page as displayed, on which the rows of a table may run up or down.
    """
    first = min(cells, key=lambda cell: cell["col"])
    last = max((cell for cell in cells if cell["row"] == first["row"]), key=lambda cell: cell["col"])
    across = last["box"][0] - first["box"][0]
    down = last["box"][1] - first["box"][1]
    if abs(across) >= abs(down):
        return (0, 2, 1) if across >= 0 else (2, 0, -1)
    return (1, 3, 1) if down >= 0 else (3, 1, -1)


def _piece(cell: dict[str, Any], row: int, axis: tuple[int, int, int], page: int) -> Piece:
    begin, end, sign = axis
    x0, y0, x1, y1 = box = cell["box"]
    return Piece(cell["text"], sign * box[begin], sign * box[end], page, (x0, y0, x1, y1), cell["row"] == row)


def goes_on(before: FormRow, row: FormRow) -> bool:
    """Tell whether the table that a row opens may go on with the one before it, overleaf."""
    if not 0 <= row.page - before.page <= 1 or row.source != before.source:
        return False
    (left, right), (left_before, right_before) = row.sides, before.sides
    return abs(left - left_before) <= SAME_EDGE and abs(right - right_before) <= SAME_EDGE
