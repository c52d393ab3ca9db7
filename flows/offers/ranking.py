"""Ranking: which offer this one customer is made now, and why; every candidate is kept with its verdict.

priority = propensity × context × value × lever. A small share of the choices is made by dice among all eligible offers, so that the
models keep learning; the probability of each choice is kept, without which nothing could be learnt from it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flows.offers.decision import Candidate, Decision, PropensitySource, Verdict
from flows.offers.offer import BEST, Offer, with_offer
from flows.offers.policy import POLICY, ContactPolicy, Rest, RestCause
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.types import Words

EPSILON = 0.05
"""The share of choices made by dice."""

MOST_DRIVERS = 2
"""How many drivers a reason names: more, and nobody says it."""

FOR_EVERYBODY: Words = {"en": "This is an offer that we make to all our customers.", "zh": "这是我们面向所有客户的优惠。"}
"""The reason given to a customer who refused personalised marketing: it says nothing about them."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An offer proposed for one customer by the analytics side; ValueError where the propensity is not a probability."""

    offer_key: str
    propensity: float
    model: str
    expires_at: datetime
    drivers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per language, sentences an agent can say, the strongest first."""

    def __post_init__(self) -> None:
        if not 0 <= self.propensity <= 1:
            raise ValueError(f"not a probability: {self.propensity}")


@dataclass(frozen=True, slots=True)
class Dice:
    """Two throws in [0, 1): whether to explore, and which offer then."""

    explore: float
    pick: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision about one customer looks at.

    `environment` holds `customer` and, if known, `plan`. `rests` and `presented` come from the contact policy: what rests for this
    customer, and how often each offer was presented in this run. `answered` were answered in this run. `contexts` are factors per
    offer for what the call is about, 1.0 where not named. `personalised` is False where the customer refused it.
    """

    environment: Environment
    slot: str = BEST
    recommendations: Mapping[str, Recommendation] = field(default_factory=dict)
    rests: Mapping[str, Rest] = field(default_factory=dict)
    presented: Mapping[str, int] = field(default_factory=dict)
    answered: Collection[str] = ()
    contexts: Mapping[str, float] = field(default_factory=dict)
    personalised: bool = True
    policy: ContactPolicy = POLICY


def decide(offers: Iterable[Offer], situation: Situation, dice: Dice, *, catalogue: str, epsilon: float = EPSILON) -> Decision:
    """The decision for one slot: the same offers, situation and dice give the same one. `catalogue` is the catalogue's version."""
    judged = [_judged(offer, situation) for offer in offers if offer.fills(situation.slot)]
    others = sorted((each for each in judged if each.verdict is not Verdict.ELIGIBLE), key=lambda each: each.offer_key)
    eligible = [each for each in judged if each.verdict is Verdict.ELIGIBLE]
    best_first = _with_chances(sorted(eligible, key=lambda each: (-each.priority, each.offer_key)), epsilon)
    explored = bool(best_first) and dice.explore < epsilon
    first = int(dice.pick * len(best_first)) if explored else 0
    shown = [*best_first[first : first + 1], *best_first[:first], *best_first[first + 1 :]]
    numbered = tuple(replace(each, position=position) for position, each in enumerate(shown, 1))
    return Decision(
        slot=situation.slot,
        candidates=(*numbered, *others),
        chosen=numbered[0].offer_key if numbered else None,
        probability=numbered[0].probability if numbered else 1.0,
        explored=explored,
        personalised=situation.personalised,
        versions={
            "catalogue": catalogue,
            "policy": situation.policy.version,
            "model": ",".join(sorted({each.model for each in numbered if each.model})),
        },
        decided_at=situation.environment.now,
    )


def decide_named(offer: Offer, situation: Situation, *, catalogue: str) -> Decision:
    """The decision where a script's author named the offer: made unless it is over, rests, or is surely not for this customer."""
    refused = _refused(offer, situation, named=True)
    candidate = refused or replace(_weighed(offer, situation), position=1, probability=1.0)
    return Decision(
        slot="",
        candidates=(candidate,),
        chosen=offer.key if refused is None else None,
        probability=1.0,
        explored=False,
        personalised=situation.personalised,
        versions={"catalogue": catalogue, "policy": situation.policy.version, "model": candidate.model},
        decided_at=situation.environment.now,
    )


