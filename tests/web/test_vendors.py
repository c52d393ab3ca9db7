"""The vendor link (P14): one use, narrow, masked, and revoked at once, except that a call's outcome is never lost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from adapters.database.stores.vendors import VendorStore
from flows.telephony.call_event import CallEventKind, Cause, Direction, Party
from tests.outbound import add_campaign, add_task, daytime_zone, rows
from tests.web.conftest import ORIGIN, Visitor
from tests.web.floor import Phone, make_floor, make_ready
from tests.web.test_tasks import claim, dial
from workspace.commands.allot_tasks import allot_tasks
from workspace.wiring.parts import Parts, new_id

SECRETS = ("2125550101", "212 555 0101", "212-555-0101", "555-0101", "Tomasina", "tom@example.com", "ACC-77")
"""What a vendor's agent must never receive of the lead in `campaign`."""
JOINING = {"login": "vera", "name": "Vera Mills", "password": "seven quiet lanterns hum", "again": "seven quiet lanterns hum"}


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, the supervisor."""
    return visit("sofia", role="supervisor")


@pytest.fixture
def campaign(parts: Parts) -> UUID:
    """A campaign on the library's script with ten tasks."""
    make_floor(parts)
    made = add_campaign(parts, script_key="term_deposit_outbound")
    more = {"name": "Tomasina Becker", "attributes": {"email": "tom@example.com", "account": "ACC-77"}}
    for each in range(10):
        add_task(parts, made, number=f"+121255501{each:02d}", zone=daytime_zone(parts.clock.now()), **more)
    return made


def invitation(parts: Parts, campaign: UUID, share: int = 50) -> dict[str, object]:
    """The form that invites a vendor."""
    ends = (parts.clock.now() + timedelta(days=30)).date().isoformat()
    return {"name": "Callwell", "campaign": str(campaign), "share": str(share), "expires_on": ends}


def invite(sofia: Visitor, parts: Parts, campaign: UUID, share: int = 50) -> str:
    """Invite a vendor; the path of its link."""
    answer = sofia.post("/vendors", invitation(parts, campaign, share))
    assert answer.status_code == 200, answer.text
    link = LexborHTMLParser(answer.text).css_first("#vendor-link").attributes["value"]
    return "/vendor-link/" + link.rsplit("/", 1)[1]


def vendor_id_of(parts: Parts) -> UUID:
    """The only vendor."""
    with parts.units.read() as unit:
        found: UUID = unit.vendors.all()[0]["id"]
    return found


def join(client: TestClient, path: str, **other: str) -> object:
    """Follow the link and send the form."""
    client.get(path, follow_redirects=False)
    return client.post("/vendor-link", data={**JOINING, **other}, headers={"origin": ORIGIN}, follow_redirects=False)


@pytest.fixture
def victor(sofia: Visitor, parts: Parts, campaign: UUID, visit: Callable[..., Visitor]) -> Visitor:
    """Victor, an agent of a vendor that has all tasks of the campaign, ready at his telephone."""
    invite(sofia, parts, campaign, share=100)
    visitor = visit("victor", vendor_id=vendor_id_of(parts), extension="7001")
    make_ready(parts, visitor.person_id)
    return visitor


def begin_call(parts: Parts, victor: Visitor) -> tuple[Phone, str, UUID]:
    """Let Victor claim, dial and be answered; the phone, the call and the interaction."""
    phone = Phone(parts)
    dial(victor, claim(victor))
    call_id = str(rows(parts)[0]["id"])
    phone.tell(call_id, CallEventKind.OFFERED, direction=Direction.OUTBOUND, extension="7001")
    phone.tell(call_id, CallEventKind.ANSWERED, direction=Direction.OUTBOUND, extension="7001")
    with parts.units.read() as unit:
        return phone, call_id, unit.interactions.open_of(victor.person_id)[0].id


