"""From ruling lines to grids: which lines belong together, which rows and columns they make, what is merged.

Works on lines only, wherever they come from (drawn paths or an image of the page), so that the reader on
pdfium and the one for scans find the same tables. Coordinates are points of the reading frame.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assets.extract.grid import Grid, GridCell, Rule

SAME_LINE = 3.0  # points apart at most: the two strokes of a double border; no row of text is that low
GAP = 2.0  # points a line may be interrupted, or stop short of the one it meets
OVERHANG = 8.0  # points that lines reach beyond the last crossing line where a table's side is left open
MOST_POSITIONS = 250_000  # of rows and columns: hatching, not a table
MIN_CROSSINGS = 5  # a single box has four: a frame around text is no table


@dataclass(slots=True)
class _Line:
    """A ruling line put together from its strokes: ``at`` across, from ``low`` to ``high`` along."""

    at: float
    low: float
    high: float
    group: int = -1


def lattices(rules: Sequence[Rule], number: int) -> list[Grid]:
    """Return the grids that the rules of page ``number`` draw, from the top down, their cells empty.

    Lines that cross one another make one grid. A position no line divides from its neighbour is one cell
    with it. Where the lines of one direction reach beyond the outermost of the other, the open side is
    closed.
    """
    across = _joined((rule.y0, rule.x0, rule.x1) for rule in rules if rule.y0 == rule.y1)
    down = _joined((rule.x0, rule.y0, rule.y1) for rule in rules if rule.x0 == rule.x1)
    grids = [
        _grid(horizontal, vertical, number)
        for horizontal, vertical, crossings in _tables(across, down)
        if crossings >= MIN_CROSSINGS and len(horizontal) * len(vertical) <= MOST_POSITIONS
    ]
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0]))


def _joined(strokes: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Join strokes that lie on one line and meet; the result is ordered by where the lines lie."""
    lines: list[_Line] = []
    bundle: list[tuple[float, float, float]] = []
    for stroke in sorted(strokes):
        if bundle and stroke[0] - bundle[0][0] > SAME_LINE:
            lines += _merged(bundle)
            bundle = []
        bundle.append(stroke)
    return lines + _merged(bundle)


def _merged(bundle: list[tuple[float, float, float]]) -> list[_Line]:
    if not bundle:
        return []
    at = (bundle[0][0] + bundle[-1][0]) / 2
    merged: list[_Line] = []
    for low, high in sorted((min(a, b), max(a, b)) for _, a, b in bundle):
        if merged and low <= merged[-1].high + GAP:
            merged[-1].high = max(merged[-1].high, high)
        else:
            merged.append(_Line(at, low, high))
    return merged


def _tables(across: list[_Line], down: list[_Line]) -> list[tuple[list[_Line], list[_Line], int]]:
    """Group lines that cross, directly or through others; each group with the number of its crossings."""
    groups: list[int] = []

    def root(group: int) -> int:
        while groups[group] != group:
            groups[group] = groups[groups[group]]
            group = groups[group]
        return group

    heights = [line.at for line in across]
    crossed: list[_Line] = []
    for vertical in down:
        first = bisect_left(heights, vertical.low - SAME_LINE)
        last = bisect_right(heights, vertical.high + SAME_LINE)
        for horizontal in across[first:last]:
            if not horizontal.low - SAME_LINE <= vertical.at <= horizontal.high + SAME_LINE:
                continue
            crossed.append(vertical)
            known = [root(line.group) for line in (vertical, horizontal) if line.group >= 0]
            if not known:
                groups.append(len(groups))
            for other in known[1:]:
                groups[other] = known[0]
            vertical.group = horizontal.group = known[0] if known else len(groups) - 1
    tables: dict[int, tuple[list[_Line], list[_Line]]] = {}
    counts: dict[int, int] = {}
    for side, lines in enumerate((across, down)):
        for line in lines:
            if line.group >= 0:
                tables.setdefault(root(line.group), ([], []))[side].append(line)
    for line in crossed:
        counts[root(line.group)] = counts.get(root(line.group), 0) + 1
    return [(*tables[group], counts[group]) for group in tables]


def _grid(horizontal: list[_Line], vertical: list[_Line], number: int) -> Grid:
    xs = _edges(vertical, horizontal)
    ys = _edges(horizontal, vertical)
    right = _drawn(vertical, xs, ys)
    below = _drawn(horizontal, ys, xs)
    rows, cols = len(ys) - 1, len(xs) - 1
    owner: list[list[GridCell | None]] = [[None] * cols for _ in range(rows)]
    for r in range(rows):
        for c in range(cols):
            if owner[r][c] is None:
                width, height = _reach(owner, right, below, r, c)
                cell = GridCell("", r, c, (xs[c], ys[r], xs[c + width], ys[r + height]), height, width)
                for row in owner[r : r + height]:
                    row[c : c + width] = [cell] * width
    return Grid(number, (xs[0], ys[0], xs[-1], ys[-1]), owner)  # type: ignore[arg-type]  # all are filled


def _edges(lines: list[_Line], crossing: list[_Line]) -> list[float]:
    """Where rows or columns begin and end: the lines, and the open ends of those that cross them."""
    edges: list[float] = []
    for at in sorted(line.at for line in lines):
        if not edges or at - edges[-1] > SAME_LINE:
            edges.append(at)
    low, high = min(line.low for line in crossing), max(line.high for line in crossing)
    return [
        *([low] if edges[0] - low > OVERHANG else []),
        *edges,
        *([high] if high - edges[-1] > OVERHANG else []),
    ]


def _drawn(lines: list[_Line], edges: list[float], along: list[float]) -> list[list[bool]]:
    """``drawn[i][k]``: whether a line lies on edge i + 1 beside the k-th interval of the other direction."""
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    drawn = [[False] * len(middles) for _ in edges[1:]]
    for line in lines:
        edge = bisect_left(edges, line.at)
        if edge == len(edges) or (edge and line.at - edges[edge - 1] < edges[edge] - line.at):
            edge -= 1
        if edge == 0:
            continue
        first, last = bisect_left(middles, line.low), bisect_right(middles, line.high)
        drawn[edge - 1][first:last] = [True] * (last - first)
    return drawn


def _reach(
    owner: list[list[GridCell | None]], right: list[list[bool]], below: list[list[bool]], row: int, col: int
) -> tuple[int, int]:
    """Columns and rows of the cell that begins at a position: until a line, or a cell taken, ends it."""
    rows, cols = len(owner), len(owner[0])
    width = 1
    while col + width < cols and not right[col + width - 1][row] and owner[row][col + width] is None:
        width += 1
    height = 1
    while row + height < rows and all(
        not below[row + height - 1][c] and owner[row + height][c] is None for c in range(col, col + width)
    ):
        height += 1
    return width, height
