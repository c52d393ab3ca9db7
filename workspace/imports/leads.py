"""The import of leads: a list into a campaign, without the numbers that may not be called."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flows.customers.customer import LeadRecord
from workspace.imports.report import ImportReport
from workspace.imports.rows import Tell, audited, batches, checked_rows, define_attributes
from workspace.wiring.customers import (
    CampaignReference,
    FileRefused,
    LeadMapping,
    attributes_of,
    definitions_of,
    lead_converter,
    mapping_at,
)
from workspace.wiring.parts import Parts, Unit


def import_leads(
    parts: Parts,
    campaign: str,
    file: Path,
    mapping: Path,
    obtained_on: date | None,
    *,
    dry_run: bool = False,
    tell: Tell | None = None,
) -> ImportReport:
    """Store the leads of a list in a campaign by external id, a ready task with each new one; suppressed numbers are kept out.

    `obtained_on` is the day the list was obtained: a campaign does not call from an old one. Raises FileRefused before anything is
    stored. A dry run checks everything and stores nothing.
    """
    if obtained_on is None:
        raise FileRefused("no_list_date")
    described = mapping_at(mapping)
    wanted = described.parsed(LeadMapping)
    added = known = kept_out = 0
    with checked_rows(file) as rows:
        described.check_columns(rows.header)
        attributes = attributes_of(wanted, rows.header)
        with parts.units.begin() as unit:
            target = campaign_of(unit, campaign)
            define_attributes(unit, described, definitions_of(wanted, attributes), wanted.source, dry_run=dry_run)
        converter = lead_converter(wanted, rows.header, attributes)
        for batch in batches(record for _, record in converter.records(iter(rows))):
            with parts.units.begin() as unit:
                new, out = put_leads(unit, target, batch, obtained_on, dry_run=dry_run)
            added, known, kept_out = added + new, known + len(batch) - new - out, kept_out + out
            if tell:
                tell(converter.report.rows)
    bad = converter.report
    report = ImportReport(bad.rows, added, known, bad.refused_rows, tuple(bad.bad), kept_out, dry_run)
    return audited(parts, f"leads of {campaign}", file, report)


def campaign_of(unit: Unit, key: str) -> CampaignReference:
    """The campaign of a key; FileRefused when there is none."""
    campaign = unit.leads_import.campaign(key)
    if campaign is None:
        raise FileRefused("unknown_campaign", campaign=key)
    return campaign


def put_leads(
    unit: Unit, campaign: CampaignReference, batch: Sequence[LeadRecord], obtained_on: date, *, dry_run: bool = False
) -> tuple[int, int]:
    """Store a batch of leads; returns how many were new, and how many were kept out because their number is suppressed."""
    suppressed = unit.leads_import.suppressed(campaign, [record.number for record in batch])
    allowed = [record for record in batch if record.number not in suppressed]
    if dry_run:
        return len(allowed) - unit.leads_import.count_known(campaign, allowed), len(batch) - len(allowed)
    return unit.leads_import.put_leads(campaign, allowed, obtained_on), len(batch) - len(allowed)
