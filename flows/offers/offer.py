"""An offer: something proposed to a customer, with its price, terms, who may have it, and its treatments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flows.offers.chosen_offer import ChosenOffer
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.money import Money
from scripts_dsl.types import Words


class OfferKind(StrEnum):
    """What an offer is for: more of what they have, something beside it, or that they stay."""

    UPSELL = "upsell"
    CROSS_SELL = "cross_sell"
    RETENTION = "retention"


BEST = "best"
"""The slot that takes an offer of any kind; the other slots are named like the kinds."""

SLOTS = (*(kind.value for kind in OfferKind), BEST)

PERSONAL = ("customer", "plan")
"""Names that say something about this one customer."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing a customer must fulfil to be made the offer, as a condition and in words."""

    when: Expression
    words: Words


@dataclass(frozen=True, slots=True)
class Treatment:
    """One wording of an offer; `channel` and `when` (a segment) say where it is used, None everywhere and for everybody."""

    phrases: Mapping[str, Phrase]
    channel: str | None = None
    when: Expression | None = None

    @property
    def is_personal(self) -> bool:
        """Whether the wording, or its segment, looks at the customer."""
        reads = frozenset[str]().union(*(phrase.reads for phrase in self.phrases.values()), self.when.reads if self.when else ())
        return is_personal(reads)

    def fits(self, channel: str, environment: Environment) -> bool:
        """Whether it is meant for that channel and customer."""
        return self.channel in (None, channel) and (self.when is None or self.when.test(environment) is True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer of the catalogue.

    `price` is a month's; `term` in months and `cooling_off` in days; `valid_until` is the last day. `value` is what an acceptance is
    worth to us, `lever` the business's own thumb on the scale, `prior` the propensity where no recommendation is at hand. `product` is
    the code under which the BSS sells it. One that is not `ranked` fills no slot: it is made only where a script names it, say after a
    supervisor's approval.
    """

    key: str
    names: Words
    kind: OfferKind
    product: str
    price: Money
    term: int
    cooling_off: int
    value: Decimal
    treatments: tuple[Treatment, ...]
    reason: Mapping[str, Phrase]
    valid_from: date | None = None
    valid_until: date | None = None
    lever: Decimal = Decimal(1)
    prior: Decimal = Decimal("0.05")
    demands: tuple[Demand, ...] = ()
    ranked: bool = True
    version: int = 0

    def fills(self, slot: str) -> bool:
        """Whether the offer may stand in that slot."""
        return self.ranked and slot in (BEST, self.kind.value)

    def unmet(self, environment: Environment, *, when_unknown: bool = True) -> Demand | None:
        """The first demand that the customer does not fulfil, None when there is none; what is not known counts as `when_unknown` says."""
        tests = ((demand, demand.when.test(environment)) for demand in self.demands)
        return next((demand for demand, holds in tests if holds is False or (holds is None and when_unknown)), None)

    def treatment_for(self, channel: str, environment: Environment, *, personalised: bool = True) -> Treatment:
        """The first treatment that fits, a channel's own before the general; without personalisation one that is for everybody."""
        usable = [each for each in self.treatments if personalised or not each.is_personal]
        fitting = [each for each in usable if each.fits(channel, environment)]
        return min(fitting or usable or self.treatments, key=lambda each: each.channel is None)

    def chosen(self, channel: str, environment: Environment, *, personalised: bool, why: Words, decision: str = "") -> ChosenOffer:
        """The offer frozen as it is put to this customer, its words rendered in every language it has."""
        treatment = self.treatment_for(channel, environment, personalised=personalised)
        bare = self.frozen(why=why, decision=decision)
        words = {language: phrase.text(with_offer(environment, bare, language), language) for language, phrase in treatment.phrases.items()}
        return replace(bare, treatment=words)

    def frozen(self, *, why: Words | None = None, decision: str = "") -> ChosenOffer:
        """The offer's terms as a run keeps them, without words to speak."""
        return ChosenOffer(
            key=self.key,
            version=self.version,
            names=self.names,
            kind=self.kind.value,
            price=self.price,
            term=Decimal(self.term),
            cooling_off=Decimal(self.cooling_off),
            valid_until=self.valid_until,
            why=why or {},
            decision=decision,
        )


def with_offer(environment: Environment, offer: ChosenOffer, language: str) -> Environment:
    """The environment in which the offer's own words are rendered."""
    return replace(environment, variables={**environment.variables, "offer": offer.values(language, None)})


def is_personal(reads: frozenset[str]) -> bool:
    """Whether any of these dotted names says something about the customer."""
    return any(name.partition(".")[0] in PERSONAL for name in reads)
