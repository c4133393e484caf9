"""What a template left to be filled in and nobody did: XX局, 20XX年, a sentence without its figure."""

from collections.abc import Iterator, Mapping

from expectations.findings import Finding
from expectations.folding import fold_width
from expectations.guards.rules import tell
from expectations.guards.words import load_words, weaken
from expectations.printed import PrintedReport

MOST_QUOTED = 5
AROUND = 8  # characters quoted on either side


def guard_placeholders(printed: PrintedReport) -> Iterator[Finding]:
    """One finding for each section, and for the captions of each table, that holds any."""
    for section in printed.sections:
        quotes = [*find_placeholders(section.title), *find_placeholders(section.text)]
        if quotes:
            place = {"zh": f"“{section.title}”", "en": section.title}
            weak = weaken(printed, section.first_page, section.last_page)
            yield _tell(quotes, place, page=section.first_page, **weak)
    for table in printed.tables:
        quotes = find_placeholders(f"{table.title}\n{table.captions}\n{table.note}")
        if quotes:
            place = {"zh": f"第{table.table_code}表", "en": f"table {table.table_code}"}
            weak = weaken(printed, table.pages[0], table.pages[-1])
            yield _tell(quotes, place, table_code=table.table_code, page=table.pages[0], **weak)


def find_placeholders(text: str) -> list[str]:
    """Quotations of every placeholder in a text, each with a few characters around it, in order."""
    words = load_words()
    quotes = []
    for line in text.split("\n"):
        folded = fold_width(line)
        for spared in words.no_placeholder:
            folded = spared.sub(lambda found: "·" * len(found.group()), folded)
        spans = sorted(
            {found.span() for _, pattern in words.placeholders for found in pattern.finditer(folded)}
        )
        end = -1
        for start, stop in spans:
            if start >= end:
                quotes.append(folded[max(start - AROUND, 0) : stop + AROUND].strip())
                end = stop
    return quotes


def _tell(quotes: list[str], names: Mapping[str, str], **place: str | int) -> Finding:
    quoted = "、".join(f"“{quote}”" for quote in dict.fromkeys(quotes[:MOST_QUOTED]))
    values = {"count": len(quotes), "quoted": quoted, "where_zh": names["zh"], "where_en": names["en"]}
    return tell("G22", values, **place)
