"""Saying, asking, filling in and branching: what each step takes and where it leads."""

from dataclasses import replace
from decimal import Decimal

import pytest

from flows.runs.moves import Answer, Back, Continue, HungUp, SubmitForm, Tick, WrapUp
from flows.runs.refusals import (
    AnswerNotAvailableError,
    FieldsWrongError,
    NotHereError,
    RunEndedError,
    StepMovedError,
    UnknownDispositionError,
)
from flows.runs.turn import move
from scripts_dsl.script import Paragraph
from scripts_dsl.types import DATE, MONEY, NUMBER, TEXT, YESNO, optional
from tests.unit.flows.playing import Play, words
from tests.unit.flows.small_scripts import NOW, Maker, enum


def test_a_run_starts_at_the_first_step_at_turn_0() -> None:
    play = Play(Maker().script(Maker().say("hello", "wrap"), Maker().wrapup()))
    assert (play.step, play.run.turn, play.run.status) == ("hello", 0, "active")


def test_a_move_is_one_turn_and_leaves_the_run_before_as_it_was() -> None:
    make = Maker()
    play = Play(make.script(make.say("hello", "wrap"), make.wrapup()))
    before = play.run
    play.make(Continue())
    assert (play.step, play.run.turn) == ("wrap", 1)
    assert (before.step, before.turn) == ("hello", 0)


def test_the_stale_screen_of_a_second_tab_is_refused_with_the_present_turn() -> None:
    make = Maker()
    play = Play(make.script(make.say("hello", "bye"), make.say("bye", "wrap"), make.wrapup())).make(Continue())
    with pytest.raises(StepMovedError) as refused:
        move(play.run, play.bundle, Continue(), now=NOW, turn=0)
    assert refused.value.turn == 1


def test_a_move_for_another_kind_of_step_is_refused() -> None:
    make = Maker()
    play = Play(make.script(make.say("hello", "wrap"), make.wrapup()))
    for other in (Answer("yes"), SubmitForm({}), Tick("price"), WrapUp("sold")):
        with pytest.raises(NotHereError):
            play.make(other)


def test_an_answer_is_saved_and_takes_its_way() -> None:
    make = Maker(pain=optional(enum("slow", "price")))
    play = Play(make.script(make.ask("why", {"slow": "wrap", "price": "why"}, save_as="pain"), make.wrapup())).make(Answer("slow"))
    assert play.step == "wrap"
    assert play.run.value("pain") == "slow"
    (answered,) = play.told("step_answered")
    assert (answered.step, answered.value, answered.name) == ("why", "slow", "pain")


def test_an_answer_saved_as_yesno_is_a_truth_value() -> None:
    make = Maker(agreed=optional(YESNO))
    play = Play(make.script(make.ask("ask", {"yes": "wrap", "no": "wrap"}, save_as="agreed"), make.wrapup())).make(Answer("no"))
    assert play.run.value("agreed") is False


def test_an_answer_that_is_not_there_or_not_open_is_refused() -> None:
    make = Maker(vip=optional(YESNO))
    play = Play(make.script(make.ask("ask", {"yes": "wrap", "gift": "wrap"}, when={"gift": "vip"}), make.wrapup()), {"vip": False})
    for value in ("maybe", "gift", "", "YES", "yes "):
        with pytest.raises(AnswerNotAvailableError):
            play.make(Answer(value))
    assert [answer.value for answer in play.view().answers] == ["yes"]


@pytest.mark.parametrize(("vip", "heading"), [(True, "Your adviser speaking"), (False, "Hello"), (None, "Hello")])
def test_a_step_is_headed_by_words_that_are_said_there(vip: bool | None, heading: str) -> None:
    make = Maker(vip=optional(YESNO))
    greeting = (
        Paragraph(make.text("Hello"), make.expression("not has(vip) || not vip")),
        Paragraph(make.text("Your adviser speaking"), make.expression("vip")),
    )
    play = Play(make.script(replace(make.say("hello", "wrap"), say=greeting), make.wrapup()), {} if vip is None else {"vip": vip})
    assert play.view().title == heading
    assert [words(each) for each in play.view().say] == [heading]


