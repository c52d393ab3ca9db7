"""Learning: a logistic model per offer from what customers answered, held to the cold start while answers are few.

The cold start speaks as IMAGINED answers of made-up weight: with ten real ones it still leads, with some hundred it hardly matters.
An answer to an offer that dice chose weighs more, by the kept probability of the choice, or the models would only learn about the
customers they already liked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from adapters.scoring.customers import Customers, Numbers
from adapters.scoring.look_alikes import Estimate, logit

IMAGINED = 40.0
"""How many answers the cold start counts as."""

IMAGINED_CUSTOMERS = 400
"""Over how many customers those are spread."""

MOST_WEIGHT = 5.0
"""The most that one answer may count: one rare throw of the dice shall not rule a model."""

_YES = frozenset({"accepted", "delivered", "failed", "pending_confirmation"})
_NO = frozenset({"declined"})


@dataclass(frozen=True, order=True)
class Answer:
    """What one customer answered to one offer in one interaction; `probability` is the chance that this offer had to be shown."""

    offer: str
    customer: str
    interaction: str
    accepted: bool
    probability: float = 1.0


def answers_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """The last answer of each customer to each offer per interaction: an acceptance whose consent was refused is a decline.

    Rows are those of the topic `offer_responses`; what was only presented or put off is no answer.
    """
    last: dict[tuple[str, str], tuple[str, Answer]] = {}
    for row in rows:
        response, customer = str(row.get("response")), str(row.get("account") or row.get("customer_id") or "")
        if response not in _YES | _NO or not customer:
            continue
        offer, interaction, at = str(row["offer_key"]), str(row["interaction_id"]), str(row.get("happened_at") or "")
        probability = row.get("probability")
        answer = Answer(offer, customer, interaction, response in _YES, float(probability) if probability else 1.0)
        standing = last.get((interaction, offer))
        if standing is None or (at, not answer.accepted) >= (standing[0], not standing[1].accepted):
            last[interaction, offer] = (at, answer)
    return tuple(sorted(answer for _, answer in last.values()))


def learn(start: Estimate, customers: Customers, answers: Iterable[Answer]) -> Estimate:
    """What is believed of one offer after these answers to it; without any of known customers, the cold start itself."""
    index = customers.index()
    known = sorted(answer for answer in answers if answer.customer in index)
    if not known:
        return start
    rows = np.array([index[answer.customer] for answer in known])
    imagined = np.unique(np.linspace(0, len(customers.accounts) - 1, IMAGINED_CUSTOMERS).astype(int))
    inputs = np.column_stack([logit(start.propensities), customers.features])
    centre, scale = inputs.mean(axis=0), inputs.std(axis=0)
    standard = (inputs - centre) / np.where(scale > 0, scale, 1)
    believed, share = start.propensities[imagined], IMAGINED / len(imagined)
    fitted = LogisticRegression(C=1.0, max_iter=500).fit(
        np.concatenate([standard[rows], standard[imagined], standard[imagined]]),
        np.concatenate([[answer.accepted for answer in known], np.ones(len(imagined)), np.zeros(len(imagined))]),
        sample_weight=np.concatenate([_weights(known), share * believed, share * (1 - believed)]),
    )
    steps = standard * fitted.coef_[0]
    contributions = steps[:, 1:] + _of_the_start(start.contributions, steps[:, 0])
    return Estimate(fitted.predict_proba(standard)[:, 1], contributions, f"logit-{len(known)}-{_digest(known)}")


def _of_the_start(contributions: Numbers, through: Numbers) -> Numbers:
    """What the features moved by way of the cold start, which the model sees as one input: shared out as they moved that one."""
    total = contributions.sum(axis=1)
    factor = np.divide(through, total, out=np.zeros_like(through), where=np.abs(total) > 1e-9)
    shared: Numbers = contributions * factor[:, None]
    return shared


def _weights(answers: list[Answer]) -> Numbers:
    raw = np.array([1 / max(answer.probability, 1e-6) for answer in answers])
    capped = np.minimum(raw, MOST_WEIGHT)
    weights: Numbers = capped / capped.mean()
    return weights


def _digest(answers: list[Answer]) -> str:
    """A name for exactly these answers, so that a recommendation says what it was learnt from."""
    return sha256(repr(answers).encode()).hexdigest()[:8]
