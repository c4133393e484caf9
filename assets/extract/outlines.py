"""Which parts of a drawn path are ruling lines, whoever found the path on the page."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assets.extract.grid import Box

BROADEST = 3.0  # points: a box this thin is a line
SLANT = 0.5  # points a line may deviate from the horizontal or vertical over its length

Point = tuple[float, float]


def lines_of_outline(outline: Sequence[Point], stroked: bool) -> Iterator[Box]:
    """Yield the upright lines of one straight outline as boxes without breadth.

    A thin box is a line, filled or stroked. Of a broader outline the strokes are; the edges of a shaded area
    are no rules.
    """
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    box = (min(xs), min(ys), max(xs), max(ys))
    if min(box[2] - box[0], box[3] - box[1]) <= BROADEST:
        yield thin(box)
    elif stroked:
        for (xa, ya), (xb, yb) in pairwise(outline):
            if abs(xa - xb) <= SLANT or abs(ya - yb) <= SLANT:
                yield thin((min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))


def thin(box: Box) -> Box:
    """Return a box reduced to the line through its middle, along its longer side."""
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return (x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return ((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
