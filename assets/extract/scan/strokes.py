"""Ruling lines of a straightened picture, found by their length, and the ink that is left without them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from assets.extract.grid import Rule
from assets.extract.scan.picture import Mask

ACROSS_LENGTH = 26.0  # points: longer than two em dashes of a table's text
DOWN_LENGTH = 11.0  # points: the height of the lowest row of a table
MOST_THICKNESS = 4.5  # points: what is thicker is a bar or a shaded area
WORN_PIXELS = 3  # a gap in a rule one pixel narrower than this is closed
REACH = 1.3  # points by which a short rule may fail to touch the rules it ends at; letters stay off further
OVERSHOOT = 3.0  # points by which it may cross them
LONE_LENGTH = 90.0  # points: a rule as long needs no others to be one


@dataclass(frozen=True, slots=True)
class Ruling:
    """Rules of a picture in pixels, and the mask of the ink they consist of."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    ink: Mask

    def in_points(self, scale: float) -> list[Rule]:
        """All rules in points."""
        rules = [*self.across, *self.down]
        return [Rule(r.x0 / scale, r.y0 / scale, r.x1 / scale, r.y1 / scale) for r in rules]


def find_ruling(ink: Mask, scale: float) -> Ruling:
    """Find the rules in the ink of a straightened picture with ``scale`` pixels to the point."""
    across = _Strokes(_long_strokes(ink, ACROSS_LENGTH * scale, across=True), scale, across=True)
    down = _Strokes(_long_strokes(ink, DOWN_LENGTH * scale, across=False), scale, across=False)
    down.keep(lambda rule: _is_held(_turned(rule), map(_turned, across.rules.values()), scale))
    across.keep(lambda rule: _is_held(rule, down.rules.values(), scale))
    mask = np.asarray(cv2.bitwise_or(across.ink(), down.ink()))
    return Ruling(tuple(across.rules.values()), tuple(down.rules.values()), mask)


class _Strokes:
    """Long strokes of one direction: rules in pixels by the number of their connected ink."""

    def __init__(self, strokes: Mask, scale: float, across: bool) -> None:
        count, self._labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
        self._count = count
        self.rules: dict[int, Rule] = {}
        for index in range(1, count):
            x, y, width, height, area = (int(value) for value in stats[index])
            # A stroke was widened by a pixel on either side; its area tells its mean thickness.
            if area / max(width if across else height, 1) - 2 > MOST_THICKNESS * scale:
                continue
            if across:
                middle = y + height / 2
                self.rules[index] = Rule(float(x), middle, float(x + width), middle)
            else:
                middle = x + width / 2
                self.rules[index] = Rule(middle, float(y), middle, float(y + height))

    def keep(self, is_rule: Callable[[Rule], bool]) -> None:
        """Keep the strokes that are rules."""
        self.rules = {index: rule for index, rule in self.rules.items() if is_rule(rule)}

    def ink(self) -> Mask:
        """Mask of the strokes kept."""
        kept = np.zeros(self._count, np.uint8)
        kept[list(self.rules)] = 255
        return np.asarray(kept[self._labels])


def _long_strokes(ink: Mask, length: float, across: bool) -> Mask:
    """Keep what runs on for ``length`` pixels in one direction, a drift of a pixel to either side allowed."""

    def kernel(along: float, aside: int) -> Mask:
        size = max(1, round(along))
        return np.ones((aside, size) if across else (size, aside), np.uint8)

    thick = cv2.dilate(ink, kernel(1, 3))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, kernel(WORN_PIXELS, 1))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel(length, 1)))


def _is_held(rule: Rule, others: Iterable[Rule], scale: float) -> bool:
    """Tell a rule across from strokes of text: both its ends rest on rules down the page, or it is long."""
    if rule.x1 - rule.x0 >= LONE_LENGTH * scale:
        return True
    reach = REACH * scale
    near = [other for other in others if other.y0 - reach <= rule.y0 <= other.y1 + reach]
    beyond = OVERSHOOT * scale
    left = any(-reach <= other.x0 - rule.x0 <= beyond for other in near)
    return left and any(-reach <= rule.x1 - other.x0 <= beyond for other in near)


def _turned(rule: Rule) -> Rule:
    return Rule(rule.y0, rule.x0, rule.y1, rule.x1)


def without_rules(ink: Mask, ruling: Ruling) -> Mask:
    """Ink of the text alone: without that of the rules and what clings to it."""
    clinging = cv2.dilate(ruling.ink, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(clinging)))
