"""A line that can be cut: a TCP relay between a browser and the web server, broken at once or after so many bytes."""

import contextlib
import socket
import struct
import threading

PIECE = 4096
LOOK_EVERY = 0.5
RESET_AT_ONCE = struct.pack("ii", 1, 0)
"""The linger option that makes a close a reset: the other side learns nothing more, as when a cable is pulled."""


class _Pair:
    """Two joined sockets: what one says, the other hears."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near = near
        self.far = far
        self._closing = threading.Lock()
        self.is_open = True

    def cut(self) -> bool:
        """Break it; False when it was broken already."""
        with self._closing:
            was_open, self.is_open = self.is_open, False
        for end in (self.near, self.far) if was_open else ():
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
                end.shutdown(socket.SHUT_RDWR)
        return was_open


class CutLine:
    """A relay to one port of this machine. `cuts` counts the connections that were broken by us, not by either end."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: set[_Pair] = set()
        self._threads: list[threading.Thread] = []
        self._guard = threading.Lock()
        self._left: int | None = None
        self._is_down = False
        self.cuts = 0
        self._spawn(self._accept)

    @property
    def url(self) -> str:
        """Where a browser finds the server through this line."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> int:
        """Break all that is open; returns how many connections that were."""
        with self._guard:
            pairs, self._left = list(self._pairs), None
        broken = sum(pair.cut() for pair in pairs)
        self.cuts += broken
        return broken

    def cut_after(self, size: int) -> None:
        """Break all that is open once so many more bytes have passed in either direction."""
        with self._guard:
            self._left = size

    def go_down(self) -> int:
        """Break all that is open and let nobody through until `come_up`."""
        self._is_down = True
        return self.cut()

    def come_up(self) -> None:
        """Let browsers through again."""
        self._is_down = False

    def close(self) -> None:
        """End it for good."""
        self._is_down = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for pair in list(self._pairs):
            pair.cut()
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, work: object, *words: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, args=words, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._is_down:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            pair = _Pair(near, far)
            with self._guard:
                self._pairs.add(pair)
            self._spawn(self._carry, pair)

    def _carry(self, pair: _Pair) -> None:
        """Both directions of one connection, until either end or we are done with it."""
        back = threading.Thread(target=self._pass_on, args=(pair, pair.far, pair.near), daemon=True)
        back.start()
        self._pass_on(pair, pair.near, pair.far)
        back.join()
        with self._guard:
            self._pairs.discard(pair)
        for end in (pair.near, pair.far):
            end.close()

    def _pass_on(self, pair: _Pair, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                allowed = self._allowed(len(piece))
                sink.sendall(piece[:allowed])
                if allowed < len(piece):
                    self.cut()
                    return
        pair.cut()

    def _allowed(self, size: int) -> int:
        """How many of these bytes still pass."""
        with self._guard:
            if self._left is None:
                return size
            allowed = min(size, self._left)
            self._left -= allowed
            return allowed if allowed < size or self._left else size
