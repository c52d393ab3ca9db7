"""Keys of one's own: kept with the person, refused where they are none or stand for two things, and gone when they are as delivered."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from workspace.desk.keys import DELIVERED
from workspace.wiring.parts import Parts

AS_DELIVERED = {**{key: key for key in DELIVERED}, "digits": "plain"}


def stored(parts: Parts, visitor: Visitor) -> dict[str, object]:
    with parts.units.read() as unit:
        return unit.people.own_desk(visitor.person_id).preferences


def test_keys_are_kept_with_the_person_and_shown_again(parts: Parts, ana: Visitor) -> None:
    ana.desk("/settings", {"hotkeys": "on", "sound": "on"})
    answer = ana.desk("/keys", {**AS_DELIVERED, "Alt+KeyP": "Alt+KeyQ", "Alt+KeyD": "", "digits": "alt"})
    assert answer.status_code == 200
    status = LexborHTMLParser(answer.text).css_first("#panel-status")
    assert status.attributes["data-keys"] == "Alt+KeyP=Alt+KeyQ Alt+KeyD= "
    assert status.attributes["data-hotkeys"] == "alt"
    assert stored(parts, ana)["keys"] == {"Alt+KeyP": "Alt+KeyQ", "Alt+KeyD": ""}
    assert stored(parts, ana)["sound"] is True
    page = LexborHTMLParser(ana.get("/desk").text)
    assert page.css_first("[data-rebind='Alt+KeyP']").text(strip=True) == "Alt Q"
    assert page.css_first("[data-rebind='Alt+KeyD']").text(strip=True) == "Off"
    ana.desk("/keys", AS_DELIVERED)
    assert stored(parts, ana)["keys"] == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"Alt+KeyP": "Alt+KeyN"},
        {"Alt+KeyP": "q"},
        {"Alt+KeyP": "Shift+KeyQ"},
        {"Alt+KeyP": "Enter"},
        {"Alt+KeyP": '"><script>'},
        {"digits": "shift"},
        {"Alt+KeyP": "F3", "Alt+KeyN": "F3"},
    ],
)
def test_what_is_no_chord_or_stands_for_two_things_is_refused(parts: Parts, ana: Visitor, wrong: dict[str, str]) -> None:
    assert ana.desk("/keys", {**AS_DELIVERED, **wrong}).status_code == 422
    assert "keys" not in stored(parts, ana)


def test_two_keys_may_change_places(ana: Visitor) -> None:
    assert ana.desk("/keys", {**AS_DELIVERED, "Alt+KeyP": "Alt+KeyN", "Alt+KeyN": "Alt+KeyP"}).status_code == 200


def test_keys_cannot_be_opened_like_a_page_nor_set_by_who_has_no_desk(ana: Visitor, visit: Callable[..., Visitor]) -> None:
    assert ana.get("/keys").status_code == 405
    assert visit("dana", role="analyst").desk("/keys", AS_DELIVERED).status_code == 403
