"""Ranking: the decision about one customer over 10 and 1,000 offers, with eligibility, rests and a reason for each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.measure import goal, line, times, title, us
from flows.connectors.catalogue import CATALOGUE
from flows.offers.catalogue import load_offers
from flows.offers.offer import Offer
from flows.offers.ranking import Dice, Recommendation, Situation, decide
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.money import Money
from workspace.scripts.publishing import OFFERS
from workspace.seeding.shipped_library import library_texts

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
GOAL = 60e-6
CUSTOMER: Mapping[str, object] = {
    "account": "7590-VHVEG",
    "name": "Maria Delgado",
    "surname": "Delgado",
    "title": "Ms.",
    "salutation": "Ms. Delgado",
    "language": "en",
    "tier": "gold",
    "products": ("fibre", "phone"),
    "monthly": Money(Decimal("89.90"), "USD"),
    "no_personalised_marketing": False,
}


def shipped_offers() -> list[Offer]:
    """The offers of the library."""
    texts = {key: text for key, text in library_texts().items() if key.startswith(OFFERS)}
    return [offer for key, text in texts.items() for offer in load_offers(text, key, CATALOGUE)[0]]


def many(offers: list[Offer], count: int) -> list[Offer]:
    """So many offers: the shipped ones again and again, under other keys and worths."""
    return [
        replace(offers[n % len(offers)], key=f"{offers[n % len(offers)].key}_{n}", value=offers[n % len(offers)].value + Decimal(n % 97))
        for n in range(count)
    ]


def situation_for(offers: list[Offer]) -> Situation:
    """One customer, with a recommendation for every other offer."""
    drivers = {"en": ("Uses a lot of data.", "Pays more than most."), "zh": ("流量用得多。", "消费高于平均。")}
    expires = NOW + timedelta(days=30)
    recommended = {
        each.key: Recommendation(each.key, 0.01 + (n % 50) / 100, "model-1", expires, drivers) for n, each in enumerate(offers[::2])
    }
    return Situation(
        environment=Environment({"customer": CUSTOMER, "plan": None}, NOW, ZoneInfo("America/New_York")), recommendations=recommended
    )


def by_loop(propensities: list[float], values: list[float], masks: list[bool]) -> list[int]:
    """The bare rank in plain Python: no verdicts, no words."""
    scores = [(p * v, n) for n, (p, v, ok) in enumerate(zip(propensities, values, masks, strict=True)) if ok]
    return [n for _, n in sorted(scores, reverse=True)[:5]]


def main() -> None:
    """Ours, a plain loop, and numpy as the limit, over the same numbers."""
    title("rank: one decision over n offers for one customer")
    shipped = shipped_offers()
    medians = {}
    for count, repeats in ((10, 2000), (1000, 40)):
        offers = shipped[:10] if count == 10 else many(shipped, count)
        situation = situation_for(offers)
        decision = decide(offers, situation, Dice(1.0, 0.0), catalogue="bench", epsilon=0.0)
        ours = times(lambda o=offers, s=situation: decide(o, s, Dice(1.0, 0.0), catalogue="bench", epsilon=0.0), repeats)  # type: ignore[misc]
        medians[count] = ours.p50
        eligible = sum(each.position is not None and each.position > 0 for each in decision.candidates)
        line(
            f"decide over {len(offers):,} offers, p50",
            us(ours.p50),
            f"p95 {us(ours.p95)}; {eligible} eligible, all verdicts and reasons kept",
        )
        propensities, values = [0.01 + (n % 50) / 100 for n in range(count)], [float(each.value) for each in offers]
        masks = [bool(n % 3) for n in range(count)]
        loop = times(lambda p=propensities, v=values, m=masks: by_loop(p, v, m), 500)  # type: ignore[misc]
        p, v, m = np.array(propensities), np.array(values), np.array(masks)
        limit = times(lambda p=p, v=v, m=m: np.argsort(-np.where(m, p * v, -1.0))[:5], 500)  # type: ignore[misc]
        line("  peer: plain loop over ready numbers and masks", us(loop.p50), f"ours takes {ours.p50 / loop.p50:.0f} ×")
        line("  limit: numpy over ready numbers and masks", us(limit.p50), f"ours takes {ours.p50 / limit.p50:.0f} ×")
    goal("1,000 offers ≤ 60 µs", met=medians[1000] <= GOAL, figure=us(medians[1000]))


if __name__ == "__main__":
    main()
