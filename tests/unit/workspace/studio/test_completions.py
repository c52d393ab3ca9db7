"""What the text's editor completes: made from the language's schema, so that no key is missing and none is invented."""

import pytest

from scripts_dsl.outside_steps import KINDS
from scripts_dsl.steps import SHARED_KEYS
from tests.unit.workspace.studio.forms_known import known_for
from workspace.studio.completions import completions

TEXT = """\
script: small
spec: 1
languages: [en]
channel: inbound
start: greet
vars:
  customer: crm.customer
  mood: {enum: [good, bad]}
steps:
  greet:
    section: opening
    say: {en: "Hello ${customer.name}."}
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
"""


def labels(words: list[dict[str, str]]) -> list[str]:
    """What is typed."""
    return [each["label"] for each in words]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_kind_of_step_has_the_keys_that_the_loader_takes(language: str) -> None:
    kinds = completions(known_for(TEXT, language=language))["kinds"]
    assert {kind: set(labels(words)) for kind, words in kinds.items()} == {
        kind: {kind, *(("say",) if table.with_say else ()), *table.keys, *SHARED_KEYS} for kind, table in KINDS.items()
    }
    assert all(labels(words)[0] == kind for kind, words in kinds.items())


def test_ways_on_offer_the_steps_and_conditions_the_names_of_this_script() -> None:
    told = completions(known_for(TEXT))
    assert labels(told["steps"]) == ["greet", "wrap", "suppress"]
    assert {"customer", "customer.name", "mood"} <= set(labels(told["variables"]))
    assert {"next", "start"} <= set(told["ways"])
    assert {"answers", "outcomes", "consent", "on_error", "returns"} <= set(told["wayHolders"])
    assert "has" in labels(told["functions"])


def test_closed_lists_and_what_stands_beside_the_script_are_offered() -> None:
    values = completions(known_for(TEXT))["values"]
    assert labels(values["channel"]) == ["inbound", "outbound", "chat", "any"]
    assert "bss.get_plan" in labels(values["do"])
    assert {"text", "number?", "crm.customer"} <= set(labels(values["type"]))
    assert "opening" in labels(values["section"])
    assert labels(values["save_as"]) == ["customer", "mood"]


def test_a_text_with_errors_still_knows_its_steps() -> None:
    told = completions(known_for(TEXT.replace("next: wrap", "next: nowhere"), language="zh"))
    assert labels(told["steps"]) == ["greet", "wrap", "suppress"]


def test_explanations_are_english_so_others_see_keys_alone() -> None:
    assert all("detail" in each for each in completions(known_for(TEXT))["kinds"]["ask"])
    assert not any("detail" in each for words in completions(known_for(TEXT, language="zh"))["kinds"].values() for each in words)
