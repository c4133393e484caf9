"""From facts to the statement and the pages of one report."""

from collections.abc import Iterator, Sequence

from tools.samples.facts import Facts, form
from tools.samples.figures import narrative_of
from tools.samples.grids import basic_grid, coded_grid
from tools.samples.layout import Layout
from tools.samples.model import Caption, Grid, GridCell, GridRow, Line, Page, Statement, Text
from tools.samples.narrative import narrate
from tools.samples.printed import misprint, printed_statement
from tools.samples.statement import computed_statement
from tools.samples.summary_grids import ordinal, two_sided_grid
from tools.samples.three_public_grid import three_public_grid

TEXT_WIDTH = 451.0
TEXT_HEIGHT = 690.0
HEADING_ROOM = 42.0
LEADING = 1.65
GLOSSARY = (
    ("财政拨款收入", "同级财政部门当年拨给本部门的资金"),
    ("其他收入", "财政拨款、事业收入、经营收入等以外取得的收入"),
    ("年初结转和结余", "上年没有用完、转到本年接着使用的资金"),
    ("年末结转和结余", "本年没有用完、转到下年接着使用的资金"),
    ("基本支出", "为机构运转、完成日常任务发生的人员支出和公用支出"),
    ("项目支出", "在基本支出之外，为特定任务发生的支出"),
    ("“三公”经费", "因公出国（境）费、公务用车购置及运行费、公务接待费"),
)


def statement_of(facts: Facts) -> Statement:
    """Return the tables as they are printed, misprints included."""
    statement = printed_statement(facts) if "tables" in facts.content else computed_statement(facts)
    return misprint(statement, facts.content.get("misprints", []))


def make_pages(facts: Facts) -> list[Page]:
    """Lay out the whole report: cover, contents, four parts."""
    year = f"{facts.fiscal_year}年度"
    cover = Page([Text("", above=190), Text(facts.department, 24, "center"), Text("", above=8)])
    cover.blocks.append(Text(f"{year}{facts.body}决算", 24, "center"))
    parts = [
        ("第一部分 " + facts.department + "概况", _overview(facts)),
        (f"第二部分 {year}{facts.body}决算表", list(_table_pages(facts))),
        (
            f"第三部分 {year}{facts.body}决算情况说明",
            list(_flow(narrate(narrative_of(facts)), "第三部分")),
        ),
        ("第四部分 名词解释", list(_flow(_glossary(), "第四部分"))),
    ]
    pages = [cover, Page()]
    pages[1].blocks = [Text("目录", 18, "center", above=20)]
    for heading, part in parts:
        pages[1].blocks.append(_contents_line(heading, len(pages) + 1, 10))
        if heading.startswith("第二部分"):
            for number, (code, title, _) in enumerate(form("orders")[facts.layout.order], start=1):
                offset = next(i for i, page in enumerate(part) if _shows(page, code))
                line = f"{ordinal(number)}、{facts.layout.titles.get(code, title)}"
                pages[1].blocks.append(_contents_line("\u3000" + line, len(pages) + 1 + offset, 3))
        pages += part
    for number, page in enumerate(pages[1:], start=2):
        page.footer = facts.layout.footer.format(page=number)
    return pages


def _contents_line(heading: str, page: int, above: float) -> Text:
    return Text(f"{heading}{'…' * max(3, 32 - len(heading))}{page}", 11.5, above=above)


def _shows(page: Page, table: str) -> bool:
    return any(isinstance(block, Grid) and block.table_code == table for block in page.blocks)


def _overview(facts: Facts) -> list[Page]:
    texts = [Text("一、主要职责", 12.5, above=8)]
    texts += [
        Text(f"（{ordinal(number)}）{duty}。", indent=2)
        for number, duty in enumerate(facts.content["duties"], start=1)
    ]
    texts += [
        Text("二、机构设置", 12.5, above=8),
        Text(f"本{facts.body}设有{'、'.join(facts.content['offices'])}。", indent=2),
        Text(f"纳入{facts.fiscal_year}年度{facts.body}决算的是{facts.content['scope']}。", indent=2),
    ]
    return list(_flow(texts, "第一部分"))


def _glossary() -> list[Text]:
    texts = [f"{ordinal(i)}、{term}：{meaning}。" for i, (term, meaning) in enumerate(GLOSSARY, start=1)]
    return [Text(text, indent=2) for text in texts]


def _flow(texts: Sequence[Text], part: str) -> Iterator[Page]:
    """Fill pages with paragraphs; full-width characters give the lines a page needs at the most."""
    page = Page([Text(part, 18, "center", above=10)])
    left = TEXT_HEIGHT - 60
    for text in texts:
        characters = len(text.text) + text.indent
        lines = -(-characters * text.size // TEXT_WIDTH)
        height = lines * text.size * LEADING + text.above
        # A heading moves to the next page together with the paragraph it heads.
        if height + (HEADING_ROOM if text.above else 0.0) > left:
            yield page
            page, left = Page(), TEXT_HEIGHT
        page.blocks.append(text)
        left -= height
    yield page


def make_grid(facts: Facts, table: str, lines: Sequence[Line]) -> Grid:
    """Lay out one table."""
    layout = facts.layout
    if table in {"01", "04"}:
        return two_sided_grid(layout, table, lines)
    if table == "06":
        return basic_grid(layout, lines)
    if table == "07":
        return three_public_grid(layout, lines[0])
    return coded_grid(layout, table, lines)


def _table_pages(facts: Facts) -> Iterator[Page]:
    layout = facts.layout
    statement = statement_of(facts)
    page = Page()
    for number, (code, title, note) in enumerate(form("orders")[layout.order], start=1):
        for index, piece in enumerate(_pieces(layout, make_grid(facts, code, statement[code]))):
            if index or code not in layout.together:
                if page.blocks:
                    yield page
                page = Page(landscape=code in layout.landscape, rotated=code in layout.rotated)
            if index == 0:
                page.blocks += _captions(facts, number, code, title)
            page.blocks.append(piece)
        empty = code != "07" and len(statement[code]) == 1
        remark = f"本{facts.body}没有这类收支，所以表内没有数字。" if empty else ""
        page.blocks.append(Text(f"注：{note}{remark}", 8.5, above=4))
    yield page


def _captions(facts: Facts, number: int, code: str, title: str) -> list[Text | Caption | Grid]:
    layout = facts.layout
    tag = layout.tag.format(number=number)
    unit = f"{layout.unit_label}{layout.unit_of(code)}"
    blocks: list[Text | Caption | Grid] = [Text(layout.titles.get(code, title), 16, "center", above=12)]
    if tag:
        blocks.append(Caption(right=tag))
    blocks.append(Caption(f"{layout.owner_label}{facts.department}", f"{facts.fiscal_year}年度", unit))
    return blocks


def _pieces(layout: Layout, grid: Grid) -> Iterator[Grid]:
    """Cut a table into what stands on each page; later pieces have a header only if the layout repeats it."""
    start = 0
    for count in (*layout.breaks.get(grid.table_code, ()), len(grid.body)):
        rows: list[GridRow] = grid.body[start : start + count]
        header: list[list[GridCell]] = grid.header if start == 0 or layout.repeat_header else []
        if rows:
            size = layout.font_sizes.get(grid.table_code, grid.font_size)
            yield Grid(grid.table_code, grid.unit, grid.widths, header, rows, size)
        start += count
