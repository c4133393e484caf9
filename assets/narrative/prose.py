"""Paragraphs of a report's text, put together from its lines, each character with its place on a page.

What belongs here: which lines make one paragraph, over the ends of lines and pages, and which white space in
them the setting made. Not which section a paragraph stands in (``sections``) nor what it states.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from assets.extract.grid import Box, Frame
from assets.extract.scan.frame import LeaningFrame
from assets.extract.text import count_han, fold_characters, squeeze
from assets.extract.text_rows import LINE_HEIGHT
from assets.extract.titles import is_caption, is_title_like
from assets.narrative.headings import has_leader

INDENTED = 1.0  # em a paragraph's first line stands in from the others
SHORT = 1.5  # em a line may end before the right margin, besides what the next line's first word needs
OTHER_SIZE = 1.15  # ratio of heights from which two lines are not of one paragraph
TELLING_CHARACTERS = 3  # Chinese ones, in a line whose size is compared
LEADING = 2.7  # heights of a line between the tops of two lines of one paragraph
CUT_SHARE = 0.6  # of the text's width: a shorter line was not cut by the end of a line
TELLING_LINES = 8  # on a page, by which its margins tell those of others
FULL_SHARE = 0.5  # of the page's width: shorter lines do not tell its margins
CENTRED = 1.5  # em by which the blanks at both sides may differ
OPENS = re.compile(
    r"^(?:第[一二三四五六七八九十]{1,2}部分|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[（(]?(?:备注|注|说明)\d?[:：.、]|附[件表]\d*[:：\-])"
)
_ENDED = re.compile(r"[。；;！？!?：:][”）)]?$")
_CLOSED = re.compile(r"[。！？!?][”）)]?$")
# What no line is broken in: a number or word, with the marks that may not begin or end a line.
_TOKEN = re.compile(r"[（《“‘(]*(?:[A-Za-z\d.,%％+-]+|.)[，。；：、）》”’！？,;:)%％]*")
_MARKS_AT_END = "，。；：、）》”’！？,.;:)"
_WORD = re.compile(r"[A-Za-z]")
# White space that stands in a number, but for that after the ordinal of a heading.
_IN_NUMBER = re.compile(r"(?<=\d) +(?=[.．,，]\d)|(?<=\d[.．,，]) +(?=\d)|(?<=\d) +(?=[%％])")
_BLANK = re.compile(" ")
_SPACE_OF_SETTING = re.compile(r" +(?=[^\x21-\x7e])|(?<=[^\x21-\x7e]) +")


class Line(NamedTuple):
    """One printed line: its text, box and the edges of its characters, in the page's reading frame."""

    page: int
    source: str
    frame: Frame
    text: str
    box: Box
    edges: tuple[float, ...]

    @property
    def em(self) -> float:
        """Width of a Chinese character of the line, in points."""
        return (self.box[3] - self.box[1]) / LINE_HEIGHT


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its text, and for each character the line and the place in that line it comes from.

    ``centred`` tells a paragraph of one line that stands in the middle of its page, as titles do.
    """

    text: str
    lines: tuple[Line, ...]
    spots: tuple[tuple[int, int], ...]
    centred: bool = False

    @property
    def first_page(self) -> int:
        """Page it begins on."""
        return self.lines[self.spots[0][0]].page

    @property
    def last_page(self) -> int:
        """Page it ends on."""
        return self.lines[self.spots[-1][0]].page

    @property
    def source(self) -> str:
        """'text' or 'ocr', as its first line was read."""
        return self.lines[0].source

    @property
    def height(self) -> float:
        """Height of its first line's characters, in points."""
        return self.lines[0].box[3] - self.lines[0].box[1]

    def cut(self, start: int) -> "Paragraph":
        """Return the paragraph without the characters before ``start``."""
        return replace(self, text=self.text[start:], spots=self.spots[start:], centred=False)

    def place(self, start: int, end: int) -> tuple[int, Box]:
        """Page, and box in points on the page as displayed, of the text from ``start`` to before ``end``.

        Of a slice that goes on overleaf the box holds what stands on its first page. IndexError for a slice
        outside the text, ValueError for an empty one.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters from {start} to {end} in a text of {len(self.text)}")
        spots = self.spots[start:end]
        first = self.lines[spots[0][0]]
        parts: dict[int, list[int]] = {}
        for line, index in spots:
            if self.lines[line].page == first.page:
                parts.setdefault(line, []).append(index)
        boxes = [
            (line.edges[min(held)], line.box[1], line.edges[max(held) + 1], line.box[3])
            for line, held in ((self.lines[number], held) for number, held in parts.items())
        ]
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        return first.page, first.frame.to_display((min(x0), min(y0), max(x1), max(y1)))


def read_prose(summary: dict[str, Any]) -> list[Paragraph]:
    """Paragraphs of a report in reading order, from its extract (``summary["prose"]``).

    Characters are folded (radicals, full-width digits). White space that the setting made is left out; where
    it parts two numbers or two words of letters it stays.
    """
    read = summary.get("prose", [])
    tables = {page["page"]: [(y0 + y1) / 2 for _, y0, _, y1, _ in page["tables"]] for page in read}
    pages = [lines for page in read if (lines := _lines(page))]
    paragraphs: list[Paragraph] = []
    held: list[Line] = []
    before: tuple[Line, _Margins] | None = None
    told = zip(pages, _margins_of(pages), strict=True)
    for line, margins in ((line, margins) for lines, margins in told for line in lines):
        if before and (_parted_by_table(before[0], line, tables) or _begins(*before, line, margins)):
            paragraphs.append(_joined(held, before[1]))
            held = []
        held.append(line)
        before = line, margins
    if before:
        paragraphs.append(_joined(held, before[1]))
    return [paragraph for paragraph in paragraphs if paragraph.text]


class _Margins(NamedTuple):
    """Left and right edge of a page's text, and the page's width, in points."""

    left: float
    right: float
    width: float


def _margins_of(pages: Sequence[Sequence[Line]]) -> list[_Margins]:
    """Margins of each page; one whose lines are all short has those of the other pages of its width."""
    own = [_own_margins(lines) for lines in pages]
    usual: dict[int, list[_Margins]] = defaultdict(list)
    for margins, lines in zip(own, pages, strict=True):
        if len(lines) >= TELLING_LINES:
            usual[round(margins.width)].append(margins)
    found = []
    for margins in own:
        others = usual[round(margins.width)] or [margins]
        right = max(margins.right, median(other.right for other in others))
        is_told = margins.right - margins.left >= FULL_SHARE * margins.width
        left = margins.left if is_told else median(other.left for other in others)
        found.append(_Margins(left, right, margins.width))
    return found


def _own_margins(lines: Sequence[Line]) -> _Margins:
    width = lines[0].frame.reading_size[0]
    told = [line for line in lines if line.box[2] - line.box[0] >= FULL_SHARE * width] or list(lines)
    return _Margins(min(line.box[0] for line in told), max(map(_end_of_words, told)), width)


def _end_of_words(line: Line) -> float:
    """Where a line ends but for the marks at its end, which some settings hang into the margin."""
    return line.edges[len(line.text.rstrip(_MARKS_AT_END)) or -1]


def _lines(page: dict[str, Any]) -> list[Line]:
    width, height, turns, *skew = page["frame"]
    frame = LeaningFrame(width, height, turns, skew[0]) if any(skew) else Frame(width, height, turns)
    return [
        Line(page["page"], page["source"], frame, text, (x0, y0, x1, y1), tuple(edges))
        for text, x0, y0, x1, y1, edges in page["lines"]
    ]


def _parted_by_table(before: Line, line: Line, tables: dict[int, list[float]]) -> bool:
    """Tell whether a table stands between two lines; ``tables`` are their middles by page."""
    places = [(page, middle) for page in (before.page, line.page) for middle in tables[page]]
    return any((before.page, before.box[1]) < place < (line.page, line.box[3]) for place in places)


def _begins(before: Line, margins_before: _Margins, line: Line, margins: _Margins) -> bool:
    """Tell whether a line begins a paragraph, after the line ``before``."""
    if _is_set_apart(before, line) or line.box[0] >= margins.left + INDENTED * line.em:
        return True
    if has_leader(before.text) or is_caption(before.text) or is_caption(line.text):
        return True
    said, says = squeeze(before.text), squeeze(line.text)
    if (OPENS.match(says) and _ENDED.search(said)) or (is_title_like(says) and _CLOSED.search(said)):
        return True
    return not (_is_full(before, margins_before, line) or _is_cut(before, margins_before, said, says))


def _is_set_apart(before: Line, line: Line) -> bool:
    """Tell whether two lines are set in other sizes, far apart, or on pages that do not follow each other."""
    heights = sorted((before.box[3] - before.box[1], line.box[3] - line.box[1]))
    # How large a line of few Chinese characters is set is a guess, from its digits or its ink.
    tell_sizes = min(count_han(before.text), count_han(line.text)) >= TELLING_CHARACTERS
    if tell_sizes and heights[1] > OTHER_SIZE * max(heights[0], 0.1):
        return True
    if line.page == before.page:
        return line.box[1] - before.box[1] > LEADING * heights[1]
    return line.page - before.page > 1


def _is_full(before: Line, margins: _Margins, line: Line) -> bool:
    """Tell whether the first word of the next line would not have fitted at a line's end."""
    word = _TOKEN.match(line.text)
    needed = line.edges[word.end()] - line.box[0] if word else 0.0
    return before.box[2] + needed >= margins.right - SHORT * before.em + line.em


