"""Signs, taken from a page's drawn objects, that its text layer is not what a reader of the page sees.

Only a sample of the objects is looked at: a scan draws its image first or last, and the text laid over it is
invisible throughout. Where the sample holds an image, all of them are.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

ENDS = 4  # objects looked at from either end of a page
SPREAD = 8  # and as many spread between them
MOST_OBJECTS = 4000  # a page in pieces beyond these is no scan
DEEPEST_FORM = 3
LARGE = 0.05  # of the page: smaller images over text are stamps
EVERY_PIXEL = 37  # of an image is looked at for its opacity
LONGEST_NAME = 256
INVISIBLE_MODES = frozenset({pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP})


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a page's drawn objects tell: shares from 0 to 1.

    ``image_share`` is the part of the page that images cover, ``hidden_share`` the part of the text objects
    looked at that nobody sees, ``covering_share`` the part of the page that images drawn after the first
    text cover.
    """

    image_share: float = 0.0
    hidden_share: float = 0.0
    covering_share: float = 0.0


@dataclass(slots=True)
class _Counts:
    texts: int = 0
    hidden: int = 0
    image_area: float = 0.0
    covering_area: float = 0.0
    has_image: bool = False


def signs_of(page: pdfium.PdfPage) -> PageSigns:
    """Look at an open page; a fraction of a millisecond unless it holds images."""
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    sample = _sample(count)
    width, height = page.get_size()
    area = max(width * height, 1.0)
    counts = _looked_at(page, sample, area)
    if counts.has_image and len(sample) < count <= MOST_OBJECTS:
        counts = _looked_at(page, range(count), area)
    return PageSigns(
        min(1.0, counts.image_area / area),
        counts.hidden / counts.texts if counts.texts else 0.0,
        min(1.0, counts.covering_area / area),
    )


def fonts_drawn_with(page: pdfium.PdfPage) -> frozenset[str]:
    """Names of the fonts that an open page's text is drawn with, forms included."""
    names: set[str] = set()
    for number in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        for kind, part, _ in _parts(pdfium_c.FPDFPage_GetObject(page.raw, number), 1.0, DEEPEST_FORM):
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                names.add(_font_name(part))
    return frozenset(names)


def _font_name(text: Any) -> str:
    buffer = ctypes.create_string_buffer(LONGEST_NAME)
    font = pdfium_c.FPDFTextObj_GetFont(text)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, LONGEST_NAME)
    return buffer.value.decode("latin-1")


def _sample(count: int) -> list[int]:
    if count <= 2 * ENDS + SPREAD:
        return list(range(count))
    step = (count - 2 * ENDS) // SPREAD
    return [*range(ENDS), *range(ENDS, count - ENDS, step), *range(count - ENDS, count)]


def _looked_at(page: pdfium.PdfPage, numbers: Sequence[int], whole: float) -> _Counts:
    counts = _Counts()
    colour = [ctypes.c_uint() for _ in range(4)]
    channels = [ctypes.byref(value) for value in colour]
    for number in numbers:
        for kind, part, scale in _parts(pdfium_c.FPDFPage_GetObject(page.raw, number), 1.0, DEEPEST_FORM):
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                counts.texts += 1
                counts.hidden += _is_hidden(part, channels, colour[3])
            elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                area = scale * _area(part)
                counts.has_image = True
                counts.image_area += area
                if counts.texts and area >= LARGE * whole:
                    counts.covering_area += area * _opacity(page, part)
    return counts


def _parts(part: Any, scale: float, depth: int) -> Iterator[tuple[int, Any, float]]:
    """Yield an object, or what a form holds, with its kind and how its area is scaled on the page."""
    kind = pdfium_c.FPDFPageObj_GetType(part)
    if kind != pdfium_c.FPDF_PAGEOBJ_FORM:
        yield kind, part, scale
    elif depth:
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFPageObj_GetMatrix(part, ctypes.byref(matrix))
        inner_scale = scale * abs(matrix.a * matrix.d - matrix.b * matrix.c)
        for index in _sample(pdfium_c.FPDFFormObj_CountObjects(part)):
            yield from _parts(pdfium_c.FPDFFormObj_GetObject(part, index), inner_scale, depth - 1)


def _is_hidden(text: Any, channels: list[Any], alpha: ctypes.c_uint) -> bool:
    if pdfium_c.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE_MODES:
        return True
    return bool(pdfium_c.FPDFPageObj_GetFillColor(text, *channels)) and alpha.value == 0


def _opacity(page: pdfium.PdfPage, image: Any) -> float:
    """Return how much of what is under an image it hides: a watermark lets it through."""
    if pdfium_c.FPDFPageObj_HasTransparency(image):
        return 0.0
    bitmap = pdfium_c.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, image)
    if not bitmap:
        return 1.0
    try:
        if pdfium_c.FPDFBitmap_GetFormat(bitmap) != pdfium_c.FPDFBitmap_BGRA:
            return 1.0
        size = pdfium_c.FPDFBitmap_GetStride(bitmap) * pdfium_c.FPDFBitmap_GetHeight(bitmap)
        alphas = ctypes.string_at(pdfium_c.FPDFBitmap_GetBuffer(bitmap), size)[3 :: 4 * EVERY_PIXEL]
        return sum(alphas) / (255 * max(len(alphas), 1))
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)


def _area(part: Any) -> float:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(part, *(ctypes.byref(value) for value in edges)):
        return 0.0
    left, bottom, right, top = (value.value for value in edges)
    return max(0.0, right - left) * max(0.0, top - bottom)
