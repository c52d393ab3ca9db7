"""Redis silent, or emptied, in the middle of the work: steps go on as before, and screens are right again soon (P8)."""

import os
import signal
import statistics
import threading
import time
from collections.abc import Iterator

import orjson
import pytest
import redis
from selectolax.lexbor import LexborHTMLParser
from websockets.sync.client import ClientConnection, connect

from adapters import embedded
from tests.faults.calls import next_form, on_the_line
from tests.faults.centre import Agent, Centre, Web, centre
from workspace.wiring.parts import make_feed, new_token

pytestmark = pytest.mark.faults
SILENCE = 5.0
STEP_P95 = 1.0
RIGHT_WITHIN = 15.0


@pytest.fixture(scope="module")
def here() -> Iterator[Centre]:
    with centre() as made:
        yield made


class Screen:
    """A desk's socket in a thread of its own: answers beats and keeps the panels it was sent."""

    def __init__(self, agent: Agent) -> None:
        headers = {"cookie": f"cuecard_session={agent.token}"}
        url = f"{agent.web.url.replace('http', 'ws')}/desk/socket"
        self._socket: ClientConnection = connect(url, additional_headers=headers, origin=agent.web.url, legacy=True)  # type: ignore[arg-type]
        self._socket.send(orjson.dumps({"kind": "hello", "nonce": "n" * 24}).decode())
        self.panels: dict[str, str] = {}
        self.version = -1
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for message in self._socket:
            told = orjson.loads(message)
            if told["kind"] == "beat":
                self._socket.send('{"kind": "beat"}')
                continue
            self.version = told["version"]
            for partial in LexborHTMLParser(told["content"]).css("hx-partial"):
                root = partial.css_first("[id^=panel-]")
                self.panels[root.attributes["id"] or ""] = root.text()

    def shows(self, panel: str, words: str) -> bool:
        """If these words stand in that panel."""
        return words in self.panels.get(panel, "")

    def close(self) -> None:
        """Close the browser's window."""
        self._socket.close()
        self._thread.join(5)


def steps(ana: Agent, seconds: float) -> list[float]:
    """Walk back and forth for so long; the seconds each step took. What the server says is compared with what was asked."""
    taken: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        form = next_form(ana.desk())
        assert form is not None
        noun = "back" if form.turn % 2 else "answers"
        begun = time.monotonic()
        answer = ana.press(f"/runs/{form.run_id}/{noun}", turn=str(form.turn))
        taken.append(time.monotonic() - begun)
        assert answer.status_code == 200, answer.text[:500]
        ana.told_saved.append((form.run_id, form.turn + 1, ""))
    return taken


def assert_kept(here: Centre, ana: Agent) -> None:
    for run_id, turn, _ in ana.told_saved:
        assert here.count("SELECT count(*) FROM run_moves WHERE run_id = :run AND turn = :turn", run=run_id, turn=turn) == 1


def started(here: Centre) -> Web:
    web = here.web()
    web.start()
    return web


def test_steps_stay_quick_while_redis_is_silent_and_a_screen_is_right_again(here: Centre) -> None:
    ana = here.agent(started(here), "ana", "1201")
    interaction = on_the_line(here, ana, "silent", "1201")
    screen = Screen(ana)
    os.kill(here.valkey_pid(), signal.SIGSTOP)
    try:
        taken = steps(ana, SILENCE)
        ana.press(f"/interactions/{interaction}/notes", text="said while Redis was away")
    finally:
        os.kill(here.valkey_pid(), signal.SIGCONT)
    healed = time.monotonic()
    assert statistics.quantiles(taken, n=20)[-1] < STEP_P95
    assert_kept(here, ana)
    turn = ana.desk().css_first("#panel-script").attributes["data-turn"]
    while not screen.shows("panel-notes", "said while Redis was away"):
        assert time.monotonic() - healed < RIGHT_WITHIN
        time.sleep(0.1)
    fresh = {node.attributes["id"] or "": node.text() for node in ana.desk().css("[id^=panel-]")}
    assert {name: screen.panels[name] for name in fresh} == fresh, turn
    screen.close()


def test_an_emptied_and_restarted_redis_costs_nothing(here: Centre) -> None:
    bruno = here.agent(started(here), "bruno", "1202")
    interaction = on_the_line(here, bruno, "emptied", "1202", "+14155550124")
    screen = Screen(bruno)
    with redis.Redis.from_url(here.settings.redis_url) as client:
        client.flushall()
    steps(bruno, 0.5)
    os.kill(here.valkey_pid(), signal.SIGKILL)
    steps(bruno, 1.0)
    restarted = embedded.start(here.home, database=False)
    assert_kept(here, bruno)
    # The feed of another process is the only one that hears of this change: it reaches the screen by the versions in SQL.
    feed = make_feed(here.settings)
    with here.parts.units.begin() as unit:
        unit.interactions.set(interaction, notes="from elsewhere", notes_saved_at=unit.now)
        unit.desks.touch(bruno.person_id)
    begun = time.monotonic()
    while not screen.shows("panel-notes", "from elsewhere"):
        assert time.monotonic() - begun < RIGHT_WITHIN
        time.sleep(0.1)
    answer = bruno.press(f"/interactions/{interaction}/wrap-up", new_token(), turn="0", disposition="info_only")
    assert answer.status_code == 200
    feed.close()
    screen.close()
    restarted.release()
