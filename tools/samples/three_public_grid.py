"""Laying out 07, 三公: budget and final amounts of six items in one row."""

from tools.samples.grids import amount_cell
from tools.samples.layout import Layout
from tools.samples.model import Grid, GridCell, GridRow, Line

ITEMS = ("total", "abroad", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")
CAPTIONS = {
    "total": "合计",
    "abroad": "因公出国（境）费",
    "vehicle": "小计",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行费",
    "reception": "公务接待费",
}
VEHICLES = "公务用车购置及运行费"
COLUMNS = (("budget", "预算数"), ("final", "决算数"))
NINE = {
    "budget": ("total", "abroad", "vehicle", "vehicle_purchase", "reception"),
    "final": ("total", "vehicle", "vehicle_purchase", "reception"),
}
"""The damaged form of one published report, which lost three of the twelve columns."""


def three_public_grid(layout: Layout, line: Line) -> Grid:
    """Lay out 07 with budget and final interleaved per item, or as two blocks (damaged: 'nine' columns)."""
    if layout.three_public == "interleaved":
        return _interleaved(layout, line)
    items = NINE if layout.three_public == "nine" else {column: ITEMS for column, _ in COLUMNS}
    order = [f"{column}_{item}" for column, _ in COLUMNS for item in items[column]]
    top = [GridCell(caption, columns=len(items[column])) for column, caption in COLUMNS]
    middle: GridRow = []
    below: GridRow = []
    for column, _ in COLUMNS:
        vehicle = [item for item in items[column] if item.startswith("vehicle")]
        for item in items[column]:
            if item == "vehicle":
                middle.append(GridCell(VEHICLES, columns=len(vehicle)))
            elif not item.startswith("vehicle"):
                middle.append(GridCell(CAPTIONS[item], rows=2))
        below += [GridCell(CAPTIONS[item]) for item in vehicle]
    return _grid(layout, line, order, [top, middle, below])


def _interleaved(layout: Layout, line: Line) -> Grid:
    order = [f"{column}_{item}" for item in ITEMS for column, _ in COLUMNS]
    top = [
        GridCell(CAPTIONS["total"], columns=2, rows=2),
        GridCell(CAPTIONS["abroad"], columns=2, rows=2),
        GridCell(VEHICLES, columns=6),
        GridCell(CAPTIONS["reception"], columns=2, rows=2),
    ]
    middle = [GridCell(CAPTIONS[item], columns=2) for item in ITEMS if item.startswith("vehicle")]
    below = [GridCell(caption) for _ in ITEMS for _, caption in COLUMNS]
    return _grid(layout, line, order, [top, middle, below])


def _grid(layout: Layout, line: Line, order: list[str], header: list[GridRow]) -> Grid:
    if layout.column_numbers:
        header = [*header, [GridCell(str(n)) for n in range(1, len(order) + 1)]]
    body = [[amount_cell(layout, "07", line, measure) for measure in order]]
    return Grid("07", layout.unit_of("07"), tuple(1.0 for _ in order), header, body, 8.5)
