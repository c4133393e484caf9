"""Sections of text without a page behind them, for tests of what sentences state."""

from collections.abc import Sequence

from assets.extract.grid import Frame
from assets.narrative.prose import Line, Paragraph
from assets.narrative.statements import statements_of
from expectations.statements import Section, Statement

WIDTH = 10.0  # points of a character
SHA256 = "a" * 64
# Rows of the coded tables of a made-up finance bureau.
ROWS = [
    ("201", "一般公共服务支出"),
    ("20106", "财政事务"),
    ("2010601", "行政运行"),
    ("2010602", "一般行政管理事务"),
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("210", "卫生健康支出"),
    ("21011", "行政事业单位医疗"),
    ("2101101", "行政单位医疗"),
    ("221", "住房保障支出"),
    ("22102", "住房改革支出"),
    ("2210201", "住房公积金"),
]


def paragraph(text: str, source: str = "text") -> Paragraph:
    """A paragraph of one line on page 1, each character as wide as the next."""
    edges = tuple(WIDTH * place for place in range(len(text) + 1))
    line = Line(1, source, Frame(600.0, 800.0, 0), text, (0.0, 0.0, edges[-1], 12.0), edges)
    return Paragraph(text, (line,), tuple((0, place) for place in range(len(text))))


def section(number: str, title: str, part: int | None = 3, section_no: int = 1) -> Section:
    """A section with nothing but its heading."""
    return Section(SHA256, section_no, part, number, title, "", "", 1, 1)


def state(headings: Sequence[str], texts: Sequence[str], year: int, part: int | None = 3) -> list[Statement]:
    """Statements of paragraphs under the last of some headings, each heading within the one before it."""
    found = []
    for depth, title in enumerate(headings, start=1):
        own = [paragraph(text) for text in texts] if depth == len(headings) else []
        found.append((section(".".join(["7"] * depth), title, part, depth), own))
    return statements_of(found, ROWS, year)


def describe(statement: Statement, year: int) -> str:
    """A statement in a line: kind, topic, code, figure; what it speaks of and is measured against; reason."""
    s = statement
    code = f":{s.subject_code}" if s.subject_code else ""
    words = [s.kind, f"{s.topic or '-'}{code}", f"{s.printed}{s.unit}"]
    words += [f"of {s.of_no}"] if s.of_no else []
    words += [f"against {s.base_no}"] if s.base_no else []
    words += [word for word in (s.base, s.direction) if word]
    words += [f"year {s.year}"] if s.year != year else []
    words += [f"because {s.reason}"] if s.reason else []
    return " ".join(words)
