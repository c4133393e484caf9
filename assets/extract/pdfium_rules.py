"""Ruling lines of a page, from the paths that pdfium finds drawn on it.

Rules are drawn as stroked lines, as boxes around cells, or as thin filled boxes; one path may hold a whole
table's. Shading is filled without a stroke and broader than a line: its edges are no rules.
"""

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assets.extract.grid import Box, Frame, Rule
from assets.extract.matrices import IDENTITY, Matrix, moved, product
from assets.extract.outlines import BROADEST, lines_of_outline, thin
from assets.extract.pdfium_calls import address_of, bounds_of, draw_mode_of, kind_of, object_of_page

SHORTEST = 2.0  # points: shorter strokes are parts of characters or bullets
BOX_SEGMENTS = 5  # a rectangle is a move and four lines, the last one sometimes implied
MOST_RULES = 200_000
DEEPEST_FORM = 12


def rules_of(page: pdfium.PdfPage, frame: Frame) -> list[Rule]:
    """Return the rules of an open page in its reading frame, in points."""
    boxes: list[Box] = []
    count, address = pdfium_c.FPDFPage_CountObjects(page.raw), address_of(page.raw)
    objects = (object_of_page(address, index) for index in range(count))
    for line in _lines_of(objects, IDENTITY, DEEPEST_FORM):
        boxes.append(line)
        if len(boxes) > MOST_RULES:
            break
    rotation, bounds = page.get_rotation(), page.get_bbox()
    rules = []
    for box in boxes:
        x0, y0, x1, y1 = frame.to_reading(_displayed(box, rotation, bounds))
        rules.append(Rule(x0, y0, x1, y0) if x1 - x0 >= y1 - y0 else Rule(x0, y0, x0, y1))
    return rules


def _displayed(box: Box, rotation: int, bounds: Box) -> Box:
    """Turn a box of page space (origin bottom left, before /Rotate) into one of the page as displayed."""
    left, bottom, right, top = bounds
    x0, y0, x1, y1 = box
    if rotation == 0:
        return (x0 - left, top - y1, x1 - left, top - y0)
    if rotation == 90:
        return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    if rotation == 180:
        return (right - x1, y0 - bottom, right - x0, y1 - bottom)
    return (top - y1, right - x1, top - y0, right - x0)


def _lines_of(objects: Iterable[int], within: Matrix, depth: int) -> Iterator[Box]:
    """Yield the lines of drawn objects as boxes without breadth; ``within`` is the matrix of their form."""
    edges, mode = (ctypes.c_float * 4)(), (ctypes.c_int * 2)()
    first = ctypes.addressof(edges)
    edges_into = [first + index * ctypes.sizeof(ctypes.c_float) for index in range(4)]
    mode_into = [ctypes.addressof(mode), ctypes.addressof(mode) + ctypes.sizeof(ctypes.c_int)]
    for address in objects:
        kind = kind_of(address)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth:
            form = ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)
            parts = [
                address_of(pdfium_c.FPDFFormObj_GetObject(form, index))
                for index in range(pdfium_c.FPDFFormObj_CountObjects(form))
            ]
            yield from _lines_of(parts, product(_matrix_of(form), within), depth - 1)
        if kind != pdfium_c.FPDF_PAGEOBJ_PATH or not bounds_of(address, *edges_into):
            continue
        left, bottom, right, top = edges
        width, height = right - left, top - bottom
        if max(width, height) < SHORTEST or not draw_mode_of(address, *mode_into):
            continue
        filled, stroked = mode
        if not filled and not stroked:
            continue
        if min(width, height) <= BROADEST:
            box = (left, bottom, right, top)
            yield thin(box if within is IDENTITY else moved(box, within))
            continue
        path = ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)
        if stroked or pdfium_c.FPDFPath_CountSegments(path) > BOX_SEGMENTS:
            yield from _segments(path, product(_matrix_of(path), within), bool(stroked))


def _segments(path: Any, matrix: Matrix, stroked: bool) -> Iterator[Box]:
    """Yield the upright lines of a path: its strokes, or the thin boxes that it fills."""
    for outline in _outlines(path, matrix):
        yield from lines_of_outline(outline, stroked)


def _outlines(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the straight outlines of a path as points in page space; curves end an outline."""
    x, y = ctypes.c_float(), ctypes.c_float()
    x_into, y_into = ctypes.byref(x), ctypes.byref(y)
    a, b, c, d, e, f = matrix
    outline: list[tuple[float, float]] = []
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, x_into, y_into):
            continue
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind != pdfium_c.FPDF_SEGMENT_LINETO:
            if len(outline) > 1:
                yield outline
            outline = []
        outline.append(point)
        if pdfium_c.FPDFPathSegment_GetClose(segment) and len(outline) > 1:
            yield [*outline, outline[0]]
            outline = outline[:1]
    if len(outline) > 1:
        yield outline


def _matrix_of(drawn: Any) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix)):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
