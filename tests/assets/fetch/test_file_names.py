"""Names of files as servers tell them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.fetch.file_names import MAX_NAME_BYTES, plain_name, told_name

NAME = "2023年度部门决算.pdf"
PERCENT = "2023%E5%B9%B4%E5%BA%A6%E9%83%A8%E9%97%A8%E5%86%B3%E7%AE%97.pdf"
PERCENT_GBK = "2023%C4%EA%B6%C8%B2%BF%C3%C5%BE%F6%CB%E3.pdf"


@pytest.mark.parametrize(
    "header",
    [
        f"attachment; filename*=UTF-8''{PERCENT}".encode(),
        f"attachment; filename=\"a.pdf\"; filename*=utf-8'zh-CN'{PERCENT}".encode(),
        f"attachment; FileName*=GBK''{PERCENT_GBK}".encode(),
        f"attachment; filename*=nonsense''{PERCENT}".encode(),
        f"attachment; filename={PERCENT}".encode(),
        f'attachment; filename="{PERCENT_GBK}"'.encode(),
        f'attachment; filename="{NAME}"'.encode(),
        f'attachment; filename="{NAME}"'.encode("gbk"),
        f"attachment;filename={NAME}".encode("gbk"),
        f"inline; name=a; filename = {NAME} ; size=1".encode(),
        f'attachment; filename="{NAME}"'.encode("gbk").decode("latin-1").encode(),
        f'attachment; filename="{NAME}"'.encode().decode("latin-1").encode(),
        b'attachment; filename="=?UTF-8?B?' + base64.b64encode(NAME.encode()) + b'?="',
        f'attachment; filename="D:\\\\files\\\\{NAME}"'.encode(),
        f'attachment; filename="../../{NAME}"'.encode(),
        f"attachment; filename*=UTF-8''..%2F..%2F{PERCENT}".encode(),
    ],
)
def test_names_in_headers(header: bytes) -> None:
    assert told_name(header, "http://a.cn/b.pdf") == NAME


@pytest.mark.parametrize(
    ("header", "url", "name"),
    [
        (None, f"http://a.cn/files/{PERCENT}", NAME),
        (None, f"http://a.cn/files/{PERCENT_GBK}?v=1#page", NAME),
        (None, f"http://a.cn/download.jsp?id=1&fileName={PERCENT}", NAME),
        (None, f"http://a.cn/download.jsp?fileName={PERCENT_GBK}&id=1", NAME),
        (None, f"http://a.cn/b.do?path=../../{PERCENT}", NAME),
        (None, "http://a.cn/..%2f..%2fetc%2fa.pdf", "a.pdf"),
        (None, "http://a.cn/a%00b%0A.pdf", "ab.pdf"),
        (None, "http://a.cn/download?id=1", None),
        (None, "http://a.cn/", None),
        (b"attachment", "http://a.cn/b.pdf", "b.pdf"),
        (b'attachment; filename=""', "http://a.cn/b.pdf", "b.pdf"),
        (b'attachment; filename=".."', "http://a.cn/b.pdf", "b.pdf"),
        (b"attachment; filename*=UTF-8''%2F", "http://a.cn/b.pdf", "b.pdf"),
    ],
)
def test_names_in_addresses(header: bytes | None, url: str, name: str | None) -> None:
    assert told_name(header, url) == name


def test_the_first_address_that_tells_a_name_does() -> None:
    assert told_name(None, "http://a.cn/get?id=7", f"http://a.cn/{PERCENT}") == NAME


def test_long_names_keep_their_ending() -> None:
    name = plain_name("决" * 300 + ".pdf")
    assert name is not None
    assert name.endswith("决.pdf")
    assert len(name.encode()) <= MAX_NAME_BYTES


@given(st.text())
def test_a_name_is_never_a_path(text: str) -> None:
    name = plain_name(text)
    if name is not None:
        assert not set(name) & set("/\\\x00\n\r\t")
        assert name not in (".", "..")
        assert 0 < len(name.encode()) <= MAX_NAME_BYTES


@given(st.binary(max_size=300))
def test_whatever_a_header_holds_a_name_or_none_comes_out(header: bytes) -> None:
    name = told_name(b"attachment; filename=" + header, "http://a.cn/b.pdf")
    assert name is not None
    assert not set(name) & set("/\\\x00\n")
