"""Looking into a PDF's objects before it is read: what of it is damaged, and which fonts name no characters.

The readers keep quiet about damage: a stream that breaks off yields its first half, a page whose content is
gone is a blank one. qpdf tells, and zlib's checksum shows a single changed bit. Every page's content, the
forms it draws and its fonts are looked at once; images are not, because no text comes from them.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from assets.extract.fonts import PROGRAMS, FontVerdict, descriptor_of, judge_font, names_to_readers
from assets.extract.pdfium_text import MAX_PAGES

MOST_BYTES = 64 * 1024 * 1024  # of one stream unpacked: bombs are left to the limits of the worker
DEEPEST_FORM = 8
DIRECT = (0, 0)  # the number of an object that is none of its own
PIECE = 1 << 20
PLAIN_SAMPLE = 512
MOST_UNPRINTABLE = 0.1  # of a content stream said to be plain
FLATE = frozenset({"/FlateDecode", "/Fl"})
FILTERS = FLATE | {
    *("/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"),
    *("/CCITTFaxDecode", "/CCF", "/DCTDecode", "/DCT", "/JBIG2Decode", "/JPXDecode", "/Crypt"),
}
_PRINTABLE = frozenset(range(32, 127)) | {0, 9, 10, 12, 13}
# What looking into a damaged file may raise.
FAULTS = (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, RuntimeError)


@dataclass(slots=True)
class Inspection:
    """What was found: ``faults`` by page from 1 (0: the file as a whole), ``warnings`` as qpdf words them.

    ``mended`` says which damage does no harm once the file is copied without it. By object number:
    ``broken_programs`` are fonts whose program does not unpack, ``bare_fonts`` composite ones without any,
    ``flat_fonts`` those that LibreOffice gives no height, ``fonts`` the verdicts on those that do not name
    their characters. ``broken_glyphs`` are glyphs of Type 3 fonts that cannot be drawn, by font and name,
    ``unnamed`` the names, page by page, of fonts of which nothing is known.
    """

    page_count: int
    faults: dict[int, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    broken_programs: list[tuple[int, int]] = field(default_factory=list)
    bare_fonts: list[tuple[int, int]] = field(default_factory=list)
    flat_fonts: list[tuple[int, int]] = field(default_factory=list)
    broken_glyphs: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    fonts: dict[tuple[int, int], FontVerdict] = field(default_factory=dict)
    unnamed: dict[int, frozenset[str]] = field(default_factory=dict)


def inspect(pdf: pikepdf.Pdf) -> Inspection:
    """Look into an open PDF. A file with more than ``MAX_PAGES`` pages is not looked into."""
    inspection = Inspection(len(pdf.pages))
    if inspection.page_count <= MAX_PAGES:
        look = _Look(inspection)
        look.at_tree(pdf)
        for number, page in enumerate(pdf.pages, start=1):
            try:
                look.at_page(page.obj, number)
            except FAULTS as error:
                look.fault(number, f"{type(error).__name__}: {error}")
    inspection.warnings = [str(warning) for warning in pdf.get_warnings()]
    return inspection


class _Look:
    """One walk through a file's pages; what several pages share is looked at once."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self.streams: dict[tuple[int, int], str] = {}
        self.sound_fonts: set[tuple[int, int]] = set()
        self.forms: set[tuple[int, int]] = set()

    def fault(self, number: int, what: str) -> None:
        """Note a fault of a page."""
        known = self.inspection.faults.setdefault(number, [])
        if what not in known:
            known.append(what)

    def at_tree(self, pdf: pikepdf.Pdf) -> None:
        """Compare the number of pages that the tree promises with those found."""
        promised = pdf.Root.get("/Pages", pikepdf.Dictionary()).get("/Count")
        if promised is not None and promised != self.inspection.page_count:
            self.fault(0, f"{self.inspection.page_count} of {promised} pages found")

    def at_page(self, page: pikepdf.Object, number: int) -> None:
        """Check a page's content, forms and fonts."""
        contents = page.get("/Contents")
        resources = page.get("/Resources")
        if contents is None:
            if isinstance(resources, pikepdf.Dictionary) and len(resources):
                self.fault(number, "its content is missing")
            return
        for part in [contents] if isinstance(contents, pikepdf.Stream) else contents:
            self.at_content(part, number)
        if isinstance(resources, pikepdf.Dictionary):
            self.at_resources(resources, number, DEEPEST_FORM)
        else:
            self.fault(number, "its resources are missing")

    def at_resources(self, resources: pikepdf.Object, number: int, depth: int) -> None:
        """Check the fonts and forms among resources, and the resources of those forms."""
        for name, font in _entries(resources, "/Font"):
            if font is not None and font.objgen in self.sound_fonts:
                continue
            if isinstance(font, pikepdf.Dictionary):
                self.at_font(font, number)
            else:
                self.fault(number, f"its font {name} is missing")
        for name, drawn in _entries(resources, "/XObject"):
            if not isinstance(drawn, pikepdf.Stream):
                self.fault(number, f"its drawing {name} is missing")
                continue
            if drawn.get("/Subtype") != "/Form":
                continue
            self.at_content(drawn, number)
            if drawn.objgen in self.forms or not depth:
                continue
            self.forms.add(drawn.objgen)
            inner = drawn.get("/Resources")
            if isinstance(inner, pikepdf.Dictionary):
                self.at_resources(inner, number, depth - 1)

    def at_font(self, font: pikepdf.Object, number: int) -> None:
        """Check a font's map and program, and note a font that does not name its characters."""
        key = font.objgen
        if key not in self.inspection.fonts:
            broken_map = self.is_broken(font.get("/ToUnicode"))
            broken_program = self.has_broken_program(font)
            self.note_broken_glyphs(font)
            verdict = judge_font(font, with_map=not broken_map)
            if broken_map:
                self.inspection.mended.append(f"the map of characters of font {verdict.name} is damaged")
            if broken_program:
                self.inspection.mended.append(f"the outlines of font {verdict.name} are damaged")
            if verdict.state == "named":
                self.sound_fonts |= {key} - {DIRECT}
                return
            if broken_program:
                self.fault(number, f"its font {verdict.name} can be neither mapped nor drawn")
            self.inspection.fonts[key] = verdict
        if self.inspection.fonts[key].state == "unknown":
            known = self.inspection.unnamed.get(number, frozenset())
            self.inspection.unnamed[number] = known | names_to_readers(font)

    def has_broken_program(self, font: pikepdf.Object) -> bool:
        """Note a font without a program that unpacks, or without height; tell whether a program is broken."""
        descriptor = descriptor_of(font)
        programs = [] if descriptor is None else [descriptor.get(key) for key in PROGRAMS]
        if descriptor is not None and not (descriptor.get("/Ascent", 1) or descriptor.get("/Descent", 1)):
            self.inspection.flat_fonts.append(font.objgen)
        broken = any(self.is_broken(program) for program in programs)
        bare = not any(programs) and "/DescendantFonts" in font
        if (broken or bare) and font.objgen != DIRECT:
            (self.inspection.broken_programs if broken else self.inspection.bare_fonts).append(font.objgen)
        return broken

    def note_broken_glyphs(self, font: pikepdf.Object) -> None:
        """Note the glyphs of a Type 3 font whose drawing is missing or does not unpack."""
        drawings = font.get("/CharProcs") if font.get("/Subtype") == "/Type3" else None
        if not isinstance(drawings, pikepdf.Dictionary):
            return
        broken = [name for name, drawing in drawings.items() if drawing is None or self.is_broken(drawing)]
        if broken:
            self.inspection.mended.append(f"{len(broken)} glyphs of a Type 3 font are damaged")
            self.inspection.broken_glyphs += [(font.objgen, name) for name in broken]

    def is_broken(self, stream: pikepdf.Object | None) -> bool:
        """Tell whether something is a stream that does not unpack."""
        if not isinstance(stream, pikepdf.Stream):
            return False
        key = stream.objgen
        if key not in self.streams:
            self.streams[key] = stream_fault(stream)
        return bool(self.streams[key])

    def at_content(self, stream: pikepdf.Object | None, number: int) -> None:
        """Check that a stream of drawing operators unpacks to its end."""
        if not isinstance(stream, pikepdf.Stream):
            self.fault(number, "its content is missing")
        elif self.is_broken(stream):
            self.fault(number, f"its content: {self.streams[stream.objgen]}")


