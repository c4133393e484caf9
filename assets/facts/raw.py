"""Tables that are none of the nine, as rows of raw_table and raw_cell."""

from collections.abc import Iterable, Sequence
from typing import Any

from assets.extract.table_sets import Kind

Rows = list[dict[str, Any]]


def raw_table_rows(sha256: str, tables: Sequence[dict[str, Any]], kinds: Sequence[Kind | None]) -> Rows:
    """One row per table with its text, numbered through the report; ``kinds`` names those that are known."""
    rows = []
    for number, (table, kind) in enumerate(zip(tables, kinds, strict=True), start=1):
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in table["rows"])
        row = {"sha256": sha256, "page": table["page"], "table_no": number, "title": table["title"]}
        names = {"kind": kind.id, "kind_zh": kind.zh, "kind_en": kind.en} if kind else {}
        size = {"row_count": len(table["rows"]), "text": text}
        rows.append({**row, **names, "reason": table["reason"], **size})
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
