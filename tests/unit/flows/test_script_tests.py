"""Tests of scripts: what fails is told with its line, what was expected and what was seen; what was reached is counted."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.connectors.catalogue import CATALOGUE
from flows.script_tests.running import Report, run_tests
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.script import Script

VERIFY = """\
script: verify
spec: 1
languages: [en]
start: ask
params: {level: {enum: [basic, strong]}}
gives: [found]
vars: {customer: crm.customer, found: crm.identity?}
steps:
  ask:
    ask: {en: "Is that you, ${customer.name}?"}
    answers: {yes: look, no: sorry}
  look:
    do: crm.verify_identity
    with: {account: "${customer.account}"}
    save_as: found
    next: fine
    on_error: sorry
  fine:
    say: {en: Thank you}
    return: ok
  sorry: {return: failed}
"""
SOURCE = """\
script: main
spec: 1
languages: [en, zh]
channel: inbound
start: greet
vars:
  customer: crm.customer
  order: bss.order?
  score: number?
  approval: desk.approval?
steps:
  greet:
    say: {en: "Hello ${customer.name}", zh: "您好，${customer.name}"}
    objections: [busy, dear]
    next: check
  check:
    call: lib/verify
    with: {level: basic}
    returns: {ok: offer, failed: wrap}
  offer:
    offer: {slot: upsell}
    objections: [dear]
    outcomes: {accepted: read, declined: when, later: when, none: rate}
  read:
    read_back:
      - {id: price, text: {en: "It costs ${offer.price | money}", zh: "价格${offer.price | money}"}}
      - {id: term, text: {en: "For ${offer.term} months", zh: "${offer.term}个月"}}
    consent: {given: order, refused: rate}
  order:
    do: bss.place_order
    with: {account: "${customer.account}", offer: "${offer.id}"}
    fulfils: offer
    save_as: order
    once: true
    next: text
    on_error: {refused: ask_boss, else: rate}
  text:
    do: message.send
    with: {text: "Order ${order.id}"}
    once: true
    next: rate
    on_error: rate
  ask_boss:
    do: desk.ask_supervisor
    with: {question: "Shall I?"}
    save_as: approval
    next: granted
    on_error: rate
  granted:
    branch:
      - {when: has(approval.granted) && approval.granted, next: rate}
      - else: wrap
  when:
    form:
      - {name: at, type: datetime, required: true, min: now(), label: {en: When, zh: 时间}}
      - {name: note, type: text, value: customer.name, label: {en: Note, zh: 备注}}
    next: wrap
  rate:
    ask: {en: How likely, zh: 多大可能}
    scale: {from: 0, to: 10}
    save_as: score
    next: wrap
  wrap:
    wrapup:
      dispositions: [sold, info_only, cut_off]
      suggest:
        - {when: has(order.id), code: sold}
exits:
  hung_up: {next: wrap}
  do_not_call: {next: suppress}
objections:
  busy: {label: {en: Busy, zh: 忙}, say: {en: I shall be quick, zh: 很快}, next: wrap}
  dear: {label: {en: Dear, zh: 太贵}, say: {en: It is not, zh: 不贵}}
"""
HEAD = """\
script: main
now: 2026-11-22T10:00
given:
  customer: {name: Ana, account: "0755"}
offers:
  slot/upsell: [fibre, none]
  fibre: {name: {en: Fibre, zh: 光纤}, price: 99 CNY, term: 24, treatment: {en: Try fibre, zh: 试试光纤}, why: Uses a lot}
mocks:
  lib/verify: {way: ok, gives: {found: {level: basic}}}
  bss.place_order: {id: A1}
tests:
  - name: one
    lang: en
    steps:
"""
FIRST = len(HEAD.splitlines()) + 1
"""The line of the first step of the test."""


@pytest.fixture(scope="module")
def script() -> Script:
    loaded = load_script(SOURCE, name="main", catalogue=CATALOGUE, library=MappedLibrary({"lib/verify": VERIFY}, {"fibre"}, {"upsell"}))
    assert loaded.script is not None, [each.message() for each in loaded.problems]
    return loaded.script


def run(script: Script, steps: str, expect: str = "", head: str = HEAD) -> Report:
    """Run one test made of these steps, one a line."""
    lines = "".join(f"      - {each.strip()}\n" for each in steps.strip().splitlines())
    report = run_tests(script, head + lines + (f"    expect: {expect}\n" if expect else ""), CATALOGUE)
    assert [(each.line, each.message()) for each in report.problems] == []
    return report


def failures(report: Report) -> list[tuple[int, str, str]]:
    """Each failure's line, what was expected, what was seen."""
    return [(each.line, each.expected["en"], each.seen["en"]) for outcome in report.outcomes for each in outcome.failures]


