"""Plays a run against an outside that answers at once: every move is one of the live engine."""

from collections.abc import Collection, Mapping
from datetime import datetime

from flows.publishing.bundle import Bundle
from flows.runs.events import Event
from flows.runs.moves import ActionResult, Move, OfferChosen
from flows.runs.run import Run
from flows.runs.step_view import StepView
from flows.runs.turn import Turn, move, start
from flows.runs.view import view
from flows.runs.walk import WayTaken
from flows.runs.wants import AskAction, ChooseOffer
from flows.script_tests.mocked import is_mock, with_mocks
from flows.script_tests.world import World
from scripts_dsl.testing import Answered


class Player:
    """One run being walked: where it stands, and everything that happened on the way.

    `asked` are the actions that were asked for, in order · `made` every move, those of the outside included ·
    `mocked` the sub-scripts that are not really walked.
    """

    def __init__(self, bundle: Bundle, world: World, now: datetime, language: str, mocked: Collection[str] = ()) -> None:
        self.bundle = with_mocks(bundle, mocked)
        self.mocked = mocked
        self.now = now
        self.language = language
        self.events: list[Event] = []
        self.ways: list[WayTaken] = []
        self.asked: list[AskAction] = []
        self.made: list[Move] = []
        self._world = world
        self._run: Run | None = None

    @property
    def run(self) -> Run:
        """Where the run stands."""
        if self._run is None:
            raise AssertionError("the run was not started")
        return self._run

    def start(self, given: Mapping[str, object], *, zone: str, currency: str, parameters: Mapping[str, object] | None = None) -> None:
        """Begin the run. Raises UntoldError."""
        self._settle(start(self.bundle, given, now=self.now, language=self.language, zone=zone, currency=currency, parameters=parameters))

    def make(self, made: Move) -> None:
        """Make one move, and all that the outside answers to it. Raises MoveRefused, UntoldError."""
        result = move(self.run, self.bundle, made, now=self.now)
        self.made.append(made)
        self._settle(result)

    def view(self) -> StepView:
        """What the agent sees, labels in the language of the walk."""
        return view(self.run, self.bundle, now=self.now, language=self.language)

    def _settle(self, result: Turn) -> None:
        """Keep a turn, and answer what it wants."""
        self._run = result.run
        self.events += result.events
        self.ways += result.ways
        for want in result.wants:
            if isinstance(want, ChooseOffer):
                self.make(OfferChosen(self._world.offer(want)))
            elif is_mock(want.action):
                self.make(ActionResult(want.key, self._world.mocked(want.action)))
            else:
                self.asked.append(want)
                answered = self._world.answer(want)
                if answered is not None:
                    self.make(result_of(want.key, answered))


def result_of(key: str, answered: Answered) -> ActionResult:
    """The answer of the outside as a move."""
    return ActionResult(key, answered.result, answered.error, answered.confirmation_needed)
