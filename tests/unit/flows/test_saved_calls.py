"""A call saved as a test: its stored moves give a green test that repeats it and names nobody."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.connectors.catalogue import CATALOGUE
from flows.offers.chosen_offer import ChosenOffer
from flows.publishing.bundle import Bundle
from flows.runs.moves import (
    ActionResult,
    Answer,
    Back,
    ChangeLanguage,
    Consent,
    Continue,
    HungUp,
    LinkCustomer,
    Move,
    OfferChosen,
    RespondToOffer,
    SubmitForm,
    Tick,
    WrapUp,
    move_to_json,
)
from flows.runs.plain import encode_fields
from flows.runs.run import Run
from flows.runs.turn import move, start
from flows.script_tests.running import run_tests
from flows.script_tests.saving import NotRepeatableError, StoredMove, UnsuitableFileError, resumed, save_call, with_test
from scripts_dsl.loader import load_script
from scripts_dsl.money import Money
from tests.unit.flows.playing import Play
from tests.unit.flows.random_moves import fitting
from tests.unit.flows.random_scripts import scripts
from tests.unit.flows.small_scripts import NOW
from tests.unit.flows.test_written_tests import possible, unusual
from workspace.scripts.files import LIBRARY, beside

BROADBAND = LIBRARY / "broadband_inbound.yaml"
BRUNO = {
    "account": "7755001",
    "name": "Bruno Keller",
    "surname": "Keller",
    "salutation": "Mr Keller",
    "tier": "gold",
    "phone": "+4930123456",
    "monthly": "89.90 USD",
}
MEI = {**BRUNO, "name": "Mei Li", "surname": "Li", "salutation": "Ms Li", "date_of_birth": "1971-04-05", "email": "mei@post.example"}
GIVEN = {"crm.customer": BRUNO, "desk.agent": {"badge": "8021", "name": "Ana"}}
FIBRE = ChosenOffer(
    key="fibre_1000m",
    names={"en": "Gigabit fibre", "zh": "千兆"},
    price=Money(Decimal(89), "USD"),
    term=Decimal(24),
    cooling_off=Decimal(14),
    treatment={"en": "Mr Keller, try gigabit."},
)
START = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    loaded = load_script(BROADBAND.read_bytes(), name="broadband_inbound", catalogue=CATALOGUE, library=beside(BROADBAND))
    assert loaded.script is not None
    return Bundle("broadband_inbound@1", loaded.script, CATALOGUE)


class Call:
    """A call that is stored move by move, as the workspace does."""

    def __init__(self, bundle: Bundle, language: str = "en", given: Mapping[str, object] = GIVEN) -> None:
        self.bundle = bundle
        self.at = START
        self.run: Run = start(bundle, given, now=START, language=language, currency="USD").run
        self.stored = [StoredMove("start", {"given": encode_fields(given), "zone": "UTC"}, START)]

    def make(self, *moves: Move) -> "Call":
        for made in moves:
            self.at += timedelta(seconds=20)
            self.run = move(self.run, self.bundle, made, now=self.at).run
            self.stored.append(StoredMove(made.kind, move_to_json(made), self.at))
        return self

    def done(self, result: object) -> "Call":
        assert self.run.awaited is not None
        return self.make(ActionResult(self.run.awaited.key, result))

    def verified(self) -> "Call":
        self.make(Continue(), Answer("yes"), SubmitForm({"date_of_birth": "1971-04-05"})).done({"level": "basic"})
        return self.make(Continue()).done({"speed": 50})


def test_a_call_gives_a_test_that_repeats_it(bundle: Bundle) -> None:
    call = Call(bundle).verified().make(Answer("slow"), OfferChosen(FIBRE), RespondToOffer("accepted"), Tick("price"), Tick("cooling_off"))
    call.make(Consent(given=True)).done({"id": "A1001"}).make(Continue(), WrapUp("sold"))
    text = with_test(None, "broadband_inbound", save_call(bundle, call.stored, name="sold to Bruno", language="en"))
    report = run_tests(bundle.script, text, CATALOGUE)
    assert report.is_green, [each.failures for each in report.outcomes]
    assert "outcome: accepted" in text
    assert "tick: [price, cooling_off], consent: given" in text
    assert "bss.place_order: {id: PREVIEW-1}" in text


def test_nobody_is_named_in_it(bundle: Bundle) -> None:
    call = Call(bundle).verified().make(Answer("moving"), SubmitForm({"new_address": "7 Lake Road", "move_date": "2026-12-01"}))
    call.make(LinkCustomer({"crm.customer": BRUNO}, "Europe/Berlin"), WrapUp("moved"))
    text = save_call(bundle, call.stored, name="moving house", language="en")
    for secret in ("Keller", "Bruno", "7755001", "4930123456", "1971", "Lake Road", "8021", "Ana", "89.90"):
        assert secret not in text
    assert "move_date: 2026-12-01" in text
    assert "tier: gold" in text


ASKING = """\
script: asking
spec: 1
title: {en: Asking}
languages: [en]
start: who
steps:
  who:
    form:
      - {name: said, type: text, required: true, label: {en: Who speaks}}
      - {name: remark, type: text, label: {en: Remark}}
      - {name: reached_at, type: number, label: {en: Number}}
    next: known
  known:
    branch:
      - when: said in ["Bruno Keller", "a friend", "his brother bruno", "his number is 030 123 45-67"]
        next: wrap
      - else: who
  wrap:
    wrapup: {dispositions: [moved]}
