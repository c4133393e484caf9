"""The tasks that sandboxed workers run: JSON in, JSON out."""

import hashlib
from pathlib import Path
from typing import Any

from assets.extract.repair import prepared
from assets.extract.report import read_report
from assets.extract.scan.page_json import page_from_json, page_to_json


def extract(arguments: dict[str, Any]) -> dict[str, Any]:
    """Read the report at ``arguments["path"]``, whose bytes must have the hash ``arguments["sha256"]``.

    ``arguments["file_name"]`` is what it was called at its source, ``arguments["mode"]`` the reading mode
    (double where it is left out), ``arguments["recognised"]`` what ``recognise`` returned of its pages.
    """
    path = Path(arguments["path"])
    if changed := _changed(path, arguments["sha256"]):
        return changed
    given = arguments.get("recognised")
    recognised = None if given is None else {page["number"]: page_from_json(page) for page in given}
    return read_report(path, arguments["file_name"], arguments.get("mode", "double"), recognised)


def recognise(arguments: dict[str, Any]) -> dict[str, Any]:
    """Recognise page ``arguments["page"]`` (from 1) of the PDF at ``arguments["path"]`` from its image."""
    # Loaded here: only a scan is worth the memory that OpenCV and the recogniser take.
    import pypdfium2 as pdfium  # noqa: PLC0415

    from assets.extract.scan.page import recognise_page  # noqa: PLC0415

    with prepared(Path(arguments["path"]), to_draw=True) as source:
        document = pdfium.PdfDocument(source.path)
        try:
            page = document[arguments["page"] - 1]
            try:
                return page_to_json(recognise_page(page, arguments["page"]))
            finally:
                page.close()
        finally:
            document.close()


def _changed(path: Path, sha256: str) -> dict[str, Any] | None:
    """What becomes of a report whose bytes are not those that were archived."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found == sha256:
        return None
    detail = f"its bytes have changed since they were archived: their SHA-256 is {found}"
    return {"status": "quarantined", "reason": "damaged", "detail": detail, "cut_off": True}
