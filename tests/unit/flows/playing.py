"""Plays a run move by move, for tests."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flows.offers.chosen_offer import ChosenOffer
from flows.publishing.bundle import Bundle
from flows.runs.events import Event
from flows.runs.moves import ActionResult, Move, OfferChosen
from flows.runs.run import Run
from flows.runs.step_view import StepView
from flows.runs.turn import Turn, move, start
from flows.runs.view import view
from scripts_dsl.money import Money
from scripts_dsl.script import Script
from tests.unit.flows.small_scripts import NOW, bundle_of

FIBRE = ChosenOffer(
    key="fibre_1000m",
    version=3,
    names={"en": "Gigabit", "zh": "千兆宽带"},
    price=Money(Decimal(99), "CNY"),
    term=Decimal(24),
    cooling_off=Decimal(7),
    valid_until=date(2026, 12, 31),
    treatment={"en": "Gigabit for you.", "zh": "千兆宽带适合您。"},
    why={"en": "Uses a lot of data", "zh": "流量用得多"},
    decision="decision-1",
)
CLOUD = ChosenOffer(key="cloud_disk", names={"en": "Cloud disk", "zh": "云盘"}, price=Money(Decimal(10), "CNY"))


class Play:
    """A run being played: `run` is where it stands, `last` the last turn."""

    def __init__(self, script: Script | Bundle, given: Mapping[str, object] | None = None, **how: Any) -> None:
        self.bundle = script if isinstance(script, Bundle) else bundle_of(script)
        self.now = NOW
        self.last: Turn = start(self.bundle, given or {}, now=NOW, **{"language": "en", **how})
        self.events: list[Event] = list(self.last.events)
        self.moves: list[tuple[Move, datetime]] = []

    @classmethod
    def standing(cls, bundle: Bundle, run: Run, now: datetime) -> "Play":
        """A run that was stored half-way."""
        play = cls.__new__(cls)
        play.bundle, play.now, play.last = bundle, now, Turn(run, (), ())
        play.events, play.moves = [], []
        return play

    @property
    def run(self) -> Run:
        """Where the run stands."""
        return self.last.run

    def make(self, *moves: Move) -> "Play":
        """Make moves, a second apart."""
        for each in moves:
            self.now += timedelta(seconds=1)
            self.last = move(self.run, self.bundle, each, now=self.now)
            self.moves.append((each, self.now))
            self.events.extend(self.last.events)
        return self

    def offered(self, offer: ChosenOffer | None = FIBRE) -> "Play":
        """The outside chooses that offer."""
        return self.make(OfferChosen(offer))

    def done(self, result: object = None, **more: Any) -> "Play":
        """The outside did what is awaited."""
        return self.make(ActionResult(self.key, result, **more))

    def failed(self, error: str) -> "Play":
        """The outside did not do what is awaited."""
        return self.make(ActionResult(self.key, error=error))

    @property
    def key(self) -> str:
        """The key of the action that is awaited."""
        awaited = self.run.awaited
        assert awaited is not None
        return awaited.key

    @property
    def step(self) -> str:
        """The id of the present step."""
        return self.run.step

    @property
    def path(self) -> list[str]:
        """Every step reached."""
        return [arrival.step for arrival in self.run.path]

    def told(self, kind: str) -> list[Any]:
        """The events of that kind so far."""
        return [each for each in self.events if each.kind == kind]

    def view(self, language: str = "en") -> StepView:
        """What the agent sees."""
        return view(self.run, self.bundle, now=self.now, language=language)


def words(parts: tuple[Any, ...]) -> str:
    """Rendered text as one string, a missing value in angle brackets."""
    return "".join(f"<{part.text}>" if part.kind == "missing" else part.text for part in parts)
