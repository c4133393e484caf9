"""Rows of a grid as printed amounts: each with its item, code, measure and place.

One function per shape of table (``Form.kind``); all yield the same ``PrintedCell``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assets.extract.columns import Column, Columns
from assets.extract.forms import Form, load_header_words
from assets.extract.grid import Box, Grid, GridCell
from assets.extract.measure_names import complete, is_half
from assets.extract.numerals import ascii_form, is_amount, read_amount
from assets.extract.text import has_han, item_of, match_key, squeeze

# A code before its name, also one with a digit too few or too many; 2023 may be the year of a project.
_CODE_BEFORE_NAME = re.compile(r"^(\d{3}(?:\d{2}){0,2}(?=\D)|\d{6,9}(?=[^\d.,]))")
# A code amid its name, where the name wraps around it in a table without rules.
_CODE_WITHIN_NAME = re.compile(r"^([^\d]*[㐀-鿿])([1-9]\d{4}(?:\d{2})?)(?=[㐀-鿿])")
_DIGITS = re.compile(r"\d{3,}")


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One amount cell of a table, in the printed unit; ``row`` is the grid row it stands in.

    ``agreement``, ``confidence`` and ``doubt`` are the grid cell's (see ``GridCell``), the doubt of its row's
    code and label included: an amount under a doubtful key is doubtful.
    """

    row: int
    side: str | None
    block: int
    item: str
    label: str
    code: str
    measure: str
    printed: str
    box: Box
    row_kind: str
    agreement: str = "single"
    confidence: float | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Key:
    """What identifies a row within one block: its code and its label."""

    code: str
    label: str


def printed_cells(form: Form, grid: Grid, columns: Columns, rows: list[int]) -> list[PrintedCell]:
    """Return the amount cells of the given rows, in reading order.

    A row without code, label or amount is not a printed row; a blank amount of a row that has one of them is
    a cell.
    """
    if form.kind == "one_row":
        return list(_one_row(form, grid, columns, rows))
    cells: list[PrintedCell] = []
    for row in rows:
        for block in columns.blocks:
            cells += _block_cells(form, grid, columns, row, block)
    return cells


def _block_cells(form: Form, grid: Grid, columns: Columns, row: int, block: int) -> Iterator[PrintedCell]:
    key = row_key(form, grid, columns, row, block)
    amounts = _amount_cells(form, grid, columns, row, block)
    if not _is_keyed(key) and not any(read_amount(text).kind == "amount" for _, _, text, _ in amounts):
        return
    item = item_of(key.label)
    kind = form.row_kind(item)
    if kind == "total" and form.kind == "coded_rows":
        item = "合计"
    side = form.sides[block - 1] if form.sides and block <= len(form.sides) else None
    keys = [grid.owner[row][c.index] for role in ("code", "name") for c in columns.of_role(role, block)]
    for column, at, text, box in amounts:
        cell = grid.owner[row][at]
        agreement, doubt = _standing(cell, keys)
        yield PrintedCell(
            row,
            side,
            block,
            item,
            key.label,
            key.code,
            column.measure,
            text,
            box,
            kind,
            agreement,
            cell.confidence,
            doubt,
        )


def _standing(cell: GridCell, keys: list[GridCell]) -> tuple[str, str]:
    """Agreement and doubt of an amount: its own, or what is worse, those of the cells that name its row."""
    agreement, doubt = cell.agreement, cell.doubt
    for key in keys:
        doubt = doubt or key.doubt
        if key.agreement == "settled" and key.doubt:
            agreement = "settled"
    return agreement, doubt


def row_key(form: Form, grid: Grid, columns: Columns, row: int, block: int) -> _Key:
    """Code and label of a row within a block; the total's label may stand in the code column.

    Whatever has digits in a code column is the code as printed, a misprinted one too.
    """
    captions = load_header_words().captions
    parts: list[str] = []
    label = ""
    for column in columns.of_role("code", block):
        text = squeeze(grid.text(row, column.index))
        if has_han(text) and match_key(text) not in captions:
            label += text
        elif any(c.isdigit() for c in text) and not has_han(text):
            parts.append(ascii_form(text))
    for column in columns.of_role("name", block):
        text = squeeze(grid.text(row, column.index))
        together = _CODE_BEFORE_NAME.match(ascii_form(text)) if form.subjects and not parts else None
        if together:
            parts.append(together.group(1))
            text = text[len(together.group(1)) :]
        elif form.subjects and not parts and (within := _CODE_WITHIN_NAME.match(ascii_form(text))):
            parts.append(within.group(2))
            text = within.group(1) + ascii_form(text)[within.end() :]
        elif form.subjects and not parts and _DIGITS.fullmatch(ascii_form(text)):
            parts.append(ascii_form(text))
            text = ""
        label += text
    return _Key(_join_code(parts) if form.subjects else "", label)


def _is_keyed(key: _Key) -> bool:
    return bool(key.code or key.label)


def _join_code(parts: list[str]) -> str:
    """Join 类, 款, 项 columns: 201|06|01, 201|6|1, or each level in full (201|20106|2010601)."""
    code = ""
    for part in parts:
        if code and part.startswith(code):
            code = part
        else:
            code += part.zfill(2) if code else part
    return code


def _amount_cells(
    form: Form, grid: Grid, columns: Columns, row: int, block: int
) -> list[tuple[Column, int, str, Box]]:
    """Amount columns of a block in one row, each with index, text and box of the cell that covers it."""
    if form.kind == "coded_blocks":
        block_columns = _columns_reached(form, grid, columns, row, block)
    else:
        block_columns = [(c, c) for c in columns.of_role("amount", block)]
    return [
        (own, at.index, grid.text(row, at.index), _cell_box(grid, row, at.index)) for own, at in block_columns
    ]


