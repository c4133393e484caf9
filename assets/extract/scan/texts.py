"""Reading lines of text of a sheet, and how far each reading can be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from assets.extract.grid import Box, Glyph
from assets.extract.scan.picture import Grey
from assets.extract.scan.places import character_boxes, closed_up, with_gaps
from assets.extract.scan.recogniser import Read, Recogniser
from assets.extract.scan.shapes import agreements
from assets.extract.scan.sheet import Sheet
from assets.extract.scan.title_lines import with_title

SURE_NUMBER = 0.9  # probability of its least certain character from which a number is believed
SURE_TEXT = 0.9  # the same of a label
CERTAIN = 0.985  # from which one reading is enough, its shapes agreeing
COARSE_EM = 15.5  # pixels: of lower letters no digit is certain at one reading
TOO_COARSE_EM = 14.2  # pixels: of lower letters none is certain at all
SQUEEZE = 0.8  # of its width: the crop as the second reading sees it


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text as read: its box in points of the reading frame, and why it is doubted, if it is."""

    box: Box
    read: Read
    characters: tuple[Box, ...] = ()
    doubt: str = ""

    def glyphs(self, run: int) -> list[Glyph]:
        """Its characters; ``run`` numbers the first piece of it, and grows where it is set apart."""
        glyphs: list[Glyph] = []
        for character, (x0, y0, x1, y1) in zip(self.read.text, self.characters, strict=True):
            if character.isspace():
                continue
            if glyphs and x0 > glyphs[-1].x1:
                run += 1
            glyphs.append(Glyph(character, x0, y0, x1, y1, run))
        return glyphs


def read_lines(sheet: Sheet, lines: Sequence[Box], recogniser: Recogniser) -> list[Text]:
    """Read lines of text whose boxes are in pixels; the results are in their order.

    A number is believed where it was read with certainty and its shapes on the page bear it out; otherwise
    a second reading must say the same.
    """
    crops = [sheet.crop(line) for line in lines]
    reads = recogniser.read(crops)
    numbers = [index for index, read in enumerate(reads) if read.is_number]
    borne_out = agreements([crops[i] for i in numbers], [reads[i].text for i in numbers])
    coarse = sheet.blobs.em < COARSE_EM
    open_ones = [
        i
        for i, agreement in zip(numbers, borne_out, strict=True)
        if agreement != "agrees" or coarse or reads[i].corrected or reads[i].confidence < CERTAIN
    ]
    again = recogniser.read([_prepared_otherwise(crops[i]) for i in open_ones])
    refuted = {
        index
        for index, other in zip(open_ones, again, strict=True)
        if other.text != reads[index].text or other.confidence < SURE_NUMBER
    }
    texts = []
    for index, (line, read) in enumerate(zip(lines, reads, strict=True)):
        sure = SURE_NUMBER if read.is_number else SURE_TEXT
        doubted = index in refuted or read.confidence < sure or sheet.blobs.em < TOO_COARSE_EM
        doubt = "low_confidence" if doubted else ""
        texts.append(_text(sheet, line, read, doubt if read.text else "ink_unread"))
    return texts


def _text(sheet: Sheet, line: Box, read: Read, doubt: str) -> Text:
    """Put a reading in its place; a number whose digits stand apart is doubted, because it is two."""
    placed = with_title(_placed(sheet, line, read))
    pieces = sheet.blobs.inside(line)
    parted = with_gaps(placed, character_boxes(line, placed, pieces), sheet.blobs.em)
    one_number = parted.is_number and " " not in parted.text
    most = float("inf") if one_number else sheet.blobs.em  # no gap parts what was proved to be one number
    boxes = closed_up(character_boxes(line, parted, pieces), parted.text, most)
    doubt = doubt or ("low_confidence" if parted is not placed else "")
    return Text(sheet.in_points(line), parted, tuple(sheet.in_points(box) for box in boxes), doubt)


def _prepared_otherwise(crop: Grey) -> Grey:
    """The crop narrower, in stronger contrast: what is read in it alike does not hang on a pixel."""
    low, high = np.percentile(crop, (2, 90))
    stretched = np.clip((crop.astype(np.float32) - low) * 255 / max(high - low, 1.0), 0, 255)
    width = max(8, round(crop.shape[1] * SQUEEZE))
    narrow = cv2.resize(stretched.astype(np.uint8), (width, crop.shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(narrow)


def _placed(sheet: Sheet, line: Box, read: Read) -> Read:
    """A reading whose places are shares of the line's width, not of the wider crop's."""
    left, _, right, _ = sheet.crop_box(line)
    width = max(line[2] - line[0], 1.0)
    places = ((left + (right - left) * place - line[0]) / width for place in read.places)
    return replace(read, places=tuple(min(max(place, 0.0), 1.0) for place in places))
