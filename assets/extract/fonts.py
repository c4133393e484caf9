"""Whether a font of a PDF tells which characters its glyphs are, and what to do where it does not.

A font is *named* where both readers learn its characters from the file: a ToUnicode map, a predefined CMap of
a Chinese character collection, an encoding of standard glyph names. It is *mappable* where only the embedded
font program knows, and *gbk* where a font without a program has GBK codes passed through one byte at a time,
as report generators write 宋体. Of any other font nothing is sure: readers then return glyph numbers as
plausible Han.
"""

import re
import struct
from dataclasses import dataclass, field
from typing import Literal

import pikepdf

from assets.extract.stub_font import stub_font, stub_glyphs
from assets.extract.truetype import character_named, characters_of_glyphs, glyphs_of_codes

FontState = Literal["named", "mappable", "gbk", "unknown"]

COLLECTIONS = frozenset({"GB1", "CNS1", "Japan1", "KR", "Korea1"})
IDENTITY = frozenset({"/Identity-H", "/Identity-V"})
HAN_ASCENT, HAN_DESCENT = 880, -120  # thousandths of an em
TRUETYPE = "/FontFile2"
PROGRAMS = (TRUETYPE, "/FontFile3", "/FontFile")
STANDARD_ENCODINGS = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding"})
# Typefaces of symbols: bullets and ticks, which no number is made of.
_SYMBOLS = re.compile(r"Wingdings|Webdings|Symbol|Dingbats|MT ?Extra|Marlett", re.IGNORECASE)
_HAN_FACES = re.compile(
    r"[一-鿿]|Sim(?:Sun|Hei|Kai|Fang|Li|You)|Fang ?Song|Kai ?Ti|ST(?:Song|Kaiti|Xihei|Fangsong|Heiti)|YaHei",
    re.I,
)
_BUILT_IN = re.compile(rb"dup\s+(\d{1,3})\s*/(\S+)\s+put")


@dataclass(frozen=True, slots=True)
class FontVerdict:
    """What is known of a font; ``characters`` maps the codes of a mappable one, of ``width`` bytes each."""

    state: FontState
    name: str = ""
    characters: dict[int, str] = field(default_factory=dict)
    width: int = 1


def judge_font(font: pikepdf.Object, with_map: bool = True) -> FontVerdict:
    """Tell whether a font names its characters, its map aside where that is no use.

    A font too broken to look into is unknown.
    """
    name = ""
    try:
        name = _name(font)
        if with_map and _has_map(font):
            return FontVerdict("named", name)
        state = _judged(font, name)
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, struct.error):
        return FontVerdict("unknown", name)
    return state if isinstance(state, FontVerdict) else FontVerdict(state, name)


def _judged(font: pikepdf.Object, name: str) -> FontState | FontVerdict:
    if _SYMBOLS.search(name):
        return "named"
    kind = str(font.get("/Subtype"))
    if kind == "/Type0":
        return _judged_composite(font, name)
    if kind == "/Type3":
        return "named" if _standard_names(font.get("/Encoding")) else "unknown"
    return _judged_simple(font, name)


def _name(font: pikepdf.Object) -> str:
    raw = _raw_name(font)
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def names_to_readers(font: pikepdf.Object) -> frozenset[str]:
    """Names under which a reader may know a font: its own and its descendant's, a character for each byte."""
    fonts = [font, *(font.get("/DescendantFonts") or ())]
    return frozenset(_raw_name(one).decode("latin-1") for one in fonts)


def _raw_name(font: pikepdf.Object) -> bytes:
    if "/BaseFont" not in font:
        return b""
    written = bytes(font["/BaseFont"].unparse())[1:]
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), written)


def _has_map(font: pikepdf.Object) -> bool:
    found = font.get("/ToUnicode")
    if isinstance(found, pikepdf.Name):
        return True
    return isinstance(found, pikepdf.Stream) and b"beginbf" in found.read_bytes()


def _judged_composite(font: pikepdf.Object, name: str) -> FontState | FontVerdict:
    descendant = font["/DescendantFonts"][0]
    ordering = str(descendant.get("/CIDSystemInfo", pikepdf.Dictionary()).get("/Ordering", ""))
    encoding = font.get("/Encoding")
    if isinstance(encoding, pikepdf.Name) and str(encoding) not in IDENTITY:
        return "named"
    if ordering in COLLECTIONS:
        return "named"
    program = _program(descendant)
    glyphs = characters_of_glyphs(program) if isinstance(encoding, pikepdf.Name) and program else {}
    if not glyphs:
        return "unknown"
    chart = descendant.get("/CIDToGIDMap")
    if isinstance(chart, pikepdf.Stream):
        data = chart.read_bytes()
        codes = struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2])
        characters = {code: glyphs[glyph] for code, glyph in enumerate(codes) if glyph in glyphs}
    else:
        characters = glyphs
    return FontVerdict("mappable", name, characters, 2)


