"""Dialling: the gate at the dial, the attempt before the call, and what follows from how the call ended (P4, P5, P6)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from flows.errors import ConflictError, InvalidError, StaleError
from flows.interaction import InteractionState, dispose
from flows.outbound.attempt import RightParty
from flows.outbound.suppression import Scope, Suppression, do_not_call
from flows.routing.presence import Disposed, PresenceState
from flows.telephony.call_event import CallEventKind, Cause, Direction, Party
from tests.outbound import NOON_IN_NEW_YORK, add_agent, add_campaign, add_task, rows, submit
from tests.web.floor import Phone
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.commands.resolve_attempts import resolve_attempts
from workspace.commands.settle_attempt import settle_attempt
from workspace.commands.suppress_number import suppress_task
from workspace.desk.task_previews import task_preview
from workspace.settings import load
from workspace.transactions.attempts import check_right_party
from workspace.transactions.interactions import save
from workspace.transactions.presences import move_presence
from workspace.transactions.suppress import suppress
from workspace.wiring.outbound import TaskRow
from workspace.wiring.parts import AlreadyDone, Parts, Person, assemble

NUMBER = "+12125550101"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON_IN_NEW_YORK)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=6)
    with made.units.begin() as unit:
        for code, kind in (("sold", "success"), ("not_interested", "failure"), ("wrong_number", "failure"), ("no_answer", "failure")):
            unit.floor.ensure_disposition(code, code, code, kind, 0)
    yield made
    made.engine.dispose()


@pytest.fixture
def ana(parts: Parts) -> Person:
    return add_agent(parts, "ana")


@pytest.fixture
def phone(parts: Parts) -> Phone:
    return Phone(parts)


def claimed(parts: Parts, agent: Person) -> TaskRow:
    row = claim_task(parts, agent, submission=submit(agent))
    assert row is not None
    return row


def dial(parts: Parts, agent: Person, row: TaskRow) -> str:
    """Dial a claimed task; the call's id."""
    assert dial_task(parts, agent, row.id, row.task.claim_no, submission=submit(agent))
    return next(str(each["id"]) for each in reversed(rows(parts)) if each["state"] == "intended")


def presence_of(parts: Parts, agent: Person) -> PresenceState:
    with parts.units.read() as unit:
        presence = unit.presence.get(agent.id)
    assert presence is not None
    return presence.state


def wrap_up(parts: Parts, call_id: str, code: str) -> None:
    """Ana picks a disposition."""
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(call_id)
        assert row is not None
        after, events = dispose(row.interaction, code, unit.now)
        save(parts, unit, row, after, events)
        assert after.person_id is not None
        move_presence(unit, after.person_id, Disposed())


def reaches(phone: Phone, call_id: str, agent: Person) -> None:
    phone.tell(call_id, CallEventKind.OFFERED, direction=Direction.OUTBOUND, extension=agent.extension)
    phone.tell(call_id, CallEventKind.ANSWERED, direction=Direction.OUTBOUND, extension=agent.extension)


def ends(phone: Phone, call_id: str, cause: Cause = Cause.NORMAL) -> None:
    phone.tell(call_id, CallEventKind.HUNG_UP, direction=Direction.OUTBOUND, cause=cause, hung_up_by=Party.CUSTOMER)


