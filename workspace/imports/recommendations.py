"""The import of recommendations: what the analytics side proposes to each customer."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from flows.customers.customer import RecommendationRecord
from workspace.imports.report import ImportReport
from workspace.imports.rows import Tell, audited, batches, checked_rows
from workspace.wiring.customers import BadField, recommendation_converter
from workspace.wiring.parts import Parts, Unit


def import_recommendations(parts: Parts, file: Path, *, dry_run: bool = False, tell: Tell | None = None) -> ImportReport:
    """Store recommendations by customer and offer, the newest wins; unknown customers and offers are refused by row.

    Raises FileRefused before anything is stored. A dry run checks everything and stores nothing.
    """
    added = stored = 0
    unknown: list[BadField] = []
    with checked_rows(file) as rows:
        converter = recommendation_converter(rows.header)
        for batch in batches(converter.records(iter(rows))):
            with parts.units.begin() as unit:
                good = list(_known_only(unit, batch, unknown))
                if good:
                    added += unit.leads_import.count_new(good) if dry_run else unit.leads_import.put_recommendations(good)
            stored += len(good)
            if tell:
                tell(converter.report.rows)
    bad = tuple(sorted([*converter.report.bad, *unknown], key=lambda each: each.row))
    refused = len({each.row for each in bad})
    report = ImportReport(converter.report.rows, added, stored - added, refused, bad, dry_run=dry_run)
    return audited(parts, "recommendations", file, report)


def _known_only(
    unit: Unit, batch: list[tuple[int, RecommendationRecord]], unknown: list[BadField]
) -> Iterator[tuple[UUID, RecommendationRecord]]:
    """Those recommendations whose customer and offer we have; the others go to `unknown`."""
    ids = unit.leads_import.customer_ids([record.account for _, record in batch])
    offers = unit.leads_import.offer_keys()
    for row, record in batch:
        if record.account not in ids:
            unknown.append(BadField(row, "account", "unknown_account", record.account))
        elif record.offer_key not in offers:
            unknown.append(BadField(row, "offer", "unknown_offer", record.offer_key))
        else:
            yield ids[record.account], record
