"""What the content stream of an ordinary page draws: glyphs and ruling lines, read operator by operator.

playa interprets any page, and half the time of reading a report with camelot went into that. Nearly every
page of a report uses two dozen plain operators, which are read here; fonts, resources and streams remain
playa's. What this module does not know it refuses (``Unusual``), and playa interprets the page whole.
Operators and matrices are those of ISO 32000-1, 8.4 to 9.4.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assets.extract.content_syntax import Unusual, bytes_of, operations, pieces_of
from assets.extract.grid import Box, Glyph
from assets.extract.matrices import IDENTITY, Matrix, moved, product
from assets.extract.outlines import Point, lines_of_outline

# A character's box, in shares of the font size from the baseline: an em square as Han typefaces have it. The
# ascent and descent that fonts tell are not to be relied on.
BELOW, ABOVE = -0.12, 0.88
ASLANT = 0.15  # sine of the angle a character may lean; what leans more is part of a watermark
DEEPEST_FORM = 4
MOST_GLYPHS = 200_000

_STROKES = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
_FILLS = frozenset({b"f", b"F", b"f*"})
_CLOSING = frozenset({b"s", b"b", b"b*"})


@dataclass(slots=True)
class _Text:
    """Text state (9.3): what q saves and Q restores; the font's size in unscaled units."""

    font: Any = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class Drawing:
    """What a page draws, in the coordinates of the matrix it was read with."""

    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    runs: int = 0
    decoded: dict[tuple[Any, bytes], list[tuple[int, str, float]]] = field(default_factory=dict)

    def codes_of(self, font: Any, piece: bytes) -> list[tuple[int, str, float]]:
        """Codes of a string with characters and widths in ems; tables print the same strings repeatedly."""
        known = self.decoded.get((font, piece))
        if known is None:
            known = [(code, char, font.hdisp(code)) for code, char in font.decode(piece)]
            self.decoded[font, piece] = known
        return known


@dataclass(slots=True)
class Resources:
    """What a stream's names stand for: fonts by name, and forms with their content, matrix and own resources.

    ``form`` returns None for what draws no text or line, such as an image.
    """

    font: Callable[[str], Any]
    form: Callable[[str], "Form | None"]


@dataclass(slots=True)
class Form:
    """A form XObject."""

    content: bytes
    matrix: Matrix
    resources: Resources


def draw(content: bytes, resources: Resources, matrix: Matrix) -> Drawing:
    """Read one page's content stream; ``matrix`` leads from its user space to the frame wanted.

    Raises ``Unusual`` where the stream needs more than this module knows.
    """
    drawing = Drawing()
    _Interpreter(drawing, resources, matrix, DEEPEST_FORM).run(content)
    return drawing


