"""What a number of things, or a score, is the number of (counts.yml)."""

import re

from assets.narrative.figures import Figure
from assets.narrative.topics import Subject
from assets.narrative.wordings import Context, load_counts

_SCORE = re.compile(r"(?:自评|评价|评分|得分|分数|总分|均分)")
TAIL = 14  # characters behind a figure that may say what it counts


def count_topic(
    plain: str,
    sentence: int,
    clear_from: int,
    figure: Figure,
    subject: Subject | None,
    context: Context,
    part: int | None,
) -> str:
    """Topic of a count or score in a plain text whose sentence begins at ``sentence``; '' if no rule fits.

    ``clear_from`` is where the words of this figure alone begin: after the figure or comma before it.
    """
    clause = re.split("[。;]", plain[sentence : figure.start])[-1]
    if figure.kind == "score":
        return "performance_score" if context.family == "performance" and _SCORE.search(clause[-16:]) else ""
    lead = plain[_lead_start(plain, sentence, figure.start) : figure.start]
    tail = re.split("[，。;、]", plain[figure.end : figure.end + TAIL])[0]
    term = subject.term if subject else ""
    for rule in load_counts():
        if not rule.unit.match(figure.unit):
            continue
        if (rule.terms and term not in rule.terms) or (rule.family and context.family not in rule.family):
            continue
        if rule.parts and part not in rule.parts:
            continue
        if rule.lead and not rule.lead.search(lead):
            continue
        if rule.clause and not rule.clause.search(clause):
            continue
        if rule.tail and not rule.tail.search(tail):
            continue
        return rule.topic
    return ""


def _lead_start(plain: str, sentence: int, end: int) -> int:
    """Where the words before a figure begin: after the last mark or figure; brackets do not break."""
    starts = [
        found.end()
        for found in re.finditer(
            r"[，。;:、]|(?<=\d)(?:辆|人次|人|批次|批|个|次)(?=[\u4e00-\u9fff])", plain[sentence:end]
        )
    ]
    return sentence + (starts[-1] if starts else 0)
