"""Rows of self-evaluation forms that are printed without rules, put together from lines of text.

Lines that overlap in height make a row. The header tells where columns begin; a row's characters are parted
there. What belongs here: rows and columns. Not what they mean (``performance_reader``).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from assets.extract.grid import Box, Frame
from assets.extract.scan.frame import LeaningFrame
from assets.extract.text import match_key
from assets.narrative.performance_columns import read_funds_header, read_indicator_header
from assets.narrative.performance_grid import FormRow, Piece
from assets.narrative.performance_words import column_role, form_kind, searched, wordings

GAP = 0.5  # heights of a line: a wider gap parts two cells of a header
ROW_GAP = 0.3  # heights of a line that lie between two rows at least; lines of one cell stand closer
SLACK = 1.0  # points by which a character may reach over the edge of its column
LONGEST_TITLE = 45  # characters


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


class Band(NamedTuple):
    """The words of one row, with the page they stand on."""

    words: list[Word]
    page: int
    source: str
    frame: Frame
    title: str


def rows_of_lines(prose: Sequence[dict[str, Any]]) -> Iterator[FormRow]:
    """Rows of the forms whose titles stand among lines of text (``summary["prose"]``), in reading order."""
    edges: list[float] = []
    before: tuple[int, str] | None = None
    for number, band in enumerate(_bands(prose), start=1):
        opens = before != (band.page, band.title)
        if before is None or before[1] != band.title:
            edges = []
        before = band.page, band.title
        row = _row(band, _header_cells(band), opens, number)
        if read_indicator_header(row) or read_funds_header(row):
            edges = [piece.left for piece in row.pieces]
        yield _row(band, _cells(band, edges), opens, number) if edges else row


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


def _row(band: Band, cells: list[tuple[float, float, list[Word]]], opens: bool, number: int) -> FormRow:
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


def _header_cells(band: Band) -> list[tuple[float, float, list[Word]]]:
    """Words as cells of a header: those that stand above each other belong together."""
    words = [part for word in band.words for part in _part_at_gaps(word)]
    words.sort(key=lambda word: word.left)
    cells: list[tuple[float, float, list[Word]]] = []
    for word in words:
        if cells and word.left < cells[-1][1] - SLACK:
            left, right, own = cells[-1]
            cells[-1] = left, max(right, word.right), [*own, word]
        else:
            cells.append((word.left, word.right, [word]))
    return cells


def _cells(band: Band, edges: Sequence[float]) -> list[tuple[float, float, list[Word]]]:
    """Words as cells of the columns that begin at ``edges``; one that reaches over an edge joins two."""
    bounds = [*edges, max(band.frame.reading_size[0], edges[-1] + SLACK)]
    cells: list[tuple[float, float, list[Word]]] = [(left, right, []) for left, right in pairwise(bounds)]
    words = [part for word in band.words for part in _part_at_gaps(word)]
    for word in words:
        for part in _part_at_edges(word, edges):
            middle = (part.left + part.right) / 2
            place = max(sum(edge <= middle for edge in edges) - 1, 0)
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


def _part_at_edges(word: Word, edges: Sequence[float]) -> Iterator[Word]:
    """The parts of a line between the edges that no character of it stands across."""
    places = []
    for edge in edges:
        place = next((n for n, left in enumerate(word.edges[:-1]) if left >= edge - SLACK), None)
        if place and word.text[place] == " ":
            place += 1
        if place and word.edges[place] <= word.right and _is_clear(word, place, edge):
            places.append(place)
    yield from _slices(word, sorted(set(places)))


def _is_clear(word: Word, place: int, edge: float) -> bool:
    """Tell whether the character before ``place`` ends at the edge, or a gap stands there."""
    before = word.edges[place - 1] if word.text[place - 1] == " " else word.edges[place]
    return before <= edge + SLACK


def _slices(word: Word, places: Sequence[int]) -> Iterator[Word]:
    for start, end in pairwise([0, *places, len(word.text)]):
        text = word.text[start:end]
        lead, trail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        if text.strip():
            yield Word(text.strip(), word.edges[start + lead : end - trail + 1], word.y0, word.y1)
