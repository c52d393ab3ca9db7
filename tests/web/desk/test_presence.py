"""What the bar says of a presence and why, and Sofia, who changes Ana's."""

from collections.abc import Callable
from datetime import timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.routing.presence import PresenceCause, PresenceState, RingMissed, SignedOut, WentSilent
from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts


def presence_page(visitor: Visitor) -> str:
    return f"/board/desks/{visitor.person_id}/presence"


def bar(visitor: Visitor) -> LexborNode:
    found = LexborHTMLParser(visitor.get("/desk").text).css_first("#panel-bar")
    assert found is not None
    return found


def why(visitor: Visitor) -> str:
    """What the bar says about who or what made the presence so."""
    found = bar(visitor).css_first(".presence-why")
    return found.text() if found else ""


def words(visitor: Visitor) -> str:
    return bar(visitor).css_first("summary").text(separator=" ").strip()


def test_what_ana_chose_herself_needs_no_words(ana: Visitor) -> None:
    ana.post("/presence", {"state": "not_ready", "reason": "lunch"})
    assert ("Lunch" in words(ana), why(ana)) == (True, "")


WHY = (
    (RingMissed(), "A call rang here and was not answered", "有来电振铃未接听"),
    (RingMissed(PresenceCause.REJECTED), "You turned a call down", "您拒接了来电"),
    (WentSilent(), "Nothing was heard from this screen for 30 seconds", "超过 30 秒未收到本屏幕的响应"),
    (SignedOut(PresenceCause.SESSION_ENDED), "Your session had ended", "登录会话已结束"),
)


def test_the_bar_says_why_in_both_languages(ana: Visitor, parts: Parts) -> None:
    for move, *expected in WHY:
        ana.post("/presence", {"state": "ready", "reason": ""})
        with parts.units.begin(now=parts.clock.now() + timedelta(minutes=1)) as unit:
            move_presence(unit, ana.person_id, move)
        for language, words in zip(("en", "zh"), expected, strict=True):
            with parts.units.begin() as unit:
                unit.people.set_language(ana.person_id, language)
            assert why(ana) == words


def test_sofia_changes_a_presence_and_ana_reads_who_did(ana: Visitor, sofia: Visitor, parts: Parts) -> None:
    form = LexborHTMLParser(sofia.get(presence_page(ana)).text)
    assert "Ready" in form.css_first("[role=status]").text()
    answer = sofia.post(presence_page(ana), {"to": "not_ready:meeting"})
    assert answer.status_code == 200
    assert LexborHTMLParser(answer.text).css_first(".tone-good") is not None
    assert "Meeting" in words(ana)
    assert why(ana) == "Set by Sofia"


def test_during_a_call_sofia_s_change_comes_after_it_and_says_so(ana: Visitor, sofia: Visitor, walk: Walk) -> None:
    walk.talks()
    form = LexborHTMLParser(sofia.get(presence_page(ana)).text)
    assert form.css_first("label[for=presence-to]").text() == "After the work in hand"
    sofia.post(presence_page(ana), {"to": "not_ready:coaching"})
    assert ("On a call" in words(ana), "then Coaching" in words(ana), why(ana)) == (True, True, "Set by Sofia")
    walk.phone.customer_hangs_up("c1")
    assert ("Wrapping up" in words(ana), "then Coaching" in words(ana), why(ana)) == (True, True, "Set by Sofia")
    walk.closes("info_only")
    assert ("Coaching" in words(ana), why(ana)) == (True, "The wrap-up is done")


def test_offline_after_this_call_leaves_time_for_the_wrap_up(ana: Visitor, walk: Walk, parts: Parts) -> None:
    walk.talks()
    ana.desk("/presence", {"state": "offline", "reason": ""})
    assert "then Offline" in words(ana)
    walk.phone.customer_hangs_up("c1")
    assert walk.find("#wrap-up") is not None
    walk.closes("info_only")
    with parts.units.read() as unit:
        after = unit.presence.get(ana.person_id)
    assert after is not None
    assert (after.state, after.cause) == (PresenceState.OFFLINE, PresenceCause.DISPOSITION)


def test_what_cannot_be_wished_for_is_refused(ana: Visitor, sofia: Visitor) -> None:
    for to in ("", "engaged", "not_ready", "not_ready:gardening", "not_ready:missed"):
        answer = sofia.post(presence_page(ana), {"to": to})
        assert answer.status_code == 422
        assert LexborHTMLParser(answer.text).css_first("[role=alert]") is not None
    assert "Ready" in words(ana)


def test_nobody_changes_the_presence_of_who_is_not_signed_in(sofia: Visitor, charlie: Visitor) -> None:
    assert LexborHTMLParser(sofia.get(presence_page(charlie)).text).css_first("select") is None
    assert sofia.post(presence_page(charlie), {"to": "ready"}).status_code == 409


def test_only_a_supervisor_changes_others_and_only_agents_are_changed(
    ana: Visitor, sofia: Visitor, charlie: Visitor, visit: Callable[..., Visitor]
) -> None:
    assert charlie.post(presence_page(ana), {"to": "offline"}).status_code in (403, 404)
    assert "Ready" in words(ana)
    sam = visit("sam", role="supervisor")
    assert sofia.post(presence_page(sam), {"to": "ready"}).status_code == 404


def test_the_board_marks_a_desk_whose_screen_was_lost_also_during_a_call(ana: Visitor, sofia: Visitor, walk: Walk, parts: Parts) -> None:
    walk.talks()
    with parts.units.begin(now=parts.clock.now() + timedelta(minutes=1)) as unit:
        move_presence(unit, ana.person_id, WentSilent())
    rows = LexborHTMLParser(sofia.get("/board").text).css("#panel-agents tbody tr")
    row = next(row for row in rows if "Ana" in row.css_first("th").text())
    assert "Screen lost" in row.css_first(".tag").text()
