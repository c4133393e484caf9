"""Ruled tables, read with pdfium: its paths make the grid, its glyphs fill the cells."""

from collections.abc import Sequence
from pathlib import Path

from assets.extract.filling import fill
from assets.extract.grid import Grid, Page
from assets.extract.ruling import lattices


class PdfiumReader:
    """Reads grids from what pdfium has told of the pages already, glyphs and rules; opens nothing."""

    name = "pdfium"

    def read(self, path: Path, pages: Sequence[Page]) -> list[list[Grid]]:
        """Return each page's grids from the top down; see ``readers.GridReader``."""
        del path
        read = []
        for page in pages:
            grids = lattices(page.rules, page.number)
            for grid in grids:
                fill(grid, page.glyphs)
            read.append(grids)
        return read
