"""Signing in, being slowed down, and signing out."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from flows.routing.presence import PresenceState
from tests.web.conftest import ORIGIN, PASSWORD_HASH, Visitor
from workspace.commands.sign_in import LONGEST_WAIT, wait_after
from workspace.wiring.parts import Parts, new_id

GOOD = "correct horse battery staple"


@pytest.fixture
def ana(parts: Parts) -> str:
    """Ana, an agent with a password; her login."""
    with parts.units.begin() as unit:
        unit.people.add(id=new_id(), login="ana", name="Ana", role="agent", password_hash=PASSWORD_HASH)
    return "ana"


def sign_in(client: TestClient, login: str, password: str, **headers: str) -> object:
    """Send the sign-in form."""
    form = {"login": login, "password": password, "next": "/"}
    return client.post("/sign-in", data=form, headers={"origin": ORIGIN, **headers}, follow_redirects=False)


def test_a_good_password_opens_a_session(app_client: TestClient, ana: str) -> None:
    answer = sign_in(app_client, ana, GOOD)
    assert answer.status_code == 303
    assert app_client.get("/", follow_redirects=False).headers["location"] == "/desk"


def test_the_session_cookie_is_out_of_reach_of_scripts(app_client: TestClient, ana: str) -> None:
    cookie = sign_in(app_client, ana, GOOD).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize(("login", "password"), [("ana", "wrong password here"), ("nobody", GOOD), ("", ""), ("ana\x00", GOOD)])
def test_anything_else_is_told_apart_neither_by_words_nor_by_status(app_client: TestClient, ana: str, login: str, password: str) -> None:
    answer = sign_in(app_client, login, password)
    assert answer.status_code in (401, 422)
    assert "set-cookie" not in answer.headers


def test_a_form_from_another_site_is_refused(app_client: TestClient, ana: str) -> None:
    assert sign_in(app_client, ana, GOOD, origin="http://elsewhere.example").status_code == 403


def test_after_some_failures_even_the_good_password_has_to_wait(app_client: TestClient, ana: str) -> None:
    for _ in range(6):
        sign_in(app_client, ana, "wrong password here")
    answer = sign_in(app_client, ana, GOOD)
    assert answer.status_code == 429
    assert LexborHTMLParser(answer.text).css_first(".callout[role=alert]") is not None


def test_the_wait_doubles_and_ends() -> None:
    waits = [wait_after(failures, 4) for failures in range(20)]
    assert waits[4] == timedelta()
    assert waits[6] == 2 * waits[5]
    assert waits[19] == LONGEST_WAIT


def test_signing_out_ends_the_session(visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    assert ana.post("/sign-out").status_code == 303
    assert ana.get("/").headers["location"].startswith("/sign-in")


def test_a_form_without_the_sessions_token_is_refused(visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    ana.csrf = "guessed"
    assert ana.post("/language", {"language": "zh"}).status_code == 403


def test_a_closed_account_cannot_go_on(visit: Callable[..., Visitor], parts: Parts) -> None:
    ana = visit("ana", expires_at=parts.clock.now() - timedelta(seconds=1))
    assert ana.get("/").headers["location"].startswith("/sign-in")


def test_the_language_chosen_is_the_language_of_the_next_page(visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    ana.post("/language", {"language": "zh", "next": "/"})
    page = ana.client.get("/sign-in-of-nothing")
    assert LexborHTMLParser(page.text).css_first("html").attributes["lang"] == "zh-Hans"


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_signing_in(app_client: TestClient, ana: str, wish: str) -> None:
    form = {"login": ana, "password": GOOD, "next": wish}
    assert app_client.post("/sign-in", data=form, headers={"origin": ORIGIN}, follow_redirects=False).headers["location"] == "/"


def test_every_page_has_a_strict_policy_with_a_fresh_nonce(app_client: TestClient) -> None:
    policies = {app_client.get("/sign-in").headers["content-security-policy"] for _ in range(2)}
    assert len(policies) == 2
    assert all("'unsafe-inline'" not in policy and "default-src 'none'" in policy for policy in policies)


def test_an_agent_who_signs_in_is_at_the_desk_and_not_ready(app_client: TestClient, ana: str, parts: Parts) -> None:
    sign_in(app_client, ana, GOOD)
    with parts.units.read() as unit:
        presence = unit.presence.get(unit.people.by_login(ana)["id"])
    assert presence is not None
    assert (presence.state, presence.reason) == (PresenceState.NOT_READY, "signed_in")


def test_an_agent_who_signs_out_is_offline(app_client: TestClient, ana: str, parts: Parts) -> None:
    sign_in(app_client, ana, GOOD)
    token = re.search(r'name="csrf" value="([^"]+)"', app_client.get("/desk").text).group(1)
    app_client.post("/sign-out", data={"csrf": token, "key": "k"}, headers={"origin": ORIGIN}, follow_redirects=False)
    with parts.units.read() as unit:
        presence = unit.presence.get(unit.people.by_login(ana)["id"])
    assert presence is not None
    assert presence.state is PresenceState.OFFLINE


def test_a_supervisor_who_took_calls_is_offline_after_signing_out(visit: Callable[..., Visitor], parts: Parts) -> None:
    sofia = visit("sofia", role="supervisor", extension="1015")
    assert sofia.desk("/presence", {"state": "ready", "reason": ""}).status_code == 200
    sofia.post("/sign-out")
    with parts.units.read() as unit:
        left = unit.presence.get(sofia.person_id)
    assert left is not None
    assert left.state is PresenceState.OFFLINE


def test_a_language_chosen_at_the_sign_in_is_the_persons_own_afterwards(app_client: TestClient, ana: str) -> None:
    app_client.post("/language", data={"language": "zh", "next": "/sign-in"}, headers={"origin": ORIGIN}, follow_redirects=False)
    sign_in(app_client, ana, GOOD)
    assert LexborHTMLParser(app_client.get("/desk").text).css_first("html").attributes["lang"] == "zh-Hans"
