"""The map of a script: every step, every way on by its name and its words, exits, and what is named and missing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts_dsl.script import AGAIN
from tests.web.studio.small import SOURCE
from workspace.scripts.files import LIBRARY, load_file
from workspace.studio.map import map_of

SHIPPED = sorted(path for path in LIBRARY.glob("*.yaml") if not path.name.endswith(".test.yaml"))


def test_every_way_says_what_it_is_taken_for_in_the_readers_language() -> None:
    labels = {language: {(each.source, each.name): each.label for each in map_of(SOURCE, [], language).edges} for language in ("en", "zh")}
    assert labels["en"] == {
        ("greet", "next"): "",
        ("sort", "1"): 'customer.tier == "gold"',
        ("sort", "else"): "otherwise",
        ("golden", "next"): "",
        ("how", "happy"): "Happy",
        ("how", "sad"): "Sad",
        ("sorry", "next"): "",
        ("exit.hung_up", "next"): "",
    }
    assert (labels["zh"]["how", "sad"], labels["zh"]["sort", "else"]) == ("难过", "其他情况")


def test_boxes_have_their_section_and_ends_are_marked() -> None:
    found = map_of(SOURCE, [], "zh").to_json()
    assert found["sections"] == [{"id": "opening", "title": "开场"}, {"id": "care", "title": "安抚"}, {"id": "end", "title": "结束"}]
    assert (found["entry"], found["ends"]) == ("greet", ["wrap"])
    assert {each["id"]: each["section"] for each in found["nodes"]}["golden"] == "care"
    assert [(each["title"], each["kind"]) for each in found["nodes"] if each["id"] == "exit.hung_up"] == [("客户已挂断", "exit")]


def test_a_step_that_is_not_there_is_a_box_too() -> None:
    found = map_of(SOURCE.replace("sad: sorry", "sad: sory"), [], "en")
    assert [(each.id, each.title) for each in found.nodes if each.kind == "missing"] == [("sory", "No such step")]


def test_the_opt_out_leads_to_the_wrap_up() -> None:
    edges = {(each.source, each.target) for each in map_of(SOURCE + "  do_not_call: {next: suppress}\n", [], "en").edges}
    assert {("exit.do_not_call", "suppress"), ("suppress", "wrap")} <= edges


def test_an_objections_own_way_leaves_every_step_that_lists_it() -> None:
    source = SOURCE.replace("    next: sort\n", "    objections: [busy]\n    next: sort\n") + (
        "objections:\n  busy: {label: {en: No time, zh: 没空}, say: {en: Later then., zh: 那再说。}, next: wrap}\n"
    )
    found = [each for each in map_of(source, [], "zh").edges if each.name == "objection.busy"]
    assert [(each.source, each.target, each.label) for each in found] == [("greet", "wrap", "异议：没空")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_ways_are_named_as_the_engine_names_them(path: Path) -> None:
    script = load_file(path).script
    assert script is not None
    wanted = {(step.id, way.name, way.target) for step in script.steps.values() for way in step.ways() if way.target != AGAIN}
    drawn = {
        (each.source, each.name, each.target)
        for each in map_of(script.source, [], "en").edges
        if each.source in script.steps and not each.name.startswith("objection.")
    }
    assert drawn == wanted


@given(st.text(max_size=80), st.integers(0, len(SOURCE)))
def test_any_text_has_a_map_or_none(noise: str, at: int) -> None:
    found = map_of(SOURCE[:at] + noise + SOURCE[at:], [], "en")
    boxes = {each.id for each in found.nodes}
    assert {each.target for each in found.edges} | {each.source for each in found.edges} <= boxes
