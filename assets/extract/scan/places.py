"""Where each character of a recognised line stands: its own ink, found by the place its reader gives it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.extract.grid import Box
from assets.extract.scan.recogniser import Read

NUMBER_GAP = 0.45  # of an em: digits further apart are two numbers
WIDTH_WITHOUT_INK = 0.25  # of the line's height: of a character whose ink was taken for its neighbour's


def character_boxes(line: Box, read: Read, pieces: NDArray[np.int32]) -> list[Box]:
    """Boxes of a line's characters, as high as the line; ``pieces`` are the boxes of its ink."""
    x0, y0, x1, y1 = line
    if not read.text:
        return []
    middles = np.array([x0 + (x1 - x0) * place for place in read.places])
    half = WIDTH_WITHOUT_INK * (y1 - y0) / 2
    lefts, rights = middles - half, middles + half
    if len(pieces):
        centres = (pieces[:, 0] + pieces[:, 2]) / 2
        nearest = np.abs(centres[:, None] - middles[None, :]).argmin(axis=1)
        for index in range(len(middles)):
            own = pieces[nearest == index]
            if len(own):
                lefts[index], rights[index] = own[:, 0].min(), own[:, 2].max()
    return [(float(a), y0, float(b), y1) for a, b in zip(lefts, rights, strict=True)]


def with_gaps(read: Read, boxes: list[Box], em: float) -> Read:
    """The number with a space where its digits stand apart: not one number then, but two."""
    wide = [i for i in range(1, len(boxes)) if boxes[i][0] - boxes[i - 1][2] > NUMBER_GAP * em]
    if not read.is_number or not wide:
        return read
    text, confidences, places = list(read.text), list(read.confidences), list(read.places)
    for index in reversed(wide):
        text.insert(index, " ")
        confidences.insert(index, 1.0)
        places.insert(index, (read.places[index - 1] + read.places[index]) / 2)
    return replace(read, text="".join(text), confidences=tuple(confidences), places=tuple(places))
