"""What each column of a grid means: code, label, ordinal, or an amount of one measure.

Columns are told by their header path first, by what stands in them where the header says nothing, and by
position only where a form's usual number of amount columns is met exactly and no name speaks against it; the
last is noted, because it is a guess. Figures of another year are no measure of this one's table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assets.extract.column_orders import known_order, roles_by_place
from assets.extract.forms import Form, load_header_words
from assets.extract.grid import Grid, Note
from assets.extract.header import Section, header_path, row_keys, split_sections
from assets.extract.measure_names import is_half, is_of_another_year, is_preferred, measure_of
from assets.extract.numerals import ascii_form, is_code, is_code_part, is_plain_integer, read_amount
from assets.extract.text import has_han, match_key

_CODE_HEADER = re.compile(r"编码|代码|(^|/)[类款项](/|$)|(功能|经济)分类(科目)?$")
_NAME_HEADER = re.compile(r"名称$|(^|/)项目(\(按功能分类\))?$|(^|/)科目$")
_OTHER_DIVISION = re.compile(r"性质|经济分类")  # of the expenditure that a block beside lists by function
_ORDINAL_HEADER = re.compile(r"行次$|栏次$|序号$")


@dataclass(frozen=True, slots=True)
class Column:
    """Meaning of one column: ``role`` is 'code', 'name', 'ordinal', 'amount' or 'unknown'.

    ``block`` counts side-by-side blocks from 1 (the two sides of 01 and 04, the blocks of 06).
    """

    index: int
    role: str
    block: int = 1
    measure: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one section, left to right, with what is doubtful about them."""

    columns: tuple[Column, ...]
    notes: tuple[Note, ...] = ()

    def of_role(self, role: str, block: int | None = None) -> list[Column]:
        """Columns of a role, of one block or of all."""
        return [c for c in self.columns if c.role == role and block in (None, c.block)]

    @property
    def blocks(self) -> list[int]:
        """Numbers of the blocks, left to right."""
        return sorted({c.block for c in self.columns if c.role in ("code", "name", "amount")})


def assign_columns(
    form: Form,
    grid: Grid,
    section: Section,
    fiscal_year: int | None = None,
    rest: Sequence[Grid] = (),
) -> Columns:
    """Assign a meaning to every column of a section that has a header; ``fiscal_year`` is the report's.

    ``rest`` are the later parts of a table without rules, whose rows tell as much of its columns.
    """
    paths = [header_path(grid, section, col) for col in range(grid.cols)]
    roles = [] if grid.ruled else _roles_without_rules(form, grid, section, paths, rest)
    roles = roles or [_role(form, grid, section, col, paths[col]) for col in range(grid.cols)]
    blocks = _order_sides(form, _blocks(form, roles), roles, paths)
    columns = [
        Column(i, role, block, "", path)
        for i, (role, block, path) in enumerate(zip(roles, blocks, paths, strict=True))
    ]
    notes: list[Note] = []
    named: list[Column] = []
    for block in sorted(set(blocks)):
        members = [c for c in columns if c.block == block]
        if form.sides and block > len(form.sides):
            named += _leave_out(form, members, notes)
        else:
            named += _name_amounts(form, members, notes, grid.ruled, fiscal_year)
    return Columns(tuple(sorted(named, key=lambda c: c.index)), tuple(notes))


def _roles_without_rules(
    form: Form, grid: Grid, section: Section, paths: list[str], rest: Sequence[Grid]
) -> list[str]:
    """Roles of the columns of a table without rules, whose header seldom stands just over its column."""
    headers = frozenset(row_keys(grid, row) for row in section.header_rows)
    bodies = [(grid, section.body_rows)]
    bodies += [(part, s.body_rows) for part in rest for s in split_sections(part, headers, continued=True)]
    texts = [
        [text for part, rows in bodies for row in rows if (text := part.text(row, col)).strip()]
        for col in range(grid.cols)
    ]
    numbered = [
        bool(_ORDINAL_HEADER.search(path)) or (not form.subjects and _content_role(column) == "ordinal")
        for path, column in zip(paths, texts, strict=True)
    ]
    return roles_by_place(form, texts, _mostly_han, numbered)


def _role(form: Form, grid: Grid, section: Section, col: int, path: str) -> str:
    """Role of one column, by its header or, where that cannot be trusted, by its cells."""
    texts = [text for row in section.body_rows if (text := grid.text(row, col)).strip()]
    if _ORDINAL_HEADER.search(path):
        return "ordinal"
    if form.kind == "one_row":
        if _mostly_han([text for text in texts if read_amount(text).kind == "words"]):
            return "name"
        return "amount" if path else _content_role(texts)
    return _header_role(form, path, _mostly_han(texts)) or _content_role(texts)


def _header_role(form: Form, path: str, labels: bool) -> str:
    """Role a header path names, '' where none; ``labels`` says that the column holds mostly words."""
    if _CODE_HEADER.search(path) and not labels:
        return "code"
    if _NAME_HEADER.search(path):
        return "name"
    if measure_of(form, path):
        return "amount"
    return "name" if labels else ""


