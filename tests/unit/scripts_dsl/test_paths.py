"""The path rules on small graphs: C004, X016, X017, S022, S023 and their kin, each where it must alarm and where it must not."""

import pytest

from scripts_dsl.loader import Loaded, MappedLibrary, load_script
from tests.unit.scripts_dsl.test_paths_random import CATALOGUE, SUBSCRIPTS

HEAD = """\
script: graph
title: {zh: 图, en: Graph}
start: a
vars: {customer: crm.customer, person: crm.person, plan: bss.plan?, plans: "[bss.plan]?", spare: bss.plan?, mood: {enum: [good, bad]}}
steps:
"""
WRAP = "  wrap: {wrapup: {dispositions: [sold]}}\n"
VERIFYING = """\
script: verifying
title: {zh: 子, en: Sub}
start: check
params: {account: text}
steps:
  check: {do: crm.verify, with: {account: "${account}"}, next: passed, on_error: failed}
  passed: {return: ok}
  failed: {return: failed}
"""
TELLING = """\
script: telling
title: {zh: 子, en: Sub}
start: tell
params: {note: text?}
vars: {person: crm.person}
steps:
  tell: {say: {zh: "${person.balance}", en: "${person.balance}"}, next: done}
  done: {return: ok}
"""
ENDLESS = """\
script: endless
title: {zh: 子, en: Sub}
start: ask
params: {note: text?}
steps:
  ask: {ask: {zh: 好吗, en: Fine}, answers: {yes: ask, no: done}}
  done: {return: ok}
  lost: {return: never}
"""
ITEM = """\
script: item
title: {zh: 子, en: Sub}
start: look
params: {name: text?}
gives: [score]
vars: {score: number?}
steps:
  look: {branch: [{when: has(name), next: done}, {else: done}]}
  done: {return: ok}
"""
LIBRARY = MappedLibrary(
    {**SUBSCRIPTS, "lib/verifying": VERIFYING, "lib/telling": TELLING, "lib/endless": ENDLESS, "lib/item": ITEM}, {"fibre"}, {"upsell"}
)

ACCOUNT = '{account: "${customer.account}"}'
LOAD = f"do: bss.get_plan, with: {ACCOUNT}, save_as: plan"
VERIFY = f"do: crm.verify, with: {ACCOUNT}"
ORDER = "do: bss.place_order, with: {account: '${customer.account}', offer: x}, on_error: wrap"


def loaded(*steps: str, rest: str = "") -> Loaded:
    source = HEAD + "".join(f"  {step}\n" for step in steps) + WRAP + rest
    return load_script(source, name="graph", catalogue=CATALOGUE, library=LIBRARY)


def found(*steps: str, rest: str = "") -> list[tuple[str, int]]:
    """The codes found, each with the number of its step from 1; what follows the wrap-up counts on."""
    first = HEAD.count("\n")
    return [(problem.code, problem.line - first) for problem in loaded(*steps, rest=rest).problems]


def say(name: str, words: str, target: str = "wrap", more: str = "") -> str:
    return f'{name}: {{say: {{zh: "{words}", en: "{words}"}}, next: {target}{more}}}'


def ask(name: str, yes: str, no: str) -> str:
    return f"{name}: {{ask: {{zh: 好吗, en: Fine}}, answers: {{yes: {yes}, no: {no}}}}}"


BALANCE, PRICE = "${person.balance}", "${plan.price}"
EXIT = "exits:\n  angry: {label: {zh: 生气, en: Angry}, next: b}\n"


@pytest.mark.parametrize(
    ("steps", "rest", "line"),
    [
        ((say("a", BALANCE),), "", 1),
        ((f"a: {{{VERIFY}, next: b, on_error: b}}", say("b", BALANCE)), "", 2),
        ((f"a: {{{VERIFY}, next: b}}", say("b", BALANCE)), "", 2),
        ((ask("a", "v", "b"), f"v: {{{VERIFY}, next: b, on_error: wrap}}", say("b", BALANCE)), "", 3),
        (("a: {call: lib/verifying, with: " + ACCOUNT + ", returns: {ok: b, failed: b}}", say("b", BALANCE)), "", 2),
        (("a: {call: lib/telling, returns: {ok: wrap}}",), "", 1),
        ((f"a: {{{VERIFY}, next: wrap, on_error: wrap}}", say("b", BALANCE)), EXIT, 2),
    ],
    ids=["at once", "also when it failed", "failure unhandled", "on one way only", "also when refused in a sub-script", "in a sub-script",
         "by an exit"],
)  # fmt: skip
def test_something_private_is_told_before_identity_is_verified(steps: tuple[str, ...], rest: str, line: int) -> None:
    assert ("C004", line) in found(*steps, rest=rest)


