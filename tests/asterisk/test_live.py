"""The workspace on a live Asterisk, in both directions: what the telephones do is what desks and attempts say."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters.database.tables.interactions import switch_commands
from adapters.database.tables.people import people
from flows.interaction import InteractionState
from flows.outbound.attempt import AttemptState
from flows.routing.presence import PresenceState, SignedIn, Wished
from flows.telephony.call_event import Cause, Party
from flows.telephony.port import CommandKind, SwitchCommand
from tests.asterisk.conftest import until
from tests.asterisk.telephones import Telephones
from tests.outbound import add_campaign, add_task, daytime_zone, rows, submit
from workspace.commands.claim_task import claim_task
from workspace.commands.control_call import control_call
from workspace.commands.dial_task import dial_task
from workspace.commands.take_over_call import take_over_call
from workspace.commands.transfer_call import transfer_call
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import InteractionRow, Parts, Person, new_id

SERVICE = "8020"


def ready(parts: Parts, login: str) -> Person:
    """Somebody of the floor, signed in and ready."""
    with parts.units.begin() as unit:
        row = unit.people.by_login(login)
        assert row is not None
        move_presence(unit, row["id"], SignedIn())
        move_presence(unit, row["id"], Wished(PresenceState.READY))
        unit.people.note_seen([row["id"]])
    return Person(**{name: row[name] for name in Person.__dataclass_fields__ if name in row})


@pytest.fixture
def ana(parts: Parts) -> Person:
    return ready(parts, "agent1")


def of(parts: Parts, person: Person, *states: InteractionState) -> InteractionRow | None:
    """The interaction on somebody's desk, if it is in one of these states."""
    with parts.units.read() as unit:
        return next((row for row in unit.interactions.open_of(person.id) if row.interaction.state in states), None)


def again(parts: Parts, interaction_id: UUID) -> InteractionRow:
    with parts.units.read() as unit:
        row = unit.interactions.get(interaction_id)
    assert row is not None
    return row


def confirmed(parts: Parts, kind: CommandKind) -> bool:
    """Whether the last order of a kind was carried out; fails when it was refused."""
    with parts.units.read() as unit:
        found = [row for row in unit.connection.execute(switch_commands.select()).mappings() if row["kind"] == kind]
    assert not [row["error"] for row in found if row["state"] == "failed"]
    return bool(found) and all(row["state"] == "confirmed" for row in found)


def test_a_customer_in_the_queue_is_answered_at_the_desk(parts: Parts, ana: Person, telephones: Telephones) -> None:
    telephones.agent("1001")
    telephones.caller("14155550123", SERVICE)
    row = until(lambda: of(parts, ana, InteractionState.TALKING))
    assert row["caller_number"] == "14155550123"
    with parts.units.read() as unit:
        queue = unit.routing.queue("service")
    assert queue is not None
    assert row["queue_id"] == queue["id"]
    for kind, state in ((CommandKind.HOLD, InteractionState.HELD), (CommandKind.RESUME, InteractionState.TALKING)):
        control_call(parts, ana, row.id, kind, submission=submit(ana))
        until(lambda state=state: of(parts, ana, state))
    for kind in (CommandKind.MUTE, CommandKind.UNMUTE):
        control_call(parts, ana, row.id, kind, submission=submit(ana))
        until(lambda kind=kind: confirmed(parts, kind))
    control_call(parts, ana, row.id, CommandKind.HANG_UP, submission=submit(ana))
    ended = until(lambda: of(parts, ana, InteractionState.WRAPPING_UP))
    assert (ended.interaction.ended_cause, ended.interaction.hung_up_by) == (Cause.NORMAL, Party.AGENT)


def test_a_phone_that_rings_is_on_the_desk_and_a_customer_who_leaves_is_gone(parts: Parts, ana: Person, telephones: Telephones) -> None:
    telephones.agent("1001", "uas_noanswer")
    telephones.caller("14155550124", SERVICE, stays_ms=4000)
    row = until(lambda: of(parts, ana, InteractionState.RINGING))
    until(lambda: again(parts, row.id).interaction.state is InteractionState.ABANDONED)
    gone = again(parts, row.id).interaction
    assert (gone.answered_at, gone.hung_up_by) == (None, Party.CUSTOMER)


def test_a_customer_is_sent_on_to_another_queue(parts: Parts, ana: Person, telephones: Telephones) -> None:
    bruno = ready(parts, "agent2")  # else his telephone is paused in Asterisk's queues, as his desk is
    telephones.agent("1001")
    telephones.agent("1002")
    telephones.caller("14155550125", SERVICE)
    row = until(lambda: of(parts, ana, InteractionState.TALKING))
    transfer_call(parts, ana, row.id, "queue:billing", submission=submit(ana))
    until(lambda: again(parts, row.id).interaction.is_transferred)
    assert (sent := again(parts, row.id).call) is not None
    assert sent.transferred_to == "billing"
    has = until(lambda: of(parts, bruno, InteractionState.TALKING))
    assert (has["caller_number"], has["call_id"] == row["call_id"]) == ("14155550125", True)


RESULTS = {"uas_answer_bye": "answered", "uas_busy": "busy", "uas_unallocated": "invalid", "uas_noanswer": "no_answer"}


