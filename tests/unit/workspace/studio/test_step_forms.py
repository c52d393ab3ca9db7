"""Forms of steps: a control for every field there is, and behind each an edit that changes its own place alone."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from scripts_dsl.editing import Edited, FieldPath
from scripts_dsl.editing.values import Plain, plain_of
from scripts_dsl.loader import SCRIPT_KEYS
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.schema import script_schema
from scripts_dsl.source.reader import read
from tests.unit.workspace.studio.forms_known import LIBRARY, known_for
from tests.unit.workspace.studio.forms_sample import SAMPLE, SETTINGS
from workspace.studio.edits import apply, edit_of
from workspace.studio.forms.controls import (
    Block,
    Condition,
    Control,
    Kept,
    Line,
    Many,
    Names,
    NewEntry,
    Pick,
    StepForm,
    Target,
    TextIn,
    Tick,
)
from workspace.studio.forms.settings_form import settings_form
from workspace.studio.forms.step_form import step_form

SCHEMA = script_schema(known_for(SAMPLE).catalogue)["$defs"]


@cache
def forms() -> list[tuple[str, StepForm]]:
    """Every form of the sample script."""
    known = known_for(SAMPLE)
    return [*((row.id, step_form(known, row.id)) for row in known.rows), ("", settings_form(known))]


def paths(form: StepForm) -> set[FieldPath]:
    """The places that the controls of a form stand for."""
    return {control.path for control in form.everything()}


def names_at(places: set[FieldPath], depth: int, *beginning: str) -> set[str]:
    """The keys that have a control at that depth, behind these."""
    return {str(path[depth]) for path in places if len(path) > depth and path[2 : 2 + len(beginning)] == beginning}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_schema_has_a_control(kind: str) -> None:
    found: set[str] = set()
    for _, form in forms():
        if form.kind == kind:
            found |= names_at(paths(form), 2)
    assert set(SCHEMA[f"{kind}_step"]["properties"]) <= found


@pytest.mark.parametrize(
    ("kind", "definition", "inside"),
    [
        ("form", SCHEMA["field"], "form"),
        ("wrapup", SCHEMA["wrapup_step"]["properties"]["wrapup"], "wrapup"),
        ("ask", SCHEMA["ask_step"]["properties"]["answers"]["additionalProperties"]["anyOf"][1], "answers"),
        ("ask", SCHEMA["ask_step"]["properties"]["scale"], "scale"),
        ("branch", SCHEMA["branch_step"]["properties"]["branch"]["items"]["anyOf"][0], "branch"),
        ("branch", SCHEMA["branch_step"]["properties"]["branch"]["items"]["anyOf"][1], "branch"),
        ("read_back", SCHEMA["read_back_step"]["properties"]["read_back"]["items"], "read_back"),
        ("read_back", SCHEMA["read_back_step"]["properties"]["consent"], "consent"),
        ("offer", SCHEMA["offer_step"]["properties"]["outcomes"], "outcomes"),
        ("say", SCHEMA["say_step"]["properties"]["lint"], "lint"),
    ],
)
def test_every_field_inside_another_has_one_too(kind: str, definition: dict[str, Any], inside: str) -> None:
    found: set[str] = set()
    beginning = inside.split(".")
    for _, form in forms():
        for path in paths(form) if form.kind == kind else ():
            keys = [part for part in path[2:] if isinstance(part, str)]
            if keys[: len(beginning)] == beginning:
                found |= set(keys[len(beginning) :])
    assert set(definition["properties"]) <= found


def test_every_field_of_a_script_has_a_control() -> None:
    found = {str(path[0]) for path in paths(settings_form(known_for(SETTINGS)))}
    assert set(SCRIPT_KEYS) - {"steps"} <= found
    for key, holder in (("vars", "variable"), ("params", "variable")):
        wanted = set(SCHEMA[holder]["anyOf"][1]["properties"])
        inner = {str(part) for path in paths(settings_form(known_for(SETTINGS))) for part in path[2:] if path[0] == key}
        assert wanted <= inner | {"enum?"}
    for key, wanted in (("exits", {"label", "next"}), ("objections", {"label", "say", "next"})):
        inner = {str(part) for path in paths(settings_form(known_for(SETTINGS))) for part in path[2:] if path[0] == key}
        assert wanted <= inner


def filled(op: Any, put: str, value: object) -> dict[str, Any]:
    """An edit with its value, as the browser makes it."""
    made = {key: (dict(each) if isinstance(each, dict) else each) for key, each in op.items()}
    holder = made
    *maps, last = put.split(".")
    for part in maps:
        holder = holder.setdefault(part, {})
    holder[last] = value
    return made


def edits(control: Control) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a person can do to a control, each as the edit that it becomes."""
    match control:
        case Line(kind="number"):
            yield "7", filled(control.op, control.put, "7")
        case Line():
            value = "another_one" if control.kind in ("name", "code") else "Something else: “#1”, 中文"
            yield value, filled(control.op, control.put, value)
        case Target():
            yield "wrap", filled(control.op, control.put, "wrap")
        case Condition():
            yield "visits(greet) > 1", filled(control.op, control.put, "visits(greet) > 1")
        case Pick() if not control.is_json:
            for option in [each.value for group in control.groups for each in group.options if each.value and not each.selected][:2]:
                yield option, dict(control.instead[option]) if option in control.instead else filled(control.op, control.put, option)
        case Pick():
            yield "json", filled(control.op, control.put, {"slot": "retention"})
        case Tick():
            yield "on", dict(control.on)
            if control.value:
                yield "off", dict(control.off)
        case Names():
            yield "added", filled(control.op, control.put, control.others[0].value if control.others else "another")
            for chip in control.chips[:2]:
                yield "taken", dict(chip.remove)
                yield "moved", {**chip.move, "index": len(control.chips) - 1}
        case Many():
            for button in control.adds:
                yield "more", dict(button.op)
            for item in control.items[:2]:
                if item.remove:
                    yield "less", dict(item.remove)
                if item.move:
                    yield "moved", {**item.move, "index": 0}
        case Block():
            for button in control.buttons:
                yield "more", dict(button.op)
        case NewEntry():
            op: dict[str, Any] = dict(control.op)
            for each in control.inputs:
                value = each.options[0].value if each.options else "wrap" if each.kind == "target" else "brand_new"
                op = filled(op, each.put, value)
            if control.name:
                op = filled(op, control.name, "brand_new")
            yield "brand_new", op
        case TextIn() | Kept():
            pass
    if isinstance(control, Line | Pick | Condition | Target) and control.empty:
        yield "", dict(control.empty)
    if control.remove:
        yield "", dict(control.remove)


