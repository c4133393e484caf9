"""Ruled tables, read with camelot's lattice parser over playa.

The settings were measured on typeset and published reports: vector lines instead of a rendered page, text
split at column edges, and no text-box grouping (``boxes_flow=None``), which the lattice parser never uses.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import playa
from camelot.core import Table
from camelot.parsers import Lattice
from camelot.utils import get_image_char_and_text_objects, get_page_layout
from playa.utils import transform_bbox

from assets.extract.grid import Box, Grid, GridCell, Page

LAYOUT = {"boxes_flow": None}
# No Han typeface reaches lower than a quarter em; LibreOffice writes OpenType-CFF fonts as if by a whole em.
LOWEST_DESCENT = -250.0


class EveryGrid(Lattice):  # type: ignore[misc]  # camelot ships no types
    """Lattice that keeps sparse grids: an empty 国资 table is a table, and a report owes it."""

    def _reject_table(self, table: Table) -> bool:
        """Keep every grid; what is not a table of the report is told apart by its content."""
        del table
        return False


class CamelotReader:
    """Reads grids with camelot; opens the file with playa."""

    name = "camelot"

    def read(self, path: Path, pages: Sequence[Page]) -> list[list[Grid]]:
        """Return each page's grids from the top down; see ``readers.GridReader``.

        A page without a rule has no grid, and is not looked at. Raises whatever playa raises on a damaged
        file: its exceptions share no base class.
        """
        parser = EveryGrid(engine="vector", split_text=True)
        with playa.open(path, space="page") as document:
            return [
                _page_grids(document.pages[page.number - 1], page, parser, path) if page.rules else []
                for page in pages
            ]


def _page_grids(playa_page: Any, page: Page, parser: EveryGrid, path: Path) -> list[Grid]:
    playa_page.set_initial_ctm("page", playa_page.rotate + 90 * page.frame.turns)
    for font in playa_page.fonts.values():
        if font.fontname not in ("", "unknown") and font.descent < LOWEST_DESCENT:
            font.descent = LOWEST_DESCENT
    layout, dimensions = get_page_layout(playa_page, **LAYOUT)
    images, _, horizontal, vertical = get_image_char_and_text_objects(layout)
    if not horizontal:
        return []
    parser.prepare_page_parse(
        str(path), layout, dimensions, page.number, images, horizontal, vertical, "", layout_kwargs=LAYOUT
    )
    visible = transform_bbox(playa_page.ctm, playa_page.cropbox)
    return [_grid(table, page.number, visible) for table in parser.extract_tables()]


def _grid(table: Table, number: int, visible: Box) -> Grid:
    """Turn a camelot table into a grid; cells with no rule between them become one cell."""
    left, _, _, top = visible
    cells = table.cells
    rows, cols = len(cells), len(cells[0])
    owner: list[list[GridCell | None]] = [[None] * cols for _ in range(rows)]
    for r in range(rows):
        for c in range(cols):
            if owner[r][c] is not None:
                continue
            region = _merged_region(cells, r, c)
            x0, x1 = min(cells[i][j].x1 for i, j in region), max(cells[i][j].x2 for i, j in region)
            y0, y1 = min(cells[i][j].y1 for i, j in region), max(cells[i][j].y2 for i, j in region)
            text = "\n".join(t for i, j in sorted(region) if (t := cells[i][j].text.strip("\n")))
            cell = GridCell(
                text,
                r,
                c,
                (x0 - left, top - y1, x1 - left, top - y0),
                1 + max(i for i, _ in region) - r,
                1 + max(j for _, j in region) - c,
            )
            for i, j in region:
                owner[i][j] = cell
    x0, y0, x1, y1 = table._bbox
    return Grid(number, (x0 - left, top - y1, x1 - left, top - y0), owner)  # type: ignore[arg-type]


def _merged_region(cells: list[list[Any]], row: int, col: int) -> list[tuple[int, int]]:
    """Rectangle of positions, from its top left one, that no rule divides."""
    width = 1
    while col + width < len(cells[row]) and not cells[row][col + width - 1].right:
        width += 1
    height = 1
    while (
        row + height < len(cells)
        and not cells[row + height - 1][col].bottom
        and all(not cells[row + height - 1][col + k].bottom for k in range(width))
    ):
        height += 1
    return [(row + i, col + j) for i in range(height) for j in range(width)]
