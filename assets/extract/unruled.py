"""Tables printed without rules, rebuilt from where their text stands.

Columns are the gaps that no row's text crosses, taken over all pages of the table together; rows are runs of
lines that overlap vertically, so that a label wrapped over three lines meets the amount centred beside it.
"""

import re
from dataclasses import dataclass

from assets.extract.chunks import Chunk, cut, cut_header, glyph_lines, header_end
from assets.extract.grid import Box, Glyph, Grid, GridCell
from assets.extract.numerals import is_code, read_amount
from assets.extract.spans import (
    MINIMUM_OVERLAP,
    Span,
    columns_between,
    cover,
    gap,
    largest_overlap,
    merge,
    overlap,
    share_row,
)
from assets.extract.text import match_key
from assets.extract.unruled_header import WRAP_GAP, header_leaves, header_rows

_TOTAL = re.compile(r"合计$|总计$")


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a page that holds (a part of) one unruled table."""

    page: int
    glyphs: tuple[Glyph, ...]


def build_grids(regions: list[Region]) -> list[Grid]:
    """Rebuild one table from its regions, in page order: a grid a region, all with the same columns.

    Regions without text give no grid.
    """
    if not regions:
        return []
    lines = [glyph_lines(region.glyphs) for region in regions]
    end = header_end(lines[0])
    header = [cut_header(line) for line in lines[0][:end]]
    lines[0] = lines[0][end:]
    body = [[chunk for line in part for chunk in cut(line)] for part in lines]
    columns = _columns([chunk for part in body for chunk in part], header)
    if not columns:
        return []
    grids: list[Grid] = []
    for index, (region, chunks) in enumerate(zip(regions, body, strict=True)):
        rows = header_rows(header, columns) if index == 0 else []
        rows += _body_rows(chunks, columns)
        if rows:
            grids.append(_grid(region.page, rows, columns, first=not grids))
    return grids


def _columns(body: list[Chunk], header: list[list[Chunk]]) -> list[Span]:
    """Left and right edges of the columns: gaps between the merged extents of the rows' texts.

    Totals are centred over merged cells and would bridge columns, so they count only where nothing else
    stands. A header text that overlaps no row is centred over amounts set to the right, which it then joins,
    or heads a column left blank in every row.
    """
    plain = [chunk for chunk in body if not _TOTAL.search(match_key(chunk.text))] or body
    spans = merge(chunk.span for chunk in plain)
    heads = [chunk.span for chunk in header_leaves(header)]
    loose = [head for head in heads if not _crosses(head, spans)]
    bare = [span for span in spans if not _crosses(span, heads) and not _is_labels(span, plain)]
    for _, head, span in sorted((abs(sum(head) - sum(span)), head, span) for head in loose for span in bare):
        if head in loose and span in bare and not _crosses(gap(head, span), [*heads, *spans]):
            loose.remove(head)
            bare.remove(span)
            spans.append(cover(head, span))
    return columns_between(merge([*spans, *loose]))


def _crosses(span: Span, others: list[Span]) -> bool:
    return any(overlap(span, other) > 0 for other in others)


def _is_labels(span: Span, chunks: list[Chunk]) -> bool:
    """Tell a column of codes or names: one whose texts are no amounts."""
    texts = [chunk.text for chunk in chunks if overlap(chunk.span, span) > 0]
    return all(is_code(text) or read_amount(text).kind == "words" for text in texts)


def _body_rows(chunks: list[Chunk], columns: list[Span]) -> list[list[GridCell]]:
    held: list[list[Chunk]] = [[] for _ in columns]
    for chunk in chunks:
        held[_column_of(chunk, columns)].append(chunk)
    cells = [cell for col, inside in enumerate(held) for cell in _stack(inside, col, columns[col])]
    rows: list[list[GridCell]] = []
    for cell in sorted(cells, key=lambda c: (c.box[1] + c.box[3]) / 2):
        row = next((r for r in rows if any(share_row(cell.box, other.box) for other in r)), None)
        if row is None:
            rows.append([cell])
        else:
            row.append(cell)
    return sorted(rows, key=lambda row: min(c.box[1] for c in row))


def _column_of(chunk: Chunk, columns: list[Span]) -> int:
    if _TOTAL.search(chunk.text):
        # A centred total may cross columns: it belongs where it begins.
        for col, column in enumerate(columns):
            if overlap(chunk.span, column) > MINIMUM_OVERLAP:
                return col
    return largest_overlap(chunk.span, columns)


def _stack(chunks: list[Chunk], col: int, column: Span) -> list[GridCell]:
    """Join the lines of a wrapped cell: text close under text, labels only."""
    cells: list[list[list[Chunk]]] = []  # cells of lines of chunks
    for chunk in sorted(chunks, key=lambda c: c.middle):
        before = cells[-1][-1][-1] if cells else None
        if before is not None and abs(before.middle - chunk.middle) < 0.5 * (chunk.y1 - chunk.y0):
            cells[-1][-1].append(chunk)
        elif before is not None and _wraps(before, chunk):
            cells[-1].append([chunk])
        else:
            cells.append([[chunk]])
    return [_stacked_cell(lines, col, column) for lines in cells]


def _stacked_cell(lines: list[list[Chunk]], col: int, column: Span) -> GridCell:
    pieces = [chunk for line in lines for chunk in sorted(line, key=lambda c: c.x0)]
    box = (column[0], min(c.y0 for c in pieces), column[1], max(c.y1 for c in pieces))
    return GridCell("".join(c.text for c in pieces), 0, col, box)


def _wraps(before: Chunk, after: Chunk) -> bool:
    near = after.y0 - before.y1 < WRAP_GAP * (after.y1 - after.y0)
    return near and all(read_amount(chunk.text).kind == "words" for chunk in (before, after))


def _grid(page: int, rows: list[list[GridCell]], columns: list[Span], first: bool) -> Grid:
    owner = [_grid_row(number, row, columns) for number, row in enumerate(rows)]
    boxes = [cell.box for row in owner for cell in row]
    extent = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return Grid(page, extent, owner, ruled=False, notes=[("table_unruled", {})] if first else [])


def _grid_row(number: int, cells: list[GridCell], columns: list[Span]) -> list[GridCell]:
    """Fill one row from edge to edge: every cell as high as the row, blank ones where nothing is printed."""
    top, bottom = min(cell.box[1] for cell in cells), max(cell.box[3] for cell in cells)
    line = [GridCell("", number, col, (x0, top, x1, bottom)) for col, (x0, x1) in enumerate(columns)]
    for cell in sorted(cells, key=lambda c: c.box[1]):
        if line[cell.col].text:
            line[cell.col].text += cell.text
            continue
        last = cell.col + cell.col_span - 1
        box: Box = (columns[cell.col][0], top, columns[last][1], bottom)
        placed = GridCell(cell.text, number, cell.col, box, 1, cell.col_span)
        line[cell.col : last + 1] = [placed] * cell.col_span
    return line
