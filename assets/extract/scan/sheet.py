"""A page's picture made ready for reading: upright, straight, its rules found and taken out of its ink."""

from dataclasses import dataclass

import cv2
import numpy as np

from assets.extract.grid import Box, Grid
from assets.extract.ruling import lattices
from assets.extract.scan.deskew import skew_of, straighten, turn
from assets.extract.scan.frame import LeaningFrame
from assets.extract.scan.ink_lines import Blobs, find_blobs
from assets.extract.scan.picture import Grey, Picture, ink_of
from assets.extract.scan.strokes import Ruling, find_ruling, without_rules

CROP_HEIGHT = 0.9  # of an em: what is lower is cropped as high, so that a dash stays a dash
CROP_MARGIN = 1.25  # times the line's height
SIDE_MARGIN = 0.15  # of an em
PAPER_PERCENTILE = 90


@dataclass(frozen=True, slots=True)
class Sheet:
    """A straightened page: picture, rules and pieces of ink in pixels, its empty grids in points."""

    picture: Picture
    frame: LeaningFrame
    ruling: Ruling
    blobs: Blobs
    grids: list[Grid]

    def in_pixels(self, box: Box) -> Box:
        """A box in pixels of the picture."""
        x0, y0, x1, y1 = (value * self.picture.scale for value in box)
        return (x0, y0, x1, y1)

    def in_points(self, box: Box) -> Box:
        """A box in points of the reading frame."""
        x0, y0, x1, y1 = (value / self.picture.scale for value in box)
        return (x0, y0, x1, y1)

    def crop_box(self, line: Box) -> tuple[int, int, int, int]:
        """Pixels to cut out around a line of text, with the margin its reader is used to."""
        height = max(line[3] - line[1], CROP_HEIGHT * self.blobs.em) * CROP_MARGIN
        middle, side = (line[1] + line[3]) / 2, SIDE_MARGIN * self.blobs.em
        rows, columns = self.picture.grey.shape
        top, bottom = max(0, round(middle - height / 2)), min(rows, round(middle + height / 2))
        left, right = max(0, round(line[0] - side)), min(columns, round(line[2] + side))
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def crop(self, line: Box) -> Grey:
        """Cut a line of text out of the picture, with rules painted over as paper."""
        left, top, right, bottom = self.crop_box(line)
        cut = self.picture.grey[top:bottom, left:right].copy()
        rules = cv2.dilate(self.ruling.ink[top:bottom, left:right], np.ones((3, 3), np.uint8))
        cut[rules > 0] = np.percentile(cut, PAPER_PERCENTILE)
        return cut


def prepare(picture: Picture, size: tuple[float, float], number: int, turns: int = 0) -> Sheet:
    """Make a page's picture ready; ``size`` is the displayed page's in points, ``number`` the page's.

    ``turns`` are the quarter turns clockwise that make its text upright.
    """
    upright = Picture(turn(picture.grey, turns), picture.scale) if turns else picture
    skew = skew_of(ink_of(upright))
    straight = straighten(upright, skew)
    ink = ink_of(straight)
    ruling = find_ruling(ink, straight.scale)
    grids = lattices(ruling.in_points(straight.scale), number)
    frame = LeaningFrame(*size, turns, skew)
    return Sheet(straight, frame, ruling, find_blobs(without_rules(ink, ruling), straight.scale), grids)
