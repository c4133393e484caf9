"""The one way to the network: pages and documents of a source, asked for politely and only where it may."""

from pathlib import Path
from types import TracebackType

from assets.fetch.answers import Download, Page, Validators
from assets.fetch.clock import Clock
from assets.fetch.guard import HostRules
from assets.fetch.limits import Limits
from assets.fetch.politeness import Pace
from assets.fetch.robots import RobotsCache


class Client:
    """Requests to the hosts of one source; one thread at a time.

    ``pace`` and ``robots`` may be shared by the clients of one run, so that sources on the same host share its
    rate limit and its robots.txt. ``requests`` and ``bytes`` count what went over the network.
    """

    def __init__(
        self,
        rules: HostRules,
        limits: Limits,
        user_agent: str,
        *,
        pace: Pace | None = None,
        robots: RobotsCache | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.requests = 0
        self.bytes = 0
        self._rules, self._limits, self._user_agent = rules, limits, user_agent
        self._clock = clock or Clock()
        self._pace = pace or Pace(clock=self._clock)
        self._robots = robots or RobotsCache()

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def get_page(self, url: str, validators: Validators | None = None) -> Page:
        """A page or feed, whole in memory.

        Raises Refused, Unreachable or Gone.
        """
        raise NotImplementedError(url, validators)

    def download(self, url: str, folder: Path, validators: Validators | None = None) -> Download:
        """A document, whole in a file of ``folder``, which is created if need be; the caller takes it from there.

        What was received of one that broke off stays there and is gone on with. Raises Refused, Unreachable, Gone,
        and OSError when the file cannot be written.
        """
        raise NotImplementedError(url, folder, validators)
