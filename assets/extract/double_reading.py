"""Reading a report's pages in one of three modes: by both readers, by the fast one, or by camelot alone."""

from collections.abc import Sequence
from pathlib import Path

from assets.extract.agreement import agree, agree_on_rows, settle
from assets.extract.camelot_reader import CamelotReader, glyphs_of
from assets.extract.grid import Grid, Page
from assets.extract.pdfium_reader import PdfiumReader
from assets.reading_mode import ReadingMode


def read_grids(path: Path, pages: list[Page], mode: ReadingMode) -> dict[int, str]:
    """Fill ``page.grids`` of pages that have a text layer, every cell marked with how it was come by.

    Returns by page what one of the readers failed on. Raises whatever the libraries raise on a file that they
    cannot open: their exceptions share no base class.
    """
    if mode == "single":
        for page, grids in zip(pages, PdfiumReader().read(path, pages), strict=True):
            page.grids = grids
        return {}
    camelot = CamelotReader()
    by_camelot = camelot.read(path, pages)
    if mode == "camelot":
        for page, grids in zip(pages, by_camelot, strict=True):
            page.grids = settle(page, grids)
        return camelot.failures
    by_pdfium = PdfiumReader().read(path, pages)
    for page, one, other in zip(pages, by_camelot, by_pdfium, strict=True):
        page.grids = agree(page, one, other)
    return camelot.failures


def confirm_unruled(path: Path, pages: Sequence[Page], grids: Sequence[Grid]) -> None:
    """Read the rows of grids without rules again, with playa; mark their cells with what came of it.

    No reader of ruled tables sees such grids: they were put together from the lines of text that pdfium told.
    A row is agreed where playa tells the same characters and the same numbers at its height.
    """
    numbers = {grid.page for grid in grids}
    known = {page.number: page for page in pages if page.number in numbers}
    told = dict(zip(known, glyphs_of(path, known.values()), strict=True)) if known else {}
    for grid in grids:
        if grid.page in told:
            agree_on_rows(grid, known[grid.page].glyphs, told[grid.page])
