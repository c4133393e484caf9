"""Tables printed without rules, rebuilt from where their text stands.

Columns are the gaps that no row's text crosses, taken over all pages of the table together; rows are runs of lines
that overlap vertically, so that a label wrapped over three lines meets the amount centred beside it.
"""

import re
from dataclasses import dataclass

from assets.extract.forms import load_header_words
from assets.extract.grid import Box, Glyph, Grid, GridCell
from assets.extract.header import are_column_numbers
from assets.extract.numerals import is_code, read_amount
from assets.extract.text import has_ordinal, match_key

CHUNK_GAP = 0.5  # of the glyph height: a wider gap always divides two cells
LONGEST_SPREAD_WORD = 4  # characters of a header word set with spaces between them (项　目, 预 算 数)
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
    lines = [_lines(region.glyphs) for region in regions]
    ends = [_header_end(part) if i == 0 else 0 for i, part in enumerate(lines)]
    header = [_header_chunks(line) for line in lines[0][: ends[0]]] if lines else []
    body = [[_chunks(line) for line in part[end:]] for part, end in zip(lines, ends, strict=True)]
    columns = _columns([c for part in body for line in part for c in line], header)
    if not columns:
        return []
    grids = []
    for index, (region, part) in enumerate(zip(regions, body, strict=True)):
        rows = (_header_rows(header, columns) if index == 0 else []) + _body_rows(
            [c for l in part for c in l], columns
        )
        if rows:
            grids.append(_grid(region.page, rows, columns, first=not grids))
    return grids


def _lines(glyphs: tuple[Glyph, ...]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle[1], g.x0)):
        height = glyph.y1 - glyph.y0
        if lines and abs(lines[-1][0].middle[1] - glyph.middle[1]) <= 0.4 * height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda g: g.x0) for line in lines]


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
        Chunk(
            "".join(g.char for g in group),
            group[0].x0,
            min(g.y0 for g in group),
            group[-1].x1,
            max(g.y1 for g in group),
        )
        for group in groups
    ]


def _header_chunks(line: list[Glyph]) -> list[Chunk]:
    """Chunks of a header line, with words that were set with spaces inside put together again."""
    vocabulary = load_header_words()
    words = vocabulary.words | vocabulary.totals | vocabulary.ordinal_labels
    chunks = _chunks(line)
    joined: list[Chunk] = []
    while chunks:
        spread = next(
            (
                n
                for n in range(LONGEST_SPREAD_WORD, 1, -1)
                if match_key("".join(c.text for c in chunks[:n])) in words
            ),
            1,
        )
        spread = spread if all(len(c.text) == 1 for c in chunks[:spread]) else 1
        parts, chunks = chunks[:spread], chunks[spread:]
        y0, y1 = min(c.y0 for c in parts), max(c.y1 for c in parts)
        joined.append(Chunk("".join(c.text for c in parts), parts[0].x0, y0, parts[-1].x1, y1))
    return joined


def _header_end(lines: list[list[Glyph]]) -> int:
    """Number of leading lines that are header, the row of column numbers included."""
    vocabulary = load_header_words()
    keyed = [tuple(match_key(chunk.text) for chunk in _header_chunks(line)) for line in lines]
    for index, keys in enumerate(keyed):
        if (keys[0] in vocabulary.ordinal_labels and any(k.isdigit() for k in keys)) or are_column_numbers(
            keys
        ):
            return index + 1
    for index, keys in enumerate(keyed):
        if index and set(keys) <= vocabulary.totals:
            return index
        if any(is_code(k) or read_amount(k).kind == "amount" or has_ordinal(k) for k in keys):
            return index
    return len(lines)


def _columns(body: list[Chunk], header: list[list[Chunk]]) -> list[tuple[float, float]]:
    """Left and right edges of the columns: gaps between the merged extents of the rows' texts.

    Totals are centred over merged cells and would bridge columns, so they count only where nothing else stands. The
    numbers of the columns, or the header's last line, tell of columns left blank in every row.
    """
    plain = [c for c in body if not _TOTAL.search(match_key(c.text))]
    spans = _merged([(c.x0, c.x1) for c in plain or body])
    for chunk in header[-1] if header else []:
        if all(_overlap((chunk.x0, chunk.x1), span) <= 0 for span in spans):
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
    """Header cells as rows, top to bottom: wrapped words joined, group headers spread over what they head."""
    numbers = (
        lines[-1:]
        if lines and are_column_numbers(tuple(c.text for c in lines[-1] if c.text.isdigit()))
        else []
    )
    words = _joined_wraps([chunk for line in lines[: len(lines) - len(numbers)] for chunk in line])
    placed = [(word, _headed_columns(word, words, columns)) for word in words]
    placed += [(chunk, _columns_at((chunk.x0, chunk.x1), columns)) for line in numbers for chunk in line]
    rows: list[list[GridCell]] = []
    for word, covered in sorted(placed, key=lambda pair: pair[0].middle):
        box = (word.x0, word.y0, word.x1, word.y1)
        cell = GridCell(word.text, 0, covered[0], box, 1, covered[-1] - covered[0] + 1)
        row = next((r for r in rows if all(_beside(cell, other) for other in r)), None)
        if row is None:
            rows.append([cell])
        else:
            row.append(cell)
    return rows


