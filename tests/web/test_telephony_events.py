"""What a bridge posts: signed it is stored once, in any order; all else is a 4xx that stores nothing. No session, no form, no page."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, text
from starlette.requests import Request
from starlette.testclient import TestClient

from tests.telephony_provider import SECRET, signed
from tests.web.conftest import ORIGIN
from tests.web.floor import BROADBAND_NUMBER, make_floor
from workspace.app import application
from workspace.settings import load
from workspace.web import signed_door
from workspace.web.signed_door import Rate
from workspace.wiring.parts import Parts, assemble

OLD_SECRET = "the-secret-that-was-valid-until-lately"


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """Parts that are linked with a bridge."""
    settings = load(
        {},
        home=tmp_path,
        database_url=database_url,
        redis_url=redis_url,
        telephony="webhook",
        telephony_webhook_secret=SECRET,
        telephony_webhook_old_secret=OLD_SECRET,
    )
    made = assemble(settings, pool_size=4)
    yield made
    made.feed.close()
    made.engine.dispose()


class Bridge:
    """A bridge in the test's hand."""

    def __init__(self, parts: Parts, client: TestClient) -> None:
        self._parts = parts
        self._client = client

    def event(self, kind: str, event_id: str, after: float = 0, **more: object) -> dict[str, object]:
        """What happened on call c1, that many seconds after a minute ago."""
        at = self._parts.clock.now() - timedelta(seconds=60 - after)
        return {"event_id": event_id, "call_id": "c1", "kind": kind, "at": at.isoformat(), "direction": "inbound", **more}

    def post(self, values: object, secret: str = SECRET, late: float = 0) -> Any:
        """Post it, signed that many seconds ago."""
        return self.post_bytes(json.dumps(values).encode(), secret, late)

    def post_bytes(self, body: bytes, secret: str = SECRET, late: float = 0) -> Any:
        """Post these bytes, signed."""
        headers = signed(body, self._parts.clock.now() - timedelta(seconds=late), secret)
        return self._client.post("/telephony/events", content=body, headers=headers)


@pytest.fixture
def bridge(parts: Parts, app_client: TestClient) -> Bridge:
    """The bridge that is linked."""
    return Bridge(parts, app_client)


def stored(parts: Parts) -> tuple[int, int]:
    """How many events and interactions there are."""
    with parts.engine.connect() as connection:
        counts = connection.execute(text("SELECT (SELECT count(*) FROM call_events), (SELECT count(*) FROM interactions)")).one()
    return counts[0], counts[1]


def call_of(parts: Parts) -> dict[str, Any]:
    """The call c1, as it is stored, without the moments at which we looked."""
    with parts.units.begin() as unit:
        row = unit.interactions.by_call("c1")
    assert row is not None
    assert row.call is not None
    return {"state": row.call.state, "events": [event.event_id for event in row.call.events], "interaction": row.interaction.state}


def test_a_signed_event_is_recorded_once_however_often_it_is_posted(parts: Parts, bridge: Bridge) -> None:
    offered = bridge.event("offered", "e1")
    answers = [bridge.post(offered) for _ in range(3)]
    assert [(each.status_code, each.json()) for each in answers] == [(200, {"status": word}) for word in ("recorded", "known", "known")]
    assert stored(parts) == (1, 1)
    assert "set-cookie" not in answers[0].headers


def test_either_secret_will_do(bridge: Bridge) -> None:
    assert [bridge.post(bridge.event("offered", f"e-{secret}"), secret).status_code for secret in (SECRET, OLD_SECRET)] == [200, 200]


def test_a_wrong_signature_is_401_and_stores_nothing(parts: Parts, bridge: Bridge, app_client: TestClient) -> None:
    body = json.dumps(bridge.event("offered", "e1")).encode()
    right = signed(body, parts.clock.now())
    tampered = body.replace(b"inbound", b"INBOUND")
    answers = [
        bridge.post(bridge.event("offered", "e1"), "some-other-secret-of-thirty-two-or-more"),
        app_client.post("/telephony/events", content=tampered, headers=right),
        app_client.post("/telephony/events", content=body),
        app_client.post("/telephony/events", content=body, headers={**right, "Cuecard-Signature": b"v1=\xff\xfe"}),
        app_client.post("/telephony/events", content=body, headers={**right, "Cuecard-Timestamp": "9" * 400}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(401, "signature")] * 5
    late, early = bridge.post(bridge.event("offered", "e1"), late=310), bridge.post(bridge.event("offered", "e1"), late=-310)
    assert [(each.status_code, each.json()["code"]) for each in (late, early)] == [(401, "timestamp")] * 2
    assert stored(parts) == (0, 0)


def test_a_replayed_request_changes_nothing(parts: Parts, bridge: Bridge, app_client: TestClient) -> None:
    body = json.dumps(bridge.event("hung_up", "e2", 5, hung_up_by="customer")).encode()
    headers = signed(body, parts.clock.now())
    bridge.post(bridge.event("offered", "e1"))
    assert [app_client.post("/telephony/events", content=body, headers=headers).json()["status"] for _ in range(2)] == ["recorded", "known"]
    assert stored(parts) == (2, 1)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_with_doubles_gives_the_same_call(parts: Parts, bridge: Bridge, order: tuple[int, ...]) -> None:
    events = [
        bridge.event("offered", "e1", 0, caller_number="+14155550123"),
        bridge.event("ringing", "e2", 2, extension="1001"),
        bridge.event("answered", "e3", 4, extension="1001"),
        bridge.event("hung_up", "e4", 9, cause="normal", hung_up_by="customer"),
    ]
    for place in (*order, *reversed(order)):
        assert bridge.post(events[place]).status_code == 200
    assert call_of(parts) == {"state": "ended", "events": ["e1", "e2", "e3", "e4"], "interaction": "wrapping_up"}
    assert stored(parts) == (4, 1)


def test_first_words_of_a_call_that_come_at_once_make_one_interaction(parts: Parts, bridge: Bridge) -> None:
    events = [bridge.event(kind, f"e-{kind}", place) for place, kind in enumerate(("offered", "ringing", "answered", "held", "resumed"))]
    with ThreadPoolExecutor(5) as threads:
        assert [each.status_code for each in threads.map(bridge.post, events)] == [200] * 5
    assert stored(parts) == (5, 1)
    assert len(call_of(parts)["events"]) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("caller_name", "x" * 10_240),
        ("caller_name", "\x00"),
        ("caller_name", "\x1b[2J"),
        ("at", "2026-11-22"),
        ("queue", "Support!"),
        ("extension", 10**30),
        ("call_id", "c1\r\nAction: Originate"),
        ("surprise", "1"),
    ],
)
def test_a_wrong_field_is_422_with_its_name(parts: Parts, bridge: Bridge, field: str, value: object) -> None:
    answer = bridge.post({**bridge.event("offered", "e1"), field: value})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert stored(parts) == (0, 0)