def test_a_condition_on_a_missing_value_counts_as_not_taken_and_is_told() -> None:
    make = Maker(age=optional(NUMBER))
    play = Play(
        make.script(
            make.branch("sort", {"age > 17": "adult"}, "child"), make.say("adult", "wrap"), make.say("child", "wrap"), make.wrapup()
        )
    )
    assert play.step == "child"
    assert [(event.step, event.condition) for event in play.told("condition_unknown")] == [("sort", "age > 17")]


def test_the_first_true_case_of_a_branch_wins() -> None:
    make = Maker(age=optional(NUMBER))
    script = make.script(
        make.branch("sort", {"age > 65": "old", "age > 17": "adult"}, "child"),
        *(make.say(name, "wrap") for name in ("old", "adult", "child")),
        make.wrapup(),
    )
    assert [Play(script, {"age": age}).step for age in ("70", "30", "5")] == ["old", "adult", "child"]


def test_a_scale_takes_its_whole_numbers_only() -> None:
    make = Maker(score=optional(NUMBER))
    script = make.script(make.scale("rate", "wrap", 0, 10, save_as="score"), make.wrapup())
    assert Play(script).make(Answer("10")).run.value("score") == Decimal(10)
    for value in ("11", "-1", "3.5", "１", "ten", "1_0", " 3"):
        with pytest.raises(AnswerNotAvailableError):
            Play(script).make(Answer(value))
    assert [answer.value for answer in Play(script).view().answers] == [str(number) for number in range(11)]


def test_a_form_sets_its_variables_typed() -> None:
    make = Maker(amount=optional(MONEY), on=optional(DATE))
    form = make.form("fill", "wrap", make.field("amount", MONEY, required=True), make.field("on", DATE))
    play = Play(make.script(form, make.wrapup())).make(SubmitForm({"amount": "12.50", "on": "2026-12-01"}))
    assert str(play.run.value("amount")) == "12.50 CNY"
    assert str(play.run.value("on")) == "2026-12-01"
    assert play.step == "wrap"


def test_a_wrong_form_changes_nothing_and_names_every_field() -> None:
    make = Maker(amount=optional(MONEY), on=optional(DATE))
    form = make.form("fill", "wrap", make.field("amount", MONEY, required=True), make.field("on", DATE, minimum="today()"))
    play = Play(make.script(form, make.wrapup()))
    with pytest.raises(FieldsWrongError) as refused:
        play.make(SubmitForm({"on": "2020-01-01"}))
    assert refused.value.fields == {"amount": "required", "on": "too_small"}
    assert play.run.turn == 0


def test_sensitive_fields_are_not_in_events() -> None:
    make = Maker(code=optional(TEXT))
    form = make.form("fill", "wrap", make.field("code", TEXT, sensitive=True))
    play = Play(make.script(form, make.wrapup())).make(SubmitForm({"code": "secret"}))
    (event,) = play.told("form_submitted")
    assert dict(event.values) == {"code": None}
    assert play.run.value("code") == "secret"


def test_wrapping_up_ends_the_run_with_a_listed_code() -> None:
    make = Maker(pain=optional(enum("slow", "price")))
    ask = make.ask("why", {"slow": "wrap", "price": "wrap"}, save_as="pain")
    play = Play(make.script(ask, make.wrapup(suggest={'pain == "slow"': "sold"}))).make(Answer("slow"))
    assert play.view().dispositions[0] == play.view().suggested == "sold"
    with pytest.raises(UnknownDispositionError):
        play.make(WrapUp("nonsense"))
    play.make(WrapUp("other"))
    assert (play.run.status, play.run.disposition) == ("done", "other")
    (event,) = play.told("wrapped_up")
    assert (event.disposition, event.suggested) == ("other", "sold")
    for late in (Back(), WrapUp("sold"), HungUp()):
        with pytest.raises(RunEndedError):
            play.make(late)


def test_words_are_the_customers_and_labels_the_agents() -> None:
    make = Maker()
    ask = make.ask("why", {"yes": "wrap"})
    play = Play(make.script(ask, make.wrapup()), language="zh")
    shown = play.view("en")
    assert words(shown.question) == "“Which?”"
    assert words(shown.answers[0].label) == "Yes"


def test_a_missing_value_is_a_marked_part_of_the_text() -> None:
    make = Maker(plan=optional(TEXT))
    play = Play(make.script(make.say("hello", "wrap", "Your plan is ${plan}."), make.wrapup()))
    (paragraph,) = play.view().say
    assert [part.kind for part in paragraph] == ["text", "missing", "text"]
