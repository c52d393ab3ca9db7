"""What a simulation counts: every step and way on, how calls end, how long they take, and what becomes of offers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.publishing.bundle import Bundle
from flows.runs.events import ConditionUnknown, ConsentRecorded, Event, OfferPresented, OfferResponded, OfferSettled, RunStopped, WrappedUp
from flows.runs.run import Run
from flows.runs.walk import WayTaken
from flows.simulation.plan import place_of
from scripts_dsl.script import AGAIN, CallStep, ReturnStep, Script


@dataclass(frozen=True, slots=True)
class WayCount:
    """One way on of a step: where it leads, on which line it stands, how often it was taken."""

    name: str
    target: str
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step: how often it was reached, in how many calls, which ways on were taken, and how it was left otherwise.

    `left`: by "exit.NAME", "hung_up" (without such an exit), "objection.NAME", "end" (the call ended here), "stopped" (a limit) or "stuck"
    (no move fitted).
    """

    place: str
    kind: str
    line: int
    reached: int
    calls: int
    ways: tuple[WayCount, ...]
    left: Mapping[str, int]


@dataclass(slots=True)
class Tally:
    """The counts of a simulation, call by call."""

    bundle: Bundle
    calls: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    reached_in: Counter[str] = field(default_factory=Counter)
    taken: Counter[int] = field(default_factory=Counter)
    left: dict[str, Counter[str]] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)
    stops: Counter[str] = field(default_factory=Counter)
    unknown: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    offers: dict[str, Counter[str]] = field(default_factory=dict)
    consents: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)
    steps: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def ways(self, taken: Sequence[WayTaken]) -> None:
        """Count the ways on of a turn; those of exits and objections are counted where they were left by."""
        self.taken.update(id(each.way) for each in taken)

    def leave(self, place: str, how: str) -> None:
        """Count a step that was left other than by a way on of its own."""
        self.left.setdefault(place, Counter())[how] += 1

    def events(self, events: Sequence[Event]) -> None:
        """Count what a turn made happen."""
        for event in events:
            match event:
                case OfferPresented():
                    self._offer(event.offer)["presented"] += 1
                case OfferResponded():
                    self._offer(event.offer)[event.response] += 1
                case OfferSettled():
                    self._offer(event.offer)[event.settlement] += 1
                case ConsentRecorded():
                    self.consents["given" if event.given else "refused"] += 1
                case WrappedUp():
                    self.suggested[event.suggested or ""] += 1
                case RunStopped():
                    self.stops[event.code] += 1
                case ConditionUnknown():
                    self.unknown[place_of(self.bundle.script.name, event.script, event.step), event.line, event.condition] += 1

    def call(self, run: Run, seen: int, seconds: float, end: str) -> None:
        """Count a call that is over: the steps where it stood, and sub-scripts that it never came back from."""
        self.calls += 1
        self.ends[end] += 1
        self.steps.append(seen)
        self.seconds.append(seconds)
        main = self.bundle.script.name
        places = [place_of(main, run.frames[each.frame].script, each.step) for each in run.path]
        self.reached.update(places)
        self.reached_in.update(set(places))

    def _offer(self, key: str) -> Counter[str]:
        return self.offers.setdefault(key, Counter())

    def step_counts(self) -> tuple[StepCount, ...]:
        """Every step of the script and its sub-scripts in their order, then the built-in ones that were reached."""
        main = self.bundle.script
        written = [each for script in (main, *main.subscripts.values()) for each in self._of_script(script)]
        others = self.reached.keys() - {each.place for each in written}
        return (*written, *(self._built_in(place) for place in sorted(others)))

    def _built_in(self, place: str) -> StepCount:
        """The opt-out, which leads to the wrap-up, or the fallback, where calls end that passed a limit."""
        left = Counter(self.left.get(place, {}))
        left["wrap-up"] = self.reached[place] - left.total()
        return StepCount(place, place.rpartition("/")[2], 0, self.reached[place], self.reached_in[place], (), dict(+left))

    def _of_script(self, script: Script) -> list[StepCount]:
        found = []
        for step in script.steps.values():
            place = place_of(self.bundle.script.name, script.name, step.id)
            ways = tuple(WayCount(way.name, way.target, way.at.line, self.taken[id(way)]) for way in dict.fromkeys(step.ways()))
            left = Counter(self.left.get(place, {}))
            if isinstance(step, CallStep):
                # a call is left otherwise when the sub-script was: its own steps say how
                missing = self.reached[place] - sum(each.count for each in ways if each.target != AGAIN) - left.total()
                left["inside"] += missing
            elif isinstance(step, ReturnStep):
                left["return"] += self.reached[place] - left.total()
            found.append(StepCount(place, step.kind, step.at.line, self.reached[place], self.reached_in[place], ways, dict(+left)))
        return found


def summary(numbers: Sequence[float]) -> dict[str, float]:
    """The mean, the median, the ninth decile and the greatest of some numbers."""
    ordered = sorted(numbers)
    if not ordered:
        return {"mean": 0.0, "median": 0.0, "p90": 0.0, "most": 0.0}
    return {
        "mean": round(sum(ordered) / len(ordered), 1),
        "median": round(ordered[len(ordered) // 2], 1),
        "p90": round(ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)], 1),
        "most": round(ordered[-1], 1),
    }


def to_json(tally: Tally) -> dict[str, Any]:
    """The counts as JSON; the list under `ways` is what a simulation takes back as its history."""
    steps = tally.step_counts()
    share = 1 / tally.calls if tally.calls else 0.0
    return {
        "script": tally.bundle.script.name,
        "calls": tally.calls,
        "ends": dict(tally.ends),
        "steps_to_end": summary(tally.steps),
        "seconds_to_end": summary(tally.seconds),
        "steps": [
            {
                "step": each.place,
                "kind": each.kind,
                "line": each.line,
                "count": each.reached,
                "calls": each.calls,
                "share": round(each.calls * share, 4),
                "left": dict(each.left),
            }
            for each in steps
        ],
        "ways": [
            {
                "step": step.place,
                "way": way.name,
                "to": way.target,
                "line": way.line,
                "count": way.count,
                "share": round(way.count / step.reached, 4) if step.reached else 0.0,
            }
            for step in steps
            for way in step.ways
        ],
        "offers": {key: dict(counts) for key, counts in sorted(tally.offers.items())},
        "consents": dict(tally.consents),
        "suggested": {code: count for code, count in tally.suggested.most_common() if code},
        "not_suggested": tally.suggested[""],
        "limits": dict(tally.stops),
        "unknown_conditions": [
            {"step": place, "line": line, "condition": condition, "count": count}
            for (place, line, condition), count in tally.unknown.most_common()
        ],
    }
