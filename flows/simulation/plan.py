"""What a simulation is asked to do: the script, the customers, the offers, and how customers and systems behave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flows.offers.offer import Offer
from flows.offers.ranking import EPSILON
from flows.publishing.bundle import Bundle

History = Mapping[tuple[str, str], float]
"""How often each way on was taken, by step and name of the way; a step of a sub-script is named with it ("lib/callback/book")."""


@dataclass(frozen=True, slots=True)
class SimulatedCustomer:
    """One customer who calls: the record `crm.customer` typed, the language they speak, the IANA zone they live in."""

    record: Mapping[str, object]
    language: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often something happens, as shares from 0 to 1.

    `failures`: of actions that fail · `hang_ups`: of steps at which the customer hangs up · `exits`: of steps left by another exit ·
    `objections`: of steps with objections at which one is raised.
    """

    failures: float = 0.02
    hang_ups: float = 0.01
    exits: float = 0.002
    objections: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One simulation; nobody is called. `began_at` is when every call begins; `explored` is the share of offers chosen by dice."""

    bundle: Bundle
    customers: Sequence[SimulatedCustomer]
    began_at: datetime
    currency: str
    offers: Mapping[str, Offer] = field(default_factory=dict)
    history: History = field(default_factory=dict)
    rates: Rates = Rates()
    explored: float = EPSILON
    agent: Mapping[str, str] = field(default_factory=lambda: {"badge": "8021", "name": "Ana"})

    @property
    def leaving(self) -> Rates:
        """The rates as they hold: a sub-script walked alone has no wrap-up that hanging up or an exit could lead to."""
        return self.rates if self.bundle.wrapup is not None else replace(self.rates, hang_ups=0.0, exits=0.0)


def place_of(main: str, script: str, step: str) -> str:
    """How a step is named in reports and histories: by its id, in a sub-script with that script's name before it."""
    return step if script == main else f"{script}/{step}"
