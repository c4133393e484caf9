"""A web service and a mail server on this machine that keep what they are sent."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Received:
    """What came in, where, and what the service answers: a status and a body for each post in turn."""

    port: int = 0
    posts: list[tuple[str, str | None, Any]] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)


@contextmanager
def web_service(*answers: tuple[int, bytes]) -> Iterator[Received]:
    """A service that takes posts, and answers as told, the last answer over and over."""
    received = Received(answers=list(answers) or [(200, b"")])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posts.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            status, content = received.answers[min(len(received.posts), len(received.answers)) - 1]
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: Any) -> None:
            pass

    with _serving(HTTPServer(("127.0.0.1", 0), Handler), received):
        yield received


@contextmanager
def mail_server(refuse: bool = False) -> Iterator[Received]:
    """A mail server without encryption; one that refuses does so at the first recipient."""
    received = Received()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word.startswith(b"RCPT"):
                    received.recipients.append(line.decode().strip())
                    self.wfile.write(b"550 no such user\r\n" if refuse else b"250 ok\r\n")
                elif word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    letter = message_from_bytes(b"".join(lines), policy=policy.default)
                    assert isinstance(letter, EmailMessage)
                    received.letters.append(letter)
                    self.wfile.write(b"250 ok\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")

    with _serving(socketserver.TCPServer(("127.0.0.1", 0), Handler), received):
        yield received


@contextmanager
def _serving(server: socketserver.TCPServer, received: Received) -> Iterator[None]:
    received.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