def _with_chances(best_first: Sequence[Candidate], epsilon: float) -> list[Candidate]:
    """The candidates with the chance each has to come first: dice give all the same share, the best has the rest."""
    share = epsilon / len(best_first) if best_first else 0.0
    return [replace(each, probability=share + (0.0 if place else 1.0 - epsilon)) for place, each in enumerate(best_first)]


def _judged(offer: Offer, situation: Situation) -> Candidate:
    return _refused(offer, situation) or _weighed(offer, situation)


def _weighed(offer: Offer, situation: Situation) -> Candidate:
    propensity, source, model = _propensity(offer, situation)
    context = situation.contexts.get(offer.key, 1.0) if situation.personalised else 1.0
    return Candidate(
        offer_key=offer.key,
        offer_version=offer.version,
        verdict=Verdict.ELIGIBLE,
        propensity=propensity,
        source=source,
        model=model,
        priority=round(propensity * context * float(offer.value) * float(offer.lever), 6),
        why=_why(offer, situation),
    )


def _refused(offer: Offer, situation: Situation, *, named: bool = False) -> Candidate | None:
    """The candidate with what speaks against it, the lasting reasons first; None when nothing does.

    How often a named offer comes back in a run is its step's business, and the author may know what we do not.
    """
    now, rest = situation.environment.now, situation.rests.get(offer.key)

    def against(verdict: Verdict, words: Words | None = None, until: datetime | None = None) -> Candidate:
        return Candidate(offer_key=offer.key, offer_version=offer.version, verdict=verdict, against=words or {}, until=until)

    validity = _validity(offer, situation.environment.today)
    if validity is not Verdict.ELIGIBLE:
        return against(validity)
    if rest is not None and rest.holds(now):
        accepted = rest.cause is RestCause.ACCEPTED
        return against(Verdict.ACCEPTED) if accepted else against(Verdict.RESTING, until=rest.until)
    if not named and offer.key in situation.answered:
        return against(Verdict.ANSWERED)
    if not named and situation.presented.get(offer.key, 0) >= situation.policy.attempts_per_run:
        return against(Verdict.PRESENTED_ENOUGH)
    unmet = offer.unmet(situation.environment, when_unknown=not named)
    return against(Verdict.INELIGIBLE, unmet.words or {"en": unmet.when.source}) if unmet is not None else None


def _validity(offer: Offer, today: date) -> Verdict:
    if offer.valid_from is not None and today < offer.valid_from:
        return Verdict.NOT_YET_VALID
    if offer.valid_until is not None and today > offer.valid_until:
        return Verdict.EXPIRED
    return Verdict.ELIGIBLE


def _live(offer: Offer, situation: Situation) -> Recommendation | None:
    """The recommendation that may be used: not expired, and none at all for somebody who refused to be profiled."""
    found = situation.recommendations.get(offer.key) if situation.personalised else None
    return found if found is not None and situation.environment.now < found.expires_at else None


def _propensity(offer: Offer, situation: Situation) -> tuple[float, PropensitySource, str]:
    live = _live(offer, situation)
    if live is not None:
        return live.propensity, PropensitySource.RECOMMENDATION, live.model
    source = PropensitySource.PRIOR if situation.personalised else PropensitySource.POPULARITY
    return float(offer.prior), source, source.value


def _why(offer: Offer, situation: Situation) -> Words:
    """The reason an agent can give: the recommendation's main drivers, else the offer's own words, else none about the customer."""
    live = _live(offer, situation)
    return {language: _why_in(language, offer, situation, live) for language in FOR_EVERYBODY}


def _why_in(language: str, offer: Offer, situation: Situation, live: Recommendation | None) -> str:
    if not situation.personalised:
        return FOR_EVERYBODY[language]
    if live is not None and live.drivers.get(language):
        return ("" if language == "zh" else " ").join(live.drivers[language][:MOST_DRIVERS])
    phrase = offer.reason.get(language)
    if phrase is None:
        return FOR_EVERYBODY[language]
    parts = phrase.render(with_offer(situation.environment, offer.frozen(), language), language)
    if any(part.kind == "missing" for part in parts):
        return FOR_EVERYBODY[language]
    return "".join(part.text for part in parts)
