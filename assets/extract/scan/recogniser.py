"""The recognition model that RapidOCR brings in its wheel, run on crops that each hold one line of text.

Only that model is used: detection takes seconds a page, and rules and ink tell where text stands. Nothing is
ever downloaded. One thread and small batches keep a worker within its limits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.extract.scan.model import model_path
from assets.extract.scan.number_characters import (
    LOOKALIKES,
    NUMBER_CHARACTERS,
    is_number_like,
    with_point,
)
from assets.extract.scan.picture import Grey

HEIGHT = 48  # pixels of the model's input
LEAST_WIDTH, MOST_WIDTH = 48, 2400
BATCH_PIXELS = 3200  # of width in one batch: more takes memory and is no faster
BLANK = 0  # the class that stands between characters


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a crop: each character's probability and where it stands, as a share of the width.

    ``is_number`` says that nothing but a number's characters was read; O then stands as 0, 。 as a point.
    ``corrected`` says that it did not stand so at first.
    """

    text: str
    confidences: tuple[float, ...] = ()
    places: tuple[float, ...] = ()
    is_number: bool = False
    corrected: bool = False

    @property
    def confidence(self) -> float:
        """Probability of the least certain letter or digit; 0 where nothing was read.

        Punctuation counts in numbers only: whether a bracket is a wide one changes no label.
        """
        counted = [
            confidence
            for character, confidence in zip(self.text, self.confidences, strict=True)
            if self.is_number or character.isalnum()
        ]
        return min(counted or self.confidences, default=0.0)


class Recogniser:
    """The loaded model; see ``load_recogniser``."""

    def __init__(self, path: Path) -> None:
        import onnxruntime  # noqa: PLC0415  # half a second and 60 MB that only a scan is worth

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        characters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]
        self._number_classes = [
            [index for index, one in enumerate(self._characters) if one in LOOKALIKES[character]]
            for character in NUMBER_CHARACTERS
        ]

    def read(self, crops: Sequence[Grey]) -> list[Read]:
        """Read crops, each a line of dark text on light paper; the results are in the crops' order."""
        scaled = [_scaled(crop) for crop in crops]
        order = sorted(range(len(crops)), key=lambda i: scaled[i].shape[1])
        reads = [Read("")] * len(crops)
        batch: list[int] = []
        for index in order:
            if batch and scaled[index].shape[1] * (len(batch) + 1) > BATCH_PIXELS:
                self._read_batch(batch, scaled, reads)
                batch = []
            batch.append(index)
        self._read_batch(batch, scaled, reads)
        return reads

    def _read_batch(self, batch: list[int], scaled: list[Grey], reads: list[Read]) -> None:
        if not batch:
            return
        width = max(scaled[index].shape[1] for index in batch)
        levels = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, index in enumerate(batch):
            levels[row, :, :, : scaled[index].shape[1]] = scaled[index].astype(np.float32) / 127.5 - 1
        found = self._session.run(None, {self._input: levels})[0]
        classes = found.argmax(axis=2)
        probabilities = np.take_along_axis(found, classes[:, :, None], axis=2)[:, :, 0]
        for row, index in enumerate(batch):
            share = width / scaled[index].shape[1]
            read = _collapse(classes[row], probabilities[row], self._characters, share)
            reads[index] = self._as_number(read, found[row], share) if is_number_like(read.text) else read

    def _as_number(self, read: Read, found: NDArray[np.float32], share: float) -> Read:
        """Read steps again with a number's characters alone, lookalikes counting for what they must be."""
        groups = [found[:, [BLANK, self._characters.index(" ")]].sum(axis=1)]
        groups += [found[:, classes].sum(axis=1) for classes in self._number_classes]
        sums = np.stack(groups, axis=1)
        characters = ["", *NUMBER_CHARACTERS]
        number = _collapse(sums.argmax(axis=1), sums.max(axis=1), characters, share)
        text = with_point(number.text)
        corrected = text != read.text.replace(" ", "")
        return Read(text, number.confidences, number.places, is_number=True, corrected=corrected)


def _collapse(
    classes: NDArray[np.int64], probabilities: NDArray[np.float32], characters: list[str], share: float
) -> Read:
    """Collapse steps of one class into characters; ``share`` is the batch's width over the crop's."""
    text: list[str] = []
    confidences: list[float] = []
    places: list[float] = []
    edges = np.flatnonzero(np.diff(classes)) + 1
    for steps in np.split(np.arange(len(classes)), edges):
        if (kind := int(classes[steps[0]])) == BLANK:
            continue
        text.append(characters[kind])
        confidences.append(float(probabilities[steps].max()))
        places.append(min(1.0, (float(steps.mean()) + 0.5) / len(classes) * share))
    return Read("".join(text), tuple(confidences), tuple(places))


def _scaled(crop: Grey) -> Grey:
    height, width = crop.shape
    wanted = min(max(math.ceil(width * HEIGHT / height), LEAST_WIDTH), MOST_WIDTH)
    ways = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (wanted, HEIGHT), interpolation=ways))


@cache
def load_recogniser() -> Recogniser:
    """Load the model once a process; RecogniserMissing where it is not installed."""
    return Recogniser(model_path())
