"""Renaming variables: everything that speaks of them follows, and nothing else moves by a byte."""

from collections.abc import Callable

import pytest

from flows.connectors.catalogue import CATALOGUE
from flows.script_tests.running import run_tests
from scripts_dsl.editing import EditRefusedError, rename_variable, rename_variable_in_tests
from scripts_dsl.editing.variables import names_declared
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.source.reader import read
from tests.unit.scripts_dsl.editing_cases import BY_HAND, SOURCES, TIGHT, WINDOWS, changed_lines
from tests.unit.scripts_dsl.test_library import loaded, script

EVERYWHERE = """\
script: everywhere   # plan, in a comment
spec: 1
languages: [zh, en]
start: plan
params: {tier: text}
gives: [«plan», tier]
vars:
  «plan»: bss.plan    # the plan
  other: {is: '«plan».price > 10 && tier == "plan" || has( «plan» ) && visits(plan) > 1'}
  kind: {enum: {plan: {zh: 套餐plan, en: plan}}}
steps:
  plan:
    say:
      - when: size(kind.plan) == 0 or "${plan}" == «plan».name   # plan
        zh: >-
          您的套餐是${ «plan».name | default("plan") }，
          plan，$${plan}。
        en: "Your \\"plan\\" is ${«plan».name|upper}, ${other.plan}"
    note: ${«plan».plan} and ${plan(1)}
    next: asked
  asked:
    ask: {zh: 要吗, en: 'Do you want ''${«plan».name}''?'}
    save_as: «plan»
    answers:
      plan: plan
      when: {label: plan, when: not «plan».fast, next: plan}
  load:
    do: bss.load_plan
    with: {plan: "${«plan»}", when: plan, value: "${«plan».price}"}
    save_as: "«plan»"
    next: fill
    on_error: plan
  fill:
    form:
      - {name: «plan», type: choice, of: «plan», label: {zh: 套餐, en: Plan}, value: «plan».name}
      - name: plans
        type: text
        value: plan of the day
        min: length(«plan».name)
        from: '«plan»'
        show: ${item.plan} ${«plan».name}
        label: plan
    next: sub
  sub:
    call: lib/plan
    each: «plan».parts
    with: {plan: "${item}"}
    save_as:
      «plan»: plan     # theirs is called so too
      plans: score
    returns: {plan: again}
    next: wrap
  broken:
    branch:
      - when: «plan». ==  «plan»
        next: plan
      - else: plan
  wrap:
    wrapup:
      dispositions: [plan]
      suggest: [{when: «plan».fast, code: plan}]
      form:
      - name:   «plan»
        type: text
        label: plan
exits:
  plan: {label: {zh: "${«plan».name}", en: plan}, next: plan}
objections:
  plan: {say: {en: "${«plan».name}", zh: plan}, next: plan}
"""
"""Every place in which a script can speak of a variable, marked, among as many that only look so."""
TESTS = """\
script: everywhere
given: {«plan»: {name: plan}, plans: plan}   # plan
params:
  «plan»: plan
tests:
  - name: plan
    given:
      «plan»: {plan: plan}
    steps:
      - {at: plan}
      - {at: fill, fill: {«plan»: plan, plans: plan}}
      - {at: everywhere/fill, fill: {«plan»: plan}, refused: ["«plan»: too_small", plans, «plan»]}
      - {at: lib/plan/fill, fill: {plan: plan}}
      - {at: fill, link: {given: {«plan»: {name: plan}}}}
    expect:
      path: [plan]
      vars: {«plan»: {name: plan}}
      gives: {«plan»: plan}
"""


def filled(text: str, name: str) -> str:
    """A marked text with a name in the marked places."""
    return text.replace("«plan»", name)