def leaves(model: Plain, path: FieldPath = ()) -> dict[FieldPath, str]:
    """Every text of a script by its place."""
    if isinstance(model, str):
        return {path: model}
    parts = model.items() if isinstance(model, dict) else enumerate(model)
    found: dict[FieldPath, str] = {}
    for key, each in parts:
        found |= leaves(each, (*path, key))
    return found


def comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    return [line.partition(" # ")[2].strip() for line in text.splitlines() if " # " in line]


READ = read(SAMPLE)
BEFORE = leaves(plain_of(READ.root)) if READ.root is not None else {}


def changed(edited: Edited) -> set[FieldPath]:
    """The places where an edited sample differs."""
    after = leaves(plain_of(edited.document.root)) if edited.document.root is not None else {}
    return {path for path in {*BEFORE, *after} if BEFORE.get(path) != after.get(path)}


CASES = [pytest.param(form, id=step or "settings") for step, form in forms()]


@pytest.mark.parametrize("form", CASES)
def test_each_control_changes_its_own_place_alone(form: StepForm) -> None:
    made = 0
    for control in form.everything():
        for value, op in edits(control):
            edited = apply(READ, edit_of(op))
            made += 1
            if op["op"].startswith("rename_"):
                continue
            own = control.path
            # the short form has no keys of its own, and a list is changed as a whole
            root = own[: own.index("answers") + 1] if "answers" in own else own[:-1] if len(own) > 2 or own[-1] == "+" else own
            elsewhere = {path for path in changed(edited) if path[: len(root)] != root}
            assert not elsewhere, (control.path, value, op)
            kept = [each for each in comments(SAMPLE) if each not in comments(edited.text)]
            # a comment goes only with the very lines it stands in
            assert len(kept) <= (1 if op["op"].startswith("remove") else 0), (control.path, op)
    assert made > 3


@pytest.mark.parametrize("step", ["greet", "reason", "pick_one", "named", "read_back", "place_order", "details", "wrap"])
def test_what_was_filled_in_stands_in_the_next_form(step: str) -> None:
    for control in step_form(known_for(SAMPLE), step).everything():
        if not isinstance(control, Line | Target | Condition) or control.put not in ("value", "text"):
            continue
        if control.path[-2:] == ("say", "when"):
            continue  # one paragraph becomes a list of one
        value, op = next(edits(control))
        again = step_form(known_for(apply(READ, edit_of(op)).text), step)
        assert getattr({each.id: each for each in again.everything()}[control.id], "value", None) == value, (control.path, value)


def test_labels_and_help_stand_in_both_languages() -> None:
    for step in ("greet", "reason", "place_order"):
        one, two = (step_form(known_for(SAMPLE, language=language), step) for language in ("en", "zh"))
        for english, chinese in zip(one.everything(), two.everything(), strict=True):
            assert english.label
            assert chinese.label
            assert bool(english.help) == bool(chinese.help)


