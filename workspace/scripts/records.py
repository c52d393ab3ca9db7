"""The records a script may read: the customer and the agent, as the catalogue types them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.customers.customer import salutation
from flows.publishing.frozen import catalogue_of
from flows.runs.variables import typed
from scripts_dsl.values import BadValueError
from workspace.scripts.bundles import frozen_attributes
from workspace.wiring.parts import InteractionRow, Unit

ORDERS_SHOWN_FOR = timedelta(days=7)
"""How long an order that has ended still shows on the desk."""
UNKNOWN_ZONE = "UTC"


@dataclass(frozen=True)
class Records:
    """What is given to a run: raw records by name, the customer typed for the offers' conditions, and the customer's zone."""

    given: dict[str, Any]
    typed_customer: Mapping[str, object]
    zone: str


def records_for(unit: Unit, row: InteractionRow) -> Records:
    """Read the records of an interaction's customer and agent.

    An unknown customer gives none; of a lead that is no customer only what the list says is given.
    """
    given: dict[str, Any] = {}
    customer = unit.customers.on_desk(row["customer_id"], unit.now - ORDERS_SHOWN_FOR) if row["customer_id"] else None
    zone = customer.customer.zone if customer else None
    if customer is not None:
        given["crm.customer"] = customer.for_script()
    elif row["task_id"] is not None:
        lead = unit.interactions.lead_of(row.id)
        if lead is not None:
            zone = lead["zone"]
            given["crm.customer"] = lead_for_script(lead)
    agent = unit.people.get(row.interaction.person_id) if row.interaction.person_id else None
    if agent is not None:
        given["desk.agent"] = {"badge": agent["badge"], "name": agent["name"]}
    zone = known_zone(zone)
    return Records(given, typed_customer(unit, given, zone), zone)


def lead_for_script(lead: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a lead that is no customer of ours, in the fields of `crm.customer`."""
    return {
        **lead["attributes"],
        "account": lead["external_id"],
        "name": lead["name"],
        "surname": lead["surname"],
        "title": lead["title"],
        "salutation": salutation(lead["language"], lead["title"], lead["surname"], lead["name"]),
        "language": lead["language"],
        "tier": "standard",
        "zone": lead["zone"],
        "phone": lead["number"],
        "no_personalised_marketing": False,
        "products": [],
    }


def known_zone(name: str | None) -> str:
    """The IANA zone of that name, UTC where there is none of it."""
    try:
        return ZoneInfo(name).key if name else UNKNOWN_ZONE
    except (ZoneInfoNotFoundError, ValueError):
        return UNKNOWN_ZONE


def typed_customer(unit: Unit, given: Mapping[str, Any], zone: str) -> Mapping[str, object]:
    """The given customer as the offers' conditions read them; empty for none, or one that does not fit its type."""
    raw = given.get("crm.customer")
    if raw is None:
        return {}
    type_ = catalogue_of({"attributes": frozen_attributes(unit)}).records["crm.customer"]
    try:
        value = typed(raw, type_, ZoneInfo(zone), "USD")
    except BadValueError:
        return {}
    return value if isinstance(value, Mapping) else {}
