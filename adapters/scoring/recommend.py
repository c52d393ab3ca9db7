"""The job's heart: customers and their answers in, recommendations out. No clock, no files, no dice: the same in gives the same out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from adapters.scoring.customers import Customers
from adapters.scoring.drivers import drivers
from adapters.scoring.learning import Answer, learn
from adapters.scoring.look_alikes import DEFAULT_PRIOR, cold_start

VALID_FOR = timedelta(days=30)
"""How long a recommendation may be used: customers change."""

OWNED_AS: Mapping[str, tuple[str, ...]] = {
    "fibre_1000m": ("fibre_1000",),
    "second_line": ("multiple_lines",),
    "streaming_bundle": ("streaming_bundle",),
}
"""Products that make an offer pointless, where they are not named like the offer itself."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation as it is written: the columns of `cuecard import recommendations`."""

    customer_account: str
    offer: str
    propensity: float
    model: str
    expires_at: datetime
    drivers_en: tuple[str, ...] = ()
    drivers_zh: tuple[str, ...] = ()


def recommend(
    customers: Customers, answers: Iterable[Answer], offers: Sequence[str], now: datetime, *, priors: Mapping[str, float] | None = None
) -> list[Recommended]:
    """Every offer for every customer who does not have it, by offer and in the customers' order.

    `priors` are the offers' own propensities where nobody has answered, from the catalogue. Who may be made an offer at all is the
    ranking's to judge, when it is made.
    """
    by_offer: dict[str, list[Answer]] = {offer: [] for offer in offers}
    for answer in answers:
        if answer.offer in by_offer:
            by_offer[answer.offer].append(answer)
    return [row for offer in offers for row in _for_offer(offer, customers, by_offer[offer], now, (priors or {}).get(offer, DEFAULT_PRIOR))]


def _for_offer(offer: str, customers: Customers, answers: list[Answer], now: datetime, prior: float) -> list[Recommended]:
    owned = {offer, *OWNED_AS.get(offer, ())}
    rows = np.array([row for row, products in enumerate(customers.products) if owned.isdisjoint(products)], dtype=np.intp)
    if not len(rows):
        return []
    estimate = learn(cold_start(offer, customers, prior), customers, answers)
    said = drivers(offer, customers.features, estimate.contributions, rows)
    expires_at = now + VALID_FOR
    return [
        Recommended(
            customers.accounts[row],
            offer,
            round(float(estimate.propensities[row]), 6),
            estimate.model,
            expires_at,
            tuple(sentence.en for sentence in sentences),
            tuple(sentence.zh for sentence in sentences),
        )
        for row, sentences in zip(rows, said, strict=True)
    ]
