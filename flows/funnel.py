"""The funnel of a script version: how far real calls came in it, where they ended, and what was answered on the way.

A call counts once for each step, however often it stood there. It *ended* where it stood last, or where the customer hung up or the agent
took an exit. It was *lost* there when it was cut off before the script had come to its closing words.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from flows.shares import Share


@dataclass(frozen=True, slots=True)
class Figure:
    """One count that was made of the calls: what, where, of what, how many; `seconds` and `slow` where time was taken.

    `what` is one of: calls (by where they ended; part: cut off there), entered (seconds: the median stay, slow: the 90th percentile),
    answered (other: the value), went (other: the next step, as SCRIPT/STEP), exited (other: the exit), offer (other: its key; count:
    presented, part: accepted), team and vendor (other: its id; by where the calls ended; part: cut off; seconds: in all).
    """

    what: str
    script: str
    step: str
    other: str
    count: int
    part: int
    seconds: float | None = None
    slow: float | None = None


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """How an offer fared: accepted, of the calls in which it was presented."""

    key: str
    accepted: Share


@dataclass(frozen=True, slots=True)
class Way:
    """A way that calls took from a step, or an answer given there: of all calls that reached the step."""

    to: str
    share: Share


@dataclass(frozen=True, slots=True)
class StepFigures:
    """What happened at one step; `seconds` is the median stay, `slow` what one of ten exceeds; `left`: calls that were lost there."""

    script: str
    step: str
    reached: Share
    left: Share
    ended: Share
    seconds: float | None
    slow: float | None
    answers: tuple[Way, ...] = ()
    ways: tuple[Way, ...] = ()
    exits: tuple[Way, ...] = ()
    offers: tuple[OfferFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The calls of one team or vendor; `seconds` is the mean time in the script."""

    id: str
    finished: Share
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """One version's calls that are over; `steps` by how many calls reached them."""

    calls: int
    finished: Share
    steps: tuple[StepFigures, ...] = ()
    teams: tuple[Group, ...] = ()
    vendors: tuple[Group, ...] = ()
    offers: tuple[OfferFigures, ...] = ()
    worst: tuple[StepFigures, ...] = field(default=())

    def at(self, script: str, step: str) -> StepFigures | None:
        """The figures of one step, None when no call reached it."""
        return next((each for each in self.steps if (each.script, each.step) == (script, step)), None)


Place = tuple[str, str]
"""A script and a step of it."""


def funnel_of(figures: Iterable[Figure], closing: Collection[Place] = ()) -> Funnel:
    """Put the counts together; who hangs up at a place of `closing` has heard all there is to say, and is not lost.

    `worst` are the steps that lose calls more often than the script does on average, chance taken off: the lower end of their
    interval is above the average of all steps. Steps with too few calls are never among them.
    """
    by_kind = _by_kind(figures)
    endings = {(each.script, each.step): each for each in by_kind.get("calls", ())}
    calls, lost = sum(each.count for each in endings.values()), sum(_lost(each, closing) for each in endings.values())
    steps = sorted(_steps(by_kind, endings, calls, closing), key=lambda each: (-each.reached.count, each.script, each.step))
    return Funnel(
        calls=calls,
        finished=Share(calls - lost, calls),
        steps=tuple(steps),
        teams=_groups(by_kind.get("team", ()), closing),
        vendors=_groups(by_kind.get("vendor", ()), closing),
        offers=_all_offers(by_kind.get("offer", ())),
        worst=_worst(steps),
    )


def _lost(figure: Figure, closing: Collection[Place]) -> int:
    return 0 if (figure.script, figure.step) in closing else figure.part


def _by_kind(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    ordered = sorted(figures, key=lambda each: (each.what, each.script, each.step, -each.count, each.other))
    return {what: list(rows) for what, rows in groupby(ordered, key=lambda each: each.what)}


def _steps(
    by_kind: Mapping[str, Sequence[Figure]], endings: Mapping[Place, Figure], calls: int, closing: Collection[Place]
) -> Iterator[StepFigures]:
    for entered in by_kind.get("entered", ()):
        place, reached = (entered.script, entered.step), entered.count
        end = endings.get(place)
        yield StepFigures(
            script=entered.script,
            step=entered.step,
            reached=Share(reached, max(calls, reached)),
            left=Share(min(_lost(end, closing), reached) if end else 0, reached),
            ended=Share(min(end.count, reached) if end else 0, reached),
            seconds=entered.seconds,
            slow=entered.slow,
            answers=_ways(by_kind.get("answered", ()), place, reached),
            ways=_ways(by_kind.get("went", ()), place, reached),
            exits=_ways(by_kind.get("exited", ()), place, reached),
            offers=tuple(_offer(each) for each in by_kind.get("offer", ()) if (each.script, each.step) == place),
        )


def _ways(figures: Iterable[Figure], place: tuple[str, str], reached: int) -> tuple[Way, ...]:
    return tuple(Way(each.other, Share(min(each.count, reached), reached)) for each in figures if (each.script, each.step) == place)


def _offer(figure: Figure) -> OfferFigures:
    return OfferFigures(figure.other, Share(min(figure.part, figure.count), figure.count))


def _all_offers(figures: Iterable[Figure]) -> tuple[OfferFigures, ...]:
    counts: dict[str, tuple[int, int]] = {}
    for each in figures:
        presented, accepted = counts.get(each.other, (0, 0))
        counts[each.other] = (presented + each.count, accepted + min(each.part, each.count))
    return tuple(OfferFigures(key, Share(accepted, presented)) for key, (presented, accepted) in sorted(counts.items()))


def _groups(figures: Iterable[Figure], closing: Collection[Place]) -> tuple[Group, ...]:
    found: dict[str, tuple[int, int, float]] = {}
    for each in figures:
        calls, lost, seconds = found.get(each.other, (0, 0, 0.0))
        found[each.other] = (calls + each.count, lost + _lost(each, closing), seconds + (each.seconds or 0.0))
    return tuple(Group(id, Share(calls - lost, calls), seconds / calls) for id, (calls, lost, seconds) in sorted(found.items()))


def _worst(steps: Iterable[StepFigures]) -> tuple[StepFigures, ...]:
    steps = list(steps)
    visits = sum(each.reached.count for each in steps)
    average = sum(each.left.count for each in steps) / visits if visits else 0.0
    found = [each for each in steps if each.left.is_enough and each.left.interval[0] > average]
    return tuple(sorted(found, key=lambda each: (-each.left.count, each.script, each.step)))
