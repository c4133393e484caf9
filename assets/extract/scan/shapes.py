"""A second look at numbers that asks no model: how many shapes stand there, and which look alike.

A page prints its digits in one or two types. So every digit read is compared with all others of its page: one
that looks like those read as another digit was misread. The shapes are counted too, and a point must be small
and low, so that no point and no digit is lost or won in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.extract.scan.picture import Grey

Agreement = Literal["agrees", "differs", "unknown"]

FAINT = 0.35  # of the darkest ink: what is lighter is paper between two shapes
PATCH = (12, 16)  # pixels a digit is scaled to, across and down
WIDTH_WEIGHT = 2.0  # of a shape's own width beside its pixels: 1 is narrow in every type
NEIGHBOURS = 3
LEAST_SAMPLES = 2  # other digits of one kind that a page must hold to tell one
TOUCHING = 1.5  # of a digit's width: a wider shape is of two digits that touch
POINT_HEIGHT, COMMA_HEIGHT, DASH_HEIGHT = 0.42, 0.62, 0.34  # of a digit's height at most
BASELINE_REACH = 0.3  # of a digit's height by which a point's foot may stand off the digits' feet

_Profile = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """A piece of a line of print: its place in the crop in pixels, and its darkness from 0 to 1."""

    x0: int
    x1: int
    y0: int
    y1: int
    dark: NDArray[np.float32]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0


def shapes_of(crop: Grey, count: int) -> list[Shape]:
    """Part a crop of one line of print where a column is paper; ``count`` shapes are looked for.

    Where touching digits make them fewer, the widest are parted at their faintest columns.
    """
    levels = crop.astype(np.float32)
    paper = float(np.percentile(levels, 90))
    dark = np.clip((paper - levels) / max(paper - float(np.percentile(levels, 1)), 1.0), 0, 1)
    spans = _runs(dark.max(axis=0) > FAINT)
    spans = _part_touching(dark, spans, count)
    shapes = []
    for x0, x1 in spans:
        rows = _runs(dark[:, x0:x1].max(axis=1) > FAINT)
        if rows:
            shapes.append(Shape(x0, x1, rows[0][0], rows[-1][1], dark[rows[0][0] : rows[-1][1], x0:x1]))
    return shapes


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _part_touching(dark: _Profile, spans: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """Part the widest span in two while shapes are missing and it is too wide for one digit."""
    spans = list(spans)
    while spans and len(spans) < count:
        usual = sorted(b - a for a, b in spans)[len(spans) // 2] if len(spans) > 2 else 0
        usual = usual or max(1, round(0.6 * dark.shape[0] * 0.6))
        widest = max(spans, key=lambda span: span[1] - span[0])
        a, b = widest
        if b - a < TOUCHING * usual:
            break
        inner = dark[:, a + (b - a) // 4 : b - (b - a) // 4].sum(axis=0)
        if not len(inner):
            break
        cut = a + (b - a) // 4 + int(inner.argmin())
        spans[spans.index(widest) : spans.index(widest) + 1] = [(a, cut), (cut, b)]
    return spans


def agreements(crops: Sequence[Grey], texts: Sequence[str]) -> list[Agreement]:
    """Tell for each crop of a page whether its shapes bear out the number that was read in it.

    'unknown' is said of numbers whose shapes cannot be told apart or compared.
    """
    pairs = [shapes_of(crop, len(text)) for crop, text in zip(crops, texts, strict=True)]
    countable = [
        len(shapes) == len(text) and _is_built_so(shapes, text)
        for shapes, text in zip(pairs, texts, strict=True)
    ]
    samples: list[NDArray[np.float32]] = []
    kinds: list[str] = []
    owners: list[int] = []
    for index, (shapes, text) in enumerate(zip(pairs, texts, strict=True)):
        if countable[index]:
            digits = [(s, c) for s, c in zip(shapes, text, strict=True) if c.isdigit()]
            samples += [_patch(shape) for shape, _ in digits]
            kinds += [character for _, character in digits]
            owners += [index] * len(digits)
    verdicts: list[Agreement] = ["agrees" if fits else "differs" for fits in countable]
    for owner, found in zip(owners, _compared(samples, kinds), strict=True):
        if found == "differs" or (found == "unknown" and verdicts[owner] == "agrees"):
            verdicts[owner] = found
    return verdicts


def _patch(shape: Shape) -> NDArray[np.float32]:
    scaled = cv2.resize(np.ascontiguousarray(shape.dark), PATCH, interpolation=cv2.INTER_AREA).ravel()
    scaled = scaled - scaled.mean()
    scaled /= max(float(np.linalg.norm(scaled)), 1e-6)
    width = (shape.x1 - shape.x0) / max(shape.height, 1)
    return np.append(scaled, np.float32(WIDTH_WEIGHT * width / 2)).astype(np.float32)


def _compared(samples: list[NDArray[np.float32]], kinds: list[str]) -> list[Agreement]:
    """Compare each digit with its nearest neighbours among all others of the page."""
    if not samples:
        return []
    every = np.stack(samples)
    squares = (every**2).sum(axis=1)
    distances = squares[:, None] + squares[None, :] - 2 * every @ every.T
    np.fill_diagonal(distances, np.inf)
    named = np.array(kinds)
    nearest = np.argsort(distances, axis=1)[:, :NEIGHBOURS]
    found: list[Agreement] = []
    for index, kind in enumerate(kinds):
        if (named == kind).sum() - 1 < LEAST_SAMPLES:
            found.append("unknown")
            continue
        alike = int((named[nearest[index]] == kind).sum())
        found.append("agrees" if 2 * alike > len(nearest[index]) else "differs")
    return found


def _is_built_so(shapes: list[Shape], text: str) -> bool:
    """Tell whether points and dashes are small and where they belong, and digits are none of either."""
    digits = [shape for shape, character in zip(shapes, text, strict=True) if character.isdigit()]
    if not digits:
        return all(_is_flat(shape) for shape, c in zip(shapes, text, strict=True) if c == "-")
    tall = float(np.median([shape.height for shape in digits]))
    foot = float(np.median([shape.y1 for shape in digits]))
    for shape, character in zip(shapes, text, strict=True):
        low = abs(shape.y1 - foot) <= BASELINE_REACH * tall or shape.y1 > foot
        if character == "." and not (shape.height <= POINT_HEIGHT * tall and low):
            return False
        if character == "," and not (shape.height <= COMMA_HEIGHT * tall and low):
            return False
        if character == "-" and shape.height > DASH_HEIGHT * tall:
            return False
        if character.isdigit() and shape.height < 0.75 * tall:
            return False
    return True


def _is_flat(shape: Shape) -> bool:
    return shape.x1 - shape.x0 >= 1.5 * shape.height
