"""The page of operations, and its two buttons; each asked the four questions."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text

from tests.outbound import add_agent, add_campaign, add_task, daytime_zone, submit
from tests.web.conftest import Visitor
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.commands.relay_outbox import relay_outbox
from workspace.commands.verify_hourly import verify_hourly
from workspace.wiring.parts import Parts, assemble

FAULT = {"action": "bss.get_plan", "kind": "slow", "seconds": "2.5", "times": "3"}


@pytest.fixture
def alex(visit: Callable[..., Visitor]) -> Visitor:
    """Alex, who keeps the installation running."""
    return visit("alex", role="admin")


def page(visitor: Visitor) -> LexborHTMLParser:
    answer = visitor.get("/operations")
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def parked_row(parts: Parts) -> int:
    """The id of a fact that the analytics side would not take."""
    with parts.units.begin() as unit:
        unit.outbox.add("gossip", "heard:1", {"happened_at": unit.now})
    relay_outbox(parts)
    with parts.units.read() as unit:
        return int(unit.operations.parked()[0]["id"])


def set_faults(parts: Parts) -> list[tuple[str, str, float, int | None]]:
    with parts.units.read() as unit:
        return [(fault.action, fault.kind, float(fault.seconds), fault.times) for fault in unit.bss.faults()]


def test_a_quiet_installation_says_that_all_is_well(alex: Visitor) -> None:
    shown = page(alex)
    assert shown.css_first("#oldest").text() == "Nothing waits to be sent."
    titles = [one.text() for one in shown.css(".empty-title")]
    assert titles == [
        "Not checked yet",
        "The fate of every call is known",
        "Nothing came too late",
        "No fault is set",
    ]


def test_the_page_says_how_long_the_oldest_fact_waits_in_both_languages(parts: Parts, alex: Visitor) -> None:
    with parts.units.begin() as unit:
        for key in ("a", "b"):
            unit.outbox.add("outcomes", key, {})
        unit.connection.execute(text("UPDATE outbox SET created_at = now() - interval '3 hours', attempts = 2 WHERE key = 'a'"))
    shown = page(alex)
    assert shown.css_first("#oldest").text() == "Oldest unsent: 3 hours"
    assert [one.text() for one in shown.css(".facts dd")] == ["2", "1", "0"]
    alex.post("/language", {"language": "zh", "next": "/"})
    assert page(alex).css_first("#oldest").text() == "最早未发送：3小时"


def test_a_parked_fact_is_shown_with_its_reason_and_sent_again(parts: Parts, alex: Visitor) -> None:
    row = parked_row(parts)
    line = page(alex).css_first("section[aria-labelledby=outbox] tbody tr")
    assert [cell.text(strip=True) for cell in line.css("th, td")][:3] == ["gossip", "heard:1", "there is no topic 'gossip'"]
    assert line.css_first("form").attributes["action"] == f"/outbox/{row}/resends"
    assert alex.post(f"/outbox/{row}/resends").headers["location"] == "/operations"
    with parts.units.read() as unit:
        assert unit.operations.parked() == []
        assert [one["verb"] for one in unit.audit.of(f"outbox:{row}")] == ["fact_resent"]
    # Nothing about it was mended, so it is put aside again, and nothing is lost.
    relay_outbox(parts)
    assert page(alex).css_first("section[aria-labelledby=outbox] tbody tr") is not None


def test_a_fact_that_is_not_parked_is_not_sent_again(parts: Parts, alex: Visitor) -> None:
    row = parked_row(parts)
    first = alex.post(f"/outbox/{row}/resends", key="one-press")
    assert (first.status_code, alex.post(f"/outbox/{row}/resends", key="one-press").status_code) == (303, 303)
    again = alex.post(f"/outbox/{row}/resends")
    assert again.status_code == 409
    assert "waits to be sent" in LexborHTMLParser(again.text).css_first("[role=alert]").text()
    with parts.units.read() as unit:
        assert len(unit.audit.of(f"outbox:{row}")) == 1


@pytest.mark.parametrize("row", ["1", "999999999999999999999999", "9223372036854775808", "-1", "one", "²"])
def test_a_fact_that_is_not_there_is_not_found(alex: Visitor, row: str) -> None:
    assert alex.post(f"/outbox/{row}/resends").status_code == 404


def test_what_the_hourly_check_found_is_shown(parts: Parts, alex: Visitor) -> None:
    assert verify_hourly(parts)
    assert page(alex).css_first("section[aria-labelledby=checks] p").text().startswith("All was well at 20")
    with parts.units.begin() as unit:
        unit.facts.release("verify")
        sent = "INSERT INTO outbox (key, topic, next_at, sent_at) VALUES ('lost', 'outcomes', now(), now())"
        unit.connection.execute(text(sent))
    assert verify_hourly(parts)
    cells = [cell.text() for cell in page(alex).css("section[aria-labelledby=checks] tbody tr > *")]
    assert cells == ["sink_keys_there", "1"]


def test_the_check_runs_once_an_hour_whoever_looks(parts: Parts) -> None:
    assert [verify_hourly(parts), verify_hourly(parts)] == [True, False]


def test_late_notes_are_shown_the_latest_first(parts: Parts, alex: Visitor) -> None:
    with parts.units.begin() as unit:
        for number in range(51):
            unit.late_notes.add("task:7", {"claim": number, "said": "<b>no</b>"}, alex.person_id)
    lines = page(alex).css("section[aria-labelledby=late] tbody tr")
    assert len(lines) == 50
    assert lines[0].css_first("code").text() == '{"said":"<b>no</b>","claim":50}'
    assert lines[0].css_first("td").text() == "Alex"


def test_calls_of_unknown_fate_are_shown(parts: Parts, alex: Visitor) -> None:
    bruno = add_agent(parts, "bruno")
    add_task(parts, add_campaign(parts, bruno), zone=daytime_zone(parts.clock.now()))
    row = claim_task(parts, bruno, submission=submit(bruno))
    assert row is not None
    assert dial_task(parts, bruno, row.id, row.task.claim_no, submission=submit(bruno))
    assert page(alex).css_first("section[aria-labelledby=differences] tbody") is None
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE attempts SET state = 'unknown', result = 'unknown'"))
    cells = page(alex).css("section[aria-labelledby=differences] tbody tr > *")
    assert [cells[0].text(), cells[1].text(), cells[3].text()] == ["Deposit", "+12125550101", "Bruno"]


def test_a_fault_is_set_shown_and_healed(parts: Parts, alex: Visitor) -> None:
    assert alex.post("/bss-faults", FAULT, key="one-press").status_code == 303
    assert alex.post("/bss-faults", FAULT, key="one-press").status_code == 303
    assert set_faults(parts) == [("bss.get_plan", "slow", 2.5, 3)]
    line = page(alex).css_first("section[aria-labelledby=faults] tbody tr")
    assert [cell.text(strip=True) for cell in line.css("th, td")][:4] == ["Look up the plan", "Slow", "2.5", "3"]
    heal = {field.attributes["name"]: field.attributes["value"] or "" for field in line.css("input") if field.attributes["name"] != "key"}
    assert alex.post("/bss-faults", heal).status_code == 303
    assert set_faults(parts) == []


def test_a_fault_of_all_actions_lasts_until_it_is_healed(parts: Parts, alex: Visitor) -> None:
    alex.post("/bss-faults", {"action": "*", "kind": "down", "seconds": "", "times": ""})
    assert set_faults(parts) == [("*", "down", 0.0, None)]
    cells = [cell.text(strip=True) for cell in page(alex).css("section[aria-labelledby=faults] tbody tr > *")]
    assert cells[:4] == ["All actions", "Down", "0", "until healed"]


@pytest.mark.parametrize(
    ("field", "value"), [("action", "bss.format_disk"), ("kind", "on_fire"), ("seconds", "61"), ("seconds", "NaN"), ("times", "-1")]
)
def test_a_fault_that_makes_no_sense_is_refused_at_its_field(parts: Parts, alex: Visitor, field: str, value: str) -> None:
    answer = alex.post("/bss-faults", {**FAULT, field: value})
    assert answer.status_code == 422
    marked = LexborHTMLParser(answer.text).css("#set-fault [aria-invalid=true]")
    assert [one.attributes["name"] for one in marked] == [field]
    assert set_faults(parts) == []


def test_outside_the_demo_there_are_no_faults(parts: Parts, alex: Visitor) -> None:
    real = assemble(parts.settings.__class__(**{**parts.settings.__dict__, "demo": False}), pool_size=2)
    alex.client.app.state.parts = real
    try:
        assert page(alex).css_first("#faults") is None
        assert alex.post("/bss-faults", FAULT).status_code == 404
    finally:
        alex.client.app.state.parts = parts
        real.engine.dispose()


@pytest.mark.parametrize("role", ["agent", "supervisor", "analyst"])
def test_bruno_who_is_no_admin_neither_sees_nor_changes_anything(parts: Parts, visit: Callable[..., Visitor], role: str) -> None:
    row, bruno = parked_row(parts), visit("bruno", role=role)
    assert bruno.get("/operations").status_code == 403
    assert bruno.post(f"/outbox/{row}/resends").status_code == 403
    assert bruno.post("/bss-faults", FAULT).status_code == 403
    with parts.units.read() as unit:
        assert [one["id"] for one in unit.operations.parked()] == [row]
    assert set_faults(parts) == []


def test_charlie_is_asked_to_sign_in(alex: Visitor) -> None:
    alex.client.cookies.clear()
    assert alex.get("/operations").headers["location"].startswith("/sign-in")


def test_each_address_takes_its_one_method(alex: Visitor) -> None:
    assert alex.post("/operations").status_code == 405
    assert alex.get("/outbox/1/resends").status_code == 405
    assert alex.get("/bss-faults").status_code == 405
