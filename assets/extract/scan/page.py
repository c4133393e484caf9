"""One page of a scan, from its picture to a ``Page`` as a text layer would give it.

Every page is read whole: its tables cell by cell, the text around them and that of other pages line by line.
"""

import pypdfium2 as pdfium

from assets.extract.grid import Box, Grid, Page
from assets.extract.pdfium_text import lines_of
from assets.extract.scan.cells import cell_lines, doubt_crossing, fill, hand_on_doubts
from assets.extract.scan.column_numbers import restore_column_numbers
from assets.extract.scan.ink_lines import lines_outside
from assets.extract.scan.labels import correct_labels
from assets.extract.scan.picture import Picture, render
from assets.extract.scan.recogniser import Recogniser, load_recogniser
from assets.extract.scan.sheet import Sheet, prepare
from assets.extract.scan.texts import read_lines

LEAST_COLUMNS = 3  # of a table, whose last row may stand alone on a page; a frame around text has fewer
RUNS_OF_A_LINE = 1000  # numbers of runs kept for each line of text
TRIED_LINES = 5  # read to tell whether a page stands upright
UPRIGHT_CONFIDENCE = 0.8


def recognise_page(page: pdfium.PdfPage, number: int) -> Page:
    """Recognise one page whole; ``number`` counts from 1.

    RecogniserMissing where the recogniser is not installed.
    """
    picture, size = render(page), page.get_size()
    sheet = prepare(picture, size, number)
    if not len(sheet.blobs.boxes):
        return Page(number, sheet.frame, [], [], source="ocr")
    recogniser = load_recogniser()
    sheet = _upright(sheet, picture, size, number, recogniser)
    sheet.grids[:] = [grid for grid in sheet.grids if _is_table(grid, sheet)]
    outside = lines_outside([sheet.in_pixels(grid.box) for grid in sheet.grids], sheet.blobs)
    return _read(sheet, outside, number, recogniser)


def _upright(
    sheet: Sheet, picture: Picture, size: tuple[float, float], number: int, recogniser: Recogniser
) -> Sheet:
    """The sheet turned so that its text is read best; as it lies, where that is read well."""
    best, confidence = sheet, _legibility(sheet, recogniser)
    for turns in (1, 3, 2):
        if confidence >= UPRIGHT_CONFIDENCE:
            break
        other = prepare(picture, size, number, turns)
        found = _legibility(other, recogniser)
        if found > confidence:
            best, confidence = other, found
    return best


def _legibility(sheet: Sheet, recogniser: Recogniser) -> float:
    """How surely some of its longest lines are read, from 0 to 1."""
    tables = [sheet.in_pixels(grid.box) for grid in sheet.grids]
    lines = [line for _, line in cell_lines(sheet)] or lines_outside(tables, sheet.blobs)
    fitting = [line for line in lines if line[2] - line[0] <= 16 * (line[3] - line[1])]
    tried = sorted(fitting, key=lambda line: line[0] - line[2])[:TRIED_LINES]
    reads = recogniser.read([sheet.crop(line) for line in tried])
    means = [sum(read.confidences) / len(read.confidences) if read.text else 0.0 for read in reads]
    return sum(means) / len(means) if means else 0.0


def _is_table(grid: Grid, sheet: Sheet) -> bool:
    filled = any(len(sheet.blobs.inside(sheet.in_pixels(cell.box))) for cell in grid.cells())
    return filled and grid.cols >= LEAST_COLUMNS


def _read(sheet: Sheet, outside: list[Box], number: int, recogniser: Recogniser) -> Page:
    placed = cell_lines(sheet)
    cells = [cell for cell, _ in placed]
    texts = read_lines(sheet, [line for _, line in placed] + outside, recogniser)
    of_cells = texts[: len(cells)]
    fill(cells, of_cells)
    doubt_crossing(sheet, cells, of_cells)
    for grid in sheet.grids:
        restore_column_numbers(grid)
        correct_labels(grid)
        hand_on_doubts(grid)
    glyphs = [glyph for line, text in enumerate(texts) for glyph in text.glyphs(line * RUNS_OF_A_LINE)]
    rules = sheet.ruling.in_points(sheet.picture.scale)
    return Page(number, sheet.frame, glyphs, lines_of(glyphs), sheet.grids, rules, source="ocr")
