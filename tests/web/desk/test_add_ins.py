"""Add-ins beside a call: who is shown which, the signed context of a page, and lookups from asking to the table on the desk."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.connectors.add_in import AddInKind, ContextPlace
from flows.connectors.lookup import LookupField
from tests.lookup_server import BALANCE, LookupServer, redirect, send
from tests.web.conftest import Visitor
from tests.web.desk.queries import queries
from tests.web.desk.walking import Walk
from tests.web.floor import somebody
from workspace.commands.allow_host import allow_host, forbid_host
from workspace.commands.answer_lookup import answer_lookup, open_lookups
from workspace.commands.arrange_desks import arrange_desks
from workspace.commands.save_add_in import AddIn, attach_step, save_add_in
from workspace.desk.layout import DEFAULT
from workspace.wiring.parts import Parts, Person, Submission, new_id, new_token

FIELDS = (
    LookupField("name", "Name", "姓名", "text"),
    LookupField("balance.amount", "Balance", "余额", "money"),
    LookupField("due", "Due", "到期", "date"),
    LookupField("barred", "Barred", "停机", "bool"),
    LookupField("open", "Open orders", "未完成订单", "number", private=True),
)


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """Parts whose settings let add-ins come from this machine."""
    return replace(parts, settings=parts.settings.but(add_ins_private=True))


@pytest.fixture
def sofia(parts: Parts) -> Person:
    """Sofia, who makes the add-ins."""
    return somebody(parts, "sofia", "supervisor")


@pytest.fixture
def server(parts: Parts, sofia: Person) -> Iterator[LookupServer]:
    """Another company's server, whose host is allowed."""
    made = LookupServer()
    allow_host(parts, sofia, made.host, submission=submission(sofia))
    yield made
    made.close()


def submission(by: Person) -> Submission:
    """A pressing of a button."""
    return Submission(new_token(), by.id, "/add-ins", "")


def add_in(parts: Parts, by: Person, url: str, kind: AddInKind = AddInKind.LOOKUP, **changes: Any) -> UUID:
    """An add-in of the caller panel for everybody of ours."""
    made = AddIn(
        name_en="Balance",
        name_zh="余额",
        kind=kind,
        url=url,
        context=ContextPlace.FRAGMENT,
        at_caller=True,
        every_team=True,
        teams=frozenset(),
        for_vendors=False,
        timeout_ms=5000,
        fields=FIELDS if kind is AddInKind.LOOKUP else (),
    )
    return save_add_in(parts, by, replace(made, **changes), submission=submission(by))[0]


def work(parts: Parts) -> int:
    """What the worker does: answers all lookups that are open; returns how many there were."""
    found = open_lookups(parts)
    for each in found:
        answer_lookup(parts, each)
    return len(found)


def ask(walk: Walk, **fields: object) -> Any:
    """What the panel's form sends."""
    return walk.agent.desk(f"/interactions/{walk.interaction}/lookups", fields)


def table(page: LexborHTMLParser, panel: str = "#panel-addins") -> dict[str, str]:
    """The table of a lookup."""
    return {row.css_first("th").text(): row.css_first("td").text() for row in page.css(f"{panel} .add-in-table tr")}


def trouble(walk: Walk) -> str:
    """Why a lookup failed, as the desk says it."""
    return walk.find("#panel-addins .callout p").text()


def asked_and_answered(parts: Parts, walk: Walk, **fields: object) -> None:
    """A lookup, from the desk to the worker."""
    assert ask(walk, **fields).status_code == 200
    assert work(parts) == 1


