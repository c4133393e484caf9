"""Opening a file as a report, or refusing it with a reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pypdfium2 as pdfium

from assets.extract.pages import OpenReport
from assets.extract.pdfium_text import DocumentTooLarge
from assets.extract.trust import untrusted_pages

HEADER_BYTES = 1024  # a PDF names itself within these, by ISO 32000 annex H


class Unreadable(Exception):
    """The report cannot be read; ``reason`` is a term of quality_quarantine, the message what was seen."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def open_report(path: Path, unnamed: Mapping[int, frozenset[str]] | None = None) -> OpenReport:
    """Open a PDF whose text speaks of accounts, or that has pages to recognise first; the caller closes it.

    ``unnamed`` gives, by page, the fonts that do not name their characters (``repair.Source``). Raises
    ``Unreadable`` for anything else: an empty or foreign file, an encrypted, damaged or oversized one, one
    without pages, text and images, and one about other things.
    """
    _refuse_foreign_bytes(path)
    try:
        report = OpenReport(path, unnamed)
    except pdfium.PdfiumError as error:
        # pdfium keeps its last error, which may be another file's.
        if "password" in str(error).lower() and b"/Encrypt" in path.read_bytes():
            raise Unreadable("encrypted", "a password is needed to open it") from error
        raise Unreadable("damaged", str(error)) from error
    except DocumentTooLarge as error:
        raise Unreadable("too_large", str(error)) from error
    try:
        _refuse_foreign_content(report)
    except Unreadable:
        report.close()
        raise
    return report


def _refuse_foreign_bytes(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    if not head:
        raise Unreadable("empty_file", "the file has no bytes")
    if b"%PDF-" not in head:
        raise Unreadable("not_pdf", f"no %PDF- in its first {HEADER_BYTES} bytes")


def _refuse_foreign_content(report: OpenReport) -> None:
    if report.page_count == 0:
        raise Unreadable("damaged", "the file has no pages")
    if not report.has_text and not report.has_images:
        raise Unreadable("not_a_report", f"none of its {report.page_count} pages has text or an image")
    if not report.speaks_of_accounts and not untrusted_pages(report):
        refuse_foreign_subject()


def refuse_foreign_subject() -> NoReturn:
    """Raise the refusal of a document about other things, by its text or by what was recognised of it."""
    raise Unreadable("not_a_report", "no page speaks of final accounts (决算) or budgets (预算)")
