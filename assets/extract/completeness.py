"""Whether the rows of a table are all there, told from the codes and totals that were read.

A page that breaks off, or a row that no reader saw, leaves a code without the one above it or a table without
its total. Conservation counts the numbers that are on the page; this asks for rows that are not.
"""

from collections import defaultdict
from typing import Any

PARENT_LENGTH = {7: 5, 5: 3}  # digits of a 项 and of the 款 over it, of a 款 and of its 类
CODED = frozenset({"02", "03", "05", "08", "09"})  # 06 prints classes of its own, in blocks
LABELS_OF_TOTALS = ("合计", "总计")
MOST_NAMED = 5


def gaps_of(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return findings ``rows_missing`` and ``total_missing`` for tables of functional codes.

    A parent counts as missing only where the table prints rows of its level at all. ``cells`` are those of
    ``report.read_report``.
    """
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for cell in cells:
        tables[cell["table_code"]].append(cell)
    return [
        finding for code, rows in sorted(tables.items()) if code in CODED for finding in _gaps(code, rows)
    ]


def _gaps(table_code: str, cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    codes = {cell["subject_code"] for cell in cells if cell["subject_code"]}
    if not codes:
        return []
    levels = {len(code) for code in codes}
    page = cells[-1]["page"]
    missing = sorted(
        {
            parent
            for code in codes
            if (length := PARENT_LENGTH.get(len(code))) in levels and (parent := code[:length]) not in codes
        }
    )
    found = []
    if missing:
        named = "、".join(missing[:MOST_NAMED]) + ("…" if len(missing) > MOST_NAMED else "")
        found.append({"rule_id": "rows_missing", "table_code": table_code, "page": page, "codes": named})
    if not any(cell["item"].endswith(LABELS_OF_TOTALS) for cell in cells if not cell["subject_code"]):
        found.append({"rule_id": "total_missing", "table_code": table_code, "page": page})
    return found
