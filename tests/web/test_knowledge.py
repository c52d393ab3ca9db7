"""Knowledge cards: drafts, published versions, safe Markdown, and finding one while typing, in Chinese and English."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from tests.web.floor import add_card
from workspace.knowledge import CardTexts, answer_sentence, html_of, words_of
from workspace.seeding.shipped_cards import publish_cards
from workspace.wiring.parts import Parts

TEXTS = {
    "title_en": "Slow lines",
    "title_zh": "网速慢",
    "body_en": "Ask for the **router**.",
    "body_zh": "先问**路由器**。",
    "keywords": "wifi",
}


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, who writes the cards."""
    return visit("sofia", role="supervisor")


@pytest.fixture
def ana(visit: Callable[..., Visitor]) -> Visitor:
    """Ana, who reads them."""
    return visit("ana")


def found(visitor: Visitor, query: str) -> list[str]:
    """The titles a search finds."""
    page = LexborHTMLParser(visitor.client.get("/knowledge", params={"q": query}).text)
    return [node.text() for node in page.css(".hit b")]


def test_a_card_is_drafted_published_and_found(sofia: Visitor, ana: Visitor) -> None:
    assert sofia.post("/cards", {"short_name": "slow_line", **TEXTS}).status_code == 303  # type: ignore[attr-defined]
    assert (found(ana, "router"), ana.get("/knowledge/slow_line").status_code) == ([], 404)  # type: ignore[attr-defined]
    assert sofia.post("/cards/slow_line/publications").status_code == 303  # type: ignore[attr-defined]
    assert found(ana, "router") == ["Slow lines"]
    assert LexborHTMLParser(ana.get("/knowledge/slow_line").text).css_first("strong").text() == "router"  # type: ignore[attr-defined,union-attr]
    told = LexborHTMLParser(ana.get("/desk").text).css_first("#panel-notices .notice.is-work_changed")  # type: ignore[attr-defined]
    assert told is not None
    assert "New knowledge card: Slow lines" in told.text()


def test_agents_see_the_published_version_while_a_draft_is_written(sofia: Visitor, ana: Visitor) -> None:
    sofia.post("/cards", {"short_name": "slow_line", **TEXTS})
    sofia.post("/cards/slow_line/publications")
    sofia.post("/cards/slow_line/drafts", {**TEXTS, "title_en": "Lines that crawl"})
    assert found(ana, "router") == ["Slow lines"]
    sofia.post("/cards/slow_line/publications")
    assert found(ana, "router") == ["Lines that crawl"]
    assert len(LexborHTMLParser(sofia.get("/cards/slow_line").text).css(".history li")) == 2  # type: ignore[attr-defined]


def test_what_was_done_already_is_not_done_again(sofia: Visitor) -> None:
    sofia.post("/cards", {"short_name": "slow_line", **TEXTS})
    assert sofia.post("/cards", {"short_name": "slow_line", **TEXTS}).status_code == 422  # type: ignore[attr-defined]
    sofia.post("/cards/slow_line/publications")
    assert sofia.post("/cards/slow_line/publications").status_code == 409  # type: ignore[attr-defined]


def test_a_card_that_was_put_away_is_not_found_until_it_is_taken_out(sofia: Visitor, ana: Visitor, parts: Parts) -> None:
    with parts.units.begin() as unit:
        add_card(unit, "slow_line", CardTexts(**TEXTS))
    sofia.post("/cards/slow_line/archival", {"away": "yes"})
    assert (found(ana, "router"), ana.get("/knowledge/slow_line").status_code) == ([], 404)  # type: ignore[attr-defined]
    sofia.post("/cards/slow_line/archival", {"away": "no"})
    assert found(ana, "router") == ["Slow lines"]


@pytest.mark.parametrize("wrong", [{"title_zh": ""}, {"body_en": "x" * 8001}, {"short_name": "Not a key"}])
def test_a_card_that_is_not_whole_is_refused_as_it_was_typed(sofia: Visitor, parts: Parts, wrong: dict[str, str]) -> None:
    answer = sofia.post("/cards", {"short_name": "slow_line", **TEXTS, **wrong})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert LexborHTMLParser(answer.text).css_first("[aria-invalid]") is not None  # type: ignore[attr-defined]
    with parts.units.read() as unit:
        assert unit.knowledge.all() == []


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("roaming", "Mobile data abroad"),
        ("raoming", "Mobile data abroad"),
        ("漫游", "Mobile data abroad"),
        ("为什么账单比上月高", "Why a bill is higher than the last one"),
        ("bill higher", "Why a bill is higher than the last one"),
        ("退", "When a refund is possible"),
    ],
)
def test_the_shipped_cards_are_found_in_both_languages_with_slips(parts: Parts, ana: Visitor, query: str, title: str) -> None:
    publish_cards(parts)
    assert title in found(ana, query)[:2]


def test_a_search_takes_any_text(parts: Parts, ana: Visitor) -> None:
    publish_cards(parts)
    for query in ("%", "_", "'; DROP TABLE kb_cards; --", "\\", "<img src=x onerror=1>", "{{7*7}}", "\x00", "🙂" * 100, "a" * 5000):
        assert ana.client.get("/knowledge", params={"q": query}).status_code == 200, query


def test_shipping_again_leaves_what_is_there(parts: Parts) -> None:
    assert len(publish_cards(parts)) == 10
    assert publish_cards(parts) == []


@pytest.mark.parametrize(
    ("body", "never"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<img src=x onerror=alert(1)>", "img"),
        ("![x](https://example.com/x.png)", "img"),
        ("[x](javascript:alert(1))", "a"),
        ('"><b hx-post="/x" hx-trigger="load">', "b"),
    ],
)
def test_what_an_author_writes_is_never_markup(body: str, never: str) -> None:
    assert LexborHTMLParser(f"<main>{html_of(body)}</main>").css(f"main {never}") == []


def test_links_open_elsewhere_and_headings_stand_below_the_title() -> None:
    page = LexborHTMLParser(html_of("# Big\n\n[more](https://example.com)"))
    link = page.css_first("a")
    assert link is not None
    assert (link.attributes["target"], link.attributes["rel"]) == ("_blank", "noopener noreferrer")
    assert page.css_first("h4") is not None


def test_a_query_becomes_words_and_pairs_of_characters() -> None:
    assert words_of("Bill 账单高 x") == ["bill", "账单", "单高"]
    assert answer_sentence("First one. The **bill** is high.", ["bill"]) == "The bill is high."
