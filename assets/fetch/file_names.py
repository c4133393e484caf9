"""What a server calls a file: by its header, in all the ways that servers write Chinese, or by the address.

The outcome is a hint for people and for telling kinds apart, never a path: only the last part of it is kept.
"""

import email.header
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit

MAX_NAME_BYTES = 200

_EXTENDED = re.compile(rb"""filename\*\s*=\s*"?([\w-]*)'[\w-]*'([^;"]*)""", re.IGNORECASE)
_QUOTED = re.compile(rb'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE = re.compile(rb"filename\s*=\s*([^;]+)", re.IGNORECASE)
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_MIME_WORD = re.compile(r"=\?[\w-]+\?[bqBQ]\?[^?]*\?=")
_FILE_ENDING = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|gz|rtf|txt|jpe?g|png|tiff?)", re.IGNORECASE
)


def told_name(disposition: bytes | None, *urls: str) -> str | None:
    """The name by which a server hands a file out, else the first that an address tells, or None."""
    told = _of_disposition(disposition) if disposition else None
    names = (_of_url(url) for url in urls)
    return told or next((name for name in names if name and _FILE_ENDING.search(name)), None)


def plain_name(name: str) -> str | None:
    """A name without folders, control characters and more than file systems hold; None if nothing is left."""
    last = re.split(r"[/\\]", name.rstrip("/\\ "))[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    plain = " ".join(visible.split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if len(plain.encode()) > MAX_NAME_BYTES:
        ending = ending[:10]
        stem = (stem or plain).encode()[: MAX_NAME_BYTES - 12].decode("utf-8", "ignore")
        plain = f"{stem}{dot}{ending}"
    return plain or None


def readable(raw: bytes) -> str:
    """Bytes as text, UTF-8 or else a Chinese code page; what was taken for Latin on the way is put right."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _put_right(text) if encoding == "utf-8" else text
    return raw.decode("latin-1")


def _of_disposition(header: bytes) -> str | None:
    extended = _EXTENDED.search(header)
    if extended is not None:
        raw = unquote_to_bytes(extended[2].strip())
        name = plain_name(_in_charset(raw, extended[1].decode("ascii", "ignore")))
        if name:
            return name
    plain = _QUOTED.search(header) or _BARE.search(header)
    return None if plain is None else plain_name(_unescaped(re.sub(rb"\\(.)", rb"\1", plain[1].strip())))


def _unescaped(raw: bytes) -> str:
    """A file name that is percent-encoded or a MIME word though it should not be, or plain bytes."""
    text = readable(unquote_to_bytes(raw) if _PERCENT.search(raw) else raw)
    if _MIME_WORD.search(text):
        return _quietly(lambda: str(email.header.make_header(email.header.decode_header(text)))) or text
    return text


def _of_url(url: str) -> str | None:
    parts = urlsplit(url)
    path = plain_name(readable(unquote_to_bytes(parts.path)))
    if path and _FILE_ENDING.search(path):
        return path
    # Downloads by scripts tell the name in a parameter: download.jsp?name=….pdf
    for parameter in re.split("[&;]", parts.query):
        value = readable(unquote_to_bytes(parameter.partition("=")[2].replace("+", " ")))
        if _FILE_ENDING.search(value):
            return plain_name(value)
    return path


def _in_charset(raw: bytes, charset: str) -> str:
    named = _quietly(lambda: raw.decode(charset)) if charset else None
    return readable(raw) if named is None else named


def _put_right(text: str) -> str:
    if text.isascii() or any(ord(character) > 255 for character in text):
        return text
    raw = text.encode("latin-1")
    return _quietly(lambda: raw.decode("utf-8")) or _quietly(lambda: raw.decode("gb18030")) or text


def _quietly(decode: Callable[[], str]) -> str | None:
    try:
        return decode()
    except (ValueError, LookupError):
        return None
