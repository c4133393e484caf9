"""From pages to the report's tables: which grid belongs to which form, and what continues on the next page.

Titles decide first, the header's words where a title is missing; printed table numbers never do. Every grid
ends in a table or in ``Unmatched`` with its reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assets.extract.continuing import is_headed, is_headed_otherwise, opens_anew, repeats_title, same_edges
from assets.extract.data_lines import is_data_line
from assets.extract.forms import Form
from assets.extract.frames import grids_of_tables
from assets.extract.grid import ByHeight, Glyph, Grid, Note, Page, TextLine
from assets.extract.header import caption_rows, header_units
from assets.extract.matching import coverage, forms_by_header
from assets.extract.text import match_key
from assets.extract.titles import (
    Title,
    bare_title,
    is_annex,
    is_caption,
    is_note,
    is_running_head,
    is_title_like,
    table_tag,
    title_of,
    unit_of,
    wrapped_title_of,
)
from assets.extract.unruled import Region, build_grids, knows_columns

_PART = re.compile(r"第[一二三四五六七]部分")
_SENTENCE = re.compile(r"[。；]|" + _PART.pattern)
_PAGE_NUMBER = re.compile(r"^[-—－–·第共\s]*\d{1,3}[-—－–·页\s]*$")
BLANK_PAGE_BETWEEN = 2  # page numbers apart, where an empty page was bound into a table
ROWS_OF_A_TABLE = 2  # lines that read like rows, by which lines between a title and a frame are a table
TITLE_COVERAGE = 0.5  # share of amount columns a title's form must explain


@dataclass(slots=True)
class FoundTable:
    """One of the nine tables with its grids in page order."""

    form: Form
    title: str
    tag: str | None
    unit: str | None
    parts: list[Grid]
    notes: list[Note] = field(default_factory=list)
    by_header: bool = False  # no title says so
    fiscal_year: int | None = None  # of the report


@dataclass(slots=True)
class Unmatched:
    """A grid that fits no form, or fits one already read."""

    grid: Grid
    title: str
    reason: str


@dataclass(slots=True)
class _Heading:
    """What has been printed since the last table.

    ``other`` is the title of a table that is none of the nine; ``second_line`` the rest of a title that
    wraps; ``broken`` says that prose followed the title.
    """

    title: Title | None = None
    other: str = ""
    tag: str | None = None
    unit: str | None = None
    page: int = 0
    first_line: str = ""
    second_line: str = ""
    broken: bool = False


class TableFinder:
    """Walks the table pages of one report in order; see ``find_tables``."""

    def __init__(self, department: str, fiscal_year: int | None) -> None:
        self.department = department
        self.fiscal_year = fiscal_year
        self.tables: list[FoundTable] = []
        self.unmatched: list[Unmatched] = []
        self.heading = _Heading()
        self.open_unruled: list[Region] | None = None
        self.by_height: tuple[int, ByHeight] | None = None  # glyphs of the page with this number
        self.rows_met = 0  # lines that read like rows in the open table without rules
        self.noted = 0  # page on which a note stands under the open table without rules

    def walk(self, page: Page) -> None:
        """Take in one page."""
        self._page_turn(page.number)
        grids = grids_of_tables(page)
        outside = [line for line in page.lines if not any(_inside(line, grid) for grid in grids)]
        items: list[tuple[float, TextLine | Grid]] = [(line.y0, line) for line in outside]
        items += [(grid.box[1], grid) for grid in grids]
        ordered = [item for _, item in sorted(items, key=lambda pair: pair[0])]
        for index, item in enumerate(ordered):
            if isinstance(item, Grid):
                self._take_grid(item)
            else:
                after = ordered[index + 1] if index + 1 < len(ordered) else None
                self._take_line(page, item, after.text if isinstance(after, TextLine) else "")

    def finish(self) -> None:
        """Close what is still open at the end of the report."""
        self._close_unruled()

    def _page_turn(self, number: int) -> None:
        """A title at the foot of a page heads the first table of the next one, if only captions follow it."""
        heading = self.heading
        stale = heading.broken or (heading.title is None and (not heading.other or bool(heading.first_line)))
        if stale and self.open_unruled is None:
            self.heading = _Heading(tag=None if stale else self.heading.tag)
        if self.open_unruled is not None and self.open_unruled and self.open_unruled[-1].page < number - 1:
            self._close_unruled()

    def _take_line(self, page: Page, line: TextLine, next_line: str) -> None:
        if _is_page_number(page, line) or _is_running_head(page, line):
            return
        if self.heading.second_line == line.text:
            self.heading.second_line = ""
            return
        title = title_of(line.text, self.department)
        wrapped = None if title else wrapped_title_of(line.text, next_line, self.department)
        if title or wrapped:
            self._close_unruled()
            second = next_line if wrapped else ""
            self._open_heading(title or wrapped, page.number, line.text, second)
            return
        if is_title_like(line.text):
            self._close_unruled()
            self._open_other(line.text, page.number)
            return
        self.heading.tag = table_tag(line.text) or self.heading.tag
        self.heading.unit = unit_of(line.text) or self.heading.unit
        if is_caption(line.text) or self._rests_at_note(page.number, line.text):
            return
        if is_note(line.text) or _SENTENCE.search(line.text):
            self._close_unruled()
            self.heading.broken = True
        elif (self.heading.title and not self.heading.broken) or self.open_unruled is not None:
            self._extend_unruled(page, line)
        elif not self.heading.first_line:
            self.heading.first_line = line.text

    def _rests_at_note(self, page: int, line: str) -> bool:
        """Tell whether a line is of the note under a table without rules, which may go on overleaf."""
        if self.open_unruled and not self.noted and is_note(line):
            self.noted = page
        if self.noted == page and not _PART.search(line):
            return True
        if self.noted and not (page > self.noted and is_data_line(line)):
            self._close_unruled()
        self.noted = 0
        return False

    def _open_heading(self, title: Title | None, page: int, line: str, second_line: str = "") -> None:
        """Begin anew at a title; a tag or unit may stand above it or in its own line."""
        tag = table_tag(line + second_line) or self.heading.tag
        unit = unit_of(line + second_line) or self.heading.unit
        self.heading = _Heading(title, "", tag, unit, page, line, second_line)

    def _open_other(self, line: str, page: int) -> None:
        """Begin anew at the title of a table that is none of the nine."""
        tag, unit = table_tag(line) or self.heading.tag, unit_of(line) or self.heading.unit
        self.heading = _Heading(None, line, tag, unit, page)

    def _extend_unruled(self, page: Page, line: TextLine) -> None:
        if self.by_height is None or self.by_height[0] != page.number:
            self.by_height = page.number, ByHeight(page.glyphs)
        glyphs = tuple(self.by_height[1].between(line.y0, line.y1))
        if self.open_unruled is None:
            self.open_unruled = []
        self.rows_met += is_data_line(line.text)
        self.open_unruled.append(Region(page.number, glyphs, tuple(page.rules)))

    def _close_unruled(self) -> None:
        """Rebuild the table collected from lines, where they are one."""
        collected, self.open_unruled, self.noted, self.rows_met = self.open_unruled, None, 0, 0
        heading = self.heading
        if not collected or not heading.title:
            return
        self.heading = _Heading()
        pages = sorted({region.page for region in collected})
        regions = [_joined([region for region in collected if region.page == page]) for page in pages]
        grids = build_grids(heading.title.form, regions)
        form = heading.title.form
        if not grids or not (_is_large(grids) or knows_columns(form, grids)):
            return
        self._open_table(heading, grids[0], grids[1:])
        for grid in grids[1:]:
            if self.tables and self.tables[-1].parts[0] is grids[0]:
                self.tables[-1].parts.append(grid)

    def _take_grid(self, grid: Grid) -> None:
        if self.noted:
            self._close_unruled()
        for text in (text for texts in caption_rows(grid) for text in texts):
            self._take_caption(text, grid.page)
        if self.rows_met >= ROWS_OF_A_TABLE:
            self._close_unruled()
        heading, self.heading = self.heading, _Heading()
        lines, self.open_unruled, self.rows_met = self.open_unruled or [], None, 0
        if heading.page < grid.page and (heading.broken or any(line.page == grid.page for line in lines)):
            heading.title = None  # of a contents page: text stands between it and the grid
        current = self.tables[-1] if self.tables else None
        if heading.title is None:
            if current and not _is_another(heading, current) and self._continues(current, grid):
                current.parts.append(grid)
            else:
                self._open_by_header(heading, grid)
        elif (
            current
            and self._is_same_title(heading.title, current)
            and repeats_title(current.form, current.parts, grid)
        ):
            current.parts.append(grid)
        else:
            self._open_table(heading, grid)

    def _is_same_title(self, title: Title, table: FoundTable) -> bool:
        """Tell whether a title is the one over the table: …收入支出决算表 is not …支出决算表."""
        said = [bare_title(text, self.department) for text in (title.text, table.title)]
        return title.form is table.form and (said[0] == said[1] or not table.title)

    def _take_caption(self, text: str, page: int) -> None:
        """Take in a title, tag or unit printed in the first rows of the grid itself."""
        if title := title_of(text, self.department):
            self._open_heading(title, page, text)
        elif is_title_like(text):
            self._open_other(text, page)
        self.heading.tag = table_tag(text) or self.heading.tag
        self.heading.unit = unit_of(text) or self.heading.unit

    def _continues(self, current: FoundTable, grid: Grid) -> bool:
        last = current.parts[-1]
        if any(_place(other.grid) > _place(last) for other in self.unmatched[-1:]):
            return False
        if grid.page - last.page == BLANK_PAGE_BETWEEN:
            return grid.cols == last.cols and same_edges(last, grid) and not is_headed(grid)
        if opens_anew(current.form, current.parts[0], grid):
            return False
        if grid.page - last.page not in (0, 1) or is_headed_otherwise(grid, current.parts[0]):
            return False
        return grid.cols == last.cols or same_edges(last, grid)

    def _open_table(self, heading: _Heading, grid: Grid, rest: Sequence[Grid] = ()) -> None:
        """Begin a table with its first grid; ``rest`` are the others of one without rules."""
        assert heading.title is not None
        form = heading.title.form
        notes: list[Note] = []
        if coverage(form, grid, rest) < TITLE_COVERAGE:
            better = forms_by_header(grid, {t.form.table_code for t in self.tables})
            if len(better) != 1:
                self.unmatched.append(Unmatched(grid, heading.title.text, "no_measures"))
                return
            notes.append(
                ("title_contradicts_header", {"by_title": form.table_code, "by_header": better[0].table_code})
            )
            form = better[0]
        by_header = form is not heading.title.form
        self._add(FoundTable(form, heading.title.text, heading.tag, heading.unit, [grid], notes, by_header))

    def _open_by_header(self, heading: _Heading, grid: Grid) -> None:
        """Take a table without any title for what its header says; a title not known tells another table."""
        fitting = [] if heading.other else forms_by_header(grid, {t.form.table_code for t in self.tables})
        if len(fitting) == 1:
            notes: list[Note] = [("title_missing", {})]
            self._add(FoundTable(fitting[0], "", heading.tag, heading.unit, [grid], notes, by_header=True))
        else:
            self.unmatched.append(Unmatched(grid, heading.other or heading.first_line, "no_form"))

    def _add(self, table: FoundTable) -> None:
        """Keep the first table of a form, but rather one that bears the title than one told by its header."""
        table.fiscal_year = self.fiscal_year
        _take_unit_of_header(table)
        held = next((t for t in self.tables if t.form is table.form), None)
        if held is None:
            self.tables.append(table)
        elif held.by_header and not table.by_header:
            self.unmatched += [Unmatched(part, held.title, "no_form") for part in held.parts]
            self.tables = [*(t for t in self.tables if t is not held), table]
        else:
            self.unmatched.append(Unmatched(table.parts[0], table.title, "repeated_table"))


def find_tables(
    pages: list[Page], department: str, fiscal_year: int | None = None
) -> tuple[list[FoundTable], list[Unmatched]]:
    """Find the tables on the given pages, which come in order with their grids already read."""
    finder = TableFinder(department, fiscal_year)
    for page in pages:
        finder.walk(page)
    finder.finish()
    return finder.tables, finder.unmatched


def _is_another(heading: _Heading, current: FoundTable) -> bool:
    """Tell whether what stands over a grid without a title of the nine says that another table begins."""
    tags = heading.tag, current.tag
    differ = all(tag and tag.isdigit() for tag in tags) and len({str(tag).lstrip("0") for tag in tags}) > 1
    return bool(heading.other) or differ or is_annex(heading.first_line)


def _take_unit_of_header(table: FoundTable) -> None:
    """Take the unit that the header's cells name: it stands nearer to the amounts than the caption."""
    units = header_units(table.parts[0])
    if len(units) != 1 or units == {table.unit}:
        return
    (unit,) = units
    if table.unit:
        table.notes.append(("unit_differs", {"caption": table.unit, "header": unit}))
    table.unit = unit


def _place(grid: Grid) -> tuple[int, float]:
    """Place of a grid in reading order."""
    return grid.page, grid.box[1]


def _inside(line: TextLine, grid: Grid) -> bool:
    middle = (line.y0 + line.y1) / 2
    return grid.box[1] - 1 <= middle <= grid.box[3] + 1 and line.x1 > grid.box[0] and line.x0 < grid.box[2]


def _is_page_number(page: Page, line: TextLine) -> bool:
    return page.is_in_margin(line.y0, line.y1) and bool(_PAGE_NUMBER.match(match_key(line.text)))


def _is_large(grids: list[Grid]) -> bool:
    """Tell a table from a line or two of text, as contents pages list under a title."""
    return grids[0].cols >= 3 and sum(grid.rows for grid in grids) >= 3


def _is_running_head(page: Page, line: TextLine) -> bool:
    return page.is_in_margin(line.y0, line.y1) and is_running_head(line.text)


def _joined(regions: list[Region]) -> Region:
    """One region of those collected on a page."""
    return Region(regions[0].page, _unique(g for r in regions for g in r.glyphs), regions[0].rules)


def _unique(glyphs: Iterable[Glyph]) -> tuple[Glyph, ...]:
    return tuple(dict.fromkeys(glyphs))
