"""The picture of a page: rendered grey at the resolution of the scan itself, and its ink told from paper."""

import ctypes
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]  # 255 where something is, 0 elsewhere

POINTS_PER_INCH = 72
LEAST_DPI, MOST_DPI = 120.0, 300.0
USUAL_DPI = 200.0  # of pages that hold no picture as large as the page
MOST_PIXELS = 24_000_000
PAGE_SHARE = 0.5  # share of the page that its picture covers at least
INK_CONTRAST = 20  # grey levels by which ink is darker than its surroundings
NOISY = 6.0  # grey levels of grain from which a picture is smoothed before its ink is told from paper
NEIGHBOURHOOD = 15.0  # points around a pixel that are its surroundings


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as displayed, in grey levels, ``scale`` pixels to the point."""

    grey: Grey
    scale: float

    def pixels(self, points: float) -> int:
        """A length in whole pixels, one at least."""
        return max(1, round(points * self.scale))


def render(page: pdfium.PdfPage) -> Picture:
    """Render a page at the resolution of the largest picture on it, within bounds."""
    width, height = page.get_size()
    dpi = min(max(_picture_dpi(page), LEAST_DPI), MOST_DPI)
    scale = min(dpi / POINTS_PER_INCH, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        levels = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
        return Picture(np.ascontiguousarray(levels), scale)
    finally:
        bitmap.close()


def _picture_dpi(page: pdfium.PdfPage) -> float:
    """Resolution of the largest picture that covers most of the page, ``USUAL_DPI`` where none does."""
    width, height = page.get_size()
    best, dpi = PAGE_SHARE * width * height, USUAL_DPI
    for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        area = (right - left) * (top - bottom)
        across, down = ctypes.c_uint(), ctypes.c_uint()
        if area < best or not pdfium_c.FPDFImageObj_GetImagePixelSize(picture.raw, across, down):
            continue
        best, dpi = area, POINTS_PER_INCH * (across.value * down.value / area) ** 0.5
    return dpi


def ink_of(picture: Picture) -> Mask:
    """Tell ink from paper by its surroundings, so that shading and stains stay paper."""
    size = picture.pixels(NEIGHBOURHOOD) | 1
    grey = cv2.GaussianBlur(picture.grey, (3, 3), 0) if grain_of(picture.grey) > NOISY else picture.grey
    return np.asarray(
        cv2.adaptiveThreshold(
            grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, INK_CONTRAST
        )
    )


def grain_of(grey: Grey) -> float:
    """Standard deviation in grey levels of a picture's grain, as half of all pixels show it at least."""
    part = grey[::3].astype(np.int16)
    differences = np.abs(part[:, 1:] - part[:, :-1])
    return float(np.median(differences)) * 1.4826 / 2**0.5
