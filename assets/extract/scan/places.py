"""Where each character of a recognised line stands: its own ink, found by the place its reader gives it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.extract.grid import Box
from assets.extract.scan.recogniser import Read

NUMBER_GAP = 0.75  # of an em: digits further apart, by more than a faded one between them, are two numbers
LETTER_GAP = 0.33  # of an em: characters set in one text leave less paper between them
DIGIT_GAP = 0.42  # the same of digits, of which 1 is narrow
POINT_GAP = 0.9  # the same beside punctuation, which fills a part of its square only
WIDTH_WITHOUT_INK = 0.25  # of the line's height: of a character whose ink was taken for its neighbour's


def character_boxes(line: Box, read: Read, pieces: NDArray[np.int32]) -> list[Box]:
    """Boxes of a line's characters, as high as the line; ``pieces`` are the boxes of its ink."""
    x0, y0, x1, y1 = line
    if not read.text:
        return []
    middles = np.array([x0 + (x1 - x0) * place for place in read.places])
    half = WIDTH_WITHOUT_INK * (y1 - y0) / 2
    lefts, rights = middles - half, middles + half
    printed = np.array([not character.isspace() for character in read.text])
    spans = _spans(pieces)
    if len(spans) == printed.sum():
        # As many as were read: each is one, whatever the reader's places.
        lefts[printed], rights[printed] = spans[:, 0], spans[:, 1]
    elif len(pieces):
        centres = (pieces[:, 0] + pieces[:, 2]) / 2
        nearest = np.abs(centres[:, None] - middles[None, :]).argmin(axis=1)
        for index in range(len(middles)):
            own = pieces[nearest == index]
            if len(own):
                lefts[index], rights[index] = own[:, 0].min(), own[:, 2].max()
    for index in range(1, len(middles)):
        if rights[index - 1] > lefts[index]:  # they touch, and their ink is one piece
            rights[index] = max(rights[index], rights[index - 1])
            cut = (middles[index - 1] + middles[index]) / 2
            rights[index - 1] = lefts[index] = min(max(cut, lefts[index - 1]), rights[index])
    return [(float(a), y0, float(max(a, b)), y1) for a, b in zip(lefts, rights, strict=True)]


def _spans(pieces: NDArray[np.int32]) -> NDArray[np.int32]:
    """Left and right edges of the pieces' shadows on the line, those that overlap taken together."""
    if not len(pieces):
        return np.zeros((0, 2), np.int32)
    ordered = pieces[np.argsort(pieces[:, 0], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 2])
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:, 0] >= reach[:-1])))
    ends = np.concatenate((starts[1:] - 1, [len(ordered) - 1]))
    return np.stack([ordered[starts, 0], reach[ends]], axis=1)


def closed_up(boxes: list[Box], text: str, em: float) -> list[Box]:
    """Boxes widened to touch where characters were set in one text: what still stands apart was set apart."""
    edges = [list(box) for box in boxes]
    for index in range(1, len(edges)):
        gap = edges[index][0] - edges[index - 1][2]
        pair = text[index - 1 : index + 1]
        most = DIGIT_GAP if pair.isdigit() else LETTER_GAP if pair.isalnum() else POINT_GAP
        if 0 < gap <= most * em:
            edges[index - 1][2] = edges[index][0] = edges[index][0] - gap / 2
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in edges]


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
