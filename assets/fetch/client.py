"""The one way to the network: pages and documents of a source, asked for politely and only where it may."""

import builtins
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import httpx
import tenacity

from assets.fetch.answers import Download, Page, Validators
from assets.fetch.courtesy import Courtesy
from assets.fetch.decoding import body_of
from assets.fetch.download import Part
from assets.fetch.errors import Gone, Passing, Refused, Unreachable
from assets.fetch.file_names import told_name
from assets.fetch.guard import HostRules, shown
from assets.fetch.headers import conditions, media_type, plain_header, raw_header, redirect_target
from assets.fetch.limits import Limits
from assets.fetch.politeness import retry_after
from assets.fetch.robots import MAX_ROBOTS_BYTES
from assets.fetch.sniff import kind_of_file
from assets.fetch.wire import Wire, origin_of

REDIRECTS = frozenset((301, 302, 303, 307, 308))
# Said by servers that will answer again: too slow a request, too early, too many, and faults of their own.
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
BUSY = frozenset((429, 503))
SILENCE = frozenset(("dns", "connect", "timeout"))

_PAGE_HEADERS = {"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8", "Accept-Encoding": "gzip, deflate"}
# Parts of packed documents could not be told apart or gone on with.
_DOCUMENT_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}

_T = TypeVar("_T")


