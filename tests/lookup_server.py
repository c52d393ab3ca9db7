"""Another company's server for tests of add-ins: pages and JSON over real sockets, quick, slow, huge, wrong, and leading elsewhere."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

BALANCE = {
    "name": "<img src=x onerror=hacked=1>",
    "balance": {"amount": 12.5, "currency": "USD"},
    "due": "2026-12-01",
    "barred": False,
    "open": 3,
}
PAGE = """<!doctype html><html lang="en"><title>CRM</title><main><h1>CRM</h1><p id="who">?</p><p id="loads">1</p>
<form><label>Type here <input id="typed"></label></form></main>
<script>
  const token = new URLSearchParams(location.hash.slice(1)).get("cuecard") ?? "";
  document.getElementById("who").textContent = token;
</script></html>"""


class LookupServer:
    """The server, listening on the loopback address; `asked` are the paths that were asked for, with the headers of each.

    `answers` maps a path to what is said there: a function that writes it, or a value that is sent as JSON.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, Any] = {"/balance": BALANCE, "/page": self.page, "/slow": self.slow, "/huge": self.huge}
        self.hurry = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        """The host, as the list of allowed ones has it."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def port(self) -> int:
        """The port alone."""
        return int(self._server.server_port)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{self.host}"

    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [path for path, _ in self.asked]

    def close(self) -> None:
        """Stop listening, and let the slow answers end."""
        self.hurry.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def slow(self, handler: BaseHTTPRequestHandler) -> None:
        """A byte now and then, for as long as the test lasts."""
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        for _ in range(600):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            if self.hurry.wait(0.05):
                return

    def huge(self, handler: BaseHTTPRequestHandler) -> None:
        """More than anybody reads."""
        send(handler, b'{"name": "' + b"x" * 100_000 + b'"}', "application/json")

    def page(self, handler: BaseHTTPRequestHandler) -> None:
        """A page that shows the context it was given."""
        send(handler, PAGE.encode(), "text/html")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                said = server.answers.get(urlsplit(self.path).path)
                try:
                    if callable(said):
                        said(self)
                    elif said is None:
                        send(self, b"{}", "application/json", 404)
                    else:
                        send(self, json.dumps(said).encode(), "application/json")
                except OSError:
                    # Who asked has gone: that is what some tests are about.
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


def send(handler: BaseHTTPRequestHandler, body: bytes, kind: str, status: int = 200, **headers: str) -> None:
    """One whole answer."""
    handler.send_response(status)
    for name, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def redirect(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that leads elsewhere."""
    return lambda handler: send(handler, b"", "text/plain", 302, location=to)
