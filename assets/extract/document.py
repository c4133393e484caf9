"""What a report says of itself: department, fiscal year, kind and level, from its cover and captions."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from assets.extract.grid import Note, Page
from assets.extract.text import fold_characters, match_key, squeeze

# Years that tell the fiscal year, the surest first: of accounts or a budget, 2023年度, 2023年, 2023.
_YEARS = (
    re.compile(r"(?<!\d)(20[0-4]\d)(?:年度?)?(?!\d)\D{0,40}?[决预]算"),
    re.compile(r"(?<!\d)(20[0-4]\d)年度"),
    re.compile(r"(?<!\d)(20[0-4]\d)年"),
    re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)"),
)
_CAPTION_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)年度(?!\D{0,4}数)")
_LETTER_NUMBER = re.compile(r"[〔\[(（【]20\d\d[〕\])）】]第?\d+号$")
# The day of publication and the number of a letter name the year after.
_NO_FISCAL_YEAR = re.compile(
    r"20\d\d年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
    r"|20\d\d[-./]\d{1,2}[-./]\d{1,2}|[〔\[(（【]20\d\d[〕\])）】](?:第?\d+号)"
)
_SHORT_YEAR = re.compile(r"(?<!\d)([12]\d)年(?:度)?(?:部门|单位)?(?:预算|决算)")
_CHINESE_YEAR = re.compile(r"(二[〇○零Oo][一二三四五六七八九〇○零]{2})年")
_CHINESE_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_CAPTION = re.compile(r"^(?:公开|编制|填报)?(?:部门|单位)(?:\((?:单位|部门)\)|名称)?[:：](.+)$")
_CAPTION_END = re.compile(r"\s{2,}|(?:20\d\d年度?)|[(（]?(?:金额)?单位[:：]|公开\d+表")
_COVER_NOISE = re.compile(
    r"20[0-4]\d年?度?|二[〇○零Oo][一二三四五六七八九〇○零]{2}年度?|(?:部门|单位)?(?:整体)?决算(?:信息)?(?:公开)?(?:报告|说明|情况|情况说明|表|及说明)?|"
    r"公开|[(（](?:部门|单位|本级|汇总)[)）]|\d{4}年\d{1,2}月(?:\d{1,2}日)?|目录|^关于|的$"
)
_ORGANISATION = re.compile(
    r"[局委办厅中心院会校所站处队部室馆社园场府道镇乡区县市省旗盟公司学院医院大学中学小学联合会法院检察院党校政协人大团委工会妇联]$"
)
_TRAILING_KIND = re.compile(r"(?<=[局委办厅心院会校所站处队室馆社府道镇乡])(?:部门|单位)$")
CAPTION_LENGTH = 60  # a longer line is one of the text above the table
FINAL = re.compile(r"决算")
BUDGET = re.compile(r"预算(?:公开|报告|说明|编制|草案)?")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the document says it is. ``fiscal_year`` and ``department`` are None where nothing says so."""

    department: str | None
    fiscal_year: int | None
    report_kind: str  # 'final' | 'budget' | 'unknown'
    report_level: str  # 'department' | 'unit' | 'unknown'
    title: str
    notes: tuple[Note, ...] = ()


def identify(cover: list[str], texts: list[str], table_pages: list[Page], file_name: str = "") -> Identity:
    """Identify a report from the lines of its cover, the text of its first pages and its tables' captions.

    Captions outvote the cover on the department, because there are several of them; a difference is noted.
    The file name is asked last, and that is noted too.
    """
    front = [squeeze(line) for line in cover]
    title = " ".join(front[:4])
    captions = Counter(name for page in table_pages for name in _captions(page))
    from_cover = _cover_department(front)
    from_tables = captions.most_common(1)[0][0] if captions else None
    notes: list[Note] = []
    if from_cover and from_tables and match_key(from_cover) != match_key(from_tables):
        notes.append(("department_differs", {"cover": from_cover, "tables": from_tables}))
    joined = "".join(front)
    department = from_tables or from_cover
    of_tables = _caption_years(table_pages)
    year = _year(joined) or _year("".join(squeeze(t)[:400] for t in texts[:3]))
    year = year or (of_tables.most_common(1)[0][0] if of_tables else None)
    if other := sorted(of_tables.keys() - {year}):
        notes.append(("year_differs", {"cover": str(year), "tables": ", ".join(map(str, other))}))
    stem = re.sub(r"\.pdf$", "", squeeze(file_name), flags=re.IGNORECASE)
    for what, known in (("department", department), ("year", year)):
        if known is None and stem:
            notes.append(("identity_from_file_name", {"what": what, "file_name": file_name}))
    department = department or _cover_department([stem])
    year = year or _year(stem)
    kind = _kind(joined, texts)
    level = "unit" if "单位决算" in joined else "department" if "部门决算" in joined else "unknown"
    return Identity(department, year, kind, level, title, tuple(notes))


def _kind(cover: str, texts: list[str]) -> str:
    whole = "".join(squeeze(text) for text in texts)
    if FINAL.search(cover) and not (
        BUDGET.search(cover) and not re.search(r"决算公开|部门决算|单位决算|年度决算", cover)
    ):
        return "final"
    if BUDGET.search(cover):
        return "budget"
    finals, budgets = (
        len(re.findall(r"决算(?:总)?表|部门决算|单位决算", whole)),
        len(re.findall(r"预算(?:总)?表|部门预算|单位预算", whole)),
    )
    if finals == budgets == 0:
        return "unknown"
    return "final" if finals >= budgets else "budget"


def _cover_department(lines: list[str]) -> str | None:
    """Name on the cover: what is left of its lines without year and kind, lines of one name joined."""
    kept: list[str] = []
    for line in lines[:12]:
        if _LETTER_NUMBER.search(line):
            continue
        named = _COVER_NOISE.sub("", _NO_FISCAL_YEAR.sub("", line))
        rest = _TRAILING_KIND.sub("", named).strip('《》〈〉"“”：:（）()·-—_ ')
        ended = bool(kept) and bool(re.search(r"决算|预算", line)) and not rest
        if ended:
            break
        if rest and not rest.isdigit():
            kept.append(rest)
            if _ORGANISATION.search(rest) or re.search(r"决算|预算", line):
                break
    name = "".join(kept)
    return name if 3 <= len(name) <= 40 else None


def _captions(page: Page) -> list[str]:
    names = []
    for line in page.lines:
        found = _CAPTION.match(unicodedata.normalize("NFKC", fold_characters(line.text)).strip())
        if found:
            name = squeeze(_CAPTION_END.split(found.group(1).strip())[0])
            if len(name) >= 3 and match_key(name) not in ("万元", "元", "人民币万元"):
                names.append(name)
    return names


def _year(text: str) -> int | None:
    """Fiscal year that a text names; dates and numbers of letters do not count."""
    meant = _NO_FISCAL_YEAR.sub(" ", _CHINESE_YEAR.sub(_in_digits, text))
    for pattern in _YEARS:
        if found := pattern.search(meant):
            return int(found.group(1))
    short = _SHORT_YEAR.search(meant)
    return 2000 + int(short.group(1)) if short else None


def _in_digits(year: re.Match[str]) -> str:
    return year.group(1).translate(_CHINESE_DIGITS) + "年"


def _caption_years(pages: list[Page]) -> Counter[int]:
    """Years (2023年度) in the short lines at the top of the pages of tables, headers of columns left out."""
    lines = [squeeze(line.text) for page in pages for line in page.lines[:8]]
    return Counter(
        int(year) for line in lines if len(line) <= CAPTION_LENGTH for year in _CAPTION_YEAR.findall(line)
    )
