"""Giving a PDF that has lost its end a new one: what is still in it is listed again.

A PDF's catalog and cross-reference table often stand last, so that a download that broke off leaves pages
without any list of them. Objects are found by their headers, those packed into object streams are unpacked,
and the pages found are hung on a new tree in the order in which they stand in the file.
"""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_COUNT = re.compile(rb"/N\s+(\d+)")
_FIRST = re.compile(rb"/First\s+(\d+)")
_DATA = re.compile(rb"stream\r?\n")
MOST_DICTIONARY = 4096  # bytes of an object in which its type is looked for
MOST_UNPACKED = 32 * 1024 * 1024


def with_new_end(data: bytes) -> bytes | None:
    """Return a PDF's bytes with a new catalog, page tree and trailer; None where no page is left."""
    pages: dict[int, int] = {}
    unpacked: list[bytes] = []
    highest = 0
    for number, generation, body in _objects(data):
        highest = max(highest, number)
        if _PAGE.search(body):
            pages[number] = generation
        elif _PACKED.search(body):
            for inner, text in _unpacked(body):
                highest = max(highest, inner)
                unpacked.append(b"%d 0 obj\n%s\nendobj\n" % (inner, text))
                if _PAGE.search(text):
                    pages[inner] = 0
    if not pages:
        return None
    tree, catalog = highest + 1, highest + 2
    kids = b" ".join(b"%d %d R" % page for page in pages.items())
    return b"".join(
        [
            data,
            b"\nendstream\nendobj\n",
            *unpacked,
            b"%d 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj\n" % (tree, len(pages), kids),
            b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (catalog, tree),
            b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (catalog, catalog + 1),
        ]
    )


def _objects(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield number, generation and text of each object: its dictionary, or all of a packed one."""
    headers = list(_OBJECT.finditer(data))
    for index, header in enumerate(headers):
        end = headers[index + 1].start() if index + 1 < len(headers) else len(data)
        body = data[header.end() : end]
        opening = body[:MOST_DICTIONARY]
        stream = _DATA.search(opening)
        packed = stream is not None and _PACKED.search(opening, 0, stream.start())
        if not packed:
            body = opening[: stream.start()] if stream else opening
        yield int(header[1]), int(header[2]), body


def _unpacked(body: bytes) -> list[tuple[int, bytes]]:
    """Numbers and texts of the objects in an object stream, as far as it unpacks."""
    start, count, first = _DATA.search(body), _COUNT.search(body), _FIRST.search(body)
    if not (start and count and first):
        return []
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(body[start.end() :], MOST_UNPACKED)
    except zlib.error:
        return []
    base = int(first[1])
    numbers = [int(word) for word in data[:base].split() if word.isdigit()]
    pairs = list(zip(numbers[0::2], numbers[1::2], strict=False))[: int(count[1])]
    if not pairs:
        return []
    ends = [offset for _, offset in pairs[1:]] + [len(data) - base]
    return [
        (number, data[base + offset : base + end].strip())
        for (number, offset), end in zip(pairs, ends, strict=True)
    ]
