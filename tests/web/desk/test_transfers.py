"""A customer who is sent on arrives with everything: script, answers, offers, notes; and nobody on the way loses anything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select, update

from adapters.database.tables.interactions import interactions
from adapters.database.tables.ledger import outbox
from adapters.database.tables.people import people, vendors
from adapters.database.tables.routing import queues
from flows.telephony.call_event import CallEventKind
from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk, confirm
from tests.web.floor import make_ready
from workspace.commands.sweep_calls import settle_transfers, time_out_rings
from workspace.commands.take_call_event import take_call_event
from workspace.wiring.parts import InteractionRow, Parts, new_id

Kind = CallEventKind
BRUNOS = "1012"


@pytest.fixture
def bruno(parts: Parts, ana: Visitor, visit: Callable[..., Visitor]) -> Visitor:
    """Bruno, Ana's colleague, who serves and is ready."""
    visitor = visit("bruno", extension=BRUNOS, badge="8022")
    with parts.units.begin() as unit:
        service = unit.floor.ensure("skill", "service", new_id(), name_en="service", name_zh="service")
        unit.floor.ensure_skill_of(visitor.person_id, service, 1)
    make_ready(parts, visitor.person_id)
    return visitor


def desk_of(visitor: Visitor) -> LexborHTMLParser:
    answer = visitor.get("/desk")
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    return LexborHTMLParser(answer.text)  # type: ignore[attr-defined]


