"""Who may open what: every route of the product against every kind of person (P13). A route without a line here fails the test."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import ORIGIN, Visitor
from workspace.auth import RIGHTS, VENDOR_AGENT_RIGHTS, Right, Role
from workspace.web.routes import all_routes
from workspace.wiring.parts import Parts, new_id

MISSING = "01890000-0000-7000-8000-000000000000"
OPEN_TO_ALL = {
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "POST /language",
    "GET /health/live",
    "GET /health/ready",
    "GET /vendor-link",
    "POST /vendor-link",
    "GET /vendor-link/{token}",
    "POST /telephony/events",  # behind a signature, see test_telephony_events
}
# Each area by the beginning of its paths, and whom it is for.
AGENT, SUPERVISOR, ANALYST, ADMIN, VENDOR, VENDORS_AGENT = "agent", "supervisor", "analyst", "admin", "vendor", "vendor's agent"
DEPARTMENT = "department"
EVERYBODY = {AGENT, SUPERVISOR, ANALYST, ADMIN, VENDOR, VENDORS_AGENT, DEPARTMENT}
AREAS: tuple[tuple[str, set[str]], ...] = (
    ("/customers", {AGENT, SUPERVISOR}),
    ("/interactions/{id}/customer", {AGENT, SUPERVISOR}),
    ("/desk", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/presence", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/settings", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/keys", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/interactions/{id}/tickets", {AGENT, SUPERVISOR}),
    ("/knowledge", {AGENT, SUPERVISOR}),
    ("/cards", {SUPERVISOR}),
    ("/tickets", {SUPERVISOR, DEPARTMENT}),
    ("/departments", {ADMIN, SUPERVISOR}),
    ("/interactions", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/runs", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/notices/{id}/acknowledgements", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/tasks", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/callbacks", {AGENT, SUPERVISOR, VENDORS_AGENT}),
    ("/account", EVERYBODY),
    ("/people", {ADMIN}),
    ("/teams", {ADMIN}),
    ("/operations", {ADMIN}),
    ("/outbox", {ADMIN}),
    ("/bss-faults", {ADMIN}),
    ("/queues", {ADMIN, SUPERVISOR}),
    ("/skills", {ADMIN, SUPERVISOR}),
    ("/opening-hours", {ADMIN, SUPERVISOR}),
    ("/dialled-numbers", {ADMIN, SUPERVISOR}),
    ("/dispositions", {ADMIN, SUPERVISOR}),
    ("/add-ins", {ADMIN, SUPERVISOR}),
    ("/add-in-hosts", {ADMIN}),
    ("/desk-layouts", {ADMIN, SUPERVISOR}),
    ("/notices", {SUPERVISOR}),
    ("/vendors", {ADMIN, SUPERVISOR}),
    ("/vendor", {VENDOR}),
    ("/board/{table}.csv", {SUPERVISOR, ANALYST}),
    ("/board/desks", {SUPERVISOR}),
    ("/board/waiting", {SUPERVISOR}),
    ("/shifts", {SUPERVISOR}),
    ("/board", {SUPERVISOR, ANALYST, ADMIN}),
    ("/learnings", {SUPERVISOR, ANALYST}),
    ("/approvals", {SUPERVISOR}),
    ("/campaigns", {SUPERVISOR}),
    ("/numbers", {SUPERVISOR}),
    ("/changes", {SUPERVISOR}),
    ("/activities", {SUPERVISOR}),
    ("/approval-rules", {ADMIN}),
    ("/scripts", {SUPERVISOR}),
    ("/offers", {SUPERVISOR}),
    ("/sample-customers", {SUPERVISOR}),
    ("/attempts", {SUPERVISOR}),
    ("/script-assignments", {SUPERVISOR}),
    ("/suppressions/{id}", {SUPERVISOR}),
    ("/suppressions", {AGENT, SUPERVISOR, VENDORS_AGENT}),
)
ROUTES = sorted({f"{next(iter(route.methods - {'HEAD'}))} {route.path}": route for route in all_routes() if route.methods}.items())


def audience(path: str) -> set[str]:
    """Whom a path is for; fails for one that no area names."""
    if path == "/":
        return EVERYBODY
    for beginning, people in AREAS:
        if path == beginning or path.startswith(f"{beginning}/"):
            return people
    raise AssertionError(f"say in AREAS who may use {path}")


def filled(path: str) -> str:
    """A path with ids that belong to nothing."""
    return re.sub(r"\{[^}]+\}", MISSING, re.sub(r"\{[^}]+:int\}", "1", path))


@pytest.fixture
def everybody(visit: Callable[..., Visitor], parts: Parts) -> dict[str, Visitor]:
    """One of each kind."""
    vendor_id = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor_id, name="Callwell")
    return {
        AGENT: visit("ana"),
        SUPERVISOR: visit("sofia", role="supervisor"),
        ANALYST: visit("dana", role="analyst"),
        ADMIN: visit("alex", role="admin"),
        VENDOR: visit("vera", role="vendor", vendor_id=vendor_id),
        VENDORS_AGENT: visit("victor", vendor_id=vendor_id),
        DEPARTMENT: visit("bella", role="department"),
    }


def test_everybody_gets_in_where_they_may_and_nowhere_else(everybody: dict[str, Visitor]) -> None:
    wrong = []
    for name, route in ROUTES:
        if name in OPEN_TO_ALL:
            continue
        for who, visitor in everybody.items():
            method, path = name.split(" ", 1)
            status = (visitor.get if method == "GET" else visitor.post)(filled(route.path)).status_code
            let_in = status != 403
            if let_in != (who in audience(path)):
                wrong.append(f"{name}: {who} got {status}")
            if status >= 500:
                wrong.append(f"{name}: {who} got {status}")
    assert wrong == []


def test_charlie_who_is_nobody_gets_in_nowhere(app_client: TestClient) -> None:
    wrong = []
    for name, route in ROUTES:
        if name in OPEN_TO_ALL:
            continue
        method = name.split(" ", 1)[0]
        answer = app_client.request(method, filled(route.path), headers={"origin": ORIGIN}, follow_redirects=False)
        at_the_door = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in") if method == "GET" else False
        if not at_the_door and answer.status_code != 401:
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []


def test_each_route_is_open_or_behind_the_door() -> None:
    assert {name for name, _ in ROUTES} >= OPEN_TO_ALL
    assert [name for name, route in ROUTES if name not in OPEN_TO_ALL and not audience(route.path)] == []


def test_every_answer_carries_the_security_headers(everybody: dict[str, Visitor]) -> None:
    wrong = []
    for name, route in ROUTES:
        if not name.startswith("GET"):
            continue
        headers = everybody[ADMIN].get(filled(route.path)).headers
        held = (
            "default-src 'none'" in headers["content-security-policy"]
            and headers["x-frame-options"] == "DENY"
            and headers["x-content-type-options"] == "nosniff"
            and headers["referrer-policy"] in ("same-origin", "no-referrer")
            and headers["cache-control"] == "no-store"
        )
        if not held:
            wrong.append(name)
    assert wrong == []


def test_a_form_with_a_guessed_token_changes_nothing(everybody: dict[str, Visitor]) -> None:
    alex = everybody[ADMIN]
    alex.csrf = "guessed"
    wrong = [name for name, route in ROUTES if name.startswith("POST /people") and alex.post(filled(route.path)).status_code != 403]
    assert wrong == []


def test_a_vendors_agent_has_fewer_rights_than_any_agent() -> None:
    assert RIGHTS[Role.AGENT] > VENDOR_AGENT_RIGHTS
    assert Right.SEARCH_CUSTOMERS not in VENDOR_AGENT_RIGHTS


@pytest.mark.parametrize(
    "path",
    [f"/people/{MISSING}", f"/queues/{MISSING}", f"/vendors/{MISSING}", "/people/not-an-id", "/dispositions/%00", "/dispositions/none"],
)
def test_what_is_not_there_is_one_and_the_same_page(everybody: dict[str, Visitor], path: str) -> None:
    assert everybody[ADMIN].get(path).status_code == 404
