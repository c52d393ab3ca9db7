"""How long people talk, wait and let it ring: draws from distributions, each from one number of the dice.

Fitted by us on 64,943 calls of a bank's call centre in January and February 1999 (Technion, "Anonymous Bank"; analysed in L. Brown,
N. Gans, A. Mandelbaum and others, "Statistical Analysis of a Telephone Call Center: A Queueing-Science Perspective", Journal of the
American Statistical Association 100, 2005, who found service times log-normal):

* talk, regular service, over 10 s: log-normal, median 133 s, spread (deviation of the logarithm) 0.87; 37,016 calls;
* patience: exponential with a mean of 357 s, the waiting of all who waited divided by the number of those who gave up, which is the
  maximum-likelihood estimate when the patience of the served is cut off by the answer; 34,693 calls.

The ringing times have no such source: a ring cycle is 4 to 6 s, so people answer at about the second ring and machines at the fourth.
"""

import math
from collections.abc import Sequence
from datetime import timedelta
from statistics import NormalDist
from typing import Protocol, TypeVar

TALK_MEDIAN = timedelta(seconds=133)
TALK_SPREAD = 0.87
PATIENCE_MEAN = timedelta(seconds=357)
PICKS_UP_MEDIAN, PICKS_UP_SPREAD = timedelta(seconds=8), 0.4
MACHINE_MEDIAN, MACHINE_SPREAD = timedelta(seconds=19), 0.1
RINGS_BACK_MEDIAN, RINGS_BACK_SPREAD = timedelta(seconds=40), 0.5

NORMAL = NormalDist()
SMALLEST = 1e-12  # dice may show 0, whose logarithm is nowhere

T = TypeVar("T")


class Chance(Protocol):
    """Dice: all the simulator needs of them."""

    def random(self) -> float:
        """A number from 0 up to, and without, 1."""
        ...


def lognormal(chance: Chance, median: timedelta, spread: float) -> timedelta:
    """A time of which half are below the median and whose logarithm has that deviation."""
    return median * math.exp(spread * NORMAL.inv_cdf(max(chance.random(), SMALLEST)))


def exponential(chance: Chance, mean: timedelta) -> timedelta:
    """A time without memory: how long one has waited tells nothing of how long one still will."""
    return mean * -math.log(max(chance.random(), SMALLEST))


def happens(chance: Chance, share: float) -> bool:
    """Whether something happens that does in that share of cases; no dice are thrown for never."""
    return share > 0 and chance.random() < share


def one_of(chance: Chance, weighted: Sequence[tuple[T, float]]) -> T:
    """One of these, each in proportion to its weight. Raises ValueError when nothing has any."""
    drawn = chance.random() * sum(weight for _, weight in weighted)
    for choice, weight in weighted:
        if drawn < weight:
            return choice
        drawn -= weight
    raise ValueError("nothing to choose from")
