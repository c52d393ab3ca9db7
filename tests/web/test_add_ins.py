"""The screens of add-ins: made, changed, attached to steps, from allowed hosts alone; and the hosts, which an administrator allows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from tests.web.floor import make_floor
from workspace.wiring.parts import Parts, new_id

PAGE = {
    "name_en": "CRM",
    "name_zh": "客户系统",
    "kind": "page",
    "url": "https://crm.example.com/accounts/{customer.account}",
    "context": "fragment",
    "timeout_ms": "3000",
    "at_caller": "on",
    "every_team": "on",
    "active": "on",
}
LOOKUP = {
    **PAGE,
    "name_en": "Balance",
    "kind": "lookup",
    "path-0": "balance.amount",
    "label_en-0": "Balance",
    "label_zh-0": "余额",
    "type-0": "money",
    "path-3": "open",
    "label_en-3": "Open orders",
    "label_zh-3": "未完成订单",
    "type-3": "number",
    "private-3": "on",
}


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, a supervisor."""
    return visit("sofia", role="supervisor")


@pytest.fixture
def alex(visit: Callable[..., Visitor]) -> Visitor:
    """Alex, an administrator, who has allowed one host."""
    visitor = visit("alex", role="admin")
    assert visitor.post("/add-in-hosts", {"host": "CRM.example.com"}).status_code == 303  # type: ignore[attr-defined]
    return visitor


def html(answer: Any) -> LexborHTMLParser:
    """A page that was answered."""
    return LexborHTMLParser(answer.text)


def error(answer: Any, field: str) -> str:
    """What is said to be wrong with a field."""
    found = html(answer).css_first(f"#field-{field}-error")
    return found.text().strip() if found else ""


def only(parts: Parts) -> dict[str, Any]:
    """The only add-in there is."""
    with parts.units.read() as unit:
        (row,) = unit.add_ins.all()
    return row


def test_a_page_is_made_and_its_secret_is_shown_once(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    answer: Any = sofia.post("/add-ins", PAGE)
    secret = html(answer).css_first("#add-in-secret").attributes["value"]
    row = only(parts)
    assert (answer.status_code, row["secret"], row["kind"], row["every_team"], row["for_vendors"]) == (200, secret, "page", True, False)
    shown: Any = sofia.get(f"/add-ins/{row['id']}")
    assert secret not in shown.text
    assert html(shown).css_first("#field-url").attributes["value"] == PAGE["url"]
    listed = html(sofia.get("/add-ins"))
    assert [cell.text(strip=True) for cell in listed.css("tbody th")] == ["CRM"]


def test_a_lookup_keeps_the_rows_that_are_filled(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    sofia.post("/add-ins", LOOKUP)
    assert only(parts)["fields"] == [
        {"path": "balance.amount", "label_en": "Balance", "label_zh": "余额", "type": "money", "private": False},
        {"path": "open", "label_en": "Open orders", "label_zh": "未完成订单", "type": "number", "private": True},
    ]
    page = html(sofia.get(f"/add-ins/{only(parts)['id']}"))
    assert page.css_first("#field-path-1").attributes["value"] == "open"
    assert len(page.css(".lookup-row")) == 5


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"url": "https://evil.example.net/"}, "url"),
    ({"url": "http://crm.example.com/"}, "url"),
    ({"url": "https://crm.example.com/{customer.password}"}, "url"),
    ({"for_vendors": "on"}, "url"),
    ({"timeout_ms": "20"}, "timeout_ms"),
    ({"timeout_ms": "soon"}, "timeout_ms"),
    ({"name_zh": ""}, "name_zh"),
    ({"path-0": "balance amount"}, "path-0"),
    ({"label_zh-3": ""}, "label_zh-1"),
)


