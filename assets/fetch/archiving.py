"""What was downloaded comes into the archive, or is turned away with a reason; zips file by file."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assets.archive.sidecar import Origin
from assets.archive.store import Archive, TooLargeError, hash_file
from assets.fetch.answers import Download
from assets.fetch.download import UNPACKED
from assets.fetch.names import document_name, ending_of
from assets.fetch.reading import UnreadableError, unpack
from assets.fetch.results import State
from assets.fetch.settings import settings
from assets.sandbox.pool import WorkerPool

# What is no document at all, whatever its address promised; portals answer so when something is wrong.
NO_DOCUMENTS = {
    "html": "web_page",
    "xml": "web_page",
    "text": "no_document",
    "unknown": "no_document",
    "empty": "empty",
}
# Kinds that several formats share; the ending of the name tells which it is.
_SHARED_KINDS = ("ole", "office", "image")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a downloaded document, or of a file inside it (`member`)."""

    state: State
    member: str = ""
    reason: str | None = None
    detail: str | None = None
    sha256: str | None = None
    is_new: bool = False


class Keeper:
    """Puts downloads into an archive, whose only writer it must be."""

    def __init__(self, archive: Archive, pool: WorkerPool) -> None:
        self._archive, self._pool = archive, pool

    def holds(self, sha256: str | None) -> bool:
        """Whether the archive has a report."""
        return sha256 is not None and self._archive.find(sha256) is not None

    def keep(self, download: Download, origin: Origin) -> list[Kept]:
        """Take a download in and remove its file; of a zip, what is in it follows the zip itself.

        Raises OSError where the archive cannot be written; the download then stays for the next run.
        """
        assert download.path is not None
        name = document_name(download.file_name, origin.title or "", download.url)
        if download.kind == "zip":
            kept = list(self._keep_zip(download.path, origin))
        else:
            kept = [self._keep_file(download.path, download.kind, name, origin)]
        download.path.unlink(missing_ok=True)
        return kept

    def _keep_zip(self, path: Path, origin: Origin) -> Iterator[Kept]:
        folder = path.with_name(f"{path.name}{UNPACKED}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            members = unpack(self._pool, path, folder)
            yield Kept("unpacked")
            for member in members:
                if member.file is None or member.kind is None:
                    yield Kept("refused", member.name, member.refused, member.detail)
                    continue
                yield self._keep_member(folder / member.file, member.kind, member.name, origin)
        except UnreadableError as error:
            code, _, detail = str(error).partition(": ")
            yield Kept("refused", reason=code, detail=detail or None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _keep_member(self, path: Path, kind: str, name: str, origin: Origin) -> Kept:
        if kind in NO_DOCUMENTS and ending_of(name) not in ("", "pdf"):  # a text beside the reports
            return Kept("unsupported", name, ending_of(name), name)
        inside = replace(origin, url=f"{origin.url}#{name}", content_type=None)
        return replace(self._keep_file(path, kind, name, inside), member=name)

    def _keep_file(self, path: Path, kind: str, name: str, origin: Origin) -> Kept:
        if kind in NO_DOCUMENTS:
            return Kept("refused", reason=NO_DOCUMENTS[kind], detail=f"its bytes are {kind}")
        if kind != "pdf":
            return Kept("unsupported", reason=_format(kind, name), detail=name)
        is_new = self._archive.find(hash_file(path)[0]) is None
        try:
            report = self._archive.add(path, origin, name)
        except TooLargeError as error:
            return Kept("refused", reason="too_large", detail=str(error))
        return Kept("archived", sha256=report.sha256, is_new=is_new)


def _format(kind: str, name: str) -> str:
    """The format of an unsupported file: what its bytes tell, or its ending where they tell the family."""
    ending = ending_of(name)
    return ending if kind in _SHARED_KINDS and ending in settings().document_suffixes - {"pdf"} else kind
