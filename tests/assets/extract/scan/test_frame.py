"""Boxes of a leaning sheet, and recognised pages as JSON."""

import json

import pytest

from assets.extract.grid import Page
from assets.extract.scan.frame import LeaningFrame
from assets.extract.scan.page_json import page_from_json, page_to_json


@pytest.mark.parametrize("turns", range(4))
def test_there_and_back(turns: int) -> None:
    frame = LeaningFrame(595.0, 842.0, turns, 0.7)
    box = (100.0, 200.0, 160.0, 212.0)
    assert frame.to_reading(frame.to_display(box)) == pytest.approx(box)


def test_what_stands_right_of_the_middle_leans_down() -> None:
    frame = LeaningFrame(600.0, 800.0, 0, 1.0)
    left, right = frame.to_display((0, 399, 2, 401)), frame.to_display((598, 399, 600, 401))
    assert right[1] - left[1] == pytest.approx(10.44, abs=0.01)
    assert right[2] - right[0] == pytest.approx(2)


def test_a_recognised_page_survives_json(recognised: dict[int, Page]) -> None:
    for page in recognised.values():
        assert page_from_json(json.loads(json.dumps(page_to_json(page)))) == page
