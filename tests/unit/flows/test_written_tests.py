"""The test written from a walk repeats it: any walk of any script, printed, read again, runs green."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.runs.moves import ActionResult, ChangeLanguage, GoToWrapUp, HungUp, LeaveObjection, Move, OfferChosen, TakeExit
from flows.runs.wants import ChooseOffer
from flows.script_tests.running import run_tests
from flows.script_tests.writing import Walked, write_file
from tests.unit.flows.playing import FIBRE, Play
from tests.unit.flows.random_moves import fitting
from tests.unit.flows.random_scripts import scripts
from tests.unit.flows.small_scripts import NOW, TEST_CATALOGUE


@settings(max_examples=120, deadline=None)
@given(scripts(), st.data())
def test_a_random_walk_written_as_a_test_runs_green(script: Any, data: st.DataObject) -> None:
    play = Play(script, {"text": "some text", "number": "3"})
    for _ in range(data.draw(st.integers(0, 30))):
        if play.run.status == "done":
            break
        play.make(*unusual(play, data.draw) or [possible(play, fitting(play, data.draw))])
    while play.run.status == "waiting" and play.run.awaited is None:  # offers are chosen in the transaction that wants them
        play.make(possible(play, OfferChosen(FIBRE)))
    walked = Walked(
        bundle=play.bundle,
        now=NOW,
        language="en",
        currency="CNY",
        given={"text": "some text", "number": "3"},
        moves=[each for each, _ in play.moves],
    )
    text = write_file(walked, "a walk")
    report = run_tests(script, text, TEST_CATALOGUE)
    assert report.problems == (), (text, [each.message() for each in report.problems])
    assert report.is_green, (text, [each.failures for each in report.outcomes])


def unusual(play: Play, draw: Any) -> list[Move]:
    """Now and then what the phone, a hasty agent or a slow outside does."""
    if draw(st.integers(0, 5)) or (play.run.status == "waiting" and play.run.awaited is None):
        return []
    awaited = play.run.awaited
    late = [each for each in play.run.asked if each.state == "asked" and each.action == "test.look" and each != awaited][:1]
    found: list[Move] = [HungUp(), ChangeLanguage("zh"), *(ActionResult(each.key, "A2") for each in late)]
    found += [GoToWrapUp()] if play.step != "wrap" and play.run.stopped is None else []
    found += [TakeExit("do_not_call")] if play.run.stopped is None else []
    found += [LeaveObjection()] if play.run.objection is not None else []
    return [draw(st.sampled_from(found))]


def possible(play: Play, made: Move) -> Move:
    """The move, as the live outside would make it: an error that the action can give, the offer that the step names."""
    if isinstance(made, ActionResult) and made.error is not None:
        kinds = TEST_CATALOGUE.actions[next(each.action for each in play.run.asked if each.key == made.key)].error_kinds
        return made if made.error in kinds else replace(made, error="timeout")
    if isinstance(made, OfferChosen) and made.offer is not None:
        want = next(each for each in play.last.wants if isinstance(each, ChooseOffer))
        return OfferChosen(FIBRE) if want.offer is not None else made
    return made
