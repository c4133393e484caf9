"""What a file is by its bytes. Names and media types of portals are hints at best."""

import codecs
import re
from pathlib import Path

HEAD_BYTES = 4096
# Readers find the mark of a PDF anywhere in its first kibibyte.
PDF_MARK_WITHIN = 1024

_STARTS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Office documents are zip files, told by the names of their members.
_OFFICE = (
    (b"OFD.xml", "ofd"),
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"[Content_Types].xml", "office"),
    (b"mimetypeapplication/vnd.oasis", "office"),
)
# What stands before the first element is taken once and for all (*+): weighing anew where each comment ends
# would take a few of them longer than anybody lives.
_HTML = re.compile(
    rb"(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*+<(?:!doctype\s+html|html|head|body|script|meta|title)\b", re.S
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(head: bytes) -> str:
    """The kind of a file that starts with these bytes.

    One of pdf, zip, docx, xlsx, pptx, office, ofd, ole (doc, xls, ppt, wps), rar, 7z, gzip, rtf, image, html,
    xml, text, empty, unknown.
    """
    if not head.strip(b"\x00 \t\r\n"):
        return "empty"
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(_ZIP_STARTS):
        return next((kind for mark, kind in _OFFICE if mark in head), "zip")
    return _kind_of_text(head)


def kind_of_file(path: Path) -> str:
    """The kind of a file, by its first bytes."""
    with path.open("rb") as file:
        return kind_of(file.read(HEAD_BYTES))


def is_cut_short(path: Path) -> bool:
    """Whether a PDF ends without the mark of its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - HEAD_BYTES))
        return b"%%EOF" not in file.read()


def _kind_of_text(head: bytes) -> str:
    text = head
    for mark in _MARKS:
        text = text.removeprefix(mark)
    text = text.replace(b"\x00", b"").lstrip().lower()
    # An error page may speak of PDFs.
    if _HTML.match(text):
        return "html"
    if b"%PDF-" in head[:PDF_MARK_WITHIN]:
        return "pdf"
    if text.startswith(b"<?xml"):
        return "xml"
    for encoding in ("utf-8", "gb18030"):
        try:
            # Where the head ends, a last character may be half.
            decoded = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return "unknown" if any(ord(character) < 9 for character in decoded) else "text"
    return "unknown"
