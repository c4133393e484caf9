"""How well scans are read: cells right, wrong cells that nothing marks as doubtful, CPU seconds a page.

    python -m tools.measure_scans TRUTH.json … [--dpi 150 --dpi 200] [--skew 0.7 --skew -0.7] [--verbose]

Every report is scanned anew from the PDF beside its file of true cells (see ``tools.samples.scan``), read in
this process and compared with what is true. A figure is a table's printed amount under its row and measure.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from assets.extract.grid import Page
from assets.extract.report import read_report
from assets.extract.scan.page import recognise_page
from assets.extract.text import item_of, match_key
from tools.samples.scan import Scanner, scan

Figure = tuple[str, str, str, str, Decimal]  # table, side, code or label, measure, yuan


@dataclass(slots=True)
class Score:
    """What became of the figures of one scan, and what its reading cost."""

    true: int = 0
    right: int = 0
    doubted_right: int = 0
    wrong: list[Figure] = field(default_factory=list)
    unmarked: list[Figure] = field(default_factory=list)
    missing: list[Figure] = field(default_factory=list)
    page_seconds: list[float] = field(default_factory=list)
    status: str = "read"

    def line(self) -> str:
        """The score in a line."""
        table_pages = [seconds for seconds in self.page_seconds if seconds > 1] or [0.0]
        return (
            f"{self.right}/{self.true} right = {100 * self.right / max(self.true, 1):.3f} %, "
            f"{self.doubted_right} of them doubted; {len(self.wrong)} wrong, {len(self.unmarked)} unmarked; "
            f"{len(self.missing)} missing; CPU s a page: mean {_mean(self.page_seconds):.2f}, "
            f"pages with tables {_mean(table_pages):.2f}, most {max(self.page_seconds, default=0):.2f}"
        )


def _mean(values: list[float]) -> float:
    return sum(values) / max(len(values), 1)


def read_scan(path: Path, file_name: str) -> tuple[dict[str, Any], list[float]]:
    """Recognise every page of a scan and read the report; with the CPU seconds of each page."""
    pages: dict[int, Page] = {}
    seconds: list[float] = []
    document = pdfium.PdfDocument(path)
    try:
        for number in range(1, len(document) + 1):
            started = time.process_time()
            pages[number] = recognise_page(document[number - 1], number)
            seconds.append(time.process_time() - started)
    finally:
        document.close()
    return read_report(path, file_name, recognised=pages), seconds


def score(truth: dict[str, Any], result: dict[str, Any]) -> Score:
    """Compare what was read with the true cells; blank cells are no figures."""
    true = Counter(
        _figures(
            (c["table"], c["side"], c["code"], c["item"], c["measure"], c["amount"]) for c in truth["cells"]
        )
    )
    scored = Score(true=true.total(), status=result["status"])
    if result["status"] != "read":
        scored.missing = list(true.elements())
        scored.status = f"{result['status']}: {result.get('reason')}: {result.get('detail')}"
        return scored
    left = true.copy()
    for cell in sorted(result["cells"], key=lambda c: bool(c["doubt"])):
        key = (cell["table_code"], cell["side"], cell["subject_code"], cell["item"], cell["measure"])
        for figure in _figures([(*key, cell["amount"])]):
            if left[figure] > 0:
                left[figure] -= 1
                scored.right += 1
                scored.doubted_right += bool(cell["doubt"])
            else:
                scored.wrong.append(figure)
                if not cell["doubt"]:
                    scored.unmarked.append(figure)
    scored.missing = sorted((+left).elements())
    return scored


def _figures(cells: Iterable[tuple[str, str | None, str, str, str, str | None]]) -> list[Figure]:
    return [
        (table, side or "", code or match_key(item_of(item)), measure, Decimal(amount))
        for table, side, code, item, measure, amount in cells
        if amount is not None
    ]


def measure(truth_file: Path, scanner: Scanner, folder: Path) -> Score:
    """Scan the report beside a file of true cells, read the scan and compare."""
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    scanned = folder / f"{truth_file.stem}_{scanner.dpi}_{scanner.skew}.pdf"
    if not scanned.is_file():
        scan(truth_file.with_suffix(".pdf"), scanned, scanner)
    result, seconds = read_scan(scanned, scanned.name)
    scored = score(truth, result)
    scored.page_seconds = seconds
    return scored


def main(arguments: list[str]) -> int:
    """Print a line for each scan and one for all; the exit status is 1 where a wrong cell is not marked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("truths", nargs="+", type=Path, metavar="TRUTH.json")
    parser.add_argument("--dpi", action="append", type=int)
    parser.add_argument("--skew", action="append", type=float)
    parser.add_argument("--keep", type=Path, help="folder in which scans are kept for the next time")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args(arguments)
    every = Score()
    with tempfile.TemporaryDirectory() as scratch:
        for truth_file in asked.truths:
            for dpi in asked.dpi or (150, 200):
                for skew in asked.skew or (0.7, -0.7):
                    scored = measure(truth_file, Scanner(dpi=dpi, skew=skew), asked.keep or Path(scratch))
                    print(
                        f"{truth_file.stem} {dpi} dpi {skew:+} degrees: {scored.status}: {scored.line()}",
                        flush=True,
                    )
                    if asked.verbose:
                        _print_figures(scored)
                    _add(every, scored)
    print(f"all: {every.line()}")
    return 1 if every.unmarked else 0


def _print_figures(scored: Score) -> None:
    for name in ("missing", "wrong", "unmarked"):
        for figure in getattr(scored, name):
            print(f"    {name}", *figure)


def _add(every: Score, one: Score) -> None:
    for name in ("true", "right", "doubted_right", "wrong", "unmarked", "missing", "page_seconds"):
        setattr(every, name, getattr(every, name) + getattr(one, name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
