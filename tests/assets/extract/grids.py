"""Grids for tests, written as rows of texts: ``<`` continues the cell on the left, ``^`` the cell above."""

from collections.abc import Sequence

from assets.extract.grid import Grid, GridCell

WIDTH, HEIGHT = 60.0, 20.0


def make_grid(rows: Sequence[Sequence[str]], page: int = 1, ruled: bool = True) -> Grid:
    """Build a grid of equal columns and rows, with merged cells where the marks say so."""
    owner: list[list[GridCell]] = []
    for r, row in enumerate(rows):
        line: list[GridCell] = []
        for c, text in enumerate(row):
            if text == "<":
                cell = line[c - 1]
                cell.col_span = max(cell.col_span, c - cell.col + 1)
            elif text == "^":
                cell = owner[r - 1][c]
                cell.row_span = max(cell.row_span, r - cell.row + 1)
            else:
                cell = GridCell(text, r, c, (0, 0, 0, 0))
            line.append(cell)
        owner.append(line)
    grid = Grid(page, (0, 0, len(rows[0]) * WIDTH, len(rows) * HEIGHT), owner, ruled)
    for cell in grid.cells():
        right, bottom = cell.col + cell.col_span, cell.row + cell.row_span
        cell.box = (cell.col * WIDTH, cell.row * HEIGHT, right * WIDTH, bottom * HEIGHT)
    return grid
