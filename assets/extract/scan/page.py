"""One page of a scan, from its picture to a ``Page`` as a text layer would give it.

Only pages that are worth it are read: those with a table, and those with so few lines that reading them
costs nothing (covers, titles, notes). Of prose the page keeps nothing.
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
FEW_LINES = 14
LONG_RULE = 0.5  # of the page's width: two of them make a table without rules down the page
COLUMNS_OF_TEXT = 3  # texts side by side in a row of a table without rules
ROWS_OF_TEXT = 2
COVER = 1  # page that says what the report is
FOOT, FOOT_LINES = 0.7, 6  # where on a page of prose the title of the next one's table may stand
SHORT_LINE = 0.6  # of the page's width: no line of prose, but the last of its paragraph, is as short
RUNS_OF_A_LINE = 1000  # numbers of runs kept for each line of text
TRIED_LINES = 5  # read to tell whether a page stands upright
UPRIGHT_CONFIDENCE = 0.8


def recognise_page(page: pdfium.PdfPage, number: int) -> Page:
    """Recognise one page; ``number`` counts from 1.

    Of a page that holds no table and more than a few lines of text, but for the cover, only short lines at
    its foot are read.
    RecogniserMissing where the recogniser is not installed.
    """
    picture, size = render(page), page.get_size()
    sheet = prepare(picture, size, number)
    if not len(sheet.blobs.boxes):
        return Page(number, sheet.frame, [], [], source="ocr")
    recogniser = load_recogniser()
    if number != COVER and not _is_worth_reading(sheet):
        sheet.grids.clear()
        return _read(sheet, _foot(sheet), number, recogniser)
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


def _is_worth_reading(sheet: Sheet) -> bool:
    if any(_is_table(grid, sheet) for grid in sheet.grids):
        return True
    outside = lines_outside([], sheet.blobs)
    if len(outside) <= FEW_LINES:
        return True
    width = sheet.picture.grey.shape[1]
    long_rules = [rule for rule in sheet.ruling.across if rule.x1 - rule.x0 >= LONG_RULE * width]
    rows: list[list[Box]] = []
    for line in sorted(outside, key=lambda box: box[1] + box[3]):
        middle = (line[1] + line[3]) / 2
        if rows and rows[-1][0][1] <= middle <= rows[-1][0][3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    tabular = sum(len(row) >= COLUMNS_OF_TEXT for row in rows)
    return tabular >= ROWS_OF_TEXT or (len(long_rules) >= 2 and tabular > 0)


def _foot(sheet: Sheet) -> list[Box]:
    """Short lines at the foot of a page."""
    height, width = sheet.picture.grey.shape
    lines = [line for line in lines_outside([], sheet.blobs) if line[1] > FOOT * height]
    return [line for line in lines if line[2] - line[0] <= SHORT_LINE * width][-FOOT_LINES:]


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
