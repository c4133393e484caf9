"""Ruling lines of a straightened picture, found by their length, and the ink that is left without them."""

from collections.abc import Callable
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
    lying = [_turned(rule) for rule in across.rules.values()]
    down.keep(lambda rule: [_turned(held) for held in _held(_turned(rule), lying, scale)])
    # A long one may reach beyond the last rule down the page where a table is open at its side.
    across.keep(
        lambda rule: [rule] if _is_long(rule, scale) else _held(rule, list(down.rules.values()), scale)
    )
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

    def keep(self, held: Callable[[Rule], list[Rule]]) -> None:
        """Keep of each stroke what is a rule, if anything."""
        before = self.rules
        self.rules = {index: kept for index, rule in before.items() for kept in held(rule)}
        for index, kept in self.rules.items():
            if kept != before[index]:
                self._cut_off(index, kept)

    def _cut_off(self, index: int, kept: Rule) -> None:
        """Leave the ink of a stroke beyond its rule to the text that it belongs to."""
        rows, columns = np.nonzero(self._labels == index)
        across = kept.y0 == kept.y1
        along, low, high = (columns, kept.x0, kept.x1) if across else (rows, kept.y0, kept.y1)
        beyond = (along < low - 1) | (along > high + 1)
        self._labels[rows[beyond], columns[beyond]] = 0

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


def _is_long(rule: Rule, scale: float) -> bool:
    return rule.x1 - rule.x0 >= LONE_LENGTH * scale


def _held(rule: Rule, others: list[Rule], scale: float) -> list[Rule]:
    """Return what of a stroke across is a rule: from the first rule down the page it meets to the last.

    A letter's stroke meets none, or one, and is none. Where one clings to a rule, that ends at the last it
    meets.
    """
    reach, beyond = REACH * scale, OVERSHOOT * scale
    near = [other for other in others if other.y0 - reach <= rule.y0 <= other.y1 + reach]
    met = sorted(other.x0 for other in near if rule.x0 - reach <= other.x0 <= rule.x1 + reach)
    if len(met) < 2 or met[-1] - met[0] < 2 * reach:
        return [rule] if _is_long(rule, scale) else []
    left = rule.x0 if met[0] - rule.x0 <= beyond else met[0]
    right = rule.x1 if rule.x1 - met[-1] <= beyond else met[-1]
    return [Rule(left, rule.y0, right, rule.y0)]


def _turned(rule: Rule) -> Rule:
    return Rule(rule.y0, rule.x0, rule.y1, rule.x1)


def without_rules(ink: Mask, ruling: Ruling) -> Mask:
    """Ink of the text alone: without that of the rules and what clings to it."""
    clinging = cv2.dilate(ruling.ink, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(clinging)))
