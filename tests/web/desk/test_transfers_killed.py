"""Processes killed in the middle of a transfer, as a power cut would: nothing said is lost, and the customer is exactly one agent's.

The web process dies around the commit of the order, the switch's link before it tells the switch, and while it takes the switch's word.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select, text

from adapters.database.tables.interactions import switch_commands
from adapters.database.tables.people import presence
from flows.telephony.call_event import CallEventKind
from tests.web.conftest import Visitor
from tests.web.desk.walking import EXTENSION, Walk
from tests.web.floor import make_ready
from workspace.commands.take_call_event import take_call_event
from workspace.commands.transfer_call import transfer_call
from workspace.transactions.transfers import settle_consultations
from workspace.wiring.parts import AlreadyDone, Parts, Person, Submission, new_id

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[3]
BRUNOS = "1012"
# What the killed process was doing; CRASH_AT names the point where it dies.
ORDER = """
import sys
from uuid import UUID
from workspace.commands.transfer_call import transfer_call
from workspace.settings import load
from workspace.wiring.parts import Person, Submission, assemble
agent, interaction, target, mode, key = sys.argv[1:]
person = Person(UUID(agent), "", "", "", "agent", None, None, "1009", "en", {})
transfer_call(assemble(load()), person, UUID(interaction), target, mode, submission=Submission(key, person.id, "/test", ""))
"""
LINK = """
from workspace.settings import load
from workspace.processes.telephony_link import Link
from workspace.wiring.parts import assemble, make_switch
parts = assemble(load())
Link(parts, make_switch(parts)).turn()
"""
HEAR = """
import json, sys
from flows.telephony.call_event import event_from_json
from workspace.commands.take_call_event import take_call_event
from workspace.settings import load
from workspace.wiring.parts import assemble
take_call_event(assemble(load()), event_from_json(json.loads(sys.argv[1])))
"""


@dataclass(frozen=True)
class Said:
    """What a call has brought so far: the moves of its run, what was answered to offers, the notes."""

    run: UUID
    moves: tuple[tuple[int, str, Any], ...]
    responses: frozenset[tuple[str, str]]
    notes: str


@pytest.fixture
def bruno(parts: Parts, ana: Visitor, visit: Callable[..., Visitor]) -> Visitor:
    """Bruno, who is ready to help, and stays so however long a process takes to start."""
    visitor = visit("bruno", extension=BRUNOS, badge="8022")
    make_ready(parts, visitor.person_id)
    with parts.units.begin() as unit:
        later = unit.now + timedelta(hours=1)
        unit.connection.execute(presence.update().where(presence.c.person_id == visitor.person_id).values(seen_at=later))
    return visitor


@pytest.fixture
def said(walk: Walk) -> Said:
    """Ana's call: one offer refused, another accepted, one line of the read-back ticked, a note."""
    walk.talks().to_offer().press("offer-responses", response="declined", reason="price")
    walk.press("offer-responses", response="accepted")
    walk.press("ticks", line="price")
    walk.ask("notes", text="Wants it by Friday")
    return said_in(walk.parts, walk.run["id"], walk.interaction)


def said_in(parts: Parts, run_id: UUID, interaction: UUID) -> Said:
    with parts.units.read() as unit:
        row = unit.interactions.get(interaction)
        assert row is not None
        moves = tuple((move["turn"], move["kind"], json.dumps(move["payload"], sort_keys=True)) for move in unit.runs.moves(run_id))
        responses = frozenset((each["offer_key"], each["response"]) for each in unit.offers.responses_of(interaction))
        return Said(run_id, moves, responses, row["notes"])


def killed(parts: Parts, at: str, code: str, *arguments: str) -> None:
    """Run code in another process until the crash point kills it."""
    environment = os.environ | parts.settings.as_environment() | {"PYTHONPATH": str(ROOT), "CRASH_AT": at}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, timeout=120, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def orders(parts: Parts) -> list[tuple[str, str]]:
    """The orders to the switch about transfers, with their state."""
    with parts.engine.connect() as connection:
        found = connection.execute(select(switch_commands.c.kind, switch_commands.c.state).order_by(switch_commands.c.created_at))
        return [(row.kind, row.state) for row in found if row.kind in ("transfer", "consult", "hand_over")]


def holders(parts: Parts, call_id: str = "c1") -> list[UUID | None]:
    """Whose the live part of the call is."""
    with parts.engine.connect() as connection:
        live = text("SELECT person_id FROM interactions WHERE call_id = :call AND ended_at IS NULL AND closed_at IS NULL")
        return list(connection.execute(live, {"call": call_id}).scalars())


def as_person(visitor: Visitor) -> Person:
    return Person(visitor.person_id, "", "", "", "agent", None, None, EXTENSION, "en", {})


