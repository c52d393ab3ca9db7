"""Redis's answers as they come in on a subscribed connection: bytes in, published payloads out, no I/O."""

_END = b"\r\n"
_ARRAY, _BULK, _INTEGER = b"*$:"
_SINGLE = b"+:"


class BadReply(ValueError):  # noqa: N818 - house style: named for what happened
    """An answer that is an error, or no Redis at all; the connection is of no further use."""


class Replies:
    """Reads RESP2, the part a subscriber meets: arrays of bulk strings and integers, simple strings, errors."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[list[bytes]]:
        """The answers that are complete with these bytes; raises BadReply."""
        data = self._rest + data if self._rest else data
        replies: list[list[bytes]] = []
        start = 0
        while (read := _reply(data, start)) is not None:
            parts, start = read
            replies.append(parts)
        self._rest = data[start:]
        return replies


def _reply(data: bytes, start: int) -> tuple[list[bytes], int] | None:
    """The answer that begins at `start`, and where the next one does; None when it is not all there."""
    end = data.find(_END, start)
    if end < 0:
        return None
    kind = data[start]
    if kind in _SINGLE:
        return [data[start + 1 : end]], end + 2
    if kind != _ARRAY:
        raise BadReply(data[start:end].decode(errors="replace")[:200])
    parts: list[bytes] = []
    for _ in range(_size(data[start + 1 : end])):
        start = end + 2
        end = data.find(_END, start)
        if end < 0:
            return None
        if (kind := data[start]) == _BULK:
            size = _size(data[start + 1 : end])
            if size < 0:
                parts.append(b"")
                continue
            start, end = end + 2, end + 2 + size
            if len(data) < end + 2:
                return None
            parts.append(data[start:end])
        elif kind == _INTEGER:
            parts.append(data[start + 1 : end])
        else:
            raise BadReply(data[start:end].decode(errors="replace")[:200])
    return parts, end + 2


def _size(text: bytes) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadReply(f"no size: {text[:40]!r}") from None


def command(*words: str) -> bytes:
    """A command as Redis reads it."""
    parts = [word.encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
