"""A knowledge card that a step names is there, where anybody knows which there are."""

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.catalogue.text import load_catalogue
from scripts_dsl.loader import MappedLibrary, load_script

SCRIPT = """\
script: small
title: {en: Small}
languages: [en]
channel: inbound
start: greet
steps:
  greet:
    say: {en: Hello.}
    kb: refund_term
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
"""


def found(catalogue: Catalogue) -> list[tuple[str, int, str]]:
    problems = load_script(SCRIPT, name="small", catalogue=catalogue, library=MappedLibrary({})).problems
    return [(each.severity, each.line, (each.hint or {}).get("en", "")) for each in problems if each.code == "K001"]


def test_a_card_that_nobody_has_is_told_with_the_one_that_was_meant() -> None:
    assert found(Catalogue.of().with_cards({"refund_terms", "roaming"})) == [("W", 9, "did you mean refund_terms?")]


def test_a_card_that_is_there_and_cards_that_nobody_knows_are_silent() -> None:
    assert found(Catalogue.of().with_cards({"refund_term"})) == []
    assert found(Catalogue.of()) == []


def test_a_catalogue_beside_the_script_lists_its_cards() -> None:
    catalogue, problems = load_catalogue("catalogue: 1\ncards: [roaming]\n", Catalogue.of())
    assert problems == ()
    assert catalogue is not None
    assert found(catalogue) == [("W", 9, "")]
