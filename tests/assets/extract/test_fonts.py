"""Fonts that name no characters: read where the font program or the encoding tells, recognised otherwise."""

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import reportlab

from assets.extract.pages import OpenReport
from assets.extract.repair import prepared
from assets.extract.truetype import character_named, characters_of_glyphs
from assets.extract.trust import untrusted_pages

VERA = (Path(reportlab.__file__).parent / "fonts" / "Vera.ttf").read_bytes()
AMOUNT = "1,234.56"
LABEL = "收入决算表 1234.56 万元"
GLYPHS = {character: glyph for glyph, character in characters_of_glyphs(VERA).items()}


def page_with(path: Path, font: pikepdf.Object, pdf: pikepdf.Pdf, strings: list[bytes]) -> Path:
    """Write one page that draws each string at a place of its own."""
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0].obj
    page["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    shown = [
        b"BT /F1 12 Tf %d 700 Td <%s> Tj ET" % (50 + 20 * i, s.hex().encode()) for i, s in enumerate(strings)
    ]
    page["/Contents"] = pdf.make_stream(b"\n".join(shown))
    pdf.save(path)
    return path


def composite(pdf: pikepdf.Pdf, encoding: str, ordering: str, program: bytes | None = None) -> pikepdf.Object:
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/SimSun"),
        Flags=4,
        FontBBox=pikepdf.Array([0, -200, 1000, 900]),
        Ascent=880,
        Descent=-120,
    )
    if program:
        descriptor["/FontFile2"] = pdf.make_stream(program)
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name("/SimSun"),
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String(ordering), Supplement=0
        ),
        DW=1000,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/SimSun"),
        Encoding=pikepdf.Name(encoding),
        DescendantFonts=pikepdf.Array([pdf.make_indirect(descendant)]),
    )


def embedded(path: Path, program: bytes) -> Path:
    """Write an amount by glyph numbers, in an embedded font without a map of characters."""
    pdf = pikepdf.new()
    codes = b"".join(GLYPHS[character].to_bytes(2, "big") for character in AMOUNT)
    return page_with(path, composite(pdf, "/Identity-H", "Identity", program), pdf, [codes])


def read(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    try:
        return str(document[0].get_textpage().get_text_bounded()).replace(" ", "")
    finally:
        document.close()


def test_glyph_numbers_become_the_characters_of_the_font_program(tmp_path: Path) -> None:
    path = embedded(tmp_path / "report.pdf", VERA)
    assert AMOUNT not in read(path)
    with prepared(path) as source:
        assert read(source.path) == AMOUNT
        assert source.mapped_fonts == ["SimSun"]
        assert not source.unnamed


def test_glyph_names_serve_where_the_program_has_no_characters(tmp_path: Path) -> None:
    path = embedded(tmp_path / "report.pdf", VERA.replace(b"cmap", b"Cmap"))
    with prepared(path) as source:
        assert read(source.path) == AMOUNT


def test_a_page_of_glyph_numbers_that_nothing_explains_is_to_be_recognised(tmp_path: Path) -> None:
    path = embedded(tmp_path / "report.pdf", VERA.replace(b"cmap", b"Cmap").replace(b"post", b"Post"))
    with prepared(path) as source, OpenReport(source.path, source.unnamed) as report:
        assert source.unnamed == {1: frozenset({"SimSun"})}
        assert untrusted_pages(report)[1] in {"no_unicode", "garbled"}


def test_an_unexplained_font_that_draws_nothing_is_no_matter(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    codes = LABEL.encode("gbk")
    path = page_with(tmp_path / "report.pdf", composite(pdf, "/GBK-EUC-H", "GB1"), pdf, [codes])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        unused = composite(pdf, "/Identity-H", "Identity")
        unused["/BaseFont"] = unused["/DescendantFonts"][0]["/BaseFont"] = pikepdf.Name("/Unused")
        pdf.pages[0].obj["/Resources"]["/Font"]["/F2"] = pdf.make_indirect(unused)
        pdf.save(path)
    with prepared(path) as source, OpenReport(source.path, source.unnamed) as report:
        assert source.unnamed == {1: frozenset({"Unused"})}
        assert untrusted_pages(report) == {}


@pytest.mark.parametrize(
    ("cmap", "codec"),
    [
        *(("/GBK-EUC-H", "gbk"), ("/GB-EUC-H", "gb2312"), ("/GBKp-EUC-H", "gbk"), ("/GBK2K-H", "gb18030")),
        *(("/UniGB-UCS2-H", "utf-16-be"), ("/UniGB-UTF16-H", "utf-16-be")),
    ],
)
def test_a_character_alone_in_its_string_needs_no_font_on_the_machine(
    tmp_path: Path, cmap: str, codec: str
) -> None:
    pdf = pikepdf.new()
    strings = [character.encode(codec) for character in LABEL if character != " "]
    path = page_with(tmp_path / "report.pdf", composite(pdf, cmap, "GB1"), pdf, strings)
    with prepared(path) as source:
        assert source.path != path
        assert read(source.path) == LABEL.replace(" ", "")
        assert (source.repaired, source.losses) == ("", {})


def test_gbk_shown_one_byte_at_a_time(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    font = pikepdf.Object.parse(
        b"<</Type/Font/Subtype/TrueType/BaseFont/#CB#CE#CC#E5/Encoding/WinAnsiEncoding"
        b"/FirstChar 0/LastChar 255/Widths[" + b"500 " * 256 + b"]>>"
    )
    path = page_with(tmp_path / "report.pdf", font, pdf, [LABEL.encode("gbk")])
    with prepared(path) as source:
        assert read(source.path) == LABEL.replace(" ", "")
        assert source.mapped_fonts == ["宋体"]


@pytest.mark.parametrize(
    ("name", "character"),
    [("zero", "0"), ("uni51B3", "决"), ("g12", ""), ("cid123", ""), (".notdef", ""), ("uniE000", "")],
)
def test_names_of_glyphs(name: str, character: str) -> None:
    assert character_named(name) == character