class _Interpreter:
    """The state of one content stream; see ``draw``."""

    def __init__(self, drawing: Drawing, resources: Resources, matrix: Matrix, depth: int) -> None:
        self.drawing = drawing
        self.resources = resources
        self.ctm = matrix
        self.depth = depth
        self.text = _Text()
        self.line_matrix = self.matrix = IDENTITY
        self.saved: list[tuple[Matrix, _Text]] = []
        self.outlines: list[list[Point]] = []

    def run(self, content: bytes) -> None:
        """Perform every operation of the stream."""
        known = _PLAIN.get
        for found in operations(content):
            kind = found.lastgroup
            if kind == "plain":
                numbers, operator = found.group("numbers", "plain")
                perform = known(operator)
                if perform is None:
                    self._finish_outlines(operator)
                    continue
                try:
                    perform(self, *map(float, numbers.split()))
                except (TypeError, ValueError) as error:  # more or fewer operands than the operator takes
                    raise Unusual(f"{numbers!r} {operator!r}") from error
            elif kind == "shown":
                if found["shown"] == b"'":
                    self._next_line()
                self._show([bytes_of(found["string"])])
            elif kind == "spaced":
                self._show(pieces_of(found["array"]))
            elif kind == "named":
                self._named(found["name"][1:].decode("latin-1"), found["size"], found["named"])

    def _finish_outlines(self, operator: bytes) -> None:
        """Paint the path, or drop it."""
        if operator in _STROKES or operator in _FILLS:
            self._paint(stroked=operator in _STROKES, closed=operator in _CLOSING)
        elif operator == b"n":
            self.outlines = []
        else:
            raise Unusual(f"{operator!r}")

    def _named(self, name: str, size: bytes | None, operator: bytes) -> None:
        if operator == b"Tf":
            if size is None:
                raise Unusual("a font without size")
            self.text.font, self.text.size = self.resources.font(name), float(size)
        else:
            form = self.resources.form(name)
            if form is not None:
                if not self.depth:
                    raise Unusual("forms within forms")
                matrix = product(form.matrix, self.ctm)
                _Interpreter(self.drawing, form.resources, matrix, self.depth - 1).run(form.content)

    def _save(self) -> None:
        text = self.text
        copied = _Text(
            text.font, text.size, text.char_space, text.word_space, text.scale, text.leading, text.rise
        )
        self.saved.append((self.ctm, copied))

    def _restore(self) -> None:
        if self.saved:
            self.ctm, self.text = self.saved.pop()

    def _concatenate(self, *matrix: float) -> None:
        a, b, c, d, e, f = matrix
        self.ctm = product((a, b, c, d, e, f), self.ctm)

    def _begin_text(self) -> None:
        self.line_matrix = self.matrix = IDENTITY

    def _end_text(self) -> None:
        """What follows stands outside the text object: nothing to do."""

    def _set_matrix(self, *matrix: float) -> None:
        a, b, c, d, e, f = matrix
        self.line_matrix = self.matrix = (a, b, c, d, e, f)

    def _move(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self.line_matrix
        self.line_matrix = self.matrix = (a, b, c, d, a * x + c * y + e, b * x + d * y + f)

    def _move_with_leading(self, x: float, y: float) -> None:
        self.text.leading = -y
        self._move(x, y)

    def _next_line(self) -> None:
        self._move(0.0, -self.text.leading)

    def _set_char_space(self, value: float) -> None:
        self.text.char_space = value

    def _set_word_space(self, value: float) -> None:
        self.text.word_space = value

    def _set_scale(self, value: float) -> None:
        self.text.scale = value / 100

    def _set_leading(self, value: float) -> None:
        self.text.leading = value

    def _set_rise(self, value: float) -> None:
        self.text.rise = value

    def _show(self, pieces: list[bytes | float]) -> None:
        """Place the glyphs of strings, with adjustments in thousandths of the size between them (9.4.3)."""
        text, drawing = self.text, self.drawing
        font, size, scale = text.font, text.size, text.scale
        if font is None or font.vertical:
            raise Unusual("no font, or one written downwards")
        a, b, c, d, e, f = product(self.matrix, self.ctm)
        straight = is_straight((a, b, c, d, e, f))
        low, high = text.rise + BELOW * size, text.rise + ABOVE * size
        upright = b == 0 and c == 0
        word_space = 0.0 if font.multibyte else text.word_space
        run, glyphs = drawing.runs, drawing.glyphs
        if len(glyphs) > MOST_GLYPHS:
            raise Unusual("too many glyphs")
        x = 0.0
        for piece in pieces:
            if not isinstance(piece, bytes):
                x -= piece / 1000 * size * scale
                continue
            for code, char, width in drawing.codes_of(font, piece):
                end = x + width * size * scale
                if straight and char and not char.isspace():
                    if upright and len(char) == 1:
                        x0, x1, y0, y1 = a * x + e, a * end + e, d * low + f, d * high + f
                        if x0 > x1:
                            x0, x1 = x1, x0
                        if y0 > y1:
                            y0, y1 = y1, y0
                        glyphs.append(Glyph(char, x0, y0, x1, y1, run))
                    else:
                        place(drawing, char, (x, end), (low, high), (a, b, c, d, e, f))
                x = end + (text.char_space + (word_space if code == 32 else 0.0)) * scale
        drawing.runs += 1
        a, b, c, d, e, f = self.matrix
        self.matrix = (a, b, c, d, a * x + e, b * x + f)

    def _begin_outline(self, x: float, y: float) -> None:
        self.outlines.append([self._placed(x, y)])

    def _line_to(self, x: float, y: float) -> None:
        if not self.outlines:
            raise Unusual("a line from nowhere")
        self.outlines[-1].append(self._placed(x, y))

    def _curve(self, *points: float) -> None:
        """Begin anew after a curve: no rule bends."""
        self.outlines.append([self._placed(*points[-2:])])

    def _close_outline(self) -> None:
        if self.outlines and len(self.outlines[-1]) > 1:
            self.outlines[-1].append(self.outlines[-1][0])

    def _rectangle(self, x: float, y: float, width: float, height: float) -> None:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        self.outlines.append([self._placed(*corner) for corner in corners])

    def _placed(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.ctm
        return (a * x + c * y + e, b * x + d * y + f)

    def _paint(self, stroked: bool, closed: bool) -> None:
        if closed:
            self._close_outline()
        outlines, self.outlines = self.outlines, []
        for outline in outlines:
            if len(outline) > (1 if stroked else 2):
                self.drawing.lines.extend(lines_of_outline(outline, stroked))


_PLAIN: dict[bytes, Callable[..., None]] = {
    b"q": _Interpreter._save,
    b"Q": _Interpreter._restore,
    b"cm": _Interpreter._concatenate,
    b"BT": _Interpreter._begin_text,
    b"ET": _Interpreter._end_text,
    b"Tm": _Interpreter._set_matrix,
    b"Td": _Interpreter._move,
    b"TD": _Interpreter._move_with_leading,
    b"T*": _Interpreter._next_line,
    b"Tc": _Interpreter._set_char_space,
    b"Tw": _Interpreter._set_word_space,
    b"Tz": _Interpreter._set_scale,
    b"TL": _Interpreter._set_leading,
    b"Ts": _Interpreter._set_rise,
    b"m": _Interpreter._begin_outline,
    b"l": _Interpreter._line_to,
    b"c": _Interpreter._curve,
    b"v": _Interpreter._curve,
    b"y": _Interpreter._curve,
    b"h": _Interpreter._close_outline,
    b"re": _Interpreter._rectangle,
}


def is_straight(matrix: Matrix) -> bool:
    """Tell whether text drawn with a matrix stands at right angles to the page."""
    a, b = matrix[:2]
    length = float((a * a + b * b) ** 0.5)
    return length > 0 and min(abs(a), abs(b)) <= ASLANT * length


def place(drawing: Drawing, text: str, xs: Point, ys: Point, matrix: Matrix) -> None:
    """Add the characters that one glyph stands for, side by side in its box; white space is none."""
    step = (xs[1] - xs[0]) / len(text)
    for index, char in enumerate(text):
        if char.isspace():
            continue
        start = xs[0] + index * step
        box = moved((start, ys[0], start + step, ys[1]), matrix)
        drawing.glyphs.append(Glyph(char, *box, drawing.runs))
