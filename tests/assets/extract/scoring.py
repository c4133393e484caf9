"""Comparing what was read of a report with its true cells.

A row with a subject code is known by its code, any other by its label; the printed amount decides, in yuan.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from assets.extract.text import item_of, match_key

Place = tuple[str, str, str, str]  # table, side, code or label, measure
Figures = Counter[tuple[Place, Decimal]]


def true_figures(truth: dict[str, Any]) -> Figures:
    """Figures of a truth file; its blank cells are not among them."""
    return _figures(
        ((c["table"], c["side"], c["code"], c["item"], c["measure"]), c["amount"]) for c in truth["cells"]
    )


def read_figures(result: dict[str, Any]) -> Figures:
    """Figures of what ``read_report`` returned."""
    return _figures(
        ((c["table_code"], c["side"], c["subject_code"], c["item"], c["measure"]), c["amount"])
        for c in result["cells"]
    )


def _figures(cells: Iterable[tuple[tuple[str, str | None, str, str, str], str | None]]) -> Figures:
    return Counter(
        ((table, side or "", code or match_key(item_of(item)), measure), Decimal(amount))
        for (table, side, code, item, measure), amount in cells
        if amount is not None
    )


def differences(truth: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """One line for each figure that is missing, and for each that is not true; empty where all is right."""
    if result["status"] != "read":
        return [f"{result['status']}: {result['reason']}: {result['detail']}"]
    want, got = true_figures(truth), read_figures(result)
    lines = [f"missing {place} {amount}" for place, amount in (want - got).elements()]
    return sorted(lines + [f"untrue {place} {amount}" for place, amount in (got - want).elements()])
