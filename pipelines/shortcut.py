"""Telling, without reading a PDF, that there is nothing to do."""

from collections.abc import Sequence
from pathlib import Path

from assets.archive.discovery import UnusablePathError, discover
from assets.archive.intake import refusals
from assets.archive.places import Places
from assets.archive.store import Archive, hash_file
from assets.extract.cache import ExtractCache
from assets.facts.build import BuildInputs, live_input_hash
from assets.fingerprint import build_version, extractor_version


def is_up_to_date(places: Places, paths: Sequence[Path]) -> bool:
    """Whether every file named is archived (or refused) and the live warehouse was made from just what is archived.

    Without paths, the archive's own folder is looked through for files dropped into it.
    """
    archive = Archive(places.archive)
    held = {report.sha256: report for report in archive.scan()}
    refused = refusals(archive.root)
    try:
        files = discover(paths or [archive.root])
        seen = {file: hash_file(file)[0] for file in files if not _is_filed(archive, file)}
    except (UnusablePathError, OSError):
        return False  # the run itself says what is wrong
    known = set(held) | {refusal.sha256 for refusal in refused}
    if any(sha256 not in known or _has_new_name(held.get(sha256), file) for file, sha256 in seen.items()):
        return False
    cache = ExtractCache(places.extracts, extractor_version())
    if cache.missing(held):
        return False
    inputs = BuildInputs(tuple(held.values()), tuple(refused), extractor_version(), build_version())
    return live_input_hash(places.warehouse) == inputs.input_hash


def _is_filed(archive: Archive, file: Path) -> bool:
    report = archive.find(file.stem)
    return report is not None and archive.path_of(report) == file.absolute()


def _has_new_name(report: object, file: Path) -> bool:
    names = (getattr(report, "file_name", file.name), *getattr(report, "also_seen_as", ()))
    return file.name not in names