def _content_role(texts: list[str]) -> str:
    """Role of a column whose header is silent, from the cells of its rows."""
    if not texts:
        return "unknown"
    if _mostly_han(texts):
        return "name"
    if all(is_code(t) or is_code_part(t) for t in texts) and any(len(ascii_form(t)) >= 5 for t in texts):
        return "code"
    numbers = [int(ascii_form(t)) for t in texts if is_plain_integer(t)]
    if len(numbers) == len(texts) > 1 and all(after == before + 1 for before, after in pairwise(numbers)):
        return "ordinal"
    return "amount" if any(read_amount(t).kind != "words" for t in texts) else "unknown"


def _mostly_han(texts: list[str]) -> bool:
    vocabulary = load_header_words()
    meant = [
        t
        for t in texts
        if match_key(t) not in vocabulary.totals | vocabulary.captions and not match_key(t).endswith("合计")
    ]
    return bool(meant) and sum(has_han(t) for t in meant) * 2 > len(meant)


def _blocks(form: Form, roles: list[str]) -> list[int]:
    """Number the side-by-side blocks: a key column that follows an amount column opens a new one."""
    blocks: list[int] = []
    block, amount_seen = 1, False
    for role in roles:
        if form.kind in ("two_sided", "coded_blocks") and role in ("code", "name") and amount_seen:
            block, amount_seen = block + 1, False
        amount_seen = amount_seen or role == "amount"
        blocks.append(block)
    return blocks


def _order_sides(form: Form, blocks: list[int], roles: list[str], paths: list[str]) -> list[int]:
    """Number blocks that are no side of the form, as expenditure by its nature, after those that are."""
    numbers = sorted({block for block, role in zip(blocks, roles, strict=True) if role == "amount"})
    if not form.sides or len(numbers) <= len(form.sides):
        return blocks
    other = {block for block, path in zip(blocks, paths, strict=True) if _OTHER_DIVISION.search(path)}
    order = sorted(set(blocks), key=lambda block: (block in other or block not in numbers, block))
    return [order.index(block) + 1 for block in blocks]


def _leave_out(form: Form, members: list[Column], notes: list[Note]) -> list[Column]:
    """Make the amount columns of a block that is no side of the form unknown."""
    amounts = [column for column in members if column.role == "amount"]
    notes += _unknown_columns(form, amounts, [""] * len(amounts), [])
    return [replace(c, role="unknown") if c.role == "amount" else c for c in members]


def _name_amounts(
    form: Form, members: list[Column], notes: list[Note], ruled: bool, fiscal_year: int | None
) -> list[Column]:
    """Give the amount columns of one block their measures; those without one become 'unknown'."""
    block = members[0].block
    side = form.sides[block - 1] if form.sides and block <= len(form.sides) else None
    amounts = [column for column in members if column.role == "amount"]
    others = [column for column in amounts if is_of_another_year(column.path, fiscal_year)]
    known = None if ruled or others else known_order(form, [column.path for column in amounts], side)
    measures = ["" if column in others else measure_of(form, column.path, side) for column in amounts]
    if not any(column.role == "name" for column in members):
        measures = ["" if is_half(measure) else measure for measure in measures]
    if known:
        measures = known
    elif not all(measures) or len(set(measures)) < len(measures):
        usual = [] if others else form.positional.get(len(amounts), [])
        if usual and _agree(amounts, measures, usual, ruled):
            notes.append(("columns_by_position", {"block": str(block)}))
            measures = list(usual)
        else:
            measures = _one_of_each(form, amounts, measures)
            notes += _unknown_columns(form, amounts, measures, others)
    meant = {column.index: measure for column, measure in zip(amounts, measures, strict=True)}
    return [
        replace(column, role="amount" if meant[column.index] else "unknown", measure=meant[column.index])
        if column.index in meant
        else column
        for column in members
    ]


def _agree(amounts: list[Column], measures: list[str], usual: list[str], ruled: bool) -> bool:
    """Tell whether no header over the columns speaks against the usual measures in their usual order.

    Without rules a header seldom stands just over its column: there only a name contradicts.
    """
    if ruled and any(c.path and not measure for c, measure in zip(amounts, measures, strict=True)):
        return False
    return all(measure in ("", expected) for measure, expected in zip(measures, usual, strict=True))


def _one_of_each(form: Form, amounts: list[Column], measures: list[str]) -> list[str]:
    """Keep one column of every measure, the preferred or the first; others of the same name are not known."""
    kept: dict[str, Column] = {}
    for column, measure in zip(amounts, measures, strict=True):
        if measure not in kept or (
            is_preferred(form, column.path) and not is_preferred(form, kept[measure].path)
        ):
            kept[measure] = column
    return [
        measure if kept[measure] is column else "" for column, measure in zip(amounts, measures, strict=True)
    ]


def _unknown_columns(
    form: Form, amounts: list[Column], measures: list[str], others: list[Column]
) -> list[Note]:
    """Note the amount columns left without a measure, but for ``others`` and those a form has besides."""
    left = [c for c, measure in zip(amounts, measures, strict=True) if not measure and c not in others]
    unknown = [c.path or f"({c.index + 1})" for c in left if not form.is_other_column(c.path)]
    return [("columns_unknown", {"columns": ", ".join(unknown)})] if unknown else []
