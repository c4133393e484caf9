"""Conservation: every number printed on a table page is accounted for.

Numbers are taken from pdfium's glyphs, which share no code with the reader of the grids, so that a cell lost or
garbled by that reader is seen here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assets.extract.grid import Box, Glyph, Page
from assets.extract.numerals import ascii_form, is_code, is_code_part, is_plain_integer, read_amount
from assets.extract.pdfium_text import glyph_rows
from assets.extract.text import match_key

TOKEN_GAP = 0.35  # of the glyph height: a wider gap ends a number
_NUMBER_CHARS = frozenset("0123456789.,%-")


@dataclass(frozen=True, slots=True)
class Token:
    """A number printed on a page, its box in the reading frame, and what became of it."""

    page: int
    text: str
    box: Box
    token_class: str


@dataclass(frozen=True, slots=True)
class Account:
    """Places of a page whose numbers are known: boxes of amount cells with their text, and of everything else."""

    cells: list[tuple[Box, str]]
    ignored: list[tuple[Box, str]]


def account_for(page: Page, account: Account) -> list[Token]:
    """Classify every number of a page; ``token_class`` 'cell' or a named ignored class, else 'lost'."""
    tokens = []
    budget = [(box, Counter(_number_texts(text))) for box, text in account.cells]
    for text, box in number_tokens(page.glyphs):
        tokens.append(Token(page.number, text, box, _classify(page, text, box, budget, account.ignored)))
    return tokens


def number_tokens(glyphs: list[Glyph]) -> Iterable[tuple[str, Box]]:
    """Yield numbers in reading order: runs of digit characters on one line with no wide gap."""
    for row in glyph_rows(glyphs):
        run: list[Glyph] = []
        for glyph in row:
            if run and _goes_on(run[-1], glyph):
                run.append(glyph)
                continue
            yield from _number(run)
            run = [glyph] if _is_number_char(glyph) else []
        yield from _number(run)


def _number(run: list[Glyph]) -> Iterable[tuple[str, Box]]:
    text = "".join(ascii_form(g.char) for g in run).strip(".,-%")
    if any(c.isdigit() for c in text):
        yield text, (run[0].x0, min(g.y0 for g in run), run[-1].x1, max(g.y1 for g in run))


def _is_number_char(glyph: Glyph) -> bool:
    form = ascii_form(glyph.char)
    return bool(form) and form in _NUMBER_CHARS


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    height = max(glyph.y1 - glyph.y0, 0.1)
    near = -0.5 * height < glyph.x0 - before.x1 <= TOKEN_GAP * height and glyph.run == before.run
    touching = abs(glyph.x0 - before.x1) <= 0.05 * height
    same_line = abs(glyph.middle[1] - before.middle[1]) < 0.3 * height
    return _is_number_char(glyph) and same_line and (near or touching)


def _number_texts(text: str) -> list[str]:
    plain = ascii_form(text).strip(".,-%()")
    return [plain] if plain else []


def _classify(
    page: Page, text: str, box: Box, budget: list[tuple[Box, Counter[str]]], ignored: list[tuple[Box, str]]
) -> str:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for cell_box, left in budget:
        if _holds(cell_box, x, y) and left[text] > 0:
            left[text] -= 1
            return "cell"
    for place, name in ignored:
        if _holds(place, x, y):
            return name
    height = page.frame.reading_size[1]
    if (y < 0.09 * height or y > 0.91 * height) and is_plain_integer(text):
        return "page_number"
    if any(_holds(cell_box, x, y) for cell_box, _ in budget):
        return "lost"
    return _outside_class(text)


def _outside_class(text: str) -> str:
    """Class of a number that stands in no table: a year, a table tag, or a figure of the text around."""
    if len(text) == 4 and text.startswith("20") and text.isdigit():
        return "year"
    return "text"


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def key_class(text: str) -> str | None:
    """Class of a number in a column that is no amount: 'code', 'ordinal_row', or None where it is a label."""
    if is_code(text) or (is_code_part(text) and len(ascii_form(text)) == 2):
        return "code"
    if is_plain_integer(text):
        return "ordinal_row"
    return None if read_amount(text).kind == "amount" or not match_key(text) else "label"
