"""The workbench of one move: a run taken apart, changed step by step, and put together as the next run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.connectors.catalogue_records import CUSTOMER
from flows.publishing.bundle import Bundle
from flows.runs.events import AttributeAnswered, ConditionUnknown, Event, Happened, RunStopped, StepEntered, ValueIgnored
from flows.runs.limits import VISITS
from flows.runs.run import FALLBACK_STEP, Arrival, Asked, Frame, Presentation, Run
from flows.runs.variables import known_zone, record_variables, starting_values, typed
from flows.runs.wants import Want
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.script import Script, Way
from scripts_dsl.values import BadValueError


@dataclass(frozen=True, slots=True)
class WayTaken:
    """A way on that a move took, of the step, exit or objection of that script."""

    script: str
    way: Way


class Walk:
    """A run while a move is being made; nothing of it outlives the move.

    `at`: the frame that is worked in · `waiting`: the move ends here for an answer of the outside · everything else is named as in Run.
    """

    def __init__(self, run: Run, bundle: Bundle, now: datetime) -> None:
        self.before = run
        self.bundle = bundle
        self.now = now
        self.zone = ZoneInfo(run.zone)
        self.frames = list(run.frames)
        self.path = list(run.path)
        self.trail = list(run.trail)
        self.offers = list(run.offers)
        self.ticks = list(run.ticks)
        self.asked = list(run.asked)
        self.at = run.path[run.trail[-1]].frame if run.trail else 0
        self.waiting = run.status == "waiting"
        self.given = run.given
        self.zone_name = run.zone
        self.language = run.language
        self.objection = run.objection
        self.shown = run.shown
        self.verified = run.verified
        self.hung_up = run.hung_up
        self.left_by = run.left_by
        self.stopped = run.stopped
        self.automatic = run.automatic
        self.trouble: str | None = None
        self.disposition = run.disposition
        self.returned = run.returned
        self.events: list[Event] = []
        self.wants: list[Want] = []
        self.ways: list[WayTaken] = []
        self._environment: Environment | None = None

    # Where the walk stands

    @property
    def frame(self) -> Frame:
        """The call of a script that is worked in."""
        return self.frames[self.at]

    @property
    def script(self) -> Script:
        """The script that is worked in."""
        return self.bundle.script_named(self.frames[self.at].script)

    @property
    def number(self) -> int:
        """The number of the present arrival."""
        return self.trail[-1]

    @property
    def arrival(self) -> Arrival:
        """The present arrival."""
        return self.path[self.trail[-1]]

    @property
    def presentation(self) -> Presentation | None:
        """The offer put to the customer at the present arrival."""
        return next((each for each in reversed(self.offers) if each.arrival == self.number), None)

    @property
    def environment(self) -> Environment:
        """What the script's expressions see now."""
        if self._environment is None:
            self._environment = environment_of(self.frame, self.offer_values(), self.now, self.zone)
        return self._environment

    def environment_at(self, visit: int) -> Environment:
        """What the expressions of an earlier step see, as things stand now."""
        frame = self.path[visit].frame
        return self.environment if frame == self.at else environment_of(self.frames[frame], self.offer_values(), self.now, self.zone)

    def offer_values(self) -> dict[str, object] | None:
        """The variable `offer`."""
        if self.shown is None:
            return None
        last = self.offers[self.shown]
        return last.offer.values(self.language, last.reason)

    def stand(self, frame: int) -> None:
        """Work in that frame from here on."""
        self.at = frame
        self._environment = None

    @property
    def awaited(self) -> Asked | None:
        """The action that the agent waits for."""
        return next((each for each in reversed(self.asked) if each.arrival == self.number), None) if self.waiting else None

    def passed(self, value: Expression | Phrase, item: Mapping[str, object] | None = None) -> object:
        """What an argument passes on; `item` is the present one of a repeated call."""
        environment = self.environment
        if item is not None:
            environment = replace(environment, variables={**environment.variables, **item})
        if isinstance(value, Expression):
            return value.evaluate(environment)
        return value.text(environment, self.language, missing="")

    # What happens

    def tell(self, event: type[Happened], **facts: Any) -> None:
        """Add an event, of the present step unless `script` and `step` say otherwise."""
        place = {"script": self.frames[self.at].script, "step": self.path[self.trail[-1]].step if self.trail else ""}
        self.events.append(event(**{**place, **facts}))

    def holds(self, condition: Expression | None) -> bool:
        """Whether a condition holds; unknown counts as not taken and is told."""
        if condition is None:
            return True
        verdict = condition.test(self.environment)
        if verdict is None:
            self.tell(ConditionUnknown, condition=condition.source, line=condition.at.line)
        return verdict is True

    def ignored(self, names: list[str]) -> None:
        """Tell which values from outside did not fit."""
        for name in names:
            self.tell(ValueIgnored, name=name)

    # What changes

    def change_frame(self, **changes: Any) -> None:
        """Replace fields of the frame that is worked in."""
        self.frames[self.at] = replace(self.frames[self.at], **changes)
        self._environment = None

    def assign(self, values: Mapping[str, object]) -> None:
        """Set variables of the present call."""
        if values:
            self.change_frame(variables={**self.frame.variables, **values})

    def answer(self, step: str, kept: object, values: Mapping[str, object]) -> None:
        """Set the variables that were answered at a step; `kept` is what Back shows.

        An answer named like a custom attribute of the customer is written to it.
        """
        self.change_frame(
            answers={**self.frame.answers, step: kept}, variables={**self.frame.variables, **values} if values else self.frame.variables
        )
        for name in values:
            if name in self.bundle.custom_attributes:
                self._write_attribute(name, values[name])

    def _write_attribute(self, name: str, value: object) -> None:
        """Set a field of the customer in every script that reads it, unless the answer is of another type."""
        try:
            value = typed(value, self.bundle.custom_attributes[name], self.zone, self.before.currency)
        except BadValueError:
            self.ignored([name])
            return
        for index, frame in enumerate(self.frames):
            holders = record_variables(self.bundle.script_named(frame.script), CUSTOMER.name)
            changed = {each: _with_field(frame.variables.get(each), name, value) for each in holders}
            self.frames[index] = replace(frame, variables={**frame.variables, **changed})
        self.given = {**self.given, CUSTOMER.name: _with_field(self.given.get(CUSTOMER.name), name, value)}
        self._environment = None
        self.tell(AttributeAnswered, record=CUSTOMER.name, attribute=name, value=value)

    def change_offer(self, number: int, **changes: Any) -> Presentation:
        """Replace fields of a presentation."""
        self.offers[number] = replace(self.offers[number], **changes)
        self._environment = None
        return self.offers[number]

    def show_offer(self, number: int) -> None:
        """Make that presentation the variable `offer`."""
        self.shown = number
        self._environment = None

    def speak(self, language: str) -> None:
        """Speak that language to the customer."""
        self.language = language
        self._environment = None

    def move_to_zone(self, name: str) -> None:
        """Let `today` be that of another zone; an unknown one changes nothing."""
        zone = known_zone(name)
        if zone is None:
            self.ignored(["zone"])
        else:
            self.zone, self.zone_name = zone, name

    def give(self, records: Mapping[str, object]) -> None:
        """Let every open and finished call see these records instead of the former ones."""
        self.given = {**self.given, **records}
        for index, frame in enumerate(self.frames):
            values, refused = starting_values(
                self.bundle.script_named(frame.script), records, {}, self.zone, self.before.currency, main=index == 0
            )
            self.ignored(refused)
            self.frames[index] = replace(frame, variables={**frame.variables, **values})
        self._environment = None

    # Ways on

    def take(self, way: Way) -> str:
        """The step that a way leads to, noted as taken."""
        self.ways.append(WayTaken(self.frame.script, way))
        return way.target

    def arrive(self, step: str) -> None:
        """Stand at a step of the present script, going forward."""
        visit = self.frame.visits.get(step, 0) + 1
        self.change_frame(visits={**self.frame.visits, step: visit})
        self.trail.append(len(self.path))
        self.path.append(Arrival(self.at, step, visit, self.now))
        self.waiting = False
        self.objection = None
        self.tell(StepEntered, visit=visit)

    def to_wrapup(self) -> str:
        """The step where the main script is wrapped up."""
        self.stand(0)
        wrapup = self.bundle.wrapup
        return self.stop("no_wrapup") if wrapup is None else wrapup.id

    def stop(self, code: str) -> str:
        """The fallback step: the script cannot go on, the call can still be closed."""
        self.tell(RunStopped, code=code)
        self.stopped = code
        self.stand(0)
        return FALLBACK_STEP

    @property
    def is_long(self) -> bool:
        """True when the run has made all the visits it may."""
        return len(self.path) >= VISITS

    def run(self) -> Run:
        """The run as it stands now, one turn after the one before."""
        return Run(
            bundle=self.bundle.reference,
            turn=self.before.turn + 1,
            status=self._status(),
            language=self.language,
            zone=self.zone_name,
            currency=self.before.currency,
            given=self.given,
            frames=tuple(self.frames),
            path=tuple(self.path),
            trail=tuple(self.trail),
            objection=self.objection,
            offers=tuple(self.offers),
            shown=self.shown,
            ticks=tuple(self.ticks),
            asked=tuple(self.asked),
            verified=self.verified,
            hung_up=self.hung_up,
            left_by=self.left_by,
            stopped=self.stopped,
            automatic=self.automatic,
            trouble=self.trouble,
            disposition=self.disposition,
            returned=self.returned,
        )

    def _status(self) -> Any:
        if self.disposition is not None or self.returned is not None:
            return "done"
        if self.stopped is not None:
            return "stopped"
        return "waiting" if self.waiting else "active"


def environment_of(frame: Frame, offer: dict[str, object] | None, now: datetime, zone: ZoneInfo) -> Environment:
    """What the expressions of a frame's script see."""
    return Environment({**frame.variables, "offer": offer}, now, zone, frame.visits)


def _with_field(record: object, name: str, value: object) -> dict[str, object]:
    """The record with one field set."""
    return {**(record if isinstance(record, Mapping) else {}), name: value}
