"""Rows of self-evaluation forms that are printed without rules, put together from lines of text.

Lines that overlap in height make a row. The header tells where columns begin; a row's characters are parted
there. What belongs here: rows and columns. Not what they mean (``performance_reader``).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from assets.extract.grid import Box, Frame
from assets.extract.scan.frame import LeaningFrame
from assets.extract.text import match_key
from assets.narrative.performance_columns import read_funds_header, read_indicator_header
from assets.narrative.performance_grid import FormRow, Piece
from assets.narrative.performance_words import column_role, form_kind, number_in, searched, wordings

GAP = 0.5  # heights of a line: a wider gap parts two cells of a header
ROW_GAP = 0.3  # heights of a line that lie between two rows at least; lines of one cell stand closer
SLACK = 1.0  # points by which a character may reach over the edge of its column
LONGEST_TITLE = 45  # characters
Cell = tuple[float, float, list["Word"]]  # left and right side, and the words


class Word(NamedTuple):
    """Characters of one line that no gap parts, in the page's reading frame."""

    text: str
    edges: tuple[float, ...]
    y0: float
    y1: float

    @property
    def left(self) -> float:
        """Left edge in points."""
        return self.edges[0]

    @property
    def right(self) -> float:
        """Right edge in points."""
        return self.edges[-1]


class Edges(NamedTuple):
    """Where the columns of a part begin, in points; `is_flush` where their texts begin there."""

    at: list[float]
    is_flush: bool

    def parting(self, word: Word) -> list[int]:
        """Places to part a word at: white space over an edge, a character that begins at a flush one."""
        return sorted({place for edge in self.at if (place := self._place(word, edge))})

    def _place(self, word: Word, edge: float) -> int | None:
        place = bisect_left(word.edges, edge - SLACK)
        if not 0 < place < len(word.text):
            return None
        if word.text[place] == " ":
            place += 1
        if word.text[place - 1] == " " and word.edges[place - 1] <= edge + SLACK:
            return place
        return place if self.is_flush and word.edges[place] <= edge + SLACK else None

    def count_crossings(self, word: Word) -> int:
        """How many edges stand inside a word where it cannot be parted."""
        inside = sum(word.left + SLACK < edge < word.right - SLACK for edge in self.at)
        return inside - len(self.parting(word))


class Band(NamedTuple):
    """The words of one row, with the page they stand on."""

    words: list[Word]
    page: int
    source: str
    frame: Frame
    title: str


def rows_of_lines(prose: Sequence[dict[str, Any]]) -> Iterator[FormRow]:
    """Rows of the forms whose titles stand among lines of text (``summary["prose"]``), in reading order."""
    for section in _sections(_bands(prose)):
        header = _header_cells(section[0][0])
        is_headed = _is_header(section[0][0], header)
        edges = _choose_edges(header, [band for band, _ in section[1:]]) if is_headed else None
        for band, opens in section:
            yield _row(band, _cells(band, edges) if edges else _header_cells(band), opens)


def _sections(bands: Iterable[Band]) -> Iterator[list[tuple[Band, bool]]]:
    """Rows from one header to the next, or from a title to the first; with each whether it opens a page."""
    section: list[tuple[Band, bool]] = []
    before: Band | None = None
    for band in bands:
        opens = before is None or (before.page, before.title) != (band.page, band.title)
        if section and (band.title != section[-1][0].title or _is_header(band, _header_cells(band))):
            yield section
            section = []
        section.append((band, opens))
        before = band
    if section:
        yield section


def _is_header(band: Band, cells: list[Cell]) -> bool:
    row = _row(band, cells, False)
    return bool(read_indicator_header(row) or read_funds_header(row))


def _choose_edges(header: Sequence[Cell], bands: Sequence[Band]) -> Edges:
    """Where columns begin: at their headers, where these stand flush left, else midway between them.

    The fewer words stand across an edge in rows of figures, the better.
    """
    flush = Edges([left for left, _, _ in header], is_flush=True)
    between = [(before[1] + after[0]) / 2 for before, after in pairwise(header)]
    midway = Edges([header[0][0], *between], is_flush=False)
    rows = ([part for word in band.words for part in _part_at_gaps(word)] for band in bands)
    words = [word for row in rows if sum(number_in(w.text) is not None for w in row) > 1 for word in row]
    return min((flush, midway), key=lambda edges: sum(map(edges.count_crossings, words)))