def _is_cut(before: Line, margins: _Margins, said: str, says: str) -> bool:
    """Tell whether a line that is not full ends amid a sentence, broken by hand, and is no heading."""
    if _ENDED.search(said) or OPENS.match(says) or OPENS.match(said) or is_title_like(said):
        return False
    return before.box[2] - before.box[0] >= CUT_SHARE * (margins.right - margins.left)


def _is_centred(line: Line, margins: _Margins) -> bool:
    left, right = line.box[0], margins.width - line.box[2]
    return left > margins.left + 2.5 * line.em and abs(left - right) <= CENTRED * line.em


def _joined(lines: Sequence[Line], margins: _Margins) -> Paragraph:
    pieces: list[str] = []
    spots: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        folded = fold_characters(line.text)
        pieces.append(folded)
        if len(folded) == len(line.text):
            spots += [(number, index) for index in range(len(folded))]
        else:  # characters that nobody sees are left out
            for index, char in enumerate(line.text):
                spots += [(number, index)] * len(fold_characters(char))
        if number + 1 < len(lines) and _WORD.match(line.text[-1]) and _WORD.match(lines[number + 1].text[0]):
            pieces.append(" ")
            spots.append((number, len(line.text) - 1))
    text = "".join(pieces)
    # What stands side by side over a table (部门 … 年度 … 单位) is no one sentence.
    keeps_spaces = len(lines) == 1 and is_caption(text)
    dropped = set() if keeps_spaces else _spaces_of_setting(text, spots, lines)
    if dropped:
        spots = [spot for place, spot in enumerate(spots) if place not in dropped]
        text = "".join(char for place, char in enumerate(text) if place not in dropped)
    is_centred = len(lines) == 1 and _is_centred(lines[0], margins)
    return Paragraph(text, tuple(lines), tuple(spots), is_centred)


