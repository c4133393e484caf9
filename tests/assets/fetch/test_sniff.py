"""Kinds of files by their bytes."""

import io
import zipfile
from pathlib import Path

import pytest

from assets.fetch.sniff import is_cut_short, kind_of, kind_of_file


def _zip(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return file.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4", "pdf"),
        (b"a" * 1020 + b"%PDF-1.4", "text"),
        (b"<html><body>%PDF-1.4", "html"),
        (b"\r\n\t<!DOCTYPE  HTML PUBLIC", "html"),
        (b"\xef\xbb\xbf<!doctype html>", "html"),
        ("<!-- 决算 --><HTML>".encode("gbk"), "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC', "html"),
        (b"<script>location='/wait'</script>", "html"),
        ("\ufeff<html>".encode("utf-16-le"), "html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "xml"),
        (_zip("决算.pdf"), "zip"),
        (_zip(), "zip"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (_zip("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16, "ole"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"", "empty"),
        (b"\x00" * 4096, "empty"),
        (b" \r\n", "empty"),
        ("部门决算公开".encode(), "text"),
        ("部门决算公开".encode("gbk"), "text"),
        (b"\x01\x02\x03\x04\x05\x06", "unknown"),
        (b"\xff\xff\xff\xff\xff\xff\xff", "unknown"),
    ],
)
def test_kinds(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


def test_a_text_cut_within_a_character_is_text() -> None:
    text = "决".encode() * 3000
    for cut in range(4090, 4097):
        assert kind_of(text[:cut]) == "text"


def test_files_are_told_by_their_heads_and_ends(tmp_path: Path) -> None:
    whole, half = tmp_path / "whole", tmp_path / "half"
    whole.write_bytes(b"%PDF-1.7\n" + b"a" * 10_000 + b"\n%%EOF\r\n")
    half.write_bytes(b"%PDF-1.7\n%%EOF\n" + b"a" * 10_000)
    assert [kind_of_file(path) for path in (whole, half)] == ["pdf", "pdf"]
    assert [is_cut_short(path) for path in (whole, half)] == [False, True]


def test_comments_without_end_hold_nobody_up() -> None:
    """Where each of them ends could be read in as many ways as a number of a hundred digits counts."""
    assert kind_of(b"<!---->" * 500 + b"nothing") == "text"
    assert kind_of(b"<!-- a --> <!-- b -->\n<html>") == "html"
