"""What a build is made of, gathered from the archive and from the versions of code and reference data."""

from pathlib import Path

from assets.archive.intake import losses, refusals
from assets.archive.store import Archive
from assets.facts.build_inputs import BuildInputs
from assets.fetch.state import document_rows
from assets.fingerprint import build_version, extractor_version
from assets.reading_mode import ReadingMode
from assets.reference.corrections import load_corrections


def gather_inputs(
    archive: Archive,
    reading: ReadingMode = "double",
    corrections: Path | None = None,
    fetch_state: Path | None = None,
) -> BuildInputs:
    """Read the archive: what it holds, what it refused, and what it had and cannot use any more.

    ``reading`` is the mode its reports are read in, ``corrections`` the operator's own file of them, which
    need not exist, and ``fetch_state`` what fetching remembers. Raises ``CorrectionsError`` for malformed
    corrections, ``FetchStateError`` where what is remembered cannot be read.
    """
    held = tuple(archive.scan())
    # A file refused once and archived since may be lost: it is missing for the later reason.
    missing = {refusal.sha256: refusal for refusal in (*refusals(archive.root), *losses(archive))}
    documents = tuple(document_rows(fetch_state)) if fetch_state else ()
    versions = extractor_version(reading), build_version()
    return BuildInputs(held, tuple(missing.values()), *versions, load_corrections(corrections), documents)
