"""The reports that are read: PDFs beside files that hold their true cells."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from tools.layouts.made import make_report

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Sample:
    """A report, its length, the true cells it prints and how its tables are ruled ('' where nobody tells)."""

    path: Path
    pages: int
    truth: tuple[dict[str, Any], ...]
    rules: str = ""


def bundled() -> list[Sample]:
    """The reports that come with the project."""
    return list(_samples((CHECKOUT / "tests" / "samples").glob("*.json"), CHECKOUT / "data" / "raw"))


def in_folders(folders: Iterable[Path]) -> list[Sample]:
    """The reports at or under folders that have a truth file of the same name beside them."""
    return [sample for folder in folders for sample in _samples(folder.rglob("*.json"), None)]


def made(folder: Path, seed: int, count: int) -> Iterator[Sample]:
    """Typeset reports into a folder that nobody has seen: another seed draws others."""
    for number in range(count):
        report = make_report(seed, number)
        path = folder / f"{report.name}.pdf"
        path.write_bytes(report.data)
        yield Sample(path, count_pages(path), tuple(report.truth["cells"]), report.looks["rules"])


def shortest_of_each(samples: Iterable[Sample]) -> list[Sample]:
    """For each way of ruling tables the sample with the fewest pages."""
    chosen: dict[str, Sample] = {}
    for sample in sorted(samples, key=lambda sample: sample.pages):
        chosen.setdefault(sample.rules, sample)
    return list(chosen.values())


def spread(samples: Sequence[Sample], count: int) -> list[Sample]:
    """Choose so many, evenly from the whole list."""
    count = min(count, len(samples))
    return [samples[number * len(samples) // count] for number in range(count)]


def _samples(truth_files: Iterable[Path], archive: Path | None) -> Iterator[Sample]:
    for file in sorted(truth_files):
        truth = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(truth, dict) or not truth.get("cells"):
            continue  # a manifest or a sidecar
        if archive is None:
            path = file.with_suffix(".pdf")
        else:
            path = next(archive.rglob(f"{truth['sha256']}.pdf"), file.with_suffix(".pdf"))
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == truth["sha256"]:
            yield Sample(path, count_pages(path), tuple(truth["cells"]))


def count_pages(path: Path) -> int:
    """Number of pages of a PDF."""
    with pdfium.PdfDocument(path) as document:
        return len(document)