SALE = """
{at: greet, sees: Hello Ana}
{at: offer, sees: Try fibre, offered: fibre, outcome: accepted}
{at: read, sees: It costs CNY 99, tick: all, consent: given}
{at: rate, answer: "9"}
{at: wrap, suggested: sold, disposition: sold}
"""


def test_a_sale_is_green_to_its_end(script: Script) -> None:
    actions = "[{bss.place_order: {offer: fibre, account: '0755'}}, {message.send: {text: Order A1}}]"
    report = run(script, SALE, f"{{actions: {actions}, vars: {{score: 9}}, offers: {{fibre: delivered}}}}")
    assert failures(report) == []
    assert report.is_green


def test_a_real_sub_script_is_walked(script: Script) -> None:
    steps = """
    {at: greet}
    {at: lib/verify/ask, sees: "Is that you, Ana?", answer: "yes"}
    {at: fine}
    {at: offer}
    """
    head = HEAD.replace("  lib/verify: {way: ok, gives: {found: {level: basic}}}\n", "  crm.verify_identity: {level: basic}\n")
    report = run(script, steps, "{path: [greet, check, lib/verify/ask, lib/verify/look, lib/verify/fine, offer]}", head)
    assert failures(report) == []
    assert failures(run(script, steps, "{path: [greet, check, offer]}", head)) == []


def test_a_test_may_walk_what_the_file_mocks(script: Script) -> None:
    head = HEAD.replace("    lang: en\n", "    lang: en\n    mocks: {lib/verify: {walk: yes}}\n")
    assert failures(run(script, "{at: greet}\n{at: ask, answer: 'no'}\n{at: wrap}", head=head)) == []


def test_a_sub_script_is_tested_alone() -> None:
    loaded = load_script(VERIFY, name="lib/verify", catalogue=CATALOGUE, library=MappedLibrary())
    assert loaded.script is not None
    head = "script: verify\nparams: {level: basic}\ngiven: {customer: {name: Ana, account: '1'}}\n"
    head += "mocks: {crm.verify_identity: {level: strong}}\n"
    steps = "tests:\n  - name: one\n    steps: [{at: ask, answer: 'yes'}, {at: fine}]\n    expect: "
    green = run_tests(loaded.script, f"{head}{steps}{{return: ok, gives: {{found: {{level: strong}}}}}}\n", CATALOGUE)
    assert green.is_green, [each.failures for each in green.outcomes]
    red = run_tests(loaded.script, f"{head}{steps}{{return: failed, gives: {{found: {{level: basic}}}}}}\n", CATALOGUE)
    assert failures(red) == [(8, "to return failed", "ok"), (8, "found to be {level: basic}", "{level: strong}")]


