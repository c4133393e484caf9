"""Operations of a PDF content stream, told apart by one pattern (ISO 32000-1, 7.2 to 7.8).

Repetitions are possessive: a hostile stream costs time in proportion to its length.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator

_NUMBER = rb"[-+]?(?:\d++\.?\d*+|\.\d++)"
_STRING = rb"\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]*+>"
_NAME = rb"/[^\s()<>\[\]{}/%]*+"
_END = rb"(?=[\s\[\](<>/%]|$)"
# Colours, line styles, marked content and clipping neither move nor hide what is read here.
_WITHOUT_EFFECT = (
    rb"(?:(?:(?:" + _NUMBER + rb"\s++)*+"
    rb"(?:rg|RG|g|G|k|K|w|J|j|M|i|W\*?|sc|SC|scn|SCN|BX|EX|EMC|Tr)"
    rb"|" + _NAME + rb"\s*+(?:gs|cs|CS|scn|SCN|ri|sh|BMC|MP)"
    rb"|" + _NAME + rb"\s*+(?:<<(?:[^<>()]++|" + _STRING + rb")*+>>|" + _NAME + rb")\s*+(?:BDC|DP)"
    rb"|\[[-+.\d\s]*+\]\s*+" + _NUMBER + rb"\s++d"
    rb"|%[^\r\n]*+"
    rb")" + _END + rb"\s*+)*+"
)
_OPERATION = re.compile(
    rb"\s*+" + _WITHOUT_EFFECT + rb"(?:"
    rb"(?P<string>" + _STRING + rb")\s*+(?P<shown>Tj|')"
    rb"|\[(?P<array>(?:[^\[\]()<>]++|" + _STRING + rb")*+)\]\s*+(?P<spaced>TJ)"
    rb"|(?P<numbers>(?:" + _NUMBER + rb"\s++)*+)(?P<plain>[A-Za-z]++\*?)"
    rb"|(?P<name>" + _NAME + rb")\s*+(?P<size>" + _NUMBER + rb")?\s*+(?P<named>Tf|Do)"
    rb"|(?P<end>$)"
    rb")" + _END,
    re.DOTALL,
)
_PIECE = re.compile(_STRING + rb"|" + _NUMBER, re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPED |= {b"\n": b"", b"\r": b"", b"\r\n": b""}
_BLANK = re.compile(rb"\s+")


class Unusual(Exception):
    """The page uses something that this reader of content streams does not know; playa does."""


def operations(content: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the operations of a stream in order; ``lastgroup`` tells the kind.

    'plain': an operator with numbers before it; 'named': one with a name, and a size after Tf's; 'shown': a
    string with Tj or '; 'spaced': an array with TJ. What changes colours or line styles, clips or marks
    content is left out. Raises ``Unusual`` at what is none of all this.
    """
    position, match = 0, _OPERATION.match
    while (found := match(content, position)) is None or found.lastgroup != "end":
        if found is None:
            raise Unusual(f"at {position}: {content[position : position + 40]!r}")
        position = found.end()
        yield found


def pieces_of(array: bytes) -> list[bytes | float]:
    """Strings and numbers inside the brackets of TJ, in order."""
    return [bytes_of(p) if p[:1] in b"(<" else float(p) for p in _PIECE.findall(array)]


def bytes_of(string: bytes) -> bytes:
    """Bytes of a string as it stands in a stream, hexadecimal or literal (7.3.4)."""
    inside = string[1:-1]
    if string[:1] == b"<":
        digits = _BLANK.sub(b"", inside)
        return unhexlify(digits + b"0" * (len(digits) % 2))
    return _ESCAPE.sub(_unescaped, inside) if b"\\" in inside else inside


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    if what[:1] in b"01234567":
        return bytes((int(what, 8) & 0xFF,))
    return _ESCAPED.get(what, what)
