"""Economic subjects named in the text: those that 人员经费 and 公用经费 are said to hold, and single ones.

What belongs here: names of the economic classification. The functional ones are in ``subject_names``.
"""

import re

from assets.narrative.subject_names import ALIKE, SubjectNames, name_key
from assets.narrative.topics import Subject

_ITEM = re.compile(r"[^，、;。]+")
_OPENING = re.compile(
    r"^(?:其中|包括|用于|有|:|、|，|以及|和|及|[①-⑳]|\(?[\d一二三四五六七八九十]{1,2}(?:[)、]|\.(?!\d)))+"
)
_CLOSING = re.compile(r"(?:等(?:支出|费用|方面)?|方面|支出)+$")
_FIGURE = re.compile(r"(?:为|共|共计|支出|是)*-?\d.*$")
_VAGUE = frozenset({"其他", "其它"})  # the rest of a list, whatever that is of
SHORTEST_NAME, LONGEST_NAME = 2, 24  # characters


def find_mentions(plain: str, start: int, names: SubjectNames) -> list[tuple[int, int, Subject]]:
    """Start, end and subject of each name listed from ``start`` to the next semicolon or full stop.

    Empty unless most of what is listed are names that the classification knows.
    """
    ends = re.compile("[;。]").search(plain, start)
    end = ends.start() if ends else len(plain)
    found = []
    for item in _ITEM.finditer(plain, start, end):
        opening = _OPENING.match(item[0])
        begins = item.start() + (opening.end() if opening else 0)
        words = plain[begins : item.end()]
        bare = _CLOSING.sub("", words) or words
        if not bare or len(bare) > LONGEST_NAME or _FIGURE.search(words):
            continue
        known = economic_subject(words, names) or economic_subject(bare, names)
        subject = known._replace(words=bare) if known else Subject(bare, digits=5, classification="economic")
        found.append((begins, begins + len(bare), subject))
    known_names = sum(bool(subject.code) for *_, subject in found)
    return found if known_names * 2 > len(found) else []


def economic_subject(words: str, names: SubjectNames) -> Subject | None:
    """The economic subject that words name, None if none; the very same name comes before a like one."""
    bare = _FIGURE.sub("", _OPENING.sub("", words)).strip("，、;:")
    key = name_key(bare)
    if len(key) < SHORTEST_NAME or key in _VAGUE:
        return None
    for least in (1.0, ALIKE):
        for digits in (5, 3):
            code = names.resolve(key, digits, least=least)
            if code:
                return Subject(bare, digits=digits, code=code, classification="economic")
    return None
