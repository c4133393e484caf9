"""Glyphs and ruling lines of a page by way of playa, in the page's reading frame.

An ordinary content stream is read by ``content_stream``; any other page is left to playa's interpreter, which
knows everything and takes its time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from playa.content import PathObject, TextObject
from playa.interp import FontMapping
from playa.pdftypes import dict_value, resolve1, stream_value

from assets.extract.content_stream import (
    ABOVE,
    BELOW,
    Drawing,
    Form,
    Resources,
    draw,
    is_straight,
    place,
)
from assets.extract.content_syntax import Unusual
from assets.extract.grid import Frame
from assets.extract.matrices import IDENTITY, Matrix, product
from assets.extract.outlines import Point, lines_of_outline

_NUMBERS_OF_A_MATRIX = 6


def drawing_of(page: Any, frame: Frame) -> Drawing:
    """Return what a playa page draws, in points of the reading frame."""
    matrix = to_reading(page, frame)
    try:
        content = b"\n".join(stream.buffer for stream in page.streams)
        return draw(content, resources_of(page.resources, page.doc), matrix)
    except Unusual:
        return interpreted(page, matrix)


def to_reading(page: Any, frame: Frame) -> Matrix:
    """Matrix from the page's user space to its reading frame, whose origin is the visible page's top left."""
    page.set_initial_ctm("default", page.rotate)
    (left, bottom, right, top), media = page.cropbox, page.mediabox
    x0, y0, x1, y1 = max(left, media[0]), max(bottom, media[1]), min(right, media[2]), min(top, media[3])
    turns = (page.rotate // 90 + frame.turns) % 4
    if turns == 0:
        return (1.0, 0.0, 0.0, -1.0, -x0, y1)
    if turns == 1:
        return (0.0, 1.0, 1.0, 0.0, -y0, -x0)
    if turns == 2:
        return (-1.0, 0.0, 0.0, 1.0, x1, -y0)
    return (0.0, -1.0, -1.0, 0.0, y1, x1)


def resources_of(resources: Any, document: Any) -> Resources:
    """Fonts and forms of a resource dictionary, looked up by name when they are used."""
    named = resolve1(resources) if resources is not None else None
    named = named if isinstance(named, dict) else {}
    fonts: Mapping[str, Any] = FontMapping(resolve1(named["Font"]), document) if "Font" in named else {}

    def font(name: str) -> Any:
        try:
            return fonts[name]
        except KeyError as error:
            raise Unusual(f"no font {name}") from error

    def form(name: str) -> Form | None:
        objects = resolve1(named.get("XObject"))
        if not isinstance(objects, dict) or name not in objects:
            raise Unusual(f"no form {name}")
        stream = stream_value(objects[name])
        if getattr(stream.get("Subtype"), "name", "") == "Image":
            return None
        values = resolve1(stream.get("Matrix")) or IDENTITY
        if len(values) != _NUMBERS_OF_A_MATRIX:
            raise Unusual("a matrix of another size")
        a, b, c, d, e, f = (float(resolve1(value)) for value in values)
        own = resources_of(dict_value(stream["Resources"]), document) if "Resources" in stream else None
        return Form(stream.buffer, (a, b, c, d, e, f), own or resources_of(named, document))

    return Resources(font, form)


def interpreted(page: Any, matrix: Matrix) -> Drawing:
    """What playa's own interpreter finds on a page."""
    drawing = Drawing()
    for item in page.flatten():
        if isinstance(item, TextObject):
            for glyph in item:
                trm = product(glyph.matrix, matrix)
                if glyph.text and is_straight(trm):
                    width = glyph.font.hdisp(glyph.cid)
                    place(drawing, glyph.text, (0.0, width), (BELOW, ABOVE), trm)
            drawing.runs += 1
        elif isinstance(item, PathObject) and (item.stroke or item.fill):
            for outline in _outlines(item, matrix):
                drawing.lines.extend(lines_of_outline(outline, item.stroke))
    return drawing


def _outlines(path: PathObject, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield the straight outlines of a path in the frame that ``matrix`` leads to; curves end an outline."""
    a, b, c, d, e, f = matrix
    outline: list[Point] = []
    for segment in path.segments:
        if segment.operator == "h":
            if len(outline) > 1:
                outline.append(outline[0])
            continue
        x, y = segment.points[-1]
        if segment.operator != "l":
            if len(outline) > 1:
                yield outline
            outline = []
        outline.append((a * x + c * y + e, b * x + d * y + f))
    if len(outline) > 1:
        yield outline