def _beside(one: GridCell, other: GridCell) -> bool:
    apart = one.col + one.col_span <= other.col or other.col + other.col_span <= one.col
    return apart and _share_row(one.box, other.box)


def _joined_wraps(chunks: list[Chunk]) -> list[Chunk]:
    """Join header words wrapped within a cell: one under the other, close, and sharing most of the narrower's width."""
    words: list[Chunk] = []
    for chunk in sorted(chunks, key=lambda c: (c.middle, c.x0)):
        above = next((w for w in words if _continues_word(w, chunk)), None)
        if above is None:
            words.append(chunk)
        else:
            words.remove(above)
            x0, x1 = min(above.x0, chunk.x0), max(above.x1, chunk.x1)
            words.append(Chunk(above.text + chunk.text, x0, above.y0, x1, chunk.y1))
    return words


def _continues_word(above: Chunk, below: Chunk) -> bool:
    gap = below.y0 - above.y1
    height = below.y1 - below.y0
    narrower = min(above.x1 - above.x0, below.x1 - below.x0)
    return (
        -0.2 * height < gap < WRAP_GAP * height
        and _overlap((above.x0, above.x1), (below.x0, below.x1)) > 0.6 * narrower
    )


def _headed_columns(word: Chunk, words: list[Chunk], columns: list[tuple[float, float]]) -> list[int]:
    """Columns a header cell stands over: its own, or for a group header those of the cells below nearest to it."""
    own = _columns_at((word.x0, word.x1), columns)
    below = [w for w in words if w.y0 >= word.y1 - 1]
    rivals = [
        w
        for w in words
        if w is not word
        and _share_row((0, word.y0, 0, word.y1), (0, w.y0, 0, w.y1))
        and any(_overlap((w.x0, w.x1), (b.x0, b.x1)) > 0 for b in below)
    ]
    if not any(_overlap((word.x0, word.x1), (b.x0, b.x1)) > 0 for b in below):
        return own
    headed = set(own)
    for leaf in below:
        middle = (leaf.x0 + leaf.x1) / 2
        distance = abs(middle - (word.x0 + word.x1) / 2)
        if all(abs(middle - (r.x0 + r.x1) / 2) >= distance for r in rivals):
            headed |= set(_columns_at((leaf.x0, leaf.x1), columns))
    return sorted(headed)


def _columns_at(span: tuple[float, float], columns: list[tuple[float, float]]) -> list[int]:
    """Columns whose middle a text covers; else the one that shares most with it."""
    covered = [i for i, (left, right) in enumerate(columns) if span[0] <= (left + right) / 2 <= span[1]]
    overlaps = [_overlap(span, column) for column in columns]
    return covered or [overlaps.index(max(overlaps))]


def _body_rows(chunks: list[Chunk], columns: list[tuple[float, float]]) -> list[list[GridCell]]:
    cells = [
        cell
        for i, column in enumerate(columns)
        for cell in _stacked(_in_column(chunks, columns, i), i, column)
    ]
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
    joined: list[list[list[Chunk]]] = []  # cells of lines of chunks
    for chunk in sorted(chunks, key=lambda c: c.middle):
        before = joined[-1][-1][-1] if joined else None
        if before is not None and abs(before.middle - chunk.middle) < 0.5 * (chunk.y1 - chunk.y0):
            joined[-1][-1].append(chunk)
        elif before is not None and _wraps(before, chunk):
            joined[-1].append([chunk])
        else:
            joined.append([[chunk]])
    cells = []
    for lines in joined:
        pieces = [c for line in lines for c in sorted(line, key=lambda c: c.x0)]
        box: Box = (column[0], min(c.y0 for c in pieces), column[1], max(c.y1 for c in pieces))
        cells.append(GridCell("".join(c.text for c in pieces), 0, col, box))
    return cells


def _wraps(before: Chunk, after: Chunk) -> bool:
    near = after.y0 - before.y1 < WRAP_GAP * (after.y1 - after.y0)
    return near and all(read_amount(c.text).kind == "words" for c in (before, after))


def _share_row(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.4 * min(one[3] - one[1], other[3] - other[1])


def _grid(page: int, rows: list[list[GridCell]], columns: list[tuple[float, float]], first: bool) -> Grid:
    owner: list[list[GridCell]] = []
    for r, row in enumerate(rows):
        top = min((c.box[1] for c in row), default=0.0)
        bottom = max((c.box[3] for c in row), default=0.0)
        line = [GridCell("", r, c, (x0, top, x1, bottom)) for c, (x0, x1) in enumerate(columns)]
        for cell in sorted(row, key=lambda c: c.box[1]):
            if line[cell.col].text:
                line[cell.col].text += cell.text
                continue
            placed = GridCell(
                cell.text,
                r,
                cell.col,
                (columns[cell.col][0], top, columns[cell.col + cell.col_span - 1][1], bottom),
                1,
                cell.col_span,
            )
            for k in range(cell.col, cell.col + cell.col_span):
                line[k] = placed
        owner.append(line)
    boxes = [cell.box for row in owner for cell in row]
    extent = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return Grid(page, extent, owner, ruled=False, notes=[("table_unruled", {})] if first else [])
