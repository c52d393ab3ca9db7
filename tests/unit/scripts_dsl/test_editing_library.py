"""Editing the shipped scripts: an edited one checks as clean as before, and its tests stay green."""

import pytest

from flows.connectors.catalogue import CATALOGUE
from flows.script_tests.running import run_tests
from scripts_dsl.editing import delete_step, duplicate_step, move_step, references_to, rename_step, rename_step_in_tests, set_field
from tests.unit.scripts_dsl.editing_cases import SOURCES
from tests.unit.scripts_dsl.test_library import MAIN, loaded, script

TESTED = [name for name in MAIN if f"{name}.test.yaml" in SOURCES]


@pytest.mark.parametrize("name", TESTED)
def test_renamed_steps_leave_a_script_clean_and_its_tests_green(name: str) -> None:
    source, tests = SOURCES[f"{name}.yaml"], SOURCES[f"{name}.test.yaml"]
    busiest = sorted(script(name).steps, key=lambda step: len(references_to(source, step)))
    for step in {busiest[-1], busiest[-2], script(name).start}:
        source = rename_step(source, step, f"{step[:50]}_renamed").text
        tests = rename_step_in_tests(tests, name, step, f"{step[:50]}_renamed").text
    edited = loaded(name, source)
    assert edited.problems == ()
    assert edited.script is not None
    assert run_tests(edited.script, tests, CATALOGUE).is_green


@pytest.mark.parametrize("name", MAIN)
def test_a_moved_step_leaves_a_script_clean(name: str) -> None:
    steps = list(script(name).steps)
    moved = move_step(SOURCES[f"{name}.yaml"], steps[1], after=steps[-2])
    assert loaded(name, moved.text).problems == ()


@pytest.mark.parametrize("name", MAIN)
def test_a_copied_step_can_take_the_place_of_its_original(name: str) -> None:
    source = SOURCES[f"{name}.yaml"]
    wrapup = script(name).wrapup
    assert wrapup is not None
    copied = duplicate_step(source, wrapup.id, "ending")
    rerouted = delete_step(copied, wrapup.id, reroute_to="ending")
    assert loaded(name, rerouted.text).problems == ()


@pytest.mark.parametrize("name", MAIN)
def test_new_words_leave_a_script_clean(name: str) -> None:
    words = {"zh": "这是：新的标题，#1", "en": "A new title: number #1"}
    edited = loaded(name, set_field(SOURCES[f"{name}.yaml"], ("title",), words).text)
    assert edited.problems == ()
    assert edited.script is not None
    assert edited.script.title == words
