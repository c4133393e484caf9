"""The statements of a report: every figure and comparison of its text, with subject, year and place.

What belongs here: from sections to statements. How sentences are read is in ``reading``.
"""

from collections.abc import Iterable, Sequence

from assets.narrative.drafts import number_statements
from assets.narrative.linking import link
from assets.narrative.prose import Paragraph
from assets.narrative.reading import Reader
from assets.narrative.subject_names import SubjectNames
from expectations.statements import Section, Statement


def statements_of(
    sections: Sequence[tuple[Section, Sequence[Paragraph]]],
    own_rows: Iterable[tuple[str, str]],
    fiscal_year: int,
) -> list[Statement]:
    """Statements of one report in reading order.

    ``own_rows`` are (subject code, label) of its coded tables, against which names of subjects are told
    first; those of table 06 tell the economic ones. Amounts are in yuan.
    """
    rows = list(own_rows)
    reader = Reader(
        SubjectNames.of(rows, fiscal_year), SubjectNames.of(rows, fiscal_year, "economic"), fiscal_year
    )
    contexts = {}
    for section, paragraphs in sections:
        reader.read(section, paragraphs)
        contexts[section.section_no] = reader.context
    link(reader.drafts, contexts)
    return list(number_statements(reader.drafts))
