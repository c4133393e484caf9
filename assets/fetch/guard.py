"""Where requests may go: only to hosts that a source names, and only to public addresses of theirs.

Portals and what they link to are foreign: a link, a redirect or a name server may point into the network that
juesuan runs in. Addresses are checked twice, as text before a request (`HostRules.check`) and as the numeric
address that is connected to (`HostRules.usable`; see backend.py), so that nothing can be swapped in between.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from assets.fetch.errors import Refused

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARACTERS = 4096

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ranges of a site's own that the library takes for public ones.
_SITES = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.ip_network("::/96")
# Where clouds tell machines their secrets, outside the link's own range.
_METADATA = frozenset(
    map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"))
)
# A host that only looks like a name: C libraries read 2130706433, 0x7f.1 and 0177.0.0.1 as addresses.
_NUMERIC_LABEL = re.compile(r"0x[0-9a-f]*|[0-9]+")
_NAME = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class HostRules:
    """The hosts of a source, each with its port, None for the usual port of the scheme.

    ``private_addresses`` also lets in loopback and the private ranges, for portals of an intranet; addresses
    of the link, of cloud metadata services and of groups stay out whatever a source says.
    """

    hosts: frozenset[tuple[str, int | None]]
    private_addresses: bool = False

    @classmethod
    def of(cls, hosts: Iterable[str], private_addresses: bool = False) -> "HostRules":
        """Rules for hosts written as 'name', 'name:port', '192.0.2.7:port' or '[2001:db8::7]:port'.

        ValueError for anything else: addresses with a scheme, wildcards, numbers that stand for an address.
        """
        return cls(frozenset(map(_named, hosts)), private_addresses)

    def names(self, host: str, port: int, scheme: str | None = None) -> bool:
        """Whether the source names a host with that port; without a scheme, as the usual port of either."""
        usual = DEFAULT_PORTS.values() if scheme is None else (DEFAULT_PORTS[scheme],)
        return (host, port) in self.hosts or (port in usual and (host, None) in self.hosts)

    def check(self, url: str) -> httpx.URL:
        """The address as it will be requested, without its fragment. Refused if it must not be."""
        parsed = _parsed(url)
        host, port = host_of(parsed), parsed.port or DEFAULT_PORTS[parsed.scheme]
        if not self.names(host, port, parsed.scheme):
            raise Refused("host", f"{shown(url)}: the source does not name the host {shown(host)}:{port}")
        return parsed

    def usable(self, address: str) -> bool:
        """Whether a numeric address may be connected to."""
        return all(self._fine(each) for each in _faces(ipaddress.ip_address(address.partition("%")[0])))

    def _fine(self, address: Address) -> bool:
        if address.is_multicast or address.is_unspecified or address.is_link_local or address in _METADATA:
            return False
        if isinstance(address, ipaddress.IPv4Address) and address.is_reserved:
            return False
        if address.is_loopback or any(address in site for site in _SITES):
            return self.private_addresses
        return address.is_global or (self.private_addresses and address.is_private)


def shown(url: str) -> str:
    """An address for messages: short, printable, without credentials."""
    plain = re.sub(r"(?<=//)[^/?#]*@", "***@", url)
    printable = "".join(character if character.isprintable() else "?" for character in plain)
    return printable if len(printable) <= 200 else printable[:200] + "…"


def _parsed(url: str) -> httpx.URL:
    """A web address that every parser reads alike; Refused for others."""
    # Some parsers take a backslash for a slash, and drop control characters.
    if len(url) > MAX_URL_CHARACTERS or "\\" in url or any(ord(character) < 32 for character in url):
        raise Refused("address_form", f"{shown(url)}: not an address that can be requested")
    try:
        authority, parsed = urlsplit(url).netloc, httpx.URL(url)
        host, port = parsed.host, parsed.port
    except (ValueError, httpx.InvalidURL) as error:
        raise Refused("address_form", f"{shown(url)}: {error}") from error
    if parsed.scheme not in DEFAULT_PORTS:
        raise Refused("scheme", f"{shown(url)}: only http and https are requested")
    if "@" in authority or parsed.userinfo:
        raise Refused("credentials", f"{shown(url)}: addresses with a user or password are not requested")
    if not host or not _is_port(port):
        raise Refused("address_form", f"{shown(url)}: no host or port")
    return parsed.copy_with(fragment=None)


def host_of(url: httpx.URL) -> str:
    """The host as it is looked up: Chinese names in their ASCII form, IPv6 addresses without brackets."""
    return url.raw_host.decode("ascii")


def _named(written: str) -> tuple[str, int | None]:
    """A host as a source writes it, with its port."""
    try:
        # A scheme without a usual port keeps the port that is written.
        url = httpx.URL(f"x://{written}")
        host, port = host_of(url), url.port
    except (ValueError, httpx.InvalidURL) as error:
        raise ValueError(f"{written}: {error}") from error
    if any(character in written for character in "/?#@\\") or not _is_port(port):
        raise ValueError(f"{written}: write a host, or host:port, and nothing else")
    if _is_address(host):
        return host, port
    if not _NAME.fullmatch(host):
        raise ValueError(f"{written}: not the name of a host")
    if _NUMERIC_LABEL.fullmatch(host.rpartition(".")[2]):
        raise ValueError(f"{written}: a number that stands for an address")
    return host, port


def _is_port(port: int | None) -> bool:
    return port is None or 0 < port < 65536


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _faces(address: Address) -> Iterator[Address]:
    """An address and those that it carries inside: mapped, translated and tunnelled IPv4 addresses."""
    yield address
    if not isinstance(address, ipaddress.IPv6Address):
        return
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 0xFFFF):
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    yield from (each for each in inner if each is not None)
