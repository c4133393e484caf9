"""Headers of requests and answers, of which servers write whatever they like."""

import contextlib
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx

from assets.fetch.answers import Validators
from assets.fetch.errors import Refused
from assets.fetch.guard import shown

# A file changed twice within a second keeps its date: RFC 9110 trusts only those older than this.
SETTLED_SECONDS = 60


def conditions(validators: Validators | None) -> dict[str, str]:
    """What asks for an answer only if it is another version."""
    headers = {}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def media_type(answer: httpx.Response) -> str | None:
    """The media type in lower case, without its parameters."""
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower() or None


def raw_header(answer: httpx.Response, name: bytes) -> bytes | None:
    """The bytes of a header, given its name in lower case."""
    return next((value for key, value in answer.headers.raw if key.lower() == name), None)


def redirect_target(base: str, location: bytes) -> str:
    """Where a redirect leads; bytes beyond ASCII stay as they are, whatever they are encoded in."""
    escaped = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in location.strip())
    try:
        return urljoin(base, escaped)
    except ValueError as error:
        raise Refused("address_form", f"{shown(base)} leads to {shown(escaped)}: {error}") from error


def plain_header(answer: httpx.Response, name: str) -> str | None:
    """A header that can be sent back as it came, or None."""
    value = str(answer.headers.get(name, ""))
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= 1000 else None


def version_of(answer: httpx.Response) -> str | None:
    """What tells this version from every other to the byte: a strong ETag, or a date that has settled."""
    etag = plain_header(answer, "etag")
    if etag is not None and not etag.startswith("W/"):
        return etag
    modified, now = plain_header(answer, "last-modified"), plain_header(answer, "date")
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        if modified and now:
            age = parsedate_to_datetime(now) - parsedate_to_datetime(modified)
            return modified if age.total_seconds() >= SETTLED_SECONDS else None
    return None