def test_unknown_keys_are_shown_as_they_are_written() -> None:
    text = SAMPLE.replace("    next: reason\n", "    next: reason\n    colour: [red, green]   # mine\n", 1)
    kept = [each for each in step_form(known_for(text), "greet").everything() if isinstance(each, Kept)]
    assert [(each.label, each.value) for each in kept] == [("colour", "[red, green]")]
    assert [each.code for each in kept[0].told] == ["S001"]


def test_a_problem_is_told_once_beside_its_field_with_its_fix() -> None:
    text = SAMPLE.replace("next: reason\n", "next: raeson\n", 1)
    form = step_form(known_for(text), "greet")
    told = [(control.path, each) for control in form.everything() for each in control.told]
    assert [path for path, each in told if each.code == "S020"] == [("steps", "greet", "next")]
    (problem,) = (each for _, each in told if each.code == "S020")
    assert problem.fix is not None
    assert text[problem.fix["from"] : problem.fix["to"]] == "raeson"


def test_a_condition_that_cannot_be_read_points_at_the_place() -> None:
    text = SAMPLE.replace("when: vip\n", "when: vip &&& plan.speed > 3\n", 1)
    form = step_form(known_for(text), "greet")
    (condition,) = (each for each in form.everything() if isinstance(each, Condition) and each.value.startswith("vip"))
    assert condition.rows is None
    assert condition.told[0].before == "vip &&"
    assert condition.told[0].marked == "&"


def test_what_is_missing_is_told_where_it_belongs() -> None:
    text = SAMPLE.replace("    next: reason\n", "", 1)
    form = step_form(known_for(text), "greet")
    (target,) = (each for each in form.everything() if each.path == ("steps", "greet", "next"))
    assert [each.code for each in target.told] == ["S010"]
    assert not target.is_absent


def test_steps_that_lead_here_are_listed_with_their_ways() -> None:
    found = step_form(known_for(SAMPLE), "wrap").arrives
    ways = {(each.step, each.way) for each in found}
    assert ways >= {
        ("reason", "Nothing"),
        ("slot", "Declined"),
        ("read_back", "Refused"),
        ("place_order", ""),
        ("load_plan", "Any failure"),
    }
    assert [each.words for each in step_form(known_for(SAMPLE), "greet").arrives if not each.step] == ["the start"]


@pytest.mark.parametrize(
    ("text", "step", "reason"),
    [(": [", "greet", "unreadable"), (SAMPLE, "nowhere", "gone"), ("script: a\nsteps:\n  greet: hello\n", "greet", "shape")],
)
def test_what_has_no_form_says_why(text: str, step: str, reason: str) -> None:
    assert step_form(known_for(text), step).reason == reason
    assert settings_form(known_for(text)).reason == ("unreadable" if reason == "unreadable" else "")


def test_every_shipped_step_has_a_form_without_rest() -> None:
    for key in ("broadband_inbound", "retention", "satisfaction_survey", "lib/verify_identity", "lib/rate_aspect"):
        known = known_for((LIBRARY / f"{key}.yaml").read_text(), key=key)
        for row in known.rows:
            form = step_form(known, row.id)
            assert not form.told
            assert not [each for each in form.everything() if isinstance(each, Kept)]
            assert not [each for each in form.everything() if isinstance(each, Condition) and each.value and each.rows is None]


def test_another_name_of_a_field_is_its_variables_everywhere_and_a_known_name_fills_that_one() -> None:
    text = SAMPLE_FORM
    form = step_form(known_for(text), "fill")
    name = next(each for each in form.everything() if each.path == ("steps", "fill", "form", 0, "name"))
    assert isinstance(name, Line)
    assert apply(text, edit_of({**name.op, name.put: "reason"})).text == text.replace("why", "reason")
    assert name.takes is not None
    assert apply(text, edit_of({**name.takes, "value": "spare"})).text == text.replace("name: why", "name: spare")


def test_the_form_says_what_is_lost_when_a_step_becomes_one_of_another_kind() -> None:
    form = step_form(known_for(SAMPLE_FORM), "fill")
    assert {each.kind for each in form.others} == set(KINDS) - {"form", "return"}
    assert {each.lost for each in form.others} == {("Fields",)}
    [said] = [each for each in step_form(known_for(SAMPLE_FORM, language="zh"), "told").others if each.kind == "form"]
    assert (said.words, said.lost, said.op) == ("表单", (), {"op": "change_kind", "step": "told", "kind": "form"})


SAMPLE_FORM = """\
script: fields
languages: [en]
start: fill
vars: {spare: text?}
steps:
  fill:
    form: [{name: why, type: text, label: Reason}]
    next: told
  told:
    say: You said ${why}.
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
"""
