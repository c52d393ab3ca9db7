"""The versions of a text: one is live, none ever changes, and what is withdrawn is not made live again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import ConflictError, NotFoundError, Refusal
from flows.publishing.shelf import Shelf, Version, shelf_of

THREE = Shelf().published("a").published("b").published("c")


def test_the_newest_published_is_live_and_the_one_before_retired() -> None:
    assert [(each.number, each.is_live) for each in THREE.versions] == [(1, False), (2, False), (3, True)]


def test_rolling_back_publishes_the_old_text_under_a_new_number() -> None:
    old = THREE.to_roll_back_to(1)
    again = THREE.published(old.sha256, rolled_back_to=1)
    assert again.live == Version(4, "a", is_live=True, rolled_back_to=1)


def test_the_live_version_is_neither_rolled_back_to_nor_withdrawn() -> None:
    for act in (THREE.to_roll_back_to, THREE.withdrawn):
        with pytest.raises(ConflictError, match="is_live"):
            act(3)


def test_a_step_of_the_live_version_may_be_withdrawn() -> None:
    assert THREE.withdrawn(3, "price").numbered(3).withdrawn_steps == {"price"}


def test_what_is_withdrawn_is_not_rolled_back_to_until_it_is_given_back() -> None:
    gone = THREE.withdrawn(1)
    with pytest.raises(ConflictError, match="is_withdrawn"):
        gone.to_roll_back_to(1)
    assert gone.given_back(1).to_roll_back_to(1).sha256 == "a"


def test_nothing_is_withdrawn_twice_or_given_back_unwithdrawn() -> None:
    with pytest.raises(ConflictError, match="is_withdrawn"):
        THREE.withdrawn(1).withdrawn(1)
    with pytest.raises(NotFoundError):
        THREE.given_back(1)
    with pytest.raises(NotFoundError):
        THREE.given_back(1, "price")


def test_two_live_versions_are_our_mistake() -> None:
    with pytest.raises(AssertionError):
        shelf_of([Version(1, "a", is_live=True), Version(2, "b", is_live=True)])


@given(
    st.lists(st.tuples(st.sampled_from(["publish", "roll_back", "withdraw", "give_back"]), st.integers(0, 6), st.sampled_from(["", "s"])))
)
def test_whatever_is_tried_numbers_and_texts_stand_and_one_is_live(tried: list[tuple[str, int, str]]) -> None:
    shelf, texts = Shelf(), dict[int, str]()
    for what, number, step in tried:
        try:
            match what:
                case "publish":
                    shelf = shelf.published(f"text {number}")
                case "roll_back":
                    shelf = shelf.published(shelf.to_roll_back_to(number).sha256, rolled_back_to=number)
                case "withdraw":
                    shelf = shelf.withdrawn(number, step)
                case _:
                    shelf = shelf.given_back(number, step)
        except Refusal:
            continue
        for each in shelf.versions:
            assert texts.setdefault(each.number, each.sha256) == each.sha256
        assert [each.number for each in shelf.versions] == list(range(1, shelf.newest + 1))
        assert shelf.live is not None
        assert not shelf.live.is_withdrawn
