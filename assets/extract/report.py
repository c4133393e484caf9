"""One report read whole: PDF in, printed cells and everything noticed on the way out, as plain JSON-able data.

Runs inside a sandboxed worker. Nothing here knows departments, files or page numbers.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from assets.extract.camelot_reader import read_grids
from assets.extract.columns import Columns, assign_columns
from assets.extract.conserve import Account, Token, account_for
from assets.extract.document import Identity, identify
from assets.extract.forms import load_forms
from assets.extract.grid import Box, Grid, Page
from assets.extract.header import Section, row_keys, split_sections
from assets.extract.numerals import read_amount
from assets.extract.pages import OpenReport
from assets.extract.pdfium_text import DocumentTooLarge
from assets.extract.rows import PrintedCell, printed_cells
from assets.extract.tables import FoundTable, Unmatched, find_tables
from assets.extract.text import has_ordinal, item_of

HEADER_BYTES = 1024  # a PDF names itself within these, by ISO 32000 annex H
YUAN_IN = {"万元": Decimal(10000), "元": Decimal(1)}


class Unreadable(Exception):
    """The report cannot be read; ``reason`` is a term of quality_quarantine, the message says what was seen."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class _Reading:
    """What has been gathered of one report."""

    cells: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)


def read_report(path: Path, file_name: str = "") -> dict[str, Any]:
    """Read one report; ``file_name`` is a hint, used (and noted) only where the document does not say what it is.

    Returns ``{"status": "read", "identity": …, "tables": […], "cells": […], "findings": […], "tokens": […],
    "raw_tables": […], "pages": n}`` or ``{"status": "quarantined", "reason": …, "detail": …}``. Amounts are
    strings in yuan; boxes are points on the page as displayed. Errors of the PDF libraries propagate: they share no
    base class, and the caller names them.
    """
    try:
        return _read(path, file_name)
    except Unreadable as refusal:
        return {"status": "quarantined", "reason": refusal.reason, "detail": refusal.detail}


def _read(path: Path, file_name: str) -> dict[str, Any]:
    _refuse_foreign_bytes(path)
    with _open(path) as report:
        _refuse_unsupported(report)
        pages = [report.page(number) for number in report.table_pages()]
        identity = identify([line.text for line in report.page(1).lines], report.texts, pages, file_name)
        page_count = report.page_count
    if identity.report_kind == "budget":
        raise Unreadable("unsupported_kind", f"a budget (预算): {identity.title}")
    if not pages:
        raise Unreadable("no_tables", f"none of its {page_count} pages holds a table of a report")
    read_grids(path, pages)
    tables, unmatched = find_tables(pages, identity.department or "")
    if not tables:
        grids = sum(len(page.grids) for page in pages)
        raise Unreadable(
            "no_tables", f"none of the {grids} grids on {len(pages)} pages fits one of the nine forms"
        )
    if identity.department is None or identity.fiscal_year is None:
        missing = "department" if identity.department is None else "fiscal year"
        raise Unreadable("unidentified", f"neither cover, captions nor file name tell the {missing}")
    reading = _Reading()
    unit = None
    for table in sorted(tables, key=lambda t: (t.parts[0].page, t.parts[0].box[1])):
        unit = _take_table(reading, table, unit)
    tokens = [t for page in pages for t in account_for(page, _complete(reading, page, unmatched))]
    _note_document(reading, identity, unmatched, tokens)
    return _as_json(reading, identity, pages, unmatched, tokens, page_count)


