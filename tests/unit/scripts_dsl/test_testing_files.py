"""A test file is read like a script: each mistake is told with its code, on its line, with the name that was meant; nothing crashes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.script import Script
from scripts_dsl.testing import Suite
from scripts_dsl.testing.loader import load_answer, load_background, load_tests
from tests.unit.scripts_dsl.conftest import SMALL, SMALL_CATALOGUE

VERIFY = """\
script: verify
spec: 1
languages: [zh, en]
start: ask
params: {level: {enum: [basic, strong]}}
gives: [who]
vars: {who: crm.customer?}
steps:
  ask:
    ask: {zh: 是您吗, en: Is it you}
    answers: {yes: fine, no: sorry}
  fine: {return: ok}
  sorry: {return: failed}
"""
CALLED = "  check:\n    call: lib/verify\n    with: {level: basic}\n    returns: {ok: greet, failed: wrap}\n  greet:\n    say:"
SOURCE = SMALL.replace("  greet:\n    say:", CALLED).replace("start: greet", "start: check")

GOOD = """\
script: small
now: 2026-11-22T10:00
given:
  customer: {name: Ana, account: "0755", tier: gold, orders: [A1, A2]}
offers:
  slot/upsell: [fibre, none]
  fibre: {name: Fibre, price: 99 CNY, term: 24}
mocks:
  lib/verify: {way: ok, gives: {who: {name: Ana}}}
  bss.get_plan: [{speed: 50}, {error: timeout}]
  bss.place_order: {id: A1}
tests:
  - name: sale
    lang: en
    steps:
      - {at: greet, sees: [Hello Ana, Dear gold customer], not_sees: Bruno}
      - {at: mood, answer: good}
      - {at: offer, offered: fibre, objection: dear}
      - {at: offer, outcome: declined, reason: price}
      - {at: wrap, suggested: none, disposition: info_only}
    expect:
      actions: []
      never: [bss.place_order, order]
      path: [check, greet, mood, offer, wrap]
      vars: {mood: good}
      offers: {fibre: declined}
  - name: a callback
    mocks: {bss.get_plan: {error: refused}}
    steps:
      - {at: greet}
      - {at: mood, answer: good}
      - {at: offer, outcome: later}
      - {at: when, fill: {call_at: 2026-11-23T15:00}}
