"""Bodies as they were before the server packed them for the way, never more of them than allowed."""

import zlib
from collections.abc import Iterable, Iterator

import httpx

from assets.fetch.errors import Passing, Refused

PIECE_BYTES = 256 * 1024

# What servers write into Content-Encoding though nothing is packed.
_UNPACKED = frozenset(("", "identity", "none", "binary", "8bit", "utf-8", "utf8", "gbk", "gb2312", "gb18030"))
_GZIP_START = b"\x1f"
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


def is_packed(encoding: str | None) -> bool:
    """Whether a Content-Encoding header says that the body is packed."""
    return (encoding or "").strip().lower() not in _UNPACKED


def body_of(answer: httpx.Response, most: int) -> Iterator[bytes]:
    """The body of an answer as it comes, unpacked; see `decoded`. One announced as too large is not read."""
    announced = answer.headers.get("content-length", "")[:19]
    if announced.isdecimal() and int(announced) > most:
        raise Refused("too_large", f"{announced} bytes, more than the {most} allowed")
    return decoded(answer.iter_raw(), answer.headers.get("content-encoding"), most)


def decoded(chunks: Iterable[bytes], encoding: str | None, most: int) -> Iterator[bytes]:
    """The body's bytes, unpacked, in pieces that memory can hold.

    Raises Refused (too_large) when they come to more than ``most``, Refused (encoding) for packings that were
    not asked for, broken ones and packings of packings, Passing (truncated) when the end is missing.
    """
    name = (encoding or "").strip().lower()
    pieces: Iterable[bytes]
    if not is_packed(encoding):
        pieces = chunks
    elif name in ("gzip", "x-gzip", "deflate"):
        pieces = _inflated(chunks, name == "deflate")
    else:
        raise Refused("encoding", f"packed as {name[:80]}, which was not asked for")
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most:
            raise Refused("too_large", f"more than the {most} bytes allowed")
        yield piece


def _inflated(chunks: Iterable[bytes], is_deflate: bool) -> Iterator[bytes]:
    unpacker = None
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(data) if is_deflate else _GZIP)
            elif unpacker.eof:
                if is_deflate or data[:1] != _GZIP_START:
                    break  # padding
                unpacker = zlib.decompressobj(_GZIP)
            try:
                yield from _pieces(unpacker, data)
            except zlib.error as error:
                raise Refused("encoding", f"not packed as it says: {error}") from error
            data = unpacker.unused_data
    if unpacker is not None and not unpacker.eof:
        raise Passing("truncated", "the packed body ends before its end")


def _pieces(unpacker: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """What the data unpacks to, however much that is, in small pieces."""
    while True:
        piece = unpacker.decompress(data, PIECE_BYTES)
        yield piece
        data = unpacker.unconsumed_tail
        if not data and len(piece) < PIECE_BYTES:
            return


def _window(data: bytes) -> int:
    """Servers call two formats deflate: zlib's, which starts with 78, and the bare one."""
    return _ZLIB if data[0] & 0x0F == 8 and data[0] >> 4 <= 7 else _RAW
