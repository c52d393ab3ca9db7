"""One signed request to the bridge and its answer; what went wrong is told apart by what it means for the order."""

import http.client
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.address import Address, open_socket
from adapters.clock import Clock
from adapters.telephony.webhook.signing import signed_headers

ANSWERS_WITHIN = 4.0
"""Seconds that connecting may take, and then the answer."""
LONGEST_ANSWER = 256 * 1024
"""Bytes that are read of an answer: a list of some thousand calls."""


class NotSentError(Exception):
    """The bridge was not reached: it has heard nothing, so nothing was done."""


class AnswerLostError(Exception):
    """The request went out and no whole answer came back: it may have been done or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bridge said."""

    status: int
    body: bytes


class Wire:
    """The way to one bridge. Safe for several threads: each request has a connection of its own.

    A connection kept open may be closed by the other side just when we write, and then nobody knows if an order was heard; a new one is
    either made, or nothing was sent. Proxies of the environment are not used, redirects not followed.
    """

    def __init__(self, address: Address, secrets: Sequence[str], clock: Clock) -> None:
        self._address = address
        self._secrets = tuple(secrets)
        self._clock = clock
        self._tls = ssl.create_default_context() if address.is_encrypted else None

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request and wait for its answer. Raises NotSentError or AnswerLostError."""
        connection = http.client.HTTPConnection(self._address.host, self._address.port, timeout=ANSWERS_WITHIN)
        try:
            self._connect(connection)
            return self._exchange(connection, method, path, body, headers or {})
        finally:
            connection.close()

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        try:
            sock = open_socket(self._address, ANSWERS_WITHIN)
            connection.sock = sock
            if self._tls:
                connection.sock = self._tls.wrap_socket(sock, server_hostname=self._address.host)
        except (OSError, UnicodeError) as error:
            raise NotSentError(type(error).__name__) from error

    def _exchange(self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        signed = signed_headers(self._secrets, body, self._clock.now())
        fixed = {"host": self._address.authority, "content-type": "application/json", "accept": "application/json", "connection": "close"}
        until = time.monotonic() + ANSWERS_WITHIN
        try:
            connection.request(method, self._address.path + path, body or None, {**fixed, **signed, **headers})
            response = connection.getresponse()
            said = bytearray()
            while piece := response.read1(64 * 1024):
                said += piece
                if len(said) > LONGEST_ANSWER or time.monotonic() > until:
                    raise AnswerLostError("too_long")
            # A list that breaks off is no list: calls that are missing from it would be taken for gone.
            if response.length:
                raise AnswerLostError("cut_off")
        except (OSError, http.client.HTTPException) as error:
            raise AnswerLostError(type(error).__name__) from error
        return Answer(response.status, bytes(said))
