"""What a build is made of, gathered from the archive and from the versions of code and reference data."""

from assets.archive.intake import losses, refusals
from assets.archive.store import Archive
from assets.facts.build import BuildInputs
from assets.fingerprint import build_version, extractor_version
from assets.reading_mode import ReadingMode


def gather_inputs(archive: Archive, reading: ReadingMode = "double") -> BuildInputs:
    """Read the archive: what it holds, what it refused, and what it had and cannot use any more.

    ``reading`` is the mode its reports are read in.
    """
    held = tuple(archive.scan())
    missing = (*refusals(archive.root), *losses(archive))
    return BuildInputs(held, missing, extractor_version(reading), build_version())