def test_a_dial_commits_attempt_interaction_and_order_together(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    call_id = dial(parts, ana, claimed(parts, ana))
    (attempt,), (order,) = rows(parts), rows(parts, "switch_commands")
    assert (attempt["state"], attempt["gate"]["allowed"], attempt["gate"]["facts"]["number"]) == ("intended", True, NUMBER)
    assert (order["kind"], order["call_id"], order["parameters"]["number"], order["state"]) == ("dial", call_id, NUMBER, "requested")
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(call_id)
    assert row is not None
    assert (row.interaction.state, row.interaction.person_id, row["attempt_id"]) == (InteractionState.DIALLING, ana.id, attempt["id"])


def test_the_same_press_dials_once(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    row, press = claimed(parts, ana), submit(ana)
    dial_task(parts, ana, row.id, row.task.claim_no, submission=press)
    with pytest.raises(AlreadyDone):
        dial_task(parts, ana, row.id, row.task.claim_no, submission=press)
    with pytest.raises(ConflictError):
        dial_task(parts, ana, row.id, row.task.claim_no, submission=submit(ana))
    assert len(rows(parts)) == len(rows(parts, "switch_commands")) == 1


def test_an_opt_out_between_claim_and_dial_stops_the_dial(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    row = claimed(parts, ana)
    with parts.units.begin() as unit:
        suppress(unit, do_not_call("seller", NUMBER, unit.now))
    assert not dial_task(parts, ana, row.id, row.task.claim_no, submission=submit(ana))
    assert [(each["state"], each["gate"]["reasons"]) for each in rows(parts)] == [("refused", ["suppressed"])]
    assert rows(parts, "switch_commands") == []
    assert (rows(parts, "tasks")[0]["state"], rows(parts, "leads")[0]["closed_reason"]) == ("closed", "do_not_call")
    assert presence_of(parts, ana) is PresenceState.READY
    with parts.units.read() as unit:
        shown = [task_preview(unit, ana, language) for language in ("en", "zh")]
    assert [each and each.refused for each in shown] == ["the customer asked not to be called.", "客户已要求免打扰。"]


def test_an_opt_out_of_marketing_leaves_a_service_call_allowed(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana, purpose="service"))
    with parts.units.begin() as unit:
        suppress(unit, Suppression("seller", NUMBER, Scope.MARKETING, "customer", unit.now))
    dial(parts, ana, claimed(parts, ana))


def test_a_window_that_shuts_between_claim_and_dial_stops_the_dial_and_says_when_it_opens(
    parts: Parts, ana: Person, clock: FixedClock
) -> None:
    add_task(parts, add_campaign(parts, ana))
    row = claimed(parts, ana)
    clock.at += timedelta(hours=9, minutes=1)
    assert not dial_task(parts, ana, row.id, row.task.claim_no, submission=submit(ana))
    after = rows(parts, "tasks")[0]
    assert (after["state"], after["due_at"]) == ("ready", NOON_IN_NEW_YORK + timedelta(hours=20))
    with parts.units.read() as unit:
        preview = task_preview(unit, ana, "en")
    assert preview is not None
    assert preview.refused.endswith("It opens on Wed 25 Nov 08:00 there.")


def test_a_paused_campaign_dials_nobody(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    row = claimed(parts, ana)
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE campaigns SET state = 'paused'"))
    assert not dial_task(parts, ana, row.id, row.task.claim_no, submission=submit(ana))
    assert rows(parts)[0]["gate"]["reasons"] == ["campaign_not_running"]


def test_one_number_in_two_campaigns_is_dialled_by_one_of_two_agents(parts: Parts, ana: Person) -> None:
    bruno = add_agent(parts, "bruno")
    add_task(parts, add_campaign(parts, ana))
    add_task(parts, add_campaign(parts, bruno, key="second"))
    held = [(agent, claimed(parts, agent)) for agent in (ana, bruno)]

    def press(one: tuple[Person, TaskRow]) -> bool:
        agent, row = one
        return dial_task(parts, agent, row.id, row.task.claim_no, submission=submit(agent))

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, held)) == [False, True]
    assert sorted(str(each["state"]) for each in rows(parts)) == ["intended", "refused"]
    assert len(rows(parts, "switch_commands")) == 1


def test_a_stale_claim_cannot_dial(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    row = claimed(parts, ana)
    with pytest.raises(StaleError):
        dial_task(parts, ana, row.id, row.task.claim_no - 1, submission=submit(ana))
    assert rows(parts) == []
    with parts.units.read() as unit:
        assert len(unit.late_notes.of(f"task:{row.id}")) == 1


def test_without_a_telephone_nobody_dials(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    row = claimed(parts, ana)
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE people SET extension = NULL"))
    nobody = Person(ana.id, ana.login, ana.name, "", "agent", None, None, None, "en", {})
    with pytest.raises(InvalidError):
        dial_task(parts, nobody, row.id, row.task.claim_no, submission=submit(nobody))


@pytest.mark.parametrize(
    ("cause", "result", "code", "state"),
    [
        (Cause.BUSY, "busy", "busy", "ready"),
        (Cause.NO_ANSWER, "no_answer", "no_answer", "ready"),
        (Cause.WRONG_NUMBER, "invalid", "wrong_number", "done"),
    ],
)
def test_a_call_nobody_takes_closes_by_itself_and_its_agent_is_free(
    parts: Parts, ana: Person, phone: Phone, cause: Cause, result: str, code: str, state: str
) -> None:
    add_task(parts, add_campaign(parts, ana))
    call_id = dial(parts, ana, claimed(parts, ana))
    phone.tell(call_id, CallEventKind.OFFERED, direction=Direction.OUTBOUND, extension=ana.extension)
    assert rows(parts)[0]["state"] == "dialling"
    ends(phone, call_id, cause)
    attempt, task = rows(parts)[0], rows(parts, "tasks")[0]
    assert (attempt["state"], attempt["result"]) == ("ended", result)
    assert (task["state"], task["attempts"], task["last_result"], task["holder_id"]) == (state, 1, result, None)
    assert presence_of(parts, ana) is PresenceState.READY
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(call_id)
    assert row is not None
    assert (row.interaction.state, row.interaction.disposition_code) == (InteractionState.CLOSED, code)
    if state == "ready":
        assert task["due_at"] > NOON_IN_NEW_YORK
    else:
        assert rows(parts, "leads")[0]["closed_reason"] == "invalid_number"


def test_a_conversation_ends_with_the_agents_disposition_and_closes_the_lead(parts: Parts, ana: Person, phone: Phone) -> None:
    add_task(parts, add_campaign(parts, ana))
    call_id = dial(parts, ana, claimed(parts, ana))
    reaches(phone, call_id, ana)
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(call_id)
        assert row is not None
        check_right_party(unit, row, RightParty.RIGHT)
    ends(phone, call_id)
    assert presence_of(parts, ana) is PresenceState.WRAPPING_UP
    assert rows(parts, "tasks")[0]["state"] == "claimed"
    wrap_up(parts, call_id, "sold")
    attempt = rows(parts)[0]
    assert (attempt["state"], attempt["result"], attempt["right_party"]) == ("ended", "answered", "yes")
    assert (rows(parts, "tasks")[0]["state"], rows(parts, "leads")[0]["closed_reason"]) == ("done", "reached")
    assert presence_of(parts, ana) is PresenceState.READY


@pytest.mark.parametrize(("code", "state", "reason"), [("not_interested", "ready", None), ("wrong_number", "done", "wrong_number")])
def test_somebody_else_on_the_line_is_no_right_party(
    parts: Parts, ana: Person, phone: Phone, code: str, state: str, reason: str | None
) -> None:
    add_task(parts, add_campaign(parts, ana))
    call_id = dial(parts, ana, claimed(parts, ana))
    reaches(phone, call_id, ana)
    with parts.units.begin() as unit:
        row = unit.interactions.by_call(call_id)
        assert row is not None
        check_right_party(unit, row, RightParty.WRONG_PERSON)
    ends(phone, call_id)
    wrap_up(parts, call_id, code)
    assert rows(parts)[0]["right_party"] == "no"
    assert (rows(parts, "tasks")[0]["state"], rows(parts, "leads")[0]["closed_reason"]) == (state, reason)


def test_a_refusal_rests_the_number_for_every_campaign_of_its_purpose(parts: Parts, ana: Person, phone: Phone) -> None:
    campaign = add_campaign(parts, ana)
    add_task(parts, campaign)
    call_id = dial(parts, ana, claimed(parts, ana))
    reaches(phone, call_id, ana)
    ends(phone, call_id)
    wrap_up(parts, call_id, "not_interested")
    add_task(parts, add_campaign(parts, ana, key="other"))
    assert claim_task(parts, ana, submission=submit(ana)) is None
    add_task(parts, add_campaign(parts, ana, key="care", purpose="service"))
    assert claim_task(parts, ana, submission=submit(ana)) is not None


def test_a_crash_between_the_commit_and_the_dial_leaves_an_unknown_fate_and_no_second_dial(
    parts: Parts, ana: Person, clock: FixedClock
) -> None:
    add_task(parts, add_campaign(parts, ana))
    dial(parts, ana, claimed(parts, ana))
    assert resolve_attempts(parts, frozenset()) == 0  # it may still be on its way
    clock.at += timedelta(minutes=1)
    assert resolve_attempts(parts, frozenset()) == 1
    assert resolve_attempts(parts, frozenset()) == 0
    attempt = rows(parts)[0]
    assert (attempt["state"], attempt["result"]) == ("unknown", "unknown")
    wrap_up(parts, str(attempt["id"]), "no_answer")
    assert rows(parts, "tasks")[0]["state"] == "closed"
    add_task(parts, add_campaign(parts, ana, key="other"))
    clock.at += timedelta(days=1)
    assert claim_task(parts, ana, submission=submit(ana)) is None
    assert len(rows(parts, "switch_commands")) == 1


def test_a_live_call_is_not_lost(parts: Parts, ana: Person, clock: FixedClock) -> None:
    add_task(parts, add_campaign(parts, ana))
    call_id = dial(parts, ana, claimed(parts, ana))
    clock.at += timedelta(minutes=1)
    assert resolve_attempts(parts, frozenset({call_id})) == 0
    assert rows(parts)[0]["state"] == "intended"


def test_a_person_settles_an_unknown_fate_once(parts: Parts, ana: Person, clock: FixedClock) -> None:
    add_task(parts, add_campaign(parts, ana))
    dial(parts, ana, claimed(parts, ana))
    clock.at += timedelta(minutes=1)
    resolve_attempts(parts, frozenset())
    attempt = rows(parts)[0]
    wrap_up(parts, str(attempt["id"]), "no_answer")
    sofia = add_agent(parts, "sofia", role="supervisor")
    settle_attempt(parts, sofia, attempt["id"], "no_answer", submission=submit(sofia))  # type: ignore[arg-type]
    assert (rows(parts)[0]["state"], rows(parts)[0]["result"]) == ("ended", "no_answer")
    assert rows(parts, "tasks")[0]["state"] == "ready"
    with pytest.raises(ConflictError):
        settle_attempt(parts, sofia, attempt["id"], "busy", submission=submit(sofia))  # type: ignore[arg-type]


def test_do_not_call_on_the_preview_closes_the_task_for_good(parts: Parts, ana: Person) -> None:
    add_task(parts, add_campaign(parts, ana))
    row = claimed(parts, ana)
    suppress_task(parts, ana, row.id, submission=submit(ana))
    assert (rows(parts, "tasks")[0]["state"], rows(parts, "leads")[0]["closed_reason"]) == ("closed", "do_not_call")
    assert presence_of(parts, ana) is PresenceState.READY


def test_every_attempt_is_told_to_the_analytics_side_once(parts: Parts, ana: Person, phone: Phone) -> None:
    add_task(parts, add_campaign(parts, ana))
    call_id = dial(parts, ana, claimed(parts, ana))
    ends(phone, call_id, Cause.BUSY)
    with parts.units.read() as unit:
        told = unit.connection.execute(text("SELECT key, payload FROM outbox WHERE topic = 'attempts'")).all()
    assert [(row.key, row.payload["result"], row.payload["campaign"]) for row in told] == [(call_id, "busy", "deposit")]
