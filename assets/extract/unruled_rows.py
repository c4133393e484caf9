"""Rows of a table without rules between them: amounts and codes say where rows are, labels gather about them.

A label may wrap over several lines while its amounts stand beside the middle, the first or the last of them.
Every row but a blank one has something besides its label (an amount, a dash, a code, a number of the line),
and that anchors it; lines of a label are shared out so that each label stands evenly beside one anchor.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assets.extract.chunks import Chunk
from assets.extract.forms import load_header_words
from assets.extract.text import has_han, has_ordinal, match_key

SAME_LINE = 0.5  # of the height of text: middles closer than this are on one line
ALIGNED = 0.35  # of the height of text: a label's middle may be off its anchor by so much
MOST_LINES = 9  # of one label
FARTHEST = 0.9  # of the height of text: lines of one label have less between them
PITCH_SLACK = 0.8  # points by which distances between lines of one label differ
AT_AN_EDGE, WITHOUT_ANCHOR, AGAINST_PITCH = 0.6, 2.0, 3.0  # costs of an arrangement

_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,2}")  # an ordinal's, when a line breaks inside it
_OPENING = re.compile(r"其中|总计$")

Line = list[Chunk]  # texts of one column that stand on one line, left to right


@dataclass(frozen=True, slots=True)
class RowText:
    """What one row prints in one column: the lines of it, top to bottom."""

    column: int
    lines: tuple[Line, ...]

    @property
    def y0(self) -> float:
        """Upper edge in points."""
        return min(chunk.y0 for line in self.lines for chunk in line)

    @property
    def y1(self) -> float:
        """Lower edge in points."""
        return max(chunk.y1 for line in self.lines for chunk in line)

    @property
    def middle(self) -> float:
        """Middle between the edges."""
        return (self.y0 + self.y1) / 2

    @property
    def text(self) -> str:
        """All of it, as printed."""
        return "".join(chunk.text for line in self.lines for chunk in line)


@dataclass(slots=True)
class _Row:
    """A row in the making: its height on the page, and the texts found for it."""

    at: float
    texts: list[RowText]


def rows_of(held: Sequence[list[Chunk]], labels: set[int], rules: list[float]) -> list[list[RowText]]:
    """Share the texts of each column out among rows, from the top down.

    ``held`` are the texts by column, ``labels`` the columns of labels, ``rules`` the heights of lines drawn
    across the whole table, which no row crosses.
    """
    lines = [_lines(chunks) for chunks in held]
    rows: list[_Row] = []
    words: list[list[Line]] = []
    for column, own in enumerate(lines):
        beside = [line for line in own if column not in labels and not _is_words(line)]
        words.append([line for line in own if line not in beside])
        for line in beside:
            _row_at(rows, line).texts.append(RowText(column, (line,)))
    anchors = sorted(row.at for row in rows)
    loose: list[RowText] = []
    for column, own in enumerate(words):
        for group in _labels(own, anchors, rules):
            text = RowText(column, tuple(group))
            row = _anchored(rows, text)
            if row is None:
                loose.append(text)
            else:
                row.texts.append(text)
    for text in loose:
        level = next((row for row in rows if _beside(row, text)), None)
        if level is None:
            rows.append(_Row(text.middle, [text]))
        else:
            level.texts.append(text)
    return [row.texts for row in sorted(rows, key=lambda row: row.at)]


def _lines(chunks: list[Chunk]) -> list[Line]:
    """Group the texts of one column by line, from the top down."""
    lines: list[Line] = []
    for chunk in sorted(chunks, key=lambda c: c.middle):
        if lines and abs(lines[-1][0].middle - chunk.middle) < SAME_LINE * (chunk.y1 - chunk.y0):
            lines[-1].append(chunk)
        else:
            lines.append([chunk])
    return [sorted(line, key=lambda c: c.x0) for line in lines]


def _is_words(line: Line) -> bool:
    """Tell words from amounts and codes; captions of code columns stand in one line with amounts."""
    text = match_key("".join(chunk.text for chunk in line))
    return has_han(text) and text not in load_header_words().captions


def _middle(line: Line) -> float:
    return sum(chunk.middle for chunk in line) / len(line)


def _height(line: Line) -> float:
    return max(chunk.y1 - chunk.y0 for chunk in line)


def _row_at(rows: list[_Row], line: Line) -> _Row:
    """Row that a line of amounts or codes stands in, a new one where none is there."""
    at = _middle(line)
    near = min(rows, key=lambda row: abs(row.at - at), default=None)
    if near is None or abs(near.at - at) > SAME_LINE * _height(line):
        near = _Row(at, [])
        rows.append(near)
    return near


def _anchored(rows: list[_Row], label: RowText) -> _Row | None:
    """Row whose anchor stands beside a label."""
    inside = [row for row in rows if label.y0 <= row.at <= label.y1]
    return min(inside, key=lambda row: abs(row.at - label.middle), default=None)


def _beside(row: _Row, label: RowText) -> bool:
    """Tell whether a row that is nothing but labels so far is as high on the page as another label."""
    return all(
        text.column != label.column and abs(text.middle - label.middle) < SAME_LINE * _height(label.lines[0])
        for text in row.texts
    )


def _labels(lines: list[Line], anchors: list[float], rules: list[float]) -> list[list[Line]]:
    """Group the lines of one column of labels: the arrangement that costs least."""
    wrap = _wrap_pitch(lines, anchors)

    @cache
    def best(start: int) -> tuple[float, tuple[int, ...]]:
        if start == len(lines):
            return 0.0, ()
        found: tuple[float, tuple[int, ...]] | None = None
        for end in range(start + 1, min(start + MOST_LINES, len(lines)) + 1):
            if end > start + 1 and not _may_go_on(lines[end - 2], lines[end - 1], rules):
                break
            cost = _cost(lines[start:end], anchors, wrap)
            if cost is None:
                continue
            if end < len(lines) and _is_wrap(lines[end - 1], lines[end], wrap):
                cost += WITHOUT_ANCHOR if _may_go_on(lines[end - 1], lines[end], rules) else 0.0
            rest, ends = best(end)
            if found is None or cost + rest < found[0] - 1e-9:
                found = (cost + rest, (end, *ends))
        assert found is not None  # a line alone always has a cost
        return found

    grouped: list[list[Line]] = []
    start = 0
    for end in best(0)[1]:
        grouped.append(lines[start:end])
        start = end
    return grouped


def _wrap_pitch(lines: list[Line], anchors: list[float]) -> float | None:
    """Distance between the lines of one label, None where labels do not wrap.

    Lines of a label stand closer to each other than any two rows do.
    """
    pitches = [_middle(b) - _middle(a) for a, b in itertools.pairwise(lines)]
    rows = [b - a for a, b in itertools.pairwise(anchors)]
    least = min(pitches, default=None)
    if least is None or (rows and least > min(rows) - PITCH_SLACK):
        return None
    if not rows and least > (1 + FARTHEST) * _height(lines[0]):
        return None
    return least


def _is_wrap(above: Line, below: Line, wrap: float | None) -> bool:
    return wrap is not None and _middle(below) - _middle(above) < wrap + PITCH_SLACK


def _may_go_on(above: Line, below: Line, rules: list[float]) -> bool:
    """Tell whether a line can be of the label that the line above it is of."""
    top, bottom = _middle(above), _middle(below)
    if any(top < rule < bottom for rule in rules):
        return False
    gap = min(c.y0 for c in below) - max(c.y1 for c in above)
    text = "".join(chunk.text for chunk in below)
    parted = _NUMERAL.fullmatch("".join(chunk.text for chunk in above))
    opens = (has_ordinal(text) and not parted) or bool(_OPENING.match(match_key(text)))
    return gap < FARTHEST * _height(below) and not opens


def _cost(group: list[Line], anchors: list[float], wrap: float | None) -> float | None:
    """Cost of taking some lines for one label; None where two rows would share it."""
    top = min(chunk.y0 for chunk in group[0])
    bottom = max(chunk.y1 for chunk in group[-1])
    height = _height(group[0])
    slack = 0.1 * height
    inside = [at for at in anchors if top + slack < at < bottom - slack]
    against = sum(not _is_wrap(a, b, wrap) for a, b in itertools.pairwise(group))
    cost = AGAINST_PITCH * against
    if not inside:
        return cost + WITHOUT_ANCHOR
    if len(inside) > 1:
        return None if len(group) > 1 else cost
    off = abs((top + bottom) / 2 - inside[0])
    if off <= ALIGNED * height:
        return cost + off / height
    first, last = (abs(_middle(line) - inside[0]) for line in (group[0], group[-1]))
    if min(first, last) <= ALIGNED * height:
        return cost + AT_AN_EDGE
    return cost + WITHOUT_ANCHOR + AT_AN_EDGE