@pytest.mark.parametrize(
    "steps",
    [
        (f"a: {{{VERIFY}, next: b, on_error: wrap}}", say("b", BALANCE)),
        ("a: {call: lib/verifying, with: " + ACCOUNT + ", returns: {ok: b, failed: wrap}}", say("b", BALANCE)),
        (f"a: {{{VERIFY}, next: b, on_error: wrap}}", "b: {call: lib/telling, returns: {ok: wrap}}"),
        (say("a", "${customer.name}"),),
    ],
    ids=["verified", "verified in a sub-script", "told in a sub-script", "nothing private"],
)
def test_does_not_alarm_when_verified(steps: tuple[str, ...]) -> None:
    assert found(*steps) == []


def test_names_what_verifies_and_the_way_round_it() -> None:
    steps = (ask("a", "v", "b"), "v: {call: lib/verifying, with: " + ACCOUNT + ", returns: {ok: b, failed: wrap}}", say("b", BALANCE))
    messages = {problem.message() for problem in loaded(*steps).problems}
    assert messages == {"person.balance can be said before v/ok, by a/no"}


@pytest.mark.parametrize(
    ("steps", "code", "line"),
    [
        ((say("a", PRICE),), "X016", 1),
        ((f"a: {{{LOAD}, next: b, on_error: b}}", say("b", PRICE)), "X017", 2),
        ((f"a: {{{LOAD}, next: b}}", say("b", PRICE)), "X017", 2),
        ((ask("a", "l", "b"), f"l: {{{LOAD}, next: b, on_error: wrap}}", say("b", PRICE)), "X017", 3),
        ((say("a", "${spare.price}"),), "X016", 1),
        ((f"a: {{{LOAD}, next: b, on_error: wrap}}", say("b", "${plan.speed}")), "X016", 2),
        (("a: {branch: [{when: has(plan.speed), next: b}, {else: wrap}]}", say("b", "${plan.speed}")), "X016", 2),
        ((f"a: {{{LOAD}, say: {{zh: '{PRICE}', en: '{PRICE}'}}, next: wrap, on_error: wrap}}",), "X017", 1),
        (("a: {call: lib/plan, save_as: {plan: found}, returns: {ok: b, no: b}}", say("b", PRICE)), "X017", 2),
        (("a: {branch: [{when: not has(plan), next: b}, {else: wrap}]}", say("b", PRICE)), "X016", 2),
        (("a: {form: [{name: word, type: text, label: {zh: 词, en: Word}}], next: b}", say("b", "${word}")), "X016", 2),
        (("a: {ask: {zh: 好吗, en: Fine}, save_as: mood, answers: {good: b, bad: b}, objections: [o]}", say("b", "${mood}")), None, 0),
        ((say("a", "${mood}", "m"), "m: {ask: {zh: 好吗, en: Fine}, save_as: mood, answers: {good: wrap, bad: wrap}}"), "X017", 1),
        (("a: {do: bss.get_plan, with: {account: '${plan.price | money}'}, save_as: plan, next: wrap, on_error: wrap}",), "X017", 1),
    ],
)
def test_what_may_be_missing_is_not_said(steps: tuple[str, ...], code: str | None, line: int) -> None:
    rest = "objections:\n  o: {label: {zh: 贵, en: Dear}, say: {zh: 不贵, en: It is not}}\n"
    alarms = {each for each in found(*steps, rest=rest) if each[0] in ("X016", "X017")}
    assert alarms == ({(code, line)} if code else set())


@pytest.mark.parametrize(
    "steps",
    [
        (f"a: {{{LOAD}, next: b, on_error: wrap}}", say("b", PRICE)),
        (f"a: {{{LOAD}, next: b, on_error: b}}", say("b", "${plan.price | default('…')}")),
        (f"a: {{{LOAD}, next: b, on_error: b}}", "b: {say: [{when: has(plan), zh: '" + PRICE + "', en: '" + PRICE + "'}], next: wrap}"),
        ("a: {say: [{when: plan.speed > 3, zh: '${plan.speed}', en: '${plan.speed}'}], next: wrap}",),
        (f"a: {{{LOAD}, next: f, on_error: f}}", "f: {branch: [{when: has(plan), next: b}, {else: wrap}]}", say("b", PRICE)),
        (f"a: {{{LOAD}, next: f, on_error: f}}", "f: {branch: [{when: not has(plan), next: wrap}, {else: b}]}", say("b", PRICE)),
        (f"a: {{{LOAD}, next: f, on_error: f}}", "f: {branch: [{when: not has(plan) or 1 > 2, next: wrap}, {else: b}]}", say("b", PRICE)),
        ("a: {call: lib/plan, save_as: {plan: found}, returns: {ok: b, no: wrap}}", say("b", PRICE)),
        ("a: {form: [{name: word, type: text, required: true, label: {zh: 词, en: Word}}], next: b}", say("b", "${word}")),
        (say("a", "${has(plan) ? plan.price : plan.price | default('…')}"),),
        (f"a: {{{LOAD}, next: b, on_error: {{refused: wrap, timeout: wrap, cancelled: wrap}}}}", say("b", PRICE)),
    ],
)
def test_what_is_there_on_every_path_may_be_said(steps: tuple[str, ...]) -> None:
    assert [each for each in found(*steps) if each[0] in ("X016", "X017")] == []


