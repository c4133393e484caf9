"""Where text goes: broken into lines, and the cells of a table that span others put into place."""

from collections.abc import Iterator

from reportlab.pdfbase import pdfmetrics

from tools.samples.model import GridCell

NO_LINE_START = frozenset("，。；：、）")
FULL_WIDTH = frozenset("０１２３４５６７８９．")


def wrap(text: str, font: str, size: float, width: float, slack: float = 0.0) -> Iterator[str]:
    """Break text into lines: between any two Chinese characters, never inside a number or word.

    Raises ValueError where a word is more than ``slack`` points wider than its line.
    """
    line = ""
    for chunk in chunks(text):
        if line and pdfmetrics.stringWidth(line + chunk, font, size) > width:
            yield line
            line = ""
        line += chunk
        if pdfmetrics.stringWidth(line, font, size) > width + slack:
            raise ValueError(f"{line!r} is wider than its {width:.0f} points")
    if line:
        yield line


def chunks(text: str) -> Iterator[str]:
    """Yield what a line break must not part: a number, or a character with the punctuation after it."""
    word = ""
    for character in text:
        latin = _is_latin(character) and (not word or _is_latin(word[-1]))
        if character in NO_LINE_START or latin:
            word += character
            continue
        if word:
            yield word
        word = character
    if word:
        yield word


def _is_latin(character: str) -> bool:
    """Tell a character of numbers and Latin words, full-width digits among them."""
    return character.isascii() or character in FULL_WIDTH


def place(rows: list[list[GridCell]]) -> Iterator[tuple[int, int, GridCell]]:
    """Yield (row, column, cell), leaving out places that a cell from above or the left spans."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            yield r, column, cell
            column += cell.columns
