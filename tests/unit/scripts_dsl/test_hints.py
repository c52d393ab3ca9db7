"""What a hint shows to somebody who guesses: the name that would do, the shape that is wanted."""

from collections.abc import Callable

import pytest

from scripts_dsl.loader import Loaded

Load = Callable[..., Loaded]


def test_asking_for_visits_of_a_step_whose_name_is_none_tells_nothing_more(load: Load, small: str) -> None:
    wrong = small.replace("  mood:\n    ask", "  Mood:\n    ask").replace("has(plan.speed) &&", "visits(mood) > 1 &&")
    assert [(each.code, each.hint_in("en")) for each in load(wrong).errors] == [("S003", "did you mean mood?")]


def test_a_script_name_is_mended(load: Load, small: str) -> None:
    (problem,) = [each for each in load(small.replace("script: small", "script: Gym renewal")).problems if each.code == "S003"]
    assert problem.hint_in("en") == "did you mean gym_renewal?"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("    answers: {good: offer, bad: load}", "    answers: [good, bad]", "{yes: offer, no: wrap}"),
        ("plan: bss.plan?", "plan: [slow, fast]", "{enum: [a, b]}"),
    ],
)
def test_what_has_the_wrong_shape_is_shown_the_right_one(load: Load, small: str, old: str, new: str, shown: str) -> None:
    assert any(each.code == "S003" and shown in each.message() for each in load(small.replace(old, new)).problems)
