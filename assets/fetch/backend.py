"""Connections that go only where they may, and end when their time is over.

The name is resolved here, each address is checked, and the checked address itself is connected to: a name
server that answers otherwise the second time changes nothing. TLS still proves the name.
"""

import math
import socket
import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore

from assets.fetch.clock import Clock
from assets.fetch.errors import Passing, Refused, Unreachable
from assets.fetch.guard import HostRules

MAX_ADDRESSES = 4

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for one client.

    `deadline` holds for all that is read and written; `received` counts bytes.
    """

    def __init__(self, rules: HostRules, clock: Clock) -> None:
        self.deadline = math.inf
        self.received = 0
        self._rules, self._clock = rules, clock
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that may be used and answers."""
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._system.connect_tcp(
                    address, port, self.remaining(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return GuardedStream(stream, self)
        assert failure is not None
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        """Refused: portals are not on this machine."""
        raise Refused("scheme", f"{path}: sockets of this machine are not connected to")

    def remaining(self, timeout: float | None) -> float:
        """Seconds that one step may take, at most ``timeout``; Unreachable (too_slow) if none are left."""
        left = self.deadline - self._clock.monotonic()
        if left <= 0:
            raise Unreachable("too_slow", "the answer took too long as a whole")
        return left if timeout is None else min(left, timeout)

    def _addresses(self, host: str, port: int) -> Iterator[str]:
        if not self._rules.names(host, port):
            raise Refused("host", f"the source does not name the host {host}:{port}")
        found = _resolved(host, port)
        usable = [address for address in found if self._rules.usable(address)]
        if not usable:
            raise Refused("address", f"{host} is at {', '.join(found[:MAX_ADDRESSES])}, which is not public")
        yield from usable[:MAX_ADDRESSES]


class GuardedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline of its backend."""

    def __init__(self, stream: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._stream, self._backend = stream, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, as soon as there are any."""
        try:
            data = self._stream.read(max_bytes, self._backend.remaining(timeout))
        except httpcore.ReadTimeout:
            self._backend.remaining(timeout)
            raise
        self._backend.received += len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of the bytes."""
        self._stream.write(buffer, self._backend.remaining(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Encrypt the connection. Refused (certificate) when the server cannot prove its name."""
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._backend.remaining(timeout))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                reason = error.__cause__.verify_message
                raise Refused("certificate", f"{server_hostname}: {reason}") from error
            raise
        return GuardedStream(stream, self._backend)

    def get_extra_info(self, info: str) -> Any:
        """What the library asks of the socket beneath."""
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, each once, in the order of the resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Passing("dns", f"{host}: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
