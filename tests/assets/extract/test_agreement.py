"""What two readers put in a cell is held against one another, and against the glyphs in the cell's box."""

from copy import deepcopy

import pytest

from assets.extract.agreement import agree, agree_on_rows, settle
from assets.extract.grid import Frame, Grid, Page
from tests.assets.extract.grids import HEIGHT, make_grid
from tests.assets.extract.test_conserve import glyphs_of


def page_of(printed: str) -> Page:
    return Page(1, Frame(800, 600), glyphs_of(printed, 5, 5), [])


def settled(camelot: str, printed: str) -> Grid:
    grid = make_grid([[camelot, "x"]])
    settle(page_of(printed), [grid])
    return grid


def agreed(one: str, other: str, printed: str) -> Grid:
    first, second = make_grid([[one, "x"]]), make_grid([[other, "x"]])
    return agree(page_of(printed), [first], [second])[0]


def test_agreement_leaves_text_and_line_breaks_alone() -> None:
    grid = settled("12\n.50", "12.50")
    assert grid.text(0, 0) == "12\n.50"
    assert grid.notes == []


def test_a_dropped_digit_is_restored_and_noted() -> None:
    grid = settled("1.50", "11.50")
    assert grid.text(0, 0) == "11.50"
    assert grid.notes == [("readers_differ", {"one": "1.50", "other": "11.50"})]


def test_digits_in_another_order_are_another_amount() -> None:
    grid = settled("974650.", "9746.50")
    assert grid.text(0, 0) == "9746.50"
    assert grid.notes == [("readers_differ", {"one": "974650.", "other": "9746.50"})]


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
def test_an_amount_without_glyphs_keeps_its_text_and_is_doubtful(printed: str) -> None:
    grid = settled("3.00", printed)
    assert grid.text(0, 0) == "3.00"
    assert grid.owner[0][0].doubt == "readers_differ"


def test_a_cell_both_readers_read_alike_is_agreed() -> None:
    cell = agreed("1 066.51", "1066.51", "1066.51").owner[0][0]
    assert (cell.agreement, cell.doubt) == ("agreed", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [("12.05", "12.50"), ("12.50", "12.05"), ("", "12.50"), ("12.50", ""), ("1250", "12.50")],
)
def test_where_readers_differ_the_glyphs_decide_and_the_number_is_doubtful(one: str, other: str) -> None:
    grid = agreed(one, other, "12.50")
    cell = grid.owner[0][0]
    assert (cell.text, cell.agreement, cell.doubt) == ("12.50", "settled", "readers_differ")
    assert [rule for rule, _ in grid.notes] == ["readers_differ"]


def test_a_label_joined_with_its_neighbour_gives_way_to_what_the_other_reader_and_the_glyphs_say() -> None:
    cell = agreed("教育支出科学支出", "教育支出", "教育支出").owner[0][0]
    assert (cell.text, cell.agreement, cell.doubt) == ("教育支出", "settled", "")


def test_a_table_one_reader_alone_found_is_kept_and_its_numbers_are_doubtful() -> None:
    grid = make_grid([["合计", "12.50"]])
    (kept,) = agree(page_of("合计"), [], [deepcopy(grid)])
    assert kept.text(0, 1) == "12.50"
    assert [cell.doubt for cell in kept.cells()] == ["", "readers_differ"]
    assert next(rule for rule, _ in kept.notes) == "grid_seen_once"


def test_of_two_divisions_of_a_table_the_one_without_run_together_numbers_is_taken() -> None:
    parted = make_grid([["合计", "1.00", "2.00"]])
    joined = deepcopy(parted)
    whole = joined.owner[0][1]
    whole.text, whole.col_span, whole.box = "1.00 2.00", 2, (*whole.box[:2], *joined.owner[0][2].box[2:])
    joined.owner[0][2] = whole
    (taken,) = agree(page_of("合计"), [joined], [parted])
    assert taken.texts(0) == ["合计", "1.00", "2.00"]
    assert [cell.agreement for cell in taken.cells()] == ["agreed", "settled", "settled"]
    assert [rule for rule, _ in taken.notes].count("grids_differ") == 1


def rows_told(ours: str, theirs: str) -> Grid:
    grid = make_grid([["合计", "12.50"], ["教育", "3.00"]], ruled=False)
    below = glyphs_of("教育 3.00", 5, HEIGHT + 5)
    agree_on_rows(grid, [*glyphs_of(ours, 5, 5), *below], [*glyphs_of(theirs, 5, 6), *below])
    return grid


def test_a_row_without_rules_is_agreed_where_both_tell_the_same_at_its_height() -> None:
    grid = rows_told("合计 12.50", "合计 12.50")
    assert {(cell.agreement, cell.doubt) for cell in grid.cells()} == {("agreed", "")}


@pytest.mark.parametrize("theirs", ["合计 12.05", "合计 1250", "合计", "合十 12.50"])
def test_in_a_row_told_otherwise_every_number_is_doubtful(theirs: str) -> None:
    grid = rows_told("合计 12.50", theirs)
    assert [cell.doubt for cell in grid.cells()] == ["", "readers_differ", "", ""]
    assert [cell.agreement for cell in grid.cells()] == ["settled", "settled", "agreed", "agreed"]
    assert [rule for rule, _ in grid.notes] == ["readers_differ"]
