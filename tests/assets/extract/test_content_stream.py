"""Ordinary content streams are read as playa's interpreter reads them; what is not ordinary is refused."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import playa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.extract import playa_page
from assets.extract.content_stream import Drawing, Form, Resources, draw
from assets.extract.content_syntax import Unusual, bytes_of, operations
from assets.extract.grid import Frame
from assets.extract.matrices import IDENTITY

RAW = Path(__file__).resolve().parents[3] / "data" / "raw"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "reports"
REPORTS = sorted(RAW.rglob("*.pdf")) + sorted((SHARED / "real").glob("*.pdf"))


class MonoFont:
    """A font whose characters are half an em wide, codes their own characters."""

    vertical = False
    multibyte = False

    def decode(self, data: bytes) -> Iterator[tuple[int, str]]:
        return ((code, chr(code)) for code in data)

    def hdisp(self, code: int) -> float:
        del code
        return 0.5


def resources(form: Form | None = None) -> Resources:
    return Resources(lambda name: MonoFont(), lambda name: form)


def drawn(content: bytes, form: Form | None = None) -> Drawing:
    return draw(content, resources(form), IDENTITY)


def places(boxes: Iterable[tuple[float, ...]]) -> list[float]:
    return [value for box in boxes for value in box]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:12])
def test_every_page_is_read_as_playa_reads_it(path: Path) -> None:
    with playa.open(path, space="default") as document:
        for page in document.pages:
            matrix = playa_page.to_reading(page, Frame(1, 1))
            content = b"\n".join(stream.buffer for stream in page.streams)
            quick = draw(content, playa_page.resources_of(page.resources, page.doc), matrix)
            whole = playa_page.interpreted(page, matrix)
            assert [g.char for g in quick.glyphs] == [g.char for g in whole.glyphs]
            assert places(g[1:5] for g in quick.glyphs) == pytest.approx(
                places(g[1:5] for g in whole.glyphs), abs=0.02
            )
            assert places(quick.lines) == pytest.approx(places(whole.lines), abs=0.02)


def test_text_is_placed_by_matrix_size_and_spacing() -> None:
    drawing = drawn(b"BT /F 10 Tf 2 Tc 1 0 0 1 100 50 Tm [(1) -500 (2)] TJ 0 -20 Td (3) Tj ET")
    assert [(g.char, g.x0, g.x1) for g in drawing.glyphs] == [
        ("1", 100, 105),
        ("2", 112, 117),
        ("3", 100, 105),
    ]
    assert drawing.glyphs[2].y1 == pytest.approx(50 - 20 + 8.8)


def test_what_is_saved_is_restored() -> None:
    drawing = drawn(b"q 2 0 0 2 0 0 cm q BT /F 10 Tf ET Q Q BT /F 4 Tf 7 0 Td (x) Tj ET")
    assert [(g.x0, g.x1) for g in drawing.glyphs] == [(7, 9)]


def test_text_aslant_is_left_out_and_text_upended_is_kept() -> None:
    drawing = drawn(b"BT /F 10 Tf .7 .7 -.7 .7 9 9 Tm (a) Tj 0 1 -1 0 50 50 Tm (b) Tj ET")
    assert [(g.char, round(g.y0), round(g.y1)) for g in drawing.glyphs] == [("b", 50, 55)]


def test_rules_are_strokes_edges_of_boxes_and_thin_fills_but_no_shading() -> None:
    assert drawn(b"10 10 m 90 10 l S").lines == [(10, 10, 90, 10)]
    assert drawn(b"10 10 80 .5 re f").lines == [(10, 10.25, 90, 10.25)]
    assert len(drawn(b"10 10 80 20 re S").lines) == 4
    assert drawn(b"10 10 80 20 re f 10 10 80 20 re W n 5 5 m 6 6 7 7 8 8 c S").lines == []


def test_a_form_is_drawn_where_it_is_invoked() -> None:
    form = Form(b"0 0 m 9 0 l S", (1, 0, 0, 1, 100, 0), resources())
    assert drawn(b"q 1 0 0 1 0 40 cm /Fm Do Q", form).lines == [(100, 40, 109, 40)]


def test_a_form_that_invokes_itself_is_refused() -> None:
    form = Form(b"/Fm Do", IDENTITY, resources())
    form.resources.form = lambda name: form
    with pytest.raises(Unusual):
        drawn(b"/Fm Do", form)


@pytest.mark.parametrize(
    "content", [b"BI /W 1 /H 1 ID x EI", b"(open Tj", b"1 2 re S", b"4 5 l S", b"1 2 oops"]
)
def test_what_is_not_known_is_refused(content: bytes) -> None:
    with pytest.raises(Unusual):
        drawn(content)


def test_marked_content_colours_and_comments_are_passed_over() -> None:
    content = (
        b"/P <</MCID 0/T (a\\)b)>> BDC .5 g /Cs1 cs 1 0 0 scn [3 1] 0 d % a (comment\n1 w 0 0 m 9 0 l S EMC"
    )
    assert drawn(content).lines == [(0, 0, 9, 0)]


@given(st.binary(max_size=40))
def test_strings_mean_what_their_escapes_and_digits_say(data: bytes) -> None:
    literal = b"(" + b"".join(b"\\%03o" % byte for byte in data) + b")"
    assert bytes_of(literal) == bytes_of(b"<" + data.hex(" ").encode() + b">") == data


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = list(operations(data))
    except Unusual:
        return
    assert all(operation.end() > operation.start() for operation in found)
