"""Sofia takes Ana's call: everything comes to her desk, Ana is told, and nothing that fails on the way keeps anybody from work."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.telephony.call_event import CallEventKind
from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from tests.web.floor import make_ready
from workspace.commands.sweep_calls import settle_transfers, time_out_rings
from workspace.wiring.parts import InteractionRow, Parts, new_token

SOFIAS = "2001"


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, a supervisor with a telephone, who has not opened her desk."""
    return visit("sofia", role="supervisor", extension=SOFIAS)


def takes(sofia: Visitor, ana: Visitor, key: str = "") -> object:
    return sofia.post(f"/board/desks/{ana.person_id}/takeovers", key=key, **{"hx-request": "true"})


def page_of(visitor: Visitor, path: str = "/desk") -> LexborHTMLParser:
    return LexborHTMLParser(visitor.get(path).text)  # type: ignore[attr-defined]


def open_of(parts: Parts, visitor: Visitor) -> list[InteractionRow]:
    with parts.units.read() as unit:
        return unit.interactions.open_of(visitor.person_id)


def presence_of(parts: Parts, visitor: Visitor) -> tuple[str, str | None]:
    with parts.units.read() as unit:
        presence = unit.presence.get(visitor.person_id)
    assert presence is not None
    return presence.state.value, presence.reason


def the_switch(walk: Walk, kind: CallEventKind, **more: object) -> None:
    """Let the switch answer the transfer it was ordered."""
    with walk.parts.units.begin() as unit:
        (asked,) = [each for each in unit.switch.take() if each["kind"] == "transfer"]
        unit.switch.mark_sent(asked["id"])
    walk.phone.tell(asked["call_id"], kind, extension="1009", command_id=str(asked["id"]), **more)


def test_the_call_rings_at_sofias_desk_with_everything_and_ana_is_told(parts: Parts, walk: Walk, ana: Visitor, sofia: Visitor) -> None:
    walk.talks().to_offer().press("offer-responses", response="declined", reason="price")
    walk.ask("notes", text="Wants it by Friday")
    run, step, first = walk.run, walk.step, walk.interaction
    answer = takes(sofia, ana)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/desk")  # type: ignore[attr-defined]
    assert "Sofia takes this call over from you." in page_of(ana).css_first(".notice.is-taken_over").text()
    assert "Sofia" in page_of(ana).css_first("#panel-bar .call-controls").text()
    the_switch(walk, CallEventKind.TRANSFERRED, transferred_to=SOFIAS)
    (row,) = open_of(parts, sofia)
    desk = page_of(sofia)
    assert "is-ringing" in (desk.css_first("#panel-bar").attributes["class"] or "")
    assert "Wants it by Friday" in desk.css_first("#panel-notes").text()
    assert sofia.desk(f"/interactions/{row.id}/answer").status_code == 200  # type: ignore[attr-defined]
    walk.phone.connects("c1", SOFIAS)
    with parts.units.read() as unit:
        after = unit.runs.current(row.id) or {}
        said = {(each["offer_key"], each["response"]) for each in unit.offers.responses_of(row.id)}
        verbs = [each["verb"] for each in unit.audit.of(f"interaction:{first}")]
    assert (after["id"], after["step_key"], row["customer_id"]) == (run["id"], step, walk.customer_id)
    assert ("fibre_1000m", "declined") in said
    assert "call_taken_over" in verbs
    assert presence_of(parts, ana)[0] == "wrapping_up"
    assert page_of(sofia).css_first(f'#panel-script[data-run="{run["id"]}"]') is not None
    assert walk.closes("transferred").status_code == 200


def test_after_the_call_sofia_is_what_she_was_before(parts: Parts, walk: Walk, ana: Visitor, sofia: Visitor) -> None:
    walk.talks()
    takes(sofia, ana)
    the_switch(walk, CallEventKind.TRANSFERRED, transferred_to=SOFIAS)
    walk.phone.connects("c1", SOFIAS)
    (row,) = open_of(parts, sofia)
    walk.phone.customer_hangs_up("c1")
    assert sofia.desk(f"/interactions/{row.id}/wrap-up", {"disposition": "unverified"}).status_code == 200  # type: ignore[attr-defined]
    assert presence_of(parts, sofia) == ("not_ready", "signed_in")


def test_a_switch_that_refuses_leaves_the_call_with_ana_and_sofia_free(parts: Parts, walk: Walk, ana: Visitor, sofia: Visitor) -> None:
    walk.talks()
    takes(sofia, ana)
    assert presence_of(parts, sofia)[0] == "engaged"
    the_switch(walk, CallEventKind.COMMAND_REFUSED, reason="not_possible")
    settle_transfers(parts)
    assert presence_of(parts, sofia) == ("not_ready", "signed_in")
    assert [row["state"] for row in open_of(parts, ana)] == ["talking"]
    mirror = page_of(sofia, f"/board/desks/{ana.person_id}")
    assert mirror.css_first("#taking-over .tone-bad") is not None
    assert mirror.css_first("form#take-over") is not None


def test_unanswered_at_sofias_desk_it_goes_to_the_queue_it_came_from(parts: Parts, walk: Walk, ana: Visitor, sofia: Visitor) -> None:
    walk.talks()
    takes(sofia, ana)
    the_switch(walk, CallEventKind.TRANSFERRED, transferred_to=SOFIAS)
    (row,) = open_of(parts, sofia)
    assert sofia.desk(f"/interactions/{row.id}/rejection").status_code == 200  # type: ignore[attr-defined]
    settle_transfers(parts)
    assert (open_of(parts, sofia), presence_of(parts, sofia)[0]) == ([], "not_ready")
    with parts.units.read() as unit:
        waiting = unit.interactions.get(row.id)
    assert waiting is not None
    assert (waiting["state"], waiting["preferred_person_id"]) == ("waiting", None)
    assert time_out_rings(parts) == 0


def test_nothing_else_rings_at_sofias_while_she_takes_a_call(parts: Parts, walk: Walk, ana: Visitor, sofia: Visitor) -> None:
    walk.talks()
    make_ready(parts, sofia.person_id)
    takes(sofia, ana)
    walk.rings("c2", "+14155550177")
    assert open_of(parts, sofia) == []
    the_switch(walk, CallEventKind.TRANSFERRED, transferred_to=SOFIAS)
    assert [row["call_id"] for row in open_of(parts, sofia)] == ["c1"]


def test_wrong_method_wrong_person_already_done(
    parts: Parts, walk: Walk, ana: Visitor, sofia: Visitor, charlie: Visitor, visit: Callable[..., Visitor]
) -> None:
    assert takes(sofia, ana).status_code == 409  # type: ignore[attr-defined]
    walk.talks()
    assert charlie.post(f"/board/desks/{ana.person_id}/takeovers").status_code == 403  # type: ignore[attr-defined]
    assert sofia.get(f"/board/desks/{ana.person_id}/takeovers").status_code == 405  # type: ignore[attr-defined]
    assert takes(visit("simone", role="supervisor"), ana).status_code == 422  # type: ignore[attr-defined]
    key = new_token()
    assert [takes(sofia, ana, key).status_code for _ in range(2)] == [204, 204]  # type: ignore[attr-defined]
    assert takes(sofia, ana).status_code == 409  # type: ignore[attr-defined]
    assert takes(visit("simon", role="supervisor", extension="2002"), ana).status_code == 409  # type: ignore[attr-defined]
    with parts.units.begin() as unit:
        assert [each["kind"] for each in unit.switch.take()] == ["transfer"]