"""


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [("a friend", True), ("Bruno Keller", False), ("his brother bruno", False), ("his number is 030 123 45-67", False)],
)
def test_what_was_typed_stays_where_the_way_hangs_on_it_unless_it_names_the_customer(said: str, is_kept: bool) -> None:
    loaded = load_script(ASKING, name="asking", catalogue=CATALOGUE, library=beside(BROADBAND))
    assert loaded.script is not None, loaded.problems
    call = Call(Bundle("asking@1", loaded.script, CATALOGUE)).make(
        SubmitForm({"said": said, "remark": "lives at 12 Elm Road", "reached_at": "301234567"})
    )
    if is_kept:
        text = save_call(call.bundle, call.stored, name="asked", language="en")
        assert "said: a friend" in text
        assert "Elm Road" not in text
        assert "reached_at: 111111111" in text
    else:
        with pytest.raises(NotRepeatableError):
            save_call(call.bundle, call.stored, name="asked", language="en")


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ("Li herself", False),
        ("it is mei.", False),
        ("born on 5th April 1971", False),
        ("5.4.71", False),
        ("1971年4月5日", False),
        ("write to mei@post.example", False),
        ("a likely family member", True),  # a short name is a word of its own
        ("since 5 April 2019", True),
    ],
)
def test_short_names_and_days_of_birth_tell_who_it_was_however_they_are_typed(said: str, is_kept: bool) -> None:
    source = re.sub("when: .*", 'when: said != "example"', ASKING)  # so the way hangs on what was typed
    loaded = load_script(source, name="asking", catalogue=CATALOGUE, library=beside(BROADBAND))
    assert loaded.script is not None, loaded.problems
    given = {**GIVEN, "crm.customer": MEI}
    call = Call(Bundle("asking@1", loaded.script, CATALOGUE), given=given).make(
        SubmitForm({"said": said, "remark": "", "reached_at": None})
    )
    if is_kept:
        assert f"said: {said}" in save_call(call.bundle, call.stored, name="asked", language="en")
    else:
        with pytest.raises(NotRepeatableError):
            save_call(call.bundle, call.stored, name="asked", language="en")


def test_the_words_of_an_offer_are_left_out(bundle: Bundle) -> None:
    call = Call(bundle).verified().make(Answer("slow"), OfferChosen(FIBRE))
    text = save_call(bundle, call.stored, name="left", language="en")
    assert "try gigabit" not in text
    assert "89 USD" in text


def test_the_language_that_the_call_began_in_is_kept(bundle: Bundle) -> None:
    assert "lang: en" in save_call(bundle, Call(bundle, "en").make(Continue()).stored, name="one", language="en")
    changed = Call(bundle, "en").make(ChangeLanguage("zh"), Continue())
    text = save_call(bundle, changed.stored, name="one", language="zh")
    assert "lang: en" in text
    assert "language: zh" in text


def test_a_call_that_was_cut_off_and_taken_up_again_is_one(bundle: Bundle) -> None:
    before = Call(bundle).verified()
    again = before.stored[1:]
    cut_off = [*before.stored]
    taken_up = Call(bundle)
    taken_up.run = before.run
    taken_up.stored = [StoredMove("resume", {"run": "1", "interaction": "2"}, START)]
    before.make(HungUp(), WrapUp("cut_off"))
    taken_up.make(Answer("price"), OfferChosen(None), WrapUp("info_only"))
    joined = resumed(before.stored, taken_up.stored)
    assert joined[: len(cut_off)] == [cut_off[0], *again]
    text = save_call(bundle, joined, name="taken up", language="en")
    assert "exit: hung_up" not in text
    assert "answer: price" in text


def test_half_a_history_is_no_test(bundle: Bundle) -> None:
    for stored in ([], [StoredMove("resume", {}, START)]):
        with pytest.raises(NotRepeatableError):
            save_call(bundle, stored, name="one", language="en")


def test_moves_of_another_script_are_no_test(bundle: Bundle) -> None:
    call = Call(bundle).make(Continue())
    stored = [*call.stored, StoredMove("answer", {"value": "nobody asked"}, START)]
    with pytest.raises(NotRepeatableError):
        save_call(bundle, stored, name="one", language="en")


FILE = """\
script: broadband_inbound
now: 2026-11-22T10:00
tests:
    - name: by hand   # kept
      steps: []
