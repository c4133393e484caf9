"""What a server answered: pages in memory, documents in files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Validators:
    """What an earlier answer said of its version, as sent: the server need not send the same again."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page or feed. ``body`` is decoded from its transfer, not from its charset; empty if not modified.

    ``content_type`` is the media type in lower case, ``charset`` what the header says of it; either may be
    None.
    """

    url: str
    final_url: str
    status: int
    not_modified: bool
    body: bytes
    content_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Download:
    """A document. ``path`` is a whole file in the downloads folder, None if not modified.

    ``kind`` is told by its bytes (see sniff.py) and empty if not modified. ``file_name`` is what the server
    calls it, a hint that holds no path; None if nothing tells.
    """

    url: str
    final_url: str
    not_modified: bool
    path: Path | None
    size_bytes: int
    kind: str
    file_name: str | None
    content_type: str | None
    etag: str | None
    last_modified: str | None