def test_the_link_lets_one_person_in_once_and_leaves_the_address(
    sofia: Visitor, parts: Parts, campaign: UUID, app_client: TestClient
) -> None:
    path = invite(sofia, parts, campaign)
    entered = app_client.get(path, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"], entered.headers["referrer-policy"]) == (303, "/vendor-link", "no-referrer")
    page = app_client.get("/vendor-link")
    assert page.status_code == 200
    assert path.rsplit("/", 1)[1] not in page.text
    answer = join(app_client, path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/vendor")
    assert app_client.get("/vendor").status_code == 200
    with TestClient(app_client.app, base_url=ORIGIN) as charlie:
        assert join(charlie, path, login="charlie").status_code == 404


def test_a_refused_form_leaves_the_link_as_good_as_before(sofia: Visitor, parts: Parts, campaign: UUID, app_client: TestClient) -> None:
    path = invite(sofia, parts, campaign)
    for wrong in ({"login": "sofia"}, {"password": "short"}, {"again": "something else here"}, {"name": "\x00"}):
        assert join(app_client, path, **wrong).status_code == 422
    assert join(app_client, path).status_code == 303


def test_used_revoked_and_invented_links_are_one_page(sofia: Visitor, parts: Parts, campaign: UUID, app_client: TestClient) -> None:
    path = invite(sofia, parts, campaign)
    sofia.post(f"/vendors/{vendor_id_of(parts)}/links/revocation")
    pages = set()
    for each in (path, "/vendor-link/" + "x" * 43, "/vendor-link/%00"):
        app_client.get(each, follow_redirects=False)
        page = app_client.get("/vendor-link")
        assert page.status_code == 404
        pages.add(LexborHTMLParser(page.text).css_first("main").text())
    assert len(pages) == 1


def test_a_vendors_supervisor_makes_agents_of_that_vendor_alone(
    sofia: Visitor, parts: Parts, campaign: UUID, visit: Callable[..., Visitor]
) -> None:
    invite(sofia, parts, campaign)
    vera, ana = visit("vera", role="vendor", vendor_id=vendor_id_of(parts)), visit("ana")
    assert vera.post("/vendor/agents", {"login": "victor", "name": "Victor", "language": "en"}).status_code == 200
    with parts.units.read() as unit:
        victor = unit.people.by_login("victor")
    assert victor is not None
    assert (victor["vendor_id"], victor["extension"], victor["role"]) == (vendor_id_of(parts), "7001", "agent")
    assert victor["expires_at"] is not None
    for action in ("closure", "opening", "password"):
        assert vera.post(f"/vendor/agents/{ana.person_id}/{action}").status_code == 404
        assert vera.post(f"/vendor/agents/{vera.person_id}/{action}").status_code == 404
        assert vera.post(f"/vendor/agents/{victor['id']}/{action}").status_code in (200, 303)
    assert sofia.post(f"/vendors/{vendor_id_of(parts)}/people/{ana.person_id}/closure").status_code == 404
    assert "Ana" not in LexborHTMLParser(vera.get("/vendor").text).css_first("main").text()


def test_a_vendor_holds_its_share_and_gives_it_back(sofia: Visitor, parts: Parts, campaign: UUID) -> None:
    invite(sofia, parts, campaign, share=30)
    before = {row["id"] for row in rows(parts, "tasks") if row["vendor_id"]}
    assert len(before) == 3
    allot_tasks(parts)
    assert {row["id"] for row in rows(parts, "tasks") if row["vendor_id"]} == before
    vendor = vendor_id_of(parts)
    assert sofia.post(f"/vendors/{vendor}/shares", {"campaign": str(campaign), "share": "50"}).status_code == 303
    assert {row["id"] for row in rows(parts, "tasks") if row["vendor_id"]} > before
    assert sofia.post("/vendors", {**invitation(parts, campaign, 51), "name": "Other"}).status_code == 422
    sofia.post(f"/vendors/{vendor}/revocation")
    assert [row for row in rows(parts, "tasks") if row["vendor_id"]] == []


def test_a_share_is_exact_whatever_plan_the_database_takes(sofia: Visitor, parts: Parts, campaign: UUID) -> None:
    invite(sofia, parts, campaign, share=10)
    vendor, wanted = vendor_id_of(parts), range(1, 10)
    with parts.units.engine.connect() as connection:
        for plan in ("hashjoin", "mergejoin", "sort", "hashagg", "material"):
            connection.exec_driver_sql(f"SET enable_{plan} = off")
        store = VendorStore(connection, parts.clock.now())
        connection.commit()
        given, taken = [], []
        for count in wanted:
            given.append(store.allot(campaign, vendor, count))
            taken.append(store.take_back(campaign, vendor, count))
            connection.rollback()
        connection.invalidate()
    assert (given, taken) == (list(wanted), list(wanted))


def test_no_answer_tells_a_vendors_agent_who_is_called(parts: Parts, victor: Visitor) -> None:
    seen = [claim(victor).html]
    phone, call_id, interaction = begin_call(parts, victor)
    seen.append(victor.get("/desk").text)
    for path in (
        "/desk",
        "/desk/panels",
        "/account",
        "/",
        f"/customers?q=Becker&interaction={interaction}",
        "/board",
        "/notices",
        "/campaigns",
    ):
        answer = victor.get(path)
        seen.append(answer.text + str(answer.headers))
    with victor.client.websocket_connect("/desk/socket", headers={"origin": ORIGIN}) as socket:
        socket.send_json({"kind": "hello", "nonce": "abcdefgh12345678"})
        seen.append(socket.receive_text())
    phone.tell(call_id, CallEventKind.HUNG_UP, direction=Direction.OUTBOUND, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)
    seen.append(victor.get("/desk").text)
    assert "Becker" in seen[0]
    assert [secret for secret in SECRETS for text in seen if secret in text] == []


@pytest.mark.parametrize("how", ["vendor", "account", "share"])
def test_who_is_cut_off_in_a_call_keeps_the_outcome_form_and_nothing_else(parts: Parts, sofia: Visitor, victor: Visitor, how: str) -> None:
    phone, call_id, interaction = begin_call(parts, victor)
    vendor = vendor_id_of(parts)
    with parts.units.read() as unit:
        share = unit.vendors.shares(vendor)[0]["id"]
    paths = {
        "vendor": f"/vendors/{vendor}/revocation",
        "account": f"/vendors/{vendor}/people/{victor.person_id}/closure",
        "share": f"/vendors/{vendor}/shares/{share}/revocation",
    }
    assert sofia.post(paths[how]).status_code == 303
    page = LexborHTMLParser(victor.get("/desk").text)
    assert "Becker" not in page.html
    assert page.css_first("#panel-notes [role=alert]").text().strip().startswith("Your access has ended.")
    assert page.css_first("#panel-wrapup form") is not None
    assert page.css_first("#panel-bar form[action*=call-commands]") is None
    assert page.css_first("#panel-script form") is None
    for path in ("/tasks/claims", f"/interactions/{interaction}/call-commands", "/presence", "/suppressions"):
        assert victor.desk(path).status_code == 403
    assert victor.desk(f"/interactions/{interaction}/notes", {"text": "They hung up."}).status_code == 204
    phone.tell(call_id, CallEventKind.HUNG_UP, direction=Direction.OUTBOUND, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)
    assert victor.desk(f"/interactions/{interaction}/wrap-up", {"disposition": "not_interested"}).status_code in (200, 303, 401)
    with parts.units.read() as unit:
        stored = unit.interactions.get(interaction)
    assert stored is not None
    assert stored.interaction.disposition_code == "not_interested"
    assert victor.get("/desk").status_code == (200 if how == "share" else 303)


def test_who_is_cut_off_outside_a_call_is_out_and_offline(parts: Parts, sofia: Visitor, victor: Visitor) -> None:
    sofia.post(f"/vendors/{vendor_id_of(parts)}/revocation")
    assert victor.get("/desk").status_code == 303
    with parts.units.read() as unit:
        presence = unit.presence.get(victor.person_id)
        assert unit.sessions.of(victor.person_id) == []
    assert presence is not None
    assert presence.state == "offline"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Call\r\nwell"),
        ("campaign", "01890000-0000-7000-8000-000000000000"),
        ("share", "101"),
        ("share", "half"),
        ("expires_on", "2020-01-01"),
        ("expires_on", "9999-12-31"),
    ],
)
def test_a_wrong_field_of_an_invitation_is_named(sofia: Visitor, parts: Parts, campaign: UUID, field: str, value: str) -> None:
    answer = sofia.post("/vendors", {**invitation(parts, campaign), field: value})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(f".has-error [name={field}]") is not None
    with parts.units.read() as unit:
        assert unit.vendors.all() == []


