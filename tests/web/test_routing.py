"""Routing: queues, skills, opening hours, dialled numbers and dispositions, as a supervisor keeps them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.routing.queue_rules import QueueRules, rules_of
from tests.web.conftest import Visitor
from workspace.wiring.parts import Parts, new_id

QUEUE = {
    "short_name": "service",
    "name_en": "Service",
    "name_zh": "客服",
    "skill": "",
    "opening_hours": "",
    "script": "",
    "priority": "1",
    "service_level_percent": "80",
    "answer_within_seconds": "20",
    "wrap_up_seconds": "45",
    "vip_from_tier": "gold",
    "vip_team": "",
    "vip_overflow_seconds": "20",
    "silver_head_start": "0",
    "gold_head_start": "120",
    "platinum_head_start": "240",
    "skill_level": "2",
    "relax_after_seconds": "60",
    "last_agent_seconds": "15",
    "last_agent_days": "3",
    "active": "on",
}
CODE = {"code": "sold", "label_en": "Sold", "label_zh": "成功办理", "kind": "success", "position": "1", "active": "on"}
HOURS = {"name": "Office", "zone": "Asia/Shanghai", "mon": "8:00-12:00, 13:00–20:00", "sun": ""}


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, the supervisor."""
    return visit("sofia", role="supervisor")


def test_a_queue_is_made_and_changed(sofia: Visitor, parts: Parts) -> None:
    assert sofia.post("/queues", QUEUE).status_code == 303
    with parts.units.read() as unit:
        queue = unit.routing.queue("service")
    assert queue is not None
    assert sofia.post(f"/queues/{queue['id']}", {**QUEUE, "name_en": "Care", "active": ""}).status_code == 303
    with parts.units.read() as unit:
        after = unit.routing.queue("service")
    assert after is not None
    assert (after["name_en"], after["active"], float(after["service_level_target"])) == ("Care", False, 0.8)


def test_a_queue_is_given_to_a_vendor_and_taken_back(sofia: Visitor, parts: Parts) -> None:
    vendor_id = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor_id, name="Nightline")
    sofia.post("/queues", {**QUEUE, "vendor": str(vendor_id)})
    with parts.units.read() as unit:
        queue = unit.routing.queue("service") or {}
    assert queue["vendor_id"] == vendor_id
    page = LexborHTMLParser(sofia.get(f"/queues/{queue['id']}").text)
    assert page.css_first(f'select[name=vendor] option[selected][value="{vendor_id}"]') is not None
    sofia.post(f"/queues/{queue['id']}", QUEUE)
    with parts.units.read() as unit:
        assert (unit.routing.queue("service") or {})["vendor_id"] is None


def test_the_rules_of_a_queue_are_shown_as_they_were_saved(sofia: Visitor, parts: Parts) -> None:
    team_id = new_id()
    with parts.units.begin() as unit:
        unit.administration.add("team", id=team_id, name="Gold line")
    sofia.post("/queues", {**QUEUE, "vip_team": str(team_id)})
    with parts.units.read() as unit:
        queue = unit.routing.queue("service") or {}
    assert rules_of(queue) == QueueRules(
        head_starts={tier: timedelta(seconds=seconds) for tier, seconds in (("silver", 0), ("gold", 120), ("platinum", 240))},
        vip_from="gold",
        team_id=team_id,
        overflow_after=timedelta(seconds=20),
        level=2,
        relax_after=timedelta(seconds=60),
        last_agent_for=timedelta(seconds=15),
        last_agent_within=timedelta(days=3),
    )
    page = LexborHTMLParser(sofia.get(f"/queues/{queue['id']}").text)
    for name in ("vip_from_tier", "vip_team"):
        assert page.css_first(f"select[name={name}] option[selected]").attributes["value"] in ("gold", str(team_id))
    for name in ("gold_head_start", "vip_overflow_seconds", "skill_level", "relax_after_seconds", "last_agent_seconds", "last_agent_days"):
        assert page.css_first(f"input[name={name}]").attributes["value"] == QUEUE[name]


def test_a_vip_team_without_vips_and_a_vendor_s_team_are_refused(sofia: Visitor, parts: Parts) -> None:
    vendor_id, ours, theirs = new_id(), new_id(), new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor_id, name="Nightline")
        unit.administration.add("team", id=ours, name="Gold line")
        unit.administration.add("team", id=theirs, name="Night", vendor_id=vendor_id)
    assert sofia.post("/queues", {**QUEUE, "vip_team": str(ours), "vip_from_tier": ""}).status_code == 422
    assert sofia.post("/queues", {**QUEUE, "vip_team": str(theirs)}).status_code == 422
    assert sofia.post("/queues", {**QUEUE, "vip_team": str(theirs), "vendor": str(vendor_id)}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("short_name", "Service!"),
        ("name_en", ""),
        ("name_zh", "客\x00服"),
        ("priority", "101"),
        ("priority", "many"),
        ("service_level_percent", "0"),
        ("answer_within_seconds", "9" * 18),
        ("wrap_up_seconds", "-1"),
        ("skill", "01890000-0000-7000-8000-000000000000"),
        ("opening_hours", "01890000-0000-7000-8000-000000000000"),
        ("script", "no_such_script"),
        ("vendor", "01890000-0000-7000-8000-000000000000"),
        ("vip_team", "01890000-0000-7000-8000-000000000000"),
        ("vip_from_tier", "diamond"),
        ("vip_overflow_seconds", "601"),
        ("silver_head_start", "121"),
        ("gold_head_start", "241"),
        ("skill_level", "4"),
        ("relax_after_seconds", "-1"),
        ("last_agent_seconds", "301"),
        ("last_agent_days", "0"),
    ],
)
def test_a_wrong_field_of_a_queue_is_named(sofia: Visitor, parts: Parts, field: str, value: str) -> None:
    answer = sofia.post("/queues", {**QUEUE, field: value})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(".callout[role=alert]") is not None
    with parts.units.read() as unit:
        assert unit.routing.queue("service") is None


