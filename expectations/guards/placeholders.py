"""What a template left to be filled in and nobody did: XX局, 20XX年, a sentence without its figure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from expectations.findings import Finding
from expectations.folding import fold_width
from expectations.guards.rules import tell
from expectations.guards.words import load_words, weaken
from expectations.printed import PrintedReport

MOST_QUOTED = 5
AROUND = 8  # characters quoted on either side


class Gap(NamedTuple):
    """A placeholder and a few characters around it; where `is_sure` is false it may be meant as it stands."""

    quote: str
    is_sure: bool


def guard_placeholders(printed: PrintedReport) -> Iterator[Finding]:
    """One finding for each section, and for the captions of each table, that holds any.

    For information where there are only such as may be meant as they stand, in a text or in a note.
    """
    for section in printed.sections:
        in_title, in_text = find_placeholders(section.title), find_placeholders(section.text)
        if in_title or in_text:
            weak = _weaken(in_title, in_text) or weaken(printed, section.first_page, section.last_page)
            place = {"zh": f"“{section.title}”", "en": section.title}
            yield _tell([*in_title, *in_text], place, page=section.first_page, **weak)
    for table in printed.tables:
        in_title = find_placeholders(f"{table.title}\n{table.captions}")
        in_text = find_placeholders(table.note)
        if in_title or in_text:
            weak = _weaken(in_title, in_text) or weaken(printed, table.pages[0], table.pages[-1])
            place = {"zh": f"第{table.table_code}表", "en": f"table {table.table_code}"}
            yield _tell(
                [*in_title, *in_text], place, table_code=table.table_code, page=table.pages[0], **weak
            )


def find_placeholders(text: str) -> list[Gap]:
    """Every placeholder in a text, in order."""
    words = load_words()
    gaps = []
    for line in text.split("\n"):
        folded = fold_width(line)
        for spared in words.no_placeholder:
            folded = spared.sub(lambda found: "·" * len(found.group()), folded)
        found = sorted(
            (match.start(), not placeholder.is_sure, match.end())
            for placeholder in words.placeholders
            for match in placeholder.pattern.finditer(folded)
        )
        end = -1
        for start, is_unsure, stop in found:
            if start >= end:
                quote = folded[max(start - AROUND, 0) : stop + AROUND].strip()
                gaps.append(Gap(quote, not is_unsure))
                end = stop
    return gaps


def _weaken(in_title: Sequence[Gap], in_text: Sequence[Gap]) -> dict[str, str]:
    """A severity for ``tell``: information only, where all may be meant as they stand; none is in a title."""
    return {} if in_title or any(gap.is_sure for gap in in_text) else {"severity": "info"}


def _tell(gaps: Sequence[Gap], names: Mapping[str, str], **place: str | int) -> Finding:
    quoted = "、".join(f"“{quote}”" for quote in dict.fromkeys(gap.quote for gap in gaps[:MOST_QUOTED]))
    values = {"count": len(gaps), "quoted": quoted, "where_zh": names["zh"], "where_en": names["en"]}
    return tell("G22", values, **place)
