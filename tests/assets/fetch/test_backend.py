"""No request leaves the hosts that a source names: redirects, names that resolve inwards or change."""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assets.fetch.backend import GuardedBackend
from assets.fetch.client import Client
from assets.fetch.courtesy import Courtesy
from assets.fetch.errors import Refused, Unreachable
from assets.fetch.guard import HostRules
from assets.fetch.limits import Limits
from tests.assets.fetch.scripted import AGENT, Server, Time, answer, client_of, serving

PATIENT = Limits(seconds_between=0, attempts=1)


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    """A server that nobody may ask."""
    with serving() as running:
        running.routes["/secret"] = answer(200, b"secret")
        yield running


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.2:{port}/secret", "host"),
        ("http://localhost:{port}/secret", "host"),
        ("http://127.0.0.1:{other}/secret", "host"),
        ("//127.0.0.1:{other}/secret", "host"),
        ("http://169.254.169.254/latest/meta-data/", "host"),
        ("http://[::ffff:127.0.0.1]:{port}/secret", "host"),
        ("http://[::1]:{port}/secret", "host"),
        ("http://2130706433:{port}/secret", "host"),
        ("http://0x7f000001:{port}/secret", "host"),
        ("http://017700000001:{port}/secret", "host"),
        ("http://127.1:{port}/secret", "host"),
        ("http://0:{port}/secret", "host"),
        ("http://0177.0.0.1:{port}/secret", "address_form"),
        ("http://127.0.0.1:{port}@127.0.0.1:{other}/secret", "credentials"),
        ("http://user:word@127.0.0.1:{port}/secret", "credentials"),
        ("http://127.0.0.1:{other}\\@127.0.0.1:{port}/secret", "address_form"),
        ("\\\\127.0.0.1:{other}\\secret", "address_form"),
        ("http://127.0.0.1:{other}#@127.0.0.1:{port}/secret", "host"),
        ("http://127.0.0.1:{other}?@127.0.0.1:{port}/secret", "host"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://127.0.0.1:{port}/secret", "scheme"),
        ("gopher://127.0.0.1:{port}/_secret", "scheme"),
        ("https://127.0.0.1/secret", "host"),
        ("http://[::1", "address_form"),
        ("http://[v1.x]/", "address_form"),
    ],
)
def test_redirects_out_of_the_named_hosts_are_refused(
    server: Server, elsewhere: Server, location: str, code: str
) -> None:
    ports = {"port": server.server_address[1], "other": elsewhere.server_address[1]}
    server.routes |= {
        "/leave": answer(302, Location=location.format(**ports)),
        "/secret": answer(200, b"secret"),
    }
    with client_of(server) as client, pytest.raises(Refused) as caught:
        client.get_page(f"{server.url}/leave")
    assert caught.value.reason_code == code
    assert server.paths() == ["/leave"]
    assert elsewhere.log == []


def test_redirects_among_the_named_hosts_are_followed(server: Server, elsewhere: Server) -> None:
    server.routes["/a"] = answer(302, Location=f"{elsewhere.url}/secret")
    rules = HostRules.of([server.host, elsewhere.host], private_addresses=True)
    with Client(rules, PATIENT, AGENT, Courtesy(Time().clock())) as client:
        page = client.get_page(f"{server.url}/a")
    assert (page.body, page.url, page.final_url) == (b"secret", f"{server.url}/a", f"{elsewhere.url}/secret")


def test_redirects_without_end_are_refused(server: Server) -> None:
    server.routes["/a"] = answer(301, Location="/a")
    with (
        client_of(server, Limits(seconds_between=0, redirects=3)) as client,
        pytest.raises(Refused) as caught,
    ):
        client.get_page(f"{server.url}/a")
    assert caught.value.reason_code == "redirects"
    assert server.paths() == ["/a"] * 4


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["0.0.0.0"],
        ["fd00::1", "10.0.0.1"],
    ],
)
def test_names_that_resolve_inwards_are_refused(
    monkeypatch: pytest.MonkeyPatch, server: Server, addresses: list[str]
) -> None:
    port = server.server_address[1]
    _resolve_to(monkeypatch, addresses)
    rules = HostRules.of([f"portal.example:{port}"])
    with Client(rules, PATIENT, AGENT, Courtesy(Time().clock())) as client, pytest.raises(Refused) as caught:
        client.get_page(f"http://portal.example:{port}/")
    assert caught.value.reason_code == "address"
    assert server.log == []


def test_of_several_addresses_only_the_usable_are_connected_to(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    server.routes["/"] = answer(200, b"here")
    port = server.server_address[1]
    _resolve_to(monkeypatch, ["169.254.169.254", "127.0.0.1"])
    rules = HostRules.of([f"portal.example:{port}"], private_addresses=True)
    with Client(rules, PATIENT, AGENT, Courtesy(Time().clock())) as client:
        assert client.get_page(f"http://portal.example:{port}/").body == b"here"


def test_a_name_that_changes_its_address_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _resolve_to(monkeypatch, ["223.5.5.5"], ["127.0.0.1"])
    reached = []

    def connect(address: str, *_: object) -> httpcore.NetworkStream:
        reached.append(address)
        raise httpcore.ConnectError("nobody there")

    backend = GuardedBackend(HostRules.of(["portal.example"]), Time().clock())
    monkeypatch.setattr(backend._system, "connect_tcp", connect)
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("portal.example", 80)
    assert (reached, asked) == (["223.5.5.5"], ["portal.example"])


def test_a_host_that_is_not_named_is_not_even_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _resolve_to(monkeypatch, ["223.5.5.5"])
    backend = GuardedBackend(HostRules.of(["portal.example"]), Time().clock())
    for host, port in (("other.example", 80), ("portal.example", 8080)):
        with pytest.raises(Refused):
            backend.connect_tcp(host, port)
    with pytest.raises(Refused):
        backend.connect_unix_socket("/run/docker.sock")
    assert asked == []


def test_a_name_that_cannot_be_resolved_may_be_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    rules = HostRules.of(["portal.example"])
    with (
        Client(rules, PATIENT, AGENT, Courtesy(Time().clock())) as client,
        pytest.raises(Unreachable) as caught,
    ):
        client.get_page("http://portal.example/")
    assert caught.value.reason_code == "robots_unreachable"
    assert "name resolution" in caught.value.message


def test_the_environment_names_no_proxy(
    monkeypatch: pytest.MonkeyPatch, server: Server, elsewhere: Server
) -> None:
    server.routes["/a"] = answer(200, b"a")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, elsewhere.url)
    with client_of(server) as client:
        assert client.get_page(f"{server.url}/a").body == b"a"
    assert elsewhere.log == []


def test_a_server_that_cannot_prove_its_name_is_refused(server: Server, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path / "portal.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with client_of(server, PATIENT) as client, pytest.raises(Refused) as caught:
        client.get_page(f"https://{server.host}/")
    assert caught.value.reason_code == "certificate"
    assert "self-signed" in caught.value.message
    assert server.log == []


def _self_signed(path: Path) -> Path:
    """Key and certificate of a server that nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    day = datetime(2020, 1, 1)
    proof = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day.replace(year=2120))
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + proof.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    )
    return path


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names resolve to these addresses, one list a lookup, the last for ever; the names asked for."""
    left, asked = list(answers), []

    def resolve(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    real = socket.getaddrinfo

    def numeric(host: str, port: int, *given: Any, **named: Any) -> list[Any]:
        is_number = host.replace(".", "").isdigit() or ":" in host
        return real(host, port, *given, **named) if is_number else resolve(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", numeric)
    return asked
