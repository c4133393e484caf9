"""Conservation: every number printed on a table page is accounted for.

Numbers are taken from pdfium's glyphs, which share no code with the reader of the grids, so that a cell lost
or garbled by that reader is seen here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from assets.extract.data_lines import is_data_line
from assets.extract.grid import Box, Glyph, Page
from assets.extract.numerals import ascii_form, is_plain_integer
from assets.extract.pdfium_text import glyph_rows
from assets.extract.titles import is_caption, is_note

TOKEN_GAP = 0.35  # of the glyph height: a wider gap ends a number
NEAR = 1.0  # points by which a number may stand outside the place it belongs to
BAND = 16.0  # points: about a row
LAST_OF_BMP = 0xFFFF
_NUMBER_CHARS = frozenset("0123456789.,%-")
# Printed around or after a number without being part of it.
_ADORNMENTS = ".,-%()"


@dataclass(frozen=True, slots=True)
class Token:
    """A number printed on a page, its box in the reading frame, and what became of it."""

    page: int
    text: str
    box: Box
    token_class: str


@dataclass(frozen=True, slots=True)
class Account:
    """Places of a page whose numbers are known.

    ``cells`` are boxes of amount cells with their text, ``ignored`` boxes of anything else with the class of
    its numbers, ``tables`` the frames of the tables read: a number in one that no place accounts for is lost.
    """

    cells: list[tuple[Box, str]]
    ignored: list[tuple[Box, str]]
    tables: list[Box] = field(default_factory=list)


def account_for(page: Page, account: Account) -> list[Token]:
    """Classify every number of a page.

    A number's class is 'cell' where an amount cell around it reads the same, each cell accounting for one
    number; else the class of the ignored place it stands in, 'lost' inside a table, and outside all of them
    'page_number', 'year', 'outside' in a line that reads like a row, or 'text'.
    """
    rows = [(line.x0, line.y0, line.x1, line.y1) for line in page.lines if _is_row(line.text)]
    unmet = _Places((place, _bare(printed)) for place, printed in account.cells)
    ignored = _Places(account.ignored)
    framed = _Places((place, "lost") for place in (*account.tables, *(cell for cell, _ in account.cells)))
    tokens = []
    for text, box in number_tokens(page.rows or glyph_rows(page.glyphs)):
        name = "cell" if unmet.take(text, box) else _class_elsewhere(page, text, box, ignored, framed, rows)
        tokens.append(Token(page.number, text, box, name))
    return tokens


class _Places:
    """Places of a page, each with a word, to be looked up by what stands in them; kept in bands of height."""

    def __init__(self, places: Iterable[tuple[Box, str]]) -> None:
        self._bands: dict[int, list[tuple[Box, str]]] = defaultdict(list)
        self._taken: set[tuple[Box, str]] = set()
        for place in places:
            _, top, _, bottom = place[0]
            for band in range(int((top - NEAR) // BAND), int((bottom + NEAR) // BAND) + 1):
                self._bands[band].append(place)

    def word_at(self, box: Box) -> str | None:
        """Word of the first place that holds the middle of a box."""
        return next((word for _, word in self._at(box)), None)

    def take(self, word: str, box: Box) -> bool:
        """Tell whether a place with this word holds the middle of a box; it does so once."""
        for place in self._at(box):
            if place[1] == word and place not in self._taken:
                self._taken.add(place)
                return True
        return False

    def _at(self, box: Box) -> Iterator[tuple[Box, str]]:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for place in self._bands.get(int(y // BAND), ()):
            left, top, right, bottom = place[0]
            if left - NEAR <= x <= right + NEAR and top - NEAR <= y <= bottom + NEAR:
                yield place


def number_tokens(rows: Iterable[list[Glyph]]) -> Iterator[tuple[str, Box]]:
    """Yield numbers in reading order, from glyphs line by line: runs of digit characters with no wide gap."""
    forms = _number_forms()
    for row in rows:
        run: list[Glyph] = []
        for glyph in row:
            if glyph.char not in forms:
                if run:
                    yield from _number(run)
                    run = []
            elif run and not _goes_on(run[-1], glyph):
                yield from _number(run)
                run = [glyph]
            else:
                run.append(glyph)
        if run:
            yield from _number(run)


@cache
def _number_forms() -> dict[str, str]:
    """Characters that numbers are printed with, full-width ones and dashes too, in ASCII."""
    candidates = map(chr, range(LAST_OF_BMP + 1))
    read = ascii_form.__wrapped__  # these need not be remembered
    return {c: form for c in candidates if (form := read(c)) in _NUMBER_CHARS}


def _number(run: list[Glyph]) -> Iterator[tuple[str, Box]]:
    forms = _number_forms()
    text = "".join(forms[g.char] for g in run).strip(_ADORNMENTS)
    if any(c.isdigit() for c in text):
        yield text, (run[0].x0, min(g.y0 for g in run), run[-1].x1, max(g.y1 for g in run))


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    height = max(glyph.y1 - glyph.y0, 0.1)
    gap = glyph.x0 - before.x1
    near = glyph.run == before.run and -0.5 * height < gap <= TOKEN_GAP * height
    same_line = abs(glyph.y0 + glyph.y1 - before.y0 - before.y1) < 0.6 * height
    return same_line and (near or abs(gap) <= 0.05 * height)


def _bare(text: str) -> str:
    return ascii_form(text).strip(_ADORNMENTS)


def _is_row(line: str) -> bool:
    return is_data_line(line) and not is_note(line) and not is_caption(line)


def _class_elsewhere(  # noqa: PLR0913, PLR0917  # the kinds of places are looked through one after the other
    page: Page, text: str, box: Box, ignored: _Places, framed: _Places, rows: list[Box]
) -> str:
    """Class of a number that no amount cell accounts for; ``rows`` are lines that read like rows."""
    if name := ignored.word_at(box):
        return name
    middle = (box[1] + box[3]) / 2
    if page.is_in_margin(middle, middle) and is_plain_integer(text):
        return "page_number"
    if framed.word_at(box):
        return "lost"
    if any(_holds(row, box) for row in rows):
        return "outside"
    return "year" if len(text) == 4 and text.startswith("20") and text.isdigit() else "text"


def _holds(place: Box, box: Box) -> bool:
    """Tell whether the middle of a box lies in a place, give or take a point."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] - NEAR <= x <= place[2] + NEAR and place[1] - NEAR <= y <= place[3] + NEAR
