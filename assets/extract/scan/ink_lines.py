"""Lines of text in a straightened picture, told by where ink stands; nothing is read here.

Lengths are pixels of the picture. Ink comes as blobs, its connected pieces: a digit is one, a Han character
one or several, a decimal point one.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.extract.grid import Box
from assets.extract.scan.picture import Mask

LEAST_BLOB = 0.35  # points: the side of a square with fewer pixels is a speck, smaller than any point
LETTER_HEIGHTS = (4.0, 22.0)  # points between which the pieces of letters are high
USUAL_EM = 10.0  # points, where a page has no letters to measure
LEAST_STROKE = 0.22  # of an em: what nowhere reaches as far is no text by itself
ONE_LINE = 1.25  # of an em: strips of ink that fit in this height together are one line
TWO_LINES = 1.9  # of an em: a strip as high holds more than one line
WORD_GAP = 1.6  # of an em: a wider gap parts two texts outside the tables
HIGHEST_LINE = 4.0  # of an em: what is higher outside the tables is a picture or a seal


@dataclass(frozen=True, slots=True)
class Blobs:
    """The pieces of a page's ink: ``boxes`` holds x0, y0, x1, y1 of each; ``em`` its letters are high.

    ``letters`` is the ink of those that reach as far as a letter's stroke: without points, and without grain.
    """

    boxes: NDArray[np.int32]
    em: float
    letters: Mask

    def inside(self, box: Box) -> NDArray[np.int32]:
        """Boxes of the pieces whose middle lies in a box."""
        x, y = self.boxes[:, [0, 2]].mean(axis=1), self.boxes[:, [1, 3]].mean(axis=1)
        within = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
        return np.asarray(self.boxes[within])


def find_blobs(text_ink: Mask, scale: float) -> Blobs:
    """Take the pieces of ink of a page's text; ``scale`` is pixels to the point."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(text_ink, connectivity=8)
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = stats[:, cv2.CC_STAT_AREA] >= max(2.0, (LEAST_BLOB * scale) ** 2)
    kept[0] = False  # the paper
    heights = height[kept] / scale
    letters = heights[(heights >= LETTER_HEIGHTS[0]) & (heights <= LETTER_HEIGHTS[1])]
    em = (float(np.percentile(letters, 85)) if len(letters) else USUAL_EM) * scale
    strokes = kept & (np.maximum(width, height) >= LEAST_STROKE * em)
    boxes = np.stack([left, top, left + width, top + height], axis=1)[kept].astype(np.int32)
    return Blobs(boxes, em, np.asarray((strokes * np.uint8(255)).astype(np.uint8)[labels]))


def lines_in(box: Box, blobs: Blobs) -> list[Box]:
    """Boxes of the lines of text inside a cell, from the top down, tight around their ink."""
    pieces = blobs.inside(box)
    if not len(pieces):
        return []
    lines: list[NDArray[np.int32]] = []
    for strip in _strips(pieces):
        merged = np.concatenate([lines[-1], strip]) if lines else strip
        if lines and merged[:, 3].max() - merged[:, 1].min() <= ONE_LINE * blobs.em:
            lines[-1] = merged
        else:
            lines.append(strip)
    parted = [part for line in lines for part in _parted(line, blobs.em)]
    return [_around(part) for part in parted if _is_text(part, blobs.em)]


def _strips(pieces: NDArray[np.int32]) -> list[NDArray[np.int32]]:
    """Group pieces that no empty row parts, from the top down."""
    ordered = pieces[np.argsort(pieces[:, 1], kind="stable")]
    bottoms = np.maximum.accumulate(ordered[:, 3])
    starts = np.flatnonzero(ordered[1:, 1] >= bottoms[:-1]) + 1
    return [np.asarray(strip) for strip in np.split(ordered, starts)]


def _parted(line: NDArray[np.int32], em: float) -> list[NDArray[np.int32]]:
    """Part a strip too high for one line where lines of pieces touch: by the middles of its pieces."""
    top, bottom = int(line[:, 1].min()), int(line[:, 3].max())
    if bottom - top < TWO_LINES * em:
        return [line]
    count = max(2, round((bottom - top) / (ONE_LINE * em)))
    middles = (line[:, 1] + line[:, 3]) / 2
    numbers = np.clip(((middles - top) * count / (bottom - top)).astype(int), 0, count - 1)
    return [np.asarray(line[numbers == n]) for n in range(count) if np.any(numbers == n)]


def _is_text(line: NDArray[np.int32], em: float) -> bool:
    reach = np.maximum(line[:, 2] - line[:, 0], line[:, 3] - line[:, 1])
    return bool(reach.max() >= LEAST_STROKE * em)


def _around(pieces: NDArray[np.int32]) -> Box:
    x0, y0 = pieces[:, :2].min(axis=0)
    x1, y1 = pieces[:, 2:].max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1))


def lines_outside(tables: list[Box], blobs: Blobs) -> list[Box]:
    """Boxes of the texts outside the tables, from the top down; one line of print may give several."""
    ink = blobs.letters.copy()
    for x0, y0, x1, y1 in tables:
        ink[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1] = 0
    across = max(3, round(WORD_GAP * blobs.em))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, across), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    strokes = [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]
    boxes = _joined(strokes, blobs.em)
    kept = [box for box in boxes if box[3] - box[1] <= HIGHEST_LINE * blobs.em]
    kept = [box for box in kept if max(box[2] - box[0], box[3] - box[1]) >= 2 * LEAST_STROKE * blobs.em]
    return sorted(kept, key=lambda box: (box[1], box[0]))


def _joined(strokes: list[tuple[int, int, int, int]], em: float) -> list[Box]:
    """Join strokes that stand on one line and near each other: a character's upper and lower parts."""
    boxes: list[Box] = []
    for x0, y0, x1, y1 in sorted(strokes, key=lambda s: s[0] - s[2]):
        for index, box in enumerate(boxes):
            beside = x0 <= box[2] + WORD_GAP * em / 2 and x1 >= box[0] - WORD_GAP * em / 2
            height = max(y1, box[3]) - min(y0, box[1])
            higher = max(y1 - y0, box[3] - box[1], em)
            if beside and height <= ONE_LINE * higher:
                boxes[index] = (
                    min(box[0], float(x0)),
                    min(box[1], float(y0)),
                    max(box[2], float(x1)),
                    max(box[3], float(y1)),
                )
                break
        else:
            boxes.append((float(x0), float(y0), float(x1), float(y1)))
    return boxes
