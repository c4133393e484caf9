"""How often a host is asked: never faster than a source or the host itself says."""

from assets.fetch.clock import Clock
from assets.fetch.errors import Unreachable


class Pace:
    """When each host may be asked next, in seconds of the clock.

    ``seconds_between`` is the least time between two requests to one host, for which sources may set their own;
    a wait of more than ``longest_wait`` is not waited for.
    """

    def __init__(
        self, seconds_between: float = 1.0, longest_wait: float = 180.0, clock: Clock | None = None
    ) -> None:
        self._clock = clock or Clock()
        self._between, self._longest_wait = seconds_between, longest_wait
        self._hosts: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def slow_down(self, host: str, seconds_between: float) -> None:
        """Ask a host no more often than that, or less often if something else said so."""
        self._hosts[host] = max(seconds_between, self._hosts.get(host, self._between))

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for that long from now on."""
        self._next[host] = max(self._next.get(host, 0.0), self._clock.monotonic() + seconds)

    def wait(self, host: str) -> None:
        """Wait until the host may be asked, and count the request.

        Raises Unreachable (asked_to_wait) if that would take too long.
        """
        now = self._clock.monotonic()
        seconds = self._next.get(host, now) - now
        if seconds > self._longest_wait:
            raise Unreachable(
                "asked_to_wait", f"{host}: asks to be left alone for {seconds:.0f} seconds more"
            )
        if seconds > 0:
            self._clock.sleep(seconds)
            now = self._clock.monotonic()
        self._next[host] = now + self._hosts.get(host, self._between)
