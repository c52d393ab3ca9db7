"""What was said before anybody listened, as far as later events tell: a link, or a capture, may begin in the middle of a call."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.message import Message

ENDS = frozenset({"AgentComplete", "BridgeLeave", "Hangup", "HangupRequest", "SoftHangupRequest"})
"""Events that say that a talk is over, or about to be."""


def with_unheard(heard: Sequence[Heard]) -> list[Heard]:
    """These events of a call, in order, with those put before them that they show to have been: the same in whatever order they arrived.

    A queue that says how long a talk and the wait before it took says when both began, to the second. Who leaves a bridge was in it.
    """
    return sorted([*heard, *_queued(heard), *_bridged(heard)], key=lambda each: each.order)


def _queued(heard: Sequence[Heard]) -> Iterator[Heard]:
    connected = {each.message.get("DestUniqueid") for each in heard if each.message.event == "AgentConnect"}
    joined = {(each.message.get("Uniqueid"), each.message.get("Queue")) for each in heard if each.message.event == "QueueCallerJoin"}
    for each in heard:
        message = each.message
        if message.event != "AgentComplete" or message.get("DestUniqueid") in connected:
            continue
        talked, waited = _seconds(message.get("TalkTime")), _seconds(message.get("HoldTime"))
        if talked is None or waited is None:
            continue
        yield Heard(each.at - talked, each.place, _renamed(message, "AgentConnect"))
        if (message.get("Uniqueid"), message.get("Queue")) not in joined:
            yield Heard(each.at - talked - waited, each.place, _renamed(message, "QueueCallerJoin"))


def _bridged(heard: Sequence[Heard]) -> Iterator[Heard]:
    """Entries into bridges for those who are only seen to leave them."""
    inside: set[tuple[str, str]] = set()
    before: dict[str, Heard] = {}
    last = heard[0] if heard else None
    for each in heard:
        message = each.message
        bridge, channel = message.get("BridgeUniqueid") or message.get("BridgeId"), message.get("Uniqueid")
        if message.event in ("BridgeEnter", "CoreShowChannel"):
            inside.add((bridge, channel))
        elif message.event == "BridgeLeave" and last and (bridge, channel) not in inside:
            # All of a bridge were together before the first of them left, and before anybody asked for the end.
            since = before.setdefault(bridge, last)
            yield Heard(since.at, since.place, _renamed(message, "BridgeEnter"))
        if message.event not in ENDS:
            last = each


def _renamed(message: Message, event: str) -> Message:
    return Message((("Event", event), *((name, value) for name, value in message.headers if name != "Event")), message.line)


def _seconds(text: str) -> timedelta | None:
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else None
