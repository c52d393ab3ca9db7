"""People: an administrator makes accounts, changes them, closes them; everybody keeps their own."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tests.web.conftest import ORIGIN, Visitor
from workspace.wiring.parts import Parts, new_id, new_token

PROFILE = {"name": "Bruno Lind", "role": "agent", "team": "", "extension": "1002", "badge": "8022", "language": "en"}
GOOD = "correct horse battery staple"


@pytest.fixture
def alex(visit: Callable[..., Visitor]) -> Visitor:
    """Alex, the administrator."""
    return visit("alex", role="admin")


def add_bruno(alex: Visitor, **other: object) -> object:
    """Send the form for Bruno."""
    return alex.post("/people", {"login": "bruno", **PROFILE, **other})


def bruno_of(parts: Parts) -> dict[str, object]:
    """Bruno as he is stored."""
    with parts.units.read() as unit:
        row = unit.people.by_login("bruno")
    assert row is not None
    return row


def test_a_new_person_signs_in_with_the_password_shown_once(alex: Visitor, parts: Parts, app_client: TestClient) -> None:
    answer = add_bruno(alex)
    assert answer.status_code == 200
    password = LexborHTMLParser(answer.text).css_first("#new-password").text()
    signed_in = app_client.post("/sign-in", data={"login": "bruno", "password": password, "next": "/"}, headers={"origin": ORIGIN})
    assert signed_in.url.path == "/desk"
    assert password not in alex.get(f"/people/{bruno_of(parts)['id']}").text


def test_the_same_press_again_makes_nobody_new(alex: Visitor, parts: Parts) -> None:
    key = new_token()
    assert alex.post("/people", {"login": "bruno", **PROFILE}, key=key).status_code == 200
    assert alex.post("/people", {"login": "bruno", **PROFILE}, key=key).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("login", "bruno lind"),
        ("login", ""),
        ("login", "alex"),
        ("login", "bruno\r\nSet-Cookie: a=b"),
        ("name", ""),
        ("name", "Bruno\x00"),
        ("name", "Bruno\r\nX-Evil: 1"),
        ("name", "B" * 81),
        ("role", "vendor"),
        ("role", "owner"),
        ("team", "not-an-id"),
        ("team", "01890000-0000-7000-8000-000000000000"),
        ("extension", "12a"),
        ("badge", "b" * 41),
        ("language", "fr"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(alex: Visitor, parts: Parts, field: str, value: str) -> None:
    answer = add_bruno(alex, **{field: value})
    assert answer.status_code == 422
    marked = LexborHTMLParser(answer.text).css_first(f".has-error [name={field}]")
    assert marked is not None
    with parts.units.read() as unit:
        assert len(unit.people.all()) == 1


def test_another_role_ends_the_sessions(alex: Visitor, visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    assert alex.post(f"/people/{ana.person_id}", {**PROFILE, "role": "analyst"}).status_code == 303
    assert ana.get("/desk").status_code == 303


def test_skills_have_levels_and_go_with_level_none(alex: Visitor, visit: Callable[..., Visitor], parts: Parts) -> None:
    ana, skill = visit("ana"), new_id()
    with parts.units.begin() as unit:
        unit.administration.add("skill", id=skill, key="sales", name_en="Sales", name_zh="销售")
    for level, kept in (("3", {"sales": 3}), ("0", {})):
        assert alex.post(f"/people/{ana.person_id}/skills", {f"skill-{skill}": level}).status_code == 303
        with parts.units.read() as unit:
            assert unit.people.skills_of(ana.person_id) == kept
    assert alex.post(f"/people/{ana.person_id}/skills", {f"skill-{new_id()}": "1"}).status_code == 422


def test_who_is_closed_is_out_and_may_come_back(alex: Visitor, visit: Callable[..., Visitor], parts: Parts) -> None:
    ana = visit("ana")
    alex.post(f"/people/{ana.person_id}/closure")
    assert ana.get("/desk").status_code == 303
    alex.post(f"/people/{ana.person_id}/opening")
    assert ana.get("/desk").status_code == 303
    with parts.units.read() as unit:
        assert [row["verb"] for row in unit.audit.of(f"person:{ana.person_id}")] == ["account_closed", "account_opened"]


def test_the_only_administrator_stays_one(alex: Visitor) -> None:
    assert alex.post(f"/people/{alex.person_id}/closure").status_code == 409
    assert alex.post(f"/people/{alex.person_id}", {**PROFILE, "role": "agent"}).status_code == 409
    assert alex.get("/people").status_code == 200


def test_a_reset_password_ends_the_sessions(alex: Visitor, visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    answer = alex.post(f"/people/{ana.person_id}/password")
    assert LexborHTMLParser(answer.text).css_first("#new-password") is not None
    assert ana.get("/desk").status_code == 303


def test_ana_changes_her_password_knowing_the_old_one(visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    new = "seven quiet lanterns hum"
    for typed, status in (
        ({"old": "guess", "password": new, "again": new}, 422),
        ({"old": GOOD, "password": "short", "again": "short"}, 422),
        ({"old": GOOD, "password": new, "again": "other words entirely"}, 422),
        ({"old": GOOD, "password": new, "again": new}, 200),
    ):
        assert ana.post("/account/password", typed).status_code == status
    assert ana.get("/account").status_code == 200


def test_a_session_of_somebody_else_is_not_there(visit: Callable[..., Visitor], parts: Parts) -> None:
    ana, charlie = visit("ana"), visit("charlie")
    with parts.units.read() as unit:
        foreign = unit.sessions.of(ana.person_id)[0]["token_hash"]
    assert charlie.post("/account/sessions/endings", {"session": foreign}).status_code == 404
    assert ana.get("/account").status_code == 200
    assert ana.post("/account/sessions/endings", {"session": foreign}).status_code == 303
    assert ana.get("/account").status_code == 303


def test_teams_are_made_and_renamed_once_each(alex: Visitor, parts: Parts) -> None:
    assert alex.post("/teams", {"name": "Front line"}).status_code == 303
    assert alex.post("/teams", {"name": "Front line"}).status_code == 422
    with parts.units.read() as unit:
        team = unit.administration.all("team")[0]["id"]
    assert alex.post(f"/teams/{team}", {"name": "Back office"}).status_code == 303
    assert alex.post(f"/teams/{new_id()}", {"name": "Nobody"}).status_code == 404
    assert LexborHTMLParser(alex.get("/teams").text).css_first(f"#team-{team}").attributes["value"] == "Back office"


@pytest.mark.parametrize("path", ["/people", "/people/new", "/teams", "/account"])
def test_the_pages_speak_chinese(visit: Callable[..., Visitor], path: str) -> None:
    page = LexborHTMLParser(visit("alex", role="admin", language="zh").get(path).text)
    assert page.css_first("html").attributes["lang"] == "zh-Hans"
    assert not page.css_first("h1").text().isascii()
