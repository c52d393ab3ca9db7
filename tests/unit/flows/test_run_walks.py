"""Any script, any moves: a run never breaks, never loses an answer, and is what its moves make of it."""

from collections import Counter
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.runs.moves import ActionResult, Back, Jump, move_from_json, move_to_json
from flows.runs.refusals import MoveRefused
from flows.runs.run import Run
from flows.runs.turn import replay
from scripts_dsl.script import DoStep, Script
from tests.unit.flows.playing import Play
from tests.unit.flows.random_moves import anything, fitting
from tests.unit.flows.random_scripts import scripts
from tests.unit.flows.small_scripts import NOW

SETTINGS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
GIVEN = {"texts": ["x", "y"], "number": "4"}


def judge(before: Run, play: Play, made: Any) -> None:
    """What holds after every move."""
    run = play.run
    assert run.turn == before.turn + 1
    assert Run.from_json(orjson.loads(orjson.dumps(run.to_json()))) == run
    for event in play.last.events:
        orjson.dumps(event.to_json())
    assert run.path[: len(before.path)] == before.path
    assert len({each.key for each in run.asked}) == len(run.asked)
    if isinstance(made, Back | Jump):
        assert run.path == before.path
        assert [frame.answers for frame in run.frames] == [frame.answers for frame in before.frames]
        assert [frame.variables for frame in run.frames] == [frame.variables for frame in before.frames]
        assert not play.last.wants
    for frame, former in zip(run.frames, before.frames, strict=False):
        assert frame.answers.keys() >= former.answers.keys()
    if isinstance(made, ActionResult) and before.awaited is None:
        assert run.step == before.step
    play.view("zh")


def sent_once(play: Play) -> None:
    """No `once: true` step was asked twice, no key was told done twice."""
    asked = Counter(each.once_key for each in play.run.asked)
    for each in play.run.asked:
        assert each.frame is not None
        step = play.bundle.script_named(play.run.frames[each.frame].script).steps[each.step]
        if isinstance(step, DoStep) and step.once == "interaction":
            assert asked[each.once_key] == 1
    accepted = Counter(each.arrival for each in play.run.offers if each.settled == "delivered")
    assert all(count == 1 for count in accepted.values())


@SETTINGS
@given(scripts(), st.data())
def test_any_script_can_be_walked(script: Script, data: st.DataObject) -> None:
    play = Play(script, GIVEN)
    for _ in range(data.draw(st.integers(0, 30), label="moves")):
        if play.run.status == "done":
            break
        before, made = play.run, fitting(play, data.draw)
        play.make(made)  # what the screen offers is never refused
        judge(before, play, made)
    sent_once(play)
    stored = [(move_from_json(made.kind, orjson.loads(orjson.dumps(move_to_json(made)))), at) for made, at in play.moves]
    assert replay(play.bundle, GIVEN, stored, now=NOW, language="en") == play.run


@SETTINGS
@given(scripts(), st.data())
def test_no_move_breaks_a_run(script: Script, data: st.DataObject) -> None:
    play = Play(script, GIVEN)
    for _ in range(data.draw(st.integers(0, 20), label="moves")):
        wild = data.draw(st.booleans(), label="wild") or play.run.status == "done"
        before, made = play.run, anything(play, data.draw) if wild else fitting(play, data.draw)
        try:
            play.make(made)
        except MoveRefused as refused:
            assert refused.code
            assert play.run is before
        else:
            judge(before, play, made)
    sent_once(play)
    assert replay(play.bundle, GIVEN, play.moves, now=NOW, language="en") == play.run