RED = [
    ("another step", "{at: greet}\n{at: rate}", "", (1, "to stand at rate", "stands at offer")),
    ("words that are not said", "{at: greet, sees: Goodbye}", "", (0, "to see “Goodbye”", "Hello Ana / Busy / Dear")),
    ("words that must not be said", "{at: greet, not_sees: Ana}", "", (0, "not to see “Ana”", "Hello Ana")),
    ("another offer", "{at: greet}\n{at: offer, offered: none}", "", (1, "the offer none", "fibre")),
    ("another suggestion", "{at: greet, exit: hung_up}\n{at: wrap, suggested: sold}", "", (1, "sold suggested", "none")),
    ("a consent too early", "{at: greet}\n{at: offer, outcome: accepted}\n{at: read, tick: price, consent: given}", "",
     (2, "consent to be taken", "refused: not read yet: term")),
    ("a refusal that does not come", "{at: greet, refused: yes}", "", (0, "next to be refused", "it was taken, the run is at offer")),
    ("another refusal", "{at: greet}\n{at: offer, outcome: declined}\n{at: when, fill: {}, refused: note}", "",
     (2, "refused for note", "refused: at must be filled in")),
    ("a way back that is not there", "{at: greet}\n{at: offer, back: rate}", "", (1, "to get back to rate", "stands at greet")),
    ("a jump ahead", "{at: greet, jump: rate}", "", (0, "to jump to rate", "it was not visited")),
    ("an answer nobody waits for", "{at: greet, exit: hung_up}\n{at: wrap, late: {ticket.open: {id: T1}}}", "",
     (1, "ticket.open still open", "nothing of it is open")),
    ("a number beyond the scale", "{at: greet}\n{at: offer, back: greet}\n{at: greet}\n{at: rate, answer: '11'}", "",
     (3, "answer to be taken", "refused: answer_not_available")),
    ("actions in excess", SALE, "{actions: [bss.place_order]}", (5, "the actions bss.place_order", "bss.place_order, message.send")),
    ("another parameter", SALE, "{actions: [{bss.place_order: {offer: gold}}, message.send]}",
     (5, "bss.place_order with offer: gold", "fibre")),
    ("a forbidden action", SALE, "{never: [bss.place_order]}", (5, "never bss.place_order", "it happened")),
    ("a forbidden step", SALE, "{never: [when, rate]}", (5, "never rate", "it happened")),
    ("another path", "{at: greet, exit: hung_up}", "{path: [greet, offer]}", (1, "the path greet, offer", "greet, wrap")),
    ("another value", SALE, "{vars: {score: 8}}", (5, "score to be 8", "9")),
    ("another end of an offer", SALE, "{offers: {fibre: failed}}", (5, "fibre to be failed", "delivered")),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expect", "wanted"), [each[1:] for each in RED], ids=[each[0] for each in RED])
def test_a_failure_says_its_line_what_was_expected_and_seen(script: Script, steps: str, expect: str, wanted: tuple[int, str, str]) -> None:
    found = failures(run(script, steps, expect))
    line, expected, seen = wanted
    assert found == [(FIRST + line, expected, seen)]


def test_an_action_without_a_mock_is_named(script: Script) -> None:
    head = HEAD.replace("  bss.place_order: {id: A1}\n", "")
    found = failures(run(script, SALE, head=head))
    assert found == [(FIRST + 2, "to stand at rate", "stands at order, waiting for bss.place_order: give it a mock")]


def test_an_offer_that_nobody_described_is_named(script: Script) -> None:
    head = HEAD.replace("  slot/upsell: [fibre, none]\n", "")
    found = failures(run(script, "{at: greet}", head=head))
    assert found == [(FIRST - 1, "slot/upsell described under offers", "the script wants it here")]


def test_failures_are_told_in_chinese(script: Script) -> None:
    report = run(script, "{at: greet}\n{at: rate}")
    failed = report.outcomes[0].failures[0]
    assert (failed.expected["zh"], failed.seen["zh"]) == ("停在 rate", "停在 offer")


LATER = "{at: greet}\n{at: offer, outcome: later}\n"
CARD = "{at: when, fill: {at: 2026-11-23T15:00, note: '4111 1111 1111 1111'}, refused: 'note: card_number'}"
GREEN = [
    ("an objection is answered, and the step goes on", "{at: greet, objection: dear}\n{at: greet, sees: It is not}\n{at: offer}"),
    ("an objection is closed", "{at: greet, objection: dear}\n{at: greet, close_objection: yes}\n{at: greet, not_sees: It is not}"),
    ("an objection leads on by itself", "{at: greet, objection: busy}\n{at: greet, sees: I shall be quick}\n{at: wrap}"),
    ("back, answered otherwise", f"{LATER}{{at: when, back: offer}}\n{{at: offer, outcome: declined, reason: price}}\n{{at: when}}"),
    ("back over several steps", "{at: greet}\n{at: offer, outcome: declined}\n{at: when, back: greet}\n{at: greet}"),
    ("a jump", "{at: greet}\n{at: offer, outcome: declined}\n{at: when, jump: greet}\n{at: greet}"),
    ("a jump to the first visit",
     "{at: greet}\n{at: offer, back: greet}\n{at: greet}\n{at: rate, jump: {step: greet, visit: 1}}\n{at: greet}"),
    ("another language", "{at: greet, language: zh}\n{at: greet, sees: 您好，Ana}\n{at: offer, sees: 试试光纤}"),
    ("closed early", "{at: greet, wrap_up: yes}\n{at: wrap, disposition: info_only}"),
    ("never call again", "{at: greet, exit: do_not_call}\n{at: suppress}\n{at: wrap}"),
    ("a form keeps what stood in it", "{at: greet}\n{at: offer, outcome: later}\n{at: when, fill: {at: 2026-11-23T15:00}}\n{at: wrap}"),
    ("a form that is not filled in is refused",
     LATER + "{at: when, fill: {}, refused: at}\n{at: when, fill: {at: soon}, refused: 'at: format'}\n{at: when}"),
    ("the caller is known later", "{at: greet, link: {given: {customer: {name: Bruno}}}}\n{at: greet, sees: Hello Bruno}"),
    ("a card number is refused", LATER + CARD),
]  # fmt: skip


@pytest.mark.parametrize("steps", [each[1] for each in GREEN], ids=[each[0] for each in GREEN])
def test_what_an_agent_does_can_be_tested(script: Script, steps: str) -> None:
    assert failures(run(script, steps)) == []


def test_a_prefilled_field_is_sent_unless_it_is_emptied(script: Script) -> None:
    steps = "{at: greet}\n{at: offer, outcome: later}\n{at: when, fill: {at: 2026-11-23T15:00%s}}\n{at: wrap}"
    assert failures(run(script, steps % "", "{vars: {note: Ana}}")) == []
    assert failures(run(script, steps % ", note: ''", "{vars: {note: null}}")) == []


ORDERING = "{at: greet}\n{at: offer, outcome: accepted}\n{at: read, tick: [price, term], consent: given}\n"
WAITING = HEAD.replace("  bss.place_order: {id: A1}\n", "  bss.place_order: {wait: yes}\n")
OUTSIDE = [
    ("its result", "{at: order, result: {id: A2}}\n{at: rate}", "{vars: {order: {id: A2}}}"),
    ("its failure, and a supervisor who agrees",
     "{at: order, error: refused}\n{at: ask_boss, approve: yes}\n{at: rate}", "{offers: {fibre: failed}}"),
    ("its failure, and a supervisor who does not", "{at: order, error: refused}\n{at: ask_boss, approve: no}\n{at: wrap}", ""),
    ("no longer, and hears of it later",
     "{at: order, cancel: yes}\n{at: rate, late: {bss.place_order: {id: A3}}}\n{at: rate}",
     "{vars: {order: {id: A3}}, offers: {fibre: delivered}}"),
    ("and the customer hangs up",
     "{at: order, exit: hung_up}\n{at: wrap, late: {bss.place_order: {error: refused}}}", "{offers: {fibre: failed}}"),
    ("the customer's own confirmation",
     "{at: order, result: {result: {id: A2}, confirmation_needed: yes}}\n{at: rate}", "{offers: {fibre: pending_confirmation}}"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expect"), [each[1:] for each in OUTSIDE], ids=[each[0] for each in OUTSIDE])
def test_the_agent_waits_for(script: Script, steps: str, expect: str) -> None:
    assert failures(run(script, ORDERING + steps, expect, WAITING)) == []


def test_a_list_of_answers_is_used_in_order_and_the_last_repeats(script: Script) -> None:
    head = HEAD.replace("{way: ok, gives: {found: {level: basic}}}", "[failed, ok]")
    steps = "{at: greet}\n{at: wrap, back: greet}\n{at: greet}\n{at: offer, back: greet}\n{at: greet}\n{at: rate}"
    assert failures(run(script, steps, head=head)) == []


def test_what_was_reached_is_counted_with_lines(script: Script) -> None:
    report = run(script, SALE)
    missing = {each.name: each.at.line for each in report.coverage.missing}
    lines = SOURCE.splitlines()
    assert report.coverage.counted(steps=True) == (8, 11)
    for name in ("ask_boss", "granted", "when"):
        assert lines[missing[name] - 1] == f"  {name}:"
    for name in ("check/failed", "offer/declined", "offer/none", "order/on_error.refused", "order/on_error.else", "read/refused"):
        assert name in missing
    for name in ("hung_up", "do_not_call", "busy", "dear"):
        assert lines[missing[name] - 1].startswith(f"  {name}:")
    assert "order/next" not in missing
    assert "greet/next" not in missing


def test_few_steps_reached_is_a_notice(script: Script) -> None:
    problem = run(script, "{at: greet, exit: hung_up}").coverage.problem()
    assert problem is not None
    assert (problem.code, problem.severity) == ("V001", "I")
    assert "2 of 11" in problem.message()
    assert "16-19" in problem.message()  # the step check, on four lines
    assert run(script, SALE).coverage.problem() is not None


def test_a_file_without_tests_is_not_green(script: Script) -> None:
    assert not run_tests(script, "script: main\nnow: 2026-11-22T10:00\ntests: []\n", CATALOGUE).is_green
    assert not run_tests(script, "- nothing", CATALOGUE).is_green


PIECES = ["answer", "greet", "offer", "{", "}", "yes", "back: ", "late: ", ", exit: hung_up", ", jump: greet", "none", "0", "\n", "  "]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutation_of_a_test_breaks_the_runner(script: Script, data: st.DataObject) -> None:
    text = HEAD + "".join(f"      - {each}\n" for each in SALE.strip().splitlines()) + "    expect: {path: [greet], vars: {score: 9}}\n"
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 10)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    report = run_tests(script, text, CATALOGUE)
    assert report.is_green or report.problems or not report.outcomes or any(not each.is_green for each in report.outcomes)
    assert json.dumps(report.to_json())


def test_a_report_is_json(script: Script) -> None:
    data = json.loads(json.dumps(run(script, "{at: greet}\n{at: rate}").to_json()))
    assert data["green"] is False
    assert data["tests"][0]["failures"][0]["line"] == FIRST + 1
    assert data["coverage"]["steps"] == {"reached": 3, "all": 11}
