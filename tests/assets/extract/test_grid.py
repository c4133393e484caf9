"""Boxes keep their place when a page is turned to be read and turned back."""

from hypothesis import given
from hypothesis import strategies as st

from assets.extract.grid import Frame
from tests.assets.extract.grids import make_grid

POINTS = st.floats(0, 500, allow_nan=False)
BOXES = st.tuples(POINTS, POINTS, st.floats(1, 90), st.floats(1, 90)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(BOXES, st.integers(0, 3))
def test_turning_and_turning_back_changes_nothing(box: tuple[float, float, float, float], turns: int) -> None:
    frame = Frame(600, 840, turns)
    back = frame.to_display(frame.to_reading(box))
    assert all(abs(a - b) < 1e-6 for a, b in zip(back, box, strict=True))


@given(BOXES, st.integers(0, 3))
def test_a_turned_box_stays_a_box_on_the_page(box: tuple[float, float, float, float], turns: int) -> None:
    frame = Frame(600, 840, turns)
    x0, y0, x1, y1 = frame.to_reading(box)
    width, height = frame.reading_size
    assert 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height


def test_a_quarter_turn_puts_the_top_right_corner_where_reading_begins() -> None:
    # Text that runs up the page is read after a quarter turn clockwise: bottom left becomes top left.
    assert Frame(600, 840, 1).to_reading((0, 830, 10, 840)) == (0, 0, 10, 10)


def test_a_merged_cell_is_read_once() -> None:
    grid = make_grid([["a", "<", "b"], ["^", "^", "c"]])
    assert [cell.text for cell in grid.cells()] == ["a", "b", "c"]
    assert grid.texts(0) == ["a", "", "b"] and grid.texts(1) == ["", "", "c"]
