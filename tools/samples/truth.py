"""The true cells of a sample: what its pages print, known from the facts and not read from the PDF."""

from collections import Counter
from typing import Any

from tools.samples.amounts import FEN, printed_yuan
from tools.samples.facts import Facts
from tools.samples.model import Grid, Page, Text


def make_truth(facts: Facts, pages: list[Page], sha256: str) -> dict[str, Any]:
    """Return the truth of a report: amount cells and narrative figures with their pages, misprints.

    Amounts are yuan as decimal strings, null where a cell is blank or a dash; they follow the unit printed
    over the table. `known_defects` names what the published report itself got wrong.
    """
    cells, narrative = [], []
    rows: Counter[str] = Counter()
    for number, page in enumerate(pages, start=1):
        for block in page.blocks:
            if isinstance(block, Grid):
                cells += _grid_cells(block, number, rows[block.table_code])
                rows[block.table_code] += len(block.body)
            elif isinstance(block, Text):
                narrative += [
                    {"key": name, "printed": printed, "amount": str(yuan.quantize(FEN)), "page": number}
                    for name, printed, yuan in block.figures
                ]
    return {
        "sha256": sha256,
        "department": facts.department,
        "year": facts.fiscal_year,
        "unit": facts.layout.unit_of(""),
        "pages": len(pages),
        "cells": cells,
        "narrative": narrative,
        "injected": [_injected(wrong, cells) for wrong in facts.content.get("misprints", [])],
        "known_defects": facts.content.get("known_defects", []),
    }


def _grid_cells(grid: Grid, page: int, rows_before: int) -> list[dict[str, Any]]:
    cells = []
    for row_no, row in enumerate(grid.body, start=rows_before + 1):
        for cell in row:
            if cell.key is None:
                continue
            yuan = printed_yuan(cell.text, grid.unit)
            cells.append(
                {
                    "table": grid.table_code,
                    "side": cell.key.side,
                    "item": cell.key.item,
                    "code": cell.key.code,
                    "measure": cell.key.measure,
                    "printed": cell.text,
                    "amount": None if yuan is None else str(yuan),
                    "page": page,
                    "unit": grid.unit,
                    "row_no": row_no,
                    "block_no": cell.key.block,
                }
            )
    return cells


def _injected(wrong: dict[str, str], cells: list[dict[str, Any]]) -> dict[str, Any]:
    code, measure, printed = wrong.get("code", ""), wrong["measure"], wrong["printed"]
    place = next(
        c
        for c in cells
        if (c["table"], c["code"], c["measure"], c["printed"]) == (wrong["table"], code, measure, printed)
    )
    return {
        **{key: place[key] for key in ("table", "side", "item", "code", "measure", "printed", "page")},
        "correct": wrong["correct"],
        "kind": wrong["kind"],
    }
