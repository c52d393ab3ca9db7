"""Sofia and Ana's desk: coaching messages that are read, and a mirror in which nothing can be pressed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import Engine

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from workspace.desk.screen import DeskSource
from workspace.screens.supervision import MIRRORED
from workspace.settings import load
from workspace.wiring.parts import Parts, Person, assemble, new_id, new_token


def desk_of(visitor: Visitor, part: str = "") -> str:
    """The address of the mirror of somebody's desk."""
    return f"/board/desks/{visitor.person_id}{part}"


def told(visitor: Visitor) -> str:
    """What the notices panel of a desk says."""
    return LexborHTMLParser(visitor.get("/desk").text).css_first("#panel-notices").text()


def row_of(sofia: Visitor, name: str) -> str:
    """An agent's row on the board."""
    rows = LexborHTMLParser(sofia.get("/board").text).css("#panel-agents tbody tr")
    return next(row.text() for row in rows if name in row.css_first("th").text())


def verbs(parts: Parts, visitor: Visitor) -> list[str]:
    """What the audit has about somebody."""
    with parts.units.read() as unit:
        return [row["verb"] for row in unit.audit.of(f"person:{visitor.person_id}")]


def test_a_message_is_on_the_desk_at_once_and_sofia_sees_it_read(ana: Visitor, sofia: Visitor, charlie: Visitor, parts: Parts) -> None:
    with parts.units.read() as unit:
        version = unit.desks.version(ana.person_id)
    answer = sofia.post(desk_of(ana, "/messages"), {"text": "Slow down, she is upset."})
    assert answer.status_code == 200
    assert "Slow down" in LexborHTMLParser(answer.text).css_first("#sent-messages li").text()
    with parts.units.read() as unit:
        assert unit.desks.version(ana.person_id) > version
    panel = LexborHTMLParser(ana.get("/desk").text).css_first("#panel-notices .notice.is-coaching")
    assert "Slow down, she is upset." in panel.text()
    assert "From your supervisor" in panel.text()
    assert "Slow down" not in told(charlie)
    assert "Message not read yet" in row_of(sofia, "Ana")

    assert ana.desk(panel.css_first("form").attributes["hx-post"]).status_code == 200
    assert "Slow down" not in told(ana)
    assert "Message read" in row_of(sofia, "Ana")
    assert "Read at" in sofia.get(desk_of(ana, "/messages")).text
    assert verbs(parts, ana) == ["coaching_sent"]


def test_a_message_is_no_notice_to_many(ana: Visitor, sofia: Visitor) -> None:
    sofia.post(desk_of(ana, "/messages"), {"text": "Only for you"})
    assert "Only for you" not in sofia.get("/notices").text


def test_a_second_press_sends_one_message(ana: Visitor, sofia: Visitor) -> None:
    key = new_token()
    for _ in range(2):
        answer = sofia.post(desk_of(ana, "/messages"), {"text": "Breathe"}, key=key)
        assert answer.status_code == 200
    assert len(LexborHTMLParser(answer.text).css("#sent-messages li")) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 301, "a\x00b"])
def test_a_wrong_message_reaches_nobody(ana: Visitor, sofia: Visitor, text: str) -> None:
    answer = sofia.post(desk_of(ana, "/messages"), {"text": text})
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert page.css_first("#coaching-text-error") is not None
    assert page.css_first("#coaching-text").text().strip() == text.strip().replace("\x00", "")
    assert LexborHTMLParser(ana.get("/desk").text).css_first(".is-coaching") is None


def test_who_is_not_signed_in_is_sent_nothing(sofia: Visitor, charlie: Visitor) -> None:
    answer = sofia.post(desk_of(charlie, "/messages"), {"text": "Where are you?"})
    assert answer.status_code == 409
    assert "not signed in" in answer.text


def test_the_mirror_shows_the_call_and_nothing_to_press(ana: Visitor, sofia: Visitor, walk: Walk, parts: Parts) -> None:
    walk.talks().to_reason()
    page = LexborHTMLParser(sofia.get(desk_of(ana)).text)
    mirror = page.css_first(".mirror")
    assert [name for name in MIRRORED if mirror.css_first(f"#panel-{name}") is None] == []
    title = walk.find("#panel-script h2").text()
    assert mirror.css_first("#panel-script h2").text() == title
    assert "Maria Delgado" in mirror.css_first("#panel-caller").text()
    assert mirror.css("form, button, input, select, textarea, a, [name], .mirror [hx-post]") == []
    assert walk.agent.csrf not in page.html
    assert verbs(parts, ana) == ["desk_watched"]


