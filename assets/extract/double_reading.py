"""Reading a report's pages in one of three modes: by both readers, by the fast one, or by camelot alone."""

from pathlib import Path

from assets.extract.agreement import agree, settle
from assets.extract.camelot_reader import CamelotReader
from assets.extract.grid import Page
from assets.extract.pdfium_reader import PdfiumReader
from assets.reading_mode import ReadingMode


def read_grids(path: Path, pages: list[Page], mode: ReadingMode) -> None:
    """Fill ``page.grids`` of pages that have a text layer, every cell marked with how it was come by.

    Raises whatever the libraries raise on a damaged file: their exceptions share no base class.
    """
    if mode == "single":
        for page, grids in zip(pages, PdfiumReader().read(path, pages), strict=True):
            page.grids = grids
        return
    by_camelot = CamelotReader().read(path, pages)
    if mode == "camelot":
        for page, grids in zip(pages, by_camelot, strict=True):
            page.grids = settle(page, grids)
        return
    by_pdfium = PdfiumReader().read(path, pages)
    for page, one, other in zip(pages, by_camelot, by_pdfium, strict=True):
        page.grids = agree(page, one, other)
