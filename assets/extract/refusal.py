"""Opening a file as a report, or refusing it with a reason."""

from pathlib import Path

import pypdfium2 as pdfium

from assets.extract.pages import OpenReport
from assets.extract.pdfium_text import DocumentTooLarge

HEADER_BYTES = 1024  # a PDF names itself within these, by ISO 32000 annex H


class Unreadable(Exception):
    """The report cannot be read; ``reason`` is a term of quality_quarantine, the message what was seen."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def open_report(path: Path) -> OpenReport:
    """Open a PDF whose text speaks of accounts; the caller closes it.

    Raises ``Unreadable`` for anything else: an empty or foreign file, an encrypted, damaged or oversized one,
    one without pages or text, and one about other things.
    """
    _refuse_foreign_bytes(path)
    try:
        report = OpenReport(path)
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
    if not report.has_text:
        if not report.has_images:
            raise Unreadable("not_a_report", f"none of its {report.page_count} pages has text or an image")
        detail = f"its {report.page_count} pages are images without text: a scan, which needs OCR"
        raise Unreadable("no_text_layer", detail)
    if not report.speaks_of_accounts:
        raise Unreadable("not_a_report", "no page speaks of final accounts (决算) or budgets (预算)")
