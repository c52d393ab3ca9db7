"""A catalogue kept as JSON comes back as it was: what a published bundle stands on never changes with a release."""

import json
from dataclasses import replace

from flows.connectors.catalogue import CATALOGUE, catalogue_with
from scripts_dsl.catalogue.as_json import catalogue_from_json, catalogue_to_json
from scripts_dsl.types import MONEY, Field, ListType, optional


def test_the_shipped_catalogue_comes_back_as_it_was() -> None:
    assert catalogue_from_json(json.loads(json.dumps(catalogue_to_json(CATALOGUE)))) == CATALOGUE


def test_custom_attributes_and_codes_come_back_too() -> None:
    extended = catalogue_with([Field("score", optional(ListType(MONEY)), {"en": "Score"}, sensitive=True)], ["sold", "busy"])
    assert catalogue_from_json(json.loads(json.dumps(catalogue_to_json(extended)))) == extended


def test_equal_catalogues_give_equal_json_in_whatever_order() -> None:
    turned = replace(CATALOGUE, actions=dict(reversed(CATALOGUE.actions.items())))
    assert json.dumps(catalogue_to_json(turned)) == json.dumps(catalogue_to_json(CATALOGUE))
