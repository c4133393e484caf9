"""What a number of things, or a score, is the number of (counts.yml)."""

import re
from typing import NamedTuple

from assets.narrative.figures import Figure
from assets.narrative.topics import Subject
from assets.narrative.wordings import Context, load_counts

# Where the words of a figure alone begin; brackets do not part them.
_BREAK = re.compile(r"[，。;:、]|(?<=\d)(?:辆|人次|人|批次|批|个|次)(?=[\u4e00-\u9fff])")
_ASIDE = re.compile(r"\([^()]*\)")
_SCORE = re.compile(r"(?:自评|评价|评分|得分|分数|总分|均分)")
TAIL = 16  # characters next to a figure that may say what it counts


class Around(NamedTuple):
    """Words around a figure: of its clause before it, those of it alone, and those behind it."""

    clause: str
    lead: str
    tail: str


def words_around(plain: str, sentence: int, figure: Figure) -> Around:
    """The words around a figure of a plain text, in a sentence that begins at ``sentence``."""
    before = _ASIDE.sub("", plain[sentence : figure.start])
    starts = [0, *(found.end() for found in _BREAK.finditer(before))]
    behind = plain[figure.end : figure.end + TAIL]
    return Around(re.split("[。;]", before)[-1], before[starts[-1] :], re.split("[，。;、]", behind)[0])


def count_topic(
    figure: Figure, words: Around, subject: Subject | None, context: Context, part: int | None
) -> str:
    """Topic of a count or score that stands in a ``part`` of the report; '' if no rule fits."""
    if figure.kind == "score":
        is_score = context.family == "performance" and _SCORE.search(words.clause[-TAIL:])
        return "performance_score" if is_score else ""
    term = subject.term if subject else ""
    for rule in load_counts():
        is_bound = (
            (not rule.terms or term in rule.terms)
            and (not rule.family or context.family in rule.family)
            and (not rule.parts or part in rule.parts)
        )
        told = ((rule.lead, words.lead), (rule.clause, words.clause), (rule.tail, words.tail))
        if is_bound and rule.unit.match(figure.unit) and all(not p or p.search(w) for p, w in told):
            return rule.topic
    return ""
