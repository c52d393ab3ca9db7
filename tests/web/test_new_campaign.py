"""A supervisor makes a campaign in the browser: a draft of this installation's seller, whose page tells how its list comes in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from workspace.wiring.parts import Parts, new_id

SCRIPT = "winter_outbound"
FORM = {
    "short_name": "winter_upgrade",
    "name_en": "Winter upgrade",
    "name_zh": "冬季升级",
    "script": SCRIPT,
    "purpose": "marketing",
    "region": "US",
    "caller_number": "(800) 555-0199",
}


@pytest.fixture
def sofia(visit: Callable[..., Visitor], parts: Parts) -> Visitor:
    """Sofia, with an outbound script, an inbound one and a sub-script published."""
    for key, channel in ((SCRIPT, "outbound"), ("broadband", "inbound"), ("lib/verify", "any")):
        with parts.units.begin() as unit:
            words = {"title_en": key.title(), "title_zh": key, "channel": channel}
            unit.scripts.publish(bundle_id=new_id(), key=key, version=1, kind="script", source="", sha256="", parts={}, **words)
    return visit("sofia", role="supervisor")


def stored(parts: Parts, key: str = "winter_upgrade") -> dict[str, Any] | None:
    with parts.units.read() as unit:
        row: dict[str, Any] | None = unit.campaigns.by_key(key)
    return row


def test_sofia_makes_a_draft_and_reads_how_to_fill_it(sofia: Visitor, parts: Parts) -> None:
    answer = sofia.post("/campaigns", FORM)
    row = stored(parts)
    assert row is not None, answer.text
    assert (answer.status_code, answer.headers["location"]) == (303, f"/campaigns/{row['id']}")
    assert (row["state"], row["seller"], row["caller_number"]) == ("draft", parts.settings.seller_id, "+18005550199")
    assert (row["script_key"], row["starts_at"], row["ends_at"]) == (SCRIPT, None, None)
    page = LexborHTMLParser(sofia.get(f"/campaigns/{row['id']}").text)
    assert page.css_first("main code").text().startswith("cuecard import leads winter_upgrade FILE")
    with parts.units.read() as unit:
        assert unit.campaigns.seller_of(None) == parts.settings.seller_id


def test_its_days_are_whole(sofia: Visitor, parts: Parts) -> None:
    first = (parts.clock.now() + timedelta(days=2)).date()
    sofia.post("/campaigns", {**FORM, "starts_on": first.isoformat(), "ends_on": first.isoformat()})
    row = stored(parts)
    assert row is not None
    assert row["ends_at"] - row["starts_at"] == timedelta(days=1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_offers_only_scripts_for_outbound_calls(sofia: Visitor, language: str) -> None:
    sofia.post("/language", {"language": language, "next": "/"})
    page = LexborHTMLParser(sofia.get("/campaigns/new").text)
    assert page.css_first("h1").text() == {"en": "New campaign", "zh": "新建外呼活动"}[language]
    assert [option.attributes["value"] for option in page.css("select[name=script] option")] == [SCRIPT]
    chosen = page.css_first("select[name=region] option[selected]")
    assert chosen.text() == {"en": "United States", "zh": "美国"}[language]


def test_without_a_script_the_form_says_what_to_do(visit: Callable[..., Visitor]) -> None:
    page = LexborHTMLParser(visit("sofia", role="supervisor").get("/campaigns/new").text)
    assert page.css_first(".empty-title").text() == "There is no script for outbound calls yet"
    assert page.css_first("#new-campaign") is None


def test_ana_makes_none(visit: Callable[..., Visitor], parts: Parts) -> None:
    ana = visit("ana")
    assert ana.get("/campaigns/new").status_code == 403
    assert ana.post("/campaigns", FORM).status_code == 403
    assert stored(parts) is None


def test_charlie_is_asked_to_sign_in(visit: Callable[..., Visitor], parts: Parts) -> None:
    charlie = visit("charlie", role="supervisor")
    charlie.client.cookies.clear()
    assert charlie.get("/campaigns/new").status_code == 303
    charlie.post("/campaigns", FORM)
    assert stored(parts) is None


def test_the_same_press_twice_makes_one(sofia: Visitor) -> None:
    key = "one-press-of-the-button"
    first, second = sofia.post("/campaigns", FORM, key=key), sofia.post("/campaigns", FORM, key=key)
    assert first.status_code == 303
    assert second.status_code in (200, 303)
    assert len(LexborHTMLParser(sofia.get("/campaigns").text).css("main tbody tr")) == 1


@pytest.mark.parametrize("name", ["winter_upgrade", "callbacks"])
def test_a_key_that_is_taken_is_said_beside_it(sofia: Visitor, parts: Parts, name: str) -> None:
    sofia.post("/campaigns", FORM)
    before = stored(parts)
    answer = sofia.post("/campaigns", {**FORM, "short_name": name, "name_en": "Another"})
    assert answer.status_code == 422
    assert "taken" in LexborHTMLParser(answer.text).css_first("#field-short_name-error").text()
    assert stored(parts) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("short_name", "Winter!"),
        ("short_name", ""),
        ("name_en", ""),
        ("name_zh", "冬\x07季"),
        ("script", "broadband"),
        ("script", "lib/verify"),
        ("purpose", "all"),
        ("region", "ZZ"),
        ("caller_number", "12"),
        ("caller_number", "+1800555\r\nDIAL"),
        ("caller_number", ""),
        ("starts_on", "soon"),
        ("ends_on", "2001-01-01"),
        ("ends_on", "9999-12-31"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sofia: Visitor, parts: Parts, field: str, value: str) -> None:
    answer = sofia.post("/campaigns", {**FORM, field: value})
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert page.css_first(f"#field-{field}-error") is not None
    assert len(page.css("#new-campaign .error")) == 1
    assert stored(parts) is None


def test_it_may_not_end_before_it_starts(sofia: Visitor, parts: Parts) -> None:
    today = parts.clock.now().date()
    days = {"starts_on": (today + timedelta(days=5)).isoformat(), "ends_on": (today + timedelta(days=3)).isoformat()}
    answer = sofia.post("/campaigns", {**FORM, **days})
    assert LexborHTMLParser(answer.text).css_first("#field-ends_on-error") is not None
    assert stored(parts) is None
