"""Laying out the lines of a table as rows and columns of cells, as the layout of the report wants them."""

from collections.abc import Sequence
from itertools import groupby

from tools.samples.amounts import print_amount
from tools.samples.facts import form
from tools.samples.layout import Layout
from tools.samples.model import Grid, GridCell, GridRow, Key, Line

Column = dict[str, str]
CODE_CAPTION = "支出功能分类科目编码"


def amount_cell(layout: Layout, table: str, line: Line, measure: str, *, block: int = 1) -> GridCell:
    """Return the cell of one amount, printed in the table's unit; text amounts stand as they are."""
    if measure not in line.amounts:
        return GridCell()
    amount = line.amounts[measure]
    if not isinstance(amount, str):
        zero = layout.zero_of(table, measure)
        amount = print_amount(amount, layout.unit_of(table), separators=layout.separators, zero=zero)
    return GridCell(amount, align="right", key=Key(line.side, line.item, line.code, measure, block))


def coded_grid(layout: Layout, table: str, lines: Sequence[Line]) -> Grid:
    """Lay out 02, 03, 05, 08 or 09: subject code, name, one column per measure."""
    columns = [c for c in form("columns")[table] if _is_printed(layout, c["measure"])]
    rows = [_coded_row(layout, table, line, columns) for line in lines]
    if table in layout.total_last:
        rows = [*rows[1:], rows[0]]
    header, first = _coded_header(layout, columns)
    if first is not None:
        if table in layout.total_last:
            header.append([*first, *(GridCell() for _ in columns)])
        else:
            rows[0] = [*first[:-1], *_name_cells(layout, lines[0])[-1:], *rows[0][-len(columns) :]]
    codes = (3.2, 3.2, 3.2) if layout.split_codes else (8.0,)
    return Grid(table, layout.unit_of(table), (*codes, 20.0, *(9.5 for _ in columns)), header, rows)


def _is_printed(layout: Layout, measure: str) -> bool:
    return layout.education_fees or measure != "education_fees"


def _coded_header(layout: Layout, columns: Sequence[Column]) -> tuple[list[GridRow], GridRow | None]:
    """Header rows, and the captions 类 款 项 when they share their row with the first row of the body."""
    codes = 3 if layout.split_codes else 1
    top = [GridCell("项目", columns=codes + 1)]
    below = [GridCell(CODE_CAPTION, columns=codes), GridCell("科目名称")]
    for group, members in groupby(columns, lambda c: c.get("group", "")):
        for run in [list(members)] if group else [[m] for m in members]:
            if group and len(run) > 1:
                top.append(GridCell(group, columns=len(run)))
                below += [GridCell(c["caption"]) for c in run]
            else:
                top.append(GridCell(group or run[0]["caption"], rows=2))
    header = [top, below]
    if not layout.split_codes:
        if layout.column_numbers:
            header.append([GridCell("栏次", columns=2), *_numbers(1, len(columns))])
        return header, None
    captions = [GridCell("类"), GridCell("款"), GridCell("项")]
    if layout.column_numbers:
        header.append([*captions, GridCell("栏次"), *_numbers(1, len(columns))])
        return header, None
    return header, [*captions, GridCell()]


def _coded_row(layout: Layout, table: str, line: Line, columns: Sequence[Column]) -> GridRow:
    amounts = [amount_cell(layout, table, line, c["measure"]) for c in columns]
    return [*_name_cells(layout, line), *amounts]


def _name_cells(layout: Layout, line: Line) -> GridRow:
    if line.role == "total":
        codes = 3 if layout.split_codes else 1
        if layout.total_label == "across":
            return [GridCell(line.item, columns=codes + 1)]
        if layout.total_label == "code":
            return [GridCell(line.item, columns=codes), GridCell()]
        return [*_blank(codes), GridCell(line.item)]
    name = GridCell(line.item, align="left")
    if not layout.split_codes:
        return [GridCell(line.code, align="left"), name]
    return [*(GridCell(part) for part in (line.code[:3], line.code[3:5], line.code[5:7])), name]


def _blank(count: int) -> GridRow:
    return [GridCell() for _ in range(count)]


def _numbers(first: int, count: int) -> GridRow:
    return [GridCell(str(n)) for n in range(first, first + count)]


def basic_grid(layout: Layout, lines: Sequence[Line]) -> Grid:
    """Lay out 06: economic subjects in two or three blocks side by side, the two sums in the last row."""
    blocks = economic_blocks(layout.economic_blocks, lines)
    sums = [line for line in lines if line.role == "total"]
    split = layout.split_codes
    width = 4 if split else 3
    code = GridCell("经济分类科目编码", columns=2 if split else 1)
    code_header = [code, GridCell("科目名称"), GridCell("决算数")]
    header = [
        [GridCell("人员经费", columns=width), GridCell("公用经费", columns=width * (len(blocks) - 1))],
        [cell for _ in blocks for cell in code_header],
    ]
    if split:
        header[1] = [cell for _ in blocks for cell in (code_header[0], *_deep(code_header[1:]))]
        header.append([cell for _ in blocks for cell in (GridCell("类"), GridCell("款"))])
    body = [
        [
            cell
            for number, block in enumerate(blocks, start=1)
            for cell in (_basic_cells(layout, block[i], number) if i < len(block) else _blank(width))
        ]
        for i in range(max(len(block) for block in blocks))
    ]
    wide = width * (len(blocks) - 1) - 1
    last = [GridCell(sums[0].item, columns=width - 1), amount_cell(layout, "06", sums[0], "final")]
    last += [
        GridCell(sums[1].item, columns=wide),
        amount_cell(layout, "06", sums[1], "final", block=len(blocks)),
    ]
    codes = (3.6, 3.0) if split else (6.5,)
    widths = tuple(w for _ in blocks for w in (*codes, 15.0, 8.5))
    return Grid("06", layout.unit_of("06"), widths, header, [*body, last], 8.5)


def _deep(cells: Sequence[GridCell]) -> list[GridCell]:
    return [GridCell(c.text, rows=2) for c in cells]


def _basic_cells(layout: Layout, line: Line, block: int) -> GridRow:
    codes = (line.code[:3], line.code[3:]) if layout.split_codes else (line.code,)
    return [
        *(GridCell(code) for code in codes),
        GridCell(line.item, align="left"),
        amount_cell(layout, "06", line, "final", block=block),
    ]


def economic_blocks(count: int, lines: Sequence[Line]) -> list[list[Line]]:
    """Part the economic subjects into 2 blocks (personnel, the rest) or 3 (personnel, 302, the rest)."""
    items = [line for line in lines if line.role != "total"]
    personnel = [line for line in items if line.code[:3] in {"301", "303"}]
    goods = [line for line in items if line.code[:3] == "302"]
    others = [line for line in items if line.code[:3] not in {"301", "302", "303"}]
    return [personnel, goods, others] if count == 3 else [personnel, [*goods, *others]]
