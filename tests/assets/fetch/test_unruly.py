"""Whatever a server sends, a page, a document or a reason comes of it, and nothing beside the folder."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.fetch.client import Client
from assets.fetch.courtesy import Courtesy
from assets.fetch.errors import FetchError
from assets.fetch.guard import HostRules
from assets.fetch.limits import Limits
from tests.assets.fetch.scripted import AGENT, Time

NAMES = (
    *(
        "Content-Type",
        "Content-Length",
        "Transfer-Encoding",
        "Content-Encoding",
        "Location",
        "Set-Cookie",
        "ETag",
    ),
    *("Last-Modified", "Content-Disposition", "Content-Range", "Retry-After", "Date", "Connection"),
)
VALUES = (
    *(
        b"text/html; charset=gbk",
        b"text/html; charset*=x''%ff",
        b'text/html; charset="',
        b"10",
        b"-1",
        b"1e9",
    ),
    *(
        b"chunked",
        b"gzip",
        b"deflate",
        b"identity",
        b"/b",
        b"//x",
        b"http://[::1",
        b"http://[v1.x]/",
        b"http:/x",
    ),
    *(
        b"a=b; Domain=.cn; Expires=Wed, 99 Foo 2020",
        b'"1"',
        b'W/"\xe4"',
        b"bytes 0-1/2",
        b"bytes 5-1/9",
        b"9" * 400,
    ),
    *(b"Mon, 02 Nov 2020 08:00:00 GMT", b"Mon, 99 Zzz 99999999999999999999", b"\xd1\xa7", b"close", b""),
    *(
        b"attachment; filename*=utf-16''%00%d8",
        b"attachment; filename*=zip''a",
        b"attachment; filename==?x?B?A?=",
    ),
)
BODIES = (
    *(b"<html>", b"%PDF-1.4 %%EOF", b"5\r\nhello\r\n0\r\n\r\n", b"5\r\nhel", b"fffffffffffffffff\r\n", b""),
    *(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff", b"\x78\x9c\xff", b"x" * 3000),
)

header = st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.binary(max_size=30))
reply = st.tuples(
    st.sampled_from((0, 100, 101, 200, 206, 301, 302, 304, 404, 416, 500, 503, 999)),
    st.lists(header, max_size=5),
    st.sampled_from(BODIES) | st.binary(max_size=40),
)


class Unruly(socketserver.TCPServer):
    """Answers everything but robots.txt with the same bytes, and hangs up."""

    reply = b""

    def finish_request(self, request: object, client_address: object) -> None:
        asked = request.recv(65536)  # type: ignore[attr-defined]
        nothing = b"HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n"
        request.sendall(nothing if b"/robots.txt" in asked else self.reply)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def unruly() -> Iterator[Unruly]:
    with Unruly(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=reply)
def test_whatever_comes_there_is_an_end_and_a_reason(
    unruly: Unruly, tmp_path: Path, made: tuple[int, list[tuple[str, bytes]], bytes]
) -> None:
    status, headers, body = made
    lines = [f"HTTP/1.1 {status:03} x".encode(), *(name.encode() + b": " + value for name, value in headers)]
    unruly.reply = b"\r\n".join([*lines, b"", body])
    host = f"127.0.0.1:{unruly.server_address[1]}"
    limits = Limits(seconds_between=0, attempts=2, page_bytes=2000, document_bytes=2000)
    folder = tmp_path / "downloads"
    with Client(HostRules.of([host], True), limits, AGENT, Courtesy(Time().clock())) as client:
        for ask in (client.get_page, lambda url: client.download(url, folder)):
            try:
                ask(f"http://{host}/决算.pdf")
            except FetchError as error:
                assert error.reason_code and error.message
    assert all(path.suffix in (".part", ".json", ".whole") for path in folder.glob("*"))
    assert {path.name for path in tmp_path.iterdir()} <= {"downloads"}
