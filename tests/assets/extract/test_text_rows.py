"""Lines of running text are put together whatever boxes their fonts tell."""

from assets.extract.grid import Glyph
from assets.extract.text_rows import text_rows

EM = 12.0
PITCH = 14.0  # from line to line


def line(text: str, y: float, x: float = 72.0, tall: str = "") -> list[Glyph]:
    """Glyphs of a line whose baseline box ends at ``y + EM``; those in ``tall`` tell a box twice as high."""
    glyphs = []
    for character in text:
        width = EM / 2 if character.isascii() else EM
        top, bottom = (y - 7, y + 16) if character in tall else (y, y + EM)
        if character == "，":
            top = y + 8  # its box is its ink
        glyphs.append(Glyph(character, x, top, x + width, bottom, 0))
        x += width
    return glyphs


def texts(glyphs: list[Glyph]) -> list[str]:
    return ["".join(glyph.char for glyph in row.glyphs) for row in text_rows(glyphs)]


def test_tall_digits_chain_no_lines_together() -> None:
    printed = ["本年收入合计2946.25万元，其中", "财政拨款2940.05万元，占99.79", "其他收入6.2万元，占0.21"]
    glyphs = [g for n, text in enumerate(printed) for g in line(text, 100 + PITCH * n, tall="0123456789.")]
    assert texts(glyphs) == printed


def test_what_is_drawn_apart_on_one_line_is_one_line() -> None:
    words, numbers = line("支出", 100) + line("万元", 100, x=150), line("35.6", 101, x=110)
    assert texts(words + numbers) == ["支出35.6万元"]
    assert texts(line("下一行", 130) + line("上一行", 100)) == ["上一行", "下一行"]


def test_what_is_drawn_twice_to_look_bold_is_read_once() -> None:
    assert texts(line("第三部分", 100) + line("第三部分", 100.2, x=72.3)) == ["第三部分"]


def test_the_box_of_a_line_is_as_high_as_its_characters() -> None:
    (row,) = text_rows(line("支出35.6万元", 100, tall="356."))
    x0, y0, x1, y1 = row.box
    assert (x0, x1) == (72.0, 72.0 + 4 * EM + 4 * EM / 2)
    assert EM <= y1 - y0 <= 1.2 * EM
    assert y0 <= 101
    assert y1 >= 111
