"""An outbound call at the desk, from the next task over the right-party check to the disposition, on the library's script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.database.tables.routing import dispositions
from flows.telephony.call_event import CallEventKind, Cause, Direction, Party
from tests.outbound import add_campaign, add_task, daytime_zone, rows
from tests.web.conftest import Visitor
from tests.web.floor import Phone, make_floor, make_ready
from tests.web.test_tasks import claim, dial, person_of
from workspace.wiring.parts import Parts


@pytest.fixture
def phone(parts: Parts) -> Phone:
    return Phone(parts)


@pytest.fixture
def ana(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Ana, with one lead of the term-deposit campaign to call."""
    make_floor(parts)
    visitor = visit("ana", extension="1009", badge="8021")
    make_ready(parts, visitor.person_id)
    campaign = add_campaign(parts, person_of(visitor), script_key="term_deposit_outbound")
    add_task(parts, campaign, zone=daytime_zone(parts.clock.now()))
    return visitor


def call(parts: Parts, phone: Phone, ana: Visitor, **answered: object) -> str:
    """Claim, dial and be answered; the call's id."""
    dial(ana, claim(ana))
    call_id = str(rows(parts)[0]["id"])
    phone.tell(call_id, CallEventKind.OFFERED, direction=Direction.OUTBOUND, extension="1009")
    phone.tell(call_id, CallEventKind.ANSWERED, direction=Direction.OUTBOUND, extension="1009", **answered)
    return call_id


def press(parts: Parts, ana: Visitor, noun: str, **fields: object) -> None:
    with parts.units.read() as unit:
        run = unit.runs.current(unit.interactions.open_of(ana.person_id)[0].id)
    assert run is not None
    answer = ana.desk(f"/runs/{run['id']}/{noun}", {"turn": run["turn"], **fields})
    assert answer.status_code == 200, answer.text


def hang_up(phone: Phone, call_id: str) -> None:
    phone.tell(call_id, CallEventKind.HUNG_UP, direction=Direction.OUTBOUND, cause=Cause.NORMAL, hung_up_by=Party.AGENT)


def wrap_up(parts: Parts, ana: Visitor, code: str) -> object:
    with parts.units.read() as unit:
        interaction = unit.interactions.open_of(ana.person_id)[0].id
    return ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": code})


def test_the_preview_shows_how_the_script_begins(ana: Visitor) -> None:
    assert "Hello, am I speaking to Mr. Becker?" in claim(ana).css_first("#panel-next .muted").text()


def test_the_script_is_there_before_anybody_answers(ana: Visitor) -> None:
    page = LexborHTMLParser(dial(ana, claim(ana)).text)
    assert "am I speaking to Mr. Becker" in page.css_first("#panel-script").text()
    assert "Dialling" in page.css_first("#panel-bar").text()


@pytest.mark.parametrize(("said", "party"), [("yes", "yes"), ("away", "no"), ("wrong", "no")])
def test_the_right_party_check_is_kept_with_the_attempt(parts: Parts, ana: Visitor, phone: Phone, said: str, party: str) -> None:
    call(parts, phone, ana)
    press(parts, ana, "answers", answer=said)
    assert rows(parts)[0]["right_party"] == party


def test_the_exit_for_a_wrong_person_is_kept_too(parts: Parts, ana: Visitor, phone: Phone) -> None:
    call(parts, phone, ana)
    press(parts, ana, "exits", exit="wrong_person")
    assert rows(parts)[0]["right_party"] == "no"


def test_a_whole_call_ends_with_a_lead_reached_and_an_agent_free(parts: Parts, ana: Visitor, phone: Phone) -> None:
    call_id = call(parts, phone, ana)
    press(parts, ana, "answers", answer="yes")
    hang_up(phone, call_id)
    assert wrap_up(parts, ana, "not_interested").status_code == 200
    assert (rows(parts, "tasks")[0]["state"], rows(parts, "leads")[0]["closed_reason"]) == ("done", "reached")
    with parts.units.read() as unit:
        presence = unit.presence.get(ana.person_id)
    assert presence is not None
    assert presence.state == "ready"


def test_an_answering_machine_is_suggested_and_tried_another_day(parts: Parts, ana: Visitor, phone: Phone) -> None:
    call_id = call(parts, phone, ana, cause=Cause.MACHINE)
    hang_up(phone, call_id)
    page = LexborHTMLParser(ana.get("/desk").text)
    assert page.css_first("#panel-wrapup input[name=disposition][checked]").attributes["value"] == "machine"
    assert wrap_up(parts, ana, "machine").status_code == 200
    assert (rows(parts)[0]["result"], rows(parts, "tasks")[0]["state"]) == ("machine", "ready")


