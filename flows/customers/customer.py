"""The customer as values: what a list brings in, and what the desk reads before a word is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from scripts_dsl.money import Money
from scripts_dsl.types import Words


@dataclass(frozen=True, slots=True)
class NumberRecord:
    """One number of a customer, in E.164, and what it is (mobile, landline, work)."""

    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """What a customer committed to spend over a term; `ends_at` is None where it runs from month to month."""

    name: Words
    term_months: int
    starts_at: datetime
    ends_at: datetime | None
    monthly: Money


@dataclass(frozen=True, slots=True)
class SubscriptionRecord:
    """One product a customer has; `taken` is False where the list says that they do not have it (any more)."""

    product: str
    name: Words
    price: Money | None
    taken: bool


@dataclass(frozen=True, slots=True)
class BillingRecord:
    """What the reference BSS is told about an account: its plan, how it is paid, what it costs a month."""

    plan: str | None
    payment_method: str
    monthly: Money


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan that the reference BSS sells: price a month, speed in Mbps where it has one."""

    code: str
    name: Words
    price: Money
    speed: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer as a list brings them in; `attributes` are plain JSON, typed by the attribute definitions.

    `since` is the day they came, where the list tells how long they have been here.
    """

    account: str
    name: str
    given_name: str = ""
    surname: str = ""
    title: str = ""
    language: str = "en"
    zone: str | None = None
    tier: str = "standard"
    email: str | None = None
    no_personalised_marketing: bool = False
    attributes: Mapping[str, Any] = field(default_factory=dict)
    numbers: tuple[NumberRecord, ...] = ()
    agreement: AgreementRecord | None = None
    subscriptions: tuple[SubscriptionRecord, ...] = ()
    billing: BillingRecord | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttributeDefinition:
    """A custom attribute of customers: `type` is a type name of the script language, or `choice` with `options`.

    An option is {"value": ..., "en": ..., "zh": ...}. A sensitive attribute is masked, and not said before identity is verified.
    """

    key: str
    type: str
    label: Words
    options: tuple[Mapping[str, str], ...] = ()
    sensitive: bool = False


CUSTOMER_SINCE = AttributeDefinition("customer_since", "date", {"en": "Customer since", "zh": "入网日期"})
"""The attribute that an import fills where the list tells how long somebody has been a customer."""


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """One lead as a list brings it in; `account` ties it to a customer that we know."""

    external_id: str
    name: str
    surname: str
    title: str
    number: str
    language: str = "en"
    zone: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    account: str | None = None
    consent_reference: str | None = None


@dataclass(frozen=True, slots=True)
class RecommendationRecord:
    """One recommendation as the analytics side brings it in: the propensity is a probability from 0 to 1."""

    account: str
    offer_key: str
    propensity: float
    model: str
    expires_at: datetime
    drivers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerReference:
    """A customer that may be meant: enough to tell two apart, not more."""

    id: UUID
    account: str
    name: str
    title: str
    surname: str
    language: str
    tier: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the workspace knows them."""

    id: UUID
    account: str
    name: str
    given_name: str
    surname: str
    title: str
    language: str
    zone: str | None
    tier: str
    email: str | None
    no_personalised_marketing: bool
    attributes: Mapping[str, Any]
    numbers: tuple[str, ...]

    @property
    def salutation(self) -> str:
        """How to address them in their own language: Ms. Delgado, 王女士."""
        return salutation(self.language, self.title, self.surname, self.name)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement in force."""

    name: Words
    term_months: int
    starts_at: datetime
    ends_at: datetime | None
    monthly: Money


@dataclass(frozen=True, slots=True)
class Subscription:
    """A product that the customer has now."""

    product: str
    name: Words
    price: Money | None
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that is not yet carried out, or was within the last days; the number is what the customer was told."""

    number: str
    product: str
    name: Words
    state: str
    price: Money | None
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class PastInteraction:
    """One earlier interaction; `generated` says that the demo made it up, `went_to` who had the customer next in the same call."""

    id: UUID
    channel: str
    direction: str
    at: datetime
    disposition: str | None
    disposition_label: Words
    agent: str
    notes: str
    generated: bool
    went_to: str = ""


@dataclass(frozen=True, slots=True)
class CustomerOnDesk:
    """All that the desk shows of a customer before a word is said."""

    customer: Customer
    agreements: tuple[Agreement, ...]
    subscriptions: tuple[Subscription, ...]
    orders: tuple[OpenOrder, ...]
    interactions: tuple[PastInteraction, ...]
    balance: Money | None
    balance_due_on: date | None
    open_tickets: int

    @property
    def monthly(self) -> Money | None:
        """What they pay a month: what the agreement says, else the sum of their products in one currency."""
        if self.agreements:
            return self.agreements[0].monthly
        prices = [each.price for each in self.subscriptions if each.price is not None]
        if not prices or len({price.currency for price in prices}) > 1:
            return None
        return Money(sum((price.amount for price in prices[1:]), prices[0].amount), prices[0].currency)

    def for_script(self) -> dict[str, Any]:
        """The values of the record `crm.customer`, custom attributes among them, to be typed by the catalogue."""
        who = self.customer
        return {
            **who.attributes,
            "account": who.account,
            "name": who.name,
            "surname": who.surname,
            "title": who.title,
            "salutation": who.salutation,
            "language": who.language,
            "tier": who.tier,
            "zone": who.zone,
            "phone": who.numbers[0] if who.numbers else None,
            "email": who.email,
            "monthly": self.monthly and str(self.monthly),
            "agreement_months": self.agreements[0].term_months if self.agreements else None,
            "no_personalised_marketing": who.no_personalised_marketing,
            "products": [each.product for each in self.subscriptions],
        }


def salutation(language: str, title: str, surname: str, name: str) -> str:
    """How to address a person: the title follows the surname in Chinese, and stands before it elsewhere."""
    if not surname:
        return name
    return f"{surname}{title}" if language == "zh" else f"{title} {surname}".strip()
