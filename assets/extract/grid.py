"""The one shape every table reader returns: a grid of cells with their text and place on the page.

Coordinates are points from the top left of the page in its *reading frame*: the page as displayed, turned so
that its text is upright. ``Frame`` turns boxes back to the page as displayed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

Box = tuple[float, float, float, float]
# Something doubtful: a rule of assets/reference/findings.yml and the values its message names.
Note = tuple[str, dict[str, str]]


PAGE_MARGIN = 0.09  # share of the page height at top and bottom where page numbers stand


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's displayed size in points and the quarter turns (0-3, clockwise) that make its text upright."""

    width: float
    height: float
    turns: int = 0

    def to_reading(self, box: Box) -> Box:
        """Turn a box of the displayed page into the reading frame."""
        x0, y0, x1, y1 = box
        if self.turns == 1:
            return (self.height - y1, x0, self.height - y0, x1)
        if self.turns == 2:
            return (self.width - x1, self.height - y1, self.width - x0, self.height - y0)
        if self.turns == 3:
            return (y0, self.width - x1, y1, self.width - x0)
        return box

    def to_display(self, box: Box) -> Box:
        """Turn a box of the reading frame back into the page as displayed."""
        x0, y0, x1, y1 = box
        if self.turns == 1:
            return (y0, self.height - x1, y1, self.height - x0)
        if self.turns == 2:
            return (self.width - x1, self.height - y1, self.width - x0, self.height - y0)
        if self.turns == 3:
            return (self.width - y1, x0, self.width - y0, x1)
        return box

    @property
    def reading_size(self) -> tuple[float, float]:
        """Width and height in points of the page in its reading frame."""
        return (self.height, self.width) if self.turns % 2 else (self.width, self.height)


class Glyph(NamedTuple):
    """One character with its box in the reading frame; ``run`` numbers the text object that drew it.

    A tuple, because a report has tens of thousands of them.
    """

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    run: int

    @property
    def middle(self) -> tuple[float, float]:
        """Centre of the glyph's box."""
        return ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)


class ByHeight:
    """Glyphs of a page to be looked up by the height their middles stand at."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        middles = [((glyph[2] + glyph[4]) / 2, index, glyph) for index, glyph in enumerate(glyphs)]
        self._ordered = sorted(middles)
        self._heights = [middle for middle, _, _ in self._ordered]

    def between(self, top: float, bottom: float) -> list[Glyph]:
        """Glyphs between two heights, both included, in the order they were given."""
        found = self._ordered[bisect_left(self._heights, top) : bisect_right(self._heights, bottom)]
        return [glyph for _, _, glyph in sorted(found, key=itemgetter(1))]


@dataclass(frozen=True, slots=True)
class TextLine:
    """Glyphs that stand on one baseline, left to right, with a space where a gap is wide."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class Rule(NamedTuple):
    """A ruling line in points: horizontal where ``y0 == y1``, vertical where ``x0 == x1``."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class GridCell:
    """One cell; a merged cell stands once, at its top left position, and says how far it spans.

    ``agreement`` tells how its text was come by: 'agreed' where two readers read the same, 'settled' where
    they differed and the glyphs in its box decided, 'single' where only one reader read it. ``confidence``
    (0 to 1) is the recogniser's, None where text was printed as text. ``doubt`` names why its amount is not
    certain, '' where nothing speaks against it.
    """

    text: str
    row: int
    col: int
    box: Box
    row_span: int = 1
    col_span: int = 1
    agreement: str = "single"
    confidence: float | None = None
    doubt: str = ""


@dataclass(slots=True)
class Grid:
    """A table of one page: ``owner[r][c]`` is the cell that covers row r and column c."""

    page: int
    box: Box
    owner: list[list[GridCell]]
    ruled: bool = True
    notes: list[Note] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.owner)

    @property
    def cols(self) -> int:
        """Number of columns."""
        return len(self.owner[0]) if self.owner else 0

    def text(self, row: int, col: int) -> str:
        """Text printed at a position: empty where a merged cell that starts elsewhere covers it."""
        cell = self.owner[row][col]
        return cell.text if (cell.row, cell.col) == (row, col) else ""

    def texts(self, row: int) -> list[str]:
        """Texts of one row, one for each column."""
        return [self.text(row, col) for col in range(self.cols)]

    def cells(self) -> Iterator[GridCell]:
        """Every cell once, row by row."""
        for r, row in enumerate(self.owner):
            for c, cell in enumerate(row):
                if (cell.row, cell.col) == (r, c):
                    yield cell

    def edges(self) -> tuple[list[float], list[float]]:
        """Where columns and rows begin, and the last one ends, in points: left to right, top to bottom."""
        xs, ys = [0.0] * (self.cols + 1), [0.0] * (self.rows + 1)
        for cell in self.cells():
            xs[cell.col], xs[cell.col + cell.col_span] = cell.box[0], cell.box[2]
            ys[cell.row], ys[cell.row + cell.row_span] = cell.box[1], cell.box[3]
        return _ascending(xs), _ascending(ys)

    def column_span(self, col: int) -> tuple[float, float]:
        """Left and right edge of a column in points."""
        boxes = [cell.box for cell in self.cells() if cell.col == col and cell.col_span == 1]
        if not boxes:
            boxes = [row[col].box for row in self.owner]
        return (min(b[0] for b in boxes), max(b[2] for b in boxes))


def _ascending(edges: list[float]) -> list[float]:
    """An edge that only merged cells cross is nobody's: it takes the place of the one before."""
    for index in range(1, len(edges)):
        edges[index] = max(edges[index], edges[index - 1])
    return edges


@dataclass(slots=True)
class Page:
    """What was read of one page: its frame, lines of text, glyphs, rules and grids, all in the reading frame.

    ``rows`` are the glyphs of each line, where they have been put in order already; ``told_again`` what a
    second library tells of the glyphs, once it was asked. ``source`` is 'text' for
    a text layer and 'ocr' for what was recognised in an image.
    """

    number: int
    frame: Frame
    glyphs: list[Glyph]
    lines: list[TextLine]
    grids: list[Grid] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    source: str = "text"
    rows: list[list[Glyph]] = field(default_factory=list)
    told_again: list[Glyph] | None = None

    def is_in_margin(self, top: float, bottom: float) -> bool:
        """Tell whether what stands between two heights is at the page's head or foot, as page numbers are."""
        height = self.frame.reading_size[1]
        return bottom < PAGE_MARGIN * height or top > (1 - PAGE_MARGIN) * height
