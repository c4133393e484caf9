"""What a portal answers: bytes with their headers, and the ways in which real servers fall short of that."""

import email.utils
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
OCTETS = "application/octet-stream"
CHUNK_BYTES = 16 * 1024
NEW_YEAR_2026 = 1_767_225_600


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one request.

    `etagged` and `dated` say whether the ETag and the Last-Modified of the bytes are sent and heeded,
    `ranges` whether parts can be asked for. The body is sent `times` over. `declared` is the Content-Length
    where it is not the true one (-1), None for a body that ends where the connection does. `cut_after`
    breaks the connection off after so many bytes; `trickle` waits so many seconds after each hundred.
    """

    body: bytes = b""
    content_type: str | None = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etagged: bool = True
    dated: bool = True
    ranges: bool = True
    times: int = 1
    declared: int | None = -1
    cut_after: int | None = None
    trickle: float = 0.0

    @property
    def size(self) -> int:
        """Bytes of the whole body."""
        return len(self.body) * self.times

    @property
    def etag(self) -> str:
        """The strong validator of the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}-{self.times}"'

    @property
    def last_modified(self) -> str:
        """A time that is another for other bytes."""
        seconds = int(hashlib.sha256(self.body).hexdigest()[:6], 16)
        return email.utils.formatdate(NEW_YEAR_2026 + seconds, usegmt=True)

    def chunks(self, start: int = 0) -> Iterator[bytes]:
        """The body from a byte on, in pieces, without ever holding the repeated whole."""
        step = 100 if self.trickle else CHUNK_BYTES
        for number in range(self.times):
            skipped = max(0, start - number * len(self.body))
            for at in range(skipped, len(self.body), step):
                yield self.body[at : at + step]


Site = dict[str, Sequence[Answer]]
"""By request target (path and query as sent): the answers of a day, the last one given ever after."""


def page(html: str, encoding: str = "utf-8", *, in_header: bool = True, dynamic: bool = False) -> Answer:
    """An HTML page in an encoding that its header tells, or else only the page; a dynamic one has no ETag."""
    content_type = f"text/html; charset={encoding}" if in_header else "text/html"
    return Answer(html.encode(encoding), content_type, etagged=not dynamic, dated=not dynamic)


def pdf(body: bytes, content_type: str = PDF, name: str | None = None, encoding: str = "rfc5987") -> Answer:
    """A PDF, under a name in the encoding that a server chose: rfc5987, or raw bytes of a code page."""
    headers = {} if name is None else {"Content-Disposition": disposition(name, encoding)}
    return Answer(body, content_type, headers=headers)


def disposition(name: str, encoding: str = "rfc5987") -> str:
    """A Content-Disposition; raw bytes stand in it as the Latin-1 characters that headers are sent in."""
    if encoding == "rfc5987":
        return f"attachment; filename*=UTF-8''{quote(name)}"
    raw = name.encode(encoding).decode("latin-1")
    return f'attachment; filename="{raw}"'


def redirect(target: str, status: int = 302) -> Answer:
    """Send on to an address, which is taken as it stands."""
    return Answer(b"", None, status, {"Location": target}, etagged=False, dated=False)


def failure(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """An error with the page that servers send along."""
    body = f"<html><body><h1>{status}</h1></body></html>".encode()
    return Answer(body, HTML, status, headers or {}, etagged=False, dated=False)
