"""A TrueType font whose only glyph is a small square, in place of a font program that is absent or damaged.

pdfium leaves out text that it cannot measure: a Han character alone in its string, set in a font that is
neither in the file nor on the machine, is gone, so that a report would read differently on another machine.
The text itself comes from the font's encoding and map, its widths from the file; only outlines are the
program's. Tables after the OpenType specification, 1.9.
"""

import struct

EM = 1000
_BOX = (20, 0, 180, 300)  # narrower than any character: a box of text must not outgrow its width
STUB_GLYPH = b"1000 0 20 0 180 300 d1 20 0 160 300 re f"  # the same for a Type 3 font


def stub_font() -> bytes:
    """Return the font program; whatever is asked for is its glyph 1."""
    square = _square()
    tables = {
        b"cmap": struct.pack(">HHHHLHHH", 0, 1, 1, 0, 12, 0, 262, 0) + b"\1" * 256,
        b"glyf": square * 2,
        b"head": _head(),
        b"hhea": struct.pack(">LhhhHhhhhhh8xhH", 0x10000, 880, -120, 0, EM, 0, 0, EM, 1, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hhh", EM, 0, 0),
        b"loca": struct.pack(">3L", 0, len(square), 2 * len(square)),
        b"maxp": struct.pack(">LHHH22x", 0x10000, 2, 4, 1),
    }
    directory, body = [], b""
    place = 12 + 16 * len(tables)
    for tag, data in tables.items():
        directory.append(struct.pack(">4sLLL", tag, 0, place + len(body), len(data)))
        body += data + bytes(-len(data) % 4)
    return struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 48) + b"".join(directory) + body


def stub_glyphs() -> bytes:
    """Return the CIDToGIDMap with which every character of a composite font is the square."""
    return b"\0\1" * 0x10000


def _head() -> bytes:
    return struct.pack(
        ">LLLLHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, *_BOX, 0, 8, 2, 1, 0
    )


def _square() -> bytes:
    left, bottom, right, top = _BOX
    steps = [left, 0, right - left, 0, bottom, top - bottom, 0, bottom - top]
    outline = struct.pack(">hhhhhHH4B8h", 1, *_BOX, 3, 0, *b"\1\1\1\1", *steps)
    return outline + bytes(-len(outline) % 4)
