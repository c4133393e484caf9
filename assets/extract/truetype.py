"""Which character each glyph of an embedded TrueType font is, from the font program's own tables.

Only tables that speak of Unicode are read: a cmap of platform 0, or of platform 3 with encoding 1 or 10, and
the glyph names of post. Cmaps of codes (symbol, Macintosh) say nothing about characters.
"""

import struct
from collections.abc import Collection
from itertools import pairwise

from playa.encodingdb import name2unicode

UNICODE_CMAPS = frozenset({(3, 10), (3, 1), (0, 6), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0)})
CODE_CMAPS = frozenset({(1, 0), (3, 0)})
SFNT_KINDS = frozenset({b"\0\1\0\0", b"true", b"OTTO"})
MACINTOSH_NAMES = 258  # glyph names that format 2 of post takes from the standard order
_PRIVATE = range(0xE000, 0xF900)
_RADICALS = range(0x2E80, 0x2FE0)
_MOST_GROUPS = 70_000


def characters_of_glyphs(font: bytes) -> dict[int, str]:
    """Return the character of each glyph that the font program names; empty where it names none.

    A glyph that several characters share is given the one a reader means: no radical, nothing private.
    Raises ``struct.error`` or ``IndexError`` on a damaged font.
    """
    if font[:4] not in SFNT_KINDS:
        return {}
    tables = _tables(font)
    named: dict[int, str] = {}
    if b"cmap" in tables:
        for code, glyph in _cmap(tables[b"cmap"], UNICODE_CMAPS):
            known = named.get(glyph)
            if glyph and code not in _PRIVATE and (known is None or _is_better(code, ord(known))):
                named[glyph] = chr(code)
    if not named and b"post" in tables:
        named = _post(tables[b"post"])
    return named


def glyphs_of_codes(font: bytes) -> dict[int, int]:
    """Return the glyph that each code of a simple font draws, by a symbol or Macintosh cmap."""
    tables = _tables(font) if font[:4] in SFNT_KINDS else {}
    if b"cmap" not in tables:
        return {}
    return {code & 0xFF: glyph for code, glyph in _cmap(tables[b"cmap"], CODE_CMAPS) if glyph}


def _is_better(code: int, known: int) -> bool:
    return (code in _RADICALS, code) < (known in _RADICALS, known)


def _tables(font: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">H", font, 4)
    found = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        found[tag] = font[offset : offset + length]
    return found


def _cmap(table: bytes, kinds: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of code and glyph of every subtable of some platforms and encodings."""
    (count,) = struct.unpack_from(">H", table, 2)
    pairs: list[tuple[int, int]] = []
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * index)
        if (platform, encoding) in kinds:
            (form,) = struct.unpack_from(">H", table, offset)
            if form in FORMS:
                pairs += FORMS[form](table[offset:])
    return pairs


def _bytes(table: bytes) -> list[tuple[int, int]]:
    return list(enumerate(table[6:262]))


def _trimmed(table: bytes) -> list[tuple[int, int]]:
    first, count = struct.unpack_from(">HH", table, 6)
    return list(enumerate(struct.unpack_from(f">{count}H", table, 10), start=first))


def _segments(table: bytes) -> list[tuple[int, int]]:
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    place = 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", table, place)
    pairs = []
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                at = place + 2 * index + offsets[index] + 2 * (code - starts[index])
                if at + 2 > len(table):
                    break
                (glyph,) = struct.unpack_from(">H", table, at)
                if not glyph:
                    continue
            pairs.append((code, (glyph + deltas[index]) & 0xFFFF))
    return pairs


def _groups(table: bytes) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">L", table, 12)
    pairs = []
    for index in range(min(count, _MOST_GROUPS)):
        start, end, glyph = struct.unpack_from(">LLL", table, 16 + 12 * index)
        if end - start > 0xFFFF or end > 0x10FFFF:
            break
        pairs += [(code, glyph + code - start) for code in range(start, end + 1)]
    return pairs


FORMS = {0: _bytes, 4: _segments, 6: _trimmed, 12: _groups}


def _post(table: bytes) -> dict[int, str]:
    if table[:4] != b"\0\2\0\0":
        return {}
    (count,) = struct.unpack_from(">H", table, 32)
    numbers = struct.unpack_from(f">{count}H", table, 34)
    names = _pascal_strings(table[34 + 2 * count :])
    named = {}
    for glyph, number in enumerate(numbers):
        index = number - MACINTOSH_NAMES
        if 0 <= index < len(names):
            character = character_named(names[index])
            if character:
                named[glyph] = character
        elif 3 <= number < 98:  # in the standard order, space to asciitilde
            named[glyph] = chr(number + 29)
    return named


def _pascal_strings(data: bytes) -> list[str]:
    starts = [0]
    while starts[-1] < len(data):
        starts.append(starts[-1] + 1 + data[starts[-1]])
    return [data[start + 1 : end].decode("latin-1") for start, end in pairwise(starts)]


def character_named(name: str) -> str:
    """Return the character a glyph name of the Adobe Glyph List, or uniXXXX, stands for; '' for others."""
    try:
        character = str(name2unicode(name))
    except (KeyError, ValueError, OverflowError):
        return ""
    return "" if any(ord(c) < 32 or ord(c) in _PRIVATE for c in character) else character