class Client:
    """Requests to the hosts of one source; one thread at a time.

    ``user_agent`` starts with the name that robots.txt files go by, as in 'juesuan/1.0'. Clients of
    one run share a ``courtesy``.
    """

    def __init__(
        self, rules: HostRules, limits: Limits, user_agent: str, courtesy: Courtesy | None = None
    ) -> None:
        self._rules, self._limits, self._agent = rules, limits, user_agent
        shared = courtesy or Courtesy()
        self._clock, self._pace, self._robots = shared.clock, shared.pace, shared.robots
        self._wire = Wire(rules, limits, user_agent, self._clock)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()

    @property
    def requests(self) -> int:
        """Requests sent so far: pages, documents, redirects, robots.txt and further tries."""
        return self._wire.requests

    @property
    def bytes(self) -> int:
        """Bytes received so far."""
        return self._wire.received

    def get_page(self, url: str, validators: Validators | None = None) -> Page:
        """A page or feed, whole in memory. With ``validators`` it may be not modified.

        Raises Refused, Unreachable or Gone.
        """
        return self._insist(lambda: self._page(url, validators))

    def download(self, url: str, folder: Path, validators: Validators | None = None) -> Download:
        """A document, whole in a file of ``folder``, which is created if need be; the caller takes it away.

        What came of one that broke off stays there and is gone on with. Raises Refused, Unreachable, Gone,
        and OSError when the file cannot be written.
        """
        return self._insist(lambda: self._document(url, folder, validators))

    def _page(self, url: str, validators: Validators | None) -> Page:
        headers = {**_PAGE_HEADERS, **conditions(validators)}
        most = self._limits.page_bytes
        with self._follow(url, headers, self._limits.page_seconds) as (final, answer):
            not_modified = answer.status_code == 304
            if answer.status_code not in (200, 304) or (not_modified and validators is None):
                raise _unexpected(final, answer)
            body = b"" if not_modified else b"".join(body_of(answer, most))
        return Page(
            url=url,
            final_url=str(final),
            status=answer.status_code,
            not_modified=not_modified,
            body=body,
            content_type=media_type(answer),
            charset=answer.charset_encoding,
            etag=plain_header(answer, "etag"),
            last_modified=plain_header(answer, "last-modified"),
        )

    def _document(self, url: str, folder: Path, validators: Validators | None) -> Download:
        part = Part(folder, url)
        headers = {**_DOCUMENT_HEADERS, **conditions(validators), **part.range_headers()}
        with self._follow(url, headers, self._limits.document_seconds) as (final, answer):
            not_modified = answer.status_code == 304
            expected = {200, *((304,) if validators else ()), *((206, 416) if "Range" in headers else ())}
            if answer.status_code not in expected:
                raise _unexpected(final, answer)
            if not not_modified:
                part.receive(answer, self._limits.document_bytes)
        return Download(
            url=url,
            final_url=str(final),
            not_modified=not_modified,
            path=None if not_modified else part.whole,
            size_bytes=0 if not_modified else part.whole.stat().st_size,
            kind="" if not_modified else kind_of_file(part.whole),
            file_name=told_name(raw_header(answer, b"content-disposition"), str(final), url),
            content_type=media_type(answer),
            etag=plain_header(answer, "etag"),
            last_modified=plain_header(answer, "last-modified"),
        )

    def _insist(self, attempt: Callable[[], _T]) -> _T:
        """Try again what may be over soon, ever later, a few times."""
        limits = self._limits
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Passing),
            stop=tenacity.stop_after_attempt(limits.attempts),
            wait=tenacity.wait_exponential_jitter(
                limits.first_backoff_seconds,
                limits.longest_backoff_seconds,
                jitter=limits.first_backoff_seconds,
            ),
            sleep=self._clock.sleep,
            reraise=True,
        )(attempt)

    @contextmanager
    def _follow(
        self, url: str, headers: Mapping[str, str], seconds: float, ask_robots: bool = True
    ) -> Iterator[tuple[httpx.URL, httpx.Response]]:
        """The answer where redirects end, every step of them checked like the first address."""
        at = url
        for _ in range(self._limits.redirects + 1):
            checked = self._rules.check(at)
            with self._ask(checked, headers, seconds, ask_robots) as answer:
                if answer.status_code not in REDIRECTS or "location" not in answer.headers:
                    self._raise_for(checked, answer)
                    yield checked, answer
                    return
                at = redirect_target(str(checked), raw_header(answer, b"location") or b"")
        raise Refused("redirects", f"{shown(url)}: more than {self._limits.redirects} redirects")

    @contextmanager
    def _ask(
        self, url: httpx.URL, headers: Mapping[str, str], seconds: float, ask_robots: bool
    ) -> Iterator[httpx.Response]:
        self._pace.slow_down(url.host, self._limits.seconds_between)
        if ask_robots:
            delay = self._robots.delay(origin_of(url), str(url), self._agent, self._robots_file)
            self._pace.slow_down(url.host, delay)
        self._pace.wait(url.host, self._limits.longest_wait_seconds)
        try:
            with self._wire.get(url, headers, seconds) as answer:
                self._pace.note(url.host, answered=True)
                yield answer
        except Passing as error:
            if error.reason_code in SILENCE:
                self._pace.note(url.host, answered=False)
            raise

    def _robots_file(self, url: str) -> builtins.bytes:
        def read() -> builtins.bytes:
            with self._follow(url, _PAGE_HEADERS, self._limits.page_seconds, ask_robots=False) as (
                at,
                answer,
            ):
                if answer.status_code != 200:
                    raise _unexpected(at, answer)
                body = bytearray()
                for piece in body_of(answer, 2**63):
                    body += piece
                    if len(body) >= MAX_ROBOTS_BYTES:
                        break
                return bytes(body[:MAX_ROBOTS_BYTES])

        return self._insist(read)

    def _raise_for(self, url: httpx.URL, answer: httpx.Response) -> None:
        status = answer.status_code
        if status in BUSY:
            self._pace.hold(url.host, retry_after(answer.headers.get("retry-after"), self._clock.wall()))
        if status in PASSING:
            raise Passing(f"status_{status}", f"{shown(str(url))}: the server answers {status}")
        if status in (404, 410):
            raise Gone(f"status_{status}", f"{shown(str(url))}: the server answers {status}")


def _unexpected(url: httpx.URL, answer: httpx.Response) -> Unreachable:
    return Unreachable(
        f"status_{answer.status_code}", f"{shown(str(url))}: the server answers {answer.status_code}"
    )
