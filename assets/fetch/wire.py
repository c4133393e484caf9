"""One request and its answer: how connections are set up, and which failures are worth another try."""

import functools
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpcore
import httpx

from assets.fetch.backend import GuardedBackend
from assets.fetch.clock import Clock
from assets.fetch.errors import Passing, Unreachable
from assets.fetch.guard import HostRules, shown
from assets.fetch.limits import Limits

MAX_COOKIES = 50
IDLE_SECONDS = 20


class Wire:
    """Connections to the hosts of one source, with nothing taken from the environment but trust.

    Redirects are not followed. Cookies stay with the origin that set them, for as long as the client lives.
    """

    def __init__(self, rules: HostRules, limits: Limits, user_agent: str, clock: Clock) -> None:
        self.requests = 0
        self._clock = clock
        self._backend = GuardedBackend(rules, clock)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(), keepalive_expiry=IDLE_SECONDS, network_backend=self._backend
        )
        self._ends_at = clock.monotonic() + limits.source_seconds
        self._timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds).as_dict()
        self._headers = {"User-Agent": user_agent, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
        self._cookies: dict[str, httpx.Cookies] = {}

    @property
    def received(self) -> int:
        """Bytes received so far, headers and all."""
        return self._backend.received

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @contextmanager
    def get(self, url: httpx.URL, headers: Mapping[str, str], seconds: float) -> Iterator[httpx.Response]:
        """The answer to one request, its body still on the way, all within ``seconds``.

        Raises Passing for what may be over soon, Unreachable and Refused for the rest, also out of the block
        that reads the body.
        """
        now = self._clock.monotonic()
        if now >= self._ends_at:
            raise Unreachable("out_of_time", f"{shown(str(url))}: the time for this source is used up")
        self._backend.deadline = min(now + seconds, self._ends_at)
        self.requests += 1
        with _told_plainly(str(url), "protocol"):
            answer = self._send(url, headers)
        try:
            with _told_plainly(str(url), "truncated"):
                yield answer
        finally:
            answer.close()

    def _send(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        cookies = self._cookies.setdefault(origin_of(url), httpx.Cookies())
        request = httpx.Request("GET", url, headers={**self._headers, **headers}, cookies=cookies)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        received = self._pool.handle_request(
            httpcore.Request(
                "GET", target, headers=request.headers.raw, extensions={"timeout": self._timeout}
            )
        )
        answer = httpx.Response(
            received.status, headers=received.headers, stream=_Body(received), request=request
        )
        cookies.extract_cookies(answer)
        _drop_unsendable(cookies)
        return answer


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port of an address."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _drop_unsendable(cookies: httpx.Cookies) -> None:
    """Forget cookies that no request could carry, and all of them when they become too many."""
    for cookie in list(cookies.jar):
        said = f"{cookie.name}{cookie.value}"
        if not (said.isascii() and said.isprintable()):
            cookies.jar.clear(cookie.domain, cookie.path, cookie.name)
    if len(cookies.jar) > MAX_COOKIES:
        cookies.clear()


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities that the library brings, and those that this machine trusts besides."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


@contextmanager
def _told_plainly(url: str, protocol_code: str) -> Iterator[None]:
    """Turn the library's errors into those of fetching."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise Passing("timeout", f"{shown(url)}: no answer in time") from error
    except (httpcore.ProtocolError, httpcore.ReadError) as error:
        raise Passing(protocol_code, f"{shown(url)}: {error}") from error
    except httpcore.NetworkError as error:
        raise Passing("connect", f"{shown(url)}: {error}") from error
