"""Fetching the answer of a lookup: one GET, bounded in time and size, that never leads inside our own network.

The name of the host is looked up once for each connection; the addresses are checked, and the connection is made to one that was checked,
so a name that changes its mind between check and connect gains nothing. A redirect is a new address and is checked like the first.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin, urlsplit

from adapters.address import PLAIN_PORT, SECURE_PORT, Address, ForbiddenAddressError, Resolve, open_socket, resolve
from flows.connectors.add_in import host_of

MOST_REDIRECTS = 3
LARGEST_ANSWER = 64 * 1024
"""Bytes of the largest answer that is read."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class LookupFailed(Exception):  # noqa: N818 - house style: named for what happened
    """No answer to read; `code` says why, `detail` what in particular (a status, a host, a type)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Guard:
    """Where lookups may lead: to these hosts, and inside our own network, over plain http, only where the settings say so."""

    hosts: Collection[str]
    may_be_private: bool = False


def fetch(url: str, guard: Guard, *, within: float, token: str = "", resolve: Resolve = resolve) -> bytes:
    """The body of the answer, JSON by its type; `within` seconds are for everything together. Raises LookupFailed.

    The token goes to the first host alone: it is made out to it.
    """
    until = time.monotonic() + within
    first = host_of(url)
    for _ in range(MOST_REDIRECTS + 1):
        _check(url, guard)
        headers = {"authorization": f"Bearer {token}"} if token and host_of(url) == first else {}
        status, body, location = _get(url, guard, headers, until, resolve)
        if status not in REDIRECTS:
            return body
        url = _joined(url, location)
    raise LookupFailed("redirects")


def _check(url: str, guard: Guard) -> None:
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in ' \\"<>') or not host_of(url):
        raise LookupFailed("forbidden")
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not guard.may_be_private) or parts.username is not None:
        raise LookupFailed("forbidden", parts.scheme)
    if host_of(url) not in guard.hosts:
        raise LookupFailed("host_not_listed", host_of(url))


def _get(url: str, guard: Guard, headers: dict[str, str], until: float, resolve: Resolve) -> tuple[int, bytes, str]:
    """Status, body and Location of one answer; a status that is neither success nor redirect is refused."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    place = Address(parts.hostname or "", parts.port or (SECURE_PORT if secure else PLAIN_PORT), "", secure, guard.may_be_private)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fixed = {"host": place.authority, "accept": "application/json", "accept-encoding": "identity", "user-agent": "Cuecard"}
    connection = http.client.HTTPConnection(place.host, place.port)
    watchdog: threading.Timer | None = None
    response: http.client.HTTPResponse | None = None
    try:
        sock = _connected(place, until, resolve)
        # However slowly the other side sends, a byte now and then: at the end of the time the line is cut.
        watchdog = threading.Timer(max(until - time.monotonic(), 0), _cut, [sock])
        watchdog.start()
        connection.sock = sock
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection.request("GET", target, headers={**fixed, "connection": "close", **headers})
        response = connection.getresponse()
        location = response.getheader("location", "")
        if response.status in REDIRECTS and location:
            return response.status, b"", location
        return response.status, _body(response, until), ""
    except ForbiddenAddressError:
        raise LookupFailed("forbidden", place.host) from None
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        late = isinstance(error, TimeoutError) or time.monotonic() >= until
        raise LookupFailed("timeout" if late else "unreachable", "" if late else type(error).__name__) from error
    finally:
        if watchdog is not None:
            watchdog.cancel()
        if response is not None:
            response.close()
        connection.close()


def _connected(place: Address, until: float, resolve: Resolve) -> socket.socket:
    """A connection to a checked address; over TLS the name, not the address, is what the certificate must be for."""
    sock = open_socket(place, max(until - time.monotonic(), 0.001), resolve)
    sock.settimeout(max(until - time.monotonic(), 0.001))
    return _tls().wrap_socket(sock, server_hostname=place.host, do_handshake_on_connect=False) if place.is_encrypted else sock


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise LookupFailed("forbidden") from None


def _body(response: http.client.HTTPResponse, until: float) -> bytes:
    if not 200 <= response.status < 300 or response.status in (204, 205):
        raise LookupFailed("status", str(response.status))
    kind = response.getheader("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise LookupFailed("content_type", kind[:80])
    if response.getheader("content-encoding", "identity").lower() != "identity":
        raise LookupFailed("content_type", "content-encoding")
    said = bytearray()
    while piece := response.read1(16 * 1024):
        said += piece
        if len(said) > LARGEST_ANSWER:
            raise LookupFailed("too_large")
    # An answer without a length that was cut off looks whole: only the clock tells.
    if time.monotonic() >= until:
        raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(bytes(said), response.length)
    return bytes(said)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        # The socket's own method, also for TLS: nothing of the session is to be said goodbye to.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
