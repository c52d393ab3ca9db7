"""Hear a bridge: record the fact that it posted, once; posts of one call may come at the same moment to several processes."""

from flows.telephony.call_event import CallEvent
from workspace.commands.take_call_event import take_call_event
from workspace.wiring.parts import Collision, Parts

TRIES = 3


def hear_bridge(parts: Parts, event: CallEvent) -> bool:
    """Apply the fact; False when it was known."""
    for _ in range(TRIES - 1):
        try:
            return take_call_event(parts, event)
        except Collision:
            # Another fact of the same new call began its interaction meanwhile: all of ours was undone, and now there is one.
            continue
    return take_call_event(parts, event)
