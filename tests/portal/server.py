"""A portal on 127.0.0.1: a scripted site for each day, and a log of every request."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from tests.portal.answers import Answer, Site, failure

ANYTHING = "*"
_RANGE = re.compile(r"bytes=(\d+)-$")


@dataclass(slots=True)
class Request:
    """A request that came in, and what was sent in return; `sent` grows with the body."""

    day: int
    method: str
    target: str
    headers: dict[str, str]
    status: int
    sent: int = 0


class Portal:
    """A server in threads of its own; ``with Portal(site) as portal`` starts and stops it.

    `site` gives the answers of a day; set `day` to turn the page. Addresses it does not name are answered
    as it answers ANYTHING, or with 404.
    """

    def __init__(self, site: Callable[["Portal"], Site], host: str = "127.0.0.1") -> None:
        self._server = _Server((host, 0), _Handler)
        self._server.portal = self
        self._make_site = site
        self._day = 1
        self._answers: Site | None = None
        self._asked: Counter[str] = Counter()
        self._guard = threading.Lock()
        self.closing = threading.Event()
        self.log: list[Request] = []

    def __enter__(self) -> "Portal":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        """Host and port, as a source names them."""
        return f"{self._server.server_address[0]!s}:{self.port}"

    @property
    def port(self) -> int:
        """The port that was free."""
        return int(self._server.server_address[1])

    @property
    def day(self) -> int:
        """The day whose site is served, from 1."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        with self._guard:
            self._day, self._answers = day, None
            self._asked.clear()

    def url(self, target: str = "/") -> str:
        """The address of a page of this portal."""
        return f"http://{self.host}{target}"

    def requests(self, day: int | None = None, under: str = "/") -> list[Request]:
        """The requests of a day (default: of all) for targets that begin like this, in order."""
        return [
            request
            for request in list(self.log)
            if (day is None or request.day == day) and request.target.startswith(under)
        ]

    def answer(self, target: str) -> Answer:
        """The next answer to a request for a target."""
        with self._guard:
            if self._answers is None:
                self._answers = self._make_site(self)
            script = self._answers.get(target) or self._answers.get(ANYTHING)
            turn = self._asked[target]
            self._asked[target] += 1
        return script[min(turn, len(script) - 1)] if script else failure(404)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    portal: Portal

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error of the portal's."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # A header and its body in one write would be held back by the other side's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        answer = self.server.portal.answer(self.path)
        headers = {key.lower(): value for key, value in self.headers.items()}
        status, start = _status_of(answer, headers)
        request = Request(self.server.portal.day, self.command, self.path, headers, status)
        self.server.portal.log.append(request)
        self._send_headers(answer, status, start)
        if self.command != "HEAD" and status not in (304, 416):
            self._send_body(answer, start, request)
        self.wfile.flush()

    do_HEAD = do_GET

    def _send_headers(self, answer: Answer, status: int, start: int) -> None:
        self.send_response(status)
        if answer.content_type and status != 304:
            self.send_header("Content-Type", answer.content_type)
        if answer.etagged:
            self.send_header("ETag", answer.etag)
        if answer.dated:
            self.send_header("Last-Modified", answer.last_modified)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{answer.size - 1}/{answer.size}")
        if status == 416:
            self.send_header("Content-Range", f"bytes */{answer.size}")
            self.send_header("Content-Length", "0")
        elif status != 304:
            self._send_length(answer, start)
        self.end_headers()

    def _send_length(self, answer: Answer, start: int) -> None:
        if answer.declared == -1:
            self.send_header("Content-Length", str(answer.size - start))
            return
        if answer.declared is not None:
            self.send_header("Content-Length", str(answer.declared))
        self.send_header("Connection", "close")
        self.close_connection = True

    def _send_body(self, answer: Answer, start: int, request: Request) -> None:
        for chunk in answer.chunks(start):
            room = len(chunk) if answer.cut_after is None else answer.cut_after - request.sent
            self.wfile.write(chunk[:room])
            request.sent += min(room, len(chunk))
            if answer.trickle:
                self.wfile.flush()
            if room < len(chunk) or (answer.trickle and self.server.portal.closing.wait(answer.trickle)):
                self.close_connection = True
                return

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log of requests is for that."""


def _status_of(answer: Answer, headers: dict[str, str]) -> tuple[int, int]:
    """The status of the answer under these request headers, and the byte from which it is sent."""
    if answer.status != 200:
        return answer.status, 0
    if _unchanged(answer, headers):
        return 304, 0
    asked = _RANGE.match(headers.get("range", ""))
    condition = headers.get("if-range")
    if not asked or not answer.ranges or (condition and condition not in _validators(answer)):
        return 200, 0
    start = int(asked.group(1))
    return (206, start) if start < answer.size else (416, 0)


def _validators(answer: Answer) -> set[str]:
    return ({answer.etag} if answer.etagged else set()) | ({answer.last_modified} if answer.dated else set())


def _unchanged(answer: Answer, headers: dict[str, str]) -> bool:
    """Whether the client says that it has these bytes; the ETag goes before the time."""
    if "if-none-match" in headers:
        return answer.etagged and answer.etag in headers["if-none-match"]
    return answer.dated and headers.get("if-modified-since") == answer.last_modified
