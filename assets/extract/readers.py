"""The interface of table readers: pages in, grids of cells out.

Two readers that share no PDF code stand behind it (``camelot_reader`` on playa, ``pdfium_reader`` on pdfium),
so that what both read alike is proved by independent work.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from assets.extract.grid import Grid, Page


class GridReader(Protocol):
    """Reads the ruled tables of a report's pages."""

    name: str

    def read(self, path: Path, pages: Sequence[Page]) -> list[list[Grid]]:
        """Return the grids of each of the given pages, from the top down, in the pages' reading frames.

        Raises whatever the reader's PDF library raises on a damaged file.
        """
        ...
