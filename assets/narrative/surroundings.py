"""What is printed around the nine tables: the lines above each and the notes below it.

What belongs here: which paragraphs belong to a table. They are no text of the sections they stand among.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from assets.extract.text import match_key
from assets.extract.titles import is_caption, is_note, is_title_like, table_tag, title_of
from assets.narrative.headings import LONGEST_HEADING, is_sentence, numbering_of, part_number
from assets.narrative.prose import Paragraph

MOST_CAPTIONS = 6  # paragraphs over a table, its title among them
_OF_A_TABLE = re.compile(r"本表|本套|[此该]表|表为空|空表|无数据|尾数|四舍五入|金额单位|数据来源|本年度无")
ITEMS = 2  # style of numbering (1.) that notes are numbered in
Place = tuple[int, float]  # page and height


class TableText(NamedTuple):
    """Paragraphs above and below one of the nine tables, in reading order."""

    captions: tuple[Paragraph, ...]
    notes: tuple[Paragraph, ...]


def surroundings_of(
    summary: dict[str, Any], paragraphs: Sequence[Paragraph]
) -> tuple[dict[str, TableText], list[Paragraph]]:
    """Captions and notes by table code, and the paragraphs that belong to no table, in reading order."""
    places = [(_place(paragraph), number) for number, paragraph in enumerate(paragraphs)]
    found: dict[str, TableText] = {}
    taken: set[int] = set()
    for code, start, end, before, after in _extents(summary):
        above = [number for place, number in places if before < place < start and number not in taken]
        within = [number for place, number in places if start <= place <= end]
        below = [number for place, number in places if end < place < after]
        captions = _captions([paragraphs[number] for number in reversed(above)], start[0])
        notes = _notes([paragraphs[number] for number in below], end[0])
        over = above[len(above) - captions :]
        # Between a table's parts stand captions that recur, and words of headers that no rule encloses.
        under = [*(number for number in within if is_note(paragraphs[number].text)), *below[:notes]]
        taken.update([*over, *within, *under])
        own = found.get(code, TableText((), ()))
        found[code] = TableText(
            (*own.captions, *(paragraphs[number] for number in over)),
            (*own.notes, *(paragraphs[number] for number in under)),
        )
    return found, [paragraph for number, paragraph in enumerate(paragraphs) if number not in taken]


def _extents(summary: dict[str, Any]) -> Iterator[tuple[str, Place, Place, Place, Place]]:
    """Code, begin and end of each run of parts of one table; end of the table before, begin of the next."""
    boxes = sorted(
        ((page["page"], y0), (page["page"], y1), code)
        for page in summary.get("prose", [])
        for _, y0, _, y1, code in page["tables"]
    )
    runs: list[tuple[str, Place, Place]] = []
    for start, end, code in boxes:
        if runs and runs[-1][0] == code and code:
            runs[-1] = (code, runs[-1][1], end)
        else:
            runs.append((code, start, end))
    outside = [((0, 0.0), (0, 0.0)), *((start, end) for _, start, end in runs), ((1 << 30, 0.0), (0, 0.0))]
    for number, (code, start, end) in enumerate(runs):
        if code:
            yield code, start, end, outside[number][1], outside[number + 2][0]


def _place(paragraph: Paragraph) -> Place:
    line = paragraph.lines[0]
    return line.page, (line.box[1] + line.box[3]) / 2


def _captions(upwards: Sequence[Paragraph], page: int) -> int:
    """How many of the paragraphs over a table, the nearest first, belong to it: up to its title."""
    count = 0
    for place, paragraph in enumerate(upwards[:MOST_CAPTIONS]):
        text = paragraph.text
        if paragraph.last_page < page - 1 or len(text) > LONGEST_HEADING or part_number(text):
            break
        if title_of(text) or is_title_like(text):
            return place + 1
        if is_caption(text) or table_tag(text):
            count = place + 1
        elif numbering_of(text) or is_sentence(text) or is_note(text):
            break
    return count


def _notes(downwards: Sequence[Paragraph], page: int) -> int:
    """How many of the paragraphs under a table belong to it."""
    count = 0
    for place, paragraph in enumerate(downwards):
        text = paragraph.text
        number = numbering_of(text)
        if paragraph.first_page > page + 1 or part_number(text) or is_title_like(text) or is_caption(text):
            break
        goes_on = number is not None and number.style == ITEMS and (count > 0 or _OF_A_TABLE.search(text))
        if is_note(text) or goes_on or (number is None and _OF_A_TABLE.search(match_key(text))):
            count = place + 1
        else:
            break
    return count