def _judged_simple(font: pikepdf.Object, name: str) -> FontState | FontVerdict:
    encoding = font.get("/Encoding")
    program = _program(font)
    if program is None:
        if _HAN_FACES.search(name) and not isinstance(encoding, pikepdf.Dictionary):
            return "gbk"
        return "named" if encoding is None or _standard_names(encoding) else "unknown"
    if encoding is not None and _standard_names(encoding):
        return "named"
    if str(font.get("/Subtype")) == "/TrueType" and not isinstance(encoding, pikepdf.Dictionary):
        glyphs = characters_of_glyphs(program)
        codes = glyphs_of_codes(program)
        characters = {code: glyphs[glyph] for code, glyph in codes.items() if glyph in glyphs}
        if characters:
            return FontVerdict("mappable", name, characters, 1)
    names = [found[1].decode("latin-1") for found in _BUILT_IN.findall(program)]
    return "named" if encoding is None and names and all(map(character_named, names)) else "unknown"


def descriptor_of(font: pikepdf.Object) -> pikepdf.Object | None:
    """Return a font's descriptor, which a composite font keeps with its descendant."""
    descendants = font.get("/DescendantFonts")
    owner = descendants[0] if descendants is not None else font
    return owner.get("/FontDescriptor") if isinstance(owner, pikepdf.Dictionary) else None


def _program(font: pikepdf.Object) -> bytes | None:
    descriptor = font.get("/FontDescriptor")
    for key in PROGRAMS:
        if descriptor is not None and key in descriptor:
            return bytes(descriptor[key].read_bytes())
    return None


def _standard_names(encoding: pikepdf.Object | None) -> bool:
    """Tell whether an encoding is a standard one, changed by names of known characters only."""
    if isinstance(encoding, pikepdf.Name):
        return str(encoding) in STANDARD_ENCODINGS
    if not isinstance(encoding, pikepdf.Dictionary):
        return False
    names = [str(part)[1:] for part in encoding.get("/Differences", ()) if isinstance(part, pikepdf.Name)]
    return all(name == ".notdef" or character_named(name) for name in names)


def unicode_map(verdict: FontVerdict) -> bytes:
    """Write the ToUnicode map of a mappable font."""
    digits = 2 * verdict.width
    pairs = [
        f"<{code:0{digits}X}> <{character.encode('utf-16-be').hex().upper()}>"
        for code, character in sorted(verdict.characters.items())
        if code < 256**verdict.width
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'0' * digits}> <{'F' * digits}>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def as_gbk(pdf: pikepdf.Pdf, font: pikepdf.Object) -> None:
    """Turn a font of single bytes that are GBK into the composite font both readers know, in place.

    A Han character is two bytes wide, by the widths that the file gives to single bytes.
    """
    widths = [float(width) for width in font.get("/Widths", ())]
    single = max(widths, default=500.0) if len(set(widths)) <= 1 else sorted(widths)[len(widths) // 2]
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name("/SimSun"),
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=2
        ),
        DW=2 * single,
        W=pikepdf.Array([1, 95, single, 814, 939, single]),
    )
    if "/FontDescriptor" in font:
        descendant["/FontDescriptor"] = font["/FontDescriptor"]
    for key in ("/Widths", "/FirstChar", "/LastChar"):
        if key in font:
            del font[key]
    font["/Subtype"] = pikepdf.Name.Type0
    font["/BaseFont"] = pikepdf.Name("/SimSun")
    font["/Encoding"] = pikepdf.Name("/GBK-EUC-H")
    font["/DescendantFonts"] = pikepdf.Array([pdf.make_indirect(descendant)])


def give_height(font: pikepdf.Object) -> None:
    """Give a font that rises and falls by nothing the height of Han typefaces.

    Readers else take the box of its largest glyph, three lines high, for that of every character.
    """
    descriptor = descriptor_of(font)
    if descriptor is not None:
        descriptor["/Ascent"], descriptor["/Descent"] = HAN_ASCENT, HAN_DESCENT


def give_stub(pdf: pikepdf.Pdf, font: pikepdf.Object) -> None:
    """Give a font a program of squares in place of its own: it can be measured, but not drawn."""
    descendants = font.get("/DescendantFonts")
    owner = font if descendants is None else descendants[0]
    if "/FontDescriptor" not in owner:
        owner["/FontDescriptor"] = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor,
                FontName=owner.get("/BaseFont", pikepdf.Name("/Stub")),
                Flags=4,
                FontBBox=pikepdf.Array([0, HAN_DESCENT, 1000, HAN_ASCENT]),
                ItalicAngle=0,
                Ascent=HAN_ASCENT,
                Descent=HAN_DESCENT,
                CapHeight=700,
                StemV=80,
            )
        )
    descriptor = owner["/FontDescriptor"]
    for key in PROGRAMS:
        if key in descriptor:
            del descriptor[key]
    descriptor[TRUETYPE] = pdf.make_stream(stub_font())
    if descendants is not None:
        owner["/Subtype"] = pikepdf.Name.CIDFontType2
        owner["/CIDToGIDMap"] = pdf.make_stream(stub_glyphs())
