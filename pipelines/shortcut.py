"""Telling, without reading a PDF, that there is nothing to do."""

from collections.abc import Sequence
from pathlib import Path

from assets.archive.discovery import UnusablePathError, discover
from assets.archive.intake import is_archived_copy, refusals
from assets.archive.places import Places
from assets.archive.store import Archive, hash_file
from assets.extract.cache import ExtractCache
from assets.facts.build import BuildInputs
from assets.facts.warehouse import stored_input_hash
from assets.fingerprint import build_version, extractor_version


def is_up_to_date(places: Places, paths: Sequence[Path]) -> bool:
    """Whether the live warehouse was made from just what is archived, and no file named is new to it.

    Files refused once are not new. Without paths, the archive's own folder is looked through for files
    dropped into it.
    """
    archive = Archive(places.archive)
    held = archive.scan()
    refused = refusals(archive.root)
    inputs = BuildInputs(tuple(held), tuple(refused), extractor_version(), build_version())
    if stored_input_hash(places.warehouse) != inputs.input_hash:
        return False
    if ExtractCache(places.extracts, extractor_version()).missing(report.sha256 for report in held):
        return False
    turned_away = {refusal.sha256 for refusal in refused}
    try:
        files = discover(paths or [archive.root])
        return all(_is_known(archive, turned_away, file) for file in files)
    except (UnusablePathError, OSError):
        return False  # the run itself says what is wrong


def _is_known(archive: Archive, turned_away: set[str], file: Path) -> bool:
    """Whether taking a file in would change nothing, not even the names it has been seen under."""
    if is_archived_copy(archive, file):
        return True
    sha256, _ = hash_file(file)
    report = archive.find(sha256)
    return sha256 in turned_away if report is None else report.seen_as(file.name) == report