@pytest.mark.parametrize("mode", ["blind", "warm"])
@pytest.mark.parametrize(("point", "ordered"), [("before_commit", 0), ("after_commit", 1)])
def test_an_order_sent_into_a_crash_is_given_once_by_sending_it_again(
    parts: Parts, walk: Walk, bruno: Visitor, said: Said, mode: str, point: str, ordered: int
) -> None:
    interaction, target, press = walk.interaction, f"person:{bruno.person_id}", new_id().hex
    killed(parts, point, ORDER, str(walk.agent.person_id), str(interaction), target, mode, press)
    assert len(orders(parts)) == ordered
    submission = Submission(press, walk.agent.person_id, "/test", "")
    if ordered:
        with pytest.raises(AlreadyDone):
            transfer_call(parts, as_person(walk.agent), interaction, target, mode, submission=submission)
    else:
        transfer_call(parts, as_person(walk.agent), interaction, target, mode, submission=submission)
    assert orders(parts) == [("transfer" if mode == "blind" else "consult", "requested")]
    assert holders(parts) == [walk.agent.person_id]
    assert said_in(parts, said.run, interaction) == said


@pytest.mark.parametrize("mode", ["blind", "warm"])
def test_an_order_the_switch_never_got_leaves_the_customer_with_ana_who_may_try_again(
    parts: Parts, walk: Walk, bruno: Visitor, said: Said, mode: str
) -> None:
    interaction = walk.interaction
    assert walk.ask("transfers", to=f"person:{bruno.person_id}", mode=mode).status_code == 200
    killed(parts, "command_marked", LINK)
    assert [state for _, state in orders(parts)] == ["sent"]
    with parts.units.begin() as unit:
        later = unit.now + timedelta(seconds=1)
        unit.switch.give_up(later, later, ())
    assert holders(parts) == [walk.agent.person_id]
    assert said_in(parts, said.run, interaction) == said
    assert walk.page().css_first("#panel-script[data-run]") is not None
    with parts.units.begin() as unit:
        unit.routing.lock()
        settle_consultations(unit)
        bruno_is = unit.presence.get(bruno.person_id)
    assert bruno_is is not None
    assert bruno_is.state.value == "ready"
    assert walk.ask("transfers", to=f"person:{bruno.person_id}", mode=mode).status_code == 200


@pytest.mark.parametrize("mode", ["blind", "warm"])
def test_a_link_killed_while_it_hears_that_the_customer_went_loses_nothing(
    parts: Parts, walk: Walk, bruno: Visitor, said: Said, mode: str
) -> None:
    first = walk.interaction
    walk.ask("transfers", to=f"person:{bruno.person_id}", mode=mode)
    if mode == "warm":
        walk.phone.tell("c1", CallEventKind.HELD, extension=EXTENSION, command_id=order_of(parts, "consult"), consulted=BRUNOS)
        walk.ask("call-commands", command="hand_over")
    sent = walk.phone.make(
        "c1",
        CallEventKind.TRANSFERRED,
        extension=EXTENSION,
        transferred_to=BRUNOS,
        command_id=order_of(parts, "transfer" if mode == "blind" else "hand_over"),
    )
    killed(parts, "event_recorded", HEAR, json.dumps(sent.to_json()))
    assert holders(parts) == [walk.agent.person_id]
    assert [take_call_event(parts, sent), take_call_event(parts, sent)] == [True, False]
    if mode == "blind":
        with parts.units.read() as unit:
            (rings,) = unit.interactions.open_of(bruno.person_id)
        assert bruno.desk(f"/interactions/{rings.id}/answer").status_code == 200  # type: ignore[attr-defined]
    answered = walk.phone.make("c1", CallEventKind.ANSWERED, extension=BRUNOS)
    killed(parts, "event_recorded", HEAR, json.dumps(answered.to_json()))
    assert take_call_event(parts, answered)

    assert holders(parts) == [bruno.person_id]
    with parts.units.read() as unit:
        (row,) = unit.interactions.open_of(bruno.person_id)
        current = unit.runs.current(row.id)
        assert unit.runs.current(first) is None
    assert current is not None
    assert current["id"] == said.run
    now = said_in(parts, said.run, row.id)
    assert now.moves[: len(said.moves)] == said.moves
    assert now.responses == said.responses
    page = LexborHTMLParser(bruno.get("/desk").text)  # type: ignore[attr-defined]
    assert len(page.css(".read-back .is-ticked")) == 1
    assert "Wants it by Friday" in page.css_first("#panel-notes").text()


def order_of(parts: Parts, kind: str) -> str:
    """The id of the open order of that kind, sent to the switch."""
    with parts.units.begin() as unit:
        asked = next(each for each in unit.switch.take() if each["kind"] == kind)
        unit.switch.mark_sent(asked["id"])
    return str(asked["id"])
