"""One report read whole: a PDF in; printed cells and everything noticed on the way out, as plain JSON data.

Runs inside a sandboxed worker. Nothing here knows departments, files or page numbers.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assets.extract.completeness import gaps_of
from assets.extract.document import Identity, identify
from assets.extract.double_reading import confirm_unruled, read_grids
from assets.extract.grid import Grid, Page
from assets.extract.interpretation import as_json, interpret, narrate
from assets.extract.pages import speaks_of_accounts
from assets.extract.refusal import Unreadable, open_report, refuse_foreign_subject
from assets.extract.repair import Source, mark_damage, prepared
from assets.extract.tables import FoundTable
from assets.extract.trust import untrusted_pages
from assets.reading_mode import ReadingMode


def read_report(
    path: Path,
    file_name: str = "",
    mode: ReadingMode = "double",
    recognised: dict[int, Page] | None = None,
) -> dict[str, Any]:
    """Read one report; ``file_name`` is a hint, used and noted where the document does not name itself.

    ``recognised`` are pages that a recogniser has read from their image, by number; where pages need that and
    it is None, ``{"status": "needs_ocr", "pages": {number: reason}, "page_count": n}`` is returned. Otherwise
    returns ``{"status": "read", "identity": …, "tables": […], "cells": […], "findings": […], "tokens": […],
    "raw_tables": […], "prose": […], "pages": n}`` or ``{"status": "quarantined", "reason": …, "detail": …}``.
    Amounts are strings in yuan; boxes are points on the page as displayed, but for those of the prose. Errors
    of the PDF libraries propagate: they share no base class, and the caller names them.
    """
    with _collecting_seldom(), prepared(path) as source:
        try:
            result = _read(source, file_name, mode, recognised)
        except Unreadable as refusal:
            result = {"status": "quarantined", "reason": refusal.reason, "detail": refusal.detail}
    if result["status"] == "read":
        result["findings"] += gaps_of(result["cells"])
    return mark_damage(result, source)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for cyclic garbage seldom: a report makes a hundred thousand small objects, hardly any in cycles.

    Looking after every 700 of them took a tenth of the time of reading.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _read(
    source: Source, file_name: str, mode: ReadingMode, recognised: dict[int, Page] | None
) -> dict[str, Any]:
    with open_report(source.path, source.unnamed) as report:
        source.lose(dict.fromkeys(report.unloadable, "the page cannot be loaded"))
        unread = untrusted_pages(report)
        if unread and recognised is None:
            return {"status": "needs_ocr", "pages": unread, "page_count": report.page_count}
        from_image = recognised or {}
        numbers = sorted({*report.table_pages(), *from_image} - (unread.keys() - from_image.keys()))
        pages = [from_image.get(number) or report.page(number) for number in numbers]
        texts = [_text_of(from_image.get(n), text) for n, text in enumerate(report.texts, start=1)]
        if not any(speaks_of_accounts(text) for text in texts):
            refuse_foreign_subject()
        first = from_image.get(1) or report.page(1)
        identity = identify([line.text for line in first.lines], texts, pages, file_name)
        page_count = report.page_count
        if identity.report_kind == "budget":
            raise Unreadable("unsupported_kind", f"a budget (预算): {identity.title}")
        if not pages:
            raise Unreadable("no_tables", f"none of its {page_count} pages holds a table of a report")
        others = set(range(1, page_count + 1)) - unread.keys() - set(numbers)
        texts_only = [report.page(number) for number in sorted(others)]
    printed = [page for page in pages if page.source == "text"]
    source.lose(read_grids(source.path, printed, mode))

    def confirm(unruled: list[Grid]) -> None:
        if mode == "double":
            confirm_unruled(source.path, printed, unruled)
        # Where no rule parts them, a recogniser may join two numbers, or what it read, to the wrong row.
        for cell in (cell for grid in unruled if grid.page in from_image for cell in grid.cells()):
            cell.doubt = cell.doubt or "low_confidence"

    reading = interpret(identity, page_count, pages, confirm)
    if mode == "single" and (doubtful := reading.pages_in_doubt):
        again = [page for page in printed if page.number in doubtful]
        source.lose(read_grids(source.path, again, "double"))
        reading = interpret(identity, page_count, pages, confirm)
    _refuse_unusable(identity, pages, reading.found)
    return {**as_json(reading), "prose": narrate(reading, texts_only)}


def _text_of(recognised: Page | None, text: str) -> str:
    """Text of a page: what was recognised of it, else its text layer's."""
    return "\n".join(line.text for line in recognised.lines) if recognised else text


def _refuse_unusable(identity: Identity, pages: list[Page], tables: list[FoundTable]) -> None:
    if not tables:
        grids = sum(len(page.grids) for page in pages)
        detail = f"none of the {grids} grids on {len(pages)} pages fits one of the nine forms"
        raise Unreadable("no_tables", detail)
    if identity.department is None or identity.fiscal_year is None:
        missing = "department" if identity.department is None else "fiscal year"
        raise Unreadable("unidentified", f"neither cover, captions nor file name tell the {missing}")
