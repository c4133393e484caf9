"""A report made fit to be read: damage mended, fonts given the characters that can be told for sure.

Both readers then read one sound copy, and what was done to it is said of everything read from it. Where
nothing is amiss the file itself is read.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from assets.extract.fonts import as_gbk, give_height, give_stub, unicode_map
from assets.extract.inspection import FAULTS, Inspection, inspect
from assets.extract.salvage import with_new_end
from assets.extract.stub_font import STUB_GLYPH

_FILE = re.compile(r"^\S*\.pdf(?:: )? ?")
PREFIX = "juesuan-repaired-"
MOST_BYTES_SALVAGED = 200 * 1024 * 1024
LONGEST_REASON = 160


@dataclass(slots=True)
class Source:
    """The file to read a report from, and what is known of it beforehand.

    ``repaired`` says what was mended, '' where nothing was; ``losses`` what could not be read, by page from 1
    (0: the file as a whole); ``mapped_fonts`` names the fonts whose characters came from their programs;
    ``unnamed`` gives, by page, the names of fonts that tell no characters.
    """

    path: Path
    repaired: str = ""
    losses: dict[int, list[str]] = field(default_factory=dict)
    mapped_fonts: list[str] = field(default_factory=list)
    unnamed: dict[int, frozenset[str]] = field(default_factory=dict)

    def lose(self, reasons: Mapping[int, str]) -> None:
        """Note what of some pages could not be read."""
        for number, reason in reasons.items():
            self.losses.setdefault(number, []).append(reason)


@contextmanager
def prepared(path: Path, to_draw: bool = False) -> Iterator[Source]:
    """Give the file to read in place of ``path``: itself, or a repaired copy that is gone afterwards.

    ``to_draw``: the pages are to be drawn, and not only their text read. What nothing can be made of is given
    as it is: opening it tells why.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "report.pdf"
        yield _opened(path, copy, to_draw) or _salvaged(path, copy, to_draw) or Source(path)


def _opened(path: Path, copy: Path, to_draw: bool) -> Source | None:
    """Look into a file that qpdf can open, and mend it where that is needed."""
    try:
        with pikepdf.open(path) as pdf:
            inspection = inspect(pdf)
            source = _source(path, inspection)
            stubs = inspection.broken_programs if to_draw else _measurable(inspection)
            if source.repaired or source.mapped_fonts or stubs or inspection.flat_fonts:
                try:
                    _mend(pdf, inspection, stubs)
                    pdf.save(copy, object_stream_mode=pikepdf.ObjectStreamMode.disable)
                    source.path = copy
                except FAULTS as error:
                    source.lose({0: f"it could not be repaired ({error})"})
            return source
    except pikepdf.PasswordError:
        return Source(path)
    except FAULTS:
        return None


def _mend(pdf: pikepdf.Pdf, inspection: Inspection, stubs: list[tuple[int, int]]) -> None:
    _name_characters(pdf, inspection)
    for key in inspection.flat_fonts:
        give_height(pdf.get_object(key))
    for key in stubs:
        give_stub(pdf, pdf.get_object(key))
    for key, glyph in inspection.broken_glyphs:
        pdf.get_object(key)["/CharProcs"][glyph] = pdf.make_stream(STUB_GLYPH)


def _measurable(inspection: Inspection) -> list[tuple[int, int]]:
    """Fonts whose text pdfium could not measure, or only by what fonts the machine has."""
    converted = [key for key, font in inspection.fonts.items() if font.state == "gbk"]
    return [*inspection.broken_programs, *inspection.bare_fonts, *converted]


def _salvaged(path: Path, copy: Path, to_draw: bool) -> Source | None:
    """Give a file that qpdf cannot open a new end, and look into that."""
    if path.stat().st_size > MOST_BYTES_SALVAGED:
        return None
    data = path.read_bytes()
    renewed = with_new_end(data) if data else None
    if renewed is None:
        return None
    renewed_path = copy.with_name("renewed.pdf")
    renewed_path.write_bytes(renewed)
    source = _opened(renewed_path, copy, to_draw)
    if source is not None:
        source.repaired = "its list of pages was lost; the pages found in it were listed again"
        source.losses.setdefault(0, []).append("the end of the file is missing, pages may be")
    return source


def _source(path: Path, inspection: Inspection) -> Source:
    source = Source(path, losses=inspection.faults, unnamed=inspection.unnamed)
    source.repaired = _reason([*inspection.mended, *inspection.warnings])
    source.mapped_fonts = [font.name for font in inspection.fonts.values() if font.state != "unknown"]
    return source


def _name_characters(pdf: pikepdf.Pdf, inspection: Inspection) -> None:
    for (number, generation), verdict in inspection.fonts.items():
        font = pdf.get_object(number, generation)
        if verdict.state == "mappable":
            font["/ToUnicode"] = pdf.make_stream(unicode_map(verdict))
        elif verdict.state == "gbk":
            as_gbk(pdf, font)


def _reason(warnings: list[str]) -> str:
    """Sum up what was amiss without the file's path: the first of it, and how much more there is."""
    said = list(dict.fromkeys(_FILE.sub("", warning) for warning in warnings))
    more = f" (+{len(said) - 3})" if len(said) > 3 else ""
    return "; ".join(said[:3])[:LONGEST_REASON] + more


def mark_damage(result: dict[str, Any], source: Source) -> dict[str, Any]:
    """Say in a report's reading what was mended and what is lost.

    Adds ``complete`` and, where it is false, ``incomplete_reasons``; findings ``file_repaired``,
    ``fonts_mapped`` and, once for each page, ``half_read``.
    """
    reasons = {number: "; ".join(found)[:LONGEST_REASON] for number, found in sorted(source.losses.items())}
    if result["status"] == "read":
        found = result["findings"]
        if source.repaired:
            found.append(_finding("file_repaired", None, reason=source.repaired))
        if source.mapped_fonts:
            names = "、".join(dict.fromkeys(source.mapped_fonts))
            found.append(_finding("fonts_mapped", None, fonts=names[:LONGEST_REASON]))
        found += [_finding("half_read", number or None, reason=reason) for number, reason in reasons.items()]
    elif result["status"] == "quarantined" and (reasons or source.repaired):
        seen = "; ".join(reasons.values()) or source.repaired
        result["detail"] = f"{result['detail']} (the file is damaged: {seen})"[: 3 * LONGEST_REASON]
    result["complete"] = not reasons
    result["incomplete_reasons"] = [
        f"page {number}: {reason}" if number else reason for number, reason in reasons.items()
    ]
    return result


def _finding(rule: str, page: int | None, **values: str) -> dict[str, Any]:
    return {"rule_id": rule, "table_code": None, "page": page, **values}
