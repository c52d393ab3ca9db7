"""Notices: told to desks at once, to those they are for, and who has read them."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from workspace.wiring.parts import Parts, new_id

NOTICE = {"text_en": "Fibre is down in the north.", "text_zh": "", "audience": "everyone", "must_acknowledge": "on", "hours": "24"}


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, the supervisor."""
    return visit("sofia", role="supervisor")


def told(visitor: Visitor) -> str:
    """What the notices panel of a desk says."""
    return LexborHTMLParser(visitor.get("/desk").text).css_first("#panel-notices").text()


def test_a_notice_reaches_the_desks_and_is_acknowledged_once(sofia: Visitor, visit: Callable[..., Visitor], parts: Parts) -> None:
    ana = visit("ana")
    with parts.units.read() as unit:
        before = unit.desks.version(ana.person_id)
    assert sofia.post("/notices", NOTICE).status_code == 303
    with parts.units.read() as unit:
        assert unit.desks.version(ana.person_id) > before
        notice = unit.notices.recent()[0]["id"]
    assert NOTICE["text_en"] in told(ana)
    assert ana.desk(f"/notices/{notice}/acknowledgements").status_code == 200
    assert NOTICE["text_en"] not in told(ana)
    page = LexborHTMLParser(sofia.get(f"/notices/{notice}").text)
    assert [row.css_first("td").text() for row in page.css("tbody tr")] == ["Ana"]
    assert page.css_first("tbody .tag") is None


def test_only_those_it_is_for_are_told(sofia: Visitor, visit: Callable[..., Visitor], parts: Parts) -> None:
    team, vendor = new_id(), new_id()
    with parts.units.begin() as unit:
        unit.administration.add("team", id=team, name="Outbound")
        unit.vendors.add(id=vendor, name="Callwell")
    bruno, ana, victor = visit("bruno", team_id=team), visit("ana"), visit("victor", vendor_id=vendor)
    assert sofia.post("/notices", {**NOTICE, "audience": "chosen", "team": str(team)}).status_code == 303
    assert [NOTICE["text_en"] in told(each) for each in (bruno, ana, victor)] == [True, False, False]
    assert sofia.post("/notices", {**NOTICE, "text_en": "For you", "audience": "chosen", "vendor": str(vendor)}).status_code == 303
    assert ["For you" in told(each) for each in (bruno, ana, victor)] == [False, False, True]


@pytest.mark.parametrize(
    ("field", "value"),
    [("text_en", ""), ("text_en", "x" * 501), ("text_en", "a\x00b"), ("audience", "chosen"), ("audience", "all"), ("hours", "9000")],
)
def test_a_wrong_notice_is_told_to_nobody(sofia: Visitor, parts: Parts, field: str, value: str) -> None:
    answer = sofia.post("/notices", {**NOTICE, field: value})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(".callout[role=alert]") is not None
    with parts.units.read() as unit:
        assert unit.notices.recent() == []


def test_a_foreign_team_is_refused_like_a_missing_one(sofia: Visitor) -> None:
    assert sofia.post("/notices", {**NOTICE, "audience": "chosen", "team": str(new_id())}).status_code == 422
    assert sofia.get(f"/notices/{new_id()}").status_code == 404
