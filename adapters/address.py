"""An address on the web that is outside our own network: looked up anew each time, checked, and connected to as it was checked."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SECURE_PORT, PLAIN_PORT = 443, 80
NAT64, SIX_TO_FOUR = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16")
"""Networks of IPv6 whose addresses carry one of IPv4, and lead to it."""

Resolve = Callable[[str, int], Sequence[tuple[Any, ...]]]
"""What looks a name up, as `socket.getaddrinfo` does."""


def resolve(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Where a name leads, by the machine's own resolver. Raises OSError."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class ForbiddenAddressError(OSError):
    """The host's name leads to an address of a private network, which was not allowed by the settings."""


@dataclass(frozen=True, slots=True)
class Address:
    """A place on the web; `path` has no slash at its end."""

    host: str
    port: int
    path: str = ""
    is_encrypted: bool = True
    may_be_private: bool = False

    @property
    def authority(self) -> str:
        """Host and port, as a Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (SECURE_PORT if self.is_encrypted else PLAIN_PORT) else f"{host}:{self.port}"


def address_of(url: str, *, may_be_private: bool) -> Address:
    """The address that such a text names. Raises ValueError with the rule that it breaks.

    Without TLS customers' numbers would go over the open net, so plain http is for a bridge in one's own network.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise ValueError("its port should be a number up to 65535") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("it should look like https://bridge.example.com/cuecard")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("it should be plain ASCII without spaces")
    if parts.scheme == "http" and not may_be_private:
        raise ValueError("it should begin with https://, or be allowed to be private")
    is_encrypted = parts.scheme == "https"
    return Address(
        parts.hostname, port or (SECURE_PORT if is_encrypted else PLAIN_PORT), parts.path.rstrip("/"), is_encrypted, may_be_private
    )


def open_socket(address: Address, within: float, resolve: Resolve = resolve) -> socket.socket:
    """A TCP connection to the address that was looked up and checked, so that no second look-up leads elsewhere. Raises OSError.

    A name that leads to a private address beside a public one is refused whole.
    """
    found = resolve(address.host, address.port)
    places = list(dict.fromkeys(str(place[4][0]) for place in found))
    if not address.may_be_private and not all(is_public(place) for place in places):
        raise ForbiddenAddressError(f"{address.host} leads to a private address")
    trouble: OSError = OSError("no address")
    for place in places:
        try:
            return socket.create_connection((place, address.port), within)
        except OSError as error:
            trouble = error
    raise trouble


def is_public(place: str) -> bool:
    """If an IP address is one of the open net; one that only wraps another is judged by what it leads to."""
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = _wrapped(address) or address
    return address.is_global and not address.is_multicast


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour if address in SIX_TO_FOUR else None