@pytest.mark.parametrize("turned", [str, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text.rstrip("\n")])
@pytest.mark.parametrize("name", ["tariff", "p"])
def test_whatever_speaks_of_it_follows_and_nothing_else(name: str, turned: Callable[[str], str]) -> None:
    before, after = turned(filled(EVERYWHERE, "plan")), turned(filled(EVERYWHERE, name))
    edited = rename_variable(before, "plan", name)
    assert edited.text == after
    assert rename_variable(after, name, "plan").text == before
    changed_lines(before, edited)


def test_the_tests_of_the_script_follow() -> None:
    edited = rename_variable_in_tests(filled(TESTS, "plan"), "plan", "tariff", own_steps=["plan", "fill"])
    assert edited.text == filled(TESTS, "tariff")
    assert rename_variable_in_tests(edited.text, "tariff", "plan", own_steps=["plan", "fill"]).text == filled(TESTS, "plan")


@pytest.mark.parametrize(
    ("variable", "name", "code"),
    [
        ("nobody", "x", "edit.no_variable"),
        ("mood", "tries", "edit.taken"),
        ("mood", "reason", "edit.taken"),
        ("mood", "offer", "edit.reserved"),
        ("mood", "Good mood", "edit.name"),
    ],
)
def test_refuses_what_cannot_be(variable: str, name: str, code: str) -> None:
    with pytest.raises(EditRefusedError) as refusal:
        rename_variable(BY_HAND, variable, name)
    assert refusal.value.key == code


@pytest.mark.parametrize("name", [name for name, text in SOURCES.items() if "\nvars:" in text and ".test" not in name])
def test_the_busiest_variable_can_be_renamed_and_back_to_the_byte(name: str) -> None:
    source = SOURCES[name]
    root = read(source).root
    assert root is not None
    variable = max(sorted(names_declared(root)), key=source.count)
    edited = rename_variable(source, variable, "renamed_for_a_test")
    assert rename_variable(edited.text, "renamed_for_a_test", variable).text == source
    before, after = source.splitlines(keepends=True), edited.text.splitlines(keepends=True)
    assert len(before) == len(after)
    assert all(one == two or two.replace("renamed_for_a_test", variable) == one for one, two in zip(before, after, strict=True))


def told(source: str) -> list[tuple[str, int, str]]:
    """What the checker says of a script, and in which line."""
    problems = load_script(source, name="by_hand", catalogue=CATALOGUE, library=MappedLibrary({}, ())).problems
    return [(each.code, each.line, each.message("en")) for each in problems]


@pytest.mark.parametrize(
    "source", [BY_HAND, WINDOWS, BY_HAND.replace("customer.tier", "customer.teir"), BY_HAND.replace("mood ==", "mod ==")]
)
@pytest.mark.parametrize("variable", ["customer", "mood", "tries", "gold", "reason", "when_back"])
def test_the_checker_says_the_same_up_to_the_name(source: str, variable: str) -> None:
    # about as long and as like to the misspelt ones, so that the same is meant
    name = f"{variable[:-1]}{'s' if variable[-1] != 's' else 'z'}"
    after = [(code, line, message.replace(name, variable)) for code, line, message in told(rename_variable(source, variable, name).text)]
    assert after == told(source)


@pytest.mark.parametrize("name", ["broadband_inbound", "refund"])
def test_a_shipped_script_stays_clean_and_its_tests_green(name: str) -> None:
    source, tests = SOURCES[f"{name}.yaml"], SOURCES[f"{name}.test.yaml"]
    own = list(script(name).steps)
    for variable in sorted(script(name).variables):
        source = rename_variable(source, variable, f"{variable}_renamed").text
        tests = rename_variable_in_tests(tests, variable, f"{variable}_renamed", own_steps=own).text
    edited = loaded(name, source)
    assert edited.problems == ()
    assert edited.script is not None
    assert run_tests(edited.script, tests, CATALOGUE).is_green


def test_a_script_without_variables_has_none_to_rename() -> None:
    with pytest.raises(EditRefusedError):
        rename_variable(TIGHT, "a", "b")
