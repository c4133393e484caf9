"""Where a sheet that lay askew in the scanner stands on the page as displayed."""

import math
from dataclasses import dataclass

from assets.extract.grid import Box, Frame


@dataclass(frozen=True, slots=True)
class LeaningFrame(Frame):
    """Frame of a sheet that lay askew: the reading frame is straight, the page as displayed leans.

    ``skew`` is in degrees, clockwise as seen, about the middle of the page.
    """

    skew: float = 0.0

    def to_display(self, box: Box) -> Box:
        """Turn a box of the straight reading frame back to where it stands on the leaning page."""
        return Frame.to_display(self, self._leaning(box, self.skew))

    def to_reading(self, box: Box) -> Box:
        """Turn a box of the displayed page into the straight reading frame."""
        return self._leaning(Frame.to_reading(self, box), -self.skew)

    def _leaning(self, box: Box, degrees: float) -> Box:
        """Move a box as its middle moves when the page is turned clockwise; its size stays."""
        width, height = self.reading_size
        x, y = (box[0] + box[2]) / 2 - width / 2, (box[1] + box[3]) / 2 - height / 2
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        across, down = x * cosine - y * sine - x, x * sine + y * cosine - y
        return (box[0] + across, box[1] + down, box[2] + across, box[3] + down)