def test_a_mirror_shows_what_a_lookup_answered_and_of_a_page_that_it_is_there(
    parts: Parts, walk: Walk, sofia: Person, server: LookupServer, visit: Callable[..., Visitor]
) -> None:
    add_in(parts, sofia, server.url + "/balance")
    add_in(parts, sofia, server.url + "/page", AddInKind.PAGE, name_en="Billing")
    walk.talks()
    asked_and_answered(parts, walk)
    mirror = LexborHTMLParser(visit("song", role="supervisor").get(f"/board/desks/{walk.agent.person_id}").text)
    assert table(mirror) == table(walk.page())
    page = mirror.css_first("#panel-addins .is-page")
    assert page.css_first("h3").text() == "Billing"
    assert "Only the agent's own screen" in page.text()
    assert mirror.css_first("iframe") is None
    assert mirror.css_first(".mirror form") is None


def test_a_lookup_is_asked_once_and_its_table_is_on_the_desk(parts: Parts, walk: Walk, sofia: Person, server: LookupServer) -> None:
    add_in(parts, sofia, server.url + "/balance?account={customer.account}&caller={caller.number}")
    walk.talks()
    assert walk.find("#panel-addins form").attributes["hx-trigger"] == "load"
    answered = LexborHTMLParser(ask(walk).text)
    assert answered.css_first("#panel-addins [aria-busy=true]") is not None
    assert answered.css_first("#ask-lookups-caller") is None
    assert ask(walk).status_code == 204
    assert work(parts) == 1
    assert server.paths() == [f"/balance?account={walk.account}&caller=%2B14155550123"]
    assert table(walk.page()) == {
        "Name": BALANCE["name"],
        "Balance": "$12.50",
        "Due": "Dec 1, 2026",
        "Barred": "No",
        "Open orders": "3",
    }
    # Text of strangers stays text.
    assert walk.page().css_first("#panel-addins img") is None
    assert (ask(walk).status_code, work(parts), len(server.asked)) == (204, 0, 1)


def test_a_lookup_carries_a_context_that_the_other_side_can_check(parts: Parts, walk: Walk, sofia: Person, server: LookupServer) -> None:
    made = add_in(parts, sofia, server.url + "/balance")
    walk.talks()
    asked_and_answered(parts, walk)
    claims = claims_of(server.asked[0][1]["authorization"].removeprefix("Bearer "))
    assert (claims["aud"], claims["add_in"], claims["interaction"]) == (server.host, str(made), str(walk.interaction))
    assert (claims["agent"], claims["customer"], claims["masked"]) == (str(walk.agent.person_id), walk.account, False)


def claims_of(token: str) -> dict[str, Any]:
    """What a token says."""
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def test_what_goes_wrong_is_said_and_may_be_tried_again(parts: Parts, walk: Walk, sofia: Person, server: LookupServer) -> None:
    server.answers["/status"] = lambda handler: send(handler, b"{}", "application/json", 503)
    server.answers["/html"] = lambda handler: send(handler, b"<p>", "text/html")
    server.answers["/short"] = {"name": "Maria", "balance": {"currency": "USD"}, "due": "2026-12-01", "barred": False, "open": 1}
    server.answers["/odd"] = {**BALANCE, "barred": "no"}
    server.answers["/away"] = redirect("https://elsewhere.example.com/balance")
    walk.talks()
    said = {}
    for path in ("/status", "/slow", "/huge", "/html", "/short", "/odd", "/away"):
        made = add_in(parts, sofia, server.url + path, timeout_ms=300)
        asked_and_answered(parts, walk)
        said[path] = trouble(walk)
        with parts.units.begin() as unit:
            unit.add_ins.change(made, active=False)
    assert said == {
        "/status": "The other system answered with status 503.",
        "/slow": "The other system did not answer in time.",
        "/huge": "The answer is too large.",
        "/html": "The answer is no JSON.",
        "/short": "The field balance.amount is missing in the answer.",
        "/odd": "The field barred is not of the declared type.",
        "/away": "It leads to a host that is not allowed: elsewhere.example.com. Tell your supervisor.",
    }
    flaky = add_in(parts, sofia, server.url + "/flaky")
    asked_and_answered(parts, walk)
    server.answers["/flaky"] = BALANCE
    asked_and_answered(parts, walk, again=flaky)
    assert table(walk.page())["Balance"] == "$12.50"


