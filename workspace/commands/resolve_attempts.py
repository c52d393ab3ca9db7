"""Resolve: attempts for which the switch has no call have an unknown fate, and nobody redials them by himself (P4)."""

from datetime import timedelta
from uuid import UUID

from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction
from workspace.commands.take_call_event import take_call_event
from workspace.wiring.parts import Parts

SENT_WITHIN = timedelta(seconds=20)
"""How long an order may be on its way to the switch before the switch's not knowing of it means anything."""


def resolve_attempts(parts: Parts, live_calls: frozenset[str]) -> int:
    """End the calls of attempts that should live and that the switch does not know; returns how many.

    Asked by the switch link at its start and every minute.
    """
    with parts.units.read() as unit:
        lost = [each for each in unit.attempts.unresolved(unit.now - SENT_WITHIN) if str(each) not in live_calls]
    return sum(_lose(parts, attempt_id) for attempt_id in lost)


def _lose(parts: Parts, attempt_id: UUID) -> bool:
    """Say on the switch's behalf that the call is gone; its id makes that one fact, however often it is found."""
    event = CallEvent(
        event_id=f"lost:{attempt_id}",
        adapter="cuecard",
        call_id=str(attempt_id),
        kind=CallEventKind.HUNG_UP,
        at=parts.clock.now(),
        direction=Direction.OUTBOUND,
        cause=Cause.LINE_LOST,
    )
    return take_call_event(parts, event)
