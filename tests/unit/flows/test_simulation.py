"""A simulation walks scripts by the live engine: its counts add up, repeat by their seed, and have the shares that chance gives them."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chance import seeded
from flows.fields import read_fields
from flows.offers.catalogue import load_offers
from flows.offers.offer import Offer
from flows.runs.refusals import FieldsWrongError
from flows.simulation.plan import Plan, Rates, SimulatedCustomer
from flows.simulation.tally import Tally, summary, to_json
from flows.simulation.values import MadeUp
from flows.simulation.walking import simulate
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.script import AGAIN, SUPPRESS, Script
from scripts_dsl.speech import seconds_aloud
from scripts_dsl.types import DATE, DATETIME, DIGITS, EMAIL, FILES, MONEY, NUMBER, PHONE, TEXT, TIME, YESNO, ListType, optional
from tests.unit.flows.random_scripts import scripts
from tests.unit.flows.small_scripts import NOW, TEST_CATALOGUE, Maker, bundle_of, enum

CALM = Rates(failures=0.0, hang_ups=0.0, exits=0.0, objections=0.0)
ANA = SimulatedCustomer({"account": "1", "products": ("dsl",), "no_personalised_marketing": False}, "en", "UTC")
OFFER = """\
offer: {key}
spec: 1
title: {{en: {key}, zh: 推荐}}
kind: upsell
product: {key}
price: 10.00 CNY
term: 12
cooling_off: 7
value: {value}
reason: {{en: Because, zh: 因为}}
treatments:
  - {{en: Take {key} now please, zh: 请办理}}
