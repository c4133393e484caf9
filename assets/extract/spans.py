"""Spans of text across the page: what they share, and the columns that the gaps between them make.

Only arithmetic on edges in points; which texts make a table is decided in ``unruled``.
"""

from collections.abc import Iterable
from itertools import pairwise

from assets.extract.grid import Box

Span = tuple[float, float]  # left and right edge
MINIMUM_OVERLAP = 0.5  # points two texts must share to stand in one column
SAME_ROW = 0.4  # share of the lower box's height that two boxes of one row have in common


def overlap(one: Span, other: Span) -> float:
    """Points that two spans share; negative where a gap lies between them."""
    # Compared rather than min and max: asked a quarter of a million times in twenty reports.
    left = one[0] if one[0] > other[0] else other[0]
    right = one[1] if one[1] < other[1] else other[1]
    return right - left


def cover(one: Span, other: Span) -> Span:
    """Smallest span around two."""
    return (min(one[0], other[0]), max(one[1], other[1]))


def gap(one: Span, other: Span) -> Span:
    """Span between two that do not overlap."""
    return (min(one[1], other[1]), max(one[0], other[0]))


def merge(spans: Iterable[Span]) -> list[Span]:
    """Join overlapping spans, left to right."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and merged[-1][1] - span[0] > MINIMUM_OVERLAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span[1]))
        else:
            merged.append(span)
    return merged


def columns_between(spans: list[Span]) -> list[Span]:
    """Columns around disjoint spans: each ends in the middle of the gap to the next."""
    if not spans:
        return []
    bounds = [spans[0][0] - 1, *((a[1] + b[0]) / 2 for a, b in pairwise(spans)), spans[-1][1] + 1]
    return list(pairwise(bounds))


def columns_at(span: Span, columns: list[Span]) -> list[int]:
    """Columns whose middle a text covers; else the one that shares most with it."""
    covered = [i for i, (left, right) in enumerate(columns) if span[0] <= (left + right) / 2 <= span[1]]
    return covered or [largest_overlap(span, columns)]


def largest_overlap(span: Span, columns: list[Span]) -> int:
    """Column that shares most with a text."""
    overlaps = [overlap(span, column) for column in columns]
    return overlaps.index(max(overlaps))


def share_row(one: Box, other: Box) -> bool:
    """Tell whether two boxes stand beside each other rather than one under the other."""
    shared = overlap((one[1], one[3]), (other[1], other[3]))
    return shared > SAME_ROW * min(one[3] - one[1], other[3] - other[1])
