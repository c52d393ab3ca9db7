"""The shipped scripts: clean, readable in both languages, and robust against any damage."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.loader import Loaded, MappedLibrary, load_script
from scripts_dsl.rules.said import phrases_of
from scripts_dsl.script import AskStep, DoStep, OfferStep, ReadBackStep, Script, WrapupStep
from scripts_dsl.source.nodes import MapNode, TextNode
from scripts_dsl.source.reader import read

ROOT = Path(__file__).parents[3] / "flows" / "library"
SOURCES = {
    str(path.relative_to(ROOT).with_suffix("")): path.read_text(encoding="utf-8")
    for folder in (ROOT, ROOT / "lib")
    for path in sorted(folder.glob("*.yaml"))
    if not path.name.endswith(".test.yaml")
}
LIBRARY = MappedLibrary(
    {name: text for name, text in SOURCES.items() if name.startswith("lib/")},
    [path.stem for path in (ROOT / "offers").glob("*.yaml")],
    ["upsell", "cross_sell", "retention", "best"],
)
MAIN = [name for name in SOURCES if not name.startswith("lib/")]


def loaded(name: str, source: str | None = None) -> Loaded:
    return load_script(SOURCES[name] if source is None else source, name=name, catalogue=CATALOGUE, library=LIBRARY)


def script(name: str) -> Script:
    found = loaded(name).script
    assert found is not None
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_checks_clean(name: str) -> None:
    assert loaded(name).problems == ()


@pytest.mark.parametrize("name", SOURCES)
def test_is_written_in_english_and_chinese(name: str) -> None:
    assert script(name).languages == ("zh", "en")
    assert {*script(name).title} == {"zh", "en"}


@pytest.mark.parametrize("name", SOURCES)
def test_every_action_has_a_way_on_when_it_fails(name: str) -> None:
    for step in script(name).steps.values():
        if isinstance(step, DoStep):
            assert "else" in step.errors, step.id


@pytest.mark.parametrize("name", [name for name in MAIN if name.endswith("_outbound")])
def test_an_outbound_script_asks_for_the_right_party_first_and_discloses_nothing_before(name: str) -> None:
    found = script(name)
    first = found.steps[found.start]
    assert isinstance(first, AskStep)
    reads = frozenset().union(*(phrase.reads for phrase in first.question.phrases.values()))
    assert reads <= {"customer.salutation", "customer.surname", "customer.title"}
    not_the_party = [answer.way.target for answer in first.answers if answer.value != "yes"]
    assert not_the_party
    for target in not_the_party:
        step = found.steps[target]
        assert not any(phrase.reads for paragraph in step.say for phrase in paragraph.text.phrases.values())
        assert all(isinstance(found.steps[way.target], WrapupStep) for way in step.ways())


@pytest.mark.parametrize("name", MAIN)
def test_every_accepted_offer_is_read_back_first(name: str) -> None:
    found = script(name)
    for step in found.steps.values():
        if isinstance(step, OfferStep):
            assert isinstance(found.steps[step.outcomes["accepted"].target], ReadBackStep)


def test_the_test_file_of_the_example_is_readable() -> None:
    document = read((ROOT / "broadband_inbound.test.yaml").read_text(encoding="utf-8"))
    assert document.problems == ()
    assert isinstance(document.root, MapNode)
    name = document.root.get("script")
    assert isinstance(name, TextNode)
    assert name.text in SOURCES


def test_the_example_is_the_one_of_the_language_contract() -> None:
    found = script("broadband_inbound")
    assert found.start == "greet"
    assert list(found.objections) == ["too_expensive", "think_it_over"]
    assert found.sections == ("opening", "reason", "offer", "close")
    prices = [slot.expression.source for phrase in phrases_of(found) for slot in phrase.slots if "money" in slot.formatters]
    assert prices[0] == "offer.price"


@settings(deadline=None)
@given(st.sampled_from(MAIN), st.data())
def test_a_damaged_script_gives_problems_and_never_raises(name: str, data: st.DataObject) -> None:
    source = SOURCES[name]
    start = data.draw(st.integers(0, len(source)))
    end = min(len(source), start + data.draw(st.integers(0, 40)))
    new = data.draw(st.one_of(st.just(source[start:end] * 2), st.text(alphabet=" \n-:{}[]\"'#&*!|>$?,ab中：　\t", max_size=12)))
    damaged = source[:start] + new + source[end:]
    result = loaded(name, damaged)
    assert (result.script is None) == bool(result.errors)
    lines = damaged.count("\n") + 1
    for problem in result.problems:
        assert 1 <= problem.line <= lines
        if problem.fix is not None:
            loaded(name, problem.fix.applied_to(damaged))
