"""The second look at numbers: shapes that bear a reading out, or do not."""

import cv2
import numpy as np
import pytest

from assets.extract.scan.picture import Grey
from assets.extract.scan.shapes import agreements, shapes_of

NUMBERS = ["1208.35", "974.60", "-53.18", "2,467.90", "0.00", "385.41", "1620.97", "-8.06", "5,743.29"]


def crop(number: str, bold: int = 1) -> Grey:
    """A number printed dark on light, with some grain."""
    image = np.full((48, 30 + 22 * len(number)), 240, np.uint8)
    x = 12
    for character in number:
        if character in ".,":
            cv2.circle(image, (x + 3, 36), 2, 30, -1)
            if character == ",":
                cv2.line(image, (x + 4, 37), (x + 1, 42), 30, 2)
            x += 12
        elif character == "-":
            cv2.line(image, (x, 28), (x + 8, 28), 30, 2)
            x += 14
        else:
            cv2.putText(image, character, (x, 38), cv2.FONT_HERSHEY_DUPLEX, 0.9, 30, bold, cv2.LINE_AA)
            x += 22
    grain = np.random.default_rng(len(number)).normal(0, 4, image.shape)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def test_right_readings_are_borne_out() -> None:
    found = agreements([crop(number) for number in NUMBERS * 3], NUMBERS * 3)
    assert found == ["agrees"] * len(found)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("385.41", "335.41"),
        ("385.41", "38541"),
        ("38541", "385.41"),
        ("-53.18", "53.18"),
        ("385.41", "35.41"),
        ("1208.35", "1208.36"),
        ("2,467.90", "2.467.90"),
    ],
    ids=["digit", "point lost", "point won", "sign lost", "digit lost", "last digit", "comma for a point"],
)
def test_misreadings_are_not(printed: str, read: str) -> None:
    found = agreements([crop(n) for n in [*NUMBERS * 3, printed]], [*NUMBERS * 3, read])
    assert found[-1] == "differs"
    assert found[:-1].count("agrees") >= len(found) - 3


def test_a_digit_that_the_page_prints_once_cannot_be_compared() -> None:
    assert agreements([crop("0.00"), crop("0.07")], ["0.00", "0.07"]) == ["agrees", "unknown"]


def test_digits_that_touch_are_parted() -> None:
    image = crop("000000")
    joined = np.minimum(image, np.roll(image, 3, axis=1))
    joined[:, :] = np.where(np.arange(joined.shape[1]) < 60, joined, image)
    joined[34, 30:36] = 40
    assert len(shapes_of(joined, 6)) == 6
