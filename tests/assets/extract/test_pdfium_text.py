"""Lines and glyphs as pdfium tells them."""

import pytest

from assets.extract.pages import speaks_of_accounts
from assets.extract.pdfium_text import glyph_rows, lines_of
from tests.assets.extract.test_conserve import glyphs_of


@pytest.mark.parametrize("offset", [0.0, 0.3, 1.0])
def test_text_drawn_twice_to_look_bold_is_read_once(offset: float) -> None:
    drawn = [*glyphs_of("合计 11.50", 5, 5, run=1), *glyphs_of("合计 11.50", 5 + offset, 5, run=2)]
    assert [line.text for line in lines_of(drawn)] == ["合计 11.50"]


def test_the_same_digit_beside_itself_is_two_digits() -> None:
    (row,) = glyph_rows(glyphs_of("1000", 5, 5))
    assert len(row) == 4


@pytest.mark.parametrize("text", ["2023年度部门决算", "部门\n预算", "算决门部度年3202"])
def test_accounts_are_recognised_also_on_a_page_shown_upside_down(text: str) -> None:
    assert speaks_of_accounts(text)
    assert not speaks_of_accounts("办公用品采购清单")
