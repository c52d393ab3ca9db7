"""The offer catalogue is read and checked like a script, each problem with its place."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.connectors.catalogue import CATALOGUE
from flows.offers.catalogue import load_offers
from flows.offers.offer import SLOTS, Offer, OfferKind
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.money import Money

LIBRARY = Path(__file__).parents[3] / "flows" / "library" / "offers"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)

OFFER = """\
offer: cloud_disk
spec: 1
title: {en: Cloud disk, zh: 云盘}
kind: upsell
product: cloud_disk
price: 3.00 USD
term: 12
cooling_off: 7
valid: {from: 2026-01-01, until: 2026-12-31}
value: 40
lever: 1.5
prior: 0.09
eligible:
  - when: contains(customer.products, "fibre")
    words: {en: Has fibre, zh: 已有光纤}
reason:
  en: It works with what you have.
  zh: 用现有宽带就能使用。
treatments:
  - channel: outbound
    en: We call about the cloud disk for ${offer.price | money} a month.
    zh: 我们来电介绍云盘，每月${offer.price | money}。
  - when: customer.tier == "gold"
    en: As a gold customer you get the cloud disk for ${offer.price | money}.
    zh: 您是金卡客户，云盘每月只要${offer.price | money}。
  - en: The cloud disk costs ${offer.price | money} a month.
    zh: 云盘每月${offer.price | money}。
