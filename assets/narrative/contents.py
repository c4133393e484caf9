"""The table of contents, which names every section without being one."""

from collections.abc import Callable, Sequence

from assets.narrative.headings import (
    LONGEST_HEADING,
    entry_key,
    has_leader,
    is_contents_title,
    is_sentence,
    numbering_of,
    part_number,
)
from assets.narrative.prose import Paragraph

LED_LINES = 4  # lines with leaders one after the other make a table of contents without its title


def without_contents(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], dict[int, str]]:
    """Paragraphs of a report but for its table of contents, and the titles of parts that it names."""
    start = _start(paragraphs)
    if start is None:
        return list(paragraphs), {}
    end = _end(paragraphs, start)
    entries = (part_number(entry_key(paragraph.text)) for paragraph in paragraphs[start:end])
    return [*paragraphs[:start], *paragraphs[end:]], dict(filter(None, entries))


def _start(paragraphs: Sequence[Paragraph]) -> int | None:
    led = 0
    for place, paragraph in enumerate(paragraphs):
        if is_contents_title(paragraph.text):
            return place
        led = led + 1 if has_leader(paragraph.text) else 0
        if led == LED_LINES:
            return place - LED_LINES + 1
    return None


def _end(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Place of the first paragraph after the table of contents: where its own entries begin to be met."""
    begins_with_title = is_contents_title(paragraphs[start].text)
    named: set[str] = set()
    last_part = led = 0
    for place in range(start + begins_with_title, len(paragraphs)):
        text = paragraphs[place].text
        key, part = entry_key(text), part_number(text)
        if has_leader(text):
            led += 1
            named.add(key)
            last_part = part[0] if part else last_part
            continue
        is_met_again = (part and part[0] <= last_part) or key in named or led >= LED_LINES
        if is_met_again and _is_entry(text):
            return _back(paragraphs, start, place, lambda text: not _is_entry(text))
        if len(text) > LONGEST_HEADING or is_sentence(text):
            return _back(paragraphs, start, place, lambda text: True)
        named.add(key)
        last_part = part[0] if part else last_part
    return len(paragraphs)


def _back(paragraphs: Sequence[Paragraph], start: int, place: int, may_head: Callable[[str], bool]) -> int:
    """Step back over what heads the text: lines on its first page, where that is not the contents' own."""
    page = paragraphs[place].first_page
    if page == paragraphs[start].first_page:
        return place
    while paragraphs[place - 1].first_page == page:
        text = paragraphs[place - 1].text
        if has_leader(text) or not may_head(text):
            break
        place -= 1
    return place


def _is_entry(text: str) -> bool:
    return bool(part_number(text) or numbering_of(text))
