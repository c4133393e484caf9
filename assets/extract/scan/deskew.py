"""How far a sheet lay askew in the scanner, and its picture turned straight."""

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.extract.scan.picture import Grey, Mask, Picture

MOST_SKEW = 3.0  # degrees; who scans straighter than that still scans
# Passes of the search: degrees to both sides, degrees a step, pixels that count as one line. A long rule
# shows at its own angle only, so that the wide search must see coarsely.
PASSES = ((MOST_SKEW, 0.2, 6.0), (0.25, 0.05, 2.0), (0.06, 0.01, 1.0))
Places = NDArray[np.float32]
SAMPLE_POINTS = 60_000
LEAST_SKEW = 0.03  # degrees that no line of text shows


def skew_of(ink: Mask) -> float:
    """Degrees, counted clockwise as seen, by which lines of text and rules lean.

    The right angle is the one at which the ink's projections on both axes are sharpest.
    """
    ys, xs = np.nonzero(ink)
    if len(xs) < 100:
        return 0.0
    step = max(1, len(xs) // SAMPLE_POINTS)
    down: Places = ys[::step].astype(np.float32)
    along: Places = xs[::step].astype(np.float32)
    best = 0.0
    for reach, step_size, bin_size in PASSES:
        angles = np.arange(best - reach, best + reach + step_size / 2, step_size)
        best = float(max(angles, key=lambda a: _sharpness(along, down, float(a), bin_size)))
    return best if abs(best) >= LEAST_SKEW else 0.0


def _sharpness(xs: Places, ys: Places, angle: float, bin_size: float) -> float:
    slope = float(np.tan(np.radians(angle)))
    total = 0.0
    for places in (ys - xs * slope, xs + ys * slope):
        bins = (places / bin_size).astype(np.int32)
        counts = np.bincount(bins - bins.min()).astype(np.float64)
        total += float((counts**2).sum())
    return total


def straighten(picture: Picture, skew: float) -> Picture:
    """Turn a picture about its middle so that what leant by ``skew`` degrees stands straight."""
    if not skew:
        return picture
    height, width = picture.grey.shape
    paper = float(np.median(picture.grey[:: max(1, height // 200), :: max(1, width // 200)]))
    turned = cv2.warpAffine(
        picture.grey,
        cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderValue=paper,
    )
    return Picture(np.asarray(turned), picture.scale)


def turn(grey: Grey, turns: int) -> Grey:
    """Turn a picture by quarter turns clockwise."""
    return np.ascontiguousarray(np.rot90(grey, -turns))