def test_two_workers_ask_once_and_a_dead_ones_lookup_is_asked_by_another(
    parts: Parts, walk: Walk, sofia: Person, server: LookupServer
) -> None:
    add_in(parts, sofia, server.url + "/balance")
    walk.talks()
    ask(walk)
    (answer,) = open_lookups(parts)
    with parts.units.begin() as unit:
        assert unit.add_ins.claim_answer(answer, timedelta(seconds=5)) is not None
    assert open_lookups(parts) == []
    answer_lookup(parts, answer)
    assert server.asked == []
    with parts.units.begin() as unit:
        unit.connection.exec_driver_sql("UPDATE add_in_answers SET leased_until = now() - interval '1 second'")
    assert work(parts) == 1
    assert len(server.asked) == 1


def test_a_lookup_waits_for_what_it_needs_and_is_asked_anew_when_that_changes(
    parts: Parts, walk: Walk, sofia: Person, server: LookupServer
) -> None:
    made = add_in(parts, sofia, server.url + "/balance?account={customer.account}")
    walk.talks(number="+14155550999")
    assert "account" in walk.find("#panel-addins .muted").text()
    assert ask(walk).status_code == 204
    walk.agent.desk(f"/interactions/{walk.interaction}/customer", {"customer": walk.customer_id})
    asked_and_answered(parts, walk)
    assert table(walk.page())["Balance"] == "$12.50"
    with parts.units.begin() as unit:
        unit.add_ins.change(made, name_en="Money")
    # What was answered to another version of it counts no more.
    assert walk.page().css_first("#panel-addins [aria-busy=true]") is not None
    asked_and_answered(parts, walk)
    assert len(server.asked) == 2


def test_charlie_asks_nothing_about_anas_call_and_opens_no_page_of_it(
    parts: Parts, walk: Walk, sofia: Person, server: LookupServer, charlie: Visitor
) -> None:
    made = add_in(parts, sofia, server.url + "/page", AddInKind.PAGE)
    walk.talks()
    assert charlie.desk(f"/interactions/{walk.interaction}/lookups").status_code == 404  # type: ignore[attr-defined]
    assert charlie.get(f"/interactions/{walk.interaction}/add-ins/{made}").status_code == 404  # type: ignore[attr-defined]
    for wrong in (f"/interactions/{new_id()}/add-ins/{made}", f"/interactions/{walk.interaction}/add-ins/{new_id()}"):
        assert walk.agent.get(wrong).status_code == 404  # type: ignore[attr-defined]


def test_a_page_stands_in_a_sandbox_and_is_led_to_with_a_fresh_context(
    parts: Parts, walk: Walk, sofia: Person, server: LookupServer
) -> None:
    made = add_in(parts, sofia, server.url + "/page?a={customer.account}", AddInKind.PAGE)
    walk.talks()
    frame = walk.find("#panel-addins iframe").attributes
    assert (frame["sandbox"], frame["referrerpolicy"], frame["title"]) == ("allow-scripts allow-forms", "no-referrer", "Balance")
    answer: Any = walk.agent.get(str(frame["src"]))
    address, _, fragment = answer.headers["location"].partition("#")
    assert (answer.status_code, address) == (303, f"{server.url}/page?a={walk.account}")
    assert claims_of(fragment.removeprefix("cuecard="))["add_in"] == str(made)
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert (answer.headers["x-frame-options"], answer.headers["referrer-policy"]) == ("SAMEORIGIN", "no-referrer")
    assert walk.agent.get(str(frame["src"])).headers["location"] != answer.headers["location"]  # type: ignore[attr-defined]
    # The panel itself is the same text until something changes: the frame stays.
    first, second = (walk.find("#panel-addins").html for _ in range(2))
    assert first == second


