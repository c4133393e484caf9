"""A scanned report read whole: every figure right and in its place on the leaning page, and the text."""

import math
import re
from pathlib import Path

import pypdfium2 as pdfium

from assets.extract.grid import Page
from assets.extract.report import read_report
from assets.extract.scan.page import recognise_page
from assets.extract.text import squeeze
from tests.assets.extract.scan.conftest import PROSE, SKEW, THREE_PUBLIC, sample, truth
from tests.assets.extract.scoring import read_figures, true_figures
from tools.samples.scan import Scanner, scan

Point = tuple[float, float]


def test_figures_of_a_scan(scanned: Path, recognised: dict[int, Page]) -> None:
    result = read_report(scanned, "scan.pdf", recognised=recognised)
    assert result["status"] == "read"
    assert result["identity"]["department"] == truth()["department"]
    assert result["identity"]["fiscal_year"] == truth()["year"]
    every = truth()
    every["cells"] = [cell for cell in every["cells"] if cell["table"] in ("05", "07", "08")]
    assert read_figures(result) == true_figures(every)
    assert {cell["source"] for cell in result["cells"]} == {"ocr"}
    amounts = [cell for cell in result["cells"] if cell["amount"] is not None]
    assert all(0 < cell["confidence"] <= 1 for cell in amounts)
    assert sum(bool(cell["doubt"]) for cell in amounts) <= len(amounts) // 20


def test_boxes_lie_where_the_numbers_are_printed(scanned: Path, recognised: dict[int, Page]) -> None:
    def places(result: dict[str, object], page: int) -> dict[tuple[str, str], tuple[float, ...]]:
        cells = [c for c in result["cells"] if c["page"] == page and c["table_code"] == "07"]  # type: ignore[attr-defined]
        return {(c["item"], c["measure"]): tuple(c["box"]) for c in cells}

    printed = places(read_report(sample()), THREE_PUBLIC)
    found = places(read_report(scanned, "scan.pdf", recognised=recognised), 3)
    assert found.keys() == printed.keys()
    width, height = recognised[3].frame.width, recognised[3].frame.height
    for key, box in printed.items():
        x, y = _turned(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), (width / 2, height / 2), SKEW)
        x0, y0, x1, y1 = found[key]
        assert math.dist((x, y), ((x0 + x1) / 2, (y0 + y1) / 2)) < 2


def _turned(point: Point, middle: Point, degrees: float) -> Point:
    """A point after the page was turned clockwise as seen; y grows downwards."""
    angle = math.radians(degrees)
    x, y = point[0] - middle[0], point[1] - middle[1]
    return (
        middle[0] + x * math.cos(angle) - y * math.sin(angle),
        middle[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def test_prose_is_read_whole(scanned: Path, recognised: dict[int, Page]) -> None:
    assert recognised[4].grids == []
    (printed,) = [page for page in read_report(sample())["prose"] if page["page"] == PROSE]
    result = read_report(scanned, "scan.pdf", recognised=recognised)
    (found,) = [page for page in result["prose"] if page["page"] == 4]
    assert found["source"] == "ocr"
    texts = [[squeeze(line[0]) for line in page["lines"]] for page in (printed, found)]
    numbers = [re.findall(r"\d+(?:\.\d+)?", "".join(lines)) for lines in texts]
    assert len(numbers[0]) > 20
    assert numbers[1] == numbers[0]
    assert [line[:6] for line in texts[1]] == [line[:6] for line in texts[0]]


def test_a_sheet_that_lay_on_its_side(tmp_path: Path, recognised: dict[int, Page]) -> None:
    path = tmp_path / "turned.pdf"
    scan(sample(), path, Scanner(dpi=150, skew=-SKEW, turns=1), [THREE_PUBLIC])
    document = pdfium.PdfDocument(path)
    page = recognise_page(document[0], 3)
    document.close()
    assert page.frame.turns == 3
    assert [c.text for c in page.grids[0].cells()] == [c.text for c in recognised[3].grids[0].cells()]
