"""Actions of a run: asked once, their result used wherever it is still waited for, kept wherever it is not."""

import pytest

from flows.runs.moves import ActionResult, Answer, Back, CancelAction, Continue, HungUp, WrapUp
from flows.runs.refusals import NotHereError, UnknownActionError
from flows.runs.turn import start
from scripts_dsl.script import Script
from scripts_dsl.types import TEXT, optional
from tests.unit.flows.playing import Play
from tests.unit.flows.small_scripts import NOW, Maker


def looping(action: str = "test.write", once: str = "never", **more: object) -> Script:
    """menu -> act -> after -> menu ..., so that the action can be reached again and again."""
    make = Maker(found=optional(TEXT), key=optional(TEXT))
    return make.script(
        make.ask("menu", {"act": "act", "end": "wrap"}),
        make.do("act", "after", action, {"refused": "refused", "timeout": "slow", "else": "broken"}, save_as="found", once=once, **more),
        *(make.say(name, "menu") for name in ("after", "refused", "slow", "broken")),
        make.wrapup(),
        exits={"hung_up": "wrap"},
    )


def test_the_move_ends_at_the_action_and_wants_it_asked() -> None:
    play = Play(looping("test.look", passing={"key": "key"}), {"key": "K1"}).make(Answer("act"))
    (want,) = play.last.wants
    assert (play.run.status, want.action, dict(want.parameters)) == ("waiting", "test.look", {"key": "K1"})
    assert play.view().action is not None
    with pytest.raises(NotHereError):
        play.make(Continue())


def test_unset_parameters_are_left_out() -> None:
    play = Play(looping(passing={"key": "key"})).make(Answer("act"))
    assert dict(play.last.wants[0].parameters) == {}  # type: ignore[union-attr]


def test_a_result_is_saved_and_leads_on() -> None:
    play = Play(looping()).make(Answer("act")).done("A1001")
    assert (play.step, play.run.value("found"), play.run.status) == ("after", "A1001", "active")
    assert [event.late for event in play.told("action_done")] == [False]


@pytest.mark.parametrize(("error", "step"), [("refused", "refused"), ("timeout", "slow"), ("down", "broken"), ("weird", "broken")])
def test_an_error_takes_its_way_and_is_shown(error: str, step: str) -> None:
    play = Play(looping()).make(Answer("act")).failed(error)
    assert (play.step, play.view().trouble) == (step, error)
    assert play.make(Continue()).view().trouble is None


def test_an_error_without_a_way_goes_on() -> None:
    make = Maker()
    play = Play(make.script(make.do("act", "wrap"), make.wrapup())).failed("refused")
    assert play.step == "wrap"


def test_cancelling_leads_on_and_the_late_result_is_kept() -> None:
    play = Play(looping()).make(Answer("act"))
    key = play.key
    play.make(CancelAction())
    assert (play.step, play.run.trouble) == ("broken", "cancelled")
    play.make(ActionResult(key, "A1001"))
    assert (play.step, play.run.value("found")) == ("broken", "A1001")
    assert play.told("action_done")[0].late
    with pytest.raises(UnknownActionError):
        play.make(ActionResult(key, "A1001"))


def test_a_result_after_the_wrap_up_is_kept_too() -> None:
    play = Play(looping()).make(Answer("act"))
    key = play.key
    play.make(HungUp(), WrapUp("other"), ActionResult(key, "A1001"))
    assert (play.run.status, play.run.value("found")) == ("done", "A1001")


def test_once_in_an_interaction_is_sent_once_and_its_first_result_is_kept() -> None:
    play = Play(looping(once="interaction")).make(Answer("act")).done("A1001").make(Continue(), Answer("act"))
    assert play.step == "after"
    assert play.last.wants == ()
    assert len(play.told("action_asked")) == 1
    assert play.run.value("found") == "A1001"


def test_once_in_an_interaction_keeps_a_refusal_as_well() -> None:
    play = Play(looping(once="interaction")).make(Answer("act")).failed("refused").make(Continue(), Answer("act"))
    assert play.step == "refused"
    assert len(play.told("action_asked")) == 1


