"""The cold start: propensities before anybody answered, from who already has what.

A customer who resembles those who have a product is likelier to take it; one who resembles those who left is likelier to need a reason
to stay. The resemblance moves each offer's prior up or down; it never claims to know how many will accept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from sklearn.linear_model import LogisticRegression

from adapters.scoring.customers import FEATURES, Customers, Numbers

MODEL = "look-alike-1"
"""The version of these models: their input is the customers alone."""

STRENGTH = 0.6
"""How much of the resemblance (in log odds) is believed."""

DEFAULT_PRIOR = 0.05


@dataclass(frozen=True)
class LookAlike:
    """Whom the likely takers of an offer resemble: `label` picks them; `blind` are the features that would give it away.

    `monthly` is always among the blind: a bill is the sum of the products on it.
    """

    label: Callable[[Customers], Numbers]
    blind: tuple[str, ...] = ()

    @property
    def seen(self) -> list[int]:
        """The columns that the model may look at."""
        return [index for index, name in enumerate(FEATURES) if name not in (*self.blind, "monthly")]


def _has(*products: str) -> LookAlike:
    return LookAlike(lambda customers: np.prod([customers.column(product) for product in products], axis=0), products)


LOOK_ALIKES: Mapping[str, LookAlike] = MappingProxyType(
    {
        "fibre_1000m": LookAlike(lambda customers: customers.column("fibre"), ("fibre", "dsl")),
        "online_security": _has("online_security"),
        "online_backup": _has("online_backup"),
        "tech_support": _has("tech_support"),
        "streaming_bundle": _has("streaming_tv", "streaming_movies"),
        "second_line": _has("multiple_lines"),
        "cloud_disk": LookAlike(
            lambda customers: customers.column("online_backup") * customers.column("paperless"), ("online_backup", "paperless")
        ),
        "loyalty_year": LookAlike(lambda customers: np.nan_to_num(customers.churned), ("month_to_month", "two_years")),
    }
)
"""By offer; an offer that is not here starts at its prior for everybody."""


@dataclass(frozen=True)
class Estimate:
    """Propensities for all customers, and how much each feature moved each of them (in log odds, against the average customer)."""

    propensities: Numbers
    contributions: Numbers
    model: str


def cold_start(offer: str, customers: Customers, prior: float = DEFAULT_PRIOR) -> Estimate:
    """What is believed of an offer that nobody has answered; deterministic."""
    count = len(customers.accounts)
    flat = Estimate(np.full(count, prior), np.zeros((count, len(FEATURES))), MODEL)
    look_alike = LOOK_ALIKES.get(offer)
    if look_alike is None or count == 0:
        return flat
    label, columns = look_alike.label(customers), look_alike.seen
    if len(np.unique(label)) < 2:
        return flat
    seen = customers.features[:, columns]
    fitted = LogisticRegression(C=1.0, max_iter=500).fit(seen, label)
    contributions = np.zeros((count, len(FEATURES)))
    contributions[:, columns] = STRENGTH * (seen - seen.mean(axis=0)) * fitted.coef_[0]
    return Estimate(sigmoid(logit(np.full(count, prior)) + contributions.sum(axis=1)), contributions, MODEL)


def logit(probabilities: Numbers) -> Numbers:
    """Log odds, kept finite."""
    inside = np.clip(probabilities, 1e-4, 1 - 1e-4)
    odds: Numbers = np.log(inside / (1 - inside))
    return odds


def sigmoid(log_odds: Numbers) -> Numbers:
    """Probabilities from log odds."""
    probabilities: Numbers = 1 / (1 + np.exp(-log_odds))
    return probabilities