def test_a_key_is_taken_once(sofia: Visitor) -> None:
    assert sofia.post("/skills", {"short_name": "sales", "name_en": "Sales", "name_zh": "销售"}).status_code == 303
    answer = sofia.post("/skills", {"short_name": "sales", "name_en": "Sales", "name_zh": "销售"})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(".has-error [name=short_name]") is not None


def test_opening_hours_are_read_as_people_write_them(sofia: Visitor, parts: Parts) -> None:
    assert sofia.post("/opening-hours", HOURS).status_code == 303
    with parts.units.read() as unit:
        row = unit.administration.all("hours")[0]
    assert row["weekly"]["mon"] == [["08:00", "12:00"], ["13:00", "20:00"]]
    assert row["weekly"]["sun"] == []
    assert "08:00–12:00" in sofia.get(f"/opening-hours/{row['id']}").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("zone", "Mars/Olympus"), ("mon", "20:00-08:00"), ("mon", "08:00-12:00, 11:00-13:00"), ("mon", "morning"), ("name", "")],
)
def test_wrong_opening_hours_are_refused(sofia: Visitor, field: str, value: str) -> None:
    answer = sofia.post("/opening-hours", {**HOURS, field: value})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(f".has-error [name={field}]") is not None


def test_a_dialled_number_leads_to_a_queue_until_it_is_removed(sofia: Visitor, parts: Parts) -> None:
    sofia.post("/queues", QUEUE)
    with parts.units.read() as unit:
        queue = unit.routing.queue("service")
    assert queue is not None
    number = {"number": "+1 (800) 555-0100", "queue": str(queue["id"]), "script": "", "name": "Line"}
    assert sofia.post("/dialled-numbers", number).status_code == 303
    with parts.units.read() as unit:
        assert unit.routing.inbound_lines() == [("+18005550100", "service")]
    assert sofia.post("/dialled-numbers/removals", {"number": "+18005550100"}).status_code == 303
    assert sofia.post("/dialled-numbers/removals", {"number": "+18005550100"}).status_code == 404
    assert sofia.post("/dialled-numbers", {**number, "number": "12; DROP"}).status_code == 422
    assert sofia.post("/dialled-numbers", {**number, "queue": str(new_id())}).status_code == 422


def test_a_code_is_put_out_of_use_and_never_lost(sofia: Visitor, parts: Parts) -> None:
    assert sofia.post("/dispositions", CODE).status_code == 303
    assert sofia.post("/dispositions", CODE).status_code == 422
    assert sofia.post("/dispositions/sold", {**CODE, "active": ""}).status_code == 303
    with parts.units.read() as unit:
        assert unit.routing.dispositions() == []
        assert unit.administration.get("disposition", "sold") is not None


def test_more_codes_than_an_agent_sees_are_told(sofia: Visitor) -> None:
    for position in range(16):
        sofia.post("/dispositions", {**CODE, "code": f"code_{position}", "position": str(position)})
    assert LexborHTMLParser(sofia.get("/dispositions").text).css_first(".callout.tone-warn") is not None


@pytest.mark.parametrize("path", ["/queues", "/skills", "/opening-hours", "/dialled-numbers", "/dispositions"])
def test_an_empty_list_says_what_it_is_for(sofia: Visitor, path: str) -> None:
    assert LexborHTMLParser(sofia.get(path).text).css_first(".empty") is not None


@pytest.mark.parametrize("path", ["/queues", "/skills", "/opening-hours", "/dispositions", "/teams", "/people", "/notices", "/vendors"])
def test_ten_megabytes_are_refused_whole(visit: Callable[..., Visitor], path: str) -> None:
    who = visit("alex", role="admin") if path in ("/people", "/teams") else visit("sofia", role="supervisor")
    assert who.post(path, {"name": "x" * 10_000_000}).status_code == 422


@pytest.mark.parametrize("path", ["/queues", "/skills", "/opening-hours", "/dispositions", "/notices", "/vendors"])
def test_lone_surrogates_and_files_are_refused(sofia: Visitor, path: str) -> None:
    body = f"csrf={sofia.csrf}&key=k&name=%ED%A0%80&name_en=%ED%A0%80&label_en=%00&text_en=%00&key=%00"
    headers = {"origin": "http://testserver", "content-type": "application/x-www-form-urlencoded"}
    assert sofia.client.post(path, content=body, headers=headers).status_code == 422
