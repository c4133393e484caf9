"""A report announced before its PDF is put in its place: a crash in between loses nothing known of it.

    <sha256>.announced     what will be the sidecar, written before the PDF has that name
    <sha256>.pdf           the PDF, moved or copied there
    <sha256>.json          the announcement, renamed: the report is archived

A file that was dropped into the archive has no other name left once it is moved: without the announcement a
crash would leave a PDF of which nobody could say any more what it was called and where it came from.
"""

import contextlib
from pathlib import Path

from assets.archive.sidecar import ArchivedReport, encode_sidecar, sidecar_of, sync_folder, write_whole

ENDING = ".announced"


def place(source: Path, target: Path, report: ArchivedReport) -> None:
    """Move a file to its place in the archive and commit it with its sidecar, announced first.

    ``source`` may be the place itself. Every instant is safe: ``finish`` does what a crash leaves to do.
    """
    announced = target.with_suffix(ENDING)
    write_whole(announced, encode_sidecar(report))
    if source.absolute() != target:
        source.replace(target)
        sync_folder(target.parent)
    with contextlib.suppress(FileNotFoundError):  # somebody who looked through the archive has finished it
        announced.replace(sidecar_of(target))
    sync_folder(target.parent)


def finish(folder: Path) -> None:
    """Archive the reports of a folder whose PDF came to its place before a crash.

    An announcement without a PDF is left: the file lies where it lay, and is offered again.
    """
    for announced in sorted(folder.glob(f"*{ENDING}")):
        pdf = announced.with_suffix(".pdf")
        with contextlib.suppress(FileNotFoundError):
            if sidecar_of(pdf).exists():
                announced.unlink()
            elif pdf.exists():
                announced.replace(sidecar_of(pdf))
                sync_folder(folder)