"""
FOUR_SIGMA = 4.0
"""A share of fixed dice farther off than that is no chance."""


def walked(script: Script, calls: int = 400, seed: int = 1, **how: Any) -> Tally:
    """The script walked with that many calm customers."""
    plan = {"customers": [ANA], "began_at": NOW, "currency": "CNY", "rates": CALM, **how}
    return simulate(Plan(bundle=bundle_of(script), **plan), calls, seeded(seed))


def offers(**values: int) -> Mapping[str, Offer]:
    """Offers worth that much, open to everybody."""
    return {key: load_offers(OFFER.format(key=key, value=value), key, TEST_CATALOGUE)[0][0] for key, value in values.items()}


def ways(tally: Tally, step: str) -> dict[str, int]:
    """How often each way on from a step was taken."""
    found = next(each for each in tally.step_counts() if each.place == step)
    return {way.name: way.count for way in found.ways}


def adds_up(tally: Tally) -> None:
    """Every arrival at a step is left by a way on, or otherwise."""
    for step in tally.step_counts():
        left = sum(way.count for way in step.ways if way.target != AGAIN) + sum(step.left.values())
        assert step.reached == left, step
        assert all(count > 0 for count in step.left.values()), step
        assert step.calls <= min(step.reached, tally.calls)


def is_chance(count: int, of: int, share: float) -> bool:
    """Whether a count is what a share gives, within binomial bounds."""
    return abs(count - of * share) <= FOUR_SIGMA * sqrt(of * share * (1 - share)) + 1


def question(make: Maker, **more: Any) -> Script:
    """One question with three answers that lead to the wrap-up, one of them by a sentence."""
    return make.script(make.ask("which", {"a": "more", "b": "wrap", "c": "wrap"}, **more), make.say("more", "wrap"), make.wrapup())


class TestAnswers:
    """Ways on are drawn evenly, or as often as they were taken before."""

    def test_answers_are_drawn_evenly(self) -> None:
        taken = ways(walked(question(Maker()), 3000), "which")
        assert sum(taken.values()) == 3000
        assert all(is_chance(count, 3000, 1 / 3) for count in taken.values())

    def test_answers_follow_the_history(self) -> None:
        history = {("which", "a"): 70.0, ("which", "b"): 30.0}
        taken = ways(walked(question(Maker()), 3000, history=history), "which")
        assert is_chance(taken["a"], 3000, 0.7)
        assert taken["c"] == 0

    def test_a_history_of_other_steps_changes_nothing(self) -> None:
        history = {("another", "a"): 70.0}
        assert ways(walked(question(Maker()), history=history), "which") == ways(walked(question(Maker())), "which")

    def test_an_answer_that_is_not_open_is_never_given(self) -> None:
        make = Maker(number=optional(NUMBER))
        assert ways(walked(question(make, when={"b": "number > 3"})), "which")["b"] == 0

    def test_a_history_decides_how_often_an_action_fails(self) -> None:
        make = Maker()
        script = make.script(make.do("look", "wrap", errors={"refused": "sorry", "else": "wrap"}), make.say("sorry", "wrap"), make.wrapup())
        history = {("look", "next"): 1.0, ("look", "on_error.refused"): 3.0}
        taken = ways(walked(script, 2000, history=history), "look")
        assert is_chance(taken["on_error.refused"], 2000, 0.75)
        assert taken["on_error.else"] == 0

    def test_a_branch_splits_by_what_was_answered(self) -> None:
        make = Maker(pick=optional(enum("a", "b", "c", "d")))
        answers = dict.fromkeys("abcd", "branch")
        script = make.script(
            make.ask("which", answers, save_as="pick"), make.branch("branch", {'pick == "a"': "wrap"}, "wrap"), make.wrapup()
        )
        tally = walked(script, 2000)
        assert next(iter(ways(tally, "branch").values())) == ways(tally, "which")["a"]
        adds_up(tally)


class TestRates:
    """Failures, hang-ups and objections happen as often as they are said to."""

    def test_actions_fail_at_their_rate(self) -> None:
        make = Maker()
        script = make.script(
            make.do("look", "wrap", errors={"refused": "sorry", "else": "sorry"}), make.say("sorry", "wrap"), make.wrapup()
        )
        tally = walked(script, 3000, rates=Rates(failures=0.2, hang_ups=0, exits=0, objections=0))
        assert is_chance(ways(tally, "look")["next"], 3000, 0.8)
        # both kinds of failure are as likely
        assert is_chance(ways(tally, "look")["on_error.refused"], 3000, 0.1)

    def test_customers_hang_up_at_their_rate(self) -> None:
        make = Maker()
        script = make.script(make.say("greet", "wrap"), make.wrapup(), exits={"hung_up": "wrap"})
        tally = walked(script, 3000, rates=Rates(failures=0, hang_ups=0.1, exits=0, objections=0))
        left = tally.step_counts()[0].left["exit.hung_up"]
        assert is_chance(left, 3000, 0.1)
        assert tally.ends == {"wrapped_up": 3000 - left, "exit.hung_up": left}

    def test_an_opt_out_goes_by_the_built_in_step(self) -> None:
        make = Maker()
        script = make.script(make.say("greet", "wrap"), make.wrapup(), exits={"do_not_call": SUPPRESS})
        tally = walked(script, 500, rates=Rates(failures=0, hang_ups=0, exits=0.2, objections=0))
        suppressed = tally.step_counts()[-1]
        assert (suppressed.place, suppressed.left) == ("suppress", {"wrap-up": suppressed.reached})
        assert suppressed.reached == tally.ends["exit.do_not_call"] > 0

    def test_objections_lead_back_or_by_their_own_way(self) -> None:
        make = Maker()
        objections = [make.objection("one"), make.objection("two", next_="more")]
        script = make.script(
            make.ask("which", {"a": "wrap"}, objections=("one", "two")), make.say("more", "wrap"), make.wrapup(), objections=objections
        )
        tally = walked(script, 2000, rates=Rates(failures=0, hang_ups=0, exits=0, objections=0.4))
        step = tally.step_counts()[0]
        assert is_chance(step.left["objection.two"], 2000, 0.2)
        assert step.reached == 2000
        adds_up(tally)


class TestOffers:
    """Offers are chosen by the ranking, and what becomes of them is counted."""

    SLOT = ("offer", {"accepted": "terms", "declined": "offer", "later": "wrap", "none": "wrap"})

    def script(self) -> Script:
        """A slot that is asked again until nothing is left, then terms to be read back, then the order."""
        make = Maker()
        return make.script(
            make.offer(*self.SLOT, slot="upsell"),
            make.read_back("terms", "order", "wrap", {"price": "It costs ${offer.price | money}"}),
            make.do("order", "wrap", fulfils=True),
            make.wrapup(),
        )

    def test_the_best_offer_comes_first_and_each_once_a_call(self) -> None:
        tally = walked(self.script(), 300, offers=offers(gigabit=200, disk=20), explored=0.0)
        assert tally.offers["gigabit"]["presented"] == 300
        assert tally.offers["disk"]["presented"] == tally.offers["gigabit"]["declined"] - self.refused_first(tally)
        adds_up(tally)

    @staticmethod
    def refused_first(tally: Tally) -> int:
        """Acceptances of the first offer that a refused consent turned into declines, which lead to no further offer."""
        first = tally.offers["gigabit"]
        return first["accepted"] - first["delivered"]

    def test_consents_and_deliveries_add_up(self) -> None:
        tally = walked(self.script(), 600, offers=offers(gigabit=200))
        counted = tally.offers["gigabit"]
        assert tally.consents["given"] + tally.consents["refused"] == counted["accepted"] == ways(tally, "offer")["accepted"]
        assert counted["delivered"] == tally.consents["given"]

    def test_without_offers_the_way_of_none_is_taken(self) -> None:
        assert ways(walked(self.script()), "offer")["none"] == 400


class TestCalls:
    """Sub-scripts, repeated or not, are counted with their own steps."""

    def test_a_repeated_sub_script_counts_its_rounds(self) -> None:
        make = Maker(texts=optional(ListType(TEXT)), item=TEXT)
        inner = Maker(text=TEXT)
        sub = inner.script(inner.say("rate", "ok"), inner.give_back("ok", "ok"), name="lib/rate", parameters={"text": TEXT})
        call = make.call("each", "lib/rate", {"ok": AGAIN}, each='["x", "y", "z"]', next="wrap", passing={"text": "item"})
        tally = walked(make.script(call, make.wrapup(), subscripts=[sub]), 10)
        assert ways(tally, "each") == {"ok": 30, "next": 10}
        assert {each.place: each.reached for each in tally.step_counts()} == {
            "each": 10,
            "wrap": 10,
            "lib/rate/rate": 30,
            "lib/rate/ok": 30,
        }
        adds_up(tally)

    def test_a_sub_script_walked_alone_ends_by_its_ways_out(self) -> None:
        make = Maker(level=enum("basic", "strong"))
        script = make.script(
            make.branch("how", {'level == "strong"': "failed"}, "ok"),
            make.give_back("ok", "ok"),
            make.give_back("failed", "failed"),
            parameters={"level": enum("basic", "strong")},
        )
        tally = walked(script, 1000, rates=Rates(hang_ups=0.5))
        assert tally.ends.total() == 1000
        assert is_chance(tally.ends["return.ok"], 1000, 0.5)
        assert tally.ends.keys() == {"return.ok", "return.failed"}

    def test_a_run_past_a_limit_is_counted(self) -> None:
        make = Maker()
        tally = walked(make.script(make.branch("a", {"1 > 2": "wrap"}, "a"), make.wrapup()), 5)
        assert tally.stops == {"automatic_steps": 5}
        assert tally.ends == {"stopped": 5}
        adds_up(tally)

    def test_unknown_conditions_are_told_with_their_line(self) -> None:
        make = Maker(number=optional(NUMBER))
        tally = walked(make.script(make.branch("a", {"number > 2": "wrap"}, "wrap"), make.wrapup()), 5)
        ((place, _, condition),) = tally.unknown
        assert (place, condition, tally.unknown.total()) == ("a", "number > 2", 5)


class TestTimes:
    """Steps and seconds to the end are those of the steps where the agent stood."""

    def test_a_sentence_takes_as_long_as_it_is_said(self) -> None:
        make = Maker()
        tally = walked(make.script(make.say("greet", "wrap", "one two three four five six seven eight nine ten"), make.wrapup()), 3)
        assert tally.steps == [2, 2, 2]
        assert set(tally.seconds) == {seconds_aloud("one two three four five six seven eight nine ten") + 1 + 20}

    def test_the_summary_of_some_numbers(self) -> None:
        assert summary([3, 1, 2, 10, 4]) == {"mean": 4.0, "median": 3, "p90": 10, "most": 10}
        assert summary([]) == {"mean": 0.0, "median": 0.0, "p90": 0.0, "most": 0.0}


def test_the_same_seed_gives_the_same_counts() -> None:
    make = Maker()
    script = make.script(make.ask("which", {"a": "which", "b": "wrap"}), make.wrapup(), exits={"hung_up": "wrap"})
    first, again, other = (to_json(walked(script, 200, seed, rates=Rates())) for seed in (1, 1, 2))
    assert first == again != other


def test_json_gives_a_history_back() -> None:
    counts = to_json(walked(question(Maker()), 300))
    history = {(each["step"], each["way"]): float(each["count"]) for each in json.loads(json.dumps(counts))["ways"]}
    again = walked(question(Maker()), 3000, seed=5, history=history)
    assert is_chance(ways(again, "which")["a"], 3000, history["which", "a"] / 300)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scripts(), st.integers(0, 2**32))
def test_any_script_adds_up(script: Script, seed: int) -> None:
    rates = Rates(failures=0.2, hang_ups=0.05, exits=0.05, objections=0.3)
    tally = walked(script, 4, seed, rates=rates, offers=offers(gigabit=200, disk=20))
    assert tally.calls == tally.ends.total() == len(tally.steps) == len(tally.seconds) == 4
    # nothing that is drawn is ever refused, but for a form whose limits leave nothing to type
    assert all(each.kind in ("form", "wrapup") for each in tally.step_counts() if "stuck" in each.left)
    adds_up(tally)
    json.dumps(to_json(tally))


FIELDS = {
    "text": ("text", TEXT, {}),
    "name": ("text", TEXT, {"minimum": "3", "maximum": "4"}),
    "address": ("address", TEXT, {"minimum": "20"}),
    "number": ("number", NUMBER, {"minimum": "-5", "maximum": "5"}),
    "open": ("number", NUMBER, {"minimum": "2000"}),
    "money": ("money", MONEY, {}),
    "yesno": ("yesno", YESNO, {}),
    "past": ("date", DATE, {"maximum": "today()"}),
    "soon": ("date", DATE, {"minimum": "today()", "maximum": "add_days(today(), 3)"}),
    "when": ("datetime", DATETIME, {"minimum": "now()"}),
    "time": ("time", TIME, {}),
    "phone": ("phone", PHONE, {}),
    "email": ("email", EMAIL, {}),
    "digits": ("digits", DIGITS, {"minimum": "4", "maximum": "6"}),
    "files": ("files", FILES, {}),
    "choice": ("choice", enum("a", "b"), {}),
    "several": ("multichoice", ListType(enum("a", "b", "c")), {}),
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_typed_into_a_field_is_taken(name: str) -> None:
    kind, type_, limits = FIELDS[name]
    make = Maker()
    field = make.field(name, type_, kind, required=True, **limits)
    environment = Environment({}, NOW, NOW.tzinfo)  # type: ignore[arg-type]  # the tests' time is aware
    values = MadeUp(seeded(1), "CNY")
    for _ in range(200):
        raw = values.of_field(field, environment)
        try:
            assert read_fields((field,), {name: raw}, environment, "CNY")[name] is not None
        except FieldsWrongError as wrong:
            raise AssertionError(f"{raw!r}: {wrong.fields}") from wrong


def test_values_of_fields_use_their_range() -> None:
    make = Maker()
    environment = Environment({}, NOW, NOW.tzinfo)  # type: ignore[arg-type]  # the tests' time is aware
    values = MadeUp(seeded(1), "CNY")
    number = make.field("n", NUMBER, required=True, minimum="1", maximum="3")
    assert {values.of_field(number, environment) for _ in range(100)} == {Decimal(1), Decimal(2), Decimal(3)}
    day = make.field("d", DATE, required=True, minimum="today()", maximum="add_days(today(), 1)")
    assert {values.of_field(day, environment) for _ in range(50)} == {date(2026, 11, 22), date(2026, 11, 22) + timedelta(days=1)}
    assert values.of_field(make.field("o", TEXT), environment) is not None
