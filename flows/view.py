"""From a run to what the agent sees of it."""

from datetime import datetime

from flows.bundle import Bundle
from flows.run import Run
from flows.step_view import StepView


def view(run: Run, bundle: Bundle, *, now: datetime, language: str) -> StepView:
    """The present step in words; `language` is the agent's."""
    raise NotImplementedError
