"""The sections of a report's text: its parts, their numbered headings nested, what stands under each.

What belongs here: which paragraph is a heading and what is under it. What headings say is told in
``headings``, captions and notes of tables are set aside in ``surroundings``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from assets.extract.titles import is_title_like
from assets.narrative.contents import without_contents
from assets.narrative.headings import (
    LONGEST_HEADING,
    Numbering,
    is_plain_title,
    is_sentence,
    kind_of,
    numbering_of,
    part_named,
    part_number,
    part_of_kind,
)
from assets.narrative.prose import Paragraph
from expectations.statements import Section

ANY_HEADING = 2  # levels whose headings need no known words
LARGER = 1.12  # of the text's height: set larger than it
BODY_LENGTH = 30  # characters: paragraphs as long are text
PARTS_NAMED = 2  # parts that numbered headings must name to be parts, where none are printed as such
MOST_TITLE_LINES = 3
LISTS = frozenset({"duties", "inner_offices", "units", "glossary", "staff"})  # what their items say is text
_FIGURE = re.compile(r"\d[\d.,]*(?:万?元|%|％)")
_RUN_IN = re.compile(r"([^。；：:，,;]{2,30})[。：:](?!指|是指)")
_ITEM = re.compile(r"[（(][类款项][）)]")

Sections = list[tuple[Section, list[Paragraph]]]


@dataclass(slots=True)
class _Open:
    """A section being gathered; ``path`` holds style and value of each number above it and of its own."""

    part: int | None
    title: str
    kind: str
    page: int
    path: tuple[tuple[int, int], ...] = ()
    above: tuple[str, ...] = ()  # kinds of the sections it stands in, the part's first
    paragraphs: list[Paragraph] = field(default_factory=list)


def sections_of(sha256: str, paragraphs: Sequence[Paragraph]) -> Sections:
    """Sections of a report in reading order, each with the paragraphs of its own text.

    ``paragraphs`` come without the captions and notes of tables. Parts are those printed (第三部分); where
    none are, headings tell them by the words of parts.yml or by their kind. The table of contents is left
    out. A heading that opens a paragraph is cut off from its text.
    """
    walk = _Walk(*without_contents(paragraphs))
    walk.run()
    return [(_section(sha256, number, own), own.paragraphs) for number, own in enumerate(walk.found, start=1)]


def _section(sha256: str, number: int, own: _Open) -> Section:
    return Section(
        sha256,
        number,
        own.part,
        ".".join(str(value) for _, value in own.path),
        own.title,
        own.kind,
        "\n".join(paragraph.text for paragraph in own.paragraphs),
        own.page,
        max([own.page, *(paragraph.last_page for paragraph in own.paragraphs)]),
    )


class _Walk:
    """Walks the paragraphs of a report in order; see ``sections_of``."""

    def __init__(self, paragraphs: Sequence[Paragraph], parts: dict[int, str]) -> None:
        self.paragraphs = paragraphs
        self.parts = parts  # titles that the table of contents gives them
        texts = [p.height for p in paragraphs if len(p.text) >= BODY_LENGTH]
        self.body_height = median(texts) if texts else 0.0
        self.prints_parts = any(part_number(p.text) for p in paragraphs)
        self.parts_style = None if self.prints_parts else _style_of_parts(paragraphs)
        self.found: list[_Open] = []
        self.place = 0

    def run(self) -> None:
        while self.place < len(self.paragraphs):
            paragraph = self.paragraphs[self.place]
            self.place += 1
            if not (
                self._opens_part(paragraph)
                or self._opens_numbered(paragraph)
                or self._opens_titled(paragraph)
            ):
                if not self.found:
                    self.found.append(_Open(None, "", "", paragraph.first_page))
                self.found[-1].paragraphs.append(paragraph)

    def _opens_part(self, paragraph: Paragraph) -> bool:
        told = part_number(paragraph.text)
        if told is None:
            return False
        number, title = told
        title = self._whole_title(paragraph, _words_after_part(paragraph.text, title))
        title = title or self.parts.get(number, "")
        named = part_named(title)
        kind = named.id if named else kind_of(title)
        self.found.append(_Open(number, title, kind, paragraph.first_page, above=(kind,)))
        return True

    def _whole_title(self, paragraph: Paragraph, title: str) -> str:
        """A part's title with the lines that it goes on in: the next where it has none, those set like it."""
        for _ in range(MOST_TITLE_LINES):
            following = self.paragraphs[self.place] if self.place < len(self.paragraphs) else None
            if following is None or not _may_title(following):
                break
            alike = following.centred and abs(following.height - paragraph.height) < 0.05 * paragraph.height
            is_near = following.first_page <= paragraph.first_page + 1
            if title and (not alike or is_title_like(following.text) or part_named(title)):
                break
            if not is_near:
                break
            title += following.text
            self.place += 1
        return title

    def _opens_numbered(self, paragraph: Paragraph) -> bool:
        number = numbering_of(paragraph.text)
        if number is None:
            return False
        if number.style == self.parts_style and (named := part_named(paragraph.text[number.end :])):
            self.found.append(
                _Open(
                    named.part,
                    paragraph.text[number.end :],
                    named.id,
                    paragraph.first_page,
                    above=(named.id,),
                )
            )
            return True
        current = self.found[-1] if self.found else None
        path = tuple(step for step in (current.path if current else ()) if step[0] < number.style)
        above = current.above[: len(current.above) - len(current.path) + len(path)] if current else ()
        if LISTS.intersection(above):
            return False
        around = above[-1] if path else ""
        heading = self._heading(paragraph, number, len(path), around)
        if heading is None:
            return False
        title, end = heading
        kind = kind_of(title, around)
        part = current.part if current else None
        if not self.prints_parts and self.parts_style is None:
            part = part_of_kind(kind) or part
        opened = _Open(
            part, title, kind, paragraph.first_page, (*path, (number.style, number.value)), (*above, kind)
        )
        if end < len(paragraph.text):
            opened.paragraphs.append(paragraph.cut(end))
        self.found.append(opened)
        return True

    def _heading(
        self, paragraph: Paragraph, number: Numbering, depth: int, around: str
    ) -> tuple[str, int] | None:
        """Title and end of a numbered heading in a section of the kind ``around``; None for text."""
        text = paragraph.text
        words = text[number.end :].strip()
        bare = words.rstrip("。：:")
        if not bare or _ITEM.search(bare):
            return None
        if len(bare) <= LONGEST_HEADING and not is_sentence(bare) and not _FIGURE.search(bare):
            if kind_of(bare, around) and not re.search("[，,：:]", bare):
                return bare, len(text)
            is_plain = words == bare and not re.search("[，,；;：:]", bare)
            if is_plain and (depth == 0 or (depth < ANY_HEADING and self._has_text(number))):
                return bare, len(text)
        run_in = _RUN_IN.match(text, number.end)
        if run_in and kind_of(run_in.group(1), around) and run_in.end() < len(text):
            return run_in.group(1), run_in.end()
        return None

    def _has_text(self, number: Numbering) -> bool:
        """Tell whether something else than the next item of the same list follows."""
        if self.place >= len(self.paragraphs):
            return False
        text = self.paragraphs[self.place].text
        following = numbering_of(text)
        return not part_number(text) and (following is None or following.style > number.style)

    def _opens_titled(self, paragraph: Paragraph) -> bool:
        """Take a title without a number that is set apart and names a part or a kind of section."""
        text = paragraph.text.strip("《》")
        if len(text) > LONGEST_HEADING or is_sentence(text) or numbering_of(text):
            return False
        set_apart = paragraph.centred or paragraph.height > LARGER * self.body_height or is_plain_title(text)
        if not set_apart or _FIGURE.search(text):
            return False
        named = None if self.prints_parts else part_named(text)
        kind = named.id if named else kind_of(text)
        if not kind or (self.prints_parts and part_of_kind(kind) != part_of_kind("self_evaluation")):
            return False
        part = self.found[-1].part if self.found and self.prints_parts else part_of_kind(kind)
        above = (self.found[-1].above[:1] if self.found and self.prints_parts else ()) or (kind,)
        self.found.append(_Open(part, text, kind, paragraph.first_page, above=above))
        return True


def _words_after_part(text: str, folded: str) -> str:
    """A part's title as printed: the end of the line that is as long as its folded words."""
    return text[len(text) - len(folded) :].strip("：:、.。 ") if folded else ""


def _may_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    is_short = len(text) <= LONGEST_HEADING and not is_sentence(text)
    return is_short and numbering_of(text) is None and part_number(text) is None


def _style_of_parts(paragraphs: Sequence[Paragraph]) -> int | None:
    """Style of numbering whose headings name several parts of the template, None where there is none."""
    named: dict[int, set[str]] = {}
    for paragraph in paragraphs:
        number = numbering_of(paragraph.text)
        if number and len(paragraph.text) <= LONGEST_HEADING and not is_sentence(paragraph.text):
            part = part_named(paragraph.text[number.end :])
            if part:
                named.setdefault(number.style, set()).add(part.id)
    return next((style for style, parts in sorted(named.items()) if len(parts) >= PARTS_NAMED), None)
