"""A new step of each kind: what it begins with reads, has a form, and is only not yet written."""

import pytest

from scripts_dsl.outside_steps import KINDS
from tests.unit.workspace.studio.forms_known import CODES, known_for
from tests.unit.workspace.studio.forms_sample import SAMPLE
from workspace.studio.edits import apply, edit_of
from workspace.studio.forms.step_form import step_form
from workspace.studio.new_steps import beginning

BARE = """\
script: bare
languages: [zh]
steps:
  one:
    form: [{name: field_1, type: text, label: {zh: 一}}]
    next: one
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_step_of_each_kind_reads_and_has_a_form(kind: str) -> None:
    fields = beginning(known_for(SAMPLE), kind, "wrap")
    edited = apply(SAMPLE, edit_of({"op": "add_step", "id": "fresh", "after": "greet", "step": fields}))
    form = step_form(known_for(edited.text), "fresh")
    assert form.kind == kind
    codes = {each.code for control in form.everything() for each in control.told} | {each.code for each in form.told}
    # nothing but what is still to be written
    assert codes <= {"T001", "S003", "S010", "S021", "S023", "S026", "S031", "S020", "X005", "S025", "C003"}, codes


def test_a_new_step_speaks_the_languages_of_the_script_and_takes_free_names() -> None:
    known = known_for(BARE)
    assert beginning(known, "say", "one") == {"say": {"zh": ""}, "next": "one"}
    assert beginning(known, "form", "one") == {"form": [{"name": "field_2", "type": "text", "label": {"zh": ""}}], "next": "one"}
    assert beginning(known, "ask", "one")["answers"] == {
        "yes": {"label": {"zh": "是"}, "next": "one"},
        "no": {"label": {"zh": "否"}, "next": "one"},
    }


def test_a_new_wrapup_takes_the_codes_that_are_used_already_else_those_of_the_workspace() -> None:
    known = known_for(BARE)
    assert beginning(known, "wrapup", "one") == {"wrapup": {"dispositions": list(CODES)}}
    used = apply(BARE, edit_of({"op": "add_step", "id": "end", "step": {"wrapup": {"dispositions": ["sold"]}}}))
    assert beginning(known_for(used.text), "wrapup", "one") == {"wrapup": {"dispositions": ["sold"]}}
