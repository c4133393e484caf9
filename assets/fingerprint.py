"""Fingerprints of code and reference data: what was made by other code or data than today's is made again."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from assets.reading_mode import ReadingMode

ASSETS = Path(__file__).parent
SUFFIXES = frozenset({".py", ".yml", ".csv", ".html", ".sql"})
READER_PACKAGES = ("camelot-py", "pikepdf", "playa-pdf", "pypdfium2", "rapidocr", "onnxruntime")


@cache
def extractor_version(reading: ReadingMode = "double") -> str:
    """Version of everything that decides what is read: readers, their mode, forms and glyph tables."""
    reference = [ASSETS / "reference" / name for name in ("forms", "glyphs", "header_words.yml")]
    packages = [f"{package} {version(package)}" for package in READER_PACKAGES]
    made_of = fingerprint([ASSETS / "extract", *reference], packages)
    return made_of if reading == "double" else f"{made_of}-{reading}"


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
