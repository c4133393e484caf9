"""Tables printed without rules between their columns, rebuilt from where their text stands.

Columns are told over all pages of the table together (``unruled_columns``), rows by what stands beside each
label (``unruled_rows``). Of several ways to divide the page the one is taken whose columns the form knows.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from assets.extract.chunks import Chunk, cut, cut_header, glyph_lines, header_end
from assets.extract.columns import assign_columns
from assets.extract.forms import Form, load_header_words
from assets.extract.grid import Box, Glyph, Grid, GridCell, Rule
from assets.extract.header import split_sections
from assets.extract.numerals import read_amount
from assets.extract.spans import MINIMUM_OVERLAP, Span, largest_overlap, overlap
from assets.extract.text import has_han, is_total, match_key, squeeze
from assets.extract.unruled_columns import Layout, layouts_of
from assets.extract.unruled_header import header_rows, header_words, stacked_rows
from assets.extract.unruled_rows import Line, RowText, rows_of

REPEATED = 0.7  # share of the first header's characters that lines repeat if they are the header again
ACROSS = 0.6  # share of the text's width that a rule between rows is long at least
APART = " ; "  # printed between two figures found in one cell: together they are no amount


HeaderMaker = Callable[[list[list[Chunk]], list[Span]], list[list[GridCell]]]


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a page that holds (a part of) one unruled table."""

    page: int
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One region with its lines cut into texts; ``rules`` are the heights of lines drawn across it."""

    page: int
    header: list[list[Chunk]]
    body: list[Chunk]
    rules: list[float]


def build_grids(form: Form, regions: list[Region]) -> list[Grid]:
    """Rebuild one table from its regions, in page order: a grid a region, all with the same columns.

    Regions without text give no grid.
    """
    parts = _parts(regions)
    if not parts:
        return []
    body = [chunk for part in parts for chunk in part.body]
    found: list[list[Grid]] = []
    layouts = layouts_of(body, parts[0].header)
    for layout, header in [(layout, header) for header in (stacked_rows, header_rows) for layout in layouts]:
        grids = [grid for part in parts if (grid := _grid(part, layout, header)) is not None]
        if grids and knows_columns(form, grids):
            found = [grids]
            break
        found.append(grids)
    grids = found[-1 if len(found) == 1 else len(layouts)] if found else []
    if grids:
        grids[0].notes.append(("table_unruled", {}))
    return grids


def knows_columns(form: Form, grids: list[Grid]) -> bool:
    """Tell whether a form knows all columns of a table's grids by the words over the first."""
    section = next((s for s in split_sections(grids[0]) if s.header_rows), None)
    if section is None:
        return False
    columns = assign_columns(form, grids[0], section, rest=grids[1:])
    return bool(columns.of_role("amount")) and not columns.notes


def _parts(regions: list[Region]) -> list[_Part]:
    parts: list[_Part] = []
    header: list[list[Glyph]] = []
    for region in regions:
        lines = glyph_lines(region.glyphs)
        if not lines:
            continue
        end = _repeated(lines, header) if parts else header_end(lines)
        rules = _rules_across(region)
        end = _below_rule(lines, end, rules) if not parts else end
        header = header or lines[:end]
        body = [chunk for line in lines[end:] for chunk in cut(line)]
        parts.append(_Part(region.page, [cut_header(line) for line in lines[:end]], body, rules))
    return parts


def _key(line: list[Glyph]) -> str:
    return squeeze("".join(glyph.char for glyph in line))


def _repeated(lines: list[list[Glyph]], header: list[list[Glyph]]) -> int:
    """Number of leading lines that repeat the table's first header, its words perhaps broken otherwise."""
    keys = {_key(line) for line in header}
    end = 0
    while end < len(lines) and _key(lines[end]) in keys:
        end += 1
    whole = sum(len(_key(line)) for line in header)
    if sum(len(_key(line)) for line in lines[:end]) >= whole:
        return end
    words = [squeeze(word.text) for word in header_words([cut_header(line) for line in header])]
    again, met = 0, 0
    while (
        again < len(lines)
        and met < whole
        and all(any(squeeze(chunk.text) in word for word in words) for chunk in cut_header(lines[again]))
    ):
        met += len(_key(lines[again]))
        again += 1
    return again if met > REPEATED * whole else end


def _rules_across(region: Region) -> list[float]:
    left, right = min(g.x0 for g in region.glyphs), max(g.x1 for g in region.glyphs)
    drawn: dict[float, float] = {}
    for rule in region.rules:
        if rule.y0 == rule.y1:
            at = round(rule.y0, 1)
            drawn[at] = drawn.get(at, 0.0) + overlap((rule.x0, rule.x1), (left, right))
    return sorted(at for at, length in drawn.items() if length > ACROSS * (right - left))


def _below_rule(lines: list[list[Glyph]], end: int, rules: list[float]) -> int:
    """Move the header's end up to the rule under it: the first label of a row may begin above its amounts."""
    if end == 0 or end == len(lines):
        return end
    middles = [sum(g.middle[1] for g in line) / len(line) for line in lines]
    above = [rule for rule in rules if middles[0] < rule < middles[end]]
    if not above:
        return end
    below = next(i for i, middle in enumerate(middles) if middle > above[-1])
    vocabulary = load_header_words()
    words = vocabulary.words | vocabulary.labels | vocabulary.totals | vocabulary.captions
    passed = {match_key(chunk.text) for line in lines[below:end] for chunk in cut_header(line)}
    return end if passed & words else below


def _grid(part: _Part, layout: Layout, make_header: HeaderMaker) -> Grid | None:
    columns = list(layout.spans)
    held: list[list[Chunk]] = [[] for _ in columns]
    for chunk in part.body:
        held[_column_of(chunk, layout)].append(chunk)
    header = make_header(part.header, columns)
    body = [[_cell(text, columns) for text in row] for row in rows_of(held, set(layout.labels), part.rules)]
    owner = [_grid_row(number, row, columns) for number, row in enumerate([*header, *body])]
    if not owner:
        return None
    boxes = [cell.box for row in owner for cell in row]
    extent = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return Grid(part.page, extent, owner, ruled=False)


def _column_of(chunk: Chunk, layout: Layout) -> int:
    """Column of a text: where most of it stands, but labels among labels.

    A total's label is centred over the columns of codes and names, or over those of several blocks: it
    belongs to the block it begins in.
    """
    nearest = largest_overlap(chunk.span, list(layout.spans))
    if not has_han(chunk.text) or match_key(chunk.text) in load_header_words().captions:
        return nearest
    if is_total(chunk.text):
        over = [i for i, span in enumerate(layout.spans) if overlap(chunk.span, span) > MINIMUM_OVERLAP]
        nearest = over[0] if over else nearest
    if nearest in layout.labels:
        return nearest
    if nearest in layout.figures:
        return max((label for label in layout.labels if label < nearest), default=nearest)
    return min((label for label in layout.labels if label > nearest), default=nearest)


def _cell(text: RowText, columns: list[Span]) -> GridCell:
    left, right = columns[text.column]
    printed = "".join(_joined(line) for line in text.lines)
    return GridCell(printed, 0, text.column, (left, text.y0, right, text.y1))


def _joined(line: Line) -> str:
    """Text of one line of a cell; figures that stand apart are not joined to another number."""
    printed = line[0].text
    for before, chunk in itertools.pairwise(line):
        figures = all(read_amount(c.text).kind != "words" for c in (before, chunk))
        printed += (APART if figures else "") + chunk.text
    return printed


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
