"""What publishing freezes: a text with everything it stands on, sealed, and made a bundle again by whoever runs it.

The frozen parts are JSON: `scripts` and `script_versions` (the sub-scripts it calls, directly or through others), `offers` and
`offer_versions`, `attributes`, `dispositions`, and `catalogue` (every record and action it may name, with their schemas). What only
helps the author, the keys of the knowledge `cards`, stands beside a text and is not frozen with it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.connectors.catalogue import catalogue_with
from flows.offers.offer import SLOTS
from flows.publishing.bundle import Bundle
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.catalogue.as_json import catalogue_from_json, catalogue_to_json
from scripts_dsl.loader import Loaded, load_script
from scripts_dsl.script import Script
from scripts_dsl.source.reader import Document
from scripts_dsl.types import Choice, EnumType, Field, PresentType, Scalar, optional

Parts = Mapping[str, Any]
CARDS = "cards"


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


def beside(
    scripts: Mapping[str, str],
    script_versions: Mapping[str, int],
    offer_versions: Mapping[str, int],
    attributes: Sequence[Mapping[str, Any]],
    dispositions: Collection[str],
    cards: Collection[str] = (),
) -> dict[str, Any]:
    """Everything that is live beside a text, before it is known what of it the text calls; offers by their keys ("offers/fibre").

    An installation without any knowledge card has not begun to write them: then a script may name what it likes.
    """
    return {
        **({CARDS: sorted(cards)} if cards else {}),
        "scripts": dict(scripts),
        "script_versions": dict(script_versions),
        "offers": [key.removeprefix("offers/") for key in sorted(offer_versions)],
        "offer_versions": dict(offer_versions),
        "attributes": [dict(each) for each in attributes],
        "dispositions": sorted(dispositions),
    }


def pinned(parts: Parts, script: Script) -> dict[str, Any]:
    """The parts to freeze with this script: of the sub-scripts only those it calls, and the catalogue it was checked against."""
    called = sorted(script.subscripts)
    versions = parts.get("script_versions", {})
    return {
        **{name: part for name, part in parts.items() if name != CARDS},
        "scripts": {name: script.subscripts[name].source for name in called},
        "script_versions": {name: versions[name] for name in called if name in versions},
        "catalogue": catalogue_to_json(catalogue_of(parts)),
    }


def check_text(name: str, source: str | Document, parts: Parts) -> Loaded:
    """Check and compile a script, read already or not, with the parts that are, or would be, frozen with it."""
    return load_script(source, name=name, catalogue=catalogue_of(parts), library=_library(parts))


def thaw(reference: str, key: str, source: str, parts: Parts) -> Bundle:
    """The bundle of a published text, the same in every release; AssertionError for a text that cannot have been published."""
    catalogue = catalogue_of(parts)
    loaded = load_script(source, name=key, catalogue=catalogue, library=_library(parts), published=True)
    if loaded.script is None:
        raise AssertionError(f"bundle {reference} of {key} was published and does not compile")
    return Bundle(reference, loaded.script, catalogue)


def catalogue_of(parts: Parts) -> Catalogue:
    """The catalogue as it was frozen; where none was yet, today's with the installation's attributes and disposition codes."""
    if "catalogue" in parts:
        return catalogue_from_json(parts["catalogue"])
    today = catalogue_with(attribute_fields(parts.get("attributes", [])), parts.get("dispositions"))
    return today.with_cards(parts[CARDS]) if CARDS in parts else today


def sha256_of(source: str) -> str:
    """The fingerprint of a text, by which an old copy is told from the one that stands."""
    return hashlib.sha256(source.encode()).hexdigest()


def seal_of(key: str, version: int, source: str, parts: Parts) -> str:
    """The fingerprint of a whole published version: a byte changed anywhere in it later is seen. Mappings count in any order."""
    whole = json.dumps([key, version, source, parts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def attribute_fields(rows: Collection[Mapping[str, Any]]) -> list[Field]:
    """Custom attributes, as a bundle freezes them, as fields of `crm.customer`; any of them may be missing."""
    return [Field(row["key"], optional(_type_of(row)), row["label"], private=row["sensitive"]) for row in rows]


def _type_of(row: Mapping[str, Any]) -> PresentType:
    if row["type"] == "choice":
        return EnumType(tuple(Choice(each["value"], {"en": each["en"], "zh": each["zh"]}) for each in row["options"]))
    return Scalar(row["type"])


def _library(parts: Parts) -> FrozenLibrary:
    return FrozenLibrary(parts.get("scripts", {}), parts.get("offers", []))