def test_what_is_wrong_is_refused_at_its_field_and_shown_as_typed(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    for changes, field in WRONG:
        answer: Any = sofia.post("/add-ins", {**LOOKUP, **changes})
        assert (answer.status_code, bool(error(answer, field))) == (422, True), changes
        assert html(answer).css_first("#field-name_en").attributes["value"] == "Balance"
        assert html(answer).css_first("#field-path-1").attributes["value"] == "open"
    with parts.units.read() as unit:
        assert unit.add_ins.all() == []


def test_a_kind_that_is_none_and_a_team_that_is_none_are_refused(sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    assert sofia.post("/add-ins", {**PAGE, "kind": "script"}).status_code == 422  # type: ignore[attr-defined]
    assert sofia.post("/add-ins", {**PAGE, "teams": str(new_id())}).status_code == 422  # type: ignore[attr-defined]
    assert sofia.post("/add-ins", {**PAGE, "teams": "x"}).status_code == 422  # type: ignore[attr-defined]


def test_a_change_raises_the_version_and_a_new_secret_replaces_the_old(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    sofia.post("/add-ins", PAGE)
    before = only(parts)
    assert sofia.post(f"/add-ins/{before['id']}", {**PAGE, "name_en": "Billing", "active": ""}).status_code == 303  # type: ignore[attr-defined]
    answer = sofia.post(f"/add-ins/{before['id']}/secrets")
    after = only(parts)
    assert html(answer).css_first("#add-in-secret").attributes["value"] == after["secret"] != before["secret"]
    assert (after["name_en"], after["active"], after["version"]) == ("Billing", False, before["version"] + 2)


def test_it_is_for_the_teams_that_are_named(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    team, vendors_team = new_id(), new_id()
    with parts.units.begin() as unit:
        vendor = new_id()
        unit.vendors.add(id=vendor, name="Callwell")
        unit.administration.add("team", id=team, name="Sales")
        unit.administration.add("team", id=vendors_team, name="Callwell 1", vendor_id=vendor)
    assert sofia.post("/add-ins", {**PAGE, "every_team": "", "teams": str(vendors_team)}).status_code == 422  # type: ignore[attr-defined]
    sofia.post("/add-ins", {**PAGE, "every_team": "", "teams": str(team)})
    with parts.units.read() as unit:
        assert unit.add_ins.teams(only(parts)["id"]) == {team}
    page = html(sofia.get(f"/add-ins/{only(parts)['id']}"))
    assert [box.attributes["value"] for box in page.css("[name=teams][checked]")] == [str(team)]


def attached(parts: Parts) -> list[tuple[UUID, str, str]]:
    """What is attached to steps."""
    with parts.units.read() as unit:
        return [(each["add_in_id"], each["script_key"], each["step_key"]) for each in unit.add_ins.steps()]


def test_it_is_attached_to_steps_that_there_are(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    make_floor(parts)
    sofia.post("/add-ins", PAGE)
    path = f"/add-ins/{only(parts)['id']}"
    option = html(sofia.get(path)).css_first("#field-step optgroup option")
    script, step = str(option.attributes["value"]).split("#")
    for _ in range(2):
        assert sofia.post(f"{path}/steps", {"step": f"{script}#{step}"}).status_code == 303  # type: ignore[attr-defined]
    assert attached(parts) == [(only(parts)["id"], script, step)]
    for wrong in (f"{script}#nowhere", "nothing#greet", "", "offers/fibre_1000#x"):
        refused = sofia.post(f"{path}/steps", {"step": wrong})
        assert (refused.status_code, bool(error(refused, "step"))) == (422, True), wrong  # type: ignore[attr-defined]
    sofia.post(f"{path}/steps/removals", {"script": script, "step": step})
    assert attached(parts) == []


def test_what_is_not_there_is_not_found(sofia: Visitor, alex: Visitor) -> None:
    for path in (f"/add-ins/{new_id()}", "/add-ins/x"):
        assert sofia.get(path).status_code == 404  # type: ignore[attr-defined]
    for noun, fields in (("", PAGE), ("/secrets", {}), ("/steps", {"step": "a#b"})):
        assert sofia.post(f"/add-ins/{new_id()}{noun}", fields).status_code == 404  # type: ignore[attr-defined]
    assert alex.post("/add-in-hosts/removals", {"host": "nobody.example.com"}).status_code == 404  # type: ignore[attr-defined]


def test_a_host_that_is_none_or_is_there_is_refused(alex: Visitor) -> None:
    for host in ("", "https://crm.example.com", "*.example.com", "a b", "crm.example.com"):
        answer: Any = alex.post("/add-in-hosts", {"host": host})
        assert (answer.status_code, bool(error(answer, "host"))) == (422, True), host


def test_a_host_that_is_taken_away_is_told_in_the_list(sofia: Visitor, alex: Visitor) -> None:
    sofia.post("/add-ins", PAGE)
    assert html(sofia.get("/add-ins")).css_first("tbody .tone-bad") is None
    alex.post("/add-in-hosts/removals", {"host": "crm.example.com"})
    assert html(sofia.get("/add-ins")).css_first("tbody .tone-bad") is not None


def test_changes_are_written_down_without_the_secret(parts: Parts, sofia: Visitor, alex: Visitor) -> None:
    assert alex is not None
    sofia.post("/add-ins", PAGE)
    with parts.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT verb, payload::text FROM audit ORDER BY id").all()
    told = dict(row for row in rows if row[0] in ("host_allowed", "add_in_saved"))
    assert set(told) == {"host_allowed", "add_in_saved"}
    assert only(parts)["secret"] not in told["add_in_saved"]
