"""Suppression: who may not be contacted, for which purpose, and the documented consent that alone lifts it."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID


class Purpose(StrEnum):
    """Why a customer is contacted; a campaign has exactly one."""

    MARKETING = "marketing"
    SERVICE = "service"
    COLLECTIONS = "collections"
    SURVEY = "survey"


class Scope(StrEnum):
    """What a suppression forbids: contact for one purpose, or all of it."""

    MARKETING = "marketing"
    SERVICE = "service"
    COLLECTIONS = "collections"
    SURVEY = "survey"
    ALL = "all"

    def covers(self, purpose: Purpose) -> bool:
        """Whether contact for that purpose is forbidden."""
        return self is Scope.ALL or self.value == purpose.value


@dataclass(frozen=True, slots=True)
class Suppression:
    """A number that one seller may not call; it holds over all of the seller's campaigns and vendors.

    `number` is E.164, or its fingerprint once the person was erased. `source` is "customer", "list:NAME" or "import".
    """

    seller: str
    number: str
    scope: Scope
    source: str
    obtained_at: datetime
    interaction_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's documented yes to contact for one purpose; `reference` says where the proof is, empty proves nothing."""

    purpose: Purpose
    given_at: datetime
    reference: str
    withdrawn_at: datetime | None = None

    def holds(self, purpose: Purpose, now: datetime) -> bool:
        """Whether it allows contact for the purpose at that moment."""
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= now
        return self.purpose is purpose and bool(self.reference.strip()) and self.given_at <= now and not withdrawn


def standing(suppressions: Iterable[Suppression], consents: Iterable[Consent], purpose: Purpose, now: datetime) -> tuple[Suppression, ...]:
    """The suppressions that forbid contact for the purpose: those that cover it and that no later consent lifted."""
    given = [consent.given_at for consent in consents if consent.holds(purpose, now)]
    latest = max(given, default=None)
    return tuple(each for each in suppressions if each.scope.covers(purpose) and (latest is None or latest <= each.obtained_at))


def do_not_call(
    seller: str,
    number: str,
    now: datetime,
    *,
    scope: Scope = Scope.ALL,
    interaction_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Suppression:
    """What the do-not-call key records: the customer's own opt-out, over every campaign of the seller, from now on.

    "Never call again" is said without a purpose, so it forbids all of them unless the customer named one.
    """
    return Suppression(seller, number, scope, "customer", now, interaction_id, person_id)


def fingerprint(number: str, pepper: bytes) -> str:
    """The number as a keyed hash, by which an opt-out outlives the erasure of its person.

    Keyed, because all telephone numbers of a country can be hashed in minutes.
    """
    return "hmac:" + hmac.new(pepper, number.encode(), sha256).hexdigest()