# the end
"""


def test_a_test_is_added_at_the_end_of_a_file(bundle: Bundle) -> None:
    test = save_call(bundle, Call(bundle).make(Continue(), Back()).stored, name="a call", language="en")
    text = with_test(FILE, "broadband_inbound", test)
    assert text.startswith(FILE.removesuffix("# the end\n"))
    assert text.endswith("# the end\n")
    report = run_tests(bundle.script, text, CATALOGUE)
    assert [(each.name, each.is_green) for each in report.outcomes] == [("by hand", True), ("a call", True)]
    assert report.problems == ()


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("# the end\n", ""), ("\n# the end\n", ""), ("    -", "  -"), ("    -", "-")])
def test_a_file_written_otherwise_is_added_to_as_well(bundle: Bundle, change: tuple[str, str]) -> None:
    file = FILE.replace(*change)
    if change[0] == "    -":
        file = file.replace("      steps", f"{change[1][:-1]}  steps")
    text = with_test(file, "broadband_inbound", save_call(bundle, Call(bundle).stored, name="a call", language="en"))
    assert text.startswith(file.removesuffix("# the end\n").removesuffix("# the end\r\n"))
    assert [each.name for each in run_tests(bundle.script, text, CATALOGUE).outcomes] == ["by hand", "a call"]


@pytest.mark.parametrize(
    "file", ["script: broadband_inbound\n", "script: x\ntests: []\n", "- [", "script: x\ntests: [{name: a, steps: []}]\n"]
)
def test_a_file_without_a_list_of_tests_is_refused(bundle: Bundle, file: str) -> None:
    with pytest.raises(UnsuitableFileError):
        with_test(file, "broadband_inbound", "  - name: a\n    steps: []\n")


@settings(max_examples=60, deadline=None)
@given(scripts(), st.data())
def test_a_random_call_is_saved_green_or_not_at_all(script: Any, data: st.DataObject) -> None:
    given = {"text": "some text", "number": "3"}
    play = Play(script, given)
    for _ in range(data.draw(st.integers(0, 15))):
        if play.run.status == "done":
            break
        play.make(*unusual(play, data.draw) or [possible(play, fitting(play, data.draw))])
    stored: Sequence[StoredMove] = [
        StoredMove("start", {"given": encode_fields(given), "zone": "UTC"}, NOW),
        *(StoredMove(made.kind, move_to_json(made), at) for made, at in play.moves),
    ]
    try:
        text = save_call(play.bundle, stored, name="a call", language=play.run.language, currency="CNY")
    except NotRepeatableError:
        return
    assert run_tests(script, with_test(None, "main", text), play.bundle.catalogue).is_green
