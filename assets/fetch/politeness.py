"""How often a host is asked: never faster than a source or the host itself says."""

from email.utils import parsedate_to_datetime

from assets.fetch.clock import Clock
from assets.fetch.errors import Unreachable

# More than any wait that is waited for; a number with more digits means no more than that.
FAR_OFF_SECONDS = 10.0**9
# Three pages or documents with all their attempts, as Limits has them.
SILENT_REQUESTS = 12


class Pace:
    """When each host may be asked next, in seconds of the clock. May be shared by the clients of one run."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._between: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._unanswered: dict[str, int] = {}

    def slow_down(self, host: str, seconds_between: float) -> None:
        """Ask a host no more often than that, or less often if something else said so."""
        self._between[host] = max(seconds_between, self._between.get(host, 0.0))

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for that long from now on."""
        self._next[host] = max(self._next.get(host, 0.0), self._clock.monotonic() + seconds)

    def note(self, host: str, answered: bool) -> None:
        """Remember whether the host answered, to give it up when it never does."""
        self._unanswered[host] = 0 if answered else self._unanswered.get(host, 0) + 1

    def wait(self, host: str, longest: float) -> None:
        """Wait until the host may be asked, and count the request.

        Raises Unreachable at once: asked_to_wait if that would take more than ``longest`` seconds, host_down
        if it has left so many requests in a row without an answer that asking on would only take the night.
        """
        if self._unanswered.get(host, 0) >= SILENT_REQUESTS:
            raise Unreachable("host_down", f"{host}: left alone after {SILENT_REQUESTS} requests in vain")
        now = self._clock.monotonic()
        seconds = self._next.get(host, now) - now
        if seconds > longest:
            raise Unreachable("asked_to_wait", f"{host} asks to be left alone for {seconds:.0f} seconds more")
        if seconds > 0:
            self._clock.sleep(seconds)
        self._next[host] = max(now, now + seconds) + self._between.get(host, 0.0)


def retry_after(text: str | None, now: float) -> float:
    """Seconds that a Retry-After header asks for, 0 without one; ``now`` is in seconds since the epoch."""
    value = (text or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:10]), FAR_OFF_SECONDS)
    try:
        return min(max(0.0, parsedate_to_datetime(value).timestamp() - now), FAR_OFF_SECONDS)
    except (ValueError, OverflowError):
        return 0.0
