"""How much time and room a source's requests may take."""

from dataclasses import dataclass

MEBIBYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of all requests to one source, in seconds, bytes and times.

    ``page_seconds`` and ``document_seconds`` bound one request from its first byte to its last, however
    lively it drips; ``source_seconds`` bounds all that one client does. ``seconds_between`` is the least time
    between two requests to one host, ``longest_wait_seconds`` the longest wait that a host may ask for.
    """

    connect_seconds: float = 15
    read_seconds: float = 45
    page_seconds: float = 120
    document_seconds: float = 1800
    source_seconds: float = 4 * 3600
    page_bytes: int = 8 * MEBIBYTE
    document_bytes: int = 256 * MEBIBYTE
    redirects: int = 5
    attempts: int = 4
    first_backoff_seconds: float = 2
    longest_backoff_seconds: float = 60
    seconds_between: float = 1
    longest_wait_seconds: float = 180