"""


@pytest.fixture(scope="module")
def script() -> Script:
    """The small script, with a sub-script called first."""
    library = MappedLibrary({"lib/verify": VERIFY}, {"fibre"}, {"upsell"})
    loaded = load_script(SOURCE, name="small", catalogue=SMALL_CATALOGUE, library=library)
    assert loaded.script is not None, [each.message() for each in loaded.problems]
    return loaded.script


def read(script: Script, text: str | bytes, catalogue: Catalogue = SMALL_CATALOGUE) -> Suite:
    return load_tests(text, script, catalogue)


def test_a_good_file_has_no_problems(script: Script) -> None:
    suite = read(script, GOOD)
    assert [(each.line, each.message()) for each in suite.problems] == []
    assert [test.name for test in suite.tests] == ["sale", "a callback"]


def test_a_test_knows_all_that_it_needs(script: Script) -> None:
    sale, callback = read(script, GOOD).tests
    assert sale.language == "en"
    assert callback.language == "zh"
    assert sale.given == {"customer": {"name": "Ana", "account": "0755", "tier": "gold", "orders": ["A1", "A2"]}}
    assert [each.kind for each in sale.outside.actions["bss.get_plan"]] == ["done", "error"]
    assert [each.error for each in callback.outside.actions["bss.get_plan"]] == ["refused"]
    assert callback.outside.slots == {"upsell": ("fibre", None)}


def test_a_test_overrides_parts_of_what_is_given(script: Script) -> None:
    changed = GOOD.replace("    lang: en\n", "    lang: en\n    given: {customer: {tier: standard}}\n")
    sale, callback = read(script, changed).tests
    assert sale.given["customer"] == {"name": "Ana", "account": "0755", "tier": "standard", "orders": ["A1", "A2"]}
    assert callback.given["customer"] == {"name": "Ana", "account": "0755", "tier": "gold", "orders": ["A1", "A2"]}


MISTAKES = [
    ("a field nobody knows", "given:\n", "givn:\n", "S001", 3, "given"),
    ("another script", "script: small", "script: smell", "S003", 1, "small"),
    ("no tests", "tests:\n", "test:\n", "S001", 12, "tests"),
    ("a variable nobody declared", "  customer: {", "  custmer: {", "X010", 4, "customer"),
    ("a field the record lacks", "account: ", "acount: ", "S001", 4, "account"),
    ("a value that is no choice", "tier: gold", "tier: glod", "X014", 4, "gold"),
    ("a price that is none", "99 CNY", "cheap", "X014", 7, None),
    ("an offer nobody described", "[fibre, none]", "[fiber, none]", "S020", 6, "fibre"),
    ("a slot the script lacks", "slot/upsell", "slot/upsel", "S020", 6, "upsell"),
    ("a sub-script nobody calls", "lib/verify:", "lib/verfy:", "S026", 9, "lib/verify"),
    ("a way the sub-script never returns", "way: ok", "way: okay", "S026", 9, "ok"),
    ("a gift the sub-script does not give", "{who: {name", "{whom: {name", "S026", 9, "who"),
    ("an action nobody knows", "bss.get_plan: [", "bss.get_plam: [", "S031", 10, "bss.get_plan"),
    ("an error the action never gives", "{error: timeout}", "{error: timeuot}", "S031", 10, "timeout"),
    ("a result of another type", "{speed: 50}", "{speed: fast}", "X014", 10, None),
    ("a language the script lacks", "lang: en", "lang: fr", "S003", 14, None),
    ("a line without a place", "{at: mood, answer: good}\n      - {at: offer, offered", "{answer: good}\n      - {at: offer, offered",
     "S003", 17, None),
    ("a step the script lacks", "{at: greet, sees", "{at: gret, sees", "S020", 16, "greet"),
    ("an answer the step lacks", "{at: mood, answer: good}\n      - {at: offer, offered",
     "{at: mood, answer: goood}\n      - {at: offer, offered", "S025", 17, "good"),
    ("an answer where nothing is asked", "{at: greet, sees: [", "{at: greet, answer: x, sees: [", "T101", 16, None),
    ("an objection the step does not list", "objection: dear", "objection: deer", "S020", 18, "dear"),
    ("an outcome the offer lacks", "outcome: declined", "outcome: decline", "S025", 19, "declined"),
    ("a reason nobody knows", "reason: price", "reason: prize", "S003", 19, "price"),
    ("two things at once", "outcome: declined, reason: price", "outcome: declined, exit: hung_up", "T101", 19, None),
    ("an exit no script has", "outcome: declined, reason: price", "exit: hang_up", "T101", 19, "hung_up"),
    ("a disposition that is not listed", "disposition: info_only", "disposition: info", "D001", 20, "info_only"),
    ("an expectation nobody knows", "      actions: []", "      action: []", "S001", 22, "actions"),
    ("a forbidden action nobody knows", "[bss.place_order, order]", "[bss.place_ordr, order]", "S031", 23, "bss.place_order"),
    ("a path through a step that is not there", "path: [check, greet", "path: [chek, greet", "S020", 24, "check"),
    ("a field the form lacks", "{call_at: 2026", "{callat: 2026", "T101", 33, "call_at"),
    ("a date that is none", "{call_at: 2026-11-23", "{call_at: 2026-11-31", "X014", 33, None),
    ("a suggestion that is not listed", "suggested: none", "suggested: solt", "D001", 20, "sold"),
    ("a time of all tests that is none", "now: 2026-11-22T10:00", "now: 22.11.2026", "X014", 2, None),
    ("the same name twice", "name: a callback", "name: sale", "Y010", 27, None),
    ("a date without a day", "now: 2026-11-22T10:00\n", "", "T102", 1, None),
    ("a zone that is none", "now: 2026-11-22T10:00\n", "now: 2026-11-22T10:00\nzone: Asia/Shangai\n", "S003", 3, None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "line", "meant"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES])
def test_a_mistake_is_told_where_it_stands(script: Script, old: str, new: str, code: str, line: int, meant: str | None) -> None:
    assert GOOD.count(old) == 1, old
    problems = read(script, GOOD.replace(old, new)).problems
    assert [(each.code, each.line) for each in problems] == [(code, line)]
    assert {"en", "zh"} <= problems[0].messages.keys()
    hint = problems[0].hint_in()
    assert (meant in hint) if meant else not hint


def test_a_broken_test_is_left_out_and_the_others_are_kept(script: Script) -> None:
    suite = read(script, GOOD.replace("{at: greet, sees", "{at: gret, sees"))
    assert [test.name for test in suite.tests] == ["a callback"]


def test_steps_of_sub_scripts_are_found_with_and_without_their_script(script: Script) -> None:
    asking = "      - {at: ask, answer: yes}\n      - {at: lib/verify/ask, answer: no}\n"
    walked = GOOD.replace("      - {at: greet, sees", f"{asking}      - {{at: greet, sees")
    suite = read(script, walked)
    assert suite.problems == ()
    assert [sorted(line.place.scripts) for line in suite.tests[0].lines[:2]] == [["lib/verify"], ["lib/verify"]]
    wrong = read(script, walked.replace("lib/verify/ask, answer: no", "lib/verify/ask, answer: maybe"))
    assert [(each.code, each.line) for each in wrong.problems] == [("S025", 17)]


def test_a_background_needs_no_tests(script: Script) -> None:
    background, problems = load_background("given: {customer: {name: Ana}}", script, SMALL_CATALOGUE)
    assert background is not None
    assert background.given == {"customer": {"name": "Ana"}}
    assert problems == ()


def test_an_answer_is_read_by_itself(script: Script) -> None:
    answered, problems = load_answer("{speed: 100}", "bss.get_plan", script, SMALL_CATALOGUE)
    assert answered is not None
    assert answered.result == {"speed": "100"}
    assert problems == ()
    wrong, problems = load_answer("{sped: 100}", "bss.get_plan", script, SMALL_CATALOGUE)
    assert wrong is None
    assert [each.code for each in problems] == ["S001"]


PIECES = ["{", "[", "- ", ": ", "\n", "  ", "&a", "*a", "!x", "tests:", "null", '"']


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_mutation_of_a_file_breaks_the_reader(script: Script, data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        piece = data.draw(st.one_of(st.text(max_size=6), st.sampled_from(PIECES)))
        text = text[:start] + piece + text[end:]
    suite = read(script, text)
    assert all(each.line >= 1 and each.column >= 1 for each in suite.problems)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(script: Script, text: bytes) -> None:
    assert read(script, text).tests == ()
