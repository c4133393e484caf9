"""What characters a page's bytes are. Portals declare one encoding and send another, or declare none."""

import codecs
import re

from charset_normalizer import from_bytes

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:-]+)""")
DECLARED_WITHIN_BYTES = 4096
# GB 18030 holds all of GBK and GB 2312, and pages that declare one of those use characters of the others.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "gb18030"}
# Servers send these without having looked at the page, and every byte is a character in them.
_MEANINGLESS = ("ascii", "iso8859-1", "cp1252")
# So many characters in a thousand may be spoilt before a declared encoding counts as wrong.
SPOILT_PER_MILLE = 5


def decode(body: bytes, header_charset: str | None = None, configured: str | None = None) -> tuple[str, str]:
    """A page's text and the name of its encoding.

    A byte order mark counts first, then the source's own setting; then UTF-8 where the bytes are that, which
    text in no other encoding is by chance; then what header and page declare, and at last a guess.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name
    if configured is not None:
        return body.decode(configured, "replace"), configured
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    for name in filter(None, (_usable(header_charset), _usable(_declared(body)), "gb18030")):
        text = body.decode(name, "replace")
        if text.count("\ufffd") * 1000 <= len(text) * SPOILT_PER_MILLE:
            return text, name
    guess = from_bytes(body).best()
    name = guess.encoding if guess is not None else "utf-8"
    return body.decode(name, "replace"), name


def _declared(body: bytes) -> str | None:
    found = _DECLARED.search(body[:DECLARED_WITHIN_BYTES])
    return found.group(1).decode("ascii") if found else None


def _usable(charset: str | None) -> str | None:
    """The codec for a declared charset; None for one that there is not, or that says nothing."""
    try:
        name = codecs.lookup(charset or "").name
        "".encode(name)  # a codec of text, not of compressed bytes
    except (LookupError, ValueError):
        return None
    return None if name in _MEANINGLESS else _SUPERSETS.get(name, name)
