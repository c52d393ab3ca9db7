"""A walk saved into a file that gives and mocks things for all of its tests: what the walk did not have is taken back."""

from datetime import UTC, datetime

from flows.connectors.catalogue import CATALOGUE
from flows.publishing.bundle import Bundle
from flows.runs.moves import Answer, Continue
from flows.script_tests.running import run_tests
from flows.script_tests.saving import save_walk, with_test
from flows.script_tests.writing import Walked
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.testing.loader import load_background

MAIN = """\
script: main
spec: 1
languages: [en]
channel: inbound
start: greet
vars:
  customer: crm.customer
steps:
  greet:
    say: Hello ${customer.name | default("you")}.
    next: calm
  calm:
    call: lib/calm
    returns: {calmed: which}
  which:
    branch:
      - when: has(customer.email) && customer.tier == "gold"
        next: golden
      - else: wrap
  golden:
    say: Gold.
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
exits:
  hung_up: {next: wrap}
"""
CALM = """\
script: calm
spec: 1
languages: [en]
channel: any
start: breathe
steps:
  breathe:
    ask: Shall we breathe?
    answers: {yes: done, no: done}
  done:
    return: calmed
"""
FILE = """\
script: main
zone: Asia/Shanghai
currency: CNY
given:
  customer: {name: Maria, tier: gold, email: maria@example.com}
mocks: {lib/calm: calmed}
tests:
  - name: the golden way      # stays as it is
    steps:
      - {at: greet, sees: Maria}
      - {at: golden}
      - {at: wrap}
"""


def test_it_is_green_beside_what_the_file_gives() -> None:
    script = load_script(MAIN, name="main", catalogue=CATALOGUE, library=MappedLibrary({"lib/calm": CALM})).script
    assert script is not None
    background, _ = load_background(FILE, script, CATALOGUE)
    walked = Walked(
        bundle=Bundle("main", script, CATALOGUE),
        now=datetime(2026, 11, 22, 10, tzinfo=UTC),
        language="en",
        moves=[Continue(), Answer("no")],
        given={"customer": {"tier": "standard"}},
        beside=background,
    )
    text = with_test(FILE, "main", save_walk(walked, "the plain way"))
    assert text.startswith(FILE)
    report = run_tests(script, text, CATALOGUE)
    assert [(each.name, [failure.seen["en"] for failure in each.failures]) for each in report.outcomes] == [
        ("the golden way", []),
        ("the plain way", []),
    ]
    assert not report.problems