def _entries(resources: pikepdf.Object, kind: str) -> Iterator[tuple[str, pikepdf.Object | None]]:
    found = resources.get(kind)
    return iter(found.items()) if isinstance(found, pikepdf.Dictionary) else iter(())


def stream_fault(stream: pikepdf.Object) -> str:
    """Say what is wrong with a stream's data, '' where it unpacks whole and its checksum holds."""
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters or ()]
    if not names:
        return _plain_fault(stream.read_raw_bytes()[:PLAIN_SAMPLE])
    if not set(names) <= FILTERS:
        return f"unknown filter {' '.join(names)}"
    try:
        if names[-1] in FLATE:
            return _flate_fault(_without_last_filter(stream, names))
        stream.read_bytes()
    except pikepdf.PdfError as error:
        return f"it cannot be unpacked ({error})"
    return ""


def _plain_fault(sample: bytes) -> str:
    strange = sum(byte not in _PRINTABLE for byte in sample)
    return "its bytes are no text" if strange > MOST_UNPRINTABLE * len(sample) else ""


def _without_last_filter(stream: pikepdf.Object, names: list[str]) -> bytes:
    """Undo all filters but the last: of what qpdf unpacks with zlib it does not check the sum."""
    raw = stream.read_raw_bytes()
    if len(names) == 1:
        return bytes(raw)
    with pikepdf.new() as scratch:
        outer = scratch.make_stream(raw)
        outer["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in names[:-1]])
        return bytes(outer.read_bytes())


def _flate_fault(raw: bytes) -> str:
    unpacker = zlib.decompressobj()
    left, unpacked = raw, 0
    try:
        while left and not unpacker.eof:
            unpacked += len(unpacker.decompress(left, PIECE))
            left = unpacker.unconsumed_tail
            if unpacked > MOST_BYTES:
                return ""
    except zlib.error as error:
        return f"it breaks off ({_plain(error)})"
    return "" if unpacker.eof or _ends_without_checksum(raw) else "it ends early"


def _ends_without_checksum(raw: bytes) -> bool:
    """Tell whether the data is whole and only its checksum is cut off, as some producers write it."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacker.decompress(raw[2:], MOST_BYTES)
    except zlib.error:
        return False
    return unpacker.eof and len(unpacker.unused_data) < 4


def _plain(error: zlib.error) -> str:
    return re.sub(r"^Error -?\d+ while decompressing data: ", "", str(error))


def inspect_file(path: Path) -> Inspection:
    """Look into a file; ``pikepdf.PdfError`` where qpdf cannot open it."""
    with pikepdf.open(path) as pdf:
        return inspect(pdf)