def _columns_reached(
    form: Form, grid: Grid, columns: Columns, row: int, block: int
) -> list[tuple[Column, Column]]:
    """Pairs (column of the block, column its amount is printed in).

    A total under the blocks of 06 spans merged cells, so that its amount may stand in a later block's column:
    blocks without a key in this row lend theirs to the keyed block on their left.
    """
    own = columns.of_role("amount", block)
    if not _is_keyed(row_key(form, grid, columns, row, block)):
        lender = next((b for b in reversed(columns.blocks) if b < block), None)
        lent = lender is not None and any(
            at.block == block for _, at in _columns_reached(form, grid, columns, row, lender)
        )
        return [] if lent else [(c, c) for c in own]
    reached = [(c, c) for c in own]
    for later in (b for b in columns.blocks if b > block):
        if any(grid.text(row, at.index).strip() for _, at in reached):
            break
        if _is_keyed(row_key(form, grid, columns, row, later)):
            break
        lent_columns = columns.of_role("amount", later)
        if len(lent_columns) == len(own) and any(grid.text(row, c.index).strip() for c in lent_columns):
            reached = list(zip(own, lent_columns, strict=True))
    return reached


def units_of_rows(form: Form, grid: Grid, columns: Columns, rows: list[int]) -> list[list[int]]:
    """Grid rows to read together: one by one, but all at once where the form is one row in meaning.

    Figures of such a form that stand below one another in one column are rows of their own, as where a table
    of 三公 lists the units of a department.
    """
    if form.kind != "one_row":
        return [[row] for row in rows]
    if _completed_by_labels(columns):
        return [rows] if rows else []
    amounts = columns.of_role("amount")
    own = [row for row in rows if not form.is_other_row(row_key(form, grid, columns, row, 1).label)]
    printed = {row: [text for c in amounts if (text := grid.text(row, c.index)).strip()] for row in own}
    filled = [row for row in own if any(read_amount(text).kind != "words" for text in printed[row])]
    filled = filled or [row for row in own if printed[row]] or own[:1]
    if any(sum(bool(grid.text(row, c.index).strip()) for row in filled) > 1 for c in amounts):
        return [[row] for row in filled]
    return [filled] if filled else []


def _completed_by_labels(columns: Columns) -> bool:
    """Tell whether the labels of rows name half of what the columns measure."""
    return any(is_half(column.measure) for column in columns.of_role("amount"))


def _one_row(form: Form, grid: Grid, columns: Columns, rows: list[int]) -> Iterator[PrintedCell]:
    """Yield the cells of a table that is one row in meaning, wherever in these rows its figures stand."""
    if _completed_by_labels(columns):
        yield from _labelled_figures(form, grid, columns, rows)
        return
    label = "".join(row_key(form, grid, columns, row, 1).label for row in rows)
    for column in columns.of_role("amount"):
        row = next((row for row in rows if grid.text(row, column.index).strip()), rows[0])
        yield replace(_figure(grid, row, column, column.measure), label=label)


def _labelled_figures(form: Form, grid: Grid, columns: Columns, rows: list[int]) -> Iterator[PrintedCell]:
    """Yield one cell a measure that header and row label name together, rather one with an amount."""
    for cells in _named_figures(form, grid, columns, rows).values():
        yield _taken(cells)


def spare_figures(form: Form, grid: Grid, columns: Columns, rows: list[int]) -> list[Box]:
    """Places of amounts that are no cells: in rows known to be others, or of a measure named before."""
    if form.kind != "one_row":
        return []
    spare = [
        _cell_box(grid, row, column.index)
        for row in rows
        for column in columns.of_role("amount")
        if form.is_other_row(row_key(form, grid, columns, row, 1).label)
    ]
    by_label = _completed_by_labels(columns)
    for cells in _named_figures(form, grid, columns, rows).values() if by_label else ():
        spare += [cell.box for cell in cells if cell is not _taken(cells)]
    return spare


def _taken(cells: list[PrintedCell]) -> PrintedCell:
    """Of several cells of one measure, the first that holds an amount, else the first."""
    return next((cell for cell in cells if is_amount(cell.printed)), cells[0])


def _named_figures(form: Form, grid: Grid, columns: Columns, rows: list[int]) -> dict[str, list[PrintedCell]]:
    """Cells by the measure that header and row label name together, in print order."""
    named: dict[str, list[PrintedCell]] = {}
    for row in rows:
        label = row_key(form, grid, columns, row, 1).label
        for column in columns.of_role("amount"):
            if measure := complete(form, column.measure, label):
                named.setdefault(measure, []).append(_figure(grid, row, column, measure))
    return named


def _figure(grid: Grid, row: int, column: Column, measure: str) -> PrintedCell:
    text, box = grid.text(row, column.index), _cell_box(grid, row, column.index)
    cell = grid.owner[row][column.index]
    standing = (cell.agreement, cell.confidence, cell.doubt)
    return PrintedCell(row, None, 1, "", "", "", measure, text, box, "item", *standing)


def _cell_box(grid: Grid, row: int, col: int) -> Box:
    cell = grid.owner[row][col]
    if cell.row_span == 1:
        return cell.box
    # A cell no rule closes below is framed by its own row only.
    heights = [c.box for c in grid.owner[row] if c.row == row and c.row_span == 1]
    return (cell.box[0], heights[0][1], cell.box[2], heights[0][3]) if heights else cell.box
