"""A statement given as printed cells, and misprints put into a computed one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tools.samples.facts import Facts
from tools.samples.model import Line, Statement

TOTALS = frozenset({"本年收入合计", "本年支出合计", "合计", "人员经费合计", "公用经费合计"})


def printed_statement(facts: Facts) -> Statement:
    """Return the tables a facts file gives cell by cell.

    Under `tables`, each table (01 and 04: each side) has `measures` and `rows` of [code, item, amounts…].
    """
    statement: dict[str, list[Line]] = {}
    for code, table in facts.content["tables"].items():
        sides: list[tuple[str | None, Any]] = [
            (side, table[side]) for side in ("income", "expenditure") if side in table
        ]
        statement[code] = [line for side, part in sides or [(None, table)] for line in _lines(side, part)]
    return statement


def _lines(side: str | None, part: Mapping[str, Any]) -> list[Line]:
    lines: list[Line] = []
    role = "item"
    for code, item, *amounts in part["rows"]:
        if item == "总计":
            role = "grand"
        elif item in TOTALS:
            role = "total"
        elif role in {"total", "balance"} and side:
            role = "sub_balance" if item.endswith("预算财政拨款") else "balance"
        elif role == "total":
            role = "item"
        lines.append(Line(item, dict(zip(part["measures"], amounts, strict=True)), side, code, role))
    return lines


def misprint(statement: Statement, misprints: list[Mapping[str, str]]) -> Statement:
    """Replace the amounts the misprints name by their wrong printed text; the rest stays.

    Raises ValueError when a misprint names no cell, or more than one.
    """
    lines = {code: list(rows) for code, rows in statement.items()}
    for wrong in misprints:
        rows = lines[wrong["table"]]
        hits = [i for i, line in enumerate(rows) if _names(wrong, line)]
        if len(hits) != 1:
            raise ValueError(f"a misprint must name one cell, not {len(hits)}: {dict(wrong)}")
        line = rows[hits[0]]
        rows[hits[0]] = replace(line, amounts={**line.amounts, wrong["measure"]: wrong["printed"]})
    return lines


def _names(wrong: Mapping[str, str], line: Line) -> bool:
    same_side = wrong.get("side") == line.side
    same_row = line.code == wrong.get("code", "") and (bool(line.code) or line.item == wrong["item"])
    return same_side and same_row and wrong["measure"] in line.amounts
