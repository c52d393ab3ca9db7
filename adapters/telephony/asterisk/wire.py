"""The line protocol of AMI as values, without a socket: bytes in, messages out, and orders to bytes.

A message is lines of `Name: value` ended by an empty line. Whoever writes a value that holds a line break has written two actions, so
`written` refuses such values before any byte exists.
"""

import re
import unicodedata
from collections.abc import Iterable

from adapters.telephony.asterisk.message import Message
from flows.telephony.dial_string import DialStringError

LONGEST_LINE = 64 * 1024
"""Bytes of one line that are kept; what is beyond is thrown away, so that a peer cannot fill the memory."""
LONGEST_MESSAGE = 2_000
"""Lines of one message that are kept."""
KEPT_STRANGE = 1_000
BANNER = re.compile(r"[^:]*Call Manager[^:]*")
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_()-]*", re.ASCII)


class Reader:
    """Bytes as they arrive, in pieces of any size, to whole messages.

    Lines end with CR LF or LF alone. Text that is no UTF-8 is read as Latin-1, which every byte is. The banner and lines without a colon
    (what a command prints) are no headers and are left out; `strange` keeps the first ones that stood where a message should begin.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._headers: list[tuple[str, str]] = []
        self._begun = 0
        self.lines = 0
        self.strange: list[tuple[int, str]] = []

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        messages: list[Message] = []
        for piece in _lines(data):
            self._rest += piece[: max(LONGEST_LINE - len(self._rest), 0)]
            if piece.endswith(b"\n"):
                line = bytes(self._rest)
                self._rest.clear()
                if message := self._line(line):
                    messages.append(message)
        return messages

    def end(self) -> list[Message]:
        """The message that a stream ended in the middle of, if it got as far as a line; the reader is empty then."""
        messages = self.feed(b"\r\n") if self._rest else []
        return messages + self.feed(b"\r\n")

    def _line(self, raw: bytes) -> Message | None:
        self.lines += 1
        text = _decoded(raw.rstrip(b"\r\n"))
        if not text:
            return self._finish()
        name, colon, value = text.partition(":")
        if not colon or not HEADER_NAME.fullmatch(name.strip()):
            if not BANNER.fullmatch(text) and not self._headers and len(self.strange) < KEPT_STRANGE:
                self.strange.append((self.lines, text))
            return None
        self._begun = self._begun or self.lines
        if len(self._headers) < LONGEST_MESSAGE:
            self._headers.append((name.strip(), value.strip()))
        return None

    def _finish(self) -> Message | None:
        headers, begun = self._headers, self._begun
        self._headers, self._begun = [], 0
        return Message(tuple(headers), begun) if headers else None


def written(action: str, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """An action as bytes. Raises DialStringError when a name or value holds a control character, a line break of any kind, or nothing."""
    lines = [("Action", action), *headers]
    for name, value in lines:
        if not HEADER_NAME.fullmatch(name):
            raise DialStringError(detail="a header's name is letters, digits, _ and -")
        if any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in value):
            raise DialStringError(detail="a value sent to a switch is one line without control characters")
    return "".join(f"{name}: {value}\r\n" for name, value in lines).encode() + b"\r\n"


def _lines(data: bytes) -> list[bytes]:
    """Split at LF only: a CR in the middle of a line is part of what the line says."""
    pieces = data.split(b"\n")
    return [*(piece + b"\n" for piece in pieces[:-1]), *([pieces[-1]] if pieces[-1] else [])]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
