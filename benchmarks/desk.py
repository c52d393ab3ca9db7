"""The two ends of a pop: the telephone network that tells of a call, and the browser's end of a desk's socket."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from workspace.settings import Settings
from workspace.wiring.parts import Parts

BROADBAND_NUMBER = "+18005550101"


class Phone:
    """A telephone network: each call comes from another customer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        with parts.units.read() as unit:
            self._numbers = unit.customers.sample_numbers(1000)["known"]
        self._calls = 0

    def event(self, kind: CallEventKind, **more: Any) -> CallEvent:
        """The next fact about the present call."""
        # A fact is later than the one before it, however quick the machine.
        at = self._parts.clock.now() + timedelta(microseconds=1)
        name = f"bench-{self._calls}"
        return CallEvent(event_id=f"{name}-{kind}", adapter="bench", call_id=name, kind=kind, at=at, direction=Direction.INBOUND, **more)

    def rings(self) -> CallEvent:
        """The next customer dials the broadband line."""
        self._calls += 1
        number = self._numbers[self._calls % len(self._numbers)]
        return self.event(CallEventKind.OFFERED, caller_number=number, dialled_number=BROADBAND_NUMBER)

    def connects(self, extension: str = "1001") -> CallEvent:
        """The agent takes the call."""
        return self.event(CallEventKind.ANSWERED, extension=extension)

    def hangs_up(self) -> CallEvent:
        """The customer puts the phone down."""
        return self.event(CallEventKind.HUNG_UP, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)


class Desk:
    """The browser's end of a desk's socket."""

    def __init__(self, settings: Settings, token: str) -> None:
        self._socket: ClientConnection = connect(
            f"ws://127.0.0.1:{settings.port}/desk/socket",
            origin=Origin(f"http://127.0.0.1:{settings.port}"),
            additional_headers={"Cookie": f"cuecard_session={token}"},
            compression=None,
            max_size=None,
            proxy=None,
        )
        self._socket.send('{"kind":"hello","nonce":"benchmark0"}')
        self.take(lambda content: True)

    def take(self, wanted: Callable[[str], bool]) -> str:
        """Wait for a screen with that content and give the message; beats are answered, other screens passed over."""
        while True:
            text = str(self._socket.recv(timeout=10))
            message = orjson.loads(text)
            if message["kind"] == "beat":
                self._socket.send('{"kind":"beat"}')
            elif wanted(message["content"]):
                return text

    def close(self) -> None:
        """Leave."""
        self._socket.close()


def is_ringing(content: str) -> bool:
    """Whether a screen shows a ringing call, with its caller, script and offers."""
    return "is-ringing" in content and all(f'id="panel-{name}"' in content for name in ("caller", "script", "offers"))


def is_at_rest(content: str) -> bool:
    """Whether a screen shows the bar of a desk that does not ring."""
    return 'id="panel-bar"' in content and "is-ringing" not in content
