"""Fingerprints of code and reference data: what was made by other code or data than today's is made again."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assets.reading_mode import ReadingMode

ASSETS = Path(__file__).parent
SUFFIXES = frozenset({".py", ".yml", ".csv", ".html", ".sql"})
READER_PACKAGES = ("camelot-py", "pikepdf", "playa-pdf", "pypdfium2")
RECOGNISER_PACKAGES = ("rapidocr", "onnxruntime", "opencv-python-headless")
# What reading takes from reference data, the recognition of labels in scans included.
READER_REFERENCE = ("forms", "glyphs", "header_words.yml", "row_labels.yml", "subjects", "subjects.py")


@cache
def extractor_version(reading: ReadingMode = "double") -> str:
    """Version of everything that decides what is read: readers, their mode, forms, names and glyph tables.

    A recogniser that is not installed decides that as well: scans wait for it.
    """
    reference = [ASSETS / "reference" / name for name in READER_REFERENCE]
    packages = [f"{package} {version(package)}" for package in READER_PACKAGES]
    packages += [f"{package} {_version_or_none(package)}" for package in RECOGNISER_PACKAGES]
    made_of = fingerprint([ASSETS / "extract", *reference], packages)
    return made_of if reading == "double" else f"{made_of}-{reading}"


def _version_or_none(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@cache
def build_version() -> str:
    """Version of everything that decides what a warehouse holds, given the extracted reports."""
    packages = ("duckdb", "great-expectations", "pandas")
    parts = [ASSETS, ASSETS.parent / "expectations"]
    return fingerprint(parts, [f"{package} {version(package)}" for package in packages])


def fingerprint(paths: Iterable[Path], words: Iterable[str]) -> str:
    """Twelve hex digits over the files at or under the paths (names and bytes) and the words."""
    digest = hashlib.sha256("\n".join(words).encode())
    for path in paths:
        files = sorted(f for f in path.rglob("*") if f.suffix in SUFFIXES) if path.is_dir() else [path]
        for file in files:
            digest.update(f"{file.relative_to(ASSETS.parent)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]
