"""Which rows of a grid are header, which are column numbers (栏次), and which hold data.

A grid may change from header to data more than once: 三公 tables print the budget block over the final one.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from assets.extract.forms import load_header_words
from assets.extract.grid import Grid
from assets.extract.numerals import column_number, read_amount
from assets.extract.text import has_ordinal, match_key
from assets.extract.titles import is_caption, is_note, is_title_like, title_of, unit_of, without_unit

LEAST_COLUMN_NUMBERS = 3


@dataclass(slots=True)
class Section:
    """Header rows and the rows of data under them; ``ordinal_rows`` print the numbers of the columns."""

    header_rows: list[int] = field(default_factory=list)
    ordinal_rows: list[int] = field(default_factory=list)
    body_rows: list[int] = field(default_factory=list)


def split_sections(
    grid: Grid, repeated: frozenset[tuple[str, ...]] = frozenset(), continued: bool = False
) -> list[Section]:
    """Divide a grid into sections, top to bottom.

    ``continued`` says that the grid goes on from the page before, so that its first rows are data unless they
    repeat a header; ``repeated`` holds the header rows known from the table's first part (see ``row_keys``).
    """
    sections = [Section()]
    known = set(repeated)
    for row in range(len(caption_rows(grid)), grid.rows):
        heading = bool(sections[-1].header_rows) and not sections[-1].body_rows
        inside_body = continued or bool(sections[-1].body_rows)
        kind = _row_kind(grid, row, inside_body, heading, known)
        if kind in ("header", "ordinal") and sections[-1].body_rows:
            sections.append(Section())
        section = sections[-1]
        if kind == "header":
            section.header_rows.append(row)
            known.add(row_keys(grid, row))
        elif kind == "ordinal":
            section.ordinal_rows.append(row)
        elif kind == "body":
            section.body_rows.append(row)
    return sections


def caption_rows(grid: Grid) -> list[list[str]]:
    """Texts of the rows at the top of a grid that hold its title, unit or department."""
    captions: list[list[str]] = []
    for row in range(grid.rows):
        texts = [text for text in grid.texts(row) if text.strip()]
        if not texts or not all(_is_over_table(text) for text in texts):
            break
        captions.append(texts)
    return captions


def _is_over_table(text: str) -> bool:
    """Tell whether a text is one of those that stand over a table's header."""
    return bool(title_of(text) or is_title_like(text) or is_caption(text) or unit_of(text))


def prose_rows(grid: Grid) -> list[int]:
    """Rows of a grid that are no part of its table: captions at its top, notes anywhere."""
    captions = len(caption_rows(grid))
    return [row for row in range(grid.rows) if row < captions or _is_note_row(row_keys(grid, row))]


def row_keys(grid: Grid, row: int) -> tuple[str, ...]:
    """Texts of a row folded for comparison, blanks left out."""
    return tuple(match_key(text) for text in grid.texts(row) if text.strip())


def header_path(grid: Grid, section: Section, col: int) -> str:
    """Join the header cells over a column, outermost first and without units: '本年支出/基本支出'."""
    parts: list[str] = []
    seen: set[int] = set()
    for row in section.header_rows:
        cell = grid.owner[row][col]
        if id(cell) in seen:
            continue
        seen.add(id(cell))
        key = without_unit(match_key(cell.text))
        if key:
            parts.append(key)
    return "/".join(parts)


def header_units(grid: Grid) -> set[str]:
    """Units of amounts printed in the cells of a grid's first header."""
    section = next((section for section in split_sections(grid) if section.header_rows), Section())
    texts = [text for row in section.header_rows for text in row_keys(grid, row)]
    return {unit for text in texts if without_unit(text) != text and (unit := unit_of(text))}


def _row_kind(grid: Grid, row: int, inside_body: bool, heading: bool, known: set[tuple[str, ...]]) -> str:
    """Return 'header', 'ordinal', 'body', or 'none' for a row that holds nothing of its own.

    ``heading`` says that the row above is header; ``known`` holds the header rows met so far.
    """
    keys = row_keys(grid, row)
    if not keys:
        return _blank_row_kind(grid, row, inside_body)
    if _is_note_row(keys):
        return "none"
    if numbers_columns(keys):
        return "ordinal"
    if set(keys) <= load_header_words().totals:
        return "body"
    if keys in known or (_is_vocabulary(keys) and (heading or not inside_body or _heads_anew(grid, row))):
        return "header"
    return "body" if inside_body or any(_is_figure(key) or has_ordinal(key) for key in keys) else "header"


def _blank_row_kind(grid: Grid, row: int, inside_body: bool) -> str:
    """Tell a row of data left blank (an empty 三公) from one that cells of the header above reach into."""
    if all(cell.row < row for cell in grid.owner[row]):
        return "none"
    under_numbers = row > 0 and are_column_numbers(row_keys(grid, row - 1))
    return "body" if inside_body or under_numbers else "header"


def _is_note_row(keys: tuple[str, ...]) -> bool:
    return len(keys) == 1 and is_note(keys[0])


@lru_cache(maxsize=4096)
def numbers_columns(keys: tuple[str, ...]) -> bool:
    """Tell a row that numbers the columns, whatever captions stand beside the numbers."""
    vocabulary = load_header_words()
    rest = tuple(
        key for key in keys if key not in vocabulary.captions and key not in vocabulary.ordinal_labels
    )
    labelled = any(key in vocabulary.ordinal_labels for key in keys)
    # One of them may be misread in a scan; a row with such a label has no amounts.
    numbered = 2 * sum(column_number(key) is not None for key in rest) > len(rest)
    return are_column_numbers(rest) or (labelled and numbered)


@lru_cache(maxsize=4096)
def _is_vocabulary(keys: tuple[str, ...]) -> bool:
    vocabulary = load_header_words()
    keys = tuple(map(without_unit, keys))
    return set(keys) <= vocabulary.words | vocabulary.labels | vocabulary.totals


def _heads_anew(grid: Grid, row: int) -> bool:
    """Tell a header under rows of data from a row of labels whose amounts are blank."""
    return not _is_label_alone(grid, row) and not load_header_words().words.isdisjoint(row_keys(grid, row))


def _is_figure(key: str) -> bool:
    """Tell whether a text fills an amount cell: a number or a dash."""
    return read_amount(key).kind != "words"


def _is_label_alone(grid: Grid, row: int) -> bool:
    """Tell a label beside blank cells (公务接待费 in a 三公 that runs down the page) from a merged header."""
    filled = [cell for cell in grid.owner[row] if cell.text.strip()]
    starting = all(cell.row == row for cell in grid.owner[row])
    return grid.ruled and starting and len(filled) == 1 and filled[0].col == 0


def are_column_numbers(keys: tuple[str, ...]) -> bool:
    """Tell whether the texts are column numbers that count up one by one."""
    numbers = [number for key in keys if (number := column_number(key)) is not None]
    if len(numbers) < max(len(keys), LEAST_COLUMN_NUMBERS):
        return False
    return all(after == before + 1 for before, after in pairwise(numbers))
