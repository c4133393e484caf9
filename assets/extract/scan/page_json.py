"""Recognised pages as plain JSON data, as tasks pass them between processes."""

from dataclasses import asdict
from typing import Any

from assets.extract.grid import Frame, Glyph, Grid, GridCell, Page, Rule
from assets.extract.pdfium_text import lines_of
from assets.extract.scan.frame import LeaningFrame


def page_to_json(page: Page) -> dict[str, Any]:
    """Return a page as JSON data; its lines are left out, because its glyphs make them."""
    return {
        "number": page.number,
        "source": page.source,
        "frame": asdict(page.frame),
        "glyphs": [list(glyph) for glyph in page.glyphs],
        "rules": [[rule.x0, rule.y0, rule.x1, rule.y1] for rule in page.rules],
        "grids": [
            {
                "box": grid.box,
                "rows": grid.rows,
                "cols": grid.cols,
                "ruled": grid.ruled,
                "cells": [asdict(cell) for cell in grid.cells()],
            }
            for grid in page.grids
        ],
    }


def page_from_json(data: dict[str, Any]) -> Page:
    """Return the page that ``page_to_json`` described; KeyError or TypeError for anything else."""
    frame = data["frame"]
    glyphs = [Glyph(*glyph) for glyph in data["glyphs"]]
    return Page(
        data["number"],
        LeaningFrame(**frame) if "skew" in frame else Frame(**frame),
        glyphs,
        lines_of(glyphs),
        [_grid(data["number"], grid) for grid in data["grids"]],
        [Rule(*rule) for rule in data["rules"]],
        data["source"],
    )


def _grid(number: int, data: dict[str, Any]) -> Grid:
    owner: list[list[GridCell | None]] = [[None] * data["cols"] for _ in range(data["rows"])]
    for values in data["cells"]:
        cell = GridCell(**{**values, "box": tuple(values["box"])})
        for row in owner[cell.row : cell.row + cell.row_span]:
            row[cell.col : cell.col + cell.col_span] = [cell] * cell.col_span
    return Grid(number, tuple(data["box"]), owner, data["ruled"])  # type: ignore[arg-type]  # all are filled
