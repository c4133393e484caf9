"""Zip files that mean harm: names that lead elsewhere, bombs, lies in the directory."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

MEBIBYTE = 1024**2
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"


ZIP_TRAPS: dict[str, Callable[[bytes], bytes]] = {
    "parent": lambda report: _holding("../../../../outside.pdf", report),
    "absolute": lambda report: _holding("/tmp/outside.pdf", report),
    "drive": lambda report: _holding("C:\\Windows\\outside.pdf", report),
    "backslash": lambda report: _holding("..\\..\\outside.pdf", report),
    "symlink": lambda report: _packed(_add_symlink),
    "bomb": lambda report: _packed(lambda archive: _add_zeros(archive, 64)),
    "lying_size": lambda report: _lie_about_size(_packed(lambda archive: _add_zeros(archive, 16))),
    "many_members": lambda report: _packed(_add_many),
    "overlapping": lambda report: _overlap(_holding("决算.pdf", report), 20),
    "nested": lambda report: _holding("inner.zip", _holding("决算.pdf", report)),
    "encrypted": lambda report: _flag_encrypted(_holding("决算.pdf", report)),
    "truncated": lambda report: _holding("决算.pdf", report)[: len(report) // 2],
    "false_pdf": lambda report: _holding("决算.pdf", b"<html>404</html>"),
    "not_a_zip": lambda report: b"PK\x03\x04" + b"\xff" * 500,
}
"""Makers of zip files by what is wrong with them, given a PDF that would be taken in."""


def _holding(name: str, content: bytes) -> bytes:
    return _packed(lambda archive: archive.writestr(name, content))


def _packed(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        fill(archive)
    return buffer.getvalue()


def _add_symlink(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("决算.pdf")
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def _add_zeros(archive: zipfile.ZipFile, mebibytes: int) -> None:
    chunk = bytes(MEBIBYTE)
    with archive.open("决算.pdf", "w") as member:
        for _ in range(mebibytes):
            member.write(chunk)


def _add_many(archive: zipfile.ZipFile) -> None:
    for number in range(20_000):
        archive.writestr(f"{number}.pdf", b"%PDF-1.4")


def _lie_about_size(packed: bytes) -> bytes:
    """Let both headers of the only member say that it is a thousand bytes long."""
    central = packed.index(_CENTRAL)
    size = struct.pack("<I", 1000)
    return packed[:22] + size + packed[26 : central + 24] + size + packed[central + 28 :]


def _flag_encrypted(packed: bytes) -> bytes:
    central = packed.index(_CENTRAL)
    changed = bytearray(packed)
    changed[6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


def _overlap(packed: bytes, times: int) -> bytes:
    """Let the directory name the only member many times over: as many copies of the same bytes."""
    central, end = packed.index(_CENTRAL), packed.index(_END)
    entries = packed[central:end] * times
    counts = struct.pack("<HHII", times, times, len(entries), central)
    return packed[:central] + entries + packed[end : end + 8] + counts + packed[end + 20 :]
