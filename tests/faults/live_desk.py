"""An agent's desk without a browser: the socket's protocol, and of each panel the last HTML that the page would show."""

import re
import threading
from collections.abc import Callable

import httpx2
import orjson
from selectolax.lexbor import LexborHTMLParser
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.faults.centre import Agent
from tests.faults.cut_line import CutLine
from tests.web.desk.panels import panels_in
from workspace.wiring.parts import new_token

NONCE = "n" * 24
RECONNECT_AFTER = 0.02
"""Seconds; a browser waits a quarter of a second and more. The sooner it is back, the more happens at the same time."""
TRIES = 8
OF_THE_MOMENT = re.compile(
    r'\b\d+ (?:second|minute|hour)s? ago\b|\bnow\b|(?<=data-clock="America/Los_Angeles">)[^<]*|\b(?:min|max)="[0-9T:-]*"'
)
"""What is true of the moment of rendering: how long ago, what the clock shows where the customer is, from when a callback may be."""


class LiveDesk:
    """One open window: a page that was loaded, a socket that comes back by itself, and forms sent until they are answered.

    It obeys the rules of static/js/socket.js: what is older than what is shown, pushed or answered, is not shown.
    """

    def __init__(self, agent: Agent, port: int) -> None:
        self.agent = agent
        self.line = CutLine(port)
        self.form_line = CutLine(port)
        self.hellos = 0
        """How often a whole screen came after a hello."""
        self.resent = 0
        self.last_trouble = ""
        self._cookies = {"cuecard_session": agent.token}
        self._forms = httpx2.Client(cookies=self._cookies, timeout=10, trust_env=False)
        self._news = threading.Condition()
        self._closing = threading.Event()
        self.panels, self.version = self.loaded()
        self._thread = threading.Thread(target=self._stay_connected, name=f"desk of {agent.person_id}", daemon=True)
        self._thread.start()

    def loaded(self) -> tuple[dict[str, str], int]:
        """What a fresh load of the page shows now, and its version."""
        answer = self.agent.client.get(f"{self.agent.web.url}/desk")
        assert answer.status_code == 200, answer.text[:500]
        version = LexborHTMLParser(answer.text).css_first("[data-version]").attributes["data-version"]
        return panels_in(answer.text), int(version or -1)

    def differing(self) -> list[str]:
        """The panels that are not, byte for byte, what a fresh load shows; empty when the desk is right."""
        fresh, version = self.loaded()
        with self._news:
            pairs = {name: (timeless(self.panels.get(name, "")), timeless(markup)) for name, markup in fresh.items()}
            wrong = [f"{name}: {_parting(*pair)}" for name, pair in pairs.items() if pair[0] != pair[1]]
            return wrong or ([] if self.version == version else [f"version {self.version}, not {version}"])

    def wait_for_news(self, is_so: Callable[[], bool], within: float) -> bool:
        """Wait until a message has made something so."""
        with self._news:
            return self._news.wait_for(is_so, within)

    def press(self, path: str, key: str = "", **fields: str) -> httpx2.Response:
        """Send a form through the line that may be cut, again with the same key until it is answered, as the page lets the agent do."""
        body = {"csrf": self.agent.csrf, "key": key or new_token(), **fields}
        headers = {"origin": self.form_line.url, "hx-request": "true", "hx-current-url": f"{self.form_line.url}/desk"}
        for _ in range(TRIES):
            try:
                answer = self._forms.post(f"{self.form_line.url}{path}", data=body, headers=headers)
            except httpx2.TransportError:
                self.resent += 1
                continue
            self._show_answer(answer)
            return answer
        raise AssertionError(f"{path} was not answered in {TRIES} tries")

    def story(self) -> str:
        """What the line went through last, for a failure's message."""
        return f"{'listening' if self._thread.is_alive() else 'gone'}, version {self.version}, last trouble {self.last_trouble}"

    def close(self) -> None:
        """Close the window."""
        self._closing.set()
        self.line.close()
        self.form_line.close()
        self._thread.join(10)
        self._forms.close()

    def _show_answer(self, answer: httpx2.Response) -> None:
        version = int(answer.headers.get("desk-version", "0"))
        with self._news:
            if version and version >= self.version:
                self.version = version
                self.panels |= panels_in(answer.text)
            self._news.notify_all()

    def _stay_connected(self) -> None:
        while not self._closing.wait(RECONNECT_AFTER):
            try:
                with self._open() as socket:
                    socket.send(orjson.dumps({"kind": "hello", "nonce": NONCE}).decode())
                    self._listen(socket)
            except (OSError, EOFError, TimeoutError, InvalidHandshake, WebSocketException) as error:
                self.last_trouble = f"{type(error).__name__}: {error}"

    def _open(self) -> ClientConnection:
        headers = {"cookie": f"cuecard_session={self.agent.token}"}
        url = f"{self.line.url.replace('http', 'ws')}/desk/socket"
        made = connect(  # type: ignore[call-arg, unused-ignore]
            url, additional_headers=headers, origin=self.line.url, proxy=None, open_timeout=5, close_timeout=1, legacy=True
        )
        assert isinstance(made, ClientConnection)
        return made

    def _listen(self, socket: ClientConnection) -> None:
        is_first = True
        for message in socket:
            told = orjson.loads(message)
            if told["kind"] == "beat":
                socket.send(orjson.dumps({"kind": "beat", "version": self.version}).decode())
                continue
            with self._news:
                if told["version"] >= self.version:
                    self.version = told["version"]
                    self.panels |= panels_in(told["content"])
                self.hellos += is_first
                is_first = False
                self._news.notify_all()


def timeless(markup: str) -> str:
    """The markup without the time of day at which it was rendered."""
    return OF_THE_MOMENT.sub("", markup)


def _parting(shown: str, fresh: str) -> str:
    """Where two markups part, with what follows on either side."""
    place = next((at for at, (one, other) in enumerate(zip(shown, fresh, strict=False)) if one != other), min(len(shown), len(fresh)))
    start = max(place - 40, 0)
    return f"shows {shown[start : place + 80]!r}, should show {fresh[start : place + 80]!r}"