def test_once_holds_across_the_runs_of_an_interaction() -> None:
    script = looping(once="interaction")
    first = Play(script).make(Answer("act")).done("A1001")
    second = Play(script, earlier=first.run.asked).make(Answer("act"))
    assert (second.step, second.run.value("found"), second.last.wants) == ("after", "A1001", ())
    still_open = Play(script, earlier=Play(script).make(Answer("act")).run.asked).make(Answer("act"))
    assert (still_open.step, still_open.last.wants) == ("slow", ())


@pytest.mark.parametrize("once", ["never", "visit"])
def test_each_forward_arrival_may_send(once: str) -> None:
    play = Play(looping(once=once)).make(Answer("act")).done("1").make(Continue(), Answer("act")).done("2")
    assert len(play.told("action_asked")) == 2
    assert play.run.value("found") == "2"


def test_going_back_from_the_wait_and_forward_again_joins_the_open_request() -> None:
    play = Play(looping()).make(Answer("act"), Back())
    assert (play.step, play.run.status) == ("menu", "active")
    play.make(Answer("act"))
    assert (play.run.status, play.last.wants) == ("waiting", ())
    assert play.done("A1001").step == "after"
    assert len(play.told("action_asked")) == 1


def test_a_result_that_came_while_the_agent_was_back_is_used_when_the_step_is_reached_again() -> None:
    play = Play(looping()).make(Answer("act"))
    key = play.key
    play.make(Back(), ActionResult(key, "A1001"))
    assert play.step == "menu"
    play.make(Answer("act"))
    assert (play.step, len(play.told("action_asked"))) == ("after", 1)


def test_going_back_never_stands_at_an_action() -> None:
    play = Play(looping()).make(Answer("act")).done("A1001").make(Back())
    assert play.step == "menu"
    assert len(play.told("action_asked")) == 1


def test_a_write_that_timed_out_is_never_sent_again_with_the_same_parameters() -> None:
    play = Play(looping(once="visit")).make(Answer("act")).failed("timeout").make(Continue(), Answer("act"))
    assert (play.step, len(play.told("action_asked"))) == ("slow", 1)


def test_a_question_that_timed_out_may_be_asked_again() -> None:
    play = Play(looping("test.look")).make(Answer("act")).failed("timeout").make(Continue(), Answer("act"))
    assert len(play.told("action_asked")) == 2


def test_the_true_result_after_a_time_out_is_kept() -> None:
    play = Play(looping()).make(Answer("act"))
    key = play.key
    play.make(ActionResult(key, error="timeout"), ActionResult(key, "A1001"))
    assert (play.step, play.run.value("found")) == ("slow", "A1001")


def test_a_required_parameter_that_is_missing_is_not_sent() -> None:
    make = Maker(count=optional(TEXT))
    script = make.script(
        make.do("act", "wrap", "test.strict", {"else": "sorry"}, passing={"count": "count"}), make.say("sorry", "wrap"), make.wrapup()
    )
    for given in ({}, {"count": "many"}):
        play = Play(script, given)
        assert play.step == "sorry"
        assert [event.parameter for event in play.told("action_not_sent")] == ["count"]
    verified = Play(script, {"count": "3"}).done()
    assert verified.run.verified
    assert verified.told("identity_verified")


def test_a_result_that_is_not_as_declared_counts_as_missing() -> None:
    play = Play(looping()).make(Answer("act")).done({"not": "text"})
    assert (play.step, play.run.value("found")) == ("after", None)
    assert play.told("value_ignored")


def test_an_unknown_key_is_refused() -> None:
    play = Play(looping()).make(Answer("act"))
    with pytest.raises(UnknownActionError):
        play.make(ActionResult("other#0", "x"))
    with pytest.raises(NotHereError):
        Play(looping()).make(CancelAction())


def test_the_same_script_started_twice_has_the_same_keys() -> None:
    script = looping()
    again = start(Play(script).bundle, {}, now=NOW, language="en").run
    assert again == Play(script).run
