"""Tables that are none of the nine, as rows of raw_table and raw_cell."""

from collections.abc import Iterable
from typing import Any

Rows = list[dict[str, Any]]


def raw_table_rows(sha256: str, tables: Iterable[dict[str, Any]]) -> Rows:
    """One row per table with its text, numbered through the report."""
    rows = []
    for number, table in enumerate(tables, start=1):
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in table["rows"])
        row = {"sha256": sha256, "page": table["page"], "table_no": number, "title": table["title"]}
        rows.append({**row, "reason": table["reason"], "row_count": len(table["rows"]), "text": text})
    return rows


def raw_cell_rows(sha256: str, tables: Iterable[dict[str, Any]]) -> Rows:
    """One row per cell of each table, in the numbering of ``raw_table_rows``; rows and columns from 1."""
    rows = []
    for number, table in enumerate(tables, start=1):
        of_table = {"sha256": sha256, "page": table["page"], "table_no": number, "source": table["source"]}
        for cell in table["cells"]:
            place = {"row_no": cell["row"] + 1, "col_no": cell["col"] + 1}
            spans = {"row_span": cell["row_span"], "col_span": cell["col_span"]}
            box = dict(zip(("x0", "y0", "x1", "y1"), cell["box"], strict=True))
            rows.append({**of_table, **place, **spans, "text": " ".join(cell["text"].split()), **box})
    return rows
