"""A provider of telephony for tests: a switch of its own, and a bridge before it that speaks HTTP, in threads, over real sockets.

It is written from `docs/webhook-openapi.yaml` as a stranger would: it signs and checks with the standard library, and uses none of the
adapter. Behind it the simulated switch makes the calls, told the time by the test.
"""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from adapters.chance import seeded
from adapters.telephony.simulator import Callers, DialResult, InboundLine, Simulator, SimulatorSettings
from flows.telephony.call_event import CallEvent, CallEventKind
from flows.telephony.port import command_from

SECRET = "the-bridge-and-the-workspace-know-this"
CUSTOMER = "+12025550143"
LINE = InboundLine("+12025550100", "support")
NO_PARAMETERS = frozenset({"command_id", "kind", "call_id", "provider_call_id"})


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the page says a signature is."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """The headers of a signed request."""
    timestamp = str(int(at.timestamp()))
    return {"Content-Type": "application/json", "Cuecard-Timestamp": timestamp, "Cuecard-Signature": signature(secret, timestamp, body)}


class Provider:
    """The provider: takes orders at `url`, and posts what its switch says with `post`, which gives the status that was answered.

    `loses` answers to orders are lost after the order was carried out; `fails_with` answers all orders with that status without doing them.
    """

    def __init__(self, now: datetime, results: dict[str, DialResult] | None = None, line: InboundLine = LINE) -> None:
        settings = SimulatorSettings(
            lines=(line,),
            calls_per_hour=0,
            fixed_results=results or {CUSTOMER: DialResult.ANSWERED},
        )
        self.now = now
        self.post: Callable[[bytes], int] = lambda _body: 0
        self.orders: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.carried_out: list[str] = []
        self.loses = 0
        self.fails_with = 0
        self.lists_calls = True
        self._switch = Simulator(settings, Callers(), seeded(7), "provider")
        self._lock = threading.Lock()
        self._answers: dict[str, tuple[int, dict[str, Any]]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it takes orders."""
        return f"http://127.0.0.1:{self._server.server_port}/bridge"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def call_in(self, number: str = "+12025550199") -> str:
        """Let a customer ring the workspace's number; the id of their call."""
        with self._lock:
            events = self._switch.call_in(number, self.now)
        self._say(events)
        return next(event.call_id for event in events if event.kind is CallEventKind.OFFERED)

    def leave(self, call_id: str) -> None:
        """Let the customer put the phone down."""
        with self._lock:
            events = self._switch.leave(call_id, self.now)
        self._say(events)

    def advance(self, now: datetime) -> None:
        """Let its switch live until then."""
        with self._lock:
            self.now = now
            events = self._switch.advance(now)
        self._say(events)

    def order(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Carry an order out once; the same key gets the same answer."""
        key = body["command_id"]
        if self.fails_with:
            return self.fails_with, {}
        if key not in self._answers:
            parameters = {name: value for name, value in body.items() if name not in NO_PARAMETERS}
            with self._lock:
                events = self._switch.send(command_from(key, body["kind"], body["call_id"], parameters), self.now)
            self.carried_out.append(body["kind"])
            refusal = next((event for event in events if event.kind is CallEventKind.COMMAND_REFUSED and event.command_id == key), None)
            self._answers[key] = (409, {"reason": refusal.reason}) if refusal else (202, {"provider_call_id": f"CA-{body['call_id']}"})
            self._say([event for event in events if event is not refusal])
        return self._answers[key]

    def calls(self) -> tuple[int, dict[str, Any]]:
        """The calls there are."""
        return (200, {"calls": sorted(self._switch.live_calls())}) if self.lists_calls else (404, {})

    def _say(self, events: list[CallEvent]) -> None:
        for event in events:
            values = {name: value for name, value in event.to_json().items() if name not in ("adapter", "said")}
            self.post(json.dumps(values).encode())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                values = json.loads(body)
                provider.orders.append(values)
                provider.keys.append(self.headers["Idempotency-Key"])
                if not self._is_signed(body) or self.path != "/bridge/commands":
                    self._answer(401, {"reason": "not signed"})
                    return
                status, answer = provider.order(values)
                if provider.loses:
                    provider.loses -= 1
                    self.close_connection = True
                    return
                self._answer(status, answer)

            def do_GET(self) -> None:
                self._answer(*(provider.calls() if self._is_signed(b"") and self.path == "/bridge/calls" else (401, {})))

            def _is_signed(self, body: bytes) -> bool:
                wanted = signature(SECRET, self.headers["Cuecard-Timestamp"], body)
                return wanted in self.headers["Cuecard-Signature"].split(",")

            def _answer(self, status: int, values: dict[str, Any]) -> None:
                said = json.dumps(values).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Nothing: tests read what they ask for."""

        return Handler


def poster(url: str, clock: Callable[[], datetime], secret: str = SECRET) -> Callable[[bytes], int]:
    """A function that posts a signed event to a workspace, until it is taken, as a provider does."""

    def post(body: bytes) -> int:
        for _ in range(50):
            request = urllib.request.Request(url, body, signed(body, clock(), secret), method="POST")  # noqa: S310 - http to a test's server
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503):
                    return error.code
            time.sleep(0.1)
        return 503

    return post
