"""What a build is made of: every file of the archive once, held or missing."""

from pathlib import Path

from assets.archive.intake import Refusal, refuse
from assets.archive.store import Archive
from assets.facts.inputs import gather_inputs


def test_a_file_refused_once_and_lost_since_is_missing_once(tmp_path: Path) -> None:
    """Two rows of quarantine with one hash would stop every build."""
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(b"%PDF-1.7 a report")
    archive = Archive(tmp_path / "raw")
    report = archive.add(pdf)
    refuse(archive.root, Refusal(report.sha256, "report.pdf", str(pdf), "too_large", "300 MB"))
    archive.path_of(report).unlink()
    (missing,) = gather_inputs(Archive(archive.root)).refused
    assert (missing.sha256, missing.reason) == (report.sha256, "archive_damaged")
