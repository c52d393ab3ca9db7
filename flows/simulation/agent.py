"""The agent and the customer of a simulated call: at each step the move that fits, and the seconds it takes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random  # noqa: TID251 - the type of the dice that are handed in
from types import MappingProxyType

from flows.fields import is_shown
from flows.publishing.bundle import Bundle
from flows.runs import moves
from flows.runs.leaving import HUNG_UP, open_exits
from flows.runs.moves import Move
from flows.runs.run import SUPPRESS_STEP, Run
from flows.runs.turn import present_step
from flows.runs.walk import Walk
from flows.simulation.drawing import Drawing
from flows.simulation.plan import Plan, place_of
from flows.simulation.values import MadeUp
from flows.steps.wrapup import suggested
from scripts_dsl.catalogue.builtins import DECLINE_REASONS
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.script import AskStep, FormField, FormStep, OfferStep, ReadBackStep, Step, WrapupStep
from scripts_dsl.speech import seconds_aloud

HANDLING = MappingProxyType(
    {"say": 1.0, "ask": 4.0, "form": 2.0, "offer": 6.0, "read_back": 3.0, "wrapup": 20.0, "return": 1.0, "suppress": 1.0, "fallback": 20.0}
)
"""Seconds at a step of each kind beside what is read aloud: the customer's reply and the agent's click. Our assumption, not a measurement:
put your own floor's handle times beside it before you plan shifts with it."""
SECONDS_A_FIELD = 8.0
"""To ask for one field, hear it and type it; an assumption likewise."""
SECONDS_OF_ACTION = 2.0
"""To wait for a system, unless it runs into its time-out."""


class Stop:
    """One step where the call stands: who waits there for whom."""

    def __init__(self, run: Run, bundle: Bundle, now: datetime) -> None:
        self.run = run
        self.walk = Walk(run, bundle, now)
        self.step: Step = present_step(self.walk)
        self.place = place_of(bundle.script.name, self.walk.frame.script, self.step.id)


class SimulatedAgent:
    """Makes the moves that an agent makes for a customer, drawn by dice and history."""

    def __init__(self, plan: Plan, dice: Random, drawing: Drawing) -> None:
        self._rates = plan.leaving
        self._dice = dice
        self._drawing = drawing
        self._values = MadeUp(dice, plan.currency)
        self._aloud: dict[tuple[int, str], float] = {}

    def moves_at(self, stop: Stop) -> list[Move]:
        """What is done at a step until it is left, or the run is wrapped up."""
        walk, step = stop.walk, stop.step
        if walk.stopped is None and not isinstance(step, WrapupStep):
            left = self._left(stop)
            if left is not None:
                return [left]
        match step:
            case AskStep(scale=None):
                open_ = [each.value for each in step.answers if each.when is None or each.when.test(walk.environment) is True]
                return [*self._objection(stop), moves.Answer(self._drawing.draw(stop.place, open_))]
            case AskStep(scale=scale) if scale is not None:
                return [*self._objection(stop), moves.Answer(str(self._dice.randint(scale.first, scale.last)))]
            case FormStep():
                return [*self._objection(stop), moves.SubmitForm(self._fields(stop, step.fields))]
            case OfferStep():
                return [*self._objection(stop), self._response(stop, step)]
            case ReadBackStep():
                given = self._drawing.draw(stop.place, ("given", "refused")) == "given"
                lines = [each for each in step.lines if each.when is None or each.when.test(walk.environment) is True]
                return [*self._objection(stop), *(moves.Tick(each.id) for each in lines if given), moves.Consent(given)]
            case WrapupStep():
                code = suggested(step, walk.environment) or self._dice.choice(step.dispositions)
                return [moves.WrapUp(code, self._fields(stop, step.fields))]
        if walk.stopped is not None:
            return [moves.WrapUp(self._dice.choice(walk.bundle.dispositions or ("stopped",)))]
        return [*self._objection(stop), moves.Continue()]

    def _left(self, stop: Stop) -> Move | None:
        """The customer hangs up or wants out, now and then."""
        thrown = self._dice.random()
        if thrown < self._rates.hang_ups:
            return moves.HungUp()
        if thrown < self._rates.hang_ups + self._rates.exits and stop.step.kind != SUPPRESS_STEP:
            names = [name for name in open_exits(stop.walk) if name != HUNG_UP]
            return moves.TakeExit(self._drawing.draw(stop.place, names)) if names else None
        return None

    def _objection(self, stop: Stop) -> list[Move]:
        """An objection raised and answered, now and then; one with a way of its own leads there instead."""
        if not stop.step.objections or self._dice.random() >= self._rates.objections:
            return []
        name = self._dice.choice(stop.step.objections)
        objection = stop.walk.script.objections[name]
        return [moves.OpenObjection(name), moves.LeaveObjection() if objection.next is None else moves.Continue()]

    def _response(self, stop: Stop, step: OfferStep) -> Move:
        shown = stop.walk.presentation
        if shown is not None and shown.settled in ("delivered", "pending_confirmation") and shown.response is not None:
            return moves.RespondToOffer(shown.response, shown.reason)
        response = self._drawing.draw(stop.place, [each for each in step.outcomes if each != "none"])
        return moves.RespondToOffer(response, self._dice.choice(DECLINE_REASONS.values) if response == "declined" else None)

    def _fields(self, stop: Stop, fields: Iterable[FormField]) -> dict[str, object]:
        environment = stop.walk.environment
        return {each.name: self._values.of_field(each, environment) for each in fields if is_shown(each, environment)}

    # Seconds

    def seconds_at(self, stop: Stop) -> float:
        """How long a step takes: what is read aloud in the customer's language, and the handling of its kind."""
        walk, step = stop.walk, stop.step
        seconds = HANDLING.get(step.kind, 0.0)
        for paragraph in step.say:
            if paragraph.when is None or paragraph.when.test(walk.environment) is True:
                seconds += self._aloud_for(paragraph.text.phrase(walk.language), walk.language)
        if isinstance(step, AskStep):
            seconds += self._aloud_for(step.question.phrase(walk.language), walk.language)
        elif isinstance(step, FormStep):
            seconds += SECONDS_A_FIELD * sum(1 for each in step.fields if is_shown(each, walk.environment))
        elif isinstance(step, ReadBackStep):
            seconds += sum(self._aloud_for(each.text.phrase(walk.language), walk.language) for each in step.lines)
        elif isinstance(step, OfferStep) and not step.say and walk.presentation is not None:
            words = walk.presentation.offer.treatment
            seconds += seconds_aloud(words.get(walk.language) or next(iter(words.values()), ""))
        return seconds

    def seconds_of_objection(self, stop: Stop, name: str) -> float:
        """How long it takes to answer an objection."""
        walk = stop.walk
        said = walk.script.objections[name].say
        return HANDLING["say"] + sum(self._aloud_for(each.text.phrase(walk.language), walk.language) for each in said)

    def _aloud_for(self, phrase: Phrase, language: str) -> float:
        """The seconds of a phrase, counted once."""
        key = id(phrase), language
        if key not in self._aloud:
            self._aloud[key] = seconds_aloud(phrase)
        return self._aloud[key]


def seconds_of_action(error: str | None, timeout: timedelta) -> float:
    """How long the agent waits for a system."""
    return timeout.total_seconds() if error == "timeout" else SECONDS_OF_ACTION