@pytest.mark.parametrize("body", [b"", b"[" * 9_000, b'{"a":1e99999}', b'{"at": ' + b"9" * 9_000 + b"}", b"\xff\xfe", b"[]"])
def test_a_body_that_is_no_event_is_422(parts: Parts, bridge: Bridge, body: bytes) -> None:
    assert bridge.post_bytes(body).status_code == 422
    assert stored(parts) == (0, 0)


def test_a_body_longer_than_any_event_is_413_before_it_is_looked_at(parts: Parts, bridge: Bridge, app_client: TestClient) -> None:
    assert bridge.post({**bridge.event("offered", "e1"), "caller_name": "x" * 20_000}).status_code == 413
    endless = (b"x" * 4096 for _ in range(8))
    assert app_client.post("/telephony/events", content=endless).status_code == 413
    assert stored(parts) == (0, 0)


def test_a_kind_nobody_knows_is_202_and_stores_nothing(parts: Parts, bridge: Bridge) -> None:
    answer = bridge.post({"event_id": "e1", "kind": "call.speculated", "more": [1, 2]})
    assert (answer.status_code, answer.json()) == (202, {"status": "ignored"})
    assert stored(parts) == (0, 0)


def test_hostile_names_stay_text(parts: Parts, bridge: Bridge) -> None:
    make_floor(parts)
    for place, name in enumerate(("<img src=x onerror=alert(1)>", "{{7*7}}", "'; DROP TABLE people; --", "=cmd()", "🙂" * 200)):
        call = bridge.event("offered", f"e{place}", call_id=f"c{place}", caller_name=name, dialled_number=BROADBAND_NUMBER)
        assert bridge.post(call).status_code == 200
    with parts.units.begin() as unit:
        row = unit.interactions.by_call("c0")
    assert row is not None
    assert row.call is not None
    assert row.call.caller_name == "<img src=x onerror=alert(1)>"


def test_other_methods_are_405(app_client: TestClient) -> None:
    assert [app_client.request(method, "/telephony/events").status_code for method in ("GET", "PUT", "DELETE")] == [405] * 3


def test_too_many_at_once_are_429_and_told_when_to_come_again(parts: Parts, bridge: Bridge, app_client: TestClient) -> None:
    app_client.app.state.signed_door.rate = Rate(0.0, 2)  # type: ignore[attr-defined]
    answers = [bridge.post(bridge.event("offered", f"e{place}")) for place in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "1"
    # Who cannot sign takes nothing from who can.
    assert bridge.post(bridge.event("offered", "e9"), "some-other-secret-of-thirty-two-or-more").status_code == 401


def test_a_rate_lets_as_many_come_as_were_saved_up(parts: Parts) -> None:
    rate, now = Rate(10.0, 5), parts.clock.now()
    assert [rate.take(now) for _ in range(6)] == [True] * 5 + [False]
    assert [rate.take(now + timedelta(seconds=0.25)) for _ in range(3)] == [True, True, False]
    assert sum(rate.take(now + timedelta(hours=1)) for _ in range(9)) == 5
    assert not rate.take(now)


def test_a_body_that_does_not_come_is_408(app_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_door, "READ_WITHIN", 0.01)

    async def never() -> NoReturn:
        await asyncio.Event().wait()
        raise AssertionError

    async def ask() -> int:
        scope = {"type": "http", "method": "POST", "path": "/telephony/events", "headers": [], "app": app_client.app}
        return (await signed_door.take_event(Request(scope, never))).status_code

    assert asyncio.run(ask()) == 408


def test_the_noise_of_strangers_does_not_fill_the_log(bridge: Bridge, app_client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    app_client.app.state.signed_door.complaints = Rate(0.0, 3)  # type: ignore[attr-defined]
    for place in range(9):
        bridge.post(bridge.event("offered", f"e{place}"), "some-other-secret-of-thirty-two-or-more")
    assert capsys.readouterr().out.count("event_not_signed") == 3


def test_without_a_bridge_there_is_nothing_here(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> None:
    made = assemble(load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, telephony_webhook_secret=SECRET), pool_size=2)
    with TestClient(application(made), base_url=ORIGIN) as client:
        answer = client.post("/telephony/events", content=b"{}", headers=signed(b"{}", made.clock.now()))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    made.engine.dispose()
