"""Makes a scan of any PDF: every page an image without text, slightly turned, blurred and noisy, as JPEG.

Run as ``python -m tools.samples.scan REPORT.pdf SCAN.pdf --dpi 150 --skew 0.7``. The same arguments give the
same image, noise included, so that a figure measured on a scan can be measured again.
"""

import argparse
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Image = NDArray[np.uint8]
POINTS_PER_INCH = 72
PAPER, INK = 246, 28  # grey levels of a scanned sheet: neither is pure


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned: skew in degrees (clockwise as seen), blur and noise in pixels and grey levels.

    ``turns`` are quarter turns clockwise by which the sheet lay in the scanner.
    """

    dpi: int = 200
    skew: float = 0.0
    blur: float = 0.6
    noise: float = 5.0
    quality: int = 80
    turns: int = 0


def scan(source: Path, target: Path, scanner: Scanner, pages: Iterable[int] | None = None) -> None:
    """Write an image-only PDF of the pages of ``source`` (numbers from 1, all without) to ``target``."""
    document, scanned = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    try:
        for number in pages or range(1, len(document) + 1):
            page = document[number - 1]
            image = photograph(page, scanner, seed=number)
            width, height = page.get_size()
            page.close()
            if scanner.turns % 2:
                width, height = height, width
            _add_page(scanned, image, (width, height), scanner.quality)
        scanned.save(target)
    finally:
        scanned.close()
        document.close()


def photograph(page: pdfium.PdfPage, scanner: Scanner, seed: int) -> Image:
    """Return a grey image of a page as the scanner sees it."""
    bitmap = page.render(scale=scanner.dpi / POINTS_PER_INCH, grayscale=True)
    image = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).astype(np.float32)
    image = INK + image * (PAPER - INK) / 255
    middle = (bitmap.width / 2, bitmap.height / 2)
    turned = cv2.warpAffine(
        image,
        cv2.getRotationMatrix2D(middle, -scanner.skew, 1.0),
        (bitmap.width, bitmap.height),
        flags=cv2.INTER_CUBIC,
        borderValue=PAPER,
    )
    if scanner.blur:
        turned = cv2.GaussianBlur(turned, (0, 0), scanner.blur)
    grain = np.random.default_rng(seed).normal(0, scanner.noise, turned.shape)
    seen = np.clip(turned + grain, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(seen, -scanner.turns))


def _add_page(document: pdfium.PdfDocument, image: Image, size: tuple[float, float], quality: int) -> None:
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    page = document.new_page(*size)
    picture = pdfium.PdfImage.new(document)
    picture.load_jpeg(io.BytesIO(jpeg.tobytes()), inline=True)
    picture.set_matrix(pdfium.PdfMatrix().scale(*size))
    page.insert_obj(picture)
    page.gen_content()
    page.close()


def main() -> None:
    """Scan one report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--skew", type=float, default=0.0, help="degrees clockwise")
    parser.add_argument("--turns", type=int, default=0, choices=range(4), help="quarter turns clockwise")
    asked = parser.parse_args()
    scan(asked.source, asked.target, Scanner(dpi=asked.dpi, skew=asked.skew, turns=asked.turns))


if __name__ == "__main__":
    main()
