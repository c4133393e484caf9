"""Rules and skew found in a picture."""

import cv2
import numpy as np
import pytest

from assets.extract.ruling import lattices
from assets.extract.scan.deskew import skew_of, straighten
from assets.extract.scan.picture import Grey, Picture, ink_of
from assets.extract.scan.strokes import find_ruling, without_rules

SCALE = 150 / 72


def drawn(rows: int, columns: int) -> Grey:
    """A table with a long word in every cell, drawn in pixels."""
    image = np.full((60 * rows + 80, 160 * columns + 80), 245, np.uint8)
    for row in range(rows + 1):
        cv2.line(image, (40, 40 + 60 * row), (40 + 160 * columns, 40 + 60 * row), 40, 2)
    for column in range(columns + 1):
        cv2.line(image, (40 + 160 * column, 40), (40 + 160 * column, 40 + 60 * rows), 40, 2)
    for row in range(rows):
        for column in range(columns):
            place = (52 + 160 * column, 82 + 60 * row)
            cv2.putText(image, "ILLTEFH", place, cv2.FONT_HERSHEY_PLAIN, 2.2, 40, 3)
    return image


def leaning(image: Grey, degrees: float) -> Picture:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), borderValue=245)
    return Picture(np.asarray(turned), SCALE)


@pytest.mark.parametrize("degrees", [-2.3, -0.7, 0.0, 0.4, 1.6])
def test_skew_is_measured_and_undone(degrees: float) -> None:
    picture = leaning(drawn(8, 5), degrees)
    assert skew_of(ink_of(picture)) == pytest.approx(degrees, abs=0.06)
    straight = straighten(picture, skew_of(ink_of(picture)))
    assert abs(skew_of(ink_of(straight))) < 0.06


def test_rules_are_told_from_letters() -> None:
    picture = Picture(drawn(8, 5), SCALE)
    ruling = find_ruling(ink_of(picture), SCALE)
    assert (len(ruling.across), len(ruling.down)) == (9, 6)
    (grid,) = lattices(ruling.in_points(SCALE), 1)
    assert (grid.rows, grid.cols) == (8, 5)
    assert all(cell.row_span == cell.col_span == 1 for cell in grid.cells())


def test_the_ink_that_is_left_is_that_of_the_text() -> None:
    picture = Picture(drawn(3, 2), SCALE)
    ink = ink_of(picture)
    left = without_rules(ink, find_ruling(ink, SCALE))
    assert not left[:, 38:43].any()
    assert not left[38:43, :].any()
    letters = (slice(45, 95), slice(45, 195))
    assert (left[letters] > 0).sum() > 0.9 * (ink[letters] > 0).sum()


def test_an_empty_sheet_has_neither() -> None:
    picture = Picture(np.full((800, 600), 245, np.uint8), SCALE)
    ink = ink_of(picture)
    assert skew_of(ink) == 0.0
    ruling = find_ruling(ink, SCALE)
    assert ruling.across == ruling.down == ()


def test_a_letter_that_clings_to_a_rule_does_not_lengthen_it() -> None:
    image = drawn(4, 3)
    image[41:101, 199:202] = 245  # no rule in the first row between the first two cells
    image[68:101, 198:201] = 40  # but a stroke of its text that runs into the rule below
    (grid,) = lattices(find_ruling(ink_of(Picture(image, SCALE)), SCALE).in_points(SCALE), 1)
    assert (grid.rows, grid.cols) == (4, 3)
    assert [cell.col_span for cell in grid.cells() if cell.row == 0] == [2, 1]