"""


def the_offer(text: str = OFFER) -> Offer:
    offers, problems = load_offers(text, "cloud_disk", CATALOGUE)
    assert problems == ()
    return offers[0]


def facing(**customer: object) -> Environment:
    return Environment({"customer": {"products": ("fibre",), "tier": "standard", **customer}}, NOW, UTC)


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_offer_is_without_problem_in_both_languages(path: Path) -> None:
    offers, problems = load_offers(path.read_bytes(), path.stem, CATALOGUE)
    assert problems == ()
    assert [offer.key for offer in offers] == [path.stem]
    assert set(offers[0].names) == set(offers[0].reason) == {"en", "zh"}
    assert offers[0].price.currency == "USD"
    assert all(demand.words["zh"] for demand in offers[0].demands)


def test_what_only_a_script_may_grant_fills_no_slot() -> None:
    shipped = [load_offers(path.read_bytes(), path.stem, CATALOGUE)[0][0] for path in sorted(LIBRARY.glob("*.yaml"))]
    by_name = [offer for offer in shipped if not offer.ranked]
    assert [offer.key for offer in by_name] == ["basic_line", "data_top_up", "keeper_rate", "plan_pause"]
    assert not any(offer.fills(slot) for offer in by_name for slot in SLOTS)
    assert all(offer.fills("best") and offer.fills(offer.kind) for offer in shipped if offer.ranked)


def test_an_offer_has_what_was_written() -> None:
    offer = the_offer()
    assert offer.kind is OfferKind.UPSELL
    assert offer.price == Money(Decimal("3.00"), "USD")
    assert (offer.term, offer.cooling_off) == (12, 7)
    assert (offer.valid_from, offer.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (offer.value, offer.lever, offer.prior) == (Decimal(40), Decimal("1.5"), Decimal("0.09"))


def test_several_offers_may_share_a_file() -> None:
    both = "offers:\n" + "".join(
        "  - " + text.replace("\n", "\n    ").rstrip() + "\n" for text in (OFFER, OFFER.replace("offer: cloud_disk", "offer: big_disk", 1))
    )
    offers, problems = load_offers(both, "disks", CATALOGUE)
    assert problems == ()
    assert [offer.key for offer in offers] == ["cloud_disk", "big_disk"]


SAID = "en: The cloud disk costs ${offer.price | money} a month.\n    zh: 云盘每月${offer.price | money}。"
SPEED = 'en: "${plan.speed} Mbps is plenty."\n    zh: "${plan.speed}兆足够了。"'


@pytest.mark.parametrize(
    ("when", "words", "lines"),
    [
        ("", SPEED, [26, 27]),
        ('customer.products, "fibre") and has(plan.name)', SPEED, [26, 27]),
        ('customer.products, "fibre") and plan.speed > 10', SPEED, []),
        ("", SPEED.replace("speed}", "speed | default('x')}"), []),
        ("", SAID, []),
    ],
    ids=["said to everybody", "only the plan is there", "the offer is for those who have it", "with a default", "the offer's own"],
)
def test_what_may_be_empty_is_not_said_in_an_offer(when: str, words: str, lines: list[int]) -> None:
    text = OFFER.replace(SAID, words)
    if when:
        text = text.replace('customer.products, "fibre")', when)
    found = load_offers(text, "cloud_disk", CATALOGUE)[1]
    assert [problem.line for problem in found if problem.code == "X016"] == lines
    for problem in found:
        assert problem.fix is None or "default(" in problem.fix.replacement


@pytest.mark.parametrize(
    ("written", "instead", "code", "line", "column"),
    [
        ("kind: upsell", "kind: upsel", "S003", 4, 7),
        ("price: 3.00 USD", "price: 3.00", "S003", 6, 8),
        ("price: 3.00 USD", "price: -3.00 USD", "S003", 6, 8),
        ("term: 12", "term: twelve", "S003", 7, 7),
        ("until: 2026-12-31", "until: 2025-12-31", "S003", 9, 34),
        ("from: 2026-01-01", "from: 2026-02-30", "S003", 9, 15),
        ("value: 40", "valeu: 40", "S001", 10, 1),
        ("prior: 0.09", "prior: 1.5", "S003", 12, 8),
        ("prior: 0.09", "prior: nan", "S003", 12, 8),
        ("prior: 0.09", "ranked: perhaps", "S003", 12, 9),
        ("customer.products", "customer.product", "X010", 14, 20),
        ("customer.tier", "customer.teir", "X010", 23, 11),
        ('tier == "gold"', 'tier == "golden"', "X014", 23, 28),
        ("${offer.price | money}。\n  - when", "${offer.prise | money}。\n  - when", "X010", 22, 22),
        ("offer: cloud_disk", "offer: cloudy_disk", "S003", 1, 8),
        ("channel: outbound", "channel: pigeon", "S003", 20, 14),
        ("product: cloud_disk\n", "", "S003", 1, 1),
    ],
)
def test_a_mistake_is_told_at_its_place(written: str, instead: str, code: str, line: int, column: int) -> None:
    assert written in OFFER
    offers, problems = load_offers(OFFER.replace(written, instead, 1), "cloud_disk", CATALOGUE)
    assert offers == ()
    told = {(problem.code, problem.line, problem.column): problem for problem in problems}
    assert (code, line, column) in told
    assert told[code, line, column].message("zh") != told[code, line, column].message("en")


def test_a_missing_translation_is_told_but_stops_nothing() -> None:
    offers, problems = load_offers(OFFER.replace("  zh: 用现有宽带就能使用。\n", ""), "cloud_disk", CATALOGUE)
    assert len(offers) == 1
    assert [problem.code for problem in problems] == ["T001"]


def test_an_offer_needs_words_for_everybody() -> None:
    cut = OFFER[: OFFER.index("  - en: The cloud disk")]
    offers, problems = load_offers(cut, "cloud_disk", CATALOGUE)
    assert offers == ()
    assert "every channel and customer" in problems[0].message()


def test_an_offer_told_twice_is_told() -> None:
    both = "offers:\n" + 2 * ("  - " + OFFER.replace("\n", "\n    ").rstrip() + "\n")
    assert [problem.code for problem in load_offers(both, "disks", CATALOGUE)[1]] == ["Y010"]


@given(
    st.text(max_size=200)
    | st.builds(
        lambda cut, put, size: OFFER[:cut] + put + OFFER[cut + size :], st.integers(0, len(OFFER)), st.text(max_size=5), st.integers(0, 40)
    )
)
def test_whatever_is_written_is_read_or_told(text: str) -> None:
    offers, problems = load_offers(text, "cloud_disk", CATALOGUE)
    assert offers or problems


def test_a_channels_own_words_come_first_then_the_segments() -> None:
    offer = the_offer()
    assert offer.chosen("outbound", facing(), personalised=True, why={}).treatment["en"].startswith("We call about")
    assert offer.chosen("inbound", facing(tier="gold"), personalised=True, why={}).treatment["en"].startswith("As a gold customer")
    assert offer.chosen("inbound", facing(), personalised=True, why={}).treatment["zh"] == "云盘每月3美元。"


def test_without_personalisation_the_words_are_for_everybody() -> None:
    chosen = the_offer().chosen("inbound", facing(tier="gold"), personalised=False, why={})
    assert chosen.treatment["en"] == "The cloud disk costs $3 a month."


def test_a_chosen_offer_is_frozen_with_its_terms() -> None:
    chosen = the_offer().chosen("inbound", facing(), personalised=True, why={"en": "because"}, decision="d1")
    assert (chosen.key, chosen.price, chosen.term, chosen.decision) == ("cloud_disk", Money(Decimal("3.00"), "USD"), Decimal(12), "d1")
    assert type(chosen).from_json(chosen.to_json()) == chosen
