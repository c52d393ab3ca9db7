"""Shares and their intervals agree with published figures, and never claim what few cases cannot show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shares import ENOUGH, Share, difference

COUNTS = st.integers(0, 400).flatmap(lambda total: st.builds(Share, st.integers(0, total), st.just(total)))


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(count: int, total: int, low: float, high: float) -> None:
    assert Share(count, total).interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe (1998), Interval estimation for the difference between independent proportions, table II, method 10.
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(one: Share, other: Share, low: float, high: float) -> None:
    found = difference(one, other)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(share=COUNTS)
def test_the_figure_lies_in_its_interval(share: Share) -> None:
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


@given(one=COUNTS, other=COUNTS)
def test_a_difference_turned_round_is_its_opposite(one: Share, other: Share) -> None:
    there, back = difference(one, other), difference(other, one)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
    assert there.is_seen == back.is_seen


@given(one=COUNTS, other=COUNTS)
def test_few_cases_never_show_a_difference(one: Share, other: Share) -> None:
    if min(one.total, other.total) < ENOUGH:
        assert not difference(one, other).is_seen
