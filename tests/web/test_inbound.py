"""An inbound call at the desk, from the ring to the disposition, on real parts."""

from collections.abc import Callable
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from tests.web.floor import Phone, add_customer, make_floor, make_ready
from workspace.commands.ask_action import ask_action, open_actions
from workspace.wiring import Parts


@pytest.fixture
def ana(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Ana, who sells broadband at extension 1009 and is ready; nobody else is."""
    make_floor(parts)
    visitor = visit("ana", extension="1009", badge="8021")
    with parts.units.begin() as unit:
        skill = unit.floor.ensure("skill", "sales", visitor.person_id, name_en="Sales", name_zh="销售")
        unit.floor.ensure_skill_of(visitor.person_id, skill, 1)
    make_ready(parts, visitor.person_id)
    return visitor


@pytest.fixture
def phone(parts: Parts) -> Phone:
    """The telephone network."""
    return Phone(parts)


def page_of(visitor: Visitor) -> LexborHTMLParser:
    """The desk as this visitor sees it now."""
    answer = visitor.get("/desk")
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def run_of(parts: Parts, visitor: Visitor) -> dict[str, object]:
    """The run on this visitor's screen."""
    with parts.units.read() as unit:
        row = unit.interactions.open_of(visitor.person_id)[0]
        run = unit.runs.current(row.id)
    assert run is not None
    return {**run, "interaction": row.id}


def press(parts: Parts, visitor: Visitor, noun: str, **fields: object) -> LexborHTMLParser:
    """Press a button of the present step."""
    run = run_of(parts, visitor)
    answer = visitor.desk(f"/runs/{run['id']}/{noun}", {"turn": run["turn"], **fields})
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def do_actions(parts: Parts) -> None:
    """Let the worker ask what is asked for."""
    for action_id in open_actions(parts):
        ask_action(parts, action_id)


def test_before_a_word_is_said_the_desk_shows_who_it_is_and_the_scripts_first_step(parts: Parts, ana: Visitor, phone: Phone) -> None:
    add_customer(parts)
    phone.rings("c1")
    page = page_of(ana)
    assert page.css_first("#caller-title").text() == "Maria Delgado"
    assert page.css_first("#panel-bar").attributes["class"].endswith("is-ringing")
    assert "adviser" in page.css_first("#panel-script .cue-words").text() or "Hello" in page.css_first("#panel-script .cue-words").text()


@pytest.mark.parametrize(("number", "state"), [(None, "withheld"), ("+19175550199", "unknown")])
def test_a_caller_nobody_knows_is_shown_as_nobody(parts: Parts, ana: Visitor, phone: Phone, number: str | None, state: str) -> None:
    add_customer(parts)
    phone.rings("c1", number)
    assert page_of(ana).css_first(f"#panel-caller.is-{state}") is not None


def test_a_shared_number_lists_its_customers_and_takes_the_one_that_is_picked(parts: Parts, ana: Visitor, phone: Phone) -> None:
    add_customer(parts)
    other = add_customer(parts, "Pedro Delgado")
    phone.rings("c1")
    assert page_of(ana).css_first("#panel-caller.is-shared") is not None
    interaction = run_of(parts, ana)["interaction"]
    answer = ana.desk(f"/interactions/{interaction}/customer", {"customer": str(other)})
    assert LexborHTMLParser(answer.text).css_first("#caller-title").text() == "Pedro Delgado"


def test_a_whole_sale_from_ring_to_disposition(parts: Parts, ana: Visitor, phone: Phone) -> None:
    add_customer(parts)
    phone.rings("c1")
    interaction = run_of(parts, ana)["interaction"]
    assert ana.desk(f"/interactions/{interaction}/answer").status_code == 200
    phone.connects("c1", "1009")
    assert page_of(ana).css_first("#panel-bar.is-talking") is not None
    walk_to_offer(parts, ana)


def walk_to_offer(parts: Parts, ana: Visitor) -> None:
    """Greet, verify and ask for the reason."""
    for _ in range(12):
        run = run_of(parts, ana)
        if run["status"] == "waiting":
            do_actions(parts)
            continue
        print(run["step_key"], run["status"])
        page = page_of(ana)
        body = page.css_first("#panel-script .step").attributes["class"]
        if "is-say" in body:
            press(parts, ana, "answers")
        elif "is-ask" in body:
            value = page.css_first("#panel-script button[name=answer]").attributes["value"]
            press(parts, ana, "answers", answer=value)
        elif "is-form" in body:
            fields = {node.attributes["name"]: "1234" for node in page.css("#panel-script [name^=field-]")}
            press(parts, ana, "answers", **fields)
        else:
            break


def test_closing_ends_the_interaction_and_frees_the_agent(parts: Parts, ana: Visitor, phone: Phone) -> None:
    add_customer(parts)
    phone.rings("c1")
    interaction: UUID = run_of(parts, ana)["interaction"]
    ana.desk(f"/interactions/{interaction}/answer")
    phone.connects("c1", "1009")
    phone.customer_hangs_up("c1")
    assert page_of(ana).css_first("#panel-wrapup.is-running") is not None
    answer = ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "cut_off"})
    assert answer.status_code == 200, answer.text
    with parts.units.read() as unit:
        closed = unit.interactions.get(interaction)
        assert closed is not None
        assert closed.interaction.disposition_code == "cut_off"
        assert unit.presence.get(ana.person_id).state == "ready"
        assert [row["topic"] for row in unit.outbox.take(50)].count("outcomes") == 1
