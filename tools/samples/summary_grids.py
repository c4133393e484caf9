"""Laying out 01 and 04, the tables with income on the left and expenditure on the right."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from tools.samples.facts import form
from tools.samples.grids import amount_cell
from tools.samples.layout import Layout
from tools.samples.model import Grid, GridCell, GridRow, Line

NUMERALS = "一二三四五六七八九十"
PARTS = (("item", "of_which"), ("total",), ("balance", "sub_balance"), ("grand",))
Labelled = tuple[str, Line]
"""A line with its label as printed, ordinal included."""


def ordinal(number: int) -> str:
    """Return a number below 100 in Chinese numerals: 1 is 一, 21 is 二十一."""
    tens, ones = divmod(number, 10)
    text = "" if tens == 0 else ("十" if tens == 1 else NUMERALS[tens - 1] + "十")
    return text + (NUMERALS[ones - 1] if ones else "")


def two_sided_grid(layout: Layout, table: str, lines: Sequence[Line]) -> Grid:
    """Lay out 01 or 04: both sides level, each part (items, total, balances, 总计) padded with blank rows."""
    measures = {side: _measures(layout, table, side) for side in ("income", "expenditure")}
    left, right = (_labelled([line for line in lines if line.side == side]) for side in measures)
    pairs = [
        pair
        for roles in PARTS
        for pair in zip_longest(
            *([entry for entry in side if entry[1].role in roles] for side in (left, right))
        )
    ]
    body = [
        [
            *_side_cells(layout, table, income, measures["income"], number),
            *_side_cells(layout, table, expenditure, measures["expenditure"], number + len(pairs)),
        ]
        for number, (income, expenditure) in enumerate(pairs, start=1)
    ]
    label = (17.0, 3.0) if layout.line_numbers else (17.0,)
    widths = tuple(w for side in measures.values() for w in (*label, *(8.5 for _ in side)))
    header = _header(layout, table, measures)
    return Grid(table, layout.unit_of(table), widths, header, body, 8.0 if len(widths) > 7 else 9.0)


def _measures(layout: Layout, table: str, side: str) -> list[str]:
    budgets = [c["measure"] for c in form("columns")["budget"]] if layout.budget_columns else []
    if table == "01" or side == "income":
        return [*budgets, "final"]
    columns = [c["measure"] for c in form("columns")["04"]]
    return [*budgets, *(columns if layout.state_capital_column else columns[:-1])]


def _labelled(lines: Sequence[Line]) -> list[Labelled]:
    labelled, count = [], 0
    for line in lines:
        count += line.role == "item"
        before = {"item": f"{ordinal(count)}、", "of_which": "\u3000\u3000"}.get(line.role, "")
        labelled.append((before + line.item, line))
    return labelled


def _side_cells(
    layout: Layout, table: str, entry: Labelled | None, measures: Sequence[str], number: int
) -> GridRow:
    line_number = [GridCell(str(number))] if layout.line_numbers else []
    if entry is None:
        return [GridCell(), *line_number, *(GridCell() for _ in measures)]
    label, line = entry
    align = "center" if line.role in {"total", "grand"} else "left"
    return [
        GridCell(label, align=align),
        *line_number,
        *(amount_cell(layout, table, line, measure) for measure in measures),
    ]


def _header(layout: Layout, table: str, measures: Mapping[str, Sequence[str]]) -> list[GridRow]:
    """Captions of both sides; in 04 with budget columns the final ones stand under 决算数."""
    captions = {c["measure"]: c["caption"] for key in ("04", "budget") for c in form("columns")[key]}
    captions["final"] = "决算数" if table == "01" or layout.budget_columns else "金额"
    grouped = layout.budget_columns and table == "04"
    depth = 2 if grouped else 1
    extra = 1 + layout.line_numbers
    top = [
        GridCell(name, columns=len(measures[side]) + extra)
        for side, name in (("income", "收入"), ("expenditure", "支出"))
    ]
    middle: GridRow = []
    below: GridRow = []
    for side, columns in measures.items():
        middle.append(GridCell("项目", rows=depth))
        middle += [GridCell("行次", rows=depth)] if layout.line_numbers else []
        final = [m for m in columns if not m.startswith("budget_")]
        if grouped and side == "expenditure":
            middle += [GridCell(captions[m], rows=depth) for m in columns if m not in final]
            middle.append(GridCell("决算数", columns=len(final)))
            below += [GridCell(captions[m]) for m in final]
        else:
            middle += [GridCell(captions[m], rows=depth) for m in columns]
    header = [top, middle, below] if grouped else [top, middle]
    return [*header, _column_numbers(layout, measures)] if layout.column_numbers else header


def _column_numbers(layout: Layout, measures: Mapping[str, Sequence[str]]) -> GridRow:
    row: GridRow = []
    number = 0
    for columns in measures.values():
        row.append(GridCell("栏次"))
        row += [GridCell()] if layout.line_numbers else []
        row += [GridCell(str(number + i)) for i in range(1, len(columns) + 1)]
        number += len(columns)
    return row
