"""The desk's socket on a real web application: who may open it, what it sends, and what repairs a push that was lost."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.web.conftest import ORIGIN, Visitor
from workspace.realtime import hub as hubs
from workspace.realtime.connection import Connection
from workspace.realtime.sources import Rendered
from workspace.web.door import SESSION_COOKIE
from workspace.wiring.parts import Parts, Person, new_id

HELLO = {"kind": "hello", "nonce": "n" * 24}


@pytest.fixture(autouse=True)
def quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats ten times a second, so that a test of what the five seconds repair lasts no five seconds."""
    monkeypatch.setattr(hubs, "BEAT_EVERY", 0.1)


@pytest.fixture
def ana(visit: Callable[..., Visitor], app_client: TestClient) -> Visitor:
    """Ana, in the browser whose loop is the application's own."""
    made = visit("ana")
    app_client.cookies.update(made.client.cookies)
    return Visitor(app_client, made.person_id, made.csrf)


def connect(visitor: Visitor, origin: str = ORIGIN) -> Any:
    return visitor.client.websocket_connect("/desk/socket", headers={"origin": origin})


def next_of(socket: WebSocketTestSession, kind: str) -> dict[str, Any]:
    """The next message of a kind; beats in between are answered."""
    while True:
        message: dict[str, Any] = socket.receive_json()
        if message["kind"] == kind:
            return message
        if message["kind"] == "beat":
            socket.send_json({"kind": "beat"})


def close_code(socket: WebSocketTestSession) -> int:
    """The code that the server closes with, whatever it says before."""
    with pytest.raises(WebSocketDisconnect) as closed:
        while True:
            socket.receive_json()
    return closed.value.code


def test_a_hello_is_answered_with_every_panel(ana: Visitor) -> None:
    with connect(ana) as socket:
        socket.send_json(HELLO)
        screen = next_of(socket, "screen")
    for name in ("bar", "caller", "script", "offers", "notes", "wrapup", "next", "notices", "status"):
        assert f'id="panel-{name}"' in screen["content"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://testserver.evil.example"])
def test_another_sites_page_gets_no_socket(ana: Visitor, origin: str) -> None:
    with pytest.raises(WebSocketDisconnect), connect(ana, origin):
        pass


def test_without_a_session_the_socket_says_signed_out(ana: Visitor) -> None:
    ana.client.cookies.clear()
    with connect(ana) as socket:
        assert close_code(socket) == 4401


def test_who_may_not_see_the_desk_is_told_not_to_ask_again(ana: Visitor, parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.people.change(ana.person_id, role="analyst")
    with connect(ana) as socket:
        assert close_code(socket) == 4403


@pytest.mark.parametrize("first", ["{}", "not json", '{"kind": "beat"}', '{"kind": "hello", "nonce": "<script>"}', "x" * 5000])
def test_a_first_message_that_is_no_hello_closes(ana: Visitor, first: str) -> None:
    with connect(ana) as socket:
        socket.send_text(first)
        assert close_code(socket) == 1008


@pytest.mark.parametrize("later", ["[]", '{"kind": "run"}', "{"])
def test_a_message_no_page_of_ours_sends_closes(ana: Visitor, later: str) -> None:
    with connect(ana) as socket:
        socket.send_json(HELLO)
        next_of(socket, "screen")
        socket.send_text(later)
        assert close_code(socket) == 1008


def test_the_last_push_lost_is_repaired_by_the_beat(ana: Visitor, parts: Parts) -> None:
    with connect(ana) as socket:
        socket.send_json(HELLO)
        first = next_of(socket, "screen")
        # These parts tell nobody of a commit: the push of this change is lost, and no other follows.
        with parts.units.begin() as unit:
            words = {"text_en": "Line down", "text_zh": "线路故障"}
            unit.notices.add(id=new_id(), kind="announcement", must_acknowledge=False, audience={"everyone": True}, **words)
            unit.desks.touch(ana.person_id)
        # A look of the socket's own may still bring the version before: what a minute has changed in words, for instance.
        while (repaired := next_of(socket, "screen"))["version"] == first["version"]:
            pass
    assert repaired["version"] == first["version"] + 1
    assert "Line down" in repaired["content"]
    assert 'id="panel-caller"' not in repaired["content"]


def test_a_revoked_session_is_closed_by_the_next_beat(ana: Visitor, parts: Parts) -> None:
    with connect(ana) as socket:
        socket.send_json(HELLO)
        next_of(socket, "screen")
        with parts.units.begin() as unit:
            unit.sessions.revoke_all(ana.person_id)
        assert close_code(socket) == 4401


def test_a_second_window_takes_the_desk_and_the_first_may_take_it_back(ana: Visitor) -> None:
    with connect(ana) as first:
        first.send_json(HELLO)
        next_of(first, "screen")
        with connect(ana) as second:
            second.send_json(HELLO)
            next_of(second, "screen")
            assert close_code(first) == 4409
            with connect(ana) as again:
                again.send_json(HELLO)
                next_of(again, "screen")
                assert close_code(second) == 4409


def test_the_answer_to_a_beat_counts_as_a_sign_of_life(ana: Visitor, parts: Parts) -> None:
    ana.post("/presence", {"state": "ready"})
    with connect(ana) as socket:
        socket.send_json(HELLO)
        next_of(socket, "screen")
        with parts.units.read() as unit:
            before = unit.presence.get(ana.person_id)
        for _ in range(3):
            next_of(socket, "beat")
            socket.send_json({"kind": "beat"})
        with parts.units.read() as unit:
            after = unit.presence.get(ana.person_id)
    assert before is not None
    assert after is not None
    assert after.seen_at > (before.seen_at or before.since)


class Blank:
    """A screen with nothing on it."""

    def render(self, parts: Parts, person: Person, language: str) -> Rendered:
        return Rendered(0, {})


def test_a_browser_that_takes_nothing_keeps_no_beat_from_the_others(parts: Parts, visit: Callable[..., Visitor]) -> None:
    token = visit("ana").client.cookies[SESSION_COOKIE]
    with parts.units.begin() as unit:
        person = unit.sessions.find(token)
    assert person is not None

    async def scene() -> None:
        hub, over, taken = hubs.Hub(parts), asyncio.Event(), asyncio.Queue[str]()

        async def takes_nothing(message: Any) -> None:
            if message["type"] == "websocket.send":
                await over.wait()

        async def takes_all(message: Any) -> None:
            if message["type"] == "websocket.send":
                taken.put_nowait(json.loads(message["text"])["kind"])

        async def open_screen(send: Any) -> None:
            told = [{"type": "websocket.connect"}, {"type": "websocket.receive", "text": json.dumps(HELLO)}]

            async def receive() -> Any:
                if not told:
                    await over.wait()
                return told.pop(0) if told else {"type": "websocket.disconnect", "code": 1000}

            socket = WebSocket({"type": "websocket", "headers": []}, receive, send)
            await socket.accept()
            await hub.serve(Connection(socket, parts, person, "en", Blank(), hub.threads), desk=False)

        screens = [asyncio.create_task(open_screen(send)) for send in (takes_nothing, takes_all)]
        beats = asyncio.create_task(hub.beat_for_ever())
        async with asyncio.timeout(8):  # before the one that takes nothing is given up
            assert [await taken.get() for _ in range(3)] == ["beat"] * 3
        over.set()
        hub.stop()
        await asyncio.gather(beats, *screens)

    asyncio.run(scene())