@pytest.mark.parametrize(("scenario", "result"), RESULTS.items())
def test_a_dialled_customer(parts: Parts, ana: Person, telephones: Telephones, scenario: str, result: str) -> None:
    telephones.agent("1001")
    telephones.carrier(scenario)
    add_task(parts, add_campaign(parts, ana), zone=daytime_zone(datetime.now(UTC)))  # noqa: TID251 - a live switch goes by the real time
    task = claim_task(parts, ana, submission=submit(ana))
    assert task is not None
    assert dial_task(parts, ana, task.id, task.task.claim_no, submission=submit(ana))
    (attempt,) = until(lambda: [row for row in rows(parts) if row["state"] == AttemptState.ENDED])
    assert attempt["result"] == result
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(str(attempt["id"]))
    assert row is not None
    assert row.call is not None
    assert row.call.customer_number == "+12125550101"
    assert row.call.extension == "1001"


def test_a_colleague_is_asked_first_and_then_has_the_customer(parts: Parts, ana: Person, telephones: Telephones) -> None:
    telephones.agent("1001")
    telephones.agent("1002")
    telephones.caller("14155550126", SERVICE)
    row = until(lambda: of(parts, ana, InteractionState.TALKING))
    order(parts, row, ana, CommandKind.CONSULT, extension="1002")
    until(lambda: confirmed(parts, CommandKind.CONSULT))

    until(lambda: hands_over(parts, row, ana))
    call = until(lambda: (found := again(parts, row.id).call) and found.transferred_at and found)
    assert call.transferred_to == "1002"


def test_a_supervisor_takes_a_call_over(parts: Parts, ana: Person, telephones: Telephones) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(people.update().where(people.c.extension == "1002").values(extension=None))
        unit.connection.execute(people.update().where(people.c.login == "supervisor").values(extension="1002"))
    sofia = ready(parts, "supervisor")
    telephones.agent("1001")
    telephones.agent("1002")
    telephones.caller("14155550128", SERVICE)
    row = until(lambda: of(parts, ana, InteractionState.TALKING))
    take_over_call(parts, sofia, ana.id, submission=submit(sofia))
    until(lambda: of(parts, ana, InteractionState.WRAPPING_UP))
    taken = until(lambda: of(parts, sofia, InteractionState.TALKING))
    assert (taken["call_id"], taken["caller_number"]) == (row["call_id"], "14155550128")
    assert again(parts, row.id).interaction.is_transferred
    control_call(parts, sofia, taken.id, CommandKind.HANG_UP, submission=submit(sofia))
    until(lambda: of(parts, sofia, InteractionState.WRAPPING_UP))


def test_a_dialled_customer_is_handed_to_a_colleague_who_was_asked_first(parts: Parts, ana: Person, telephones: Telephones) -> None:
    bruno = ready(parts, "agent2")
    telephones.agent("1001")
    telephones.agent("1002")
    telephones.carrier()
    add_task(parts, add_campaign(parts, ana), zone=daytime_zone(datetime.now(UTC)))  # noqa: TID251 - a live switch goes by the real time
    task = claim_task(parts, ana, submission=submit(ana))
    assert task is not None
    assert dial_task(parts, ana, task.id, task.task.claim_no, submission=submit(ana))
    row = until(lambda: of(parts, ana, InteractionState.TALKING))
    transfer_call(parts, ana, row.id, f"person:{bruno.id}", "warm", submission=submit(ana))
    until(lambda: confirmed(parts, CommandKind.CONSULT))
    until(lambda: hands_over(parts, row, ana))
    assert until(lambda: of(parts, bruno, InteractionState.TALKING))["call_id"] == row["call_id"]


def test_agents_and_supervisors_orders_are_taken(parts: Parts, ana: Person, telephones: Telephones) -> None:
    telephones.agent("1001")
    telephones.agent("1002")
    telephones.caller("14155550127", SERVICE)
    row = until(lambda: of(parts, ana, InteractionState.TALKING))
    order(parts, row, ana, CommandKind.LISTEN, extension="1002")
    order(parts, row, ana, CommandKind.PAUSE_AGENT, call_id="agent:1001", extension="1001", reason="lunch")
    order(parts, row, ana, CommandKind.UNPAUSE_AGENT, call_id="agent:1001", extension="1001")
    order(parts, row, ana, CommandKind.JOIN_QUEUE, call_id="agent:1001", extension="1001", queue="billing")
    order(parts, row, ana, CommandKind.LEAVE_QUEUE, call_id="agent:1001", extension="1001", queue="billing")
    kinds = (CommandKind.LISTEN, CommandKind.PAUSE_AGENT, CommandKind.UNPAUSE_AGENT, CommandKind.JOIN_QUEUE, CommandKind.LEAVE_QUEUE)
    until(lambda: all(confirmed(parts, kind) for kind in kinds))


def hands_over(parts: Parts, row: InteractionRow, person: Person) -> bool:
    """Whether the customer could be handed over: Asterisk dials digit by digit, and until the colleague's phone is there, nobody can."""
    command_id = order(parts, row, person, CommandKind.HAND_OVER)
    until(lambda: state_of(parts, command_id) in ("confirmed", "failed"))
    return state_of(parts, command_id) == "confirmed"


def state_of(parts: Parts, command_id: UUID) -> str:
    """How far an order has come."""
    with parts.units.read() as unit:
        found = unit.connection.execute(switch_commands.select().where(switch_commands.c.id == command_id)).mappings().one()
    return str(found["state"])


def order(parts: Parts, row: InteractionRow, person: Person, kind: CommandKind, call_id: str = "", **more: str | None) -> UUID:
    """Commit an order for which there is no button here; returns its id."""
    command = SwitchCommand(command_id=str(new_id()), kind=kind, call_id=call_id or str(row["call_id"]), **more)  # type: ignore[arg-type]
    with parts.units.begin() as unit:
        unit.switch.request(command, interaction_id=row.id, attempt_id=None, person_id=person.id)
    return UUID(command.command_id)
