"""Layouts of desks: what a team sees and in what order, at once on its open desks, and never more than a mask lets through."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.database.tables.customers import attribute_definitions
from flows.customers.customer import AttributeDefinition
from tests.web.conftest import Visitor
from tests.web.desk.walking import EXTENSION, Walk
from tests.web.floor import Phone, add_account, add_customer, make_floor, make_ready
from workspace.desk.layout import DEFAULT, FIELDS, PARTS, read_layout
from workspace.wiring.parts import Parts, new_id

ATTRIBUTES = [
    AttributeDefinition("segment", "text", {"en": "Segment", "zh": "客群"}),
    AttributeDefinition("pin", "text", {"en": "Pin", "zh": "密码"}, sensitive=True),
    AttributeDefinition("shoe", "text", {"en": "Shoe size", "zh": "鞋码"}),
]


@pytest.fixture
def team(parts: Parts) -> UUID:
    """Ana's team."""
    team_id = new_id()
    with parts.units.begin() as unit:
        unit.administration.add("team", id=team_id, name="Sales")
    return team_id


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, a supervisor."""
    return visit("sofia", role="supervisor")


@pytest.fixture
def walk(parts: Parts, visit: Callable[..., Visitor], team: UUID) -> Walk:
    """Ana of that team, in a call with a customer of whom three attributes are known."""
    make_floor(parts)
    ana = visit("ana", extension=EXTENSION, team_id=team)
    with parts.units.begin() as unit:
        skill = unit.floor.ensure("skill", "sales", new_id(), name_en="sales", name_zh="sales")
        unit.floor.ensure_skill_of(ana.person_id, skill, 1)
        for each in ATTRIBUTES:
            row = {"key": each.key, "type": each.type, "label_en": each.label["en"], "label_zh": each.label["zh"]}
            unit.connection.execute(attribute_definitions.insert(), {**row, "sensitive": each.sensitive})
    make_ready(parts, ana.person_id)
    made = Walk(parts, ana, Phone(parts))
    made.customer_id = add_customer(parts)
    made.account = add_account(parts, made.customer_id)
    with parts.units.begin() as unit:
        unit.customers.write_attributes(made.customer_id, {"segment": "Family", "pin": "1234", "shoe": "38"})
    return made.talks()


def save(sofia: Visitor, team: UUID, *, shown: dict[str, list[str]], order: dict[str, list[str]], add_ins: str = "below") -> Any:
    """What the form sends."""
    fields = {f"{name}_order": names for name, names in order.items()}
    return sofia.post(f"/desk-layouts/{team}", {**fields, **shown, "add_ins": add_ins})


def panel(walk: Walk) -> LexborHTMLParser:
    """The caller panel."""
    return LexborHTMLParser(walk.find("#panel-caller").html or "")


def terms(page: LexborHTMLParser) -> list[str]:
    """The labels of the facts, as they stand."""
    return [node.text() for node in page.css("dt")]


def test_what_a_supervisor_saves_is_on_the_desks_of_the_team_at_once(parts: Parts, walk: Walk, sofia: Visitor, team: UUID) -> None:
    with parts.units.read() as unit:
        before = unit.desks.version(walk.agent.person_id)
    answer = save(
        sofia,
        team,
        order={
            "parts": ["interactions", "fields", "attributes"],
            "side": ["notes", "offers", "knowledge"],
            "fields": ["number", "attribute.shoe", "pays"],
            "attributes": ["attribute.pin", "attribute.segment"],
        },
        shown={
            "parts": ["interactions", "fields", "attributes"],
            "side": ["notes", "knowledge"],
            "fields": ["number", "attribute.shoe"],
            "attributes": ["attribute.pin", "attribute.shoe"],
        },
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk-layouts/{team}?done=saved")
    with parts.units.read() as unit:
        assert unit.desks.version(walk.agent.person_id) > before
    page = panel(walk)
    # What the form did not name comes last, shown or not as it is by default.
    assert terms(page)[:2] == ["Number", "Shoe size"]
    assert "Pays" not in terms(page)
    assert terms(page)[-1] == "Pin"
    assert "Segment" not in terms(page)
    assert "1234" not in (page.html or "")
    text = page.html or ""
    assert text.index("Last interactions") < text.index('class="facts"')
    side = walk.find("#panel-side").attributes
    assert (side["data-panels"], side["class"]) == ("notes knowledge", "side without-offers")
    # The page stands in that order from the start; wrap-up is last whatever is chosen.
    panels = [node.attributes["id"] for node in walk.page().css(".column:last-child > section")]
    assert panels == ["panel-notes", "panel-knowledge", "panel-offers", "panel-wrapup"]


def test_without_a_layout_a_desk_is_as_it_comes_and_so_again(walk: Walk, sofia: Visitor, team: UUID) -> None:
    as_it_comes = ["Pays", "Local time", "Language", "Number", "Pin", "Segment", "Shoe size"]
    assert [each for each in terms(panel(walk)) if each != "Balance"] == as_it_comes
    side = walk.find("#panel-side").attributes
    assert (side["data-panels"], side["class"]) == ("knowledge offers notes", "side")
    save(sofia, team, order={"parts": ["fields"], "fields": ["pays"]}, shown={"parts": [], "fields": []})
    assert "Pays" not in terms(panel(walk))
    marks = LexborHTMLParser(sofia.get("/desk-layouts").text).css("tbody .tone-info")  # type: ignore[attr-defined]
    assert len(marks) == 1
    assert sofia.post(f"/desk-layouts/{team}/removal").status_code == 303  # type: ignore[attr-defined]
    assert [each for each in terms(panel(walk)) if each != "Balance"] == as_it_comes
    assert LexborHTMLParser(sofia.get("/desk-layouts").text).css("tbody .tone-info") == []  # type: ignore[attr-defined]


def test_the_screen_shows_what_was_saved(walk: Walk, sofia: Visitor, team: UUID) -> None:
    assert walk.account
    save(sofia, team, order={"fields": ["number", "pays"]}, shown={"fields": ["number"]}, add_ins="above")
    page = LexborHTMLParser(sofia.get(f"/desk-layouts/{team}?done=saved").text)  # type: ignore[attr-defined]
    boxes = page.css("[name=fields]")
    assert [(box.attributes["value"], "checked" in box.attributes) for box in boxes[:2]] == [("number", True), ("pays", False)]
    assert [box.attributes["value"] for box in boxes[7:]] == ["attribute.pin", "attribute.segment", "attribute.shoe"]
    assert page.css_first("[name=add_ins] [selected]").attributes["value"] == "above"
    assert [node.attributes["id"] for node in walk.page().css(".column:first-child > section")] == ["panel-addins", "panel-caller"]
    assert sofia.post(f"/desk-layouts/{team}", {"add_ins": "beside"}).status_code == 422  # type: ignore[attr-defined]
    assert page.css_first("[role=status].tone-good") is not None


def test_a_vendors_mask_stays_whatever_the_layout_says(parts: Parts, walk: Walk, sofia: Visitor, team: UUID) -> None:
    everything = [*FIELDS, "attribute.pin", "attribute.segment", "attribute.shoe"]
    save(sofia, team, order={"fields": everything}, shown={"fields": everything})
    assert "Segment" in terms(panel(walk))
    vendor = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor, name="Callwell")
        unit.people.change(walk.agent.person_id, vendor_id=vendor)
    text = panel(walk).html or ""
    assert terms(panel(walk))[:2] == ["Local time", "Language"]
    assert not [word for word in ("Family", "1234", "4155550123", "Maria") if word in text]


def test_what_is_not_there_or_endless_is_refused(walk: Walk, sofia: Visitor, team: UUID) -> None:
    assert walk.account
    assert sofia.get(f"/desk-layouts/{new_id()}").status_code == 404  # type: ignore[attr-defined]
    assert save(sofia, new_id(), order={}, shown={}).status_code == 404
    for wrong in (["x" * 200], ["a\nb"], ["x"] * 201):
        assert save(sofia, team, order={"fields": wrong}, shown={}).status_code == 422
    assert save(sofia, team, order={"fields": ["<b>", "pays", "pays"]}, shown={"fields": ["<b>", "pays"]}).status_code == 303
    assert terms(panel(walk))[0] == "Pays"


def test_a_layout_is_made_whole_for_what_there_is_now() -> None:
    assert read_layout({}) == DEFAULT
    assert read_layout(DEFAULT.as_json()) == DEFAULT
    layout = read_layout({"parts": [["orders", False], ["gone", True], "odd", ["orders", True]], "fields": "odd"}, ATTRIBUTES)
    assert layout.parts[0] == ("orders", False)
    assert [name for name, _ in layout.parts] == ["orders", *(name for name in PARTS if name != "orders")]
    assert layout.shown("fields") == FIELDS
    assert layout.shown("attributes") == ("attribute.segment", "attribute.pin", "attribute.shoe")
