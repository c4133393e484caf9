"""The pages of one report: cover and text as in the samples, the tables as the look wants them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4

from tools.layouts.looks import Look
from tools.layouts.setting import SetTable, TooWide, pieces, set_table
from tools.layouts.tables import make_table
from tools.samples.facts import Facts, form
from tools.samples.model import Caption, Grid, GridCell, Page, Text
from tools.samples.report import make_pages, statement_of

MARGIN = 48.0
LINE = 1.6  # of the type's size
CAPTION_SIZE = 9.0
LEAST_ROOM = 120.0  # points under a table that invite another one


@dataclass(slots=True)
class LaidPage:
    """One page from the top down; ``turned`` is its /Rotate, the page being drawn landscape then."""

    blocks: list[Text | Caption | SetTable] = field(default_factory=list)
    landscape: bool = False
    turned: int = 0
    head: str = ""
    footer: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points as read."""
        return (A4[1], A4[0]) if self.landscape or self.turned else A4

    def as_sample(self) -> Page:
        """Return the page as the samples know it, for its truth."""
        blocks: list[Text | Caption | Grid] = [
            block.grid if isinstance(block, SetTable) else block for block in self.blocks
        ]
        return Page(blocks, self.landscape, bool(self.turned), self.footer)


def height_of(block: Text | Caption | SetTable) -> float:
    """Height a block takes, in points; a text is taken for one line."""
    if isinstance(block, SetTable):
        return sum(block.heights) + 8.0
    return block.size * LINE + (block.above if isinstance(block, Text) else 0.0)


def lay_out(facts: Facts, look: Look, font: str) -> list[LaidPage]:
    """Lay out a whole report."""
    sample = make_pages(facts)
    with_tables = [i for i, page in enumerate(sample) if any(isinstance(b, Grid) for b in page.blocks)]
    front = [LaidPage(_texts(page)) for page in sample[: with_tables[0]]]
    back = [LaidPage(_texts(page)) for page in sample[with_tables[-1] + 1 :]]
    pages = [*front, *_table_pages(facts, look, font), *back]
    for number, page in enumerate(pages[1:], start=2):
        page.footer = look.footer.format(page=number)
        page.head = f"{facts.department}{facts.fiscal_year}年度{facts.body}决算" if look.running_head else ""
    return pages


def _texts(page: Page) -> list[Text | Caption | SetTable]:
    return [block for block in page.blocks if not isinstance(block, Grid)]


def _table_pages(facts: Facts, look: Look, font: str) -> Iterator[LaidPage]:
    statement = statement_of(facts)
    page = LaidPage()
    for number, (code, title, note) in enumerate(form("orders")[facts.layout.order], start=1):
        grid = make_table(facts, look, code, statement[code])
        fresh = _new_page(look, code, grid, font)
        captions = _captions(facts, look, number, code, title)
        needed = sum(map(height_of, captions)) + LEAST_ROOM
        joins = look.flowing and page.size == fresh.size and page.turned == fresh.turned
        if page.blocks and not (joins and _room(page) > needed):
            yield page
            page = fresh
        elif not page.blocks:
            page = fresh
        page.blocks += captions
        table = set_table(grid, look, font, page.size[0] - 2 * MARGIN)
        again = _again(facts, look, number, font, page)
        room = page.size[1] - 2 * MARGIN - 20 - sum(map(height_of, again))
        cut = pieces(table, _room(page) - 20, room, facts.layout.repeat_header)
        for index, piece in enumerate(cut):
            if index:
                yield page
                page = LaidPage(list(again), page.landscape, page.turned)
            page.blocks.append(piece)
        page.blocks.append(Text(f"注：{note}", 8.5, above=4))
    yield page


def _new_page(look: Look, code: str, grid: Grid, font: str) -> LaidPage:
    """Return an empty page for a table: as the look wants it, but landscape where it would not fit."""
    if look.turned and code in look.turned_tables:
        return LaidPage(turned=look.turned)
    page = LaidPage(landscape=code in look.landscape_tables)
    try:
        set_table(grid, look, font, page.size[0] - 2 * MARGIN)
    except TooWide:
        return LaidPage(landscape=True)
    return page


def _room(page: LaidPage) -> float:
    return page.size[1] - 2 * MARGIN - sum(map(height_of, page.blocks))


def _captions(
    facts: Facts, look: Look, number: int, code: str, title: str
) -> list[Text | Caption | SetTable]:
    layout = facts.layout
    tag = layout.tag.format(number=number)
    unit, owner = layout.unit_of(code), f"{layout.owner_label}{facts.department}"
    heading = Text(title, 15.0, "center", above=8)
    if look.caption == "bracket":
        return [heading, Caption(owner, "", f"（{layout.unit_label}{unit}）", CAPTION_SIZE)]
    blocks: list[Text | Caption | SetTable] = [heading]
    if tag:
        blocks.append(Caption(right=tag, size=CAPTION_SIZE))
    if look.caption == "lines":
        return [
            *blocks,
            Caption(owner, size=CAPTION_SIZE),
            Caption(right=f"{layout.unit_label}{unit}", size=CAPTION_SIZE),
        ]
    year = f"{facts.fiscal_year}年度"
    return [*blocks, Caption(owner, year, f"{layout.unit_label}{unit}", CAPTION_SIZE)]


def _again(
    facts: Facts, look: Look, number: int, font: str, page: LaidPage
) -> list[Text | Caption | SetTable]:
    """Return what stands over a table's next page: nothing, a line, or the line in a box of its own."""
    text = look.again.format(number=number)
    if not text:
        return []
    if not look.boxed:
        return [Caption(right=text, size=CAPTION_SIZE)]
    box = Grid("", facts.layout.unit_of(""), (1.0,), [], [[GridCell(text)]])
    return [set_table(box, look, font, page.size[0] - 2 * MARGIN)]
