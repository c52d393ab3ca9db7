"""Whole calls over a bridge: its signed events in, our signed orders out, over HTTP to a provider in threads; the desk follows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from adapters.clock import Clock
from adapters.telephony.simulator import DialResult, InboundLine
from adapters.telephony.webhook import wire
from tests.outbound import add_agent, add_campaign, add_task, daytime_zone, rows, submit
from tests.telephony_provider import SECRET, Provider, signed
from tests.web.conftest import Visitor
from tests.web.desk.walking import EXTENSION, Walk
from tests.web.floor import BROADBAND_NUMBER, Phone, add_customer
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.processes.telephony_link import Link
from workspace.settings import load
from workspace.wiring.parts import Parts, Person, assemble, make_switch

ANSWERS, IS_BUSY, RINGS_OUT = "+12125550101", "+12125550102", "+12125550103"
RESULTS = {ANSWERS: DialResult.ANSWERED, IS_BUSY: DialResult.BUSY, RINGS_OUT: DialResult.NO_ANSWER}


class LaterClock(Clock):
    """The wall clock, put forward by a test."""

    ahead = timedelta()

    def now(self) -> datetime:
        """The present moment, and more."""
        return super().now() + self.ahead


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
def provider(clock: LaterClock) -> Iterator[Provider]:
    made = Provider(clock.now(), RESULTS, InboundLine(BROADBAND_NUMBER, "broadband"))
    yield made
    made.close()


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path, clock: LaterClock, provider: Provider) -> Iterator[Parts]:
    """Parts that are linked with the provider's bridge."""
    settings = load(
        {},
        home=tmp_path,
        database_url=database_url,
        redis_url=redis_url,
        telephony="webhook",
        telephony_webhook_url=provider.url,
        telephony_webhook_secret=SECRET,
        telephony_webhook_private=True,
    )
    made = assemble(settings, clock=clock, pool_size=6)
    yield made
    made.feed.close()
    made.engine.dispose()


class Centre:
    """The link, the provider, and the way of its events to the web."""

    def __init__(self, parts: Parts, provider: Provider, client: TestClient) -> None:
        self.parts = parts
        self.provider = provider
        self.switch = make_switch(parts)
        self.link = Link(parts, self.switch)
        provider.post = lambda body: int(
            client.post("/telephony/events", content=body, headers=signed(body, parts.clock.now())).status_code
        )

    def turn(self, seconds: float = 0) -> None:
        """Orders go out and are answered, and the provider's switch lives for so many seconds."""
        self.link.turn()
        assert self.switch.finish(60)  # type: ignore[attr-defined]
        self.provider.advance(self.parts.clock.now() + timedelta(seconds=seconds))
        self.link.turn()


