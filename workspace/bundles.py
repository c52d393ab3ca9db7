"""Published bundles as compiled values, kept by each process: a bundle never changes, so a copy is never stale."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flows.bundle import Bundle
from flows.catalogue import catalogue_with
from flows.errors import NotFoundError
from flows.offer import SLOTS, Offer
from flows.offer_catalogue import load_offers
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.loader import Loaded, load_script
from scripts_dsl.types import Choice, EnumType, Field, PresentType, Scalar, optional
from workspace.wiring import Unit

KEPT = 64
"""Compiled bundles a process keeps."""


@dataclass(frozen=True)
class FrozenLibrary:
    """What stood beside a script when it was published: the sources of its sub-scripts, and the offers there were."""

    scripts: Mapping[str, str]
    offer_keys: Collection[str]

    def script(self, name: str) -> str | None:
        """The source of a sub-script."""
        return self.scripts.get(name)

    def offers(self) -> Collection[str]:
        """The offers that could be named."""
        return self.offer_keys

    def slots(self) -> Collection[str]:
        """The slots there are."""
        return SLOTS


@dataclass(frozen=True)
class Published:
    """A published script: its row without the text, and the compiled bundle."""

    id: UUID
    key: str
    version: int
    bundle: Bundle


_COMPILED: dict[UUID, Published] = {}


def attribute_fields(rows: Collection[Mapping[str, Any]]) -> list[Field]:
    """Custom attributes, as a bundle freezes them, as fields of `crm.customer`; any of them may be missing."""
    return [Field(row["key"], optional(_type_of(row)), row["label"], private=row["sensitive"]) for row in rows]


def _type_of(row: Mapping[str, Any]) -> PresentType:
    if row["type"] == "choice":
        return EnumType(tuple(Choice(each["value"], {"en": each["en"], "zh": each["zh"]}) for each in row["options"]))
    return Scalar(row["type"])


def catalogue_of(attributes: Collection[Mapping[str, Any]], dispositions: Collection[str] | None) -> Catalogue:
    """The catalogue with an installation's custom attributes and disposition codes."""
    return catalogue_with(attribute_fields(attributes), dispositions)


def compile_script(name: str, source: str, parts: Mapping[str, Any]) -> Loaded:
    """Check and compile a script with the parts that are, or would be, frozen with it: scripts, offers, attributes, dispositions."""
    library = FrozenLibrary(parts.get("scripts", {}), parts.get("offers", []))
    catalogue = catalogue_of(parts.get("attributes", []), parts.get("dispositions"))
    return load_script(source, name=name, catalogue=catalogue, library=library)


def published(unit: Unit, bundle_id: UUID) -> Published:
    """A published bundle, compiled. Raises NotFoundError for an unknown id."""
    known = _COMPILED.get(bundle_id)
    if known is not None:
        return known
    row = unit.scripts.get(bundle_id)
    if row is None:
        raise NotFoundError
    loaded = compile_script(row["key"], row["source"], row["parts"])
    if loaded.script is None:
        raise AssertionError(f"bundle {row['key']}@{row['version']} was published and does not compile")
    catalogue = catalogue_of(row["parts"].get("attributes", []), row["parts"].get("dispositions"))
    made = Published(bundle_id, row["key"], row["version"], Bundle(str(bundle_id), loaded.script, catalogue))
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
        catalogue = catalogue_of(row["parts"].get("attributes", []), None)
        for offer in load_offers(row["source"], row["key"], catalogue)[0]:
            offers[offer.key] = replace(offer, version=row["version"])
    made = OfferCatalogue(",".join(f"{key}@{version}" for key, version in versions), offers)
    _OFFERS.clear()
    _OFFERS[versions] = made
    return made


def frozen_parts(unit: Unit, scripts: Mapping[str, str]) -> dict[str, Any]:
    """What publishing freezes beside a text: its sub-scripts, the offers and their versions, custom attributes and disposition codes."""
    offers = unit.scripts.live_versions("offer")
    return {
        "scripts": dict(scripts),
        "offers": [row["key"].removeprefix("offers/") for row in offers],
        "offer_versions": {row["key"]: row["version"] for row in offers},
        "attributes": frozen_attributes(unit),
        "dispositions": unit.routing.disposition_codes(),
    }


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
