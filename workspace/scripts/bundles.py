"""Published bundles as compiled values, kept by each process: a bundle never changes, so a copy is never stale."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flows.errors import NotFoundError
from flows.offers.catalogue import load_offers
from flows.offers.offer import Offer
from flows.publishing.bundle import Bundle
from flows.publishing.frozen import beside, catalogue_of, thaw
from workspace.wiring.parts import Unit

KEPT = 64
"""Compiled bundles a process keeps."""


@dataclass(frozen=True)
class Published:
    """A published script: its row without the text, and the compiled bundle."""

    id: UUID
    key: str
    version: int
    bundle: Bundle


_COMPILED: dict[UUID, Published] = {}


def published(unit: Unit, bundle_id: UUID) -> Published:
    """A published bundle, compiled. Raises NotFoundError for an unknown id."""
    known = _COMPILED.get(bundle_id)
    if known is not None:
        return known
    row = unit.scripts.get(bundle_id)
    if row is None:
        raise NotFoundError
    bundle = thaw(str(bundle_id), row["key"], row["source"], row["parts"])
    made = Published(bundle_id, row["key"], row["version"], bundle)
    if len(_COMPILED) >= KEPT:
        _COMPILED.pop(next(iter(_COMPILED)), None)
    _COMPILED[bundle_id] = made
    return made


@dataclass(frozen=True)
class OfferCatalogue:
    """All live offers, compiled, and the name of this state of the catalogue."""

    version: str
    offers: Mapping[str, Offer]


_OFFERS: dict[tuple[tuple[str, int], ...], OfferCatalogue] = {}


def offer_catalogue(unit: Unit) -> OfferCatalogue:
    """All live offers; compiled anew only when one was published since."""
    versions = tuple((row["key"], row["version"]) for row in unit.scripts.live_versions("offer"))
    known = _OFFERS.get(versions)
    if known is not None:
        return known
    offers: dict[str, Offer] = {}
    for row in unit.scripts.live_of("offer"):
        for offer in load_offers(row["source"], row["key"], catalogue_of(row["parts"]))[0]:
            offers[offer.key] = replace(offer, version=row["version"])
    made = OfferCatalogue(",".join(f"{key}@{version}" for key, version in versions), offers)
    _OFFERS.clear()
    _OFFERS[versions] = made
    return made


def parts_beside(unit: Unit, key: str) -> dict[str, Any]:
    """What is live beside a text, as publishing would freeze it: sub-scripts, offers, attributes, codes, cards."""
    scripts = {row["key"]: row for row in unit.scripts.live_sources("lib/") if row["key"] != key}
    return beside(
        {name: row["source"] for name, row in scripts.items()},
        {name: row["version"] for name, row in scripts.items()},
        {row["key"]: row["version"] for row in unit.scripts.live_versions("offer")},
        frozen_attributes(unit),
        unit.routing.disposition_codes(),
        unit.knowledge.keys(),
    )


def frozen_attributes(unit: Unit) -> list[dict[str, Any]]:
    """The custom attributes as JSON, as a bundle freezes them."""
    return [
        {
            "key": each.key,
            "type": each.type,
            "label": dict(each.label),
            "options": [dict(option) for option in each.options],
            "sensitive": each.sensitive,
        }
        for each in unit.customers.attribute_definitions()
    ]
