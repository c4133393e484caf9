"""Documents on their way into a file: gone on with where they broke off, put in place only when whole.

<folder>/<hash of the address>.part    what has come so far
<folder>/<hash of the address>.json    the version that it is of, without which it cannot be gone on with
<folder>/<hash of the address>.whole   the document
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import time
from pathlib import Path

import httpx

from assets.archive.sidecar import write_whole
from assets.fetch.decoding import body_of, is_packed
from assets.fetch.errors import Passing, Refused
from assets.fetch.headers import version_of
from assets.fetch.sniff import is_cut_short, kind_of_file

STALE_SECONDS = 30 * 24 * 3600
ENDINGS = (".part", ".json", ".whole")
# What follows the name of an archive in that of the folder it is unpacked into.
UNPACKED = ".unpacked"

_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.ASCII)


class Part:
    """A document of one address in the downloads folder, whole or not."""

    def __init__(self, folder: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:40]
        self.part, self.note, self.whole = (folder / f"{name}{ending}" for ending in ENDINGS)
        self._url = url

    def range_headers(self) -> dict[str, str]:
        """What asks for the rest of it, if it is still the same version; empty to have it from the start."""
        noted = self._noted()
        size = self.part.stat().st_size if self.part.exists() else 0
        if noted is None or not size:
            return {}
        return {"Range": f"bytes={size}-", "If-Range": noted}

    def receive(self, answer: httpx.Response, most: int) -> None:
        """Write the body of an answer (200, 206 or 416) to its end, and put the file in place.

        Raises Passing (truncated) if that was not all of it, Refused (too_large) beyond ``most`` bytes,
        OSError when it cannot be written.
        """
        self.part.parent.mkdir(parents=True, exist_ok=True)
        start, total = self._begin(answer)
        try:
            with self.part.open("ab") as file:
                for piece in body_of(answer, most - start):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except Refused:
            self.discard()
            raise
        self._finish(answer, total)

    def discard(self) -> None:
        """Forget what has come so far."""
        self.note.unlink(missing_ok=True)
        self.part.unlink(missing_ok=True)

    def _begin(self, answer: httpx.Response) -> tuple[int, int | None]:
        """The byte that the body starts at, and the size of the whole if the answer tells."""
        if answer.status_code == 200:
            self.discard()
            self._remember(answer)
            return 0, None
        match = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
        size = self.part.stat().st_size if self.part.exists() else 0
        same = self._noted() in (version_of(answer), None) or version_of(answer) is None
        if answer.status_code != 206 or match is None or int(match[1]) != size or not same:
            self.discard()
            raise Passing("truncated", "the server does not go on where the download broke off")
        return size, None if match[3] == "*" else int(match[3])

    def _finish(self, answer: httpx.Response, total: int | None) -> None:
        size = self.part.stat().st_size
        if total is not None and size != total:
            if size > total:
                self.discard()
            raise Passing("truncated", f"{size} bytes of {total}")
        told = "content-length" in answer.headers or "transfer-encoding" in answer.headers
        if not told and kind_of_file(self.part) == "pdf" and is_cut_short(self.part):
            self.discard()
            raise Passing("truncated", "the PDF has no end, and the server does not say how long it is")
        self.note.unlink(missing_ok=True)
        self.part.replace(self.whole)

    def _remember(self, answer: httpx.Response) -> None:
        version = version_of(answer)
        if version is not None and not is_packed(answer.headers.get("content-encoding")):
            write_whole(self.note, json.dumps({"url": self._url, "version": version}).encode())

    def _noted(self) -> str | None:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            note = json.loads(self.note.read_text("utf-8"))
            if note["url"] == self._url and isinstance(note["version"], str):
                return note["version"]
        return None


def clear_leftovers(folder: Path, stale_seconds: float = STALE_SECONDS) -> None:
    """Remove what killed runs left: unpacked archives, and downloads that nobody went on with for that long.

    To be used where no other run can be at work in the folder.
    """
    oldest = time.time() - stale_seconds
    for path in folder.glob(f"*{UNPACKED}"):
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.suffix in ENDINGS and path.lstat().st_mtime < oldest:
                path.unlink()