def is_title(text: str) -> bool:
    """Tell whether a line is the title of a form and nothing else."""
    words = match_key(text)
    return len(words) <= LONGEST_TITLE and form_kind(words) is not None and _ends_as_title(words)


def _ends_as_title(words: str) -> bool:
    return words.rstrip(")】").endswith("表") and searched(words, [wordings()["form_title"]])


def _bands(prose: Sequence[dict[str, Any]]) -> Iterator[Band]:
    """Rows below the title of a form, page by page; each names the title, with the number of it in front."""
    title, titles, last_page = "", 0, 0
    for page in prose:
        width, height, turns, *skew = page["frame"]
        frame = LeaningFrame(width, height, turns, skew[0]) if any(skew) else Frame(width, height, turns)
        if page["page"] > last_page + 1:
            title = ""
        last_page = page["page"]
        words: list[Word] = []
        for text, _, y0, _, y1, edges in page["lines"]:
            if is_title(text):
                if title and words:
                    yield Band(words, page["page"], page["source"], frame, title)
                titles, words = titles + 1, []
                title = f"{titles} {text}"
                continue
            if title and words and y0 > max(word.y1 for word in words) + ROW_GAP * (y1 - y0):
                yield Band(words, page["page"], page["source"], frame, title)
                words = []
            if title:
                words.append(Word(text, tuple(edges), y0, y1))
        if title and words:
            yield Band(words, page["page"], page["source"], frame, title)


def _row(band: Band, cells: list[Cell], opens: bool) -> FormRow:
    pieces = []
    for left, right, words in cells:
        ordered = sorted(words, key=lambda word: (word.y0, word.left))
        box = _box(ordered, band.frame) if ordered else (0.0, 0.0, 0.0, 0.0)
        pieces.append(Piece("\n".join(word.text for word in ordered), left, right, band.page, box))
    return FormRow(
        tuple(pieces), band.page, band.source, band.title.partition(" ")[2], opens, int(band.title.split()[0])
    )


def _box(words: Sequence[Word], frame: Frame) -> Box:
    return frame.to_display(
        (
            min(word.left for word in words),
            min(word.y0 for word in words),
            max(word.right for word in words),
            max(word.y1 for word in words),
        )
    )


def _header_cells(band: Band) -> list[Cell]:
    """Words as cells of a header: those that stand above each other belong together."""
    words = [part for word in band.words for part in _part_at_gaps(word)]
    words.sort(key=lambda word: word.left)
    cells: list[Cell] = []
    for word in words:
        if cells and word.left < cells[-1][1] - SLACK:
            left, right, own = cells[-1]
            cells[-1] = left, max(right, word.right), [*own, word]
        else:
            cells.append((word.left, word.right, [word]))
    return cells


def _cells(band: Band, edges: Edges) -> list[Cell]:
    """Words as cells of the columns between ``edges``."""
    bounds = [*edges.at, max(band.frame.reading_size[0], edges.at[-1] + SLACK)]
    cells: list[Cell] = [(left, right, []) for left, right in pairwise(bounds)]
    words = [part for line in band.words for part in _part_at_gaps(line)]
    for word in words:
        for part in _slices(word, edges.parting(word)):
            middle = (part.left + part.right) / 2
            place = max(sum(edge <= middle for edge in edges.at) - 1, 0)
            cells[place][2].append(part)
    return cells


def _part_at_gaps(word: Word) -> Iterator[Word]:
    """The parts of a line between wide gaps, or between names of columns, which may stand close."""
    limit = GAP * (word.y1 - word.y0)
    spaces = [place for place, char in enumerate(word.text) if char == " "]
    parts, starts = [], [0, *(place + 1 for place in spaces)]
    for before, place, after in zip(starts, spaces, [*spaces[1:], len(word.text)], strict=False):
        names = word.text[before:place], word.text[place + 1 : after]
        if word.edges[place + 1] - word.edges[place] > limit or all(map(_names_column, names)):
            parts.append(place)
    yield from _slices(word, parts)


def _names_column(text: str) -> bool:
    return any(column_role(text, group) for group in ("funds_columns", "indicator_columns"))


def _slices(word: Word, places: Sequence[int]) -> Iterator[Word]:
    for start, end in pairwise([0, *places, len(word.text)]):
        text = word.text[start:end]
        lead, trail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        if text.strip():
            yield Word(text.strip(), word.edges[start + lead : end - trail + 1], word.y0, word.y1)
