"""Redis's answers as they come in on a subscribed connection: bytes in, published payloads out, no I/O."""


class BadReply(ValueError):  # noqa: N818 - house style: named for what happened
    """An answer that is an error, or no Redis at all; the connection is of no further use."""


class Replies:
    """Reads RESP2, the part a subscriber meets: arrays of bulk strings and integers, simple strings, errors."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[list[bytes]]:
        """The answers that are complete with these bytes; raises BadReply."""
        self._buffer += data
        replies: list[list[bytes]] = []
        start = 0
        while (read := self._reply(start)) is not None:
            parts, start = read
            replies.append(parts)
        del self._buffer[:start]
        return replies

    def _reply(self, start: int) -> tuple[list[bytes], int] | None:
        read = self._line(start)
        if read is None:
            return None
        line, position = read
        kind, rest = line[:1], line[1:]
        if kind in b"+:" and kind:
            return [rest], position
        if kind != b"*":
            raise BadReply(line.decode(errors="replace")[:200])
        parts: list[bytes] = []
        for _ in range(_size(rest)):
            item = self._item(position)
            if item is None:
                return None
            value, position = item
            parts.append(value)
        return parts, position

    def _item(self, start: int) -> tuple[bytes, int] | None:
        read = self._line(start)
        if read is None:
            return None
        line, position = read
        if line[:1] == b":":
            return line[1:], position
        if line[:1] != b"$":
            raise BadReply(line.decode(errors="replace")[:200])
        size = _size(line[1:])
        if size < 0:
            return b"", position
        end = position + size
        if len(self._buffer) < end + 2:
            return None
        return bytes(self._buffer[position:end]), end + 2

    def _line(self, start: int) -> tuple[bytes, int] | None:
        end = self._buffer.find(b"\r\n", start)
        return None if end < 0 else (bytes(self._buffer[start:end]), end + 2)


def _size(text: bytes) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadReply(f"no size: {text[:40]!r}") from None


def command(*words: str) -> bytes:
    """A command as Redis reads it."""
    parts = [word.encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