def test_tells_where_an_unset_value_comes_from() -> None:
    steps = (ask("a", "l", "b"), f"l: {{{LOAD}, next: b, on_error: wrap}}", say("b", PRICE))
    problem = loaded(*steps).problems[0]
    assert problem.message() == "plan is not set when coming from a/no"
    assert problem.column == 18


def test_a_value_that_may_be_empty_is_mended_with_one_click() -> None:
    words = r'{zh: "${spare.price | money}", en: "${spare.price | default(\"?\")}"}'
    source = f"{HEAD}  a:\n    say: {words}\n    next: wrap\n{WRAP}"
    (problem,) = load_script(source, name="graph", catalogue=CATALOGUE, library=LIBRARY).problems
    assert (problem.code, problem.column) == ("X016", 16)
    assert problem.fix is not None
    mended = problem.fix.applied_to(source)
    assert '${spare.price | money | default(\\"…\\")}' in mended
    assert load_script(mended, name="graph", catalogue=CATALOGUE, library=LIBRARY).problems == ()


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("a: {branch: [{when: has(plan), next: b}, {else: wrap}]}", "b: {branch: [{when: has(spare), next: wrap}, {else: a}]}"), 2),
        ((f"a: {{{LOAD}, next: wrap, on_error: a}}",), 1),
        ((f"a: {{{LOAD}, say: {{zh: 稍等, en: One moment}}, next: wrap, on_error: a}}",), 1),
        (("a: {offer: {slot: upsell}, outcomes: {accepted: wrap, declined: wrap, later: wrap, none: a}}",), 1),
        (("a: {offer: fibre, outcomes: {accepted: wrap, declined: a, later: wrap}}",), 1),
        (("a: {call: lib/plan, save_as: {plan: found}, returns: {ok: wrap, no: a}}",), 1),
        (("a: {call: lib/item, each: plans, returns: {ok: again}, next: b}", "b: {branch: [{when: has(plan), next: wrap}, {else: a}]}"), 2),
    ],
    ids=["two branches", "an action again", "words beside an action", "nothing to offer", "an offer not to be had", "a sub-script",
         "an empty list"],
)  # fmt: skip
def test_a_circle_without_the_agent_is_told(steps: tuple[str, ...], line: int) -> None:
    assert ("S022", line) in found(*steps)


@pytest.mark.parametrize(
    "steps",
    [
        ("a: {branch: [{when: has(plan), next: b}, {else: wrap}]}", say("b", "好", "a")),
        ("a: {offer: {slot: upsell}, outcomes: {accepted: wrap, declined: a, later: wrap, none: wrap}}",),
        ("a: {call: lib/consent, returns: {ok: wrap, no: a}}",),
        (f"a: {{{LOAD}, next: wrap, on_error: b}}", "b: {branch: [{when: visits(a) < 3, next: a}, {else: wrap}]}"),
        (f"a: {{{LOAD}, next: wrap, on_error: b}}", "b: {branch: [{when: visits(a) >= 3, next: wrap}, {else: a}]}"),
    ],
    ids=["words", "the next offer", "a sub-script that asks", "three times at most", "no more than three times"],
)
def test_a_circle_that_stops_or_counts_is_fine(steps: tuple[str, ...]) -> None:
    assert "S022" not in [code for code, _ in found(*steps)]


def test_a_circle_that_counts_another_step_never_ends() -> None:
    steps = (say("a", "好", "c"), "c: {branch: [{when: visits(a) < 3, next: c}, {else: wrap}]}")
    assert ("S022", 2) in found(*steps)


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        ((say("a", "好", "a"),), {1}),
        ((ask("a", "b", "wrap"), say("b", "好", "c"), say("c", "好", "b")), {2, 3}),
        (("a: {call: lib/endless, returns: {ok: b, never: wrap}}", say("b", "好", "b")), {1, 2}),
    ],
    ids=["itself", "two that only know each other", "a way out that is never taken"],
)
def test_a_place_without_an_end_is_told(steps: tuple[str, ...], lines: set[int]) -> None:
    assert {line for code, line in found(*steps) if code == "S023"} == lines


