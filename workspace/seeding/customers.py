"""What the demo starts with beside people and scripts: customers with their past, and the leads of its campaigns.

Each function may be called again at the next start: what is there stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flows.customers.history import past_interactions
from workspace.imports.customers import import_customers
from workspace.imports.leads import campaign_of, import_leads, put_leads
from workspace.imports.report import ImportReport
from workspace.imports.rows import Tell, batches
from workspace.wiring.customers import dice_of
from workspace.wiring.parts import Parts

DATA = Path(__file__).parents[2] / "flows" / "library" / "data"
CUSTOMERS = DATA / "telco_churn" / "telco_customers.csv.gz"
CUSTOMERS_MAPPING = DATA / "telco_churn" / "telco_customers.mapping.yaml"
LEADS = DATA / "bank_marketing" / "bank_leads.csv.gz"
LEADS_MAPPING = DATA / "bank_marketing" / "bank_leads.mapping.yaml"
SOURCE = "telco_churn"


@dataclass(frozen=True)
class Segment:
    """Whom a campaign calls: customers with these attributes who have one of the products `has` and none of `lacks`."""

    attributes: Mapping[str, str]
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    limit: int


LEAVING_FIRST = Segment({"contract": "month_to_month"}, ("dsl", "fibre"), ("online_security",), 1_500)
"""Online customers without an agreement for a term and without online security: those who leave first, and to whom it can be offered."""
LONG_WITH_US = Segment({"contract": "two_years"}, ("dsl", "fibre"), (), 200)
"""Customers with a long agreement, who know our service well enough to judge it."""


def seed_customers(parts: Parts, tell: Tell | None = None) -> ImportReport:
    """The 7,043 telecom customers, with their accounts and bills in the reference BSS."""
    return import_customers(parts, CUSTOMERS, CUSTOMERS_MAPPING, tell=tell)


def seed_history(parts: Parts) -> int:
    """Up to six earlier interactions a customer, marked as generated; returns how many are new."""
    now = parts.clock.now()
    with parts.units.read() as unit:
        found = unit.history_import.customers_of(SOURCE)
    stored = 0
    for batch in batches(found):
        pasts = []
        for customer in batch:
            products = dict.fromkeys(customer["products"], True)
            dice = dice_of(f"history {customer['account']}")
            pasts.append((customer, past_interactions(customer["language"], customer["tenure_months"], products, now, dice)))
        with parts.units.begin(now=now) as unit:
            stored += unit.history_import.put(pasts)
    return stored


def seed_bank_leads(parts: Parts, campaign: str, tell: Tell | None = None) -> ImportReport:
    """The 4,119 leads of the bank's list, in the campaign of that key; the demo got its list yesterday."""
    yesterday = (parts.clock.now() - timedelta(days=1)).date()
    return import_leads(parts, campaign, LEADS, LEADS_MAPPING, yesterday, tell=tell)


def seed_segment_leads(parts: Parts, campaign: str, chosen: Segment) -> int:
    """Telecom customers of the segment, as leads of the campaign of that key; returns how many are new."""
    today = parts.clock.now().date()
    with parts.units.begin() as unit:
        target = campaign_of(unit, campaign)
        segment = unit.leads_import.segment(chosen.attributes, chosen.has, chosen.lacks, chosen.limit)
        added = 0
        for batch in batches(segment):
            added += put_leads(unit, target, batch, today)[0]
    return added