def test_the_mirror_follows_and_equals_a_reload(ana: Visitor, sofia: Visitor, walk: Walk) -> None:
    walk.talks()
    before = LexborHTMLParser(sofia.get(desk_of(ana)).text)
    walk.to_reason()
    pushed = LexborHTMLParser(sofia.get(desk_of(ana, "/panels")).text)
    loaded = LexborHTMLParser(sofia.get(desk_of(ana)).text)
    for name in ("bar", "caller", "script", "offers", "notes", "wrapup", "next"):
        selector = f"#panel-{name}"
        assert pushed.css_first(selector).html == loaded.css_first(selector).html
    assert pushed.css_first("#panel-script").html != before.css_first("#panel-script").html


def test_the_mirror_speaks_sofias_language(ana: Visitor, visit: Callable[..., Visitor], walk: Walk) -> None:
    walk.talks()
    mirror = LexborHTMLParser(visit("song", role="supervisor", language="zh").get(desk_of(ana)).text)
    assert mirror.css_first("h1").text() == "Ana 的工作台"
    assert mirror.css_first("#panel-wrapup h2").text() == "话后处理"
    assert LexborHTMLParser(ana.get("/desk").text).css_first("#panel-wrapup h2").text() == "Wrap-up"


def test_what_a_vendors_agent_does_not_see_the_mirror_does_not_show(ana: Visitor, sofia: Visitor, walk: Walk, parts: Parts) -> None:
    vendor = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor, name="Callwell")
        unit.people.change(ana.person_id, vendor_id=vendor)
    walk.talks()
    mirror = LexborHTMLParser(sofia.get(desk_of(ana)).text).css_first(".mirror")
    assert "Delgado" in mirror.text()
    assert "Maria" not in mirror.text()
    assert "0123" not in mirror.text()


def test_ana_is_told_once_that_sofia_looks(ana: Visitor, sofia: Visitor) -> None:
    sofia.get(desk_of(ana))
    sofia.get(desk_of(ana))
    notices = LexborHTMLParser(ana.get("/desk").text).css("#panel-notices .notice.is-watched")
    assert len(notices) == 1
    assert "Sofia" in notices[0].text()


