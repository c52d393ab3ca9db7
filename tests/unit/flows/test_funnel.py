"""A funnel tells where calls came and where they left, and accuses no step of what chance does."""

from collections.abc import Sequence

from flows.funnel import Figure, Funnel, Group, Place, funnel_of
from flows.shares import ENOUGH, Share

SCRIPT = "moving"


def entered(step: str, count: int, seconds: float = 10) -> Figure:
    return Figure("entered", SCRIPT, step, "", count, 0, seconds, seconds * 3)


def ended(step: str, count: int, cut: int) -> Figure:
    return Figure("calls", SCRIPT, step, "", count, cut)


def funnel(*figures: Figure, calls: int = 100, closing: Sequence[Place] = ()) -> Funnel:
    """The funnel of so many calls: those that are not said to have ended elsewhere came to the end."""
    elsewhere = sum(each.count for each in figures if each.what == "calls")
    return funnel_of([Figure("calls", SCRIPT, "the_end", "", calls - elsewhere, 0), *figures], closing)


def test_no_calls_make_an_empty_funnel() -> None:
    empty = funnel_of([])
    assert (empty.calls, empty.steps, empty.worst, empty.finished.value) == (0, (), (), 0.0)


def test_steps_stand_by_how_many_calls_reached_them() -> None:
    found = funnel(entered("b", 40), entered("a", 100), entered("c", 60))
    assert [(each.step, each.reached) for each in found.steps] == [("a", Share(100, 100)), ("c", Share(60, 100)), ("b", Share(40, 100))]


def test_a_call_that_ended_at_the_end_did_not_leave() -> None:
    found = funnel(entered("wrap", 80), ended("wrap", 80, 0)).at(SCRIPT, "wrap")
    assert found is not None
    assert (found.ended, found.left) == (Share(80, 80), Share(0, 80))


def test_who_hangs_up_at_the_closing_words_is_not_lost() -> None:
    found = funnel(
        entered("ask", 100), entered("goodbye", 60), ended("ask", 40, 40), ended("goodbye", 50, 50), closing=[(SCRIPT, "goodbye")]
    )
    goodbye = found.at(SCRIPT, "goodbye")
    assert goodbye is not None
    assert (goodbye.ended, goodbye.left, found.finished) == (Share(50, 60), Share(0, 60), Share(60, 100))


def test_a_team_is_told_by_all_its_calls_wherever_they_ended() -> None:
    of_team = [Figure("team", SCRIPT, "ask", "north", 10, 10, 300.0), Figure("team", SCRIPT, "wrap", "north", 30, 0, 3700.0)]
    assert funnel(*of_team).teams == (Group("north", Share(30, 40), 100.0),)


def test_answers_and_ways_are_of_the_calls_at_the_step() -> None:
    found = funnel(
        entered("ask", 50),
        Figure("answered", SCRIPT, "ask", "yes", 30, 0),
        Figure("answered", SCRIPT, "ask", "no", 10, 0),
        Figure("went", SCRIPT, "ask", f"{SCRIPT}/offer", 30, 0),
        Figure("answered", SCRIPT, "elsewhere", "yes", 1, 0),
    ).at(SCRIPT, "ask")
    assert found is not None
    assert [(each.to, each.share.count, each.share.total) for each in found.answers] == [("yes", 30, 50), ("no", 10, 50)]
    assert [each.to for each in found.ways] == [f"{SCRIPT}/offer"]


def test_an_offer_presented_at_two_steps_counts_together() -> None:
    found = funnel(Figure("offer", SCRIPT, "a", "router", 20, 5), Figure("offer", SCRIPT, "b", "router", 10, 1))
    assert [(each.key, each.accepted) for each in found.offers] == [("router", Share(6, 30))]


def test_a_step_that_loses_many_is_among_the_worst() -> None:
    found = funnel(entered("greet", 100), ended("greet", 2, 2), entered("price", 98), ended("price", 40, 40), entered("wrap", 58))
    assert [each.step for each in found.worst] == ["price"]


def test_a_step_of_few_calls_is_never_among_the_worst() -> None:
    found = funnel(entered("greet", 100), entered("rare", ENOUGH - 1), ended("rare", ENOUGH - 1, ENOUGH - 1))
    assert found.worst == ()


def test_steps_that_lose_alike_are_not_ranked() -> None:
    steps = [each for name in "abcd" for each in (entered(name, 100), ended(name, 6, 6))]
    assert funnel(*steps).worst == ()
