"""An inbound call at the desk, from the ring to the disposition, on real parts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from tests.web.floor import Phone, add_customer
from workspace.commands.sweep_calls import close_unattended_calls
from workspace.wiring.parts import Parts


def topics(parts: Parts) -> list[str]:
    with parts.engine.connect() as connection:
        return list(connection.execute(text("SELECT topic FROM outbox ORDER BY id")).scalars())


def test_before_a_word_is_said_the_desk_shows_who_it_is_and_the_scripts_first_step(walk: Walk) -> None:
    page = walk.rings().page()
    assert page.css_first("#caller-title").text() == "Maria Delgado"
    assert page.css_first("#panel-bar.is-ringing") is not None
    assert "agent 8021 speaking" in page.css_first("#panel-script .cue-words").text()


@pytest.mark.parametrize(("number", "state"), [(None, "withheld"), ("+19175550199", "unknown")])
def test_a_caller_nobody_knows_is_shown_as_nobody(walk: Walk, number: str | None, state: str) -> None:
    assert walk.rings(number=number).find(f"#panel-caller.is-{state}")


def test_a_shared_number_lists_its_customers_and_takes_the_one_that_is_picked(parts: Parts, walk: Walk) -> None:
    other = add_customer(parts, "Pedro Delgado")
    walk.rings()
    assert len(walk.page().css("#panel-caller.is-shared .hit")) == 2
    answer = walk.ask("customer", customer=str(other))
    assert LexborHTMLParser(answer.text).css_first("#caller-title").text() == "Pedro Delgado"


def test_a_whole_sale_from_ring_to_the_next_pop(parts: Parts, walk: Walk, phone: Phone) -> None:
    walk.rings()
    assert LexborHTMLParser(walk.ask("answer").text).css_first("[data-answer][aria-busy]") is not None
    phone.connects("c1", "1009")
    walk.to_offer()
    assert "You have 100 Mbps now" in walk.find("#panel-script .cue-words").text()
    assert "gigabit" in walk.find(".offer-name").text().lower()
    opened = walk.press("objections", objection="too_expensive")
    assert "a day for the whole family" in opened.css_first(".cue.is-objection").text()
    walk.press("objections", objection="")
    walk.press("offer-responses", response="accepted")
    assert walk.find("#panel-script button[value=given][disabled]")
    walk.press("ticks", line="price")
    walk.press("ticks", line="cooling_off")
    assert len(walk.page().css(".read-back .is-ticked")) == 2
    walk.press("consents", consent="given")
    assert walk.find("#panel-script .step.is-do")
    walk.do_actions()
    with parts.engine.connect() as connection:
        number = connection.execute(text("SELECT number FROM bss_orders WHERE account = :a"), {"a": walk.account}).scalar_one()
    assert number in walk.find("#panel-script .cue-words").text()
    walk.press("answers")
    assert walk.find(".chip.is-suggested input").attributes["value"] == "sold"
    phone.customer_hangs_up("c1")
    assert walk.find("#panel-wrapup.is-running")
    assert walk.closes("sold").status_code == 200
    said = topics(parts)
    assert said.count("outcomes") == 1
    assert {"offer_responses", "script_steps", "presence"} <= set(said)
    with parts.units.read() as unit:
        assert unit.presence.get(walk.agent.person_id).state == "ready"

    phone.rings("c2")
    assert "Gigabit fibre" in walk.find("#panel-caller .holdings:last-of-type").text()


def test_a_declined_offer_gives_way_to_the_next_and_rests_in_every_script(parts: Parts, walk: Walk, phone: Phone) -> None:
    walk.talks().to_offer()
    first = walk.find(".offer-name").text()
    walk.press("offer-responses", response="declined", reason="price")
    assert walk.find("#panel-script .step.is-offer")
    assert walk.find(".offer-name").text() != first
    phone.customer_hangs_up("c1")
    walk.closes("not_interested")

    phone.rings("c2", dialled="+18005550100")
    open_to_all = [node.text() for node in walk.page().css("#panel-offers li.ranked-offer:not(.is-rested)")]
    assert open_to_all
    assert not any(first in words for words in open_to_all)
    phone.connects("c2", "1009")
    assert walk.step == "greet"
    with parts.units.read() as unit:
        offered = {row["offer_key"] for row in unit.offers.responses_of(walk.interaction)}
        assert "fibre_1000m" in unit.offers.rests(walk.customer_id)
    assert "fibre_1000m" not in offered


def test_later_leads_to_a_time_for_the_call_back(walk: Walk) -> None:
    walk.talks().to_offer().press("offer-responses", response="later")
    assert walk.step == "when_to_call"
    assert walk.find("[name=field-callback_at][type=datetime-local]")


def test_with_nothing_left_to_offer_the_script_goes_on(walk: Walk) -> None:
    walk.talks().to_offer()
    for _ in range(9):
        if not walk.step.endswith(("offer", "offer_1000m")):
            break
        walk.press("offer-responses", response="declined", reason="no_need")
    assert walk.step == "wrap"


def test_a_caller_cut_off_who_rings_back_is_offered_the_run_where_it_stopped(walk: Walk, phone: Phone) -> None:
    walk.talks().to_reason()
    phone.customer_hangs_up("c1")
    walk.closes("cut_off")
    phone.rings("c2")
    assert walk.step == "greet"
    resume = walk.find('#panel-script form[id^="resume-"] input[name=resume]').attributes["value"]
    phone.connects("c2", "1009")
    answer = walk.ask("runs", resume=resume)
    assert answer.status_code == 200, answer.text
    assert walk.step == "reason"
    assert walk.page().css_first('form[id^="resume-"]') is None
    walk.press("answers", answer="slow")
    assert walk.step == "offer_1000m"


def test_of_two_agents_who_go_on_with_a_call_at_once_one_does(
    walk: Walk, phone: Phone, parts: Parts, visit: Callable[..., Visitor]
) -> None:
    walk.talks().to_reason()
    cut_off = walk.run["id"]
    phone.customer_hangs_up("c1")
    walk.closes("cut_off")
    bruno = Walk(parts, visit("bruno", extension="1010"), phone)
    for call_id, extension in (("c2", "1009"), ("c3", "1010")):
        phone.rings(call_id)
        phone.connects(call_id, extension)
    with ThreadPoolExecutor(2) as both, parts.units.begin() as unit:
        unit.runs.get(cut_off, lock=True)
        asked = [both.submit(agent.ask, "runs", resume=str(cut_off)) for agent in (walk, bruno)]
        assert not wait(asked, timeout=0.3).done
    assert sorted(answer.result().status_code for answer in asked) == [200, 404]


def test_a_customer_relinked_in_the_middle_changes_what_is_said(parts: Parts, walk: Walk) -> None:
    other = add_customer(parts, "Pedro Gomez", "+14155550177")
    walk.talks().press("answers")
    assert "Delgado" in walk.find("[id^=question]").text()
    assert walk.ask("customer", customer=str(other)).status_code == 200
    assert "Gomez" in walk.find("[id^=question]").text()
    assert walk.find("#caller-title").text() == "Pedro Gomez"


def test_closing_ends_the_interaction_and_frees_the_agent(parts: Parts, ana: Visitor, walk: Walk, phone: Phone) -> None:
    walk.talks()
    interaction = walk.interaction
    phone.customer_hangs_up("c1")
    key = "the-same-key"
    assert walk.ask("wrap-up", key, disposition="cut_off").status_code == 200
    again = ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "cut_off"}, key=key)
    other = ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "sold"}, key=key)
    late = ana.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "sold"})
    assert (again.status_code, other.status_code, late.status_code) == (200, 422, 409)
    with parts.units.read() as unit:
        closed = unit.interactions.get(interaction)
        assert closed is not None
        assert closed.interaction.disposition_code == "cut_off"
        assert unit.presence.get(ana.person_id).state == "ready"
    assert topics(parts).count("outcomes") == 1


def test_a_call_answered_at_a_telephone_of_nobodys_is_closed_by_itself(parts: Parts, walk: Walk, phone: Phone) -> None:
    interaction = walk.rings().interaction
    phone.connects("c1", "5999")
    phone.customer_hangs_up("c1")
    with parts.units.begin() as unit:
        unit.interactions.set(interaction, person_id=None, wrap_up_until=unit.now - timedelta(seconds=1))
    close_unattended_calls(parts)
    with parts.units.read() as unit:
        row = unit.interactions.get(interaction)
    assert row is not None
    assert row.interaction.is_over
