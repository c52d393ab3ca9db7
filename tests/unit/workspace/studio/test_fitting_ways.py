"""Choosing an offer or a sub-script: the ways that it has are there, those that it never takes are gone, and what was written stays."""

from typing import Any, cast

import pytest

from scripts_dsl.editing.values import plain_of
from tests.unit.workspace.studio.forms_known import known_for
from workspace.studio.edits import Edit, apply, edit_of
from workspace.studio.fitting_ways import fitted

SCRIPT = """\
script: tried
spec: 1
title: Tried
languages: [en]
channel: inbound
start: best
steps:
  best:
    offer: {slot: best}
    outcomes:
      accepted: wrap     # sold
      declined: bye
      later: again
      none: bye
  again:
    call: ""
    returns: {ok: bye}
  bye: {say: Goodbye., next: wrap}
  wrap:
    wrapup: {dispositions: [sold]}
"""


def chosen(text: str, step: str, field: str, value: Any) -> tuple[str, dict[str, Any]]:
    """The text once a step's menu was set, and the step as it stands then."""
    edit = edit_of({"op": "set_field", "path": ["steps", step, field], "value": value})
    made = apply(text, fitted(known_for(apply(text, edit).text), edit)).text
    body = known_for(made).steps[step]
    return made, cast("dict[str, Any]", plain_of(body))


def test_an_offer_by_name_needs_no_way_for_finding_none_and_the_best_offer_does() -> None:
    text, step = chosen(SCRIPT, "best", "offer", "fibre_1000m")
    assert step == {"offer": "fibre_1000m", "outcomes": {"accepted": "wrap", "declined": "bye", "later": "again"}}
    assert "accepted: wrap     # sold\n" in text
    _, back = chosen(text, "best", "offer", {"slot": "upsell"})
    assert back["outcomes"] == {"accepted": "wrap", "declined": "bye", "later": "again", "none": "bye"}


def test_a_sub_script_brings_its_ways_and_takes_over_where_they_led() -> None:
    text, step = chosen(SCRIPT, "again", "call", "lib/callback")
    assert step == {"call": "lib/callback", "returns": {"booked": "bye", "failed": "bye"}}
    _, same = chosen(text.replace("failed: bye", "failed: wrap"), "again", "call", "lib/callback")
    assert same["returns"] == {"booked": "bye", "failed": "wrap"}


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "set_field", "path": ["steps", "again", "call"], "value": "lib/nobody"},
        {"op": "set_field", "path": ["steps", "best", "offer"], "value": {"slot": "retention"}},
    ],
)
def test_what_changes_no_ways_is_left_as_it_is(edit: dict[str, Any]) -> None:
    asked: Edit = edit_of(edit)
    assert fitted(known_for(apply(SCRIPT, asked).text), asked) is asked
