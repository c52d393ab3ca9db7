"""C001 on small graphs: the ones that must alarm, and the ones that must not."""

from collections.abc import Callable

import pytest

from scripts_dsl.loader import Loaded

Load = Callable[..., Loaded]

HEAD = """\
script: graph
title: {zh: 图, en: Graph}
start: START
vars: {customer: crm.customer}
steps:
  order:
    do: bss.place_order
    with: {account: "${customer.account}", offer: x}
    once: true
    next: wrap
    on_error: wrap
  wrap: {wrapup: {dispositions: [sold]}}
"""
OFFER = "  {name}: {{offer: fibre, outcomes: {{accepted: {accepted}, declined: {declined}, later: wrap}}}}\n"
READ = "  {name}: {{read_back: [{{id: a, text: {{zh: 每月十元, en: Ten a month}}}}], consent: {{given: {given}, refused: {refused}}}}}\n"
SUB = """\
script: sub
title: {zh: 子, en: Sub}
start: read
params: {note: text?}
steps:
  read:
    read_back: [{id: a, text: {zh: 每月十元, en: Ten a month}}]
    consent: {given: agreed, refused: not_agreed}
  agreed: {return: ok}
  not_agreed: {return: no}
"""
ORDERING_SUB = """\
script: ordering
title: {zh: 子, en: Sub}
start: order
params: {note: text?}
vars: {customer: crm.customer}
steps:
  order:
    do: bss.place_order
    with: {account: "${customer.account}", offer: x}
    once: true
    next: done
    on_error: done
  done: {return: ok}
"""


def offer(name: str, accepted: str, declined: str = "wrap") -> str:
    return OFFER.format(name=name, accepted=accepted, declined=declined)


def read(name: str, given: str, refused: str = "wrap") -> str:
    return READ.format(name=name, given=given, refused=refused)


def call(name: str, script: str, returns: str) -> str:
    return f"  {name}: {{call: {script}, returns: {{{returns}}}}}\n"


def found(load: Load, start: str, *steps: str, exits: str = "") -> list[str]:
    source = HEAD.replace("START", start) + "".join(steps) + exits
    loaded = load(source, lib__sub=SUB, lib__ordering=ORDERING_SUB)
    assert {problem.code for problem in loaded.problems} <= {"C001", "S021"}, loaded.problems
    return [problem.message() for problem in loaded.problems if problem.code == "C001"]


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        ("o", [offer("o", "order")]),
        ("o", [offer("o", "r"), read("r", "order", refused="order")]),
        ("r", [read("r", "o"), offer("o", "order")]),
        ("o", [offer("o", "r", declined="p"), read("r", "p"), offer("p", "order")]),
        ("o", [offer("o", "b"), '  b: {branch: [{when: customer.tier == "gold", next: r}, {else: order}]}\n', read("r", "order")]),
        ("order", []),
        ("o", [offer("o", "c"), call("c", "lib/sub", "ok: order, no: order")]),
        ("o", [offer("o", "c"), call("c", "lib/ordering", "ok: wrap")]),
    ],
    ids=[
        "straight from the acceptance",
        "refused consent",
        "consent before the acceptance",
        "a second acceptance after the consent",
        "a branch round the read-back",
        "no offer and no consent",
        "consent refused in a sub-script",
        "the order in a sub-script",
    ],
)
def test_alarms(load: Load, start: str, steps: list[str]) -> None:
    assert len(found(load, start, *steps)) == 1


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        ("o", [offer("o", "r"), read("r", "order")]),
        ("o", [offer("o", "r", declined="p"), offer("p", "r"), read("r", "order")]),
        ("o", [offer("o", "c"), call("c", "lib/sub", "ok: order, no: wrap")]),
        ("o", [offer("o", "r"), read("r", "c"), call("c", "lib/ordering", "ok: wrap")]),
        ("r", [read("r", "order")]),
        ("o", [offer("o", "r"), read("r", "again", refused="o"), "  again: {say: {zh: 好, en: Good}, next: order}\n"]),
    ],
    ids=[
        "the usual way",
        "two offers, one read-back",
        "consent in a sub-script",
        "consent before the order in a sub-script",
        "consent without an offer",
        "words between consent and order",
    ],
)
def test_does_not_alarm(load: Load, start: str, steps: list[str]) -> None:
    assert found(load, start, *steps) == []


def test_an_exit_from_a_sub_script_carries_no_consent(load: Load) -> None:
    steps = [offer("o", "c"), call("c", "lib/sub", "ok: order, no: wrap")]
    assert found(load, "o", *steps, exits="exits:\n  hung_up: {next: order}\n") != []


def test_names_the_way_that_led_there(load: Load) -> None:
    (message,) = found(load, "o", offer("o", "order"))
    assert message == "order can be reached without consent, by o/accepted"


def test_a_sub_script_that_orders_after_a_refusal_is_wrong_whoever_calls_it(load: Load) -> None:
    wrong = ORDERING_SUB.replace("start: order", "start: read").replace(
        "steps:\n",
        "steps:\n  read: {read_back: [{id: a, text: {zh: 每月十元, en: Ten a month}}], consent: {given: order, refused: order}}\n",
    )
    assert [(problem.code, problem.line) for problem in load(wrong).problems] == [("C001", 8)]
    right = wrong.replace("refused: order", "refused: done")
    assert load(right).problems == ()


def test_a_sub_script_that_asks_for_consent_does_not_go_round_its_question(load: Load) -> None:
    round_it = ORDERING_SUB.replace("start: order", "start: which").replace(
        "steps:\n",
        'steps:\n  which: {branch: [{when: customer.tier == "gold", next: order}, {else: read}]}\n'
        "  read: {read_back: [{id: a, text: {zh: 每月十元, en: Ten a month}}], consent: {given: order, refused: done}}\n",
    )
    assert [(problem.code, problem.line) for problem in load(round_it).problems] == [("C001", 9)]
    assert load(round_it.replace("next: order}, {else", "next: read}, {else")).problems == ()
    assert load(ORDERING_SUB).problems == ()
