"""The import of customers: a list and its mapping in, customers, agreements, subscriptions and BSS accounts out."""

from pathlib import Path

from flows.customers.billing import bills_of, usage_of
from flows.customers.customer import CustomerRecord, PlanRecord
from scripts_dsl.money import Money
from workspace.imports.report import ImportReport
from workspace.imports.rows import Tell, audited, batches, checked_rows, define_attributes
from workspace.wiring.customers import (
    CustomerMapping,
    Stored,
    attributes_of,
    customer_converter,
    definitions_of,
    dice_of,
    mapping_at,
)
from workspace.wiring.parts import Parts, Unit


def import_customers(parts: Parts, file: Path, mapping: Path, *, dry_run: bool = False, tell: Tell | None = None) -> ImportReport:
    """Store the customers of a list by account: the same list again adds nobody.

    Raises FileRefused before anything is stored. A dry run checks everything and stores nothing.
    """
    now = parts.clock.now()
    described = mapping_at(mapping)
    wanted = described.parsed(CustomerMapping)
    plans = [PlanRecord(each.code, each.name.words, Money(each.price, wanted.currency), each.speed) for each in wanted.plans]
    added = known = 0
    with checked_rows(file) as rows:
        described.check_columns(rows.header)
        attributes = attributes_of(wanted, rows.header)
        with parts.units.begin(now=now) as unit:
            define_attributes(unit, described, definitions_of(wanted, attributes), wanted.source, dry_run=dry_run)
            if not dry_run:
                unit.bss_import.put_plans(plans)
        converter = customer_converter(wanted, rows.header, attributes, now)
        kinds = sorted({number.kind for number in wanted.numbers})
        for batch in batches(record for _, record in converter.records(iter(rows))):
            with parts.units.begin(now=now) as unit:
                stored = _looked_up(unit, batch) if dry_run else _stored(unit, batch, wanted.source, kinds, plans)
            added, known = added + stored.added, known + stored.known
            if tell:
                tell(converter.report.rows)
    bad = converter.report
    return audited(parts, "customers", file, ImportReport(bad.rows, added, known, bad.refused_rows, tuple(bad.bad), dry_run=dry_run))


def _stored(unit: Unit, batch: list[CustomerRecord], source: str, kinds: list[str], plans: list[PlanRecord]) -> Stored:
    """Store a batch, and open accounts in the reference BSS with bills and usage made up from what is paid."""
    stored = unit.customer_import.put(batch, source, kinds)
    online = frozenset(plan.code for plan in plans if plan.speed)
    accounts = []
    for record in batch:
        if record.billing is not None:
            dice = dice_of(record.account)
            accounts.append((record, bills_of(record, unit.now, dice), usage_of(record.billing.plan in online, dice)))
    unit.bss_import.put_accounts(accounts)
    return stored


def _looked_up(unit: Unit, batch: list[CustomerRecord]) -> Stored:
    """What storing the batch would find."""
    known = len(unit.leads_import.customer_ids([record.account for record in batch]))
    return Stored(len(batch) - known, known)
