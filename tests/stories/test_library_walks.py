"""The shipped scripts walked at random: nothing that the screen offers is refused, and every call can be closed."""

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.runs.moves import GoToWrapUp, WrapUp
from flows.runs.run import Run
from flows.runs.turn import replay
from tests.stories.library import SCRIPTS, bundle
from tests.stories.telling import GIVEN
from tests.unit.flows.playing import Play
from tests.unit.flows.random_moves import fitting
from tests.unit.flows.small_scripts import NOW


@pytest.mark.parametrize("name", SCRIPTS)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_shipped_script_can_be_walked(name: str, data: st.DataObject) -> None:
    play = Play(bundle(name), GIVEN, language="zh")
    for _ in range(data.draw(st.integers(0, 25), label="moves")):
        if play.run.status == "done":
            break
        play.make(fitting(play, data.draw))
    assert play.run.stopped is None
    assert Run.from_json(orjson.loads(orjson.dumps(play.run.to_json()))) == play.run
    assert replay(play.bundle, GIVEN, play.moves, now=NOW, language="zh") == play.run
    if play.run.status != "done":
        if play.view().kind != "wrapup":
            play.make(GoToWrapUp())
        play.make(WrapUp(play.view().dispositions[0]))
    assert play.run.status == "done"