@pytest.fixture
def centre(parts: Parts, provider: Provider, app_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    monkeypatch.setattr(wire, "ANSWERS_WITHIN", 60.0)  # a busy machine is no lost answer
    made = Centre(parts, provider, app_client)
    yield made
    made.switch.close()  # type: ignore[attr-defined]


def test_an_inbound_call_from_the_ring_to_the_wrap_up(centre: Centre, parts: Parts, ana: Visitor, phone: Phone) -> None:
    add_customer(parts, "Maria Delgado", "+14155550123")
    walk = Walk(parts, ana, phone)
    call_id = centre.provider.call_in("+14155550123")
    page = walk.page()
    assert page.css_first("#caller-title").text() == "Maria Delgado"
    assert page.css_first("#panel-bar.is-ringing") is not None

    assert walk.ask("answer").status_code == 200
    centre.turn()
    assert [(each["kind"], each["extension"]) for each in centre.provider.orders] == [("answer", EXTENSION)]
    assert walk.page().css_first("#panel-bar.is-talking") is not None
    assert [(each["kind"], each["state"]) for each in rows(parts, "switch_commands")] == [("answer", "confirmed")]

    centre.provider.leave(call_id)
    assert walk.find("#panel-wrapup.is-running")
    assert walk.closes("sold").status_code == 200
    with parts.units.read() as unit:
        presence = unit.presence.get(ana.person_id)
    assert presence is not None
    assert presence.state == "ready"


def test_where_the_bridge_distributes_it_is_told_who_is_ready(centre: Centre, parts: Parts, provider: Provider) -> None:
    following = replace(parts, settings=parts.settings.but(telephony_webhook_distributes=True))
    bruno, charlie = add_agent(parts, "bruno"), add_agent(parts, "charlie", ready=False)
    Link(following, centre.switch).turn()
    assert centre.switch.finish(60)  # type: ignore[attr-defined]
    told = {(each["kind"], each["extension"], each.get("reason")) for each in provider.orders}
    assert told == {("unpause_agent", bruno.extension, None), ("pause_agent", charlie.extension, "offline")}


def dialled(parts: Parts, number: str) -> Person:
    """Bruno dials that number from a campaign."""
    bruno = add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        for code, kind in (("busy", "failure"), ("no_answer", "failure")):
            unit.floor.ensure_disposition(code, code, code, kind, 0)
    add_task(parts, add_campaign(parts, bruno), number, zone=daytime_zone(parts.clock.now()))
    row = claim_task(parts, bruno, submission=submit(bruno))
    assert row is not None
    assert dial_task(parts, bruno, row.id, row.task.claim_no, submission=submit(bruno))
    return bruno


def attempt(parts: Parts) -> tuple[object, object]:
    """State and result of the one attempt there is."""
    (row,) = rows(parts)
    return row["state"], row["result"]


@pytest.mark.parametrize(("number", "result"), [(IS_BUSY, "busy"), (RINGS_OUT, "no_answer")])
def test_a_dialled_call_that_nobody_takes_is_told_as_what_it_was(centre: Centre, parts: Parts, number: str, result: str) -> None:
    dialled(parts, number)
    centre.turn(60)
    assert attempt(parts) == ("ended", result)
    assert [each["number"] for each in centre.provider.orders] == [number]


def test_a_dialled_call_that_is_answered_is_talked_and_hung_up(centre: Centre, parts: Parts) -> None:
    bruno = dialled(parts, ANSWERS)
    centre.turn(60)
    with parts.units.begin() as unit:
        (open_call,) = unit.interactions.open_of(bruno.id)
    assert open_call.interaction.state == "talking"
    assert open_call.call is not None
    assert any(event.provider_call_id == f"CA-{open_call.call.call_id}" for event in open_call.call.events)
    centre.provider.leave(open_call.call.call_id)
    assert attempt(parts) == ("ended", "answered")


def test_a_dial_whose_answer_is_lost_goes_on_by_its_events(centre: Centre, parts: Parts) -> None:
    centre.provider.loses = 1
    dialled(parts, IS_BUSY)
    centre.turn(60)
    assert attempt(parts) == ("ended", "busy")
    assert len(centre.provider.orders) == 1


def test_a_dial_of_unknown_fate_is_settled_by_the_list_of_calls_and_never_sent_again(
    centre: Centre, parts: Parts, clock: LaterClock
) -> None:
    centre.provider.fails_with = 500
    dialled(parts, ANSWERS)
    centre.turn()
    assert attempt(parts)[0] == "intended"
    centre.link.reconcile()
    assert attempt(parts)[0] == "intended"
    clock.ahead += timedelta(seconds=30)
    centre.link.reconcile()
    assert attempt(parts)[0] == "unknown"
    centre.turn()
    assert len(centre.provider.orders) == 1


def test_a_call_that_ended_while_the_bridge_could_not_tell_ends_with_the_next_look(centre: Centre, parts: Parts, clock: LaterClock) -> None:
    call_id = centre.provider.call_in("+14155550199")
    told, centre.provider.post = centre.provider.post, lambda _body: 503
    centre.provider.leave(call_id)
    centre.provider.post = told
    with parts.units.read() as unit:
        assert [row["call_id"] for row in unit.interactions.open_calls()] == [call_id]
    clock.ahead += timedelta(seconds=30)
    centre.link.reconcile()
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(call_id)
    assert row is not None
    assert row.interaction.state == "abandoned"
