"""The three reading modes give the same cells; single reading turns to camelot where it is in doubt."""

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from assets.extract import double_reading, report
from assets.extract.grid import Grid, Page
from assets.extract.pdfium_reader import PdfiumReader
from assets.extract.report import read_report
from assets.reading_mode import ReadingMode
from tests.assets.extract.scoring import differences
from tests.assets.extract.test_reports import SMALLEST, sample_path, truth_of


@pytest.mark.parametrize("mode", get_args(ReadingMode))
def test_every_mode_reads_the_true_cells(mode: ReadingMode) -> None:
    result = read_report(sample_path(SMALLEST), mode=mode)
    assert differences(truth_of(SMALLEST), result) == []
    marks = Counter((cell["agreement"], cell["doubt"]) for cell in result["cells"])
    assert set(marks) == {("agreed" if mode == "double" else "single", None)}


def _reading_with_a_fault(monkeypatch: pytest.MonkeyPatch, mode: ReadingMode) -> dict[str, Any]:
    """Read the sample while pdfium's reader loses the amounts of one row of the first grid."""
    read = PdfiumReader.read

    def faulty(self: PdfiumReader, path: Path, pages: list[Page]) -> list[list[Grid]]:
        grids = read(self, path, pages)
        grid = next(grid for page in grids for grid in page)
        row = next(row for row in grid.owner if any("." in cell.text for cell in row))
        for cell in row:
            if "." in cell.text:
                cell.text = ""
        return grids

    monkeypatch.setattr(double_reading.PdfiumReader, "read", faulty)
    return read_report(sample_path(SMALLEST), mode=mode)


@pytest.mark.parametrize("mode", ["double", "single"])
def test_a_number_one_reader_lost_is_restored_and_doubtful(
    monkeypatch: pytest.MonkeyPatch, mode: ReadingMode
) -> None:
    result = _reading_with_a_fault(monkeypatch, mode)
    assert differences(truth_of(SMALLEST), result) == []
    doubtful = [cell for cell in result["cells"] if cell["doubt"] == "readers_differ"]
    assert doubtful
    assert {cell["agreement"] for cell in doubtful} == {"settled"}
    assert "readers_differ" in {finding["rule_id"] for finding in result["findings"]}


def test_single_reading_without_doubt_never_opens_camelot(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError("camelot was used")

    monkeypatch.setattr(double_reading.CamelotReader, "read", refuse)
    assert read_report(sample_path(SMALLEST), mode="single")["status"] == "read"
    assert report.read_grids is double_reading.read_grids
