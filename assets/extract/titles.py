"""Titles, table tags and units printed over the tables."""

import re
from dataclasses import dataclass

from assets.extract.forms import Form, load_forms
from assets.extract.text import match_key

_TAG = re.compile(
    r"(?:公开|财决公开|财决)(\d{1,2})表|(?:^|[^0-9一-鿿])表(\d{1,2}|[一二三四五六七八九十]{1,2})(?:$|[:、.\s])"
)
# What follows must not make a name of it (编制单位：元谋县水务局); other captions may share the line.
_UNIT = re.compile(
    r"单位[:：]?(?:人民币)?(?:金额)?(亿元|万元|千元|百元|元)"
    r"(?=[^㐀-鿿]|$|公开|财决|部门|编制|填报|单位|金额)"
)
_BRACKETED_UNIT = re.compile(r"\((?:金额)?(?:单位)?[:：]?(?:人民币)?(亿元|万元|千元|百元|元)\)$")
_ENUMERATOR = re.compile(
    r"^(?:附[件表]?[\d一二三四五六七八九十]*[-:：.、]?|[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?|\d{1,2}[-、.]|"
    r"表[\d一二三四五六七八九十]{1,3}[-:：.、]?|(?:公开|财决公开)?\d{1,2}表[:：]?|《|\d{4}年度?|\d{4}|本?(?:部门|单位)(?:本级)?)"
)
LONGEST_LINE = 400  # characters: a line longer than this is prose, or made to take time
_TRAILER = re.compile(
    r"(?:》|[(](?:续表?|续\d*|公开\d+表|\d{4}年度?|万元|元|样表|[一二三]|本级|汇总|分科目|按科目|(?:金额)?单位[:：]?(?:人民币)?(?:万元|元))[)]|续表?|\d{4}年度?|:)$"
)
_PART_NUMBER = re.compile(r"[(][一二三][)]$")
_FINANCE = re.compile(r"预算|财政拨款|基金|资本|收入|支出|项目|基本|经费|政府采购|收支")
_CAPTION = re.compile(
    r"^(?:公开)?(?:部门|编制单位|单位|部门\(单位\)|单位名称|部门名称)[:：]|单位[:：]|公开\d+表|^\d{4}年度?$|^表\d+$"
    r"|^[(]?(?:续表|续上表|接上表|接上页|转下页)\d{0,2}[)]?$"
)
_RUNNING_HEAD = re.compile(r"20\d\d年度?.*[决预]算(?:公开)?(?:报告|说明|草案)?$")
# Lines that end like a title and are none: tags, and the heading of the part that holds all tables.
_NO_TITLE = re.compile(
    r"[\d一二三四五六七八九十]表$|第[一二三四五六七]部分|(部门|单位|年度?|公开)决算(公开)?[附报]?表$"
)
_ANNEX = re.compile(r"^附[件表录]")
_NOTE = re.compile(r"^[(]?(注|备注|说明)\d?[:.、]")
_CONTENTS_LEADER = re.compile(r"[.·…]{3,}\s*\d*$")


@dataclass(frozen=True, slots=True)
class Title:
    """A recognised title: its form, the spelling of it that was met, and the line as printed."""

    form: Form
    name: str
    text: str


def title_of(line: str, department: str = "") -> Title | None:
    """Recognise a table's title in a line of text; None for anything else, a contents entry included.

    Titles contain each other (支出决算表 ends 一般公共预算财政拨款支出决算表), so the longest wins and what
    stands before it may only be a year, an enumerator or the department's name.
    """
    if len(line) > LONGEST_LINE or _CONTENTS_LEADER.search(line):
        return None
    key = match_key(line)
    while (shorter := _TRAILER.sub("", key)) != key:
        key = shorter
    if not key.endswith("表") or len(key) > 60:
        return None
    candidates = [(title, form) for form in load_forms() for title in form.titles if key.endswith(title)]
    if not candidates:
        return None
    name, form = max(candidates, key=lambda pair: len(pair[0]))
    return Title(form, name, line) if _is_prefix(key[: -len(name)], match_key(department)) else None


def wrapped_title_of(line: str, next_line: str, department: str = "") -> Title | None:
    """Recognise a title that wraps: one that both lines spell together and the second alone does not."""
    joined, alone = title_of(line + next_line, department), title_of(next_line, department)
    return joined if joined and (alone is None or len(joined.name) > len(alone.name)) else None


def bare_title(line: str, department: str = "") -> str:
    """A title folded, without the year, number and department before it and the year or unit after it.

    A part's number stays: 支出决算表（二） is not （一）.
    """
    key = match_key(line)
    while not _PART_NUMBER.search(key) and (shorter := _TRAILER.sub("", key)) != key:
        key = shorter
    if department:
        key = key.replace(match_key(department), "")
    while (shorter := _ENUMERATOR.sub("", key)) != key:
        key = shorter
    return key


def _is_prefix(prefix: str, department: str) -> bool:
    if department:
        prefix = prefix.replace(department, "")
    while (shorter := _ENUMERATOR.sub("", prefix)) != prefix:
        prefix = shorter
    # Somebody's name may stand here; words of the finances would make it another table.
    return not _FINANCE.search(prefix.replace("财政局", "").replace("财政厅", "")) and len(prefix) <= 30


def table_tag(line: str) -> str | None:
    """Number printed as the table's tag (公开07表), as printed without leading zeros' loss: '07'."""
    found = _TAG.search(match_key(line))
    return next((group for group in found.groups() if group), None) if found else None


def unit_of(line: str) -> str | None:
    """Unit printed over a table: '万元' or '元' ('亿元', '千元' too, for the caller to refuse).

    Of several the last counts: 单位 opens the caption of the department as well.
    """
    key = match_key(line)
    if units := _UNIT.findall(key):
        return str(units[-1])
    found = _BRACKETED_UNIT.search(key)
    return found.group(1) if found else None


def without_unit(key: str) -> str:
    """A folded header cell without the unit in brackets at its end: 本年支出合计(元)."""
    return _BRACKETED_UNIT.sub("", key)


def is_note(line: str) -> bool:
    """Tell whether a line is a note under a table (注：…)."""
    return bool(_NOTE.search(match_key(line)))


def is_title_like(line: str) -> bool:
    """Tell whether a line reads like the title of some table, one of the nine or not."""
    key = match_key(line)
    if _CONTENTS_LEADER.search(line) or re.search(r"[,。;]", key):
        return False
    while (shorter := _TRAILER.sub("", key)) != key:
        key = shorter
    return key.endswith("表") and 3 <= len(key) <= 60 and not _NO_TITLE.search(key)


def is_annex(line: str) -> bool:
    """Tell whether a line opens an annex (附件1)."""
    return bool(_ANNEX.search(match_key(line)))


def is_running_head(line: str) -> bool:
    """Tell whether a line reads like the name of the report, as printed at the head of its pages."""
    return bool(_RUNNING_HEAD.search(match_key(line)))


def is_caption(line: str) -> bool:
    """Tell whether a line is one of those that stand between a title and its table."""
    return bool(_CAPTION.search(match_key(line)))
