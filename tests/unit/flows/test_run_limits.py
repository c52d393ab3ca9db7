"""Limits of a run: past one it stands at its fallback, the supervisor is told, the call can be closed."""

import pytest

from flows.runs.limits import AUTOMATIC_STEPS, DEPTH, ROUNDS, VISITS
from flows.runs.moves import Answer, Back, Continue, HungUp, TakeExit, WrapUp
from flows.runs.refusals import MoveRefused, NotHereError, UnknownDispositionError
from scripts_dsl.script import AGAIN, Script
from scripts_dsl.types import TEXT, ListType, optional
from tests.unit.flows.playing import Play
from tests.unit.flows.small_scripts import Maker


def stands_at_fallback(play: Play, code: str) -> None:
    """The run is stopped for that reason and can be wrapped up."""
    assert (play.run.status, play.run.stopped, play.step) == ("stopped", code, "fallback")
    assert [event.code for event in play.told("run_stopped")] == [code]
    shown = play.view()
    assert (shown.kind, shown.stopped) == ("fallback", code)
    for other in (Continue(), Back(), TakeExit("hung_up"), Answer("a")):
        if not isinstance(other, TakeExit):
            with pytest.raises(MoveRefused):
                play.make(other)
    with pytest.raises(UnknownDispositionError):
        play.make(WrapUp(""))
    play.make(HungUp(), WrapUp(shown.dispositions[0] if shown.dispositions else "anything"))
    assert play.run.status == "done"


def test_branches_that_go_round_stop() -> None:
    make = Maker()
    play = Play(make.script(make.branch("one", {}, "two"), make.branch("two", {}, "one"), make.wrapup()))
    stands_at_fallback(play, "automatic_steps")


def test_as_many_automatic_steps_as_allowed_reach_the_agent() -> None:
    make = Maker()
    chain = [make.branch(f"b{number}", {}, f"b{number + 1}") for number in range(AUTOMATIC_STEPS)]
    play = Play(make.script(*chain, make.say(f"b{AUTOMATIC_STEPS}", "wrap"), make.wrapup()))
    assert play.step == f"b{AUTOMATIC_STEPS}"


def test_an_action_asked_again_and_again_without_the_agent_stops() -> None:
    make = Maker()
    play = Play(make.script(make.do("act", "act"), make.wrapup()))
    for _ in range(AUTOMATIC_STEPS + 1):
        play.done("x")
    stands_at_fallback(play, "automatic_steps")


def test_too_many_visits_stop() -> None:
    make = Maker()
    play = Play(make.script(make.say("round", "round"), make.wrapup()))
    for _ in range(VISITS):
        play.make(Continue())
    stands_at_fallback(play, "visits")


def deep() -> Script:
    make = Maker()
    sub = make.script(make.call("down", "lib/deep", {"ok": "ok"}), make.give_back("ok", "ok"), name="lib/deep")
    return make.script(make.call("down", "lib/deep", {"ok": "wrap"}), make.wrapup(), subscripts=[sub])


def test_scripts_inside_scripts_stop_at_the_depth() -> None:
    play = Play(deep())
    assert len(play.run.frames) == DEPTH
    stands_at_fallback(play, "depth")


def test_too_long_a_list_stops_before_its_first_round() -> None:
    make = Maker()
    sub = make.script(make.say("hi", "ok"), make.give_back("ok", "ok"), name="lib/hi")
    main = Maker(names=optional(ListType(TEXT)))
    script = main.script(main.call("each", "lib/hi", {"ok": AGAIN}, each="names", next="wrap"), main.wrapup(), subscripts=[sub])
    stands_at_fallback(Play(script, {"names": ["x"] * (ROUNDS + 1)}), "rounds")
    assert Play(script, {"names": ["x"] * ROUNDS}).step == "hi"


def test_a_script_without_a_wrap_up_can_still_be_closed() -> None:
    make = Maker()
    stands_at_fallback(Play(make.script(make.say("hello", "hello"))).make(HungUp()), "no_wrapup")


def test_a_stopped_run_takes_no_exit() -> None:
    make = Maker()
    play = Play(make.script(make.branch("one", {}, "one"), make.wrapup(), exits={"not_now": "wrap"}))
    with pytest.raises(NotHereError):
        play.make(TakeExit("not_now"))
