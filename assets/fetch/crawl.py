"""One source gone through in one run: its listings, then the articles and the documents that are due.

What belongs here: what all of them share. How listings and articles are read is in listings.py and
articles.py, how documents are asked for in documents.py, and the order of things in fetching.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from assets.fetch.archiving import Keeper
from assets.fetch.client import Client
from assets.fetch.errors import FetchError, Unreachable
from assets.fetch.results import SourceResult
from assets.fetch.settings import settings
from assets.fetch.sources import Source
from assets.fetch.state import FetchState
from assets.sandbox.pool import WorkerPool

# What is true of a host for the rest of a run, whatever is asked of it.
NOT_NOW = ("host_down", "asked_to_wait", "robots_unreachable")


class NotNowError(Exception):
    """The host is not to be asked in this run: no failure of the page or document, which stays due."""


class BrokenOffError(Exception):
    """There is no use in asking on this time; what is due stays due. The message says why."""


@dataclass(slots=True)
class Crawl:
    """One source in one run. Without a ``keeper`` it is a dry run, in which no document is asked for.

    ``run`` counts the runs of the source, from 1; ``now`` tells the time in UTC (ISO).
    """

    source: Source
    run: int
    state: FetchState
    client: Client
    pool: WorkerPool
    downloads: Path
    keeper: Keeper | None
    now: Callable[[], str]
    result: SourceResult
    failed_in_a_row: int = 0
    left_alone: set[tuple[str, str]] = field(default_factory=set)

    def answered(self) -> None:
        """Count an answer, whatever it says: the source is there."""
        self.failed_in_a_row = 0

    def went_wrong(self, url: str, error: FetchError) -> None:
        """Count a failure of a request for an address.

        Raises NotNowError where the host is to be left alone, which is told once, and BrokenOffError where
        the source answers no more or has had its time.
        """
        if not isinstance(error, Unreachable):
            self.answered()
            return
        if error.reason_code in NOT_NOW:
            host = (urlsplit(url).netloc, error.reason_code)
            if host not in self.left_alone:
                self.result.problems.append(error.message)
            self.left_alone.add(host)
            raise NotNowError(error.message) from error
        if error.reason_code == "out_of_time":
            raise BrokenOffError(f"left for this time: {error.message}")
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= settings().give_up_after_failures:
            raise BrokenOffError(
                f"left for this time after {self.failed_in_a_row} requests in vain: {error.message}"
            )

    def rechecked(self, checks: int) -> int:
        """The run to ask again in, after so many answers in a row that nothing has changed."""
        return self.run + settings().runs_until_recheck(checks)

    def retried(self, failures: int) -> int:
        """The run to ask again in, after so many failures in a row."""
        return self.run + settings().runs_until_retry(failures)
