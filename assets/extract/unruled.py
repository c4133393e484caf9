"""Tables printed without rules, rebuilt from where their text stands.

Columns are the gaps that no row's text crosses, taken over all pages of the table together; rows are runs of lines
that overlap vertically, so that a label wrapped over three lines meets the amount centred beside it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assets.extract.forms import load_header_words
from assets.extract.grid import Box, Glyph, Grid, GridCell
from assets.extract.header import are_column_numbers
from assets.extract.numerals import is_code, read_amount
from assets.extract.text import has_ordinal, match_key

CHUNK_GAP = 0.5  # of the glyph height: a wider gap always divides two cells
RUN_GAP = 0.15  # of the glyph height: divides them where the text object changes too
WRAP_GAP = 0.45  # of the line height: lines of one wrapped label stand closer than this
MINIMUM_OVERLAP = 0.5  # points two texts must share to stand in one column
_TOTAL = re.compile(r"合计$|总计$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text of one cell on one line."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Vertical middle in points."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a page that holds (a part of) one unruled table."""

    page: int
    glyphs: tuple[Glyph, ...]


def build_grids(regions: list[Region]) -> list[Grid]:
    """Rebuild one table from its regions, in page order: a grid a region, all with the same columns.

    Regions without text give no grid.
    """
    lines = [[line for line in _lines_of_chunks(region.glyphs) if line] for region in regions]
    split = [_header_end(part) if i == 0 else 0 for i, part in enumerate(lines)]
    body = [c for part, end in zip(lines, split, strict=True) for line in part[end:] for c in line]
    columns = _columns(body, [c for line in lines[0][: split[0]] for c in line] if lines else [])
    if not columns:
        return []
    grids = []
    for region, part, end in zip(regions, lines, split, strict=True):
        if part:
            rows = _header_rows(part[:end], columns) + _body_rows([c for line in part[end:] for c in line], columns)
            grids.append(_grid(region.page, rows, columns))
    return grids


def _lines_of_chunks(glyphs: tuple[Glyph, ...]) -> list[list[Chunk]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle[1], g.x0)):
        height = glyph.y1 - glyph.y0
        if lines and abs(lines[-1][0].middle[1] - glyph.middle[1]) <= 0.4 * height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [_chunks(sorted(line, key=lambda g: g.x0)) for line in lines]


def _chunks(line: list[Glyph]) -> list[Chunk]:
    groups: list[list[Glyph]] = []
    for glyph in line:
        before = groups[-1][-1] if groups else None
        gap = (glyph.x0 - before.x1) / max(glyph.y1 - glyph.y0, 0.1) if before else 0.0
        if before is None or gap > CHUNK_GAP or (gap > RUN_GAP and glyph.run != before.run):
            groups.append([glyph])
        else:
            groups[-1].append(glyph)
    return [
        Chunk("".join(g.char for g in group), group[0].x0, min(g.y0 for g in group), group[-1].x1, max(g.y1 for g in group))
        for group in groups
    ]


def _header_end(lines: list[list[Chunk]]) -> int:
    """Number of leading lines that are header, the row of column numbers included."""
    vocabulary = load_header_words()
    for index, line in enumerate(lines):
        keys = tuple(match_key(chunk.text) for chunk in line)
        if keys and (keys[0] in vocabulary.ordinal_labels and any(k.isdigit() for k in keys) or are_column_numbers(keys)):
            return index + 1
    for index, line in enumerate(lines):
        keys = tuple(match_key(chunk.text) for chunk in line)
        if set(keys) <= vocabulary.totals and index or any(
            is_code(k) or read_amount(k).kind == "amount" or has_ordinal(k) for k in keys
        ):
            return index
    return len(lines)