def words(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    return " ".join(found.text().split()) if found else ""


def path_of(page: LexborHTMLParser) -> list[str]:
    return [node.text(strip=True) for node in page.css(".path li")]


def open_of(parts: Parts, visitor: Visitor) -> list[InteractionRow]:
    with parts.units.read() as unit:
        return unit.interactions.open_of(visitor.person_id)


def presence_of(parts: Parts, visitor: Visitor) -> str:
    with parts.units.read() as unit:
        presence = unit.presence.get(visitor.person_id)
    return f"{presence.state}" if presence else ""


def sent_to_queue(walk: Walk, key: str = "service") -> None:
    answer = walk.ask("transfers", to=f"queue:{key}")
    assert answer.status_code == 200, answer.text
    confirm(walk, Kind.TRANSFERRED, "transfer", transferred_to=key)


def sent_to(walk: Walk, colleague: Visitor, mode: str = "blind") -> None:
    answer = walk.ask("transfers", to=f"person:{colleague.person_id}", mode=mode)
    assert answer.status_code == 200, answer.text
    if mode == "blind":
        confirm(walk, Kind.TRANSFERRED, "transfer", transferred_to=BRUNOS)
    else:
        confirm(walk, Kind.HELD, "consult", consulted=BRUNOS)


def test_script_answers_offers_and_notes_arrive_and_nothing_is_asked_twice(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks().to_offer().press("offer-responses", response="declined", reason="price")
    assert walk.ask("notes", text="Wants it by Friday").status_code == 204
    run, step = walk.run, walk.step
    before = path_of(walk.page())
    sent_to_queue(walk)
    page = desk_of(bruno)
    assert "is-ringing" in (page.css_first("#panel-bar").attributes["class"] or "")
    assert "Ana" in words(page, "#panel-bar .call")
    assert words(page, "#panel-notes .earlier-note") == "Ana Wants it by Friday"
    walk.phone.connects("c1", BRUNOS)
    (row,) = open_of(parts, bruno)
    with parts.units.read() as unit:
        after = unit.runs.current(row.id)
        moves = unit.runs.moves(run["id"])
    assert after is not None
    assert (after["id"], after["bundle_id"], after["step_key"]) == (run["id"], run["bundle_id"], step)
    assert [move["turn"] for move in moves] == list(range(len(moves)))
    assert moves[-1]["person_id"] == bruno.person_id
    assert moves[-2]["person_id"] == walk.agent.person_id
    page = desk_of(bruno)
    assert page.css_first(f'#panel-script[data-run="{run["id"]}"]') is not None
    # The same way, said with Bruno's number now.
    assert [item.replace("8022", "8021") for item in path_of(page)] == before
    assert len(before) > 3
    refused = page.css_first("#panel-offers")
    assert refused is not None
    assert row["customer_id"] == walk.customer_id
    with parts.units.read() as unit:
        said = {(each["offer_key"], each["response"]) for each in unit.offers.responses_of(row.id)}
    assert ("fibre_1000m", "declined") in said


def test_the_first_agent_wraps_up_their_own_part(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks().to_reason()
    first = walk.interaction
    sent_to_queue(walk)
    page = walk.page()
    assert presence_of(parts, walk.agent) == "wrapping_up"
    assert "Bruno" in words(page, "#panel-script .empty")
    assert page.css_first("#panel-wrapup input[value=transferred][checked]") is not None
    assert walk.closes("transferred").status_code == 200
    assert presence_of(parts, walk.agent) == "ready"
    walk.phone.connects("c1", BRUNOS)
    assert "Ana → Bruno" in words(desk_of(bruno), "#panel-caller .history")
    (second,) = open_of(parts, bruno)
    walk.phone.customer_hangs_up("c1")
    answer = bruno.desk(f"/interactions/{second.id}/wrap-up", {"disposition": "unverified"})
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    with parts.units.read() as unit:
        told = unit.connection.execute(select(outbox.c.key, outbox.c.payload).where(outbox.c.topic == "outcomes"))
        rows = {row.key: row.payload for row in told}
        steps = unit.connection.execute(select(outbox.c.payload).where(outbox.c.topic == "script_steps")).scalars().all()
    mine, theirs = rows[str(first)], rows[str(second.id)]
    assert (mine["result"], mine["disposition"], mine["person_id"]) == ("transferred", "transferred", str(walk.agent.person_id))
    assert (theirs["result"], theirs["disposition"], theirs["person_id"]) == ("answered", "unverified", str(bruno.person_id))
    assert (mine["transferred_to"], theirs["transferred_from"]) == (str(second.id), str(first))
    assert (mine["transferred_from"], theirs["transferred_to"]) == (None, None)
    assert mine["script_key"] == theirs["script_key"] == "broadband_inbound"
    assert {step["person_id"] for step in steps} == {str(walk.agent.person_id), str(bruno.person_id)}


def test_asked_first_the_colleague_is_kept_sees_what_it_is_about_and_takes_over(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks().to_reason()
    walk.ask("notes", text="Slow since Monday")
    sent_to(walk, bruno, "warm")
    assert presence_of(parts, bruno) == "engaged"
    question = words(desk_of(bruno), "#question")
    assert "Ana asks you" in question
    assert "Maria Delgado" in question
    assert "Slow since Monday" in question
    assert "Bruno" in words(walk.page(), "#panel-bar .call-controls")
    run = walk.run["id"]
    assert walk.ask("call-commands", command="hand_over").status_code == 200
    confirm(walk, Kind.TRANSFERRED, "hand_over", transferred_to=BRUNOS)
    walk.phone.connects("c1", BRUNOS)
    (row,) = open_of(parts, bruno)
    with parts.units.read() as unit:
        assert (unit.runs.current(row.id) or {})["id"] == run
    assert presence_of(parts, bruno) == "engaged"
    assert presence_of(parts, walk.agent) == "wrapping_up"
    assert words(desk_of(bruno), "#question") == ""


def test_back_with_the_customer_the_colleague_is_free_again(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks()
    sent_to(walk, bruno, "warm")
    assert walk.ask("call-commands", command="resume").status_code == 200
    confirm(walk, Kind.RESUMED, "resume")
    assert presence_of(parts, bruno) == "ready"
    assert words(desk_of(bruno), "#question") == ""
    assert walk.page().css_first("#transfer") is not None


def test_a_customer_who_leaves_during_the_question_frees_the_colleague(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks()
    sent_to(walk, bruno, "warm")
    walk.phone.customer_hangs_up("c1")
    assert presence_of(parts, bruno) == "ready"
    assert presence_of(parts, walk.agent) == "wrapping_up"


def test_a_customer_who_leaves_before_the_colleague_speaks_frees_them(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks()
    sent_to(walk, bruno, "warm")
    walk.ask("call-commands", command="hand_over")
    confirm(walk, Kind.TRANSFERRED, "hand_over", transferred_to=BRUNOS)
    walk.phone.customer_hangs_up("c1")
    assert presence_of(parts, bruno) == "ready"


def test_a_switch_that_refuses_to_ring_the_colleague_frees_them(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks()
    walk.ask("transfers", to=f"person:{bruno.person_id}", mode="warm")
    confirm(walk, Kind.COMMAND_REFUSED, "consult", reason="nobody_there")
    assert presence_of(parts, bruno) == "ready"
    assert open_of(parts, walk.agent)[0]["consulted_id"] is None


def test_blind_to_a_colleague_rings_there_and_unanswered_it_goes_to_the_queue(
    parts: Parts, walk: Walk, bruno: Visitor, visit: Callable[..., Visitor]
) -> None:
    walk.talks().to_reason()
    run = walk.run["id"]
    sent_to(walk, bruno)
    assert "is-ringing" in (desk_of(bruno).css_first("#panel-bar").attributes["class"] or "")
    dana = visit("dana", extension="1013")
    with parts.units.begin() as unit:
        unit.floor.ensure_skill_of(dana.person_id, unit.floor.ensure("skill", "sales", new_id(), name_en="sales", name_zh="sales"), 1)
    make_ready(parts, dana.person_id)
    (row,) = open_of(parts, bruno)
    answer = bruno.desk(f"/interactions/{row.id}/rejection")
    assert answer.status_code == 200  # type: ignore[attr-defined]
    (again,) = open_of(parts, dana)
    assert again.id == row.id
    with parts.units.read() as unit:
        assert (unit.runs.current(again.id) or {})["id"] == run
    assert presence_of(parts, bruno) == "not_ready"


def test_meant_for_a_colleague_who_never_comes_it_is_anybodys(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    walk.talks()
    sent_to(walk, bruno, "warm")
    walk.ask("call-commands", command="hand_over")
    confirm(walk, Kind.TRANSFERRED, "hand_over", transferred_to=BRUNOS)
    with parts.units.begin() as unit:
        past = unit.now - timedelta(seconds=1)
        unit.connection.execute(update(interactions).where(interactions.c.leg == 1).values(preferred_until=past))
    assert settle_transfers(parts) == 1
    assert presence_of(parts, bruno) == "ready"
    assert time_out_rings(parts) == 0


def test_no_order_of_the_facts_loses_the_run(parts: Parts, walk: Walk, bruno: Visitor) -> None:
    """The transfer is heard of last: the run still goes where the customer is."""
    walk.talks().to_reason()
    run, first = walk.run["id"], walk.interaction
    answered, at = walk.phone.told[-1], parts.clock.now()
    take_call_event(parts, replace(answered, event_id="taken", at=at + timedelta(seconds=2), extension=BRUNOS))
    sent = replace(answered, event_id="sent", kind=Kind.TRANSFERRED, at=at + timedelta(seconds=1), transferred_to=BRUNOS)
    assert [take_call_event(parts, sent), take_call_event(parts, sent)] == [True, False]
    (row,) = open_of(parts, bruno)
    with parts.units.read() as unit:
        assert (unit.runs.current(row.id) or {})["id"] == run
        assert unit.runs.current(first) is None


def test_a_vendors_agent_gets_the_customer_masked(parts: Parts, walk: Walk, visit: Callable[..., Visitor]) -> None:
    vendor_id = new_id()
    with parts.units.begin() as unit:
        unit.connection.execute(vendors.insert(), {"id": vendor_id, "name": "Nightline"})
        unit.connection.execute(update(queues).where(queues.c.key == "service").values(vendor_id=vendor_id, skill_id=None))
    vera = visit("vera", extension="1014", vendor_id=vendor_id)
    make_ready(parts, vera.person_id)
    walk.talks().to_reason()
    walk.ask("notes", text="Call back on +14155550123")
    run = walk.run["id"]
    sent_to_queue(walk)
    walk.phone.connects("c1", "1014")
    page = desk_of(vera)
    assert page.css_first(f'#panel-script[data-run="{run}"]') is not None
    assert words(page, "#panel-caller h2") == "Ms. Delgado"
    assert "5550123" not in words(page, "body").replace(" ", "").replace("-", "")
    assert open_of(parts, vera)[0]["vendor_id"] == vendor_id


@pytest.fixture
def vera(parts: Parts, walk: Walk, visit: Callable[..., Visitor]) -> Visitor:
    """Vera, an agent of Nightline, a vendor that has no queue; she has Ana's customer, who was sent to Nightline as a whole."""
    vendor_id = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor_id, name="Nightline")
    vera = visit("vera", extension="1014", vendor_id=vendor_id)
    make_ready(parts, vera.person_id)
    walk.talks().to_reason()
    walk.ask("notes", text="Call back on +14155550123")
    menu = LexborHTMLParser(walk.agent.get(f"/interactions/{walk.interaction}/transfers").text)  # type: ignore[attr-defined]
    entry = menu.css_first(f"input[name=to][value='vendor:{vendor_id}']").parent
    assert "1 agent free" in entry.text()
    answer = walk.ask("transfers", to=f"vendor:{vendor_id}")
    assert answer.status_code == 200, answer.text
    confirm(walk, Kind.TRANSFERRED, "transfer", transferred_to="broadband")
    assert "is-ringing" in (desk_of(vera).css_first("#panel-bar").attributes["class"] or "")
    walk.phone.connects("c1", "1014")
    return vera


def offered_to(visitor: Visitor, interaction: UUID) -> set[str]:
    """Whom the menu offers."""
    menu = LexborHTMLParser(visitor.get(f"/interactions/{interaction}/transfers").text)  # type: ignore[attr-defined]
    return {node.attributes["value"] or "" for node in menu.css("input[name=to]")}


def test_sent_to_a_vendor_as_a_whole_its_agent_gets_the_customer_masked(parts: Parts, vera: Visitor) -> None:
    page = desk_of(vera)
    assert page.css_first("#panel-script[data-run]") is not None
    assert words(page, "#panel-caller h2") == "Ms. Delgado"
    assert "5550123" not in words(page, "body").replace(" ", "").replace("-", "")


def test_a_vendors_agent_transfers_only_where_the_contract_says(
    parts: Parts, vera: Visitor, bruno: Visitor, visit: Callable[..., Visitor]
) -> None:
    (row,) = open_of(parts, vera)
    vendor_id = row["vendor_id"]
    mate = visit("viktor", extension="1019", vendor_id=vendor_id)
    make_ready(parts, mate.person_id)
    url = f"/interactions/{row.id}/transfers"
    assert offered_to(vera, row.id) == {f"person:{mate.person_id}"}
    for target in ("queue:service", f"vendor:{vendor_id}"):
        assert vera.desk(url, {"to": target, "mode": "blind"}).status_code == 422  # type: ignore[attr-defined]
    assert vera.desk(url, {"to": f"person:{bruno.person_id}", "mode": "blind"}).status_code == 409  # type: ignore[attr-defined]

    sofia = visit("sofia", role="supervisor")
    with parts.units.read() as unit:
        service = unit.routing.queue("service")
    assert service is not None
    page = LexborHTMLParser(sofia.get(f"/vendors/{vendor_id}").text)  # type: ignore[attr-defined]
    assert page.css_first(f"form#transfers input[value='{service['id']}']") is not None
    assert sofia.post(f"/vendors/{vendor_id}/transfers", {"queues": str(service["id"])}).status_code == 303  # type: ignore[attr-defined]
    assert "queue:service" in offered_to(vera, row.id)
    assert vera.desk(url, {"to": "queue:service", "mode": "blind"}).status_code == 200  # type: ignore[attr-defined]


def test_a_vendors_agent_who_is_asked_is_told_no_name_and_no_note(
    parts: Parts, walk: Walk, vera: Visitor, visit: Callable[..., Visitor]
) -> None:
    (row,) = open_of(parts, vera)
    mate = visit("viktor", extension="1019", vendor_id=row["vendor_id"])
    make_ready(parts, mate.person_id)
    vera.desk(f"/interactions/{row.id}/notes", {"text": "Rings from +14155550123"})
    answer = vera.desk(f"/interactions/{row.id}/transfers", {"to": f"person:{mate.person_id}", "mode": "warm"})
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    question = words(desk_of(mate), "#question")
    assert "Ms. Delgado" in question
    assert "Maria" not in question
    assert "5550123" not in question


def test_the_menu_lists_queues_free_colleagues_and_supervisors(
    parts: Parts, walk: Walk, bruno: Visitor, visit: Callable[..., Visitor]
) -> None:
    sofia = visit("sofia", role="supervisor", extension="1015")
    make_ready(parts, sofia.person_id)
    away = visit("charlie", extension="1016")
    walk.talks()
    menu = LexborHTMLParser(walk.agent.get(f"/interactions/{walk.interaction}/transfers").text)  # type: ignore[attr-defined]
    offered = {(node.attributes["value"] or "") for node in menu.css("input[name=to]")}
    assert {"queue:service", f"person:{bruno.person_id}", f"person:{sofia.person_id}"} <= offered
    assert f"person:{away.person_id}" not in offered
    assert f"person:{walk.agent.person_id}" not in offered


def test_a_supervisor_takes_a_customer_at_their_own_desk(parts: Parts, walk: Walk, visit: Callable[..., Visitor]) -> None:
    sofia = visit("sofia", role="supervisor", extension="1015")
    make_ready(parts, sofia.person_id)
    walk.talks().to_reason()
    run = walk.run["id"]
    answer = walk.ask("transfers", to=f"person:{sofia.person_id}")
    assert answer.status_code == 200
    confirm(walk, Kind.TRANSFERRED, "transfer", transferred_to="1015")
    (row,) = open_of(parts, sofia)
    assert sofia.desk(f"/interactions/{row.id}/answer").status_code == 200  # type: ignore[attr-defined]
    walk.phone.connects("c1", "1015")
    assert desk_of(sofia).css_first(f'#panel-script[data-run="{run}"]') is not None


def test_wrong_method_wrong_person_already_done(parts: Parts, walk: Walk, bruno: Visitor, charlie: Visitor) -> None:
    walk.talks()
    url = f"/interactions/{walk.interaction}/transfers"
    assert walk.agent.client.put(url).status_code == 405
    assert charlie.get(url).status_code == 404  # type: ignore[attr-defined]
    assert charlie.desk(url, {"to": "queue:service"}).status_code == 404  # type: ignore[attr-defined]
    assert walk.ask("transfers", to="queue:nowhere").status_code == 422
    assert walk.ask("transfers", to=f"person:{charlie.person_id}").status_code == 409
    assert walk.ask("transfers", to=f"person:{UUID(int=0)}", mode="sideways").status_code == 422
    assert walk.ask("call-commands", command="hand_over").status_code == 409
    sent_to(walk, bruno, "warm")
    assert walk.ask("transfers", to="queue:service").status_code == 409
    key = new_id().hex
    first, second = (walk.ask("call-commands", key=key, command="hand_over") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    confirm(walk, Kind.TRANSFERRED, "hand_over", transferred_to=BRUNOS)
    assert walk.ask("transfers", to="queue:service").status_code == 409
    with parts.units.read() as unit:
        assert unit.connection.execute(select(people.c.login).where(people.c.id == bruno.person_id)).scalar() == "bruno"
