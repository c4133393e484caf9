"""A server on this machine that answers by script, a clock that does not wait, and a client for both."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from assets.fetch.client import Client
from assets.fetch.clock import Clock
from assets.fetch.courtesy import Courtesy
from assets.fetch.guard import HostRules
from assets.fetch.limits import Limits

AGENT = "juesuan/1.0 (test)"


class Handler(BaseHTTPRequestHandler):
    """Hands requests to the route of their path; of a list of routes each is used once, the last for ever."""

    protocol_version = "HTTP/1.1"
    # In one piece: else the second waits for the first to be acknowledged.
    wbufsize = 2**16
    server: "Server"

    def do_GET(self) -> None:
        self.server.log.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        route = self.server.routes.get(self.path, answer(404))
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        route(self)

    def log_message(self, format: str, *values: object) -> None:
        """Nothing: the log is a list."""


Route = Callable[[Handler], None]


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """The server and what was asked of it: paths with headers."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes: dict[str, Route | list[Route]] = {}
        self.log: list[tuple[str, dict[str, str]]] = []
        self.silence = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def paths(self) -> list[str]:
        """The paths asked for, robots.txt left out."""
        return [path for path, _ in self.log if path != "/robots.txt"]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


def answer(status: int = 200, body: bytes = b"", /, **headers: str) -> Route:
    """A whole answer; underscores in the names of headers stand for hyphens. No length if told 'none'."""

    def route(handler: Handler) -> None:
        handler.send_response(status)
        named = {"Content-Length": str(len(body))} | {
            key.replace("_", "-"): text for key, text in headers.items()
        }
        for name, text in named.items():
            if text != "none":
                handler.send_header(name, text)
            else:
                handler.close_connection = True
        handler.end_headers()
        handler.wfile.write(body)

    return route


def broken_off(body: bytes, after: int, /, **headers: str) -> Route:
    """An answer that promises the whole body and hangs up in the middle."""

    def route(handler: Handler) -> None:
        answer(200, body[:after], Content_Length=str(len(body)), **headers)(handler)
        handler.close_connection = True

    return route


def resumable(body: bytes, etag: str) -> Route:
    """A file of which parts may be had."""

    def route(handler: Handler) -> None:
        asked = handler.headers.get("Range", "")
        if asked and handler.headers.get("If-Range") == etag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            told = f"bytes {start}-{len(body) - 1}/{len(body)}"
            answer(206, body[start:], ETag=etag, Content_Range=told)(handler)
        else:
            answer(200, body, ETag=etag)(handler)

    return route


@dataclass
class Time:
    """Time that passes only by waiting, and by ``tick`` whenever somebody looks at it."""

    now: float = 1_000_000.0
    tick: float = 0.0
    waits: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        return Clock(monotonic=self._look, wall=self._look, sleep=self._wait)

    def _look(self) -> float:
        self.now += self.tick
        return self.now

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def client_of(server: Server, limits: Limits | None = None, time: Time | None = None) -> Client:
    """A client that may ask this server, without waiting."""
    courtesy = Courtesy((time or Time()).clock())
    rules = HostRules.of([server.host], private_addresses=True)
    return Client(rules, limits or Limits(seconds_between=0), AGENT, courtesy)