class TestQuietly:
    """An installation that does not tell its agents."""

    @pytest.fixture
    def parts(self, database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> object:
        """Parts with the setting off."""
        settings = load({"CUECARD_TELL_WATCHED": "false"}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True)
        made = assemble(settings, pool_size=4)
        yield made
        made.feed.close()
        made.engine.dispose()

    def test_ana_is_not_told_and_the_audit_still_knows(self, ana: Visitor, sofia: Visitor, parts: Parts) -> None:
        assert sofia.get(desk_of(ana)).status_code == 200
        assert LexborHTMLParser(ana.get("/desk").text).css_first(".notice") is None
        assert verbs(parts, ana) == ["desk_watched"]


@pytest.mark.parametrize("part", ["", "/panels", "/messages"])
def test_only_supervisors_look_and_only_at_agents(
    ana: Visitor, sofia: Visitor, charlie: Visitor, visit: Callable[..., Visitor], part: str
) -> None:
    assert sofia.get(desk_of(ana, part)).status_code == 200
    for outsider in (charlie, ana, visit("nora", role="analyst"), visit("alex", role="admin")):
        assert outsider.get(desk_of(ana, part)).status_code == 403
    assert sofia.get(desk_of(sofia, part)).status_code == 404
    assert sofia.get(f"/board/desks/{new_id()}{part}").status_code == 404
    assert sofia.get(f"/board/desks/nobody{part}").status_code == 404


def test_a_mirror_is_not_posted_to(ana: Visitor, sofia: Visitor) -> None:
    assert sofia.post(desk_of(ana)).status_code == 405
    assert sofia.post(desk_of(ana, "/panels")).status_code == 405


def test_charlie_sends_no_message(ana: Visitor, charlie: Visitor) -> None:
    assert charlie.post(desk_of(ana, "/messages"), {"text": "hello"}).status_code == 403
    assert LexborHTMLParser(ana.get("/desk").text).css_first(".is-coaching") is None


def test_a_pushed_message_equals_a_reload(ana: Visitor, sofia: Visitor, parts: Parts) -> None:
    sofia.post(desk_of(ana, "/messages"), {"text": "Offer the router now"})
    with parts.units.begin() as unit:
        person: Person | None = unit.sessions.find(ana.client.cookies["cuecard_session"])
    assert person is not None
    pushed = DeskSource().render(parts, person, "en").panels["notices"]
    assert (
        LexborHTMLParser(pushed).css_first(".is-coaching p").text()
        == LexborHTMLParser(ana.get("/desk").text).css_first(".is-coaching p").text()
    )


def test_an_analyst_sees_the_board_without_desks(visit: Callable[..., Visitor], ana: Visitor) -> None:
    page = LexborHTMLParser(visit("nora", role="analyst").get("/board").text)
    assert "Ana" in page.css_first("#panel-agents tbody").text()
    assert page.css(".desk-actions") == []


class TestListening:
    """Sofia hears Ana's call through her own telephone."""

    @pytest.fixture
    def sofia(self, visit: Callable[..., Visitor]) -> Visitor:
        """Sofia with a telephone on her desk."""
        return visit("sofia", role="supervisor", extension="2001")

    def test_sofias_telephone_is_connected_with_the_call(self, ana: Visitor, sofia: Visitor, walk: Walk, parts: Parts) -> None:
        walk.talks()
        assert LexborHTMLParser(sofia.get(desk_of(ana)).text).css_first("form#listen") is not None
        key = new_token()
        for _ in range(2):
            answer = sofia.post(desk_of(ana, "/listening"), key=key)
            assert answer.status_code == 200
            assert "Asking the switch" in answer.text
        with parts.units.begin() as unit:
            (command,) = [each for each in unit.switch.take() if each["kind"] == "listen"]
            assert (command["parameters"]["extension"], command["call_id"]) == ("2001", "c1")
            assert [row["verb"] for row in unit.audit.of(f"interaction:{walk.interaction}")] == ["call_listened_to"]
            unit.switch.end(command["id"], "confirmed")
        pushed = LexborHTMLParser(sofia.get(desk_of(ana, "/panels")).text)
        assert "you hear them" in pushed.css_first("#listening").text()
        assert pushed.css_first("form#listen") is None

    def test_a_refusal_of_the_switch_is_told(self, ana: Visitor, sofia: Visitor, walk: Walk, parts: Parts) -> None:
        walk.talks()
        sofia.post(desk_of(ana, "/listening"))
        with parts.units.begin() as unit:
            for command in unit.switch.take():
                unit.switch.end(command["id"], "failed", "not_possible")
        pushed = LexborHTMLParser(sofia.get(desk_of(ana, "/panels")).text)
        assert pushed.css_first("#listening .tone-bad") is not None
        assert pushed.css_first("form#listen") is not None

    def test_there_is_nothing_to_hear_while_nobody_talks(self, ana: Visitor, sofia: Visitor) -> None:
        assert LexborHTMLParser(sofia.get(desk_of(ana)).text).css_first("form#listen") is None
        assert sofia.post(desk_of(ana, "/listening")).status_code == 409

    def test_who_has_no_telephone_hears_nothing(self, ana: Visitor, visit: Callable[..., Visitor], walk: Walk) -> None:
        walk.talks()
        simone = visit("simone", role="supervisor")
        assert LexborHTMLParser(simone.get(desk_of(ana)).text).css_first("form#listen") is None
        assert simone.post(desk_of(ana, "/listening")).status_code == 422

    def test_charlie_does_not_listen(self, ana: Visitor, charlie: Visitor, sofia: Visitor, walk: Walk) -> None:
        walk.talks()
        assert charlie.post(desk_of(ana, "/listening")).status_code == 403
        assert sofia.get(desk_of(ana, "/listening")).status_code == 405
        assert sofia.post(desk_of(charlie, "/listening")).status_code == 409