def test_a_callback_at_wrap_up_keeps_the_lead_for_its_promised_task(parts: Parts, ana: Visitor, phone: Phone) -> None:
    call_id = call(parts, phone, ana)
    press(parts, ana, "answers", answer="yes")
    hang_up(phone, call_id)
    with parts.units.read() as unit:
        interaction = unit.interactions.open_of(ana.person_id)[0].id
    refused = ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "callback", "callback_at": "2020-01-01T10:00"})
    assert refused.status_code == 422
    tomorrow = parts.clock.now() + timedelta(days=2)
    at = tomorrow.strftime("%Y-%m-%dT12:00")
    answer = ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "callback", "callback_at": at})
    assert answer.status_code == 200, answer.text
    assert sorted((row["kind"], row["state"]) for row in rows(parts, "tasks")) == [("call", "done"), ("callback", "ready")]
    assert rows(parts, "leads")[0]["state"] == "open"


def test_a_busy_line_leaves_nothing_to_do_but_the_next_task(parts: Parts, ana: Visitor, phone: Phone) -> None:
    dial(ana, claim(ana))
    call_id = str(rows(parts)[0]["id"])
    phone.tell(call_id, CallEventKind.HUNG_UP, direction=Direction.OUTBOUND, cause=Cause.BUSY, hung_up_by=Party.NETWORK)
    page = LexborHTMLParser(ana.get("/desk").text)
    assert page.css_first("#claim button") is not None
    with parts.units.read() as unit:
        assert unit.interactions.open_of(ana.person_id) == []


def test_a_survey_asks_about_each_service_in_turn(parts: Parts, phone: Phone, visit: Callable[..., Visitor]) -> None:
    make_floor(parts)
    bruno = visit("bruno", extension="1009", badge="8022")
    make_ready(parts, bruno.person_id)
    campaign = add_campaign(parts, person_of(bruno), script_key="satisfaction_survey", purpose="survey")
    add_task(parts, campaign, zone=daytime_zone(parts.clock.now()))
    call_id = call(parts, phone, bruno)
    for said in ("yes", "yes", "no", "9"):
        press(parts, bruno, "answers", answer=said)
    press(parts, bruno, "answers", fields="1", **{"field-used": ["network", "hotline"]})
    assert "the connection" in LexborHTMLParser(bruno.get("/desk").text).css_first("#panel-script").text()
    press(parts, bruno, "answers", answer="4")
    assert "our telephone service" in LexborHTMLParser(bruno.get("/desk").text).css_first("#panel-script").text()
    press(parts, bruno, "answers", answer="3")
    for said in ("people", "yes", ""):
        press(parts, bruno, "answers", **({"answer": said} if said else {}))
    hang_up(phone, call_id)
    assert wrap_up(parts, bruno, "surveyed").status_code == 200
    assert rows(parts)[0]["right_party"] == "yes"


def test_a_lead_who_is_sent_on_was_reached_and_an_opt_out_said_later_still_counts(
    parts: Parts, ana: Visitor, phone: Phone, visit: Callable[..., Visitor]
) -> None:
    """Ana dials and sends on before she has asked who it is: her task is done; Bruno checks, and hears that they want no more calls."""
    bruno = visit("bruno", extension="1012", badge="8022")
    make_ready(parts, bruno.person_id)
    call_id = call(parts, phone, ana)
    with parts.units.begin() as unit:
        refusal = dispositions.c.code == "not_interested"
        unit.connection.execute(dispositions.update().where(refusal).values(kind="opt_out"))
        interaction = unit.interactions.open_of(ana.person_id)[0].id
    assert ana.desk(f"/interactions/{interaction}/transfers", {"to": f"person:{bruno.person_id}", "mode": "blind"}).status_code == 200
    phone.tell(call_id, CallEventKind.TRANSFERRED, direction=Direction.OUTBOUND, extension="1009", transferred_to="1012")
    assert wrap_up(parts, ana, "transferred").status_code == 200
    assert [row["state"] for row in rows(parts, "tasks")] == ["done"]
    assert [row["result"] for row in rows(parts)] == ["answered"]
    assert rows(parts, "leads")[0]["closed_reason"] == "reached"

    phone.tell(call_id, CallEventKind.ANSWERED, direction=Direction.OUTBOUND, extension="1012")
    press(parts, bruno, "answers", answer="yes")
    assert rows(parts)[0]["right_party"] == "yes"
    hang_up(phone, call_id)
    assert wrap_up(parts, bruno, "not_interested").status_code == 200
    assert rows(parts, "leads")[0]["closed_reason"] == "do_not_call"
    assert len(rows(parts, "tasks")) == 1