def test_an_objection_that_leads_on_may_close_the_call() -> None:
    trapped = (say("a", "好", "a", ", objections: [o]"),)
    rest = "objections:\n  o: {label: {zh: 贵, en: Dear}, say: {zh: 不贵, en: It is not}, next: wrap}\n"
    assert found(*trapped, rest=rest) == []


def test_a_repeated_call_leads_on_after_the_last_item() -> None:
    steps = ("a: {call: lib/item, each: plans, with: {name: '${item.price | money}'}, returns: {ok: again}, next: b}", say("b", "好"))
    assert found(*steps) == []


@pytest.mark.parametrize(
    ("steps", "line", "words"),
    [
        ((f"a: {{{ORDER}, next: wrap}}",), 1, "twice"),
        (("a: {do: bss.place_order, with: {account: '${customer.account}', offer: x}, once: true, next: wrap}",), 1, "fails"),
        ((f"a: {{{ORDER}, once: true, next: b}}", ask("b", "a", "wrap")), 1, "only the first time"),
    ],
)
def test_an_order_is_sent_once_and_may_fail(steps: tuple[str, ...], line: int, words: str) -> None:
    problems = [problem for problem in loaded(*steps).problems if problem.code == "S030"]
    assert [problem.line - HEAD.count("\n") for problem in problems] == [line]
    assert words in problems[0].message()


def test_an_order_on_each_visit_may_lie_on_a_circle() -> None:
    assert "S030" not in [code for code, _ in found(f"a: {{{ORDER}, once: visit, next: b}}", ask("b", "a", "wrap"))]


@pytest.mark.parametrize(
    ("outcomes", "more", "alarms"),
    [
        ("{accepted: r, declined: wrap, later: wrap}", "", False),
        ("{accepted: r, declined: r, later: wrap}", "", True),
        ("{accepted: r, declined: b, later: wrap}", "", True),
        ("{accepted: r, declined: wrap, later: wrap}", ", attempts: 2", False),
        ("{accepted: r, declined: wrap, later: wrap}", ", attempts: 3", True),
    ],
    ids=["may decline", "read back anyway", "only to be asked again", "twice", "too often"],
)
def test_an_offer_is_not_pressed_upon_a_customer(outcomes: str, more: str, alarms: bool) -> None:
    steps = (
        f"a: {{offer: fibre, outcomes: {outcomes}{more}}}",
        say("b", "请再想想", "a"),
        "r: {read_back: [{id: a, text: {zh: 每月十元, en: Ten a month}}], consent: {given: wrap, refused: wrap}}",
    )
    assert ("C003" in [code for code, _ in found(*steps)]) is alarms


def test_after_hanging_up_nothing_is_said() -> None:
    order = f"o: {{{LOAD}, next: t, on_error: wrap}}"
    steps = (f"a: {{{LOAD}, next: t, on_error: wrap}}", say("t", PRICE), "b: {branch: [{when: has(spare), next: t}, {else: wrap}]}", order)
    assert ("X017", 2) in found(*steps, rest=EXIT)
    assert [each for each in found(*steps, rest="exits:\n  hung_up: {next: b}\n") if each[0] == "X017"] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("next: b, on_error: wrap}", "nxet: b, on_error: wrap}"), ("next: b, on_error: wrap}", "next: bb, on_error: wrap}")],
)
def test_a_mistake_elsewhere_does_not_hide_what_is_wrong_with_the_paths(old: str, new: str) -> None:
    broken = f"a: {{{LOAD}, next: b, on_error: wrap}}".replace(old, new)
    steps = (broken, ask("b", "t", "wrap"), say("t", "好", "t"))
    codes = [code for code, _ in found(*steps)]
    assert codes[0] in ("S001", "S020")
    assert codes[1:] == ["S023"]


def test_a_broken_step_may_have_done_anything() -> None:
    steps = (
        "a: {do: bss.get_plam, save_as: plan, next: b, on_error: wrap}",
        say("b", PRICE, "c"),
        f"c: {{{ORDER}, once: true, next: wrap}}",
    )
    assert [code for code, _ in found(*steps)] == ["S031"]


def test_a_broken_step_leads_on_by_its_objections_too() -> None:
    rest = "objections:\n  o: {label: {zh: 贵, en: Dear}, say: {zh: 不贵, en: It is not}, next: c}\n"
    assert found(say("a", "${customer.nme}", "wrap", ", objections: [o]"), say("c", "好"), rest=rest) == [("X010", 1), ("X010", 1)]