def test_a_vendors_supervisor_mirrors_own_agents_masked_and_nobody_elses(
    parts: Parts, victor: Visitor, visit: Callable[..., Visitor]
) -> None:
    vera = visit("vera", role="vendor", vendor_id=vendor_id_of(parts))
    begin_call(parts, victor)
    path = f"/vendor/agents/{victor.person_id}/desk"
    assert LexborHTMLParser(vera.get("/vendor").text).css_first(f"a[href='{path}']") is not None
    mirror = LexborHTMLParser(vera.get(path).text)
    assert "Becker" in mirror.css_first("#panel-bar").text()
    assert "Tom" not in mirror.css_first(".mirror").text()
    assert mirror.css(".mirror form, .mirror button, form#listen, form#take-over, form#send-coaching") == []
    pushed = LexborHTMLParser(vera.get(f"{path}/panels").text)
    assert pushed.css_first("#panel-script").html == mirror.css_first("#panel-script").html
    with parts.units.read() as unit:
        assert "desk_watched" in [row["verb"] for row in unit.audit.of(f"person:{victor.person_id}")]
    ana = visit("ana", extension="1009")
    other = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=other, name="Elsewhere")
    stranger = visit("stranger", role="vendor", vendor_id=other)
    for who, whose in ((vera, ana), (stranger, victor), (vera, vera)):
        for part in ("", "/panels"):
            assert who.get(f"/vendor/agents/{whose.person_id}/desk{part}").status_code == 404
    for who in (ana, victor):
        assert who.get(path).status_code == 403
    assert vera.post(path).status_code == 405
