"""Ruled tables, read with camelot's lattice parser over playa.

camelot finds the tables among a page's vector lines and tells which of their positions are one cell; the page
is not rendered. Lines and glyphs come from playa, and a glyph belongs to the cell its middle lies in: the
settings that measured best on typeset and published reports (vector engine, text split at cells), without the
layout analysis that lattices never use.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import playa
from camelot.core import Table
from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines
from camelot.parsers import Lattice
from camelot.utils import segments_in_bbox

from assets.extract.filling import fill
from assets.extract.grid import Box, Glyph, Grid, GridCell, Page
from assets.extract.playa_page import drawing_of

SHORTEST = 2.0  # points: shorter strokes are parts of characters or bullets


class CamelotReader:
    """Reads grids with camelot; opens the file with playa.

    ``failures`` says by page what playa could not interpret, as after damage; such a page has no grids.
    """

    name = "camelot"

    def __init__(self) -> None:
        self.failures: dict[int, str] = {}

    def read(self, path: Path, pages: Sequence[Page]) -> list[list[Grid]]:
        """Return each page's grids from the top down; see ``readers.GridReader``.

        A page without a rule has no grid, and is not looked at. Raises whatever playa raises on a file that
        it cannot open: its exceptions share no base class.
        """
        with playa.open(path, space="default") as document:
            return [self._grids(document, page) if page.rules else [] for page in pages]

    def _grids(self, document: playa.Document, page: Page) -> list[Grid]:
        try:
            return _page_grids(document.pages[page.number - 1], page)
        except MemoryError:
            raise
        except Exception as error:  # of any class, on damaged content
            self.failures[page.number] = f"{type(error).__name__}: {error}"
            return []


def glyphs_of(path: Path, pages: Iterable[Page]) -> list[list[Glyph]]:
    """Return what playa tells of each page's glyphs, in the pages' reading frames; none where it fails."""
    with playa.open(path, space="default") as document:
        return [_page_glyphs(document, page) for page in pages]


def _page_glyphs(document: playa.Document, page: Page) -> list[Glyph]:
    if page.told_again is not None:
        return page.told_again
    try:
        return drawing_of(document.pages[page.number - 1], page.frame).glyphs
    except MemoryError:
        raise
    except Exception:  # of any class, on damaged content: what playa does not tell, it does not confirm
        return []


def _page_grids(playa_page: Any, page: Page) -> list[Grid]:
    drawing = drawing_of(playa_page, page.frame)
    page.told_again = drawing.glyphs
    grids = [_grid(table, page.number) for table in EveryGrid().tables(drawing.lines)]
    for grid in grids:
        fill(grid, drawing.glyphs)
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0]))


class EveryGrid(Lattice):  # type: ignore[misc]  # camelot ships no types
    """camelot's lattice parser, given lines; it keeps sparse grids: a report owes an empty 国资 table."""

    def __init__(self) -> None:
        super().__init__(engine="vector", split_text=True)

    def tables(self, lines: Sequence[Box]) -> list[Table]:
        """Return the tables that lines without breadth draw, text left out; y grows upwards in camelot."""
        across = [(x0, -y0, x1, -y1) for x0, y0, x1, y1 in lines if y0 == y1 and x1 - x0 >= SHORTEST]
        down = [(x0, -y1, x1, -y0) for x0, y0, x1, y1 in lines if x0 == x1 and y1 - y0 >= SHORTEST]
        self.horizontal_segments = coalesce_collinear_lines(across, "horizontal")
        self.vertical_segments = coalesce_collinear_lines(down, "vertical")
        joints = find_joints_from_lines(self.horizontal_segments, self.vertical_segments)
        self.table_bbox_parses = {bbox: {"joints": crossings} for bbox, crossings in joints.items()}
        self._compute_table_anchors()
        return [self._table(bbox, parse) for bbox, parse in self.table_bbox_parses.items()]

    def _table(self, bbox: Box, parse: dict[str, Any]) -> Table:
        columns, rows = parse["col_anchors"], parse["row_anchors"]
        table = Table(list(pairwise(columns)), list(pairwise(rows)))
        vertical, horizontal = segments_in_bbox(bbox, self.vertical_segments, self.horizontal_segments)
        return table.set_edges(vertical, horizontal, joint_tol=self.joint_tol).set_border()


def _grid(table: Table, number: int) -> Grid:
    """Turn a camelot table into a grid; cells with no rule between them become one cell."""
    cells = table.cells
    rows, cols = len(cells), len(cells[0])
    owner: list[list[GridCell | None]] = [[None] * cols for _ in range(rows)]
    for r in range(rows):
        for c in range(cols):
            if owner[r][c] is not None:
                continue
            height, width = _reach(cells, r, c)
            first, last = cells[r][c], cells[r + height - 1][c + width - 1]
            cell = GridCell("", r, c, (first.x1, -first.y2, last.x2, -last.y1), height, width)
            for row in owner[r : r + height]:
                row[c : c + width] = [cell] * width
    first, last = cells[0][0], cells[-1][-1]
    return Grid(number, (first.x1, -first.y2, last.x2, -last.y1), owner)  # type: ignore[arg-type]  # all are filled


def _reach(cells: list[list[Any]], row: int, col: int) -> tuple[int, int]:
    """Rows and columns of the cell that begins at a position: until a rule ends it."""
    width = 1
    while col + width < len(cells[row]) and not cells[row][col + width - 1].right:
        width += 1
    height = 1
    while row + height < len(cells) and all(
        not cells[row + height - 1][c].bottom for c in range(col, col + width)
    ):
        height += 1
    return height, width
