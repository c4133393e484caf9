"""Cell texts are held against the glyphs in the cell's box."""

import pytest

from assets.extract.agreement import settle
from assets.extract.grid import Grid
from tests.assets.extract.grids import HEIGHT, WIDTH, make_grid
from tests.assets.extract.test_conserve import glyphs_of


def settled(camelot: str, printed: str) -> Grid:
    grid = make_grid([[camelot, "x"]])
    settle(grid, glyphs_of(printed, 5, 5), [0, WIDTH, 2 * WIDTH], [0, HEIGHT])
    return grid


def test_agreement_leaves_text_and_line_breaks_alone() -> None:
    grid = settled("12\n.50", "12.50")
    assert grid.text(0, 0) == "12\n.50"
    assert grid.notes == []


def test_a_dropped_digit_is_restored_and_noted() -> None:
    grid = settled("1.50", "11.50")
    assert grid.text(0, 0) == "11.50"
    assert grid.notes == [("readers_differ", {"camelot": "1.50", "pdfium": "11.50"})]


def test_digits_in_another_order_are_another_amount() -> None:
    grid = settled("974650.", "9746.50")
    assert grid.text(0, 0) == "9746.50"
    assert grid.notes == [("readers_differ", {"camelot": "974650.", "pdfium": "9746.50"})]


def test_words_never_replace_an_amount() -> None:
    grid = settled("1.50", "1.50合计")
    assert grid.text(0, 0) == "1.50"
    assert [rule for rule, _ in grid.notes] == ["readers_differ"]


def test_a_number_that_camelot_alone_sees_parted_is_whole_and_noted() -> None:
    grid = settled("100\n50", "10050")
    assert grid.text(0, 0) == "10050"
    assert [rule for rule, _ in grid.notes] == ["readers_differ"]


def test_swapped_digits_are_noted() -> None:
    grid = settled("12.05", "12.50")
    assert grid.text(0, 0) == "12.50"
    assert [rule for rule, _ in grid.notes] == ["readers_differ"]


def test_a_label_in_another_order_stays() -> None:
    assert settled("公共一般", "一般公共").text(0, 0) == "公共一般"


def test_a_misnamed_label_is_replaced_without_note() -> None:
    grid = settled("䶱⪊", "收入")
    assert grid.text(0, 0) == "收入"
    assert grid.notes == []


def test_a_label_that_overflows_its_cell_stays_whole() -> None:
    assert settled("一般公共服务支出", "一般公共").text(0, 0) == "一般公共服务支出"


def test_a_watermark_glued_to_an_amount_is_left_out_and_noted() -> None:
    grid = settled("10.00\n公", "10.00")
    assert grid.text(0, 0) == "10.00"
    assert [rule for rule, _ in grid.notes] == ["readers_differ"]


@pytest.mark.parametrize("printed", ["", " "])
def test_a_cell_without_glyphs_keeps_its_text(printed: str) -> None:
    assert settled("3.00", printed).text(0, 0) == "3.00"