def _spaces_of_setting(text: str, spots: Sequence[tuple[int, int]], lines: Sequence[Line]) -> set[int]:
    """Places of the white space that no writer typed, or that parts nothing."""
    dropped = {
        place
        for found in [*_SPACE_OF_SETTING.finditer(text), *_numbers(text)]
        for place in range(*found.span())
    }
    for place in (found.start() for found in _BLANK.finditer(text)):
        if place not in dropped and 0 < place < len(text) - 1:
            line, index = spots[place]
            if text[place + 1].isdigit() and text[place - 1].isdigit() and _is_spread(lines[line], index):
                dropped.add(place)
    return dropped


def _numbers(text: str) -> Iterator[re.Match[str]]:
    opening = OPENS.match(text)
    start = opening.end() if opening else 0
    return (found for found in _IN_NUMBER.finditer(text) if found.start() >= start)


def _is_spread(line: Line, index: int) -> bool:
    """Tell whether a gap is no wider than those between all characters of a line that is spaced out."""
    gaps = [b - a for (a, b), char in zip(pairwise(line.edges), line.text, strict=True) if char == " "]
    if len(gaps) < 0.6 * len(line.text.replace(" ", "")):
        return False
    return line.edges[index + 1] - line.edges[index] <= 1.3 * median(gaps)
