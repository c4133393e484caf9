"""Telling, without reading a PDF, that there is nothing to do."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from assets.archive.discovery import UnusablePathError, discover
from assets.archive.intake import is_archived_copy
from assets.archive.places import Places
from assets.archive.store import Archive, hash_file, known_as, neighbour
from assets.extract.cache import ExtractCache
from assets.facts.inputs import gather_inputs
from assets.facts.warehouse import stored_input_hash


def is_up_to_date(places: Places, paths: Sequence[Path]) -> bool:
    """Whether the live warehouse was made from just what is archived, and no file named is new to it.

    Files refused once are not new. Without paths, the archive's own folder is looked through for files
    dropped into it.
    """
    archive = Archive(places.archive)
    inputs = gather_inputs(archive, places.reading, places.corrections, places.fetch_state)
    if stored_input_hash(places.warehouse) != inputs.input_hash:
        return False
    held = [report.sha256 for report in inputs.archived]
    if ExtractCache(places.extracts, inputs.extractor_version).missing(held):
        return False
    turned_away = {refusal.sha256 for refusal in inputs.refused}
    try:
        files = discover(paths or [archive.root])
        return all(_is_known(archive, turned_away, file) for file in files)
    except (UnusablePathError, OSError):
        return False  # the run itself says what is wrong


def hashes_of(archive: Archive, paths: Sequence[Path]) -> frozenset[str]:
    """SHA-256 of the files that paths name; none for what cannot be read."""
    found = set()
    for file in discover(paths):
        with contextlib.suppress(OSError):
            found.add(file.stem if is_archived_copy(archive, file) else hash_file(file)[0])
    return frozenset(found)


def _is_known(archive: Archive, turned_away: set[str], file: Path) -> bool:
    """Whether taking a file in would change nothing, not even the names and addresses known of it."""
    if is_archived_copy(archive, file):
        return True
    sha256, _ = hash_file(file)
    report = archive.find(sha256)
    if report is None:
        return sha256 in turned_away
    elsewhere = neighbour(file, sha256)
    origins = elsewhere.origins if elsewhere else ()
    return report.seen_as(known_as(file, sha256)).published_at(*origins) == report
