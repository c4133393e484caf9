"""Grids from ruling lines: what lines belong together, what is merged, where an open side is closed."""

from assets.extract.grid import Grid, Rule
from assets.extract.ruling import lattices


def ruled(xs: list[float], ys: list[float]) -> list[Rule]:
    return [Rule(xs[0], y, xs[-1], y) for y in ys] + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def spans(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.col, cell.row_span, cell.col_span) for cell in grid.cells()]


def test_lines_across_and_down_make_a_grid() -> None:
    (grid,) = lattices(ruled([10, 60, 110], [10, 30, 50]), 7)
    assert (grid.page, grid.rows, grid.cols, grid.box) == (7, 2, 2, (10, 10, 110, 50))
    assert grid.owner[1][1].box == (60, 30, 110, 50)


def test_a_line_left_out_makes_one_cell_of_two() -> None:
    rules = [rule for rule in ruled([10, 60, 110], [10, 30, 50]) if rule != Rule(60, 10, 60, 50)]
    (grid,) = lattices([*rules, Rule(60, 30, 60, 50)], 1)
    assert spans(grid) == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_strokes_of_a_double_border_are_one_line() -> None:
    outer, inner = ruled([10, 110], [10, 50]), ruled([12, 60, 108], [12, 30, 48])
    (grid,) = lattices([*outer, *inner], 1)
    assert (grid.rows, grid.cols) == (2, 2)


def test_lines_in_pieces_are_joined() -> None:
    pieces = [Rule(x, y, x + 25, y) for y in (10, 30, 50) for x in (10, 35.5, 61, 86)]
    (grid,) = lattices([*pieces, *(Rule(x, 10, x, 50) for x in (10, 60, 110))], 1)
    assert spans(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_an_open_side_is_closed_where_the_lines_end() -> None:
    across = [Rule(10, y, 160, y) for y in (10, 30, 50)]
    (grid,) = lattices([*across, *(Rule(x, 10, x, 50) for x in (60, 110))], 1)
    assert (grid.cols, grid.box) == (3, (10, 10, 160, 50))


def test_tables_apart_are_two_and_come_from_the_top_down() -> None:
    below, above = ruled([10, 60, 110], [210, 230, 250]), ruled([10, 60, 110], [10, 30, 50])
    assert [grid.box[1] for grid in lattices([*below, *above], 1)] == [10, 210]


def test_a_frame_and_a_single_line_are_no_tables() -> None:
    assert lattices([*ruled([10, 110], [10, 50]), Rule(10, 80, 110, 80)], 1) == []


def test_hatching_is_no_table() -> None:
    fine = [float(at) for at in range(0, 2400, 4)]
    assert lattices(ruled(fine, fine), 1) == []
