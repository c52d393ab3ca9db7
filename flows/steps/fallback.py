"""The built-in `fallback` step: the script could not go on; the call is closed from here and nothing is lost."""

from dataclasses import dataclass
from typing import ClassVar

from flows.runs.events import WrappedUp
from flows.runs.moves import WrapUp
from flows.runs.refusals import UnknownDispositionError
from flows.runs.run import FALLBACK_STEP
from flows.runs.walk import Walk
from scripts_dsl.script import Step
from scripts_dsl.source.location import NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackStep(Step):
    """Where a run stands that has passed a limit."""

    kind: ClassVar[str] = "fallback"


FALLBACK = FallbackStep(id=FALLBACK_STEP, at=NOWHERE)


def enter(walk: Walk, step: FallbackStep) -> None:
    """Wait for the disposition."""


def wrap_up(walk: Walk, step: FallbackStep, made: WrapUp) -> None:
    """End the run with any code the script knows, or with any at all where it knows none."""
    codes = walk.bundle.dispositions
    if not made.disposition or (codes and made.disposition not in codes):
        raise UnknownDispositionError(detail=made.disposition[:60])
    walk.disposition = made.disposition
    walk.tell(WrappedUp, disposition=made.disposition, suggested=None)