def test_only_the_desk_may_show_frames_and_only_of_allowed_hosts(parts: Parts, walk: Walk, sofia: Person, server: LookupServer) -> None:
    policy = walk.agent.get("/desk").headers["content-security-policy"]  # type: ignore[attr-defined]
    assert f"frame-src 'self' https://{server.host} http://{server.host}" in policy
    assert "frame-src" not in walk.agent.get("/account").headers["content-security-policy"]  # type: ignore[attr-defined]
    made = add_in(parts, sofia, server.url + "/page", AddInKind.PAGE)
    walk.talks()
    forbid_host(parts, sofia, server.host, submission=submission(sofia))
    assert "frame-src" not in walk.agent.get("/desk").headers["content-security-policy"]  # type: ignore[attr-defined]
    assert walk.page().css_first("#panel-addins iframe") is None
    assert walk.agent.get(f"/interactions/{walk.interaction}/add-ins/{made}").status_code == 404  # type: ignore[attr-defined]


def test_it_is_shown_at_its_step_alone_and_to_its_team_alone(parts: Parts, walk: Walk, sofia: Person, server: LookupServer) -> None:
    made = add_in(parts, sofia, server.url + "/page", AddInKind.PAGE, at_caller=False)
    walk.talks()
    assert walk.page().css_first("iframe") is None
    with parts.units.read() as unit:
        script = unit.scripts.titles()
        run = unit.runs.current(walk.interaction)
        assert run is not None
        key = next(each["key"] for each in script if unit.scripts.live_script(each["key"]) == run["bundle_id"])
    attach_step(parts, sofia, made, key, walk.step, submission=submission(sofia))
    assert walk.page().css_first("#panel-stepaddins iframe") is not None
    with parts.units.begin() as unit:
        unit.add_ins.change(made, every_team=False)
    assert walk.page().css_first("iframe") is None
    team = new_id()
    with parts.units.begin() as unit:
        unit.administration.add("team", id=team, name="Sales")
        unit.add_ins.set_teams(made, frozenset({team}))
        unit.people.change(walk.agent.person_id, team_id=team)
    assert walk.page().css_first("#panel-stepaddins iframe") is not None
    # Its layout takes what stands beside the caller away, not what a step asks for.
    arrange_desks(parts, sofia, team, replace(DEFAULT, add_ins="hidden"), submission=submission(sofia))
    assert walk.page().css_first("#panel-stepaddins iframe") is not None
    with parts.units.begin() as unit:
        unit.add_ins.change(made, at_caller=True)
    assert walk.page().css_first("iframe") is None


def test_a_vendors_agent_is_given_nothing_of_the_customer(parts: Parts, walk: Walk, sofia: Person, server: LookupServer) -> None:
    ours = add_in(parts, sofia, server.url + "/balance", name_en="Ours")
    theirs = add_in(parts, sofia, server.url + "/balance?i={interaction.id}", for_vendors=True, name_en="Theirs")
    walk.talks()
    vendor = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor, name="Callwell")
        unit.people.change(walk.agent.person_id, vendor_id=vendor)
    assert [node.text() for node in walk.page().css("#panel-addins h3")] == ["Theirs"]
    asked_and_answered(parts, walk)
    claims = claims_of(server.asked[0][1]["authorization"].removeprefix("Bearer "))
    assert (claims["customer"], claims["masked"], claims["add_in"]) == (None, True, str(theirs))
    assert table(walk.page())["Open orders"] == "•••"
    assert ours != theirs


def test_where_there_are_no_add_ins_a_desk_asks_the_database_for_none(parts: Parts, walk: Walk, sofia: Person) -> None:
    walk.talks()
    with queries(parts.engine) as seen:
        assert walk.agent.get("/desk/panels").status_code == 200  # type: ignore[attr-defined]
    assert not [each for each in seen if "FROM add_ins a" in each or "FROM add_in_hosts" in each]
    assert sofia is not None
