"""When the switch distributes, the workspace follows: desks show whom Asterisk rings, and its queues know who is ready."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.clock import FixedClock
from adapters.telephony.asterisk.client import AmiClient
from adapters.telephony.asterisk.line import Line
from adapters.telephony.asterisk.switch import AsteriskSwitch
from flows.interaction import InteractionState
from flows.routing.presence import PresenceState, Wished
from tests.fake_asterisk import FakeAsterisk, FakeChannel
from tests.outbound import add_agent
from workspace.processes.telephony_link import Link
from workspace.settings import load
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import InteractionRow, Parts, Person, assemble

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


class Shop:
    """A link to a switch that distributes; `look` is one turn of it after everything said has arrived."""

    def __init__(self, parts: Parts, clock: FixedClock) -> None:
        self.parts = parts
        self.server = FakeAsterisk()
        self.client = AmiClient(self.server.address)
        assert self.client.wait_until_up(10)
        self.link = Link(parts, AsteriskSwitch(self.client, Line()))
        self._clock = clock

    def look(self) -> None:
        self.client.ask("Ping")
        self._clock.at += timedelta(seconds=1)
        self.link.turn()

    def row(self, channel: FakeChannel) -> InteractionRow:
        with self.parts.units.begin() as unit:
            row = unit.interactions.by_call(channel.uniqueid)
        assert row is not None
        return row

    def state_of(self, person: Person) -> PresenceState:
        with self.parts.units.read() as unit:
            presence = unit.presence.get(person.id)
        assert presence is not None
        return presence.state

    def pauses(self) -> list[tuple[str, str, str]]:
        """What the queues were told, in order: telephone, whether it is paused, and why."""
        said = [action for action in self.server.actions if action.get("Action") == "QueuePause"]
        return [(action.get("Interface"), action.get("Paused"), action.get("Reason")) for action in said]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def shop(database: Engine, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Shop]:
    settings = load({}, home=tmp_path, database_url=database_url, telephony="asterisk", ami_url="ami://a:b@127.0.0.1")
    parts = assemble(settings, clock=clock, pool_size=4)
    made = Shop(parts, clock)
    yield made
    made.client.close()
    made.server.close()
    parts.engine.dispose()


def test_the_desk_rings_when_the_switch_rings_and_not_before(shop: Shop) -> None:
    ana = add_agent(shop.parts, "ana")
    assert ana.extension is not None
    channel = shop.server.call_in("+12025550199", "support")
    shop.look()
    waiting = shop.row(channel)
    assert (waiting.interaction.state, waiting.interaction.person_id) == (InteractionState.WAITING, None)
    shop.server.ring(channel, ana.extension)
    shop.look()
    ringing = shop.row(channel)
    assert (ringing.interaction.state, ringing.interaction.person_id) == (InteractionState.RINGING, ana.id)


def test_an_agent_who_lets_it_ring_is_not_ready_and_the_next_one_rings(shop: Shop) -> None:
    ana, bruno = add_agent(shop.parts, "ana"), add_agent(shop.parts, "bruno")
    assert ana.extension and bruno.extension
    channel = shop.server.call_in("+12025550199", "support")
    rung = shop.server.ring(channel, ana.extension)
    shop.look()
    shop.server.stop_ringing(channel, rung)
    shop.look()
    missed = shop.row(channel)
    assert (missed.interaction.state, missed.interaction.person_id) == (InteractionState.WAITING, None)
    assert (shop.state_of(ana), shop.state_of(bruno)) == (PresenceState.NOT_READY, PresenceState.READY)
    shop.server.ring(channel, bruno.extension, answers=True)
    shop.look()
    taken = shop.row(channel)
    assert (taken.interaction.state, taken.interaction.person_id) == (InteractionState.TALKING, bruno.id)


def test_the_queues_know_who_is_ready_and_why_not(shop: Shop) -> None:
    ana, bruno = add_agent(shop.parts, "ana"), add_agent(shop.parts, "bruno", ready=False)
    shop.look()
    assert set(shop.pauses()) == {(f"PJSIP/{ana.extension}", "false", ""), (f"PJSIP/{bruno.extension}", "true", "offline")}
    shop.look()
    assert len(shop.pauses()) == 2
    with shop.parts.units.begin() as unit:
        move_presence(unit, ana.id, Wished(PresenceState.NOT_READY, "lunch"))
    shop.look()
    assert shop.pauses()[2:] == [(f"PJSIP/{ana.extension}", "true", "lunch")]
    with shop.parts.units.begin() as unit:
        move_presence(unit, ana.id, Wished(PresenceState.READY))
    shop.look()
    assert shop.pauses()[3:] == [(f"PJSIP/{ana.extension}", "false", "")]


def test_a_switch_that_was_away_is_told_again(shop: Shop) -> None:
    ana = add_agent(shop.parts, "ana")
    shop.look()
    shop.link.reconcile()
    shop.look()
    assert shop.pauses() == [(f"PJSIP/{ana.extension}", "false", "")] * 2