def _refuse_foreign_bytes(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    if not head:
        raise Unreadable("empty_file", "the file has no bytes")
    if b"%PDF-" not in head:
        raise Unreadable("not_pdf", f"no %PDF- in its first {HEADER_BYTES} bytes")


def _open(path: Path) -> OpenReport:
    try:
        return OpenReport(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("encrypted", "a password is needed to open it") from error
        raise Unreadable("damaged", str(error)) from error
    except DocumentTooLarge as error:
        raise Unreadable("too_large", str(error)) from error


def _refuse_unsupported(report: OpenReport) -> None:
    if report.page_count == 0:
        raise Unreadable("damaged", "the file has no pages")
    if not report.has_text:
        raise Unreadable(
            "no_text_layer", f"none of its {report.page_count} pages has text: a scan, which needs OCR"
        )
    if not report.speaks_of_accounts:
        raise Unreadable("not_a_report", "no page speaks of final accounts (决算) or budgets (预算)")


def _take_table(reading: _Reading, table: FoundTable, previous_unit: str | None) -> str:
    """Turn one table into cells; return the unit its amounts are in."""
    unit = table.unit if table.unit in YUAN_IN else None
    where = {"table_code": table.form.table_code, "page": table.parts[0].page}
    if unit is None:
        unit = previous_unit or "万元"
        rule = "unit_unsupported" if table.unit else "unit_missing"
        reading.findings.append({"rule_id": rule, **where, "printed": table.unit or "", "taken": unit})
    rows = _number_rows(list(_table_rows(reading, table)))
    for note in [*table.notes, *(note for part in table.parts for note in part.notes)]:
        reading.findings.append({"rule_id": note[0], **where, **note[1]})
    for row_no, page, frame_cells in rows:
        for cell in frame_cells:
            reading.cells.append(_cell_json(table, cell, row_no, page, unit))
            reading.accounts.setdefault(page, Account([], [])).cells.append((cell.box, cell.printed))
    reading.tables.append(
        {
            "table_code": table.form.table_code,
            "printed_table_no": table.tag or "",
            "title": table.title,
            "unit": unit,
            "pages": sorted({part.page for part in table.parts}),
            "rows": len(rows),
            "ruled": all(part.ruled for part in table.parts),
        }
    )
    return unit


def _table_rows(reading: _Reading, table: FoundTable) -> Iterator[tuple[int, list[PrintedCell]]]:
    """Yield (page, cells) for every printed row of a table, over all its parts."""
    columns: Columns | None = None
    repeated: frozenset[tuple[str, ...]] = frozenset()
    for index, grid in enumerate(table.parts):
        sections = split_sections(grid, repeated, continued=index > 0)
        repeated |= {row_keys(grid, row) for section in sections for row in section.header_rows}
        for section in sections:
            if section.header_rows or columns is None:
                columns = assign_columns(table.form, grid, section)
                table.notes += [note for note in columns.notes if note not in table.notes]
            elif len(columns.columns) != grid.cols:
                columns = _fit_columns(columns, table.parts[index - 1], grid)
            _ignore(reading, grid, section, columns)
            for row in section.body_rows:
                cells = printed_cells(
                    table.form, grid, columns, [row] if table.form.kind != "one_row" else section.body_rows
                )
                if cells:
                    yield grid.page, cells
                if table.form.kind == "one_row":
                    break


def _fit_columns(columns: Columns, before: Grid, grid: Grid) -> Columns:
    """Carry columns over to a part with another number of them, by where they stand."""
    spans = [before.column_span(col) for col in range(before.cols)]
    fitted = []
    for col in range(grid.cols):
        left, right = grid.column_span(col)
        shared = [min(right, b) - max(left, a) for a, b in spans]
        nearest = shared.index(max(shared))
        old = next((c for c in columns.columns if c.index == nearest), None)
        if old is not None:
            fitted.append(type(old)(col, old.role, old.block, old.measure, old.path))
    return Columns(tuple(fitted), columns.notes)


def _number_rows(rows: list[tuple[int, list[PrintedCell]]]) -> list[tuple[int, int, list[PrintedCell]]]:
    """Number printed rows from 1; the rest of a row that a page break divided joins its first part."""
    numbered: list[tuple[int, int, list[PrintedCell]]] = []
    for page, cells in rows:
        before = numbered[-1] if numbered else None
        if before and page > before[1] and _is_rest_of_row(before[2], cells):
            joined = [_join(a, b) for a, b in zip(before[2], cells, strict=True)]
            numbered[-1] = (before[0], page if any(c.printed for c in cells) else before[1], joined)
        else:
            numbered.append((len(numbered) + 1, page, cells))
    return numbered


def _is_rest_of_row(before: list[PrintedCell], after: list[PrintedCell]) -> bool:
    """Tell whether cells without a key of their own finish the row before them."""
    if len(before) != len(after) or not any(c.code for c in before) or any(c.code for c in after):
        return False
    if any(has_ordinal(c.label) or c.row_kind != "item" for c in after):
        return False
    return not any(a.printed.strip() and b.printed.strip() for a, b in zip(before, after, strict=True))


def _join(one: PrintedCell, rest: PrintedCell) -> PrintedCell:
    label = one.label + rest.label
    moved = rest if rest.printed.strip() else one
    return PrintedCell(
        moved.row,
        one.side,
        one.block,
        item_of(label),
        label,
        one.code,
        one.measure,
        moved.printed,
        moved.box,
        one.row_kind,
    )


def _cell_json(table: FoundTable, cell: PrintedCell, row_no: int, page: int, unit: str) -> dict[str, Any]:
    reading = read_amount(cell.printed)
    amount = None if reading.value is None else str((reading.value * YUAN_IN[unit]).quantize(Decimal("0.01")))
    return {
        "table_code": table.form.table_code,
        "printed_table_no": table.tag or "",
        "row_no": row_no,
        "side": cell.side,
        "block_no": cell.block,
        "item": cell.item,
        "printed_label": cell.label,
        "row_kind": cell.row_kind,
        "subject_code": cell.code,
        "measure": cell.measure,
        "printed": " ".join(cell.printed.split()),
        "value_kind": reading.kind,
        "unit": unit,
        "amount": amount,
        "decimals": reading.decimals,
        "page": page,
        "box": cell.box,
        "source": "text",
    }


def _ignore(reading: _Reading, grid: Grid, section: Section, columns: Columns) -> None:
    """Name the places of a grid whose numbers are no amounts."""
    ignored = reading.accounts.setdefault(grid.page, Account([], [])).ignored
    for row in section.header_rows:
        ignored += [(cell.box, "header") for cell in grid.owner[row]]
    for row in section.ordinal_rows:
        ignored += [(cell.box, "ordinal_column") for cell in grid.owner[row]]
    names = {"code": "code", "name": "label", "ordinal": "ordinal_row", "unknown": "unknown_column"}
    for column in columns.columns:
        if column.role in names:
            ignored += [(grid.owner[row][column.index].box, names[column.role]) for row in section.body_rows]


def _complete(reading: _Reading, page: Page, unmatched: list[Unmatched]) -> Account:
    account = reading.accounts.get(page.number, Account([], []))
    raw = [(u.grid.box, "raw_table") for u in unmatched if u.grid.page == page.number]
    return Account(account.cells, account.ignored + raw)


def _note_document(
    reading: _Reading, identity: Identity, unmatched: list[Unmatched], tokens: list[Token]
) -> None:
    reading.findings += [
        {"rule_id": rule, "table_code": None, "page": 1, **params} for rule, params in identity.notes
    ]
    found = {table["table_code"] for table in reading.tables}
    for form in load_forms():
        if form.table_code not in found and (
            form.owed_from is None or (identity.fiscal_year or 9999) >= form.owed_from
        ):
            reading.findings.append(
                {
                    "rule_id": "table_missing",
                    "table_code": form.table_code,
                    "page": None,
                    "title": form.titles[0],
                }
            )
    for other in unmatched:
        shape = {"title": other.title, "rows": other.grid.rows, "cols": other.grid.cols}
        reading.findings.append(
            {"rule_id": other.reason, "table_code": None, "page": other.grid.page, **shape}
        )
    for token in tokens:
        if token.token_class == "lost":
            reading.findings.append(
                {"rule_id": "number_lost", "table_code": None, "page": token.page, "token": token.text}
            )


def _as_json(
    reading: _Reading,
    identity: Identity,
    pages: list[Page],
    unmatched: list[Unmatched],
    tokens: list[Token],
    page_count: int,
) -> dict[str, Any]:
    frames = {page.number: page.frame for page in pages}

    def displayed(page: int, box: Box) -> list[float]:
        return [round(v, 2) for v in frames[page].to_display(box)]

    for cell in reading.cells:
        cell["box"] = displayed(cell["page"], cell["box"])
    return {
        "status": "read",
        "pages": page_count,
        "identity": asdict(identity),
        "tables": reading.tables,
        "cells": reading.cells,
        "findings": reading.findings,
        "tokens": [
            {"page": t.page, "token": t.text, "token_class": t.token_class, "box": displayed(t.page, t.box)}
            for t in tokens
            if t.token_class != "cell"
        ],
        "token_counts": {
            name: sum(t.token_class == name for t in tokens)
            for name in sorted({t.token_class for t in tokens})
        },
        "raw_tables": [
            {
                "page": u.grid.page,
                "title": u.title,
                "reason": u.reason,
                "box": displayed(u.grid.page, u.grid.box),
                "rows": [u.grid.texts(row) for row in range(u.grid.rows)],
            }
            for u in unmatched
        ],
    }
