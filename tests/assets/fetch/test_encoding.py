"""Characters of pages, whatever their servers say of them."""

import pytest

from assets.fetch.encoding import decode

TEXT = "示河县水利局2021年度部门决算公开㛃"
RARE = "镕堃喆"  # in GBK, not in GB 2312


@pytest.mark.parametrize(
    ("body", "header", "configured", "encoding"),
    [
        (TEXT.encode(), None, None, "utf-8"),
        (TEXT.encode(), "gbk", None, "utf-8"),
        (TEXT.encode("gb18030"), None, None, "gb18030"),
        (TEXT.encode("gb18030"), "utf-8", None, "gb18030"),
        (TEXT.encode("gb18030"), "iso-8859-1", None, "gb18030"),
        (TEXT.encode("gb18030"), "no-such-thing", None, "gb18030"),
        (TEXT.encode("utf-16"), None, None, "utf-16"),
        (TEXT.encode("utf-8-sig"), "gb2312", None, "utf-8-sig"),
        (TEXT.replace("㛃", "").encode("big5", "ignore"), None, "big5", "big5"),
    ],
)
def test_the_text_is_read_as_it_was_written(
    body: bytes, header: str | None, configured: str | None, encoding: str
) -> None:
    text, name = decode(body, header, configured)
    assert name == encoding
    assert text.encode(encoding.removesuffix("-sig")).removeprefix(b"\xff\xfe") == body.removeprefix(
        b"\xff\xfe"
    ).removeprefix(b"\xef\xbb\xbf")


def test_gb_2312_stands_for_all_that_pages_write_under_its_name() -> None:
    page = f'<meta charset="gb2312">{RARE}'
    assert decode(page.encode("gb18030")) == (page, "gb18030")


def test_what_a_page_declares_counts_before_a_guess() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5">縣政府決算'
    assert decode(page.encode("big5"), "iso-8859-1") == (page, "big5")


def test_a_few_spoilt_bytes_do_not_change_the_encoding() -> None:
    body = (TEXT * 50).encode("gb18030") + b"\xff" + TEXT.encode("gb18030")
    text, name = decode(body, "gb2312")
    assert (name, text.count(TEXT)) == ("gb18030", 51)


def test_a_charset_that_is_no_text_codec_is_passed_over() -> None:
    assert decode("é决算".encode("gb18030"), "base64") == ("é决算", "gb18030")