def _columns(body: list[Chunk], header: list[Chunk]) -> list[tuple[float, float]]:
    """Left and right edges of the columns: gaps between the merged extents of the rows' texts.

    Totals are centred over merged cells and would bridge columns; headers count only where no row stands below.
    """
    spans = _merged([(c.x0, c.x1) for c in body if not _TOTAL.search(match_key(c.text))])
    for chunk in header:
        if not any(_overlap((chunk.x0, chunk.x1), span) > MINIMUM_OVERLAP for span in spans):
            spans = _merged([*spans, (chunk.x0, chunk.x1)])
    edges = [(a[1] + b[0]) / 2 for a, b in zip(spans, spans[1:], strict=False)]
    if not spans:
        return []
    bounds = [spans[0][0] - 1, *edges, spans[-1][1] + 1]
    return list(zip(bounds, bounds[1:], strict=False))


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for span in sorted(spans):
        if merged and merged[-1][1] - span[0] > MINIMUM_OVERLAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span[1]))
        else:
            merged.append(span)
    return merged


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _header_rows(lines: list[list[Chunk]], columns: list[tuple[float, float]]) -> list[list[GridCell]]:
    """Header lines as rows; a text reaches half way to its neighbours, because group headers are centred."""
    rows = []
    for line in lines:
        row: list[GridCell] = []
        for index, chunk in enumerate(line):
            left = (line[index - 1].x1 + chunk.x0) / 2 if index else columns[0][0]
            right = (chunk.x1 + line[index + 1].x0) / 2 if index + 1 < len(line) else columns[-1][1]
            direct = [i for i, c in enumerate(columns) if _overlap((chunk.x0, chunk.x1), c) > MINIMUM_OVERLAP]
            reach = [i for i, c in enumerate(columns) if left <= (c[0] + c[1]) / 2 <= right]
            covered = sorted({*direct, *reach}) if len(line) < len(columns) / 2 else direct
            if covered:
                box = (chunk.x0, chunk.y0, chunk.x1, chunk.y1)
                row.append(GridCell(chunk.text, 0, covered[0], box, 1, covered[-1] - covered[0] + 1))
        rows.append(row)
    return rows


def _body_rows(chunks: list[Chunk], columns: list[tuple[float, float]]) -> list[list[GridCell]]:
    cells = [cell for i, column in enumerate(columns) for cell in _stacked(_in_column(chunks, columns, i), i, column)]
    rows: list[list[GridCell]] = []
    for cell in sorted(cells, key=lambda c: (c.box[1] + c.box[3]) / 2):
        row = next((r for r in rows if any(_share_row(cell.box, other.box) for other in r)), None)
        if row is None:
            rows.append([cell])
        else:
            row.append(cell)
    return sorted(rows, key=lambda row: min(c.box[1] for c in row))


def _in_column(chunks: list[Chunk], columns: list[tuple[float, float]], index: int) -> list[Chunk]:
    def nearest(chunk: Chunk) -> int:
        overlaps = [_overlap((chunk.x0, chunk.x1), column) for column in columns]
        # A centred total may cross columns: it belongs where it begins.
        best = next((i for i, o in enumerate(overlaps) if o > MINIMUM_OVERLAP), None)
        return best if best is not None and _TOTAL.search(chunk.text) else overlaps.index(max(overlaps))

    return [chunk for chunk in chunks if nearest(chunk) == index]


def _stacked(chunks: list[Chunk], col: int, column: tuple[float, float]) -> list[GridCell]:
    """Join the lines of a wrapped cell: text under text with less than a line's leading between, labels only."""
    joined: list[list[Chunk]] = []
    for chunk in sorted(chunks, key=lambda c: (c.middle, c.x0)):
        before = joined[-1][-1] if joined else None
        is_label: Callable[[Chunk], bool] = lambda c: read_amount(c.text).kind == "words"  # noqa: E731
        same_line = before is not None and abs(before.middle - chunk.middle) < 0.5 * (chunk.y1 - chunk.y0)
        wraps = before is not None and chunk.y0 - before.y1 < WRAP_GAP * (chunk.y1 - chunk.y0)
        if before is not None and (same_line or (wraps and is_label(before) and is_label(chunk))):
            joined[-1].append(chunk)
        else:
            joined.append([chunk])
    cells = []
    for group in joined:
        box: Box = (column[0], min(c.y0 for c in group), column[1], max(c.y1 for c in group))
        cells.append(GridCell("".join(c.text for c in group), 0, col, box))
    return cells


def _share_row(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.4 * min(one[3] - one[1], other[3] - other[1])


def _grid(page: int, rows: list[list[GridCell]], columns: list[tuple[float, float]]) -> Grid:
    owner: list[list[GridCell]] = []
    for r, row in enumerate(rows):
        top = min((c.box[1] for c in row), default=0.0)
        bottom = max((c.box[3] for c in row), default=0.0)
        line = [GridCell("", r, c, (x0, top, x1, bottom)) for c, (x0, x1) in enumerate(columns)]
        for cell in sorted(row, key=lambda c: c.box[1]):
            if line[cell.col].text:
                line[cell.col].text += cell.text
                continue
            placed = GridCell(cell.text, r, cell.col, (columns[cell.col][0], top, columns[cell.col + cell.col_span - 1][1], bottom), 1, cell.col_span)
            for k in range(cell.col, cell.col + cell.col_span):
                line[k] = placed
        owner.append(line)
    boxes = [cell.box for row in owner for cell in row]
    extent = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return Grid(page, extent, owner, ruled=False, notes=["no rules: columns from the text"])
